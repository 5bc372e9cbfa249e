"""A borough's position on a version of a standard, and what it keeps beside it.

draft -> awaiting approval -> recorded
              |        ^
              v        |
            sent back -+

A recorded position never changes: the next one takes its place from its own day on.
Each holds all variations and local items of its time, so no history is lost.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from borough.db import Base
from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice
from kit.errors import Conflict, Invalid, NotAllowed, NotFound
from partnership.standards.model import Details, Item, Position
from partnership.standards.queries import diff

RESOURCE = "standards"
ONE_DAY = timedelta(days=1)


class State(StrEnum):
    """Where the record of a position stands."""

    DRAFT = "draft"
    AWAITING_APPROVAL = "awaiting_approval"
    SENT_BACK = "sent_back"
    RECORDED = "recorded"


IN_PREPARATION = (State.DRAFT, State.SENT_BACK)


class Origin(StrEnum):
    """Where an item that is worked to comes from."""

    SHARED = "shared"
    VARIED = "varied"
    LOCAL = "local"
    LEFT_OUT = "left_out"


class Fit(StrEnum):
    """Whether what was kept beside an older version fits the newer one."""

    FITS = "fits"
    REWORDED = "reworded"
    GONE = "gone"


class UnknownAdoption(NotFound):
    """There is no such record of a position."""


class UnknownEntry(NotFound):
    """There is no such variation or local item."""


class AlreadyDrafted(Conflict):
    """Somebody is recording a position on this standard already. Look at that one."""


class OtherStep(Conflict):
    """This record is at another step by now. Look at it again."""


class NotAsSeen(Conflict):
    """This was changed since you looked at it. Look at it again."""


class ChangedMeanwhile(Conflict):
    """Somebody else changed this since you opened the form."""

    code = "adoption-changed"


class SecondPersonNeeded(NotAllowed):
    """You prepared this. A second person has to approve it."""


class MayNotRecord(NotAllowed):
    """Analysts and business managers record positions; a business manager approves."""


def address(adoption_id: UUID) -> str:
    """The path of the page of one record."""
    return f"/adoptions/records/{adoption_id}"


class Adoption(Base):
    """One position on one version of a standard, in preparation or recorded.

    ``number`` is given when it is recorded: 1, 2, 3 for each standard. ``content`` is
    all that leaves of it and ``preview`` its digest. ``open_for`` names the standard
    while it is in preparation, so that there is one at a time. ``version`` rises with
    every change of a draft; a form says which one it saw.
    """

    __tablename__ = "adoptions_position"
    __table_args__ = (UniqueConstraint("standard", "number"),)

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    standard: Mapped[str] = mapped_column(String(40), info=OFFICIAL)
    standard_version: Mapped[int] = mapped_column(info=OFFICIAL)
    number: Mapped[int | None] = mapped_column(info=OFFICIAL)
    open_for: Mapped[str | None] = mapped_column(String(40), unique=True, info=OFFICIAL)
    state: Mapped[State] = mapped_column(
        Choice(State), default=State.DRAFT, info=OFFICIAL
    )
    position: Mapped[Position] = mapped_column(
        Choice(Position), default=Position.ADOPTED, info=OFFICIAL
    )
    why: Mapped[str] = mapped_column(Text, default="", info=OFFICIAL)
    body: Mapped[str | None] = mapped_column(String(60), info=OFFICIAL)
    body_name: Mapped[str | None] = mapped_column(String(120), info=OFFICIAL)
    agreed_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    review_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    from_on: Mapped[date] = mapped_column(default=clock.today, info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)
    content: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=OFFICIAL)
    preview: Mapped[str | None] = mapped_column(String(64), info=OFFICIAL)
    prepared_by: Mapped[UUID] = mapped_column(info=PERSONAL)
    prepared_by_post: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    started_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    submitted_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    decided_by: Mapped[UUID | None] = mapped_column(info=PERSONAL)
    decided_by_post: Mapped[str | None] = mapped_column(String(80), info=PERSONAL)
    decided_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    sent_back_because: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    correlation_id: Mapped[str | None] = mapped_column(String(64), info=OFFICIAL)

    entries: Mapped[list["AdoptionEntry"]] = relationship(
        cascade="all, delete-orphan",
        order_by="AdoptionEntry.place, AdoptionEntry.item_id",
    )

    @property
    def kept(self) -> Sequence["AdoptionEntry"]:
        """The variations and local items that were not dropped."""
        return [entry for entry in self.entries if entry.dropped_because is None]

    def must_be(self, *states: State) -> None:
        """Raise OtherStep unless it is in one of these states."""
        if self.state not in states:
            raise OtherStep

    def must_be_seen(self, version: int) -> None:
        """Raise ChangedMeanwhile unless a draft is as the form saw it; OtherStep."""
        self.must_be(*IN_PREPARATION)
        if version != self.version:
            raise ChangedMeanwhile

    def entry(self, item_id: str) -> "AdoptionEntry":
        """Its variation or local item of that identifier; raises UnknownEntry."""
        for entry in self.entries:
            if entry.item_id == item_id:
                return entry
        raise UnknownEntry

    def check(self, today: date) -> None:
        """Raise Invalid naming the field that keeps it from being approved."""
        varied = [each for each in self.kept if each.origin is not Origin.LOCAL]
        unsettled = [each.item_id for each in self.kept if not each.settled]
        faults: dict[str, str] = {}
        if unsettled and self.position is not Position.DECLINED:
            faults["entries"] = "Look first at " + ", ".join(unsettled)
        if self.position is Position.VARIED and not varied:
            faults["position"] = "Vary at least one item, or choose another position"
        if self.position is Position.ADOPTED and varied:
            faults["position"] = "Items are varied: choose varied, or drop them"
        faults |= self._missing(today)
        if faults:
            raise Invalid(next(iter(faults.values())), fields=faults)

    def _missing(self, today: date) -> dict[str, str]:
        faults: dict[str, str] = {}
        if self.position is Position.ADOPTED:
            return faults
        if not self.why.strip():
            faults["why"] = "Say why, so that others can read it"
        if self.body is None:
            faults["body"] = "Choose the body that approved it"
        if self.agreed_on is None or self.agreed_on > today:
            faults["agreed_on"] = "Give the day it was approved, today or earlier"
        if self.position is Position.VARIED and (
            self.review_on is None or self.review_on <= today
        ):
            faults["review_on"] = "Give a day to come on which it is looked at again"
        return faults

    def submit(
        self, *, by: UUID, post: str, content: dict[str, Any], preview: str
    ) -> None:
        """Hand it to a second person; raises OtherStep and Invalid."""
        self.must_be(*IN_PREPARATION)
        self.check(clock.today())
        self.state = State.AWAITING_APPROVAL
        self.content, self.preview = content, preview
        self.prepared_by, self.prepared_by_post = by, post
        self.submitted_at = clock.now()
        self.version += 1

    def send_back(self, *, by: UUID, post: str, because: str) -> None:
        """Give it back to its preparer; raises OtherStep."""
        self.must_be(State.AWAITING_APPROVAL)
        self._decide(by, post)
        self.state, self.sent_back_because = State.SENT_BACK, because
        self.version += 1

    def record(
        self, *, by: UUID, post: str, seen: str, number: int, correlation_id: str
    ) -> None:
        """Let it count; raises OtherStep, NotAsSeen and SecondPersonNeeded."""
        self.must_be(State.AWAITING_APPROVAL)
        if seen != self.preview:
            raise NotAsSeen
        if by == self.prepared_by:
            raise SecondPersonNeeded
        self._decide(by, post)
        self.state, self.number, self.open_for = State.RECORDED, number, None
        self.sent_back_because, self.correlation_id = None, correlation_id
        self.version += 1

    def _decide(self, by: UUID, post: str) -> None:
        self.decided_by, self.decided_by_post = by, post
        self.decided_at = clock.now()


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What our own item says, or our variation of a shared one, and why."""

    text: str
    reason: str
    help: str = ""
    details: Details = field(default_factory=dict)


