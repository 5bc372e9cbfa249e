"""An invitation: bound to one address and one role, good once and not for long."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, String, and_
from sqlalchemy.orm import Mapped, mapped_column

from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import SharedBase
from kit.errors import Conflict
from kit.hats.model import SamePerson

LIFE = timedelta(hours=72)
# The first administrator stands at the host and opens the link at once.
FIRST_LIFE = timedelta(minutes=15)


class InvitationState(StrEnum):
    """Where an invitation stands; only an open one lets anybody in."""

    WAITING = "waiting for a second person"
    OPEN = "open"
    EXPIRED = "expired"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class Invitation(SharedBase):
    """One invitation of one address.

    Without ``role`` it brings somebody back who has an account (``user_id``): they
    choose a new password. ``invited_by`` is None for the host. There is a token, kept
    as its SHA-256, only once nobody has to agree any more.
    """

    __tablename__ = "account_invitation"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    token_hash: Mapped[str | None] = mapped_column(
        String(64), unique=True, info=PERSONAL
    )
    email: Mapped[str] = mapped_column(String(254), index=True, info=PERSONAL)
    name: Mapped[str] = mapped_column(String(200), info=PERSONAL)
    role: Mapped[str | None] = mapped_column(String(40), info=PERSONAL)
    agency: Mapped[str | None] = mapped_column(String(60), info=PERSONAL)
    body: Mapped[str | None] = mapped_column(String(60), info=PERSONAL)
    until_on: Mapped[date | None] = mapped_column(info=PERSONAL)
    user_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("account_user.id"), info=PERSONAL
    )
    invited_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("account_user.id"), info=PERSONAL
    )
    invited_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    needs_approval: Mapped[bool] = mapped_column(default=False, info=OFFICIAL)
    approved_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("account_user.id"), info=PERSONAL
    )
    approved_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    expires_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    accepted_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    withdrawn_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("account_user.id"), info=PERSONAL
    )
    withdrawn_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)

    def state(self, moment: datetime) -> InvitationState:
        """Where it stands at ``moment``."""
        if self.withdrawn_at is not None:
            return InvitationState.WITHDRAWN
        if self.accepted_at is not None:
            return InvitationState.ACCEPTED
        if self.expires_at is None:
            return InvitationState.WAITING
        return (
            InvitationState.OPEN
            if moment < self.expires_at
            else InvitationState.EXPIRED
        )

    def usable(self, moment: datetime) -> bool:
        """Whether it lets somebody in: open, and its role not over before it began."""
        over = self.until_on is not None and self.until_on < clock.today()
        return self.state(moment) is InvitationState.OPEN and not over

    def must_wait_for(self, *, by: UUID, address: str) -> None:
        """Raise unless it waits for a second person and this is one.

        Raises SamePerson for who invited and for who is invited, Conflict when it
        does not wait for anybody.
        """
        if self.state(clock.now()) is not InvitationState.WAITING:
            raise Conflict("This invitation does not wait for a second person.")
        if by == self.invited_by or address == self.email:
            raise SamePerson

    def open_with(self, token_hash: str, *, life: timedelta) -> None:
        """Let in who brings the token of this hash, from now on for ``life``.

        An earlier token stops working. Raises Conflict while it waits for a second
        person, and once it was accepted or withdrawn.
        """
        approved = not self.needs_approval or self.approved_at is not None
        if not approved or self.accepted_at or self.withdrawn_at:
            raise Conflict("This invitation cannot be sent now.")
        self.token_hash, self.expires_at = token_hash, clock.now() + life

    def withdraw(self, *, by: UUID | None) -> None:
        """Close it for good; raises Conflict when it is closed already."""
        if self.accepted_at or self.withdrawn_at:
            raise Conflict("This invitation was accepted or withdrawn already.")
        self.withdrawn_by, self.withdrawn_at = by, clock.now()

    def accept(self) -> None:
        """Use it up; the caller made sure that it is open."""
        self.accepted_at = clock.now()


def standing(state: InvitationState, moment: datetime) -> ColumnElement[bool]:
    """What the database asks for invitations in ``state``; as ``Invitation.state``."""
    if state is InvitationState.WITHDRAWN:
        return Invitation.withdrawn_at.is_not(None)
    here: ColumnElement[bool] = Invitation.withdrawn_at.is_(None)
    if state is InvitationState.ACCEPTED:
        return and_(here, Invitation.accepted_at.is_not(None))
    here = and_(here, Invitation.accepted_at.is_(None))
    return and_(
        here,
        {
            InvitationState.WAITING: Invitation.expires_at.is_(None),
            InvitationState.OPEN: Invitation.expires_at > moment,
            InvitationState.EXPIRED: Invitation.expires_at <= moment,
        }[state],
    )
