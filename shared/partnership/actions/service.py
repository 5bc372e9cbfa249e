"""What people do with actions; each verb asks first whether this action is theirs."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import Conflict, Invalid, NotFound
from kit.notices import service as notices
from kit.trail import service as trail
from partnership.access import Role, authorise, reach
from partnership.actions.model import ActionRow
from partnership.agencies import AGENCIES
from partnership.brag.model import (
    CHASE_EVERY,
    Brag,
    By,
    NotAnotherAgency,
    NothingProposed,
    Owned,
    Shows,
    as_by,
)
from partnership.decisions import service as decisions
from partnership.plans import queries as plans
from partnership.plans import service as planning
from partnership.themes import service as themes

ACTIONS = "actions"
# Plans are made where actions are added to them.
make_plan = planning.make_plan


def add_action(
    session: Session,
    *,
    plan_id: UUID,
    title: str,
    owner_post: str,
    agency: str,
    by: Actor,
    due: date | None = None,
    forecast: date | None = None,
    brag: Brag = Brag.AMBER,
    at: datetime | None = None,
) -> UUID:
    """Add an action to a plan; ``owner_post`` is a post and never a name.

    Raises NotAllowed, NotFound, NotCounted and PlanClosed of its plan, Invalid for an
    agency that is not one, and NotEmbedded for blue.
    """
    body = plans.plan(session, plan_id).body
    scope = Scope(record="new", agency=agency, body=body)
    authorise(session, by, Action.CREATE, ACTIONS, scope)
    row = ActionRow.begin(
        plan_id=plan_id,
        ref=planning.next_ref(session, plan_id=plan_id),
        owned=_owned(title, owner_post, agency),
        brag=brag,
        by=as_by(by),
        at=at or clock.now(),
    )
    _dates(row, as_by(by), row.opened_at, due=due, forecast=forecast)
    session.add(row)
    session.flush()
    _trail(session, "action.added", row)
    return row.id


def change(
    session: Session,
    *,
    action_id: UUID,
    by: Actor,
    title: str,
    owner_post: str,
    agency: str,
    tagged: Sequence[UUID] | None = None,
    version: int | None = None,
) -> None:
    """Say anew what an action is and whose; only who may change those of all agencies.

    ``tagged`` are the ids of its themes; None leaves them. Raises as all verbs do:
    NotAllowed, NotFound, ActionClosed, and Changed for another version.
    """
    row = _row(session, action_id, by, version)
    # Nobody gives an action away, or takes one, from within one agency.
    _authorise(session, row, by, agency=None)
    row.rename(_owned(title, owner_post, agency), by=as_by(by), at=clock.now())
    if tagged is not None:
        themes.give(session, resource=ACTIONS, record=row.id, themes=tagged)
    _trail(session, "action.changed", row)


def update(
    session: Session,
    *,
    action_id: UUID,
    by: Actor,
    brag: Brag | None = None,
    note: str = "",
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Note how an action goes, and how far it has come; back only with a note."""
    row, moment = _row(session, action_id, by, version), at or clock.now()
    if note.strip() or brag is None:
        row.tell(note, by=as_by(by), at=moment)
    if brag is not None and brag is not row.brag:
        try:
            row.mark(brag, by=as_by(by), at=moment, reason=note)
        except Invalid as fault:
            raise Invalid(str(fault), fields={"note": str(fault)}) from fault
    _trail(session, "action.updated", row)


