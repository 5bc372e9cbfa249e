"""What a body is from when to when: how it stands, who sits on it and who chairs it.

Working Together to Safeguard Children (2023) makes the three safeguarding partners
equal: there is no weight, no casting vote and no lead partner to store here. The chair
is a post that keeps order for a term; that a body can decide asks for all three alike.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice, SharedBase
from kit.errors import Conflict, Invalid
from partnership.agencies import STATUTORY

BODIES = "bodies"
ONE_DAY = timedelta(days=1)
# A longer word is not a short name; "new" is a page of its own.
SLUG = re.compile(r"(?!new$)[a-z][a-z0-9-]{1,59}")


class BodyKind(StrEnum):
    """What a body is for, and how long it is meant to last."""

    LEADERSHIP = "leadership group"
    PARTNERSHIP = "partnership group"
    THEMATIC = "thematic group"
    TASK_AND_FINISH = "task and finish group"
    PANEL = "panel"


# These decide for the partnership, so none of the three partners can be left out.
FOR_ALL_PARTNERS = frozenset({BodyKind.LEADERSHIP, BodyKind.PARTNERSHIP})


class Part(StrEnum):
    """How a post sits on a body; advisers attend and do not make a quorum."""

    MEMBER = "member"
    ADVISER = "adviser"


class Seat(StrEnum):
    """What a term is served in."""

    CHAIR = "chair"
    DEPUTY = "deputy chair"


class Basis(StrEnum):
    """Why a post holds the chair."""

    ROTATION = "rotation between partners"
    OFFICE = "by office"
    ELECTED = "elected by the body"
    INDEPENDENT = "independent person"
    RECIPROCAL = "from another area"
    AD_HOC = "for one meeting"


class BodyChanged(Conflict):
    """Somebody else changed this body since you opened the form."""

    code = "body-changed"


def check_days(from_on: date, until_on: date | None) -> None:
    """Raise Invalid naming ``until_on`` for an end before the beginning."""
    if until_on is not None and until_on < from_on:
        fault = "The last day must not be before the first"
        raise Invalid(fault, fields={"until_on": fault})


class Identified:
    """A row with an id of its own."""

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )


class Dated:
    """What holds from a day; the last day is included, None where there is none."""

    from_on: Mapped[date] = mapped_column(info=OFFICIAL)
    until_on: Mapped[date | None] = mapped_column(info=OFFICIAL)

    def holds(self, day: date) -> bool:
        """Whether it holds on ``day``."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)

    def overlaps(self, other: "Dated") -> bool:
        """Whether both hold on some day."""
        return (other.until_on is None or self.from_on <= other.until_on) and (
            self.until_on is None or other.from_on <= self.until_on
        )


class Body(Identified, Dated, SharedBase):
    """One body. Its name and what else may change are in its standings.

    It exists from ``from_on`` to ``until_on``, both included; ``version`` rises with
    every change, and a form says which one it saw.
    """

    __tablename__ = "bodies_body"

    slug: Mapped[str] = mapped_column(String(60), unique=True, info=OFFICIAL)
    kind: Mapped[BodyKind] = mapped_column(Choice(BodyKind), info=OFFICIAL)
    ended_because: Mapped[str | None] = mapped_column(Text, info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)

    standings: Mapped[list["Standing"]] = relationship(
        foreign_keys="Standing.body_id",
        order_by="Standing.from_on, Standing.id",
        cascade="all, delete-orphan",
    )

    def must_be_seen(self, version: int) -> None:
        """Raise BodyChanged unless ``version`` is the present one."""
        if version != self.version:
            raise BodyChanged

    def must_cover(self, field: str, day: date) -> None:
        """Raise Invalid naming ``field`` for a day on which the body does not exist."""
        if day < self.from_on:
            fault = "The body did not exist before its first day"
            raise Invalid(fault, fields={field: fault})
        if self.until_on is not None and day > self.until_on:
            fault = "The body has ended by then"
            raise Invalid(fault, fields={field: fault})

    def retire(self, *, until_on: date, reason: str) -> None:
        """End it after ``until_on``; raises Conflict when it has an end already."""
        if self.until_on is not None:
            raise Conflict("This body has a last day already.")
        check_days(self.from_on, until_on)
        self.until_on, self.ended_because = until_on, reason
        self.version += 1

    def reopen(self) -> None:
        """Take back its end; raises Conflict when it has none."""
        if self.until_on is None:
            raise Conflict("This body has not ended.")
        self.until_on = self.ended_because = None
        self.version += 1


