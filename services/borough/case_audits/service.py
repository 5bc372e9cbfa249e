"""Open a case audit, add cases by chance references, let each agency grade its work."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from borough.adoptions import queries as adoptions
from borough.audit_plan import service as planning
from borough.audit_plan.model import TOOLS, Kind
from borough.case_audits.model import (
    FINDINGS,
    MOST_CASES,
    OVERALL,
    CaseAuditRow,
    CaseRow,
    Domain,
    GradeRow,
    NotComplete,
    ToolChanged,
    ToolRow,
    Verdict,
    domains_of,
    reference,
    scope_of,
)
from kit import clock
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.errors import Conflict, Invalid, NotAllowed, NotFound
from kit.notices import service as notices
from kit.trail import service as trail
from partnership.access import Role, authorise
from partnership.agencies import AGENCIES


def open_audit(
    session: Session,
    *,
    planned_id: UUID,
    standard: str,
    method: str,
    cohort: str,
    due_on: date,
    by: Actor,
) -> UUID:
    """Begin a planned multi-agency audit with a tool as this borough works with it.

    Raises NotFound, NotAllowed, StepTooEarly, Conflict for another kind of audit, and
    Invalid naming ``standard`` or ``due_on``.
    """
    if due_on <= clock.today():
        fault = "Give agencies time: choose a day to come"
        raise Invalid(fault, fields={"due_on": fault})
    working = adoptions.working_set(session, standard)
    if working is None or working.kind != "audit_tool":
        fault = "This borough has adopted no version of this tool"
        raise Invalid(fault, fields={"standard": fault})
    planned = planning.begin(session, audit_id=planned_id, by=by)
    if planned.kind is not Kind.MULTI:
        raise Conflict("Only a multi-agency audit looks at cases together.")
    row = CaseAuditRow(
        planned_id=planned_id,
        theme=planned.theme,
        standard=standard,
        standard_version=working.version,
        domains=[each.packed() for each in domains_of(working.items)],
        method=method,
        cohort=cohort,
        due_on=due_on,
        body=planned.body,
        opened_on=clock.today(),
    )
    session.add(row)
    session.flush()
    note(session, "case-audit.opened", TOOLS, row.id)
    return row.id


def add_case(
    session: Session, *, audit_id: UUID, agencies: Collection[str], by: Actor
) -> UUID:
    """Add a case that these agencies look at, and tell them; nobody is named.

    Raises NotFound, NotAllowed, ToolNotOpen, Conflict where there are enough, and
    Invalid naming ``agencies``.
    """
    audit = running(session, audit_id, by)
    wanted = sorted(set(agencies))
    if not wanted or not set(wanted) <= AGENCIES.keys():
        fault = "Choose the agencies that look at this case"
        raise Invalid(fault, fields={"agencies": fault})
    query = select(func.count()).where(CaseRow.audit_id == audit_id)
    if (session.scalar(query) or 0) >= MOST_CASES:
        raise Conflict(f"An audit looks at {MOST_CASES} cases at most.")
    known = session.scalars(select(CaseRow.reference))
    case = CaseRow(audit_id=audit.id, reference=reference(known))
    session.add(case)
    session.flush()
    for agency in wanted:
        session.add(ToolRow(case_id=case.id, agency=agency))
        _ask(session, agency)
    note(session, "case-audit.case-added", FINDINGS, case.id)
    return case.id


def choose_meeting(
    session: Session, *, audit_id: UUID, seen: int, meeting_id: UUID, by: Actor
) -> None:
    """Say at which meeting agencies agree; the caller knows the meeting.

    Raises NotFound, NotAllowed, CaseAuditChanged and ToolNotOpen.
    """
    audit = running(session, audit_id, by)
    audit.must_be_seen(seen)
    audit.meeting_id, audit.version = meeting_id, audit.version + 1
    note(session, "case-audit.meeting-chosen", TOOLS, audit.id)


def save(
    session: Session,
    *,
    tool_id: UUID,
    domain: int,
    seen: int,
    verdict: Verdict,
    by: Actor,
) -> None:
    """Save an agency's own grade; ``seen`` is the version it came from, 0 for none.

    Raises NotFound, NotAllowed, ToolNotOpen, ToolChanged, and Invalid.
    """
    tool, audit = hold(session, tool_id, by)
    tool.begin()
    if domain != OVERALL:
        the_domain(audit, domain)
    row = session.scalars(
        select(GradeRow).where(GradeRow.tool_id == tool_id, GradeRow.domain == domain)
    ).first()
    if (row.version if row else 0) != seen:
        raise ToolChanged
    if row is None:
        row = GradeRow(tool_id=tool_id, domain=domain, version=0)
    row.say(verdict, by=by.user_id)
    session.add(row)
    session.flush()
    note(session, "case-audit.graded", FINDINGS, tool.id)


def hear(
    session: Session,
    *,
    tool_id: UUID,
    seen: int,
    child_view: str,
    parent_view: str,
    practitioner: bool | None,
    by: Actor,
) -> None:
    """Note what the child and a parent say, and whether a practitioner took part.

    Raises NotFound, NotAllowed, ToolNotOpen and ToolChanged.
    """
    tool, _ = hold(session, tool_id, by)
    tool.must_be_seen(seen)
    tool.begin()
    tool.child_view, tool.parent_view = child_view, parent_view
    tool.practitioner = practitioner
    tool.version += 1
    note(session, "case-audit.heard", FINDINGS, tool.id)


def complete(
    session: Session, *, tool_id: UUID, seen: int, post: str, by: Actor
) -> None:
    """Hand the form in; raises NotComplete, and what ``hear`` raises."""
    tool, audit = hold(session, tool_id, by)
    tool.must_be_seen(seen)
    asked = {OVERALL, *(each["number"] for each in audit.domains)}
    done = select(GradeRow.domain).where(GradeRow.tool_id == tool_id)
    if asked - set(session.scalars(done)):
        raise NotComplete
    tool.complete(post=post)
    note(session, "case-audit.completed", FINDINGS, tool.id)
    notices.tell_role(
        session,
        role=Role.BUSINESS_MANAGER,
        kind="case-audit",
        text="An agency completed its part of a case audit",
        href=f"/case-audits/{audit.id}",
    )


def reopen(session: Session, *, tool_id: UUID, seen: int, by: Actor) -> None:
    """Give a completed form back to its agency.

    Raises NotFound, NotAllowed, ToolChanged and ToolNotOpen.
    """
    tool = tool_row(session, tool_id)
    case = session.get_one(CaseRow, tool.case_id)
    running(session, case.audit_id, by)
    tool.must_be_seen(seen)
    tool.reopen()
    note(session, "case-audit.reopened", FINDINGS, tool.id)
    _ask(session, tool.agency)


def close(session: Session, *, audit_id: UUID, seen: int, by: Actor) -> CaseAuditRow:
    """Take no more; the caller knows that all is agreed. Raises CaseAuditChanged too.

    Raises NotFound, NotAllowed and ToolNotOpen.
    """
    audit = running(session, audit_id, by)
    audit.must_be_seen(seen)
    audit.closed_on, audit.version = clock.today(), audit.version + 1
    note(session, "case-audit.closed", TOOLS, audit.id)
    return audit


def running(session: Session, audit_id: UUID, by: Actor) -> CaseAuditRow:
    """A case audit under way for who manages it, held until the end.

    Raises NotFound, NotAllowed and ToolNotOpen.
    """
    row = session.get(CaseAuditRow, audit_id, with_for_update=True)
    if row is None:
        raise NotFound
    authorise(session, by, Action.UPDATE, TOOLS, row.scope)
    row.must_run()
    return row


def hold(session: Session, tool_id: UUID, by: Actor) -> tuple[ToolRow, CaseAuditRow]:
    """A form of one's own agency in a running audit, held until the end.

    Nobody else answers for an agency, not even who manages the audit. Raises NotFound,
    NotAllowed and ToolNotOpen.
    """
    tool = tool_row(session, tool_id)
    case = session.get_one(CaseRow, tool.case_id)
    audit = session.get_one(CaseAuditRow, case.audit_id)
    authorise(session, by, Action.UPDATE, FINDINGS, scope_of(tool, audit))
    if by.agency is None:
        raise NotAllowed("Only the agency itself can do this.")
    audit.must_run()
    return tool, audit


def stop(session: Session, *, tool_id: UUID, by: Actor) -> str:
    """Stop a form while a child is made safe; returns its agency.

    Raises NotFound, NotAllowed and ToolNotOpen.
    """
    tool, _ = hold(session, tool_id, by)
    tool.stop()
    return tool.agency


def act_on(session: Session, *, tool_id: UUID, by: Actor) -> ToolRow:
    """A form somebody acts on: of the agency, or who manages audits.

    It is held until the end. Raises NotFound and NotAllowed.
    """
    tool = tool_row(session, tool_id)
    case = session.get_one(CaseRow, tool.case_id)
    audit = session.get_one(CaseAuditRow, case.audit_id)
    authorise(session, by, Action.UPDATE, FINDINGS, scope_of(tool, audit))
    return tool


def resume(session: Session, *, tool_id: UUID, by: Actor) -> None:
    """Let a form take answers again; raises NotFound and NotAllowed."""
    act_on(session, tool_id=tool_id, by=by).resume()


def tool_row(session: Session, tool_id: UUID) -> ToolRow:
    """An agency's form, held until the end; raises NotFound."""
    row = session.get(ToolRow, tool_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound
    return row


def the_domain(audit: CaseAuditRow, number: int) -> Domain:
    """One domain of an audit; raises NotFound."""
    for each in audit.domains:
        if each["number"] == number:
            return Domain.unpacked(each)
    raise NotFound


def note(session: Session, act: str, resource: str, record: UUID) -> None:
    """Write into the trail what happened; never a grade, never a word."""
    session.flush()
    trail.record(session, act=act, resource=resource, record=record)


def _ask(session: Session, agency: str) -> None:
    notices.tell_role(
        session,
        role=Role.PARTNER_REPRESENTATIVE,
        agency=agency,
        kind="case-audit",
        text="Your agency has a case to audit",
        href="/case-audits/",
    )
