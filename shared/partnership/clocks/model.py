"""What a clock is, and how its deadline is counted.

Day one is the first counted day after the day of the start event, in London; a clock
of days or months runs to the end of its last day, a clock of hours runs by elapsed
time, whatever the summer time does. A day on which a clock stands paused does not
count; the day it is resumed does.
"""

import json
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kit import clock, working_days
from kit.clock import LONDON
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice, SharedBase
from kit.errors import Conflict, Invalid, NotFound

DEFINITIONS = Path(__file__).parent / "definitions.json"
ONE_DAY = timedelta(days=1)
# A clock that has not come to its end after so many days counts something wrong.
LONGEST = 4000
# Resources of whose clocks not even a number is told to those who may not open them.
UNCOUNTED = frozenset({"death_identifiers"})


class Unit(StrEnum):
    """What a limit counts."""

    HOURS = "hours"
    WORKING_DAYS = "working days"
    CALENDAR_DAYS = "calendar days"
    MONTHS = "months"


class NotRunning(Conflict):
    """This clock does not run any more."""

    code = "not-running"


class AlreadyPaused(Conflict):
    """This clock is paused already."""

    code = "already-paused"


class NotPaused(Conflict):
    """This clock is not paused."""

    code = "not-paused"


@dataclass(frozen=True, slots=True)
class Span:
    """A time in which a clock stood still; ``until`` is None while it still does."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """How long a kind of clock runs, from which event, and where that is written.

    ``backwards`` clocks end so long before their event. ``checked`` says whether the
    rule was read at its source; one that was not is a default to be confirmed.
    """

    kind: str
    title: str
    limit: int
    unit: Unit
    starts: str
    edition: str
    source: str
    statutory: bool
    checked: bool
    backwards: bool = False

    def due(self, start: datetime, pauses: Sequence[Span] = ()) -> datetime:
        """When a clock that began at ``start`` is due; aware, in UTC.

        An open pause counts as lasting until now.
        """
        if self.backwards:
            return end_of(counted_back(local_day(start), self.limit, self.unit))
        return due(start, self.limit, self.unit, pauses)


def due(
    start: datetime, limit: int, unit: Unit, pauses: Sequence[Span] = ()
) -> datetime:
    """The moment ``limit`` ``unit`` after ``start``, pauses left out; aware, in UTC."""
    if unit is Unit.HOURS:
        # In UTC: sums in London's own time would follow its clock faces.
        start = start.astimezone(UTC)
        return start + timedelta(hours=limit) + _paused_time(start, limit, pauses)
    still = _paused_days(pauses)
    first = local_day(start)
    if unit is Unit.MONTHS:
        last = months_after(first, limit)
        return end_of(_put_off(first, last, still))
    return end_of(_counted(first, limit, unit, still))


def local_day(moment: datetime) -> date:
    """The day of a moment in London."""
    return moment.astimezone(LONDON).date()


def end_of(day: date) -> datetime:
    """The last moment of a day in London, in UTC."""
    midnight = datetime.combine(day + ONE_DAY, time(), LONDON)
    return midnight.astimezone(UTC) - timedelta(microseconds=1)


def start_of(day: date) -> datetime:
    """The first moment of a day in London, in UTC."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


