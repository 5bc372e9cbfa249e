"""Put items on the forward plan, put them off, bring them back, hear them."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import Invalid, NotFound
from kit.trail import service as trail
from partnership.access import authorise, role_name
from partnership.bodies import queries as bodies
from partnership.forward_plan.model import (
    FORWARD_PLAN,
    Came,
    PlanItem,
    State,
    needs_day,
)
from partnership.meetings import queries as meetings


def plan_item(
    session: Session,
    *,
    body_id: UUID,
    title: str,
    owner_post: str,
    by: Actor,
    meeting_id: UUID | None = None,
    due_on: date | None = None,
    because: str = "",
) -> UUID:
    """Put something on the forward plan of a body; returns its id.

    Its day is the meeting's, or the day given where no meeting is set yet. Raises
    NotAllowed, NotFound, Invalid naming ``meeting_id`` or ``due_on``.
    """
    slug = bodies.body_of(session, body_id).slug
    scope = Scope(record="new", body=slug)
    authorise(session, by, Action.CREATE, FORWARD_PLAN, scope)
    item = PlanItem(
        title=title,
        owner_post=owner_post,
        body_id=body_id,
        meeting_id=meeting_id,
        due_on=_due(session, body_id, meeting_id, due_on),
        state=State.COMING,
        version=0,
    )
    item.stop(Came.PLANNED, because=because, post=role_name(by.role))
    session.add(item)
    session.flush()
    _note(session, "forward-plan.planned", item)
    return item.id


def put_off(
    session: Session,
    *,
    item_id: UUID,
    because: str,
    by: Actor,
    meeting_id: UUID | None = None,
    due_on: date | None = None,
    seen: int | None = None,
) -> None:
    """Let an item come later to the same body; the reason is kept.

    Raises NotAllowed, NotFound, PlanChanged, Conflict, Invalid.
    """
    item = _item(session, item_id, by, seen)
    item.stop(Came.PUT_OFF, because=because, post=role_name(by.role))
    due = _due(session, item.body_id, meeting_id, due_on)
    item.go_to(item.body_id, meeting_id, due)
    session.flush()
    _note(session, "forward-plan.put-off", item)


def bring_back(
    session: Session,
    *,
    item_id: UUID,
    body_id: UUID,
    because: str,
    by: Actor,
    meeting_id: UUID | None = None,
    due_on: date | None = None,
    seen: int | None = None,
) -> None:
    """Have a body that heard an item pass it on, or have it again; as ``put_off``."""
    item = _item(session, item_id, by, seen)
    item.stop(Came.BROUGHT_BACK, because=because, post=role_name(by.role))
    item.go_to(body_id, meeting_id, _due(session, body_id, meeting_id, due_on))
    session.flush()
    _note(session, "forward-plan.brought-back", item)


def hear(
    session: Session,
    *,
    item_id: UUID,
    because: str,
    by: Actor,
    seen: int | None = None,
) -> None:
    """Note that the body heard an item and is done with it."""
    _end(session, item_id, Came.HEARD, State.DONE, because, by, seen)


def withdraw(
    session: Session,
    *,
    item_id: UUID,
    because: str,
    by: Actor,
    seen: int | None = None,
) -> None:
    """Take an item off the plan; where it has been stays to be read."""
    _end(session, item_id, Came.WITHDRAWN, State.WITHDRAWN, because, by, seen)


def _end(
    session: Session,
    item_id: UUID,
    came: Came,
    state: State,
    because: str,
    by: Actor,
    seen: int | None,
) -> None:
    item = _item(session, item_id, by, seen)
    item.stop(came, because=because, post=role_name(by.role))
    item.state = state
    session.flush()
    _note(session, f"forward-plan.{came.value}", item)


def _due(
    session: Session, body_id: UUID, meeting_id: UUID | None, due_on: date | None
) -> date:
    bodies.body_of(session, body_id)
    if meeting_id is None:
        if due_on is None:
            raise needs_day()
        return due_on
    line = meetings.meeting(session, meeting_id)
    if line.body_id != body_id:
        fault = "Choose a meeting of this body"
        raise Invalid(fault, fields={"meeting_id": fault})
    return line.day


def _item(session: Session, item_id: UUID, by: Actor, seen: int | None) -> PlanItem:
    item = session.get(PlanItem, item_id, with_for_update=True)
    if item is None:
        raise NotFound("There is no such item.")
    slug = bodies.body_of(session, item.body_id).slug
    scope = Scope(record=str(item.id), body=slug)
    authorise(session, by, Action.UPDATE, FORWARD_PLAN, scope)
    item.must_be_seen(seen)
    return item


def _note(session: Session, act: str, item: PlanItem) -> None:
    trail.record(
        session,
        act=act,
        resource=FORWARD_PLAN,
        record=item.id,
        detail={"version": item.version},
    )