class Standing(Identified, SharedBase):
    """How a body stands from a day on, until the next standing.

    Of two from the same day the one written later counts; the other stays as what was
    thought before.
    """

    __tablename__ = "bodies_standing"
    __table_args__ = (Index(None, "body_id", "from_on"),)

    body_id: Mapped[UUID] = mapped_column(ForeignKey("bodies_body.id"), info=OFFICIAL)
    from_on: Mapped[date] = mapped_column(info=OFFICIAL)
    name: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    purpose: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    parent_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("bodies_body.id"), info=OFFICIAL
    )
    minimum: Mapped[int] = mapped_column(info=OFFICIAL)
    partners_needed: Mapped[bool] = mapped_column(info=OFFICIAL)
    reason: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    written_by: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    written_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)


def standing_on(standings: Sequence[Standing], day: date) -> Standing:
    """The one that counts on ``day``; the first where ``day`` is before them all.

    ``standings`` are those of one body, in the order they are kept in.
    """
    begun = [each for each in standings if each.from_on <= day]
    return begun[-1] if begun else standings[0]


def would_circle(
    standings: Iterable[Standing],
    *,
    body_id: UUID,
    parent_id: UUID | None,
    from_on: date,
) -> bool:
    """Whether a body would stand above itself on any day from ``from_on``.

    ``standings`` are those of all bodies, in the order they are kept in.
    """
    of_body: dict[UUID, list[Standing]] = {}
    for each in standings:
        of_body.setdefault(each.body_id, []).append(each)
    days = {from_on} | {
        each.from_on
        for rows in of_body.values()
        for each in rows
        if each.from_on > from_on
    }
    return any(_is_above(of_body, body_id, parent_id, day) for day in days)


def _is_above(
    of_body: dict[UUID, list[Standing]], body_id: UUID, parent: UUID | None, day: date
) -> bool:
    for _ in of_body:
        if parent is None or parent == body_id:
            break
        parent = standing_on(of_body[parent], day).parent_id
    return parent == body_id


class TermsOfReference(Identified, SharedBase):
    """One version of what a body is there for and how it works; never changed."""

    __tablename__ = "bodies_terms_of_reference"
    __table_args__ = (UniqueConstraint("body_id", "number"),)

    body_id: Mapped[UUID] = mapped_column(ForeignKey("bodies_body.id"), info=OFFICIAL)
    number: Mapped[int] = mapped_column(info=OFFICIAL)
    text: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    agreed_on: Mapped[date] = mapped_column(info=OFFICIAL)
    review_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    written_by: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    written_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)


class BodyPost(Identified, Dated, SharedBase):
    """A post that sits on a body: a job title, never a name.

    ``agency`` is None for somebody independent of all agencies. A deputy
    ``stands_in_for`` another post of the same body, with its agency and its part.
    """

    __tablename__ = "bodies_post"
    __table_args__ = (Index(None, "body_id", "from_on"),)

    body_id: Mapped[UUID] = mapped_column(ForeignKey("bodies_body.id"), info=OFFICIAL)
    title: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    agency: Mapped[str | None] = mapped_column(String(60), info=OFFICIAL)
    part: Mapped[Part] = mapped_column(Choice(Part), info=OFFICIAL)
    stands_in_for: Mapped[UUID | None] = mapped_column(
        ForeignKey("bodies_post.id"), info=OFFICIAL
    )

    def end(self, *, until_on: date) -> None:
        """Let it sit no longer than ``until_on``; raises Conflict, Invalid."""
        if self.until_on is not None and self.until_on <= until_on:
            raise Conflict("This post has left the body by then already.")
        check_days(self.from_on, until_on)
        self.until_on = until_on


