"""Which account at a provider is whose account here.

People are known by issuer and subject, the pair that no provider gives to two people
(OpenID Connect Core 1.0, section 5.7, 2014; OWASP ASVS 5.0, 6.8.1 and 10.5.2). An
e-mail address is neither asked nor believed: it changes hands.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import SharedBase
from kit.errors import Conflict

LONGEST = 255  # characters of a subject, by the same section


class TakenAlready(Conflict):
    """This account at the provider is linked with somebody else's account here."""

    code = "taken-already"


class LinkedAlready(Conflict):
    """Your account is linked already. Take that link away first."""

    code = "linked-already"


class OnlyWayIn(Conflict):
    """Without the link you could not sign in any more. Set a password first."""

    code = "only-way-in"


class OpenidIdentity(SharedBase):
    """One person's account at one provider; nothing else is kept of it."""

    __tablename__ = "openid_identity"
    __table_args__ = (UniqueConstraint("user_id", "issuer"),)

    issuer: Mapped[str] = mapped_column(
        String(LONGEST), primary_key=True, info=OFFICIAL
    )
    subject: Mapped[str] = mapped_column(
        String(LONGEST), primary_key=True, info=PERSONAL
    )
    user_id: Mapped[UUID] = mapped_column(ForeignKey("account_user.id"), info=PERSONAL)
    linked_at: Mapped[datetime] = mapped_column(default=clock.now, info=PERSONAL)
