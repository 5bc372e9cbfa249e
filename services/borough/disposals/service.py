"""Let periods run, propose what is over each night, and destroy what two agree on."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.disposals.model import (
    ASK_AGAIN,
    DISPOSAL,
    RULES,
    AlreadyDestroyed,
    Hold,
    HoldRow,
    Kind,
    NotDue,
    Retained,
    is_held,
    reached,
)
from kit import clock
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.errors import NotFound
from kit.notices import service as notices
from kit.trail import service as trail
from kit.vault.service import Vault
from partnership.access import policy


def begin(
    session: Session,
    *,
    record: UUID,
    resource: str,
    kind: Kind,
    code: str,
    key_id: UUID,
    on: date,
) -> None:
    """Let a record's period run from a day; again with another day, it runs anew.

    The verb that ends the record's work calls this: a case is closed, a purpose ended.
    Raises AlreadyDestroyed.
    """
    row = _open(session, record) or Retained(record=record)
    row.resource, row.kind, row.code, row.key_id = resource, kind, code, key_id
    row.began_on, row.due_on = on, RULES[kind].due_on(on)
    row.take_back()
    session.add(row)
    _note(session, "disposal.period-begun", record, kind.name.casefold())


def end_period(session: Session, *, record: UUID) -> None:
    """Work on a record goes on: no period runs. Raises AlreadyDestroyed."""
    row = _open(session, record)
    if row is not None:
        session.delete(row)
        _note(session, "disposal.period-ended", record, row.kind.name.casefold())


def propose(session: Session, *, on: date) -> int:
    """Put what is over on the list, and take off what is held by now; how many came."""
    rows = session.scalars(
        select(Retained).where(Retained.destroyed_at.is_(None), Retained.due_on <= on)
    )
    new = 0
    for row in rows:
        is_due = row.is_due(on=on, held=is_held(session, row.record))
        if is_due and row.proposed_on is None:
            row.proposed_on = on
            new += 1
            _note(session, "disposal.proposed", row.record, row.kind.name.casefold())
        elif not is_due and row.proposed_on is not None:
            row.take_back()
    if new:
        _tell(session)
    return new


def agree(session: Session, *, record: UUID, by: Actor) -> bool:
    """Say that a record may go; the second person's yes destroys it, then True.

    Raises NotAllowed, NotFound, AlreadyAgreed, AlreadyDestroyed, and NotDue where
    something holds it by now.
    """
    row = _reached(session, record, Action.DISPOSE, by)
    held = is_held(session, record)
    second = row.agree(by=by.user_id, on=clock.today(), held=held)
    if second:
        Vault(session).destroy(row.key_id)
    act = "disposal.destroyed" if second else "disposal.agreed"
    _note(session, act, record, row.kind.name.casefold())
    return second


def keep(session: Session, *, record: UUID, by: Actor) -> None:
    """Take a record off the list for a year.

    Raises NotAllowed, NotFound, AlreadyDestroyed.
    """
    row = _reached(session, record, Action.DISPOSE, by)
    row.keep(until=clock.today() + ASK_AGAIN)
    _note(session, "disposal.kept", record, row.kind.name.casefold())


def place_hold(session: Session, *, record: UUID, why: Hold, by: Actor) -> None:
    """Let nothing destroy a record until the hold is lifted; twice is one.

    It may be placed before any period runs. Raises NotAllowed, NotFound where the
    person may not know of it, AlreadyDestroyed.
    """
    reached(session, by, Action.UPDATE, record)
    row = _open(session, record)
    # Whoever agrees at this moment waits, and then finds it held.
    same = (HoldRow.record == record) & (HoldRow.why == why)
    if session.scalar(select(HoldRow.id).where(same, HoldRow.lifted_at.is_(None))):
        return
    session.add(
        HoldRow(
            id=clock.new_id(),
            record=record,
            why=why,
            placed_by=by.user_id,
            placed_at=clock.now(),
        )
    )
    session.flush()
    if row is not None:
        row.take_back()
    _note(session, "disposal.held", record, why.name.casefold())


def lift_hold(session: Session, *, hold_id: UUID, by: Actor) -> None:
    """End one hold; the record is proposed again when nothing else holds it.

    Raises NotAllowed and NotFound.
    """
    hold = session.get(HoldRow, hold_id, with_for_update=True)
    if hold is None or hold.lifted_at is not None:
        raise NotFound
    reached(session, by, Action.UPDATE, hold.record)
    hold.lifted_by, hold.lifted_at = by.user_id, clock.now()
    _note(session, "disposal.hold-lifted", hold.record, hold.why.name.casefold())


def _open(session: Session, record: UUID) -> Retained | None:
    row = session.get(Retained, record, with_for_update=True)
    if row is not None and row.destroyed_at is not None:
        raise AlreadyDestroyed
    return row


def _reached(session: Session, record: UUID, action: Action, by: Actor) -> Retained:
    reached(session, by, action, record)
    row = session.get(Retained, record, with_for_update=True)
    if row is None:
        raise NotFound
    if row.proposed_on is None and row.destroyed_at is None:
        raise NotDue
    return row


def _tell(session: Session) -> None:
    notices.tell_roles(
        session,
        roles=policy().roles_for(DISPOSAL, Action.DISPOSE),
        kind="disposal",
        text="Records whose time is over wait for two people",
        href="/disposals/",
    )


def _note(session: Session, act: str, record: UUID, kind: str) -> None:
    trail.record(
        session, act=act, resource=DISPOSAL, record=record, detail={"kind": kind}
    )
