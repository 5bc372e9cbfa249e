"""What arrives from hosts: where places stand, and who came."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from borough.place_answers.events import ATTENDANCE_TOLD, PLACE_ANSWERED
from borough.places_elsewhere import service
from kit.exchange.event import Event, Handlers


def places_answered(session: Session, events: Sequence[Event]) -> None:
    service.take_answers(session, events)


def attendance_told(session: Session, events: Sequence[Event]) -> None:
    service.take_attendance(session, events)


HANDLERS: Handlers = {
    PLACE_ANSWERED: places_answered,
    ATTENDANCE_TOLD: attendance_told,
}
