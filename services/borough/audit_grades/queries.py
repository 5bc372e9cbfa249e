"""Look at grades side by side, case by case, and at how they spread."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.audit_grades.model import (
    AgreedRow,
    Distribution,
    ModeratedRow,
    distribution,
    is_wide,
)
from borough.audit_plan import queries as planning
from borough.audit_plan.queries import PlannedSeen
from borough.case_audits import queries as cases
from borough.case_audits.model import OVERALL, Domain, Grade, ToolState
from borough.case_audits.queries import CaseAuditSeen, GradeSeen, ToolSeen
from kit.access.service import Reach
from kit.errors import NotFound


@dataclass(frozen=True, kw_only=True, slots=True)
class Moderated:
    """A moderator's latest grade of one domain of one form."""

    grade: Grade
    rationale: str
    post: str
    at: datetime
    version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreed:
    """What agencies agreed last of one domain of one case."""

    grade: Grade | None
    because: str
    meeting_id: UUID | None
    at: datetime
    version: int

    @property
    def words(self) -> str:
        """The grade as people say it."""
        return "Does not apply" if self.grade is None else self.grade.words


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One agency's grade of one domain of one case, with the moderator's beside it."""

    tool: ToolSeen
    own: GradeSeen | None
    moderated: Moderated | None

    @property
    def counts_as(self) -> Grade | None:
        """The moderator's grade where there is one, else the agency's own."""
        if self.moderated is not None:
            return self.moderated.grade
        return self.own.grade if self.own else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Released:
    """The moderator's grade and the agreed one in words, empty where there is none."""

    moderated: str
    agreed: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One domain of one case: each agency's grade, and what they agreed."""

    case_id: UUID
    reference: str
    domain: int
    title: str
    told: Sequence[Told]
    agreed: Agreed | None

    @property
    def is_wide(self) -> bool:
        """Whether agencies' own grades are two or more steps apart."""
        return is_wide(each.own.grade for each in self.told if each.own is not None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Spread:
    """How the grades of one domain spread over the cases of an audit."""

    domain: int
    title: str
    own: Distribution
    moderated: Distribution
    agreed: Distribution


@dataclass(frozen=True, kw_only=True, slots=True)
class Repeat:
    """One audit of a line of repeats with its agreed grades by title of domain.

    ``spreads`` holds only domains asked in the very words of the latest audit.
    """

    planned: PlannedSeen
    audit: CaseAuditSeen | None
    spreads: Mapping[str, Distribution]


def lines(
    session: Session, audit: CaseAuditSeen, *, seen: Reach | None = None
) -> list[Line]:
    """Every domain of every case, in order; five queries whatever their number.

    Grades of forms out of ``seen`` are left out; None shows all.
    """
    found = cases.tools(session, seen=seen, audit_id=audit.id) if seen else None
    if found is None:
        found = cases.all_tools(session, audit.id)
    by_case: dict[UUID, list[ToolSeen]] = defaultdict(list)
    for tool in found:
        by_case[tool.case_id].append(tool)
    ids = [tool.id for tool in found]
    own, moderated = cases.grades(session, ids), _moderated(session, ids)
    agreed = _agreed(session, list(by_case))
    return [
        Line(
            case_id=case_id,
            reference=tools[0].reference,
            domain=domain,
            title=title,
            told=[
                Told(
                    tool=tool,
                    own=own.get(tool.id, {}).get(domain),
                    moderated=moderated.get((tool.id, domain)),
                )
                for tool in tools
            ],
            agreed=agreed.get((case_id, domain)),
        )
        for case_id, tools in by_case.items()
        for domain, title in audit.graded
    ]


def one(session: Session, case_id: UUID, domain: int) -> tuple[CaseAuditSeen, Line]:
    """One domain of one case, with its audit; raises NotFound."""
    audit = cases.audit(session, cases.audit_of(session, case_id))
    for line in lines(session, audit):
        if (line.case_id, line.domain) == (case_id, domain):
            return audit, line
    raise NotFound


def of_tool(
    session: Session, audit: CaseAuditSeen, tool: ToolSeen
) -> Mapping[int, Released]:
    """What became of one agency's grades, by domain; for a closed audit."""
    moderated = _moderated(session, [tool.id])
    agreed = _agreed(session, [tool.case_id])
    found = {}
    for number, _ in audit.graded:
        panel, all_ = (
            moderated.get((tool.id, number)),
            agreed.get((tool.case_id, number)),
        )
        found[number] = Released(
            moderated=panel.grade.words if panel else "",
            agreed=all_.words if all_ else "",
        )
    return found


def spreads(audit: CaseAuditSeen, found: Sequence[Line]) -> list[Spread]:
    """How the grades of each domain spread; only completed forms count as told."""
    return [
        _spread(number, title, [line for line in found if line.domain == number])
        for number, title in audit.graded
    ]


def _spread(number: int, title: str, found: Sequence[Line]) -> Spread:
    told = [
        each
        for line in found
        for each in line.told
        if each.own is not None and each.tool.state is ToolState.COMPLETED
    ]
    return Spread(
        domain=number,
        title=title,
        own=distribution(each.own.grade for each in told if each.own is not None),
        moderated=distribution(each.counts_as for each in told),
        agreed=distribution(line.agreed.grade for line in found if line.agreed),
    )


def open_points(found: Sequence[Line]) -> int:
    """How many domains of cases have no agreed grade."""
    return sum(line.agreed is None for line in found)


def repeats(session: Session, planned_id: UUID) -> list[Repeat]:
    """An audit and its repeats, with what can be laid side by side.

    Only domains asked in the same words under the same version as in the latest audit
    that agencies closed. Raises NotFound.
    """
    line = planning.line_of(session, planned_id)
    done = cases.of_planned(session, [each.id for each in line])
    closed = [done[each.id] for each in line if each.id in done]
    closed = [each for each in closed if not each.is_open]
    like = closed[-1] if closed else None
    return [
        Repeat(
            planned=each,
            audit=done.get(each.id),
            spreads=_alike(session, done.get(each.id), like),
        )
        for each in line
    ]


def _alike(
    session: Session, audit: CaseAuditSeen | None, like: CaseAuditSeen | None
) -> Mapping[str, Distribution]:
    if audit is None or like is None or audit.is_open or _tool(audit) != _tool(like):
        return {}
    same = dict(like.graded)
    words = {each.number: each for each in like.domains}
    found = spreads(audit, lines(session, audit))
    own: dict[int, Domain] = {each.number: each for each in audit.domains}
    return {
        each.title: each.agreed
        for each in found
        if each.domain in same
        and (each.domain == OVERALL or own[each.domain] == words.get(each.domain))
    }


def _tool(audit: CaseAuditSeen) -> tuple[str, int]:
    return (audit.standard, audit.standard_version)


def _moderated(
    session: Session, tool_ids: Sequence[UUID]
) -> Mapping[tuple[UUID, int], Moderated]:
    rows = session.scalars(
        select(ModeratedRow)
        .where(ModeratedRow.tool_id.in_(tool_ids))
        .order_by(ModeratedRow.version)
    )
    return {
        (row.tool_id, row.domain): Moderated(
            grade=row.grade,
            rationale=row.rationale,
            post=row.post,
            at=row.at,
            version=row.version,
        )
        for row in rows
    }


def _agreed(
    session: Session, case_ids: Sequence[UUID]
) -> Mapping[tuple[UUID, int], Agreed]:
    rows = session.scalars(
        select(AgreedRow)
        .where(AgreedRow.case_id.in_(case_ids))
        .order_by(AgreedRow.version)
    )
    return {
        (row.case_id, row.domain): Agreed(
            grade=row.grade,
            because=row.because,
            meeting_id=row.meeting_id,
            at=row.at,
            version=row.version,
        )
        for row in rows
    }
