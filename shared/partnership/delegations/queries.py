"""Look at delegations: the list, one with its decision, and what is near."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit import clock
from kit.access.service import Scope
from kit.errors import NotFound
from partnership.agencies import agency_name
from partnership.decisions import queries as decisions
from partnership.decisions.queries import DecisionSeen
from partnership.delegations.model import Delegation, State


@dataclass(frozen=True, kw_only=True, slots=True)
class DelegationSeen:
    """A delegation as pages show it, with the decision it comes from."""

    id: UUID
    decision: DecisionSeen
    text: str
    to_post: str
    agency: str
    agency_name: str
    consult_post: str
    due_on: date
    consulted_on: date | None
    consulted_note: str
    completed_on: date | None
    completed_note: str
    withdrawn_because: str | None
    version: int
    state: State

    @property
    def runs(self) -> bool:
        """Whether it still waits to be carried out."""
        return self.state in {State.OPEN, State.SOON, State.LATE}

    @property
    def scope(self) -> Scope:
        """What a grant for decisions is held against: its body or its agency."""
        return Scope(
            record=str(self.id), body=self.decision.body_slug, agency=self.agency
        )


def delegation(session: Session, delegation_id: UUID) -> DelegationSeen:
    """One delegation; raises NotFound."""
    row = session.get(Delegation, delegation_id, populate_existing=True)
    if row is None:
        raise NotFound("There is no such delegation.")
    return _seen(session, [row])[0]


def delegations(
    session: Session,
    *,
    body_id: UUID | None = None,
    decision_id: UUID | None = None,
    state: State | None = None,
    agency: str = "",
) -> list[DelegationSeen]:
    """Delegations, those that run first, by their day."""
    statement = select(Delegation).order_by(Delegation.due_on, Delegation.id)
    if decision_id is not None:
        statement = statement.where(Delegation.decision_id == decision_id)
    if agency:
        statement = statement.where(Delegation.agency == agency)
    found = [
        each
        for each in _seen(session, session.scalars(statement).all())
        if state in (None, each.state) and body_id in (None, each.decision.body_id)
    ]
    return sorted(found, key=lambda each: not each.runs)


def near(session: Session) -> list[DelegationSeen]:
    """Those whose day is within two weeks or past, and which still run."""
    return [
        each for each in delegations(session) if each.state in (State.SOON, State.LATE)
    ]


def _seen(session: Session, rows: Sequence[Delegation]) -> list[DelegationSeen]:
    today = clock.today()
    # One log for many delegations: asking for each alone would not end.
    log = {each.id: each for each in decisions.decisions(session) if rows}
    return [
        DelegationSeen(
            id=row.id,
            decision=log[row.decision_id],
            text=row.text,
            to_post=row.to_post,
            agency=row.agency,
            agency_name=agency_name(row.agency),
            consult_post=row.consult_post,
            due_on=row.due_on,
            consulted_on=row.consulted_on,
            consulted_note=row.consulted_note,
            completed_on=row.completed_on,
            completed_note=row.completed_note,
            withdrawn_because=row.withdrawn_because,
            version=row.version,
            state=row.state_on(today),
        )
        for row in rows
    ]
