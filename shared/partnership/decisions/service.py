"""Record decisions, note where partners stand, withdraw what does not stand."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NoReturn
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import Conflict, Invalid, NotFound
from kit.trail import service as trail
from partnership.access import authorise, role_name
from partnership.agencies import STATUTORY
from partnership.bodies import queries as bodies
from partnership.decisions.model import (
    DECISIONS,
    Decision,
    Said,
    State,
    numbered,
)
from partnership.meetings import queries as meetings

NOBODY: Mapping[str, Said] = {}
# Two people may take the same number at once; the second then takes the next one.
TRIES = 5


def decide(
    session: Session,
    *,
    body_id: UUID,
    text: str,
    basis: str,
    by: Actor,
    meeting_id: UUID | None = None,
    item_id: UUID | None = None,
    decided_on: date | None = None,
    taken_at: datetime | None = None,
    positions: Mapping[str, Said] = NOBODY,
    parts: Sequence[str] = (),
    conditions: str = "",
    review_on: date | None = None,
) -> UUID:
    """Record what a body decided; returns its id.

    In a meeting the day is the meeting's, and its attendance says whether the body
    could decide; outside one the partners' positions alone do. Raises NotAllowed,
    NotFound, Invalid naming ``meeting_id``, ``item_id``, ``decided_on``,
    ``review_on``, ``parts`` or ``note-<agency>``.
    """
    day = _day(session, body_id, meeting_id, item_id, decided_on)
    if review_on is not None and review_on <= day:
        _refuse("review_on", "The review must be after the decision")
    body = bodies.body_of(session, body_id, day)
    authorise(
        session, by, Action.CREATE, DECISIONS, Scope(record="new", body=body.slug)
    )
    row = Decision(
        body_id=body_id,
        meeting_id=meeting_id,
        item_id=item_id,
        text=text,
        basis=basis,
        conditions=conditions,
        decided_on=day,
        taken_at=taken_at,
        review_on=review_on,
        partners_needed=body.partners_needed,
        state=State.OPEN,
        written_by=role_name(by.role),
        version=0,
        parts=numbered(parts),
    )
    _check_partners(positions)
    row.say(positions, quorate=_quorate(session, row), post=row.written_by)
    _number(session, row, body.slug)
    _note(session, "decision.recorded", row)
    return row.id


def say(
    session: Session,
    *,
    decision_id: UUID,
    positions: Mapping[str, Said],
    by: Actor,
    seen: int | None = None,
) -> State:
    """Note where partners stand now, and count again; returns the new state.

    Raises NotAllowed, NotFound (a partner speaks for itself alone), DecisionChanged,
    Conflict once withdrawn, Invalid naming ``note-<agency>``.
    """
    row = _row(session, decision_id)
    _check_partners(positions)
    for agency in positions or [None]:
        _authorise(session, row, by, agency=agency)
    row.must_be_seen(seen)
    row.say(positions, quorate=_quorate(session, row), post=role_name(by.role))
    session.flush()
    _note(session, "decision.position", row)
    return row.state


def count_again(session: Session, *, decision_id: UUID, by: Actor) -> State:
    """Count with the attendance as it is noted now; returns the new state."""
    return say(session, decision_id=decision_id, positions=NOBODY, by=by)


def withdraw(
    session: Session,
    *,
    decision_id: UUID,
    reason: str,
    by: Actor,
    seen: int | None = None,
) -> None:
    """Take a decision back, its words kept; raises as ``say`` does."""
    row = _row(session, decision_id)
    _authorise(session, row, by)
    row.must_be_seen(seen)
    row.withdraw(reason=reason)
    session.flush()
    _note(session, "decision.withdrawn", row)


def must_be_decided(
    session: Session, decision_id: UUID, *, body: str | None = None
) -> str:
    """The ref of a decision that stands; of a body's own, where ``body`` names one.

    The decision stays locked until the transaction ends, so that nobody takes it back
    meanwhile. Raises NotFound and Conflict for any other.
    """
    row = _row(session, decision_id)
    if body is not None and bodies.body_of(session, row.body_id).slug != body:
        raise Conflict(f"{row.ref} is a decision of another body.")
    if row.state is not State.DECIDED:
        raise Conflict(f"{row.ref} is {row.state.value}: the body has not agreed yet.")
    return row.ref


def _day(
    session: Session,
    body_id: UUID,
    meeting_id: UUID | None,
    item_id: UUID | None,
    decided_on: date | None,
) -> date:
    if item_id is not None and meetings.item(session, item_id)[0] != meeting_id:
        _refuse("item_id", "Choose an item of this meeting")
    if meeting_id is not None:
        line = meetings.meeting(session, meeting_id)
        if line.body_id != body_id:
            _refuse("meeting_id", "Choose a meeting of this body")
        day = line.day
    else:
        day = decided_on or clock.today()
    if day > clock.today():
        _refuse("decided_on", "A decision cannot be recorded before its day")
    return day


def _quorate(session: Session, row: Decision) -> bool:
    if row.meeting_id is None:
        return True
    begins = meetings.meeting(session, row.meeting_id).starts_at
    moment = row.taken_at or begins
    return meetings.quorum_at(session, row.meeting_id, moment).quorate


def _check_partners(positions: Mapping[str, Said]) -> None:
    if positions.keys() - set(STATUTORY):
        raise Invalid("Only the statutory partners take a position")


def _number(session: Session, row: Decision, slug: str) -> None:
    row.year = row.decided_on.year
    last = select(func.max(Decision.number)).where(
        Decision.body_id == row.body_id, Decision.year == row.year
    )
    for _ in range(TRIES):
        row.number = (session.scalar(last) or 0) + 1
        row.ref = f"{slug.upper()}-{row.year}-{row.number:02d}"
        try:
            with session.begin_nested():
                session.add(row)
                session.flush()
        except IntegrityError:
            continue
        return
    raise Conflict("Others record decisions of this body just now. Try again.")


def _row(session: Session, decision_id: UUID) -> Decision:
    row = session.get(Decision, decision_id, with_for_update=True)
    if row is None:
        raise NotFound("There is no such decision.")
    return row


def _authorise(
    session: Session, row: Decision, by: Actor, agency: str | None = None
) -> None:
    body = bodies.body_of(session, row.body_id).slug
    scope = Scope(record=str(row.id), body=body, agency=agency)
    authorise(session, by, Action.UPDATE, DECISIONS, scope)


def _refuse(field: str, fault: str) -> NoReturn:
    raise Invalid(fault, fields={field: fault})


def _note(session: Session, act: str, row: Decision) -> None:
    trail.record(
        session,
        act=act,
        resource=DECISIONS,
        record=row.id,
        detail={"status": row.state.value, "version": row.version},
    )
