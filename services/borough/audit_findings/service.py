"""Note findings, and turn them into recommendations and actions."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from borough.audit_findings.model import (
    AuditFindingRow,
    FindingActionRow,
    FindingChanged,
    FindingRecommendationRow,
)
from borough.case_audits import queries as cases
from borough.case_audits import service as auditing
from borough.case_audits.model import FINDINGS
from borough.recommendations import service as recommendations
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import NotFound
from partnership.access import authorise, role_name
from partnership.actions import service as actions


def add(
    session: Session, *, audit_id: UUID, domain: int | None, text: str, by: Actor
) -> UUID:
    """Note a finding under the next number; raises NotFound and NotAllowed."""
    audit = cases.audit(session, audit_id)
    authorise(session, by, Action.CREATE, FINDINGS, audit.scope)
    if domain is not None and domain not in dict(audit.graded):
        raise NotFound
    last = select(func.max(AuditFindingRow.number)).where(
        AuditFindingRow.audit_id == audit_id
    )
    row = AuditFindingRow(
        audit_id=audit_id,
        number=(session.scalar(last) or 0) + 1,
        domain=domain,
        text=text,
        made_by=role_name(by.role),
    )
    session.add(row)
    session.flush()
    auditing.note(session, "audit-finding.added", FINDINGS, row.id)
    return row.id


def change(
    session: Session,
    *,
    finding_id: UUID,
    seen: int,
    domain: int | None,
    text: str,
    by: Actor,
) -> None:
    """Word it anew; raises NotFound, NotAllowed and FindingChanged."""
    row = _held(session, finding_id, by)
    if row.version != seen:
        raise FindingChanged
    row.domain, row.text, row.version = domain, text, row.version + 1
    auditing.note(session, "audit-finding.changed", FINDINGS, row.id)


def act_on(
    session: Session,
    *,
    finding_id: UUID,
    plan_id: UUID,
    title: str,
    owner_post: str,
    agency: str,
    due: date,
    by: Actor,
) -> UUID:
    """Make an action of a plan; returns its id.

    Raises NotFound, NotAllowed, and what a plan raises for a new action.
    """
    row = _held(session, finding_id, by)
    action_id = actions.add_action(
        session,
        plan_id=plan_id,
        title=title,
        owner_post=owner_post,
        agency=agency,
        due=due,
        forecast=due,
        by=by,
    )
    session.add(FindingActionRow(finding_id=row.id, action_id=action_id))
    auditing.note(session, "audit-finding.acted-on", FINDINGS, row.id)
    return action_id


def recommend(
    session: Session,
    *,
    finding_id: UUID,
    review_id: UUID,
    text: str,
    owner: str,
    by: Actor,
) -> UUID:
    """Make a recommendation of a review; returns its id.

    Raises NotFound, NotAllowed, and what a review raises for a new recommendation.
    """
    row = _held(session, finding_id, by)
    made = recommendations.add(
        session, review_id=review_id, text=text, owner=owner, by=by
    )
    session.add(FindingRecommendationRow(finding_id=row.id, recommendation_id=made))
    auditing.note(session, "audit-finding.recommended", FINDINGS, row.id)
    return made


def _held(session: Session, finding_id: UUID, by: Actor) -> AuditFindingRow:
    row = session.get(AuditFindingRow, finding_id, with_for_update=True)
    if row is None:
        raise NotFound
    audit = cases.audit(session, row.audit_id)
    authorise(
        session, by, Action.UPDATE, FINDINGS, Scope(record=str(row.id), body=audit.body)
    )
    return row