def months_after(day: date, months: int) -> date:
    """The same day of the month so many months on, or that month's last day."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def counts(day: date, unit: Unit) -> bool:
    """Whether a day counts for a clock of this unit."""
    return unit is not Unit.WORKING_DAYS or working_days.is_one(day)


def days_between(earlier: date, later: date, unit: Unit) -> int:
    """Counted days after ``earlier`` up to ``later``; negative when that is over."""
    if later < earlier:
        return -days_between(later, earlier, unit)
    length = (later - earlier).days
    return sum(counts(earlier + n * ONE_DAY, unit) for n in range(1, length + 1))


def counted_back(day: date, limit: int, unit: Unit) -> date:
    """The day ``limit`` counted days before ``day``."""
    if unit is Unit.MONTHS:
        return months_after(day, -limit)
    left = limit
    while left:
        day -= ONE_DAY
        left -= counts(day, unit)
    return day


def _counted(first: date, limit: int, unit: Unit, still: frozenset[date]) -> date:
    left, day = limit, first
    for _ in range(LONGEST):
        if left == 0:
            return day
        day += ONE_DAY
        left -= counts(day, unit) and day not in still
    raise Invalid("This clock has been paused for more than ten years.")


def _put_off(first: date, last: date, still: frozenset[date]) -> date:
    """``last`` moved by the paused days that lie before it, however it moves."""
    passed = {day for day in still if first < day}
    day = last
    while (moved := last + len([d for d in passed if d <= day]) * ONE_DAY) != day:
        day = moved
    return day


def _paused_days(pauses: Iterable[Span]) -> frozenset[date]:
    days: set[date] = set()
    for span in pauses:
        day, last = local_day(span.since), local_day(span.until or clock.now())
        while day < last:
            days.add(day)
            day += ONE_DAY
    return frozenset(days)


def _paused_time(start: datetime, limit: int, pauses: Sequence[Span]) -> timedelta:
    """The time a clock of hours stood still before it came to its end."""
    extra = timedelta()
    for span in _apart(pauses):
        since, until = max(span.since, start), span.until or clock.now()
        if since < start + timedelta(hours=limit) + extra and until > since:
            extra += until - since
    return extra


def _apart(pauses: Sequence[Span]) -> list[Span]:
    """The pauses in order, with those that overlap made one."""
    merged: list[Span] = []
    for span in sorted(pauses, key=lambda each: each.since):
        until = span.until or clock.now()
        if merged and merged[-1].until is not None and span.since <= merged[-1].until:
            merged[-1] = Span(merged[-1].since, max(merged[-1].until, until))
        else:
            merged.append(Span(span.since, until))
    return merged


class ClockRow(SharedBase):
    """One running or stopped clock; the rule is copied in, as guidance changes.

    ``resource`` and ``record`` say what it belongs to; ``due_at`` is kept up to date
    by every verb, so that a board can be sorted by it.
    """

    __tablename__ = "clocks_clock"
    __table_args__ = (Index(None, "resource", "record"), Index(None, "due_at"))

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    kind: Mapped[str] = mapped_column(String(40), info=OFFICIAL)
    resource: Mapped[str] = mapped_column(String(40), info=OFFICIAL)
    record: Mapped[str] = mapped_column(String(80), info=OFFICIAL)
    reference: Mapped[str] = mapped_column(String(80), info=OFFICIAL)
    body: Mapped[str | None] = mapped_column(String(60), info=OFFICIAL)
    limit: Mapped[int] = mapped_column(info=OFFICIAL)
    unit: Mapped[Unit] = mapped_column(Choice(Unit), info=OFFICIAL)
    starts: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    edition: Mapped[str] = mapped_column(String(80), info=OFFICIAL)
    backwards: Mapped[bool] = mapped_column(default=False, info=OFFICIAL)
    started_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    due_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    stopped_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)

    pauses: Mapped[list["ClockPause"]] = relationship(
        order_by="ClockPause.since", cascade="all, delete-orphan"
    )

    @property
    def paused(self) -> bool:
        """Whether it stands still."""
        return any(pause.until is None for pause in self.pauses)

    def pause(self, *, reason: str, at: datetime) -> None:
        """Let it stand still from ``at``; raises NotRunning and AlreadyPaused."""
        self._must_run()
        if self.paused:
            raise AlreadyPaused
        if at < self.started_at:
            raise Invalid("A clock cannot be paused before it begins")
        self.pauses.append(ClockPause(since=at, reason=reason))

    def resume(self, *, at: datetime) -> None:
        """Let it run again; raises NotRunning, NotPaused, Invalid for before then."""
        self._must_run()
        if not self.paused:
            raise NotPaused
        if at < self.pauses[-1].since:
            raise Invalid("A clock cannot be resumed before it was paused")
        self.pauses[-1].until = at
        self.reckon()

    def stop(self, *, at: datetime) -> None:
        """Note that what it waited for has happened; raises NotRunning."""
        self._must_run()
        if self.paused:
            self.pauses[-1].until = max(at, self.pauses[-1].since)
        self.stopped_at = at
        self.reckon()

    def reckon(self) -> None:
        """Count the deadline again from the start and the pauses."""
        if self.backwards:
            last = counted_back(local_day(self.started_at), self.limit, self.unit)
            self.due_at = end_of(last)
        else:
            self.due_at = due(self.started_at, self.limit, self.unit, self.spans)

    def is_over_at(self, moment: datetime) -> bool:
        """Whether it had run past its end at ``moment``, and did not stand still."""
        still = any(
            pause.since <= moment and (pause.until is None or pause.until > moment)
            for pause in self.pauses
        )
        return self.due_at < moment and not still

    @property
    def spans(self) -> list[Span]:
        """The pauses as the rules read them."""
        return [Span(pause.since, pause.until) for pause in self.pauses]

    def _must_run(self) -> None:
        if self.stopped_at is not None:
            raise NotRunning


class ClockPause(SharedBase):
    """A time in which a clock stood still, and why."""

    __tablename__ = "clocks_pause"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    clock_id: Mapped[UUID] = mapped_column(
        ForeignKey("clocks_clock.id"), index=True, info=OFFICIAL
    )
    since: Mapped[datetime] = mapped_column(info=OFFICIAL)
    until: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    reason: Mapped[str] = mapped_column(Text, info=PERSONAL)


class ClockSetting(SharedBase):
    """How an area counts one kind of clock, instead of the default."""

    __tablename__ = "clocks_setting"

    kind: Mapped[str] = mapped_column(String(40), primary_key=True, info=OFFICIAL)
    from_on: Mapped[date] = mapped_column(primary_key=True, info=OFFICIAL)
    limit: Mapped[int] = mapped_column(info=OFFICIAL)
    unit: Mapped[Unit] = mapped_column(Choice(Unit), info=OFFICIAL)
    starts: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    edition: Mapped[str] = mapped_column(String(80), info=OFFICIAL)
    reason: Mapped[str] = mapped_column(Text, info=PERSONAL)
    set_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)


@cache
def definitions() -> Mapping[str, Rule]:
    """The default rules by kind, as the data file states them."""
    rules = [
        Rule(**{**each, "unit": Unit(each["unit"])})
        for each in json.loads(DEFINITIONS.read_text())
    ]
    return {rule.kind: rule for rule in rules}


def in_force(kind: str, settings: Iterable[ClockSetting], *, on: date) -> Rule:
    """How a kind of clock is counted on a day; raises NotFound for an unknown kind.

    ``settings`` are what the area set, of this and other kinds, in any order.
    """
    rule = definitions().get(kind)
    if rule is None:
        raise NotFound(f"There is no clock {kind!r}.")
    own = [each for each in settings if each.kind == kind and each.from_on <= on]
    if not own:
        return rule
    last = max(own, key=lambda each: each.from_on)
    return replace(
        rule,
        limit=last.limit,
        unit=last.unit,
        starts=last.starts,
        edition=last.edition,
        checked=True,
    )
