"""Look at decisions: the log, one decision whole, and what waits for a review."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from kit.accounts.actor import Actor
from kit.errors import NotFound
from kit.search.model import MOST, Hit, Term
from partnership.agencies import STATUTORY, agency_name
from partnership.bodies import queries as bodies
from partnership.decisions.model import (
    Decision,
    Part,
    Position,
    PositionRow,
    State,
    roman,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class PartSeen:
    """A numbered part; ``mark`` is its number as minutes write it."""

    number: int
    mark: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Stand:
    """Where a partner stands; ``position`` is None while it has said nothing."""

    agency: str
    agency_name: str
    position: Position | None
    note: str
    post: str
    said_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionSeen:
    """A decision as pages show it; the body is named as on its day."""

    id: UUID
    ref: str
    body_id: UUID
    body_slug: str
    body_name: str
    meeting_id: UUID | None
    item_id: UUID | None
    text: str
    basis: str
    conditions: str
    decided_on: date
    review_on: date | None
    quorate: bool
    partners_needed: bool
    state: State
    withdrawn_because: str | None
    written_by: str
    version: int
    changed_at: datetime
    parts: Sequence[PartSeen]
    stands: Sequence[Stand]
    earlier: Sequence[Stand]

    @property
    def with_parts(self) -> str:
        """The words with their numbered parts, as one text."""
        return " ".join([self.text, *(f"({p.mark}) {p.text}" for p in self.parts)])


def decision(session: Session, decision_id: UUID) -> DecisionSeen:
    """One decision; raises NotFound."""
    row = session.get(Decision, decision_id, populate_existing=True)
    if row is None:
        raise NotFound("There is no such decision.")
    return _seen(session, [row])[0]


def decisions(
    session: Session,
    *,
    body_id: UUID | None = None,
    meeting_id: UUID | None = None,
    item_id: UUID | None = None,
    state: State | None = None,
    since: date | None = None,
    until: date | None = None,
) -> list[DecisionSeen]:
    """Decisions, the latest first; ``until`` is the last day that counts."""
    statement = _all()
    for column, value in (
        (Decision.body_id, body_id),
        (Decision.meeting_id, meeting_id),
        (Decision.item_id, item_id),
        (Decision.state, state),
    ):
        if value is not None:
            statement = statement.where(column == value)
    if since is not None:
        statement = statement.where(Decision.decided_on >= since)
    if until is not None:
        statement = statement.where(Decision.decided_on <= until)
    return _seen(session, session.scalars(statement).all())


def decided(session: Session, *, body: str | None) -> list[DecisionSeen]:
    """The decisions that stand, the latest first; a body's own where one is named."""
    found = decisions(session, state=State.DECIDED)
    return [each for each in found if body in (None, each.body_slug)]


def waiting(session: Session, review_by: date) -> list[DecisionSeen]:
    """Decisions without consensus, and those whose review is due by a day."""
    unsettled = Decision.state.in_([State.OPEN, State.DISPUTED])
    review = (Decision.state == State.DECIDED) & (Decision.review_on <= review_by)
    rows = session.scalars(_all().where(unsettled | review)).all()
    return _seen(session, rows)


def find(session: Session, _actor: Actor, term: Term) -> list[Hit]:
    """Decisions by ref and words, the latest first."""
    return [
        Hit(
            text=f"{one.ref}: {one.text}"[:200],
            href=f"/decisions/{one.id}",
            about=about,
        )
        for one in decisions(session)
        if term.in_(one.ref, one.with_parts, one.body_name)
        for about in [f"{one.body_name}, {one.decided_on:%-d %B %Y}, {one.state.value}"]
    ][:MOST]


def _all() -> Select[Decision]:
    return (
        select(Decision)
        .options(selectinload(Decision.parts), selectinload(Decision.positions))
        .order_by(Decision.decided_on.desc(), Decision.ref.desc())
    )


def _seen(session: Session, rows: Sequence[Decision]) -> list[DecisionSeen]:
    known = {
        each.id: each for each in bodies.bodies(session, date.max, ended=True) if rows
    }
    return [_one(row, known) for row in rows]


def _one(row: Decision, known: Mapping[UUID, bodies.BodySeen]) -> DecisionSeen:
    body = known[row.body_id]
    last = {each.agency: each for each in row.positions}
    return DecisionSeen(
        id=row.id,
        ref=row.ref,
        body_id=row.body_id,
        body_slug=body.slug,
        body_name=body.name_on(row.decided_on),
        meeting_id=row.meeting_id,
        item_id=row.item_id,
        text=row.text,
        basis=row.basis,
        conditions=row.conditions,
        decided_on=row.decided_on,
        review_on=row.review_on,
        quorate=row.quorate,
        partners_needed=row.partners_needed,
        state=row.state,
        withdrawn_because=row.withdrawn_because,
        written_by=row.written_by,
        version=row.version,
        changed_at=row.changed_at,
        parts=[_part(each) for each in row.parts],
        stands=[_stand(agency, last.get(agency)) for agency in STATUTORY],
        earlier=[
            _stand(each.agency, each)
            for each in row.positions
            if each is not last[each.agency]
        ],
    )


def _part(row: Part) -> PartSeen:
    return PartSeen(number=row.number, mark=roman(row.number), text=row.text)


def _stand(agency: str, row: PositionRow | None) -> Stand:
    return Stand(
        agency=agency,
        agency_name=agency_name(agency),
        position=row.position if row else None,
        note=row.note if row else "",
        post=row.post if row else "",
        said_at=row.said_at if row else None,
    )
