"""Look at disputes: the list, and one with its stages and clocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from kit.access.service import Reach, Scope
from kit.errors import NotFound
from kit.search.model import MOST, Hit, Term
from partnership.agencies import agency_name
from partnership.clocks import queries as clocks
from partnership.clocks.queries import ClockSeen
from partnership.disputes.model import DISPUTES, Dispute, Stage


@dataclass(frozen=True, kw_only=True, slots=True)
class RungSeen:
    """A stage it reached; ``clock`` counts the time for its reply."""

    stage: Stage
    because: str
    sent_at: datetime
    reply: str | None
    replied_by: str | None
    replied_at: datetime | None
    clock: ClockSeen | None


@dataclass(frozen=True, kw_only=True, slots=True)
class DisputeSeen:
    """A dispute as pages show it."""

    id: UUID
    title: str
    about: str
    raised_by: str
    other: str
    raised_by_name: str
    other_name: str
    decision_id: UUID | None
    open_question: str
    outcome: str | None
    raised_at: datetime
    settled_at: datetime | None
    version: int
    rungs: Sequence[RungSeen]

    @property
    def now(self) -> RungSeen:
        """Where it is now."""
        return self.rungs[-1]

    @property
    def due_at(self) -> datetime | None:
        """By when a reply is due on its stage."""
        return self.now.clock.due_at if self.now.clock else None

    def within(self, near: Reach) -> bool:
        """Whether it is one of either agency's that somebody reaches."""
        return any(
            near.covers(Scope(record=str(self.id), agency=each))
            for each in (self.raised_by, self.other)
        )


def dispute(session: Session, dispute_id: UUID) -> DisputeSeen:
    """One dispute; raises NotFound."""
    row = session.get(Dispute, dispute_id, populate_existing=True)
    if row is None:
        raise NotFound("There is no such dispute.")
    return _seen(session, row)


def disputes(session: Session) -> list[DisputeSeen]:
    """Every dispute, those that run first, the latest at the top."""
    rows = session.scalars(
        select(Dispute)
        .options(selectinload(Dispute.rungs))
        .order_by(Dispute.raised_at.desc())
    )
    found = [_seen(session, row) for row in rows]
    return sorted(found, key=lambda each: each.settled_at is not None)


def waiting(session: Session) -> list[DisputeSeen]:
    """The disputes that wait for a reply on their stage, the one due first first."""
    found = [
        each
        for each in disputes(session)
        if each.settled_at is None and each.now.reply is None
    ]
    return sorted(found, key=lambda each: each.due_at or each.now.sent_at)


def find(session: Session, term: Term, near: Reach) -> list[Hit]:
    """Disputes somebody reaches, by title or agency; never by what they are about."""
    return [
        Hit(
            text=each.title,
            href=f"/disputes/{each.id}",
            about=f"{each.raised_by_name} with {each.other_name}, "
            + ("settled" if each.settled_at else each.now.stage.value),
        )
        for each in disputes(session)
        if each.within(near)
        and term.in_(each.title, each.raised_by_name, each.other_name)
    ][:MOST]


def _seen(session: Session, row: Dispute) -> DisputeSeen:
    counted = clocks.of_record(session, resource=DISPUTES, record=str(row.id))
    by_start = {each.started_at: each for each in counted}
    return DisputeSeen(
        id=row.id,
        title=row.title,
        about=row.about,
        raised_by=row.raised_by,
        other=row.other,
        raised_by_name=agency_name(row.raised_by),
        other_name=agency_name(row.other),
        decision_id=row.decision_id,
        open_question=row.open_question,
        outcome=row.outcome,
        raised_at=row.raised_at,
        settled_at=row.settled_at,
        version=row.version,
        rungs=[
            RungSeen(
                stage=each.stage,
                because=each.because,
                sent_at=each.sent_at,
                reply=each.reply,
                replied_by=each.replied_by,
                replied_at=each.replied_at,
                clock=by_start.get(each.sent_at),
            )
            for each in row.rungs
        ],
    )
