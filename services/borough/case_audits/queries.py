"""Look at case audits, their cases, and the forms of agencies a person may see."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from borough.case_audits.model import (
    COLOURS,
    FINDINGS,
    OVERALL,
    OVERALL_WORDS,
    CaseAuditRow,
    CaseRow,
    Domain,
    Grade,
    GradeRow,
    ToolRow,
    ToolState,
    scope_of,
)
from kit import clock
from kit.access.policy import Action
from kit.access.service import Reach, Scope
from kit.accounts.actor import Actor
from kit.errors import NotFound
from kit.front.model import Item, Kind
from partnership.access import may, reach
from partnership.agencies import agency_name

Found = Row[ToolRow, CaseRow, CaseAuditRow]
_JOINED = (
    select(ToolRow, CaseRow, CaseAuditRow)
    .join(CaseRow, CaseRow.id == ToolRow.case_id)
    .join(CaseAuditRow, CaseAuditRow.id == CaseRow.audit_id)
)


@dataclass(frozen=True, kw_only=True, slots=True)
class CaseAuditSeen:
    """One case audit and what it grades."""

    id: UUID
    planned_id: UUID
    theme: str
    standard: str
    standard_version: int
    domains: Sequence[Domain]
    method: str
    cohort: str
    due_on: date
    body: str | None
    meeting_id: UUID | None
    opened_on: date
    closed_on: date | None
    version: int
    scope: Scope

    @property
    def is_open(self) -> bool:
        """Whether agencies can still change what they say."""
        return self.closed_on is None

    @property
    def graded(self) -> Sequence[tuple[int, str]]:
        """What is graded, as numbers and titles: the domains, then the case overall."""
        return [*((d.number, d.title) for d in self.domains), (OVERALL, OVERALL_WORDS)]


@dataclass(frozen=True, kw_only=True, slots=True)
class GradeSeen:
    """An agency's own grade; ``grade`` is None where the domain does not apply."""

    tool_id: UUID
    domain: int
    grade: Grade | None
    shown_by: str
    version: int
    written_at: datetime

    @property
    def words(self) -> str:
        """The grade as people say it."""
        return "Does not apply" if self.grade is None else self.grade.words


@dataclass(frozen=True, kw_only=True, slots=True)
class ToolSeen:
    """One agency's form on one case."""

    id: UUID
    case_id: UUID
    audit_id: UUID
    theme: str
    reference: str
    agency: str
    state: ToolState
    child_view: str
    parent_view: str
    practitioner: bool | None
    post: str
    completed_at: datetime | None
    version: int
    due_on: date
    audit_open: bool
    scope: Scope

    @property
    def agency_name(self) -> str:
        """The agency as people say it."""
        return agency_name(self.agency)

    @property
    def colour(self) -> str:
        """The colour of its state's tag."""
        return COLOURS[self.state]

    @property
    def takes_answers(self) -> bool:
        """Whether its agency can save grades."""
        states = (ToolState.NOT_STARTED, ToolState.IN_PROGRESS)
        return self.audit_open and self.state in states

    @property
    def is_late(self) -> bool:
        """Whether it was due before today and is not completed."""
        waits = self.audit_open and self.state is not ToolState.COMPLETED
        return waits and self.due_on < clock.today()


def audits(session: Session, *, seen: Reach) -> list[CaseAuditSeen]:
    """Every case audit within reach, the latest first; one query."""
    order = (CaseAuditRow.opened_on.desc(), CaseAuditRow.id.desc())
    rows = session.scalars(select(CaseAuditRow).order_by(*order))
    return [_audit(row) for row in rows if seen.covers(row.scope)]


def audit(session: Session, audit_id: UUID) -> CaseAuditSeen:
    """One case audit; raises NotFound. Whether it may be seen, the caller asks."""
    row = session.get(CaseAuditRow, audit_id)
    if row is None:
        raise NotFound
    return _audit(row)


def of_planned(session: Session, planned: Sequence[UUID]) -> dict[UUID, CaseAuditSeen]:
    """The case audits of these planned ones, by the planned one's id."""
    query = select(CaseAuditRow).where(CaseAuditRow.planned_id.in_(planned))
    return {row.planned_id: _audit(row) for row in session.scalars(query)}


