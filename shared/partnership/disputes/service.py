"""Raise a dispute, reply, take it up the ladder, settle it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import Invalid, NotFound
from kit.trail import service as trail
from partnership.access import authorise, reach, role_name
from partnership.agencies import AGENCIES
from partnership.clocks import service as clocks
from partnership.decisions import queries as decisions
from partnership.disputes.model import DISPUTES, Dispute, Rung, Stage

REPLY = "escalation-reply"


def raise_dispute(
    session: Session,
    *,
    title: str,
    about: str,
    raised_by: str,
    other: str,
    by: Actor,
    decision_id: UUID | None = None,
    open_question: str = "",
    at: datetime | None = None,
) -> UUID:
    """Begin a dispute on the lowest stage; its clock for a reply starts.

    Raises NotAllowed, NotFound (an agency raises its own alone), Invalid naming
    ``raised_by`` or ``other``.
    """
    for field, agency in (("raised_by", raised_by), ("other", other)):
        if agency not in AGENCIES:
            _refuse(field, "Choose one of the agencies")
    if raised_by == other:
        _refuse("other", "Choose another agency than the one that raises it")
    scope = Scope(record="new", agency=raised_by)
    authorise(session, by, Action.CREATE, DISPUTES, scope)
    if decision_id is not None:
        decisions.decision(session, decision_id)
    moment = at or clock.now()
    row = Dispute(
        title=title,
        about=about,
        raised_by=raised_by,
        other=other,
        decision_id=decision_id,
        open_question=open_question,
        raised_at=moment,
        version=1,
    )
    rung = Rung(id=clock.new_id(), stage=Stage.MANAGERS, because=about, sent_at=moment)
    row.rungs.append(rung)
    session.add(row)
    session.flush()
    _start(session, row, rung)
    _note(session, "dispute.raised", row)
    return row.id


def reply(
    session: Session,
    *,
    dispute_id: UUID,
    text: str,
    by: Actor,
    seen: int | None = None,
    at: datetime | None = None,
) -> None:
    """Note the reply here; its clock stops. Raises DisputeChanged and Conflict."""
    row, moment = _row(session, dispute_id, by, seen), at or clock.now()
    row.reply(text=text, post=role_name(by.role), at=moment)
    _stop(session, row, moment)
    _note(session, "dispute.replied", row)


def climb(
    session: Session,
    *,
    dispute_id: UUID,
    because: str,
    by: Actor,
    seen: int | None = None,
    at: datetime | None = None,
) -> None:
    """Take it one stage up, where a fresh clock starts; as ``reply``."""
    row, moment = _row(session, dispute_id, by, seen), at or clock.now()
    rung = row.climb(because=because, at=moment)
    _stop(session, row, moment)
    session.flush()
    _start(session, row, rung)
    _note(session, "dispute.escalated", row)


def settle(
    session: Session,
    *,
    dispute_id: UUID,
    outcome: str,
    by: Actor,
    seen: int | None = None,
    at: datetime | None = None,
) -> None:
    """Note how it was settled; all clocks stop; as ``reply``."""
    row, moment = _row(session, dispute_id, by, seen), at or clock.now()
    row.settle(outcome=outcome, at=moment)
    _stop(session, row, moment)
    _note(session, "dispute.settled", row)


def _start(session: Session, row: Dispute, rung: Rung) -> None:
    clocks.start(
        session,
        kind=REPLY,
        resource=DISPUTES,
        record=str(row.id),
        reference=f"Dispute, {rung.stage.value}",
        at=rung.sent_at,
    )


def _stop(session: Session, row: Dispute, at: datetime) -> None:
    clocks.stop_of(session, kind=REPLY, resource=DISPUTES, record=str(row.id), at=at)


def _row(session: Session, dispute_id: UUID, by: Actor, seen: int | None) -> Dispute:
    row = session.get(Dispute, dispute_id, with_for_update=True)
    near = reach(session, by, Action.UPDATE, DISPUTES)
    scopes = (
        [Scope(record=str(row.id), agency=each) for each in (row.raised_by, row.other)]
        if row
        else []
    )
    if row is None or not any(near.covers(scope) for scope in scopes):
        raise NotFound("There is no such dispute.")
    row.must_be_seen(seen)
    return row


def _refuse(field: str, fault: str) -> None:
    raise Invalid(fault, fields={field: fault})


def _note(session: Session, act: str, row: Dispute) -> None:
    session.flush()
    trail.record(
        session,
        act=act,
        resource=DISPUTES,
        record=row.id,
        detail={"version": row.version},
    )
