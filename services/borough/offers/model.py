"""An event that is offered to the other boroughs, and what of it was said last.

proposed -> offered <-> proposed again
               |
               +-> withdrawn

Its times and numbers follow the event by themselves. Its words were typed by somebody,
so they leave only as a second person saw and approved them.

Each offered event has a key of its own that names of guests come sealed to. It is made
with the first offer, kept however often that is said again, and dies with the names.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice
from kit.errors import Conflict, NotAllowed

Words = Mapping[str, Any]


class Standing(StrEnum):
    """Where an offer stands."""

    PROPOSED = "waits for a second person"
    OFFERED = "offered"
    WITHDRAWN = "withdrawn"


class OfferChanged(Conflict):
    """What would leave is not what you looked at any more. Look at it again."""

    code = "offer-changed"


class OfferStands(Conflict):
    """This cannot be done to an offer that stands there."""

    code = "offer-stands"


class SamePerson(NotAllowed):
    """A second person approves an offer: not who proposed it."""

    code = "same-person"


class OfferRow(Base):
    """One event as the other boroughs see it.

    ``words`` are those that were approved, ``next_words`` those that wait. ``number``
    is the version said last, 0 for none; ``digest`` is of what it said.
    """

    __tablename__ = "offers_offer"

    event_id: Mapped[UUID] = mapped_column(
        ForeignKey("events_event.id"), primary_key=True, info=OFFICIAL
    )
    standing: Mapped[Standing] = mapped_column(Choice(Standing), info=OFFICIAL)
    words: Mapped[dict[str, Any] | None] = mapped_column(info=OFFICIAL)
    next_words: Mapped[dict[str, Any] | None] = mapped_column(info=OFFICIAL)
    proposed_by: Mapped[UUID] = mapped_column(info=PERSONAL)
    approved_by: Mapped[UUID | None] = mapped_column(info=PERSONAL)
    approved_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    number: Mapped[int] = mapped_column(default=0, info=OFFICIAL)
    digest: Mapped[str] = mapped_column(String(64), default="", info=OFFICIAL)

    def propose(self, words: Words, *, by: UUID) -> None:
        """Let these words wait for a second person; an offer made stands meanwhile."""
        self.next_words, self.proposed_by = dict(words), by
        if self.words is None or self.standing is Standing.WITHDRAWN:
            self.standing = Standing.PROPOSED

    def approve(self, *, seen: str, by: UUID) -> None:
        """Let them leave; raises OfferStands, OfferChanged and SamePerson."""
        if self.next_words is None:
            raise OfferStands
        if digest_of(self.next_words) != seen:
            raise OfferChanged
        if by == self.proposed_by:
            raise SamePerson
        self.words, self.next_words = self.next_words, None
        self.approved_by, self.approved_at = by, clock.now()
        self.standing = Standing.OFFERED

    def withdraw(self) -> None:
        """Take nobody more; raises OfferStands where nothing was offered."""
        if self.words is None or self.standing is Standing.WITHDRAWN:
            raise OfferStands
        self.standing, self.next_words = Standing.WITHDRAWN, None


class KeyRow(Base):
    """The key that names of an event's guests are sealed to.

    ``public`` is a JWK that the other boroughs know. ``secret`` is the half that opens,
    the ``d`` of RFC 8037: in the clear, for whoever reads this database while it lives
    reads the same names in bookings. None once it was destroyed, and none follows it.
    """

    __tablename__ = "offers_key"

    event_id: Mapped[UUID] = mapped_column(
        ForeignKey("offers_offer.event_id"), primary_key=True, info=OFFICIAL
    )
    public: Mapped[dict[str, Any]] = mapped_column(info=OFFICIAL)
    secret: Mapped[str | None] = mapped_column(String(60), info=PERSONAL)
    made_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    destroyed_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)

    def destroy(self) -> None:
        """Let nothing that was sealed to it be opened again."""
        self.secret, self.destroyed_at = None, clock.now()


def digest_of(data: Mapping[str, Any]) -> str:
    """SHA-256 of what leaves, as JSON with sorted keys, in hexadecimal."""
    return sha256(orjson.dumps(data, option=orjson.OPT_SORT_KEYS)).hexdigest()
