"""Letters that wait to be sent, and what became of the others."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice, SharedBase

SUBJECT_LENGTH = 150
BODY_LENGTH = 4_000
# A mail server that is away for a weekend loses nobody's letter.
GIVE_UP_AFTER = timedelta(days=3)
# How long a try may take before another process may begin the next.
TRY_FOR = timedelta(minutes=5)
TRY_AGAIN_AFTER = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=4),
)


class Fault(StrEnum):
    """Why a letter could not be handed over."""

    NO_CONNECTION = "no-connection"
    NO_TLS = "no-tls"
    NOT_TRUSTED = "not-trusted"
    NOT_LET_IN = "not-let-in"
    BUSY = "busy"
    ADDRESS_REFUSED = "address-refused"
    LETTER_REFUSED = "letter-refused"
    CANNOT_WRITE = "cannot-write"
    UNEXPECTED = "unexpected"


# What a mail server says no to for good: asking again would annoy it (RFC 5321, 4.2.1).
FINAL = frozenset({Fault.ADDRESS_REFUSED, Fault.LETTER_REFUSED})


class Letter(SharedBase):
    """One letter to one person.

    It waits while ``next_try_at`` is set; then it was sent, or ``failed_at`` says when
    it was given up. The words may hold a link that opens something once, so they are
    dropped when the letter has gone or can no longer go.
    """

    __tablename__ = "mail_letter"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    recipient: Mapped[str] = mapped_column(String(254), info=PERSONAL)
    subject: Mapped[str] = mapped_column(String(SUBJECT_LENGTH), info=OFFICIAL)
    body: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    created_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    attempts: Mapped[int] = mapped_column(default=0, info=OFFICIAL)
    next_try_at: Mapped[datetime | None] = mapped_column(
        default=clock.now, index=True, info=OFFICIAL
    )
    sent_at: Mapped[datetime | None] = mapped_column(index=True, info=OFFICIAL)
    failed_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    fault: Mapped[Fault | None] = mapped_column(Choice(Fault), info=OFFICIAL)

    def went(self) -> None:
        """It was handed over."""
        self.sent_at = clock.now()
        self.next_try_at = self.body = self.fault = None

    def failed(self, fault: Fault) -> None:
        """A try failed: the next is later, until it is given up."""
        now = clock.now()
        self.fault = fault
        if fault in FINAL or now - self.created_at >= GIVE_UP_AFTER:
            self.failed_at = now
            self.next_try_at = self.body = None
            return
        step = min(self.attempts, len(TRY_AGAIN_AFTER)) - 1
        self.next_try_at = now + TRY_AGAIN_AFTER[step]
