"""Who was there for a session, and how sessions make up a place's outcome.

A sign-in is the only proof of attendance. Whoever comes later than the host allows is
there in part or absent, as the house rules of the event say.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from borough.host_rules.model import Late
from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice
from kit.errors import Conflict
from partnership.places.model import State


class Mark(StrEnum):
    """What the register says of one person and one session."""

    THERE = "there"
    TOO_LATE = "came too late"
    LEFT = "left early"
    ABSENT = "not there"
    APOLOGIES = "apologies accepted"


class RegisterOpen(Conflict):
    """The register is not whole yet: somebody has no mark for some session."""

    code = "register-open"


class RegisterClosed(Conflict):
    """The register of this event is closed."""

    code = "register-closed"


class MarkRow(Base):
    """One mark; the last one set counts."""

    __tablename__ = "attendance_mark"

    booking_id: Mapped[UUID] = mapped_column(
        ForeignKey("bookings_booking.id"), primary_key=True, info=OFFICIAL
    )
    session_id: Mapped[UUID] = mapped_column(
        ForeignKey("events_session.id"), primary_key=True, info=OFFICIAL
    )
    mark: Mapped[Mark] = mapped_column(Choice(Mark), info=PERSONAL)
    set_by: Mapped[UUID] = mapped_column(info=PERSONAL)
    set_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)


def outcome(marks: Collection[Mark], *, late_is: Late) -> State:
    """What becomes of a place, from its marks for every session.

    All there: attended. None: excused where apologies were accepted for all, else a
    no-show. Anything between: attended in part.
    """
    weight: Mapping[Mark, float] = {
        Mark.THERE: 1,
        Mark.TOO_LATE: 0.5 if late_is is Late.PART else 0,
        Mark.LEFT: 0.5,
    }
    there = sum(weight.get(mark, 0) for mark in marks)
    if marks and there == len(marks):
        return State.ATTENDED
    if there > 0:
        return State.PART_ATTENDED
    excused = bool(marks) and all(mark is Mark.APOLOGIES for mark in marks)
    return State.EXCUSED if excused else State.NO_SHOW