class ChairTerm(Identified, Dated, SharedBase):
    """A term in a seat of a body; two terms in one seat never share a day.

    ``agency`` is the post's own, copied: the rotation is between agencies.
    """

    __tablename__ = "bodies_chair_term"
    __table_args__ = (Index(None, "body_id", "seat", "from_on"),)

    body_id: Mapped[UUID] = mapped_column(ForeignKey("bodies_body.id"), info=OFFICIAL)
    post_id: Mapped[UUID] = mapped_column(ForeignKey("bodies_post.id"), info=OFFICIAL)
    agency: Mapped[str | None] = mapped_column(String(60), info=OFFICIAL)
    seat: Mapped[Seat] = mapped_column(Choice(Seat), info=OFFICIAL)
    basis: Mapped[Basis] = mapped_column(Choice(Basis), info=OFFICIAL)

    def must_be_free(self, others: Iterable["ChairTerm"], field: str) -> None:
        """Raise Invalid naming ``field`` where it shares a day with another term.

        ``others`` are the other terms in the same seat of the same body.
        """
        if any(self.overlaps(each) for each in others):
            fault = "Another post holds this seat for some of these days"
            raise Invalid(fault, fields={field: fault})


@dataclass(frozen=True, kw_only=True, slots=True)
class Gap:
    """Days on which nobody held a seat; ``until_on`` is None while it is so."""

    from_on: date
    until_on: date | None


def timeline(
    terms: Iterable[ChairTerm], *, since: date, until: date | None
) -> Iterator[ChairTerm | Gap]:
    """Terms of one seat in order, with the gaps between ``since`` and ``until``.

    ``until`` is the body's last day, None while it goes on.
    """
    free: date | None = since
    for term in sorted(terms, key=lambda each: each.from_on):
        if free is not None and free < term.from_on:
            yield Gap(from_on=free, until_on=term.from_on - ONE_DAY)
        yield term
        free = None if term.until_on is None else term.until_on + ONE_DAY
    if free is not None and (until is None or free <= until):
        yield Gap(from_on=free, until_on=until)


def next_in_rotation(terms: Iterable[ChairTerm], among: Collection[str]) -> str | None:
    """Which of the partners ``among`` should chair next; None where there is none.

    The one that has waited longest, who never chaired before all others; of those who
    never did, in the order of ``among``.
    """
    last = {
        term.agency: term.from_on
        for term in sorted(terms, key=lambda each: each.from_on)
        if term.agency is not None
    }
    return min(among, key=lambda agency: last.get(agency, date.min), default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Quorum:
    """Whether a body can decide, and what is missing.

    ``missing`` are the partners nobody speaks for; ``present`` counts members, each
    once whether in person or by deputy.
    """

    missing: Sequence[str]
    present: int
    minimum: int

    @property
    def quorate(self) -> bool:
        """Whether the body can decide."""
        return not self.missing and self.present >= self.minimum


def quorum(
    posts: Collection[BodyPost],
    present: Collection[UUID],
    *,
    minimum: int,
    partners_needed: bool,
) -> Quorum:
    """The quorum of ``posts`` (those that sit on the day) when ``present`` came.

    Every statutory partner must be there in person or by deputy, and ``minimum``
    members in all. Ids of posts that do not sit count for nothing.
    """
    came = set(present)
    # A deputy fills the seat of the post it stands in for, vacant or not.
    seats = {
        post.stands_in_for or post.id: post.agency
        for post in posts
        if post.id in came and post.part is Part.MEMBER
    }
    missing = [each for each in STATUTORY if each not in seats.values()]
    return Quorum(
        missing=missing if partners_needed else [],
        present=len(seats),
        minimum=minimum,
    )
