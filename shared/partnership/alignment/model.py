"""Where a borough stands on a standard: aligned, agreed difference, drift, or not yet.

Values in, values out. A difference is agreed where a body of the borough took a
position with a reason; it is drift where time passed over it: no position long after
the day a standard counts from, a version that another one took the place of, a review
day that passed, or a borough that said nothing of anything for a quarter.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from partnership.standards.model import Position


class Outcome(StrEnum):
    """What a position comes to today."""

    ALIGNED = "aligned"
    AGREED = "agreed_difference"
    DRIFT = "drift"
    NOT_YET = "not_yet"


class Drift(StrEnum):
    """Why a position drifts."""

    LATE = "late"
    OLD_VERSION = "old_version"
    REVIEW_PASSED = "review_passed"
    STALE = "stale"


@dataclass(frozen=True, kw_only=True, slots=True)
class Rules:
    """How many days pass before something is drift.

    ``late_days`` after the day the first version counts from, without a position;
    ``newer_days`` after the day a newer version counts from; ``ask_days`` into a
    quarter, before silence since its first day is held against anybody.
    """

    late_days: int = 60
    newer_days: int = 60
    ask_days: int = 30


RULES = Rules()


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """One published version and the day it counts from."""

    version: int
    effective_from: date


class Taken(Protocol):
    """What a position is to the rules below."""

    @property
    def number(self) -> int: ...  # 1, 2, 3 for each standard of a borough
    @property
    def version(self) -> int: ...  # of the standard
    @property
    def position(self) -> Position: ...  # what was decided
    @property
    def from_on(self) -> date: ...  # the day it counts from
    @property
    def review_on(self) -> date | None: ...  # the day it is looked at again


AnyTaken = TypeVar("AnyTaken", bound=Taken)


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """What a position comes to; ``drifts`` is empty for all but drift."""

    outcome: Outcome
    drifts: tuple[Drift, ...] = ()


def in_force(taken: Iterable[AnyTaken], on: date) -> AnyTaken | None:
    """The position that counts on a day: the last one taken of those that began."""
    begun = [each for each in taken if each.from_on <= on]
    return max(begun, key=lambda each: each.number, default=None)


def coming(taken: Iterable[AnyTaken], on: date) -> AnyTaken | None:
    """The position that takes the place of today's next, on a day to come, if any."""
    every = list(taken)
    now = in_force(every, on)
    least = now.number if now else 0
    days = [e.from_on for e in every if e.number > least and e.from_on > on]
    return in_force(every, min(days)) if days else None


def quarter_of(day: date) -> date:
    """The first day of the calendar quarter a day is in."""
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def is_stale(heard_on: date | None, today: date, rules: Rules = RULES) -> bool:
    """Whether nothing was heard in the quarter that is being asked about."""
    asked = quarter_of(today - timedelta(days=rules.ask_days))
    return heard_on is None or heard_on < asked


def judge(
    taken: Taken | None,
    versions: Sequence[Published],
    *,
    today: date,
    stale: bool = False,
    joined_on: date | None = None,
    rules: Rules = RULES,
) -> Judged:
    """What the position in force comes to; ``versions`` are all that were published.

    None is no position. ``joined_on`` is when the borough became a member: nobody is
    late with what began before.
    """
    drifts = tuple(_drifts(taken, versions, today, joined_on, rules))
    if stale:
        drifts = (*drifts, Drift.STALE)
    if drifts:
        return Judged(outcome=Outcome.DRIFT, drifts=drifts)
    if taken is None:
        return Judged(outcome=Outcome.NOT_YET)
    same = taken.position is Position.ADOPTED
    return Judged(outcome=Outcome.ALIGNED if same else Outcome.AGREED)


def _drifts(
    taken: Taken | None,
    versions: Sequence[Published],
    today: date,
    joined_on: date | None,
    rules: Rules,
) -> Iterable[Drift]:
    if taken is None:
        first = min((each.effective_from for each in versions), default=today)
        since = max(first, joined_on or first)
        if today > since + timedelta(days=rules.late_days):
            yield Drift.LATE
        return
    grace = timedelta(days=rules.newer_days)
    if any(
        each.version > taken.version and today > each.effective_from + grace
        for each in versions
    ):
        yield Drift.OLD_VERSION
    if taken.review_on is not None and taken.review_on < today:
        yield Drift.REVIEW_PASSED


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """A recorded position as its message says it; see the contract of adoptions.

    ``variations`` have item, how, text and reason; ``local`` items have id, section,
    text, maps_to and reason.
    """

    number: int
    standard: str
    kind: str
    version: int
    position: Position
    from_on: date
    why: str
    approved_by: str | None
    agreed_on: date | None
    review_on: date | None
    variations: Sequence[Mapping[str, Any]]
    local: Sequence[Mapping[str, Any]]
    recorded_at: datetime
    recorded_by: str

    @property
    def stance(self) -> str:
        """The position as people say it."""
        return self.position.value.capitalize()


def read_told(
    content: Mapping[str, Any], *, number: int, recorded_at: datetime, recorded_by: str
) -> Told:
    """What a message says of a position; raises KeyError and ValueError for others."""
    return Told(
        number=number,
        standard=content["standard"],
        kind=content["kind"],
        version=int(content["standard_version"]),
        position=Position(content["position"]),
        from_on=date.fromisoformat(content["from_on"]),
        why=content["why"],
        approved_by=content["approved_by"],
        agreed_on=_day(content["agreed_on"]),
        review_on=_day(content["review_on"]),
        variations=content["variations"],
        local=content["local"],
        recorded_at=recorded_at,
        recorded_by=recorded_by,
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