class AdoptionEntry(Base):
    """A shared item in our own words, one we leave out, or one of our own beside them.

    ``maps_to`` is the shared item a local one belongs to, None for ours alone. Words
    of a dropped entry stay, with the reason; it counts no longer.
    """

    __tablename__ = "adoptions_entry"

    adoption_id: Mapped[UUID] = mapped_column(
        ForeignKey("adoptions_position.id", ondelete="CASCADE"),
        primary_key=True,
        info=OFFICIAL,
    )
    item_id: Mapped[str] = mapped_column(String(12), primary_key=True, info=OFFICIAL)
    place: Mapped[int] = mapped_column(info=OFFICIAL)
    origin: Mapped[Origin] = mapped_column(Choice(Origin), info=OFFICIAL)
    section: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    text: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    help: Mapped[str] = mapped_column(Text, default="", info=OFFICIAL)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, info=OFFICIAL)
    reason: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    maps_to: Mapped[str | None] = mapped_column(String(12), info=OFFICIAL)
    fit: Mapped[Fit] = mapped_column(Choice(Fit), default=Fit.FITS, info=OFFICIAL)
    settled: Mapped[bool] = mapped_column(default=True, info=OFFICIAL)
    dropped_because: Mapped[str | None] = mapped_column(Text, info=OFFICIAL)

    def write(
        self, origin: Origin, section: str, words: Words, maps_to: str | None = None
    ) -> None:
        """Say it anew; it fits the version it was written beside."""
        self.origin, self.section, self.text = origin, section, words.text
        self.help, self.details = words.help, dict(words.details)
        self.reason, self.maps_to, self.dropped_because = words.reason, maps_to, None
        self.fit, self.settled = Fit.FITS, True

    def carried(self, old: Sequence[Item], new: Sequence[Item]) -> "AdoptionEntry":
        """A copy for a version with items ``new``; whoever moves to it looks at it."""
        names = ("item_id", "place", "origin", "section", "text", "help", "details",
                 "reason", "maps_to")  # fmt: skip
        fit = fit_of(self, old, new)
        # One that nobody has looked at since an earlier version still waits for it.
        if fit is Fit.FITS and not self.settled:
            fit = self.fit
        same = {name: getattr(self, name) for name in names}
        return AdoptionEntry(**same, fit=fit, settled=fit is Fit.FITS)


