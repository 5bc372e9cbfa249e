"""A request another borough made of us, and what we told it last."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit.data_classes import OFFICIAL
from kit.db import Choice
from kit.errors import Conflict


class Reason(StrEnum):
    """Why somebody has no place."""

    UNKNOWN = "event_unknown"
    NOT_OFFERED = "not_offered"
    CLOSED = "bookings_closed"
    BOOKED = "booked_already"
    COURSE_FIRST = "course_first"
    CALLED_OFF = "event_cancelled"
    NO_PLACE = "no_place"
    NOT_OPENED = "not_opened"
    KEY_DESTROYED = "key_destroyed"


class HeardBefore(Conflict):
    """This version of a request, or a later one, was heard before."""

    code = "heard-before"


class RequestRow(Base):
    """One request as the host holds it; who it is for stands in its bookings.

    ``version`` is the one heard last, ``number`` that of the answer said last, and
    ``told`` that of the attendance told last. ``refused`` says why all of it was
    turned down; ``kept`` by seat why its place was not handed over as asked.
    """

    __tablename__ = "place_answers_request"
    __table_args__ = (Index(None, "event_id"),)

    home: Mapped[str] = mapped_column(String(40), primary_key=True, info=OFFICIAL)
    request_id: Mapped[UUID] = mapped_column(primary_key=True, info=OFFICIAL)
    event_id: Mapped[UUID] = mapped_column(info=OFFICIAL)
    agency: Mapped[str] = mapped_column(String(60), info=OFFICIAL)
    places: Mapped[int] = mapped_column(info=OFFICIAL)
    version: Mapped[int] = mapped_column(info=OFFICIAL)
    refused: Mapped[Reason | None] = mapped_column(Choice(Reason), info=OFFICIAL)
    kept: Mapped[dict[str, Any]] = mapped_column(default=dict, info=OFFICIAL)
    number: Mapped[int] = mapped_column(default=0, info=OFFICIAL)
    said: Mapped[dict[str, Any]] = mapped_column(default=dict, info=OFFICIAL)
    told: Mapped[int] = mapped_column(default=0, info=OFFICIAL)
    told_said: Mapped[dict[str, Any]] = mapped_column(default=dict, info=OFFICIAL)
    names_deleted: Mapped[bool] = mapped_column(default=False, info=OFFICIAL)

    @property
    def log_id(self) -> str:
        """What names it in the event's log: no borough can take another's."""
        return log_id(self.home, self.request_id)


def log_id(home: str, request_id: UUID) -> str:
    """What names a borough's request in an event's log and bookings."""
    return f"{home}:{request_id}"
