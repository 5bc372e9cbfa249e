"""People with an account, how they come in, and for how long they stay in."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice, SharedBase

IDLE_LIMIT = timedelta(minutes=30)
ABSOLUTE_LIMIT = timedelta(hours=10)
LINK_LIFE = timedelta(hours=24)
# A session that ran out no longer ago is still known as its person's.
LATELY = timedelta(hours=12)
# How long after coming in by a link a new password needs no old one.
LINK_TRUST = timedelta(minutes=15)


class SignInMethod(StrEnum):
    """How a session began."""

    PASSWORD = "password"  # noqa: S105 - the word, not a secret
    LINK = "link"
    PROVIDER = "provider"


class User(SharedBase):
    """One person's account; what they may do is said by their hats (kit.hats)."""

    __tablename__ = "account_user"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=PERSONAL
    )
    email: Mapped[str] = mapped_column(String(254), unique=True, info=PERSONAL)
    name: Mapped[str] = mapped_column(String(200), info=PERSONAL)
    password_hash: Mapped[str | None] = mapped_column(String(200), info=PERSONAL)
    active: Mapped[bool] = mapped_column(default=True, info=PERSONAL)
    created_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)


class SignInLink(SharedBase):
    """A link that signs one person in once; only the token's hash is kept."""

    __tablename__ = "account_sign_in_link"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True, info=PERSONAL)
    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("account_user.id"), index=True, info=PERSONAL
    )
    created_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    expires_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    used_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)

    user: Mapped[User] = relationship()

    def usable(self, moment: datetime) -> bool:
        """Whether the link still opens the door at ``moment``."""
        return self.used_at is None and moment < self.expires_at and self.user.active


def ends_for_good(began_at: datetime) -> datetime:
    """When a session ends however busy the person is."""
    return began_at + ABSOLUTE_LIMIT


def ends(began_at: datetime, last_seen_at: datetime) -> datetime:
    """When a session ends if no further page is opened."""
    return min(last_seen_at + IDLE_LIMIT, ends_for_good(began_at))


class UserSession(SharedBase):
    """One signed-in browser; only the hash of its 256-bit id is kept."""

    __tablename__ = "account_session"

    id_hash: Mapped[str] = mapped_column(String(64), primary_key=True, info=PERSONAL)
    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("account_user.id"), index=True, info=PERSONAL
    )
    # The hat chosen last; None, or one that ended, means the person's first.
    hat_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("account_hat.id"), info=PERSONAL
    )
    # Names the session in the trail and on its owner's page; it opens nothing.
    public_id: Mapped[UUID | None] = mapped_column(default=clock.new_id, info=PERSONAL)
    method: Mapped[SignInMethod] = mapped_column(Choice(SignInMethod), info=PERSONAL)
    device: Mapped[str | None] = mapped_column(String(60), info=PERSONAL)
    created_at: Mapped[datetime] = mapped_column(info=PERSONAL)
    last_seen_at: Mapped[datetime] = mapped_column(info=PERSONAL)
    ended_at: Mapped[datetime | None] = mapped_column(info=PERSONAL)
    # When the person last proved who they are; before that it opens nothing.
    confirmed_at: Mapped[datetime | None] = mapped_column(info=PERSONAL)
    # When the second step was taken; never, for those who need none.
    second_step_at: Mapped[datetime | None] = mapped_column(info=PERSONAL)

    # Asked for with every page: one question is enough for both.
    user: Mapped[User] = relationship(lazy="joined")

    @property
    def ends_for_good_at(self) -> datetime:
        """When it ends however busy the person is."""
        return ends_for_good(self.created_at)

    @property
    def ends_at(self) -> datetime:
        """When it ends if no further page is opened."""
        return ends(self.created_at, self.last_seen_at)

    def lasts(self, moment: datetime) -> bool:
        """Whether the session is still good at ``moment``."""
        return self.ended_at is None and self.user.active and moment < self.ends_at

    def ran_out(self, moment: datetime) -> bool:
        """Whether time alone ended it: nobody signed out, nobody was shut out."""
        return self.ended_at is None and self.user.active and moment >= self.ends_at

    def trusted_by_link(self, moment: datetime) -> bool:
        """Whether it began by a link so lately that it may set a password."""
        recent = moment - self.created_at < LINK_TRUST
        return self.method is SignInMethod.LINK and recent
