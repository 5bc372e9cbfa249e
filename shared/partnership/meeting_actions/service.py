"""Take a body's word on the actions that it is asked to close, all in one decision."""

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

from sqlalchemy.orm import Session

from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import Conflict, Invalid, NotFound
from partnership.access import authorise
from partnership.actions import queries as actions
from partnership.actions import service as doing
from partnership.brag.model import Changed, CloseNotAsked, What
from partnership.brag.queries import ActionSeen, Filter
from partnership.decisions import service as decisions
from partnership.decisions.model import DECISIONS, Said
from partnership.meeting_actions.model import Choice, Chosen, NotAgreed
from partnership.meetings import queries as meetings
from partnership.meetings.queries import Line

NOBODY: Mapping[str, Said] = {}


def settle(
    session: Session,
    *,
    meeting_id: UUID,
    chosen: Sequence[Chosen],
    by: Actor,
    positions: Mapping[str, Said] = NOBODY,
) -> UUID | None:
    """Close what the body agreed to, by one decision that names it; leave the rest.

    Returns the decision's id, None where nothing closes. All of it is stored or
    nothing is: raises Invalid for no choice at all, NotFound, NotAllowed, Changed,
    CloseNotAsked, ActionClosed, and NotAgreed where the decision would not stand.
    """
    if not chosen:
        fault = "Choose for one action at least"
        raise Invalid(fault, fields={"form": fault})
    line = meetings.meeting(session, meeting_id)
    own = Scope(record="new", body=line.body_slug)
    authorise(session, by, Action.CREATE, DECISIONS, own)
    known = _known(session, line, chosen)
    closing = [each for each in chosen if each.choice is Choice.AGREE]
    made = _decided(session, line, closing, known, by, positions) if closing else None
    for each in chosen:
        verb = (
            partial(doing.close, decision_id=made)
            if made is not None and each.choice is Choice.AGREE
            else partial(doing.refuse_close, reason=_left_open(line, each))
        )
        verb(session, action_id=each.action_id, by=by, version=each.version)
    return made


def _left_open(line: Line, chosen: Chosen) -> str:
    said = f"Not agreed at the meeting of {line.day:%-d %B %Y}. {chosen.note}"
    return said.strip()


def _known(
    session: Session, line: Line, chosen: Sequence[Chosen]
) -> Mapping[UUID, ActionSeen]:
    """The actions, where each is of this body, asked to close and as it was seen."""
    ids = frozenset(each.action_id for each in chosen)
    found = actions.everything(session, wanted=Filter(also=ids))
    known = {each.id: each for each in found if each.plan.body == line.body_slug}
    for each in chosen:
        if each.action_id not in known:
            raise NotFound("This body has no such action.")
        if known[each.action_id].version != each.version:
            raise Changed
        if known[each.action_id].close_asked_at is None:
            raise CloseNotAsked
    return known


def _decided(
    session: Session,
    line: Line,
    closing: Sequence[Chosen],
    known: Mapping[UUID, ActionSeen],
    by: Actor,
    positions: Mapping[str, Said],
) -> UUID:
    named = [known[each.action_id] for each in closing]
    number = "1 action" if len(named) == 1 else f"{len(named)} actions"
    made = decisions.decide(
        session,
        body_id=line.body_id,
        meeting_id=line.id,
        text=f"Close {number}: {'; '.join(f'{a.ref} {a.title}' for a in named)}",
        basis=_basis(session, named),
        positions=positions,
        by=by,
    )
    try:
        decisions.must_be_decided(session, made, body=line.body_slug)
    except Conflict as fault:
        raise NotAgreed from fault
    return made


def _basis(session: Session, named: Sequence[ActionSeen]) -> str:
    """Why each was asked to close, as it was said."""
    ids = frozenset(each.id for each in named)
    asked = actions.changes(session, wanted=Filter(also=ids), what=(What.CLOSE_ASKED,))
    why = {each.ref: each.reason for each in reversed(asked)}
    return "; ".join(f"{ref}: {reason}" for ref, reason in sorted(why.items()))
