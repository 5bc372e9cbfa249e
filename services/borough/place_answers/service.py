"""Tell other boroughs where the places they asked for stand, each time that changes."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.events import queries as events
from borough.events.model import Standing
from borough.events.queries import EventSeen
from borough.place_answers import events as messages
from borough.place_answers.model import HeardBefore, Reason, RequestRow
from kit import clock
from kit.exchange.outbox import announce
from partnership.places.model import OUTCOMES, Places, Seat, State


def heard(
    session: Session, home: str, request_id: UUID, version: int
) -> RequestRow | None:
    """A request known already, now heard in this version; None for a new one.

    Raises HeardBefore where this version or a later one was heard.
    """
    row = session.get(RequestRow, (home, request_id))
    if row is not None and row.version >= version:
        raise HeardBefore
    if row is not None:
        row.version = version
    return row


def hear(
    session: Session, *, home: str, request_id: UUID, event_id: UUID, agency: str,
    places: int, version: int,
) -> RequestRow:  # fmt: skip
    """Keep a new request; nothing is answered yet."""
    row = RequestRow(
        home=home, request_id=request_id, event_id=event_id, agency=agency,
        places=places, version=version, kept={}, number=0, said={}, told=0,
        told_said={}, names_deleted=False,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def restate(session: Session, *, event_id: UUID, places: Places) -> int:
    """Answer every borough whose places at an event are not as it was told last.

    The event is locked by whoever wrote its log. Returns how many were answered.
    """
    query = select(RequestRow).where(
        RequestRow.event_id == event_id, RequestRow.refused.is_(None)
    )
    rows = session.scalars(query.order_by(RequestRow.home, RequestRow.request_id)).all()
    if not rows:
        return 0
    event = events.event(session, event_id)
    number = sum(_answer(session, row, _said(row, places, event)) for row in rows)
    for row in rows:
        _tell_attendance(session, row, places, event)
    session.flush()
    return number


def refuse(session: Session, row: RequestRow, why: Reason | None) -> None:
    """Answer that nobody of a request gets a place, and why."""
    row.refused = why or row.refused
    seats = [
        _seat(number, "refused", reason=row.refused)
        for number in range(1, row.places + 1)
    ]
    _answer(session, row, _whole(row, seats))
    session.flush()


def names_deleted(session: Session, event_ids: Collection[UUID]) -> None:
    """Tell boroughs that no name of their requests for these events is kept here."""
    query = select(RequestRow).where(
        RequestRow.event_id.in_(event_ids), RequestRow.names_deleted.is_(False)
    )
    for row in session.scalars(query.order_by(RequestRow.home, RequestRow.request_id)):
        row.names_deleted = True
        _answer(session, row, {**row.said, "names_deleted": True})
    session.flush()


def _answer(session: Session, row: RequestRow, said: dict[str, Any]) -> bool:
    """Say this, unless it was said last; True where it is news."""
    if said == row.said:
        return False
    row.number += 1
    row.said = said
    announce(
        session,
        audience=row.home,
        type=messages.PLACE_ANSWERED,
        subject=messages.subject_of(row.request_id),
        version=row.number,
        data=messages.place_answered(row, said),
    )
    return True


def _tell_attendance(
    session: Session, row: RequestRow, places: Places, event: EventSeen
) -> None:
    seats = [
        {
            "seat": seat.number,
            "outcome": seat.state.value,
            "charge_pence": _charge(row, seat.state, event),
        }
        for seat in places.requests[row.log_id].seats
        if seat.state in OUTCOMES
    ]
    said = {"seats": seats}
    if not seats or said == row.told_said:
        return
    row.told += 1
    row.told_said = said
    announce(
        session,
        audience=row.home,
        type=messages.ATTENDANCE_TOLD,
        subject=messages.attendance_of(row.request_id),
        version=row.told,
        data=messages.attendance_told(row, said),
    )


def _said(row: RequestRow, places: Places, event: EventSeen) -> dict[str, Any]:
    asked = places.requests[row.log_id]
    position = places.position(row.log_id)
    return _whole(row, [_stands(row, each, position, event) for each in asked.seats])


def _whole(row: RequestRow, seats: list[dict[str, Any]]) -> dict[str, Any]:
    return {"answers": row.version, "seats": seats, "names_deleted": row.names_deleted}


def _stands(
    row: RequestRow, seat: Seat, position: int | None, event: EventSeen
) -> dict[str, Any]:
    """One place as its borough is told of it."""
    kept = row.kept.get(str(seat.number))
    if seat.state is State.DECLINED:
        off = event.standing is Standing.CANCELLED
        reason = Reason.CALLED_OFF if off else Reason.NO_PLACE
        return _seat(seat.number, "refused", reason=reason)
    state = State.CONFIRMED if seat.state in OUTCOMES else seat.state
    return {
        **_seat(seat.number, state.value, reason=Reason(kept) if kept else None),
        "position": position if state is State.WAITLISTED else None,
        "until": clock.iso(seat.until) if seat.until else None,
        "charge_pence": _charge(row, state, event),
    }


def _seat(number: int, state: str, *, reason: Reason | None) -> dict[str, Any]:
    return {
        "seat": number,
        "state": state,
        "reason": reason and reason.value,
        "position": None,
        "until": None,
        "charge_pence": 0,
    }


def _charge(row: RequestRow, state: State, event: EventSeen) -> int:
    """What the employer is charged for a place, in pence."""
    charged = state in (State.NO_SHOW, State.LATE_CANCELLED)
    return event.house.charge(event.lasting, row.agency) if charged else 0