class Kept(Protocol):
    """What a variation or local item is to the rules below: a row, or as good."""

    @property
    def item_id(self) -> str: ...  # named as the column is
    @property
    def origin(self) -> Origin: ...  # named as the column is
    @property
    def maps_to(self) -> str | None: ...  # named as the column is
    @property
    def dropped_because(self) -> str | None: ...  # as the column


def fit_of(entry: Kept, old: Sequence[Item], new: Sequence[Item]) -> Fit:
    """How an entry made beside ``old`` fits ``new``: by the shared item it hangs on."""
    changes = diff(old, new)
    shared = entry.maps_to if entry.origin is Origin.LOCAL else entry.item_id
    if shared is None:
        return Fit.FITS
    if shared not in {item.id for item in new}:
        return Fit.GONE
    return Fit.REWORDED if shared in changes.touched else Fit.FITS


class Dated(Protocol):
    """A recorded position to the rule of what counts when."""

    @property
    def number(self) -> int | None: ...  # named as the column is
    @property
    def from_on(self) -> date: ...  # named as the column is


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """When a recorded position counted; ``number`` tells which.

    ``until_on`` is included, and None while nothing takes its place. A position that
    another one took the place of before its first day never counted.
    """

    number: int
    from_on: date
    until_on: date | None

    @property
    def counted(self) -> bool:
        """Whether there is a day on which it counted or will."""
        return self.until_on is None or self.from_on <= self.until_on

    def holds(self, day: date) -> bool:
        """Whether it counts on ``day``."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


def spans(recorded: Iterable[Dated]) -> list[Span]:
    """When each recorded position of one standard counted, in order of number.

    What is recorded later takes the place of everything before it from its day on.
    """
    rows = sorted(recorded, key=lambda each: each.number or 0)
    found: list[Span] = []
    earliest: date | None = None
    for row in reversed(rows):
        until = None if earliest is None else earliest - ONE_DAY
        found.append(Span(number=row.number or 0, from_on=row.from_on, until_on=until))
        earliest = row.from_on if earliest is None else min(earliest, row.from_on)
    return found[::-1]
