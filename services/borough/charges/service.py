"""List what employers are charged for an event, and waive a charge."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.bookings import queries as bookings
from borough.bookings.model import BOOKINGS
from borough.charges.model import CHARGED, ChargeRow
from borough.courses.model import COURSES
from kit import clock
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import NotFound
from kit.trail import service as trail
from partnership.access import authorise, role_name


def list_for(session: Session, *, event_id: UUID) -> int:
    """List the charges of an event by its house rules; once for each booking.

    Returns how many are new.
    """
    known = set(
        session.scalars(
            select(ChargeRow.booking_id).where(ChargeRow.event_id == event_id)
        )
    )
    made = 0
    for each in bookings.in_state(session, CHARGED, event_ids=[event_id]):
        pence = each.event.house.charge(each.event.lasting, each.agency)
        if pence and each.id not in known:
            row = ChargeRow(
                id=clock.new_id(), booking_id=each.id, event_id=event_id,
                home=each.home, agency=each.agency, employer_id=each.employer_id,
                why=each.state, pence=pence, version=1,
            )  # fmt: skip
            session.add(row)
            _note(session, row, "charge.listed")
            made += 1
    return made


def waive(
    session: Session, *, charge_id: UUID, seen: int, reason: str, by: Actor
) -> None:
    """Ask for nothing after all, with a reason.

    Raises NotAllowed, NotFound, ChargeChanged, Conflict, and Invalid naming
    ``reason``.
    """
    row = session.get(ChargeRow, charge_id, with_for_update=True)
    if row is None:
        raise NotFound
    authorise(session, by, Action.APPROVE, COURSES, Scope(record=str(charge_id)))
    row.waive(reason, by=role_name(by.role), seen=seen)
    _note(session, row, "charge.waived")


def _note(session: Session, row: ChargeRow, act: str) -> None:
    session.flush()
    trail.record(
        session, act=act, resource=BOOKINGS, record=row.id,
        detail={"agency": row.agency, "status": row.why.value},
    )  # fmt: skip
