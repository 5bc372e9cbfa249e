"""Raise an action at a meeting, into a plan of the body that meets."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from kit.accounts.actor import Actor
from kit.errors import Invalid
from kit.trail import service as trail
from partnership.action_log.model import Raised
from partnership.actions import service as actions
from partnership.meetings import queries as meetings
from partnership.meetings.queries import Line
from partnership.plans import queries as plans
from partnership.plans.model import Source


def raise_action(
    session: Session,
    *,
    meeting_id: UUID,
    title: str,
    owner_post: str,
    agency: str,
    by: Actor,
    plan_id: UUID | None = None,
    ref: str = "",
    item_id: UUID | None = None,
    due: date | None = None,
    forecast: date | None = None,
) -> UUID:
    """Add an action to a plan of the body that meets; returns its id.

    Without ``plan_id`` a plan for the body's meetings is opened under ``ref``. Raises
    NotFound, NotAllowed, NotCounted and PlanClosed of the plan, Invalid naming
    ``item_id``, ``plan_id``, ``ref`` or a field of the action.
    """
    line = meetings.meeting(session, meeting_id)
    if item_id is not None and meetings.item(session, item_id)[0] != meeting_id:
        fault = "Choose an item of this meeting"
        raise Invalid(fault, fields={"item_id": fault})
    action_id = actions.add_action(
        session,
        plan_id=_plan(session, line, plan_id, ref, by),
        title=title,
        owner_post=owner_post,
        agency=agency,
        due=due,
        forecast=forecast,
        by=by,
    )
    raised = Raised(action_id=action_id, meeting_id=meeting_id, item_id=item_id)
    session.add(raised)
    session.flush()
    trail.record(
        session, act="action.raised", resource=actions.ACTIONS, record=action_id
    )
    return action_id


def _plan(
    session: Session, line: Line, plan_id: UUID | None, ref: str, by: Actor
) -> UUID:
    if plan_id is not None:
        if plans.plan(session, plan_id).body != line.body_slug:
            fault = "Choose a plan of this body"
            raise Invalid(fault, fields={"plan_id": fault})
        return plan_id
    if not ref.strip():
        fault = "Choose a plan above, or give a new one its short name"
        raise Invalid(fault, fields={"ref": fault})
    return actions.make_plan(
        session,
        ref=ref,
        title=f"Actions of the meetings of {line.body_name}",
        source=Source.MEETING.value,
        body_slug=line.body_slug,
        by=by,
    )
