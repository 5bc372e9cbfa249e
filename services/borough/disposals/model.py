"""Periods, holds and tombstones of records that are destroyed by destroying their key.

No law gives a period for the files of a child death overview panel. Those here are
defaults after the codes of practice on health and social care records; each area's
data protection officer confirms them or has them changed. A hold beats every period.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String, exists, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from borough.db import Base
from kit import clock
from kit.access import queries as opening
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice
from kit.errors import Conflict, NotFound
from partnership.access import reach

DISPOSAL = "case_disposal"
# Where people declare the conflicts of interest that hide a case.
CASE = "death_identifiers"
# Somebody who wants a record kept is asked again after this long.
ASK_AGAIN = timedelta(days=365)


class Kind(StrEnum):
    """The classes of records that end this way."""

    CASE = "child death case"
    SHARED_COPY = "copy of another area's case"
    PANEL_PACK = "panel pack"


class Hold(StrEnum):
    """Why a record must not be destroyed, whatever its period says."""

    INQUIRY = "public inquiry"
    INQUEST = "inquest"
    REVIEW = "safeguarding practice review"
    PROCEEDINGS = "criminal or civil proceedings"
    COMPLAINT = "complaint or request for access"


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """How long one class is kept, in years and days, after what."""

    kind: Kind
    after: str
    years: int = 0
    days: int = 0

    def due_on(self, began_on: date) -> date:
        """The first day on which it may be destroyed; 29 February ends on 1 March."""
        year = began_on.year + self.years
        try:
            day = began_on.replace(year=year)
        except ValueError:
            day = date(year, 3, 1)
        return day + timedelta(days=self.days)


RULES = {
    rule.kind: rule
    for rule in (
        Rule(kind=Kind.CASE, years=25, after="the case was closed"),
        Rule(kind=Kind.SHARED_COPY, days=90, after="its purpose ended"),
        Rule(kind=Kind.PANEL_PACK, days=14, after="the meeting ended"),
    )
}


class AlreadyAgreed(Conflict):
    """You agreed already; a second person must agree too."""


class NotDue(Conflict):
    """Its time is not over, or something holds it. Nothing was destroyed."""


class AlreadyDestroyed(Conflict):
    """This was destroyed already."""


class Retained(Base):
    """One locked record whose time runs, is over, or is gone.

    ``record`` is its id under ``resource``, ``code`` how pages call it without telling
    what it is. Once destroyed the row stays, as a tombstone. ``keep_until`` is when to
    ask again after somebody wanted it kept.
    """

    __tablename__ = "disposals_retained"

    record: Mapped[UUID] = mapped_column(primary_key=True, info=OFFICIAL)
    resource: Mapped[str] = mapped_column(String(40), info=OFFICIAL)
    kind: Mapped[Kind] = mapped_column(Choice(Kind), info=OFFICIAL)
    code: Mapped[str] = mapped_column(String(20), info=OFFICIAL)
    key_id: Mapped[UUID] = mapped_column(info=OFFICIAL)
    began_on: Mapped[date] = mapped_column(info=OFFICIAL)
    due_on: Mapped[date] = mapped_column(index=True, info=OFFICIAL)
    keep_until: Mapped[date | None] = mapped_column(info=OFFICIAL)
    proposed_on: Mapped[date | None] = mapped_column(index=True, info=OFFICIAL)
    first_by: Mapped[UUID | None] = mapped_column(info=PERSONAL)
    first_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    second_by: Mapped[UUID | None] = mapped_column(info=PERSONAL)
    destroyed_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)

    def is_due(self, *, on: date, held: bool) -> bool:
        """Whether it may be destroyed on a day: never while anything holds it."""
        return due(
            due_on=self.due_on, keep_until=self.keep_until, on=on, held=held
        ) and (self.destroyed_at is None)

    def agree(self, *, by: UUID, on: date, held: bool) -> bool:
        """One person's yes; True when it was the second and it is to be destroyed.

        Raises AlreadyDestroyed, NotDue and AlreadyAgreed.
        """
        if self.destroyed_at is not None:
            raise AlreadyDestroyed
        if self.proposed_on is None or not self.is_due(on=on, held=held):
            raise NotDue
        if self.first_by is None:
            self.first_by, self.first_at = by, clock.now()
            return False
        if self.first_by == by:
            raise AlreadyAgreed
        self.second_by, self.destroyed_at = by, clock.now()
        return True

    def keep(self, *, until: date) -> None:
        """Take it off the list and ask again later; raises AlreadyDestroyed."""
        if self.destroyed_at is not None:
            raise AlreadyDestroyed
        self.keep_until = until
        self.take_back()

    def take_back(self) -> None:
        """Off the list; who agreed so far agrees anew when it comes back."""
        self.proposed_on = self.first_by = self.first_at = None


class HoldRow(Base):
    """One reason why a record must stay, from when to when."""

    __tablename__ = "disposals_hold"

    id: Mapped[UUID] = mapped_column(primary_key=True, info=OFFICIAL)
    record: Mapped[UUID] = mapped_column(info=OFFICIAL)
    why: Mapped[Hold] = mapped_column(Choice(Hold), info=OFFICIAL)
    placed_by: Mapped[UUID] = mapped_column(info=PERSONAL)
    placed_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    lifted_by: Mapped[UUID | None] = mapped_column(info=PERSONAL)
    lifted_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)

    # The same reason holds a record once at a time.
    __table_args__ = (
        Index(
            None,
            "record",
            "why",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )


def due(*, due_on: date, keep_until: date | None, on: date, held: bool) -> bool:
    """Whether a period is over on a day; a hold beats it, as does a wish to keep."""
    return not held and max(due_on, keep_until or due_on) <= on


def reached(session: Session, actor: Actor, action: Action, record: UUID) -> None:
    """Let a person go on with one record.

    Raises NotAllowed, and NotFound where they declared a conflict of interest.
    """
    reach(session, actor, action, DISPOSAL)
    if str(record) in hidden_from(session, actor):
        raise NotFound


def is_held(session: Session, record: UUID) -> bool:
    """Whether anything holds a record now."""
    holds = exists().where(HoldRow.record == record, HoldRow.lifted_at.is_(None))
    return bool(session.scalar(select(holds)))


def hidden_from(session: Session, actor: Actor) -> frozenset[str]:
    """Records this person must not know of, under whatever resource they said so."""
    resources = {CASE, *session.scalars(select(Retained.resource).distinct())}
    hidden: frozenset[str] = frozenset()
    for resource in resources:
        hidden |= opening.conflicted(session, user_id=actor.user_id, resource=resource)
    return hidden
