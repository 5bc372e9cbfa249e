"""Raise an immediate risk: the form stops, people are told, and a clock runs."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.audit_alerts.model import CLOCK, AlertRow
from borough.case_audits import service as auditing
from borough.case_audits.model import FINDINGS
from kit import clock
from kit.accounts.actor import Actor
from kit.errors import NotFound
from kit.notices import service as notices
from kit.notices.model import EMERGENCY
from partnership.access import Role
from partnership.clocks import service as clocks


def raise_alert(session: Session, *, tool_id: UUID, by: Actor) -> UUID:
    """Stop a form and tell the agency's people and the business manager at once.

    What the risk is, is said by telephone and in the agency's own records: the notice
    and the letter say only that somebody must look. Raises NotFound, NotAllowed, and
    ToolNotOpen where an alert is open already.
    """
    agency = auditing.stop(session, tool_id=tool_id, by=by)
    row = AlertRow(tool_id=tool_id, raised_by=by.user_id)
    session.add(row)
    session.flush()
    clocks.start(
        session,
        kind=CLOCK,
        resource=FINDINGS,
        record=str(row.id),
        reference="Audit alert",
        at=clock.now(),
    )
    auditing.note(session, "audit-alert.raised", FINDINGS, row.id)
    words = _words(row)
    notices.tell_role(session, role=Role.BUSINESS_MANAGER, **words)
    notices.tell_role(
        session,
        role=Role.PARTNER_REPRESENTATIVE,
        agency=agency,
        but_not=by.user_id,
        **words,
    )
    return row.id


def take(session: Session, *, alert_id: UUID, seen: int, post: str, by: Actor) -> None:
    """Say that one acts on it; raises NotFound, NotAllowed, AlertChanged, OwnAlert."""
    row = _held(session, alert_id, by)
    row.must_be_seen(seen)
    row.take(by=by.user_id, post=post)
    auditing.note(session, "audit-alert.taken", FINDINGS, row.id)


def finish(
    session: Session, *, alert_id: UUID, seen: int, done: str, post: str, by: Actor
) -> None:
    """Note what was done: the clock stops and the form opens again.

    Raises NotFound, NotAllowed and AlertChanged.
    """
    row = _held(session, alert_id, by)
    row.must_be_seen(seen)
    row.finish(done=done, post=post)
    moment = row.done_at or clock.now()
    clocks.stop_of(
        session, kind=CLOCK, resource=FINDINGS, record=str(row.id), at=moment
    )
    auditing.resume(session, tool_id=row.tool_id, by=by)
    auditing.note(session, "audit-alert.finished", FINDINGS, row.id)


def _held(session: Session, alert_id: UUID, by: Actor) -> AlertRow:
    row = session.scalars(
        select(AlertRow).where(AlertRow.id == alert_id).with_for_update()
    ).first()
    if row is None:
        raise NotFound
    auditing.act_on(session, tool_id=row.tool_id, by=by)
    return row


def _words(row: AlertRow) -> notices.Words:
    return {
        "kind": EMERGENCY,
        "text": "Something in an audit must be looked at now",
        "href": f"/audit-alerts/{row.id}",
    }
