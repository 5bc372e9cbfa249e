"""Moderate grades, record what agencies agreed, and close a case audit."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from borough.audit_alerts import queries as alerts
from borough.audit_grades.model import (
    AgreedRow,
    GradeChanged,
    ModeratedRow,
    NotAgreed,
    check_because,
)
from borough.audit_plan import service as planning
from borough.case_audits import queries as cases
from borough.case_audits import service as auditing
from borough.case_audits.model import FINDINGS, OVERALL, Grade, ToolNotOpen, ToolState
from kit.accounts.actor import Actor
from kit.errors import Invalid, NotFound


def moderate(
    session: Session,
    *,
    tool_id: UUID,
    domain: int,
    seen: int,
    grade: Grade,
    rationale: str,
    post: str,
    by: Actor,
) -> None:
    """Set a moderator's grade beside an agency's; ``seen`` is the last version, or 0.

    Raises NotFound, NotAllowed, GradeChanged, ToolNotOpen unless the form is completed,
    and Invalid naming ``rationale``.
    """
    tool = cases.tool(session, tool_id)
    auditing.running(session, tool.audit_id, by)
    if tool.state is not ToolState.COMPLETED:
        raise ToolNotOpen("Only a completed form is moderated.")
    if domain not in cases.grades(session, [tool_id]).get(tool_id, {}):
        raise NotFound
    if not rationale.strip():
        fault = "Say why the grade stands or should be another"
        raise Invalid(fault, fields={"rationale": fault})
    last = session.scalar(
        select(func.max(ModeratedRow.version)).where(
            ModeratedRow.tool_id == tool_id, ModeratedRow.domain == domain
        )
    )
    if (last or 0) != seen:
        raise GradeChanged
    session.add(
        ModeratedRow(
            tool_id=tool_id,
            domain=domain,
            version=seen + 1,
            grade=grade,
            rationale=rationale.strip(),
            post=post,
            written_by=by.user_id,
        )
    )
    auditing.note(session, "case-audit.moderated", FINDINGS, tool_id)


def agree(
    session: Session,
    *,
    case_id: UUID,
    domain: int,
    seen: int,
    grade: Grade | None,
    because: str,
    by: Actor,
) -> None:
    """Record what agencies agreed in their joint meeting.

    Raises NotFound, NotAllowed, GradeChanged, ToolNotOpen while a form of the case is
    out, and Invalid naming ``because`` or ``grade``.
    """
    audit = auditing.running(session, cases.audit_of(session, case_id), by)
    found = [e for e in cases.all_tools(session, audit.id) if e.case_id == case_id]
    if any(each.state is not ToolState.COMPLETED for each in found):
        raise ToolNotOpen("Agencies agree once each has completed its form.")
    own = cases.grades(session, [each.id for each in found])
    if domain != OVERALL:
        auditing.the_domain(audit, domain)
    elif grade is None:
        fault = "Choose a grade for the case as a whole"
        raise Invalid(fault, fields={"grade": fault})
    check_because([each[domain].grade for each in own.values()], because)
    last = session.scalar(
        select(func.max(AgreedRow.version)).where(
            AgreedRow.case_id == case_id, AgreedRow.domain == domain
        )
    )
    if (last or 0) != seen:
        raise GradeChanged
    session.add(
        AgreedRow(
            case_id=case_id,
            domain=domain,
            version=seen + 1,
            grade=grade,
            because=because.strip(),
            meeting_id=audit.meeting_id,
            written_by=by.user_id,
        )
    )
    auditing.note(session, "case-audit.agreed", FINDINGS, case_id)


def close(
    session: Session, *, audit_id: UUID, seen: int, again_on: date | None, by: Actor
) -> None:
    """Close a case audit and report it in the schedule, due again by a day.

    Raises NotFound, NotAllowed, CaseAuditChanged, ToolNotOpen, NotAgreed, and Invalid
    naming ``again_on``.
    """
    row = auditing.close(session, audit_id=audit_id, seen=seen, by=by)
    found = cases.audit(session, audit_id)
    known = cases.cases(session, audit_id)
    query = select(AgreedRow.case_id, AgreedRow.domain).where(
        AgreedRow.case_id.in_(list(known))
    )
    agreed = {(case_id, domain) for case_id, domain in session.execute(query)}
    wanted = {(case_id, domain) for case_id in known for domain, _ in found.graded}
    out = any(
        each.state is not ToolState.COMPLETED
        for each in cases.all_tools(session, audit_id)
    )
    if not known or wanted - agreed or out or alerts.open_of(session, audit_id):
        raise NotAgreed
    planning.report(
        session, audit_id=row.planned_id, seen=None, again_on=again_on, by=by
    )
