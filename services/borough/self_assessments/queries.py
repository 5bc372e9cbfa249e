"""Look at cycles, at the returns a person may see, and at how many came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.self_assessments.model import (
    RETURNS,
    CycleRow,
    Kind,
    Question,
    Rate,
    ReturnRow,
    State,
    StepRow,
    rates,
)
from kit import clock
from kit.access import queries as access
from kit.access.service import Reach, Scope
from kit.errors import NotFound
from kit.hats import queries as hats
from kit.people import queries as people
from partnership.access import Role
from partnership.agencies import agency_name


@dataclass(frozen=True, kw_only=True, slots=True)
class CycleSeen:
    """One cycle and what it asks."""

    id: UUID
    kind: Kind
    title: str
    standard: str
    standard_version: int
    questions: Sequence[Question]
    opens_on: date
    due_on: date
    body: str | None
    closed_on: date | None
    version: int

    @property
    def is_open(self) -> bool:
        """Whether returns are still taken."""
        return self.closed_on is None

    @property
    def state(self) -> str:
        """Where it stands, as people say it."""
        if self.closed_on is not None:
            return "Closed"
        return "Opens later" if self.opens_on > clock.today() else "Open"

    @property
    def sections(self) -> Sequence[str]:
        """Its sections in their order."""
        return tuple(dict.fromkeys(each.section for each in self.questions))


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnSeen:
    """One agency's return; ``covered`` are the questions a copy answers."""

    id: UUID
    cycle_id: UUID
    agency: str
    name: str
    register_id: UUID | None
    is_school: bool
    state: State
    number: int
    invited_on: date
    reminded: int
    sent_by: UUID | None
    sent_post: str
    signed_post: str
    signed_at: datetime | None
    first_returned_on: date | None
    because: str
    copy_id: UUID | None
    covered: frozenset[str]
    version: int
    due_on: date
    scope: Scope

    @property
    def agency_name(self) -> str:
        """What kind of agency it is, as people say it."""
        return agency_name(self.agency)

    @property
    def takes_answers(self) -> bool:
        """Whether answers can be saved."""
        return self.state in (State.INVITED, State.STARTED)

    @property
    def is_late(self) -> bool:
        """Whether it was due before today and never came."""
        return self.first_returned_on is None and self.due_on < clock.today()


@dataclass(frozen=True, kw_only=True, slots=True)
class StepSeen:
    """One step a return took."""

    step: str
    post: str
    because: str
    at: datetime


def cycles(session: Session) -> list[CycleSeen]:
    """Every cycle, the latest first."""
    order = (CycleRow.opens_on.desc(), CycleRow.id.desc())
    return [_cycle(row) for row in session.scalars(select(CycleRow).order_by(*order))]


def cycle(session: Session, cycle_id: UUID) -> CycleSeen:
    """One cycle; raises NotFound."""
    row = session.get(CycleRow, cycle_id)
    if row is None:
        raise NotFound
    return _cycle(row)


def returns(
    session: Session, *, seen: Reach | None = None, cycle_id: UUID | None = None
) -> list[ReturnSeen]:
    """The returns within reach, by name; all of them where no reach is given."""
    query = select(ReturnRow, CycleRow.due_on, CycleRow.body).join(CycleRow)
    if cycle_id is not None:
        query = query.where(ReturnRow.cycle_id == cycle_id)
    ordered = query.order_by(ReturnRow.name, ReturnRow.id)
    found = [_return(*row) for row in session.execute(ordered)]
    return [each for each in found if seen is None or seen.covers(each.scope)]


def the_return(session: Session, return_id: UUID) -> ReturnSeen:
    """One return; raises NotFound. Whether it may be seen, the caller asks."""
    query = select(ReturnRow, CycleRow.due_on, CycleRow.body).join(CycleRow)
    found = session.execute(query.where(ReturnRow.id == return_id)).first()
    if found is None:
        raise NotFound
    return _return(*found)


def asked_of(session: Session, return_id: UUID) -> tuple[Question, ...]:
    """The questions of a return's cycle; raises NotFound."""
    return tuple(cycle(session, the_return(session, return_id).cycle_id).questions)


def steps(session: Session, return_id: UUID) -> list[StepSeen]:
    """The steps a return took, the latest first."""
    query = select(StepRow).where(StepRow.return_id == return_id)
    rows = session.scalars(query.order_by(StepRow.at.desc(), StepRow.id.desc()))
    return [
        StepSeen(step=row.step, post=row.post, because=row.because, at=row.at)
        for row in rows
    ]


def earlier(session: Session, return_id: UUID) -> ReturnSeen | None:
    """What the same agency returned last, in an earlier cycle of the same kind."""
    this = the_return(session, return_id)
    now = cycle(session, this.cycle_id)
    query = (
        select(ReturnRow, CycleRow.due_on, CycleRow.body)
        .join(CycleRow)
        .where(
            ReturnRow.id != this.id,
            ReturnRow.agency == this.agency,
            ReturnRow.name == this.name,
            ReturnRow.number > 0,
            CycleRow.kind == now.kind,
            CycleRow.opens_on < now.opens_on,
        )
        .order_by(CycleRow.opens_on.desc())
    )
    found = session.execute(query).first()
    return _return(*found) if found else None


def rate(session: Session, cycle_id: UUID) -> list[Rate]:
    """The return rate of a cycle, schools and colleges apart; raises NotFound."""
    due_on = cycle(session, cycle_id).due_on
    rows = select(ReturnRow).where(ReturnRow.cycle_id == cycle_id)
    return rates(due_on, session.scalars(rows))


def who_may_answer(session: Session, agency: str) -> dict[UUID, str]:
    """The representatives of a kind of agency, by name: who can be named for one."""
    role = Role.PARTNER_REPRESENTATIVE
    found = set(hats.holders(session, role=role, agency=agency))
    return people.names(session, user_ids=found)


def who_answers(session: Session, found: ReturnSeen) -> dict[UUID, str]:
    """Whom a return is open to in its agency."""
    candidates = who_may_answer(session, found.agency)
    if found.register_id is None:
        return candidates
    named = access.assigned(session, resource=RETURNS, record=str(found.id))
    return {each: name for each, name in candidates.items() if each in named}


def _cycle(row: CycleRow) -> CycleSeen:
    names = (
        "id", "kind", "title", "standard", "standard_version", "opens_on", "due_on",
        "body", "closed_on", "version",
    )  # fmt: skip
    return CycleSeen(
        questions=row.asked,
        **{name: getattr(row, name) for name in names},
    )


def _return(row: ReturnRow, due_on: date, body: str | None) -> ReturnSeen:
    names = (
        "id", "cycle_id", "agency", "name", "register_id", "is_school", "state",
        "number", "invited_on", "reminded", "sent_by", "sent_post", "signed_post",
        "signed_at", "first_returned_on", "because", "copy_id", "version",
    )  # fmt: skip
    return ReturnSeen(
        covered=frozenset(row.covered),
        due_on=due_on,
        scope=row.scope(body),
        **{name: getattr(row, name) for name in names},
    )
