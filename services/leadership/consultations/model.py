"""A consultation on a draft of a standard, and what boroughs said of it.

What was circulated is kept as it was; the draft itself may change meanwhile.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.errors import Conflict, Invalid, NotAllowed, NotFound
from leadership.db import Base


class UnknownConsultation(NotFound):
    """There is no such consultation."""


class UnknownComment(NotFound):
    """There is no such comment."""


class AlreadyClosed(Conflict):
    """This consultation is closed. What boroughs say now belongs to the next one."""


class ConsultationChanged(Conflict):
    """Somebody answered, or a comment came, since you opened the form."""

    code = "consultation-changed"


class OwnAnswers(NotAllowed):
    """You wrote the last answer. A second person has to let the answers go."""


class Consultation(Base):
    """One draft as it was circulated; ``content`` is the message's part of it.

    Comments are taken up to ``closes_on``, later ones are marked as late; answers leave
    when it is closed. ``version`` rises with every change, ``told`` is the version of
    the message. ``answered_by`` wrote the last answer.
    """

    __tablename__ = "consultations_consultation"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    standard: Mapped[str] = mapped_column(String(40), index=True, info=OFFICIAL)
    draft_version: Mapped[int] = mapped_column(info=OFFICIAL)
    title: Mapped[str] = mapped_column(String(200), info=OFFICIAL)
    content: Mapped[dict[str, Any]] = mapped_column(JSON, info=OFFICIAL)
    question: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    closes_on: Mapped[date] = mapped_column(info=OFFICIAL)
    circulated_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    circulated_by: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    closed_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    closed_by: Mapped[str | None] = mapped_column(String(80), info=PERSONAL)
    answered_by: Mapped[UUID | None] = mapped_column(info=PERSONAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)
    told: Mapped[int] = mapped_column(default=1, info=OFFICIAL)

    def must_be_open(self) -> None:
        """Raise AlreadyClosed for one that is closed."""
        if self.closed_at is not None:
            raise AlreadyClosed

    def must_be_seen(self, version: int) -> None:
        """Raise ConsultationChanged unless ``version`` is the present one."""
        if version != self.version:
            raise ConsultationChanged

    def close(self, *, by: UUID, post: str, unanswered: int) -> None:
        """End it; raises AlreadyClosed, OwnAnswers, Invalid while comments wait."""
        self.must_be_open()
        if unanswered:
            raise Invalid("Answer every comment before you close the consultation.")
        if by == self.answered_by:
            raise OwnAnswers
        self.closed_at, self.closed_by = clock.now(), post
        self.version += 1
        self.told += 1


class BoroughResponse(Base):
    """All one borough said of one draft; the highest version counts."""

    __tablename__ = "consultations_response"

    consultation_id: Mapped[UUID] = mapped_column(
        ForeignKey("consultations_consultation.id"), primary_key=True, info=OFFICIAL
    )
    source: Mapped[str] = mapped_column(String(40), primary_key=True, info=OFFICIAL)
    version: Mapped[int] = mapped_column(info=OFFICIAL)
    prepared_by: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    approved_by: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    made_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    received_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)


class BoroughComment(Base):
    """One comment, on an item or on the whole, and leadership's answer to it.

    ``withdrawn`` ones stay: the borough's later response no longer has them.
    """

    __tablename__ = "consultations_comment"

    id: Mapped[UUID] = mapped_column(primary_key=True, info=OFFICIAL)
    consultation_id: Mapped[UUID] = mapped_column(
        ForeignKey("consultations_consultation.id"), index=True, info=OFFICIAL
    )
    source: Mapped[str] = mapped_column(String(40), info=OFFICIAL)
    item: Mapped[str | None] = mapped_column(String(12), info=OFFICIAL)
    text: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    withdrawn: Mapped[bool] = mapped_column(default=False, info=OFFICIAL)
    taken_up: Mapped[bool | None] = mapped_column(info=OFFICIAL)
    why: Mapped[str] = mapped_column(Text, default="", info=OFFICIAL)

    def say(self, text: str) -> None:
        """Take the borough's words; other words ask for another answer."""
        if text != self.text:
            self.taken_up, self.why = None, ""
        self.text, self.withdrawn = text, False