def closed(session: Session) -> list[CaseAuditSeen]:
    """Case audits whose grades do not change any more, the first closed first."""
    query = select(CaseAuditRow).where(CaseAuditRow.closed_on.is_not(None))
    order = (CaseAuditRow.closed_on, CaseAuditRow.id)
    return [_audit(row) for row in session.scalars(query.order_by(*order))]


def cases(session: Session, audit_id: UUID) -> dict[UUID, str]:
    """The cases of an audit: their references by id, in the order of references."""
    query = select(CaseRow.id, CaseRow.reference).where(CaseRow.audit_id == audit_id)
    found = session.execute(query.order_by(CaseRow.reference)).all()
    return {row.id: row.reference for row in found}


def tools(
    session: Session, *, seen: Reach, audit_id: UUID | None = None
) -> list[ToolSeen]:
    """The forms within reach, case by case; one query."""
    return [each for each in all_tools(session, audit_id) if seen.covers(each.scope)]


def all_tools(session: Session, audit_id: UUID | None = None) -> list[ToolSeen]:
    """Every form, of one audit where it is named, case by case; one query."""
    query = _JOINED.order_by(
        CaseAuditRow.opened_on.desc(), CaseRow.reference, ToolRow.agency
    )
    if audit_id is not None:
        query = query.where(CaseRow.audit_id == audit_id)
    return [_tool(row) for row in session.execute(query)]


def audit_of(session: Session, case_id: UUID) -> UUID:
    """The audit a case belongs to; raises NotFound."""
    row = session.get(CaseRow, case_id)
    if row is None:
        raise NotFound
    return row.audit_id


def tool(session: Session, tool_id: UUID) -> ToolSeen:
    """One form; raises NotFound. Whether it may be seen, the caller asks."""
    found = session.execute(_JOINED.where(ToolRow.id == tool_id)).first()
    if found is None:
        raise NotFound
    return _tool(found)


def grades(
    session: Session, tool_ids: Sequence[UUID]
) -> Mapping[UUID, Mapping[int, GradeSeen]]:
    """The agencies' own grades of these forms, by form and domain; one query."""
    found: dict[UUID, dict[int, GradeSeen]] = defaultdict(dict)
    query = select(GradeRow).where(GradeRow.tool_id.in_(tool_ids))
    for row in session.scalars(query):
        found[row.tool_id][row.domain] = GradeSeen(
            tool_id=row.tool_id,
            domain=row.domain,
            grade=row.grade,
            shown_by=row.shown_by,
            version=row.version,
            written_at=row.written_at,
        )
    return found


def on_front_page(session: Session, actor: Actor) -> list[Item]:
    """Cases an agency has to look at."""
    if actor.agency is None or not may(actor.role, FINDINGS, Action.UPDATE):
        return []
    found = tools(session, seen=reach(session, actor, Action.UPDATE, FINDINGS))
    waiting = [e for e in found if e.audit_open and e.state is not ToolState.COMPLETED]
    return [
        Item(
            kind=Kind.LATE if each.is_late else Kind.MINE,
            tag="Stopped" if each.state is ToolState.STOPPED else "To audit",
            text=f"Case {each.reference} to audit",
            href=f"/case-audits/forms/{each.id}",
            due=each.due_on,
        )
        for each in waiting
    ]


def _audit(row: CaseAuditRow) -> CaseAuditSeen:
    names = (
        "id", "planned_id", "theme", "standard", "standard_version", "method", "cohort",
        "due_on", "body", "meeting_id", "opened_on", "closed_on", "version", "scope",
    )  # fmt: skip
    return CaseAuditSeen(
        domains=[Domain.unpacked(each) for each in row.domains],
        **{name: getattr(row, name) for name in names},
    )


def _tool(found: Found) -> ToolSeen:
    row, case, of = found
    names = (
        "id", "case_id", "agency", "state", "child_view", "parent_view",
        "practitioner", "post", "completed_at", "version",
    )  # fmt: skip
    return ToolSeen(
        audit_id=of.id,
        theme=of.theme,
        reference=case.reference,
        due_on=of.due_on,
        audit_open=of.closed_on is None,
        scope=scope_of(row, of),
        **{name: getattr(row, name) for name in names},
    )
