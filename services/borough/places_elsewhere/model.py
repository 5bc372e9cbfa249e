"""A request for places at another borough's event, and what its host answered.

waiting for approval -> sent (and sent again with each change)
        |
        +-> not approved

Only the host gives places. Until it answers a place is asked for and nothing more.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from borough.bookings.model import Staff
from borough.db import Base
from kit import clock
from kit.access.service import Scope
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice
from kit.errors import Conflict, NotAllowed
from partnership.places.model import LIVE, State


class Standing(StrEnum):
    """Where a request stands on our side."""

    WAITING = "waits for approval"
    SENT = "sent"
    REFUSED = "not approved"


class Wish(StrEnum):
    """What is wanted of one place."""

    WANTED = "wanted"
    ACCEPTED = "accepted"
    GIVEN_UP = "given_up"


class AskChanged(Conflict):
    """Somebody changed this request since you opened the page. Look at it again."""

    code = "place-request-changed"


class AskStands(Conflict):
    """This cannot be done to a request that stands there."""

    code = "place-request-stands"


class SamePerson(NotAllowed):
    """A second person says yes: not who wrote it, and nobody it is for."""

    code = "same-person"


class AnswersForAnother(NotAllowed):
    """Only the host of an event answers a request for its places."""

    code = "answers-for-another"


class CannotBeSealed(Conflict):
    """The host offered no key that names can be sealed to. Nothing was sent."""

    code = "place-request-not-sealed"


class SeatRow(Base):
    """One place of a request and whom it is for.

    ``next_name`` and ``next_email`` are a substitute who waits for approval. ``state``
    is what the host answered last, ``outcome`` what it said of attendance; pence.
    """

    __tablename__ = "places_elsewhere_seat"
    __table_args__ = (Index(None, "email"), Index(None, "person_id"))

    ask_id: Mapped[UUID] = mapped_column(
        ForeignKey("places_elsewhere_ask.id"), primary_key=True, info=OFFICIAL
    )
    seat: Mapped[int] = mapped_column(primary_key=True, info=OFFICIAL)
    name: Mapped[str | None] = mapped_column(String(120), info=PERSONAL)
    email: Mapped[str | None] = mapped_column(String(254), info=PERSONAL)
    person_id: Mapped[UUID | None] = mapped_column(info=PERSONAL)
    done_before: Mapped[bool] = mapped_column(default=False, info=PERSONAL)
    next_name: Mapped[str | None] = mapped_column(String(120), info=PERSONAL)
    next_email: Mapped[str | None] = mapped_column(String(254), info=PERSONAL)
    wish: Mapped[Wish] = mapped_column(Choice(Wish), info=OFFICIAL)
    state: Mapped[State] = mapped_column(Choice(State), info=OFFICIAL)
    position: Mapped[int | None] = mapped_column(info=OFFICIAL)
    until: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    reason: Mapped[str] = mapped_column(String(40), default="", info=OFFICIAL)
    outcome: Mapped[State | None] = mapped_column(Choice(State), info=OFFICIAL)
    charge_pence: Mapped[int] = mapped_column(default=0, info=OFFICIAL)

    @property
    def shown(self) -> State:
        """Where the place stands by all the host said."""
        return self.outcome or self.state

    @property
    def lives(self) -> bool:
        """Whether something can still become of it."""
        wanted = self.wish is not Wish.GIVEN_UP
        return wanted and self.shown in LIVE | {State.REQUESTED}

    def forget(self) -> None:
        """Delete whom it was for; what is counted stays."""
        self.name = self.email = self.person_id = None
        self.next_name = self.next_email = None
        self.done_before = False


class AskRow(Base):
    """One request. ``number`` is the version the host was sent last, 0 for none.

    ``answers`` is the version the host answered last, ``answer`` and ``told`` the
    versions of its answer and of the attendance it told.
    """

    __tablename__ = "places_elsewhere_ask"
    __table_args__ = (Index(None, "host", "event_id"),)

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    host: Mapped[str] = mapped_column(String(40), info=OFFICIAL)
    event_id: Mapped[UUID] = mapped_column(info=OFFICIAL)
    agency: Mapped[str] = mapped_column(String(60), info=OFFICIAL)
    partly: Mapped[bool] = mapped_column(info=OFFICIAL)
    standing: Mapped[Standing] = mapped_column(Choice(Standing), info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)
    asked_by: Mapped[UUID | None] = mapped_column(info=PERSONAL)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    approved_by: Mapped[UUID | None] = mapped_column(info=PERSONAL)
    approved_post: Mapped[str] = mapped_column(String(120), default="", info=OFFICIAL)
    approved_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    number: Mapped[int] = mapped_column(default=0, info=OFFICIAL)
    answers: Mapped[int] = mapped_column(default=0, info=OFFICIAL)
    answer: Mapped[int] = mapped_column(default=0, info=OFFICIAL)
    answered_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    told: Mapped[int] = mapped_column(default=0, info=OFFICIAL)
    names_deleted_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)

    seats: Mapped[list[SeatRow]] = relationship(
        order_by="SeatRow.seat", cascade="all, delete-orphan"
    )

    @property
    def scopes(self) -> Sequence[Scope]:
        """Whose it is."""
        people = [each.person_id for each in self.seats]
        return scopes_of(self.id, self.agency, people)

    @property
    def waits_for_approval(self) -> bool:
        """Whether something was written that nobody said yes to."""
        changed = any(each.next_email for each in self.seats)
        return self.standing is Standing.WAITING or changed

    def must_be(self, version: int) -> None:
        """Raise AskChanged for another version than this one."""
        if self.version != version:
            raise AskChanged

    def approve(self, *, by: UUID, post: str) -> None:
        """Say yes to what waits; raises AskStands and SamePerson."""
        self._must_wait()
        if by == self.asked_by or by in {each.person_id for each in self.seats}:
            raise SamePerson
        for each in self.seats:
            if each.next_email:
                each.name, each.email = each.next_name, each.next_email
                each.next_name = each.next_email = None
                each.person_id = None
        self.standing = Standing.SENT
        self.approved_by, self.approved_post = by, post
        self.approved_at = clock.now()

    def refuse(self) -> None:
        """Say no to what waits; what was sent before stands. Raises AskStands."""
        self._must_wait()
        for each in self.seats:
            each.next_name = each.next_email = None
        if self.standing is Standing.WAITING:
            self.standing = Standing.REFUSED
        self.version += 1

    def wish(self, seat: int, wish: Wish) -> None:
        """Take up or give up a place; raises AskStands."""
        found = self.the_seat(seat)
        held = found.shown is State.HELD or wish is Wish.GIVEN_UP
        if self.standing is not Standing.SENT or not found.lives or not held:
            raise AskStands
        found.wish = wish

    def hand_over(self, seat: int, staff: Staff, *, by: UUID) -> None:
        """Propose a substitute; raises AskStands."""
        found = self.the_seat(seat)
        if self.standing is not Standing.SENT or not found.lives:
            raise AskStands
        if staff.key in {each.email for each in self.seats}:
            raise AskStands("This person has a place of this request already.")
        found.next_name, found.next_email = staff.name.strip(), staff.key
        self.asked_by = by
        self.version += 1

    def forget(self) -> None:
        """Delete whom it was for; what nobody said yes to by now is not sent."""
        self.names_deleted_at = clock.now()
        self.asked_by = self.approved_by = None
        for each in self.seats:
            each.forget()
        if self.standing is Standing.WAITING:
            self.standing = Standing.REFUSED
        self.version += 1

    def the_seat(self, seat: int) -> SeatRow:
        """One place of it; raises AskStands for none of this request."""
        for each in self.seats:
            if each.seat == seat:
                return each
        raise AskStands

    def _must_wait(self) -> None:
        if not self.waits_for_approval:
            raise AskStands


def scopes_of(
    ask_id: UUID, agency: str, people: Iterable[UUID | None]
) -> Sequence[Scope]:
    """Whose a request is: an agency's, and that of everybody it is for."""
    return [
        Scope(record=str(ask_id), person=person, agency=agency)
        for person in {*people, None}
    ]
