"""What an employer is asked for a place that was not used; the person never is."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import OFFICIAL
from kit.db import Choice
from kit.errors import Conflict, Invalid
from partnership.places.model import State

# What is charged, unless somebody else took the place or the agency is exempt.
CHARGED = (State.NO_SHOW, State.LATE_CANCELLED)


class ChargeChanged(Conflict):
    """Somebody else changed this charge since you opened the page."""

    code = "charge-changed"


class ChargeRow(Base):
    """One charge in pence, to an agency or to one organisation of the register.

    ``waived_because`` says why it is not asked for; ``waived_by`` is a role.
    """

    __tablename__ = "charges_charge"
    __table_args__ = (Index(None, "agency", "made_at"),)

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    booking_id: Mapped[UUID] = mapped_column(
        ForeignKey("bookings_booking.id"), unique=True, info=OFFICIAL
    )
    event_id: Mapped[UUID] = mapped_column(ForeignKey("events_event.id"), info=OFFICIAL)
    home: Mapped[str] = mapped_column(String(40), info=OFFICIAL)
    agency: Mapped[str] = mapped_column(String(60), info=OFFICIAL)
    employer_id: Mapped[UUID | None] = mapped_column(info=OFFICIAL)
    why: Mapped[State] = mapped_column(Choice(State), info=OFFICIAL)
    pence: Mapped[int] = mapped_column(info=OFFICIAL)
    made_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    waived_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    waived_by: Mapped[str] = mapped_column(String(60), default="", info=OFFICIAL)
    waived_because: Mapped[str] = mapped_column(Text, default="", info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)

    def waive(self, reason: str, *, by: str, seen: int) -> None:
        """Ask for nothing; raises ChargeChanged, Conflict, Invalid without a reason."""
        if self.version != seen:
            raise ChargeChanged
        if self.waived_at is not None:
            raise Conflict("This charge is waived already.")
        if not reason.strip():
            fault = "Say why nothing is asked for"
            raise Invalid(fault, fields={"reason": fault})
        self.waived_at, self.waived_by = clock.now(), by
        self.waived_because = reason.strip()
        self.version += 1