def set_dates(
    session: Session,
    *,
    action_id: UUID,
    by: Actor,
    due: date | None = None,
    forecast: date | None = None,
    reason: str = "",
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Say when an action is due and expected; a date that moves needs a reason."""
    row = _row(session, action_id, by, version)
    _dates(row, as_by(by), at or clock.now(), due=due, forecast=forecast, reason=reason)
    _trail(session, "action.dated", row)


def add_evidence(
    session: Session,
    *,
    action_id: UUID,
    by: Actor,
    shows: Shows,
    dated_on: date,
    text: str,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Add evidence to an action."""
    row = _row(session, action_id, by, version)
    row.add_evidence(
        shows, dated_on=dated_on, text=text, by=as_by(by), at=at or clock.now()
    )
    _trail(session, "action.evidenced", row)


def propose(
    session: Session,
    *,
    action_id: UUID,
    by: Actor,
    asked: str,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Ask another agency to confirm that an action is embedded, and tell it."""
    row = _row(session, action_id, by, version)
    row.propose(asked=_agency(asked, "asked"), by=as_by(by), at=at or clock.now())
    notices.tell_role(
        session,
        role=Role.PARTNER_REPRESENTATIVE,
        agency=asked,
        but_not=by.user_id,
        kind="actions",
        text="Your agency is asked to confirm that an action is embedded",
        href=f"/actions/{row.id}",
    )
    _trail(session, "action.proposed", row)


def confirm(
    session: Session,
    *,
    action_id: UUID,
    by: Actor,
    speaks_for: str | None = None,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Confirm that an action is embedded, for the agency that was asked.

    ``speaks_for`` is the agency of a leadership member, whose role names none.
    """
    row, second = _asked_row(session, action_id, by, version, speaks_for)
    row.confirm(by=second, at=at or clock.now())
    _trail(session, "action.confirmed", row)


def decline(
    session: Session,
    *,
    action_id: UUID,
    by: Actor,
    reason: str,
    speaks_for: str | None = None,
    version: int | None = None,
) -> None:
    """Say for the agency that was asked why an action is not embedded."""
    row, second = _asked_row(session, action_id, by, version, speaks_for)
    row.decline(by=second, at=clock.now(), reason=reason)
    _trail(session, "action.declined", row)


def recheck(
    session: Session,
    *,
    action_id: UUID,
    by: Actor,
    holds: bool,
    reason: str = "",
    next_on: date | None = None,
    version: int | None = None,
    at: datetime | None = None,
) -> None:
    """Note what a re-check found: it holds, or falls back to green with the reason."""
    row, moment = _row(session, action_id, by, version), at or clock.now()
    if holds:
        row.hold(by=as_by(by), at=moment, next_on=next_on)
    else:
        row.fail(by=as_by(by), at=moment, reason=reason)
    _trail(session, "action.rechecked", row)


def ask_close(
    session: Session,
    *,
    action_id: UUID,
    by: Actor,
    reason: str,
    version: int | None = None,
) -> None:
    """Ask the body to close an action; it stays open until the body decides."""
    row = _row(session, action_id, by, version)
    row.ask_close(by=as_by(by), at=clock.now(), reason=reason)
    _trail(session, "action.close-asked", row)


def refuse_close(
    session: Session,
    *,
    action_id: UUID,
    by: Actor,
    reason: str,
    version: int | None = None,
) -> None:
    """Note that the body did not agree to close an action."""
    row = _row(session, action_id, by, version)
    _authorise(session, row, by, agency=None)
    row.refuse_close(by=as_by(by), at=clock.now(), reason=reason)
    _trail(session, "action.close-refused", row)


def close(
    session: Session,
    *,
    action_id: UUID,
    decision_id: UUID,
    by: Actor,
    version: int | None = None,
) -> None:
    """Close an action as its body decided; not by the owner's agency alone.

    Raises as all verbs do, and Invalid naming ``decision_id`` where the body of its
    plan did not decide that, or has not agreed yet.
    """
    row = _row(session, action_id, by, version)
    _authorise(session, row, by, agency=None)
    body = plans.plan(session, row.plan_id).body
    try:
        ref = decisions.must_be_decided(session, decision_id, body=body)
    except (NotFound, Conflict) as fault:
        raise Invalid(str(fault), fields={"decision_id": str(fault)}) from fault
    row.close(decision_id=decision_id, ref=ref, by=as_by(by), at=clock.now())
    _trail(session, "action.closed", row)


def chase(session: Session, *, action_ids: Collection[UUID]) -> int:
    """Remind the agencies of these actions, and their bodies' chairs, once a week.

    An agency reminded within seven days is left alone. Returns how many were reminded.
    """
    rows = session.scalars(select(ActionRow).where(ActionRow.id.in_(action_ids))).all()
    now, chased = clock.now(), 0
    for agency in sorted({row.agency for row in rows}):
        last = select(func.max(ActionRow.chased_at)).where(ActionRow.agency == agency)
        before = session.scalars(last).one()
        if before is not None and before > now - CHASE_EVERY:
            continue
        theirs = [row for row in rows if row.agency == agency]
        for row in theirs:
            row.chased_at = now
        _remind(session, agency, {row.plan_id for row in theirs})
        trail.record(
            session, act="actions.chased", resource=ACTIONS, detail={"agency": agency}
        )
        chased += 1
    return chased


def _remind(session: Session, agency: str, plan_ids: Collection[UUID]) -> None:
    """Tell the agency; whoever chairs the bodies that own the plans hears of it too."""
    words: notices.Words = {
        "kind": "actions",
        "text": "Actions are overdue, or nobody has said for long how they go",
        "href": f"/actions/?agency={agency}",
    }
    role = Role.PARTNER_REPRESENTATIVE
    notices.tell_role(session, role=role, agency=agency, **words)
    notices.tell_role(session, role=Role.LEADERSHIP_MEMBER, **words)
    for body in sorted({plans.plan(session, each).body or "" for each in plan_ids}):
        if body:
            notices.tell_role(session, role=Role.GROUP_CHAIR, body=body, **words)


def _dates(
    row: ActionRow,
    by: By,
    at: datetime,
    *,
    due: date | None,
    forecast: date | None,
    reason: str = "",
) -> None:
    if due is not None:
        row.set_due(due, by=by, at=at, reason=reason)
    if forecast is not None:
        row.set_forecast(forecast, by=by, at=at, reason=reason)


def _owned(title: str, owner_post: str, agency: str) -> Owned:
    return Owned(title=title, owner_post=owner_post, agency=_agency(agency, "agency"))


def _agency(slug: str, field: str) -> str:
    if slug not in AGENCIES:
        fault = "Choose one of the agencies"
        raise Invalid(fault, fields={field: fault})
    return slug


def _row(
    session: Session, action_id: UUID, by: Actor, version: int | None
) -> ActionRow:
    """The action to change, locked; raises NotFound, NotAllowed and Changed."""
    row = session.get(ActionRow, action_id, with_for_update=True)
    if row is None:
        raise NotFound
    _authorise(session, row, by, agency=row.agency)
    row.must_be(version)
    return row


def _asked_row(
    session: Session,
    action_id: UUID,
    by: Actor,
    version: int | None,
    speaks_for: str | None,
) -> tuple[ActionRow, By]:
    """The action that waits for another agency's word, and who says it for that one."""
    row = session.get(ActionRow, action_id, with_for_update=True)
    found = reach(session, by, Action.UPDATE, ACTIONS)
    waiting = row.waiting if row else None
    asked = waiting.asked if waiting else None
    if row is None or not found.covers(Scope(record=str(action_id), agency=asked)):
        raise NotFound
    row.must_be(version)
    if waiting is None:
        raise NothingProposed
    second = as_by(by, speaks_for)
    if second.agency != waiting.asked:
        raise NotAnotherAgency
    return row, second


def _authorise(
    session: Session, row: ActionRow, by: Actor, *, agency: str | None
) -> None:
    body = plans.plan(session, row.plan_id).body
    scope = Scope(record=str(row.id), agency=agency, body=body)
    authorise(session, by, Action.UPDATE, ACTIONS, scope)


def _trail(session: Session, act: str, row: ActionRow) -> None:
    session.flush()
    trail.record(session, act=act, resource=ACTIONS, record=row.id)
