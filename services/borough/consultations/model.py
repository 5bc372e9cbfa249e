"""A draft that leadership circulated, and this borough's response to it.

A response is prepared by one person and approved by another before it leaves:
draft -> awaiting approval -> made, and back to a draft to say more while it is open.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from borough.db import Base
from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL, PUBLIC
from kit.db import Choice
from kit.errors import Conflict, Invalid, NotAllowed, NotFound

RESOURCE = "standards"


class State(StrEnum):
    """Where a response stands."""

    DRAFT = "draft"
    AWAITING_APPROVAL = "awaiting_approval"
    MADE = "made"


class UnknownDraft(NotFound):
    """There is no such draft here."""


class UnknownComment(NotFound):
    """There is no such comment."""


class ConsultationClosed(Conflict):
    """Leadership closed this consultation. Nothing more can be said of this draft."""


class OtherStep(Conflict):
    """This response is at another step by now. Look at it again."""


class NotAsSeen(Conflict):
    """This response was changed since you looked at it. Look at it again."""


class ResponseChanged(Conflict):
    """Somebody else changed this response since you opened the form."""

    code = "response-changed"


class SecondPersonNeeded(NotAllowed):
    """You prepared this response. A second person has to approve it."""


class MayNotComment(NotAllowed):
    """Analysts and business managers write comments; a business manager approves."""


def address(consultation_id: UUID) -> str:
    """The path of the page of one draft."""
    return f"/consultations/{consultation_id}"


class DraftReceived(Base):
    """A draft of a standard as it was circulated; the highest ``told`` counts.

    Comments are asked for up to ``closes_on``, which is included. ``answers`` are
    leadership's: each has ``comment``, ``taken_up`` and ``why``.
    """

    __tablename__ = "consultations_draft_received"

    id: Mapped[UUID] = mapped_column(primary_key=True, info=OFFICIAL)
    told: Mapped[int] = mapped_column(info=OFFICIAL)
    standard: Mapped[str] = mapped_column(String(40), info=PUBLIC)
    kind: Mapped[str] = mapped_column(String(40), info=PUBLIC)
    draft_version: Mapped[int] = mapped_column(info=PUBLIC)
    title: Mapped[str] = mapped_column(String(200), info=OFFICIAL)
    summary: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    items: Mapped[list[Any]] = mapped_column(JSON, info=OFFICIAL)
    question: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    closes_on: Mapped[date] = mapped_column(info=OFFICIAL)
    circulated_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    closed_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    answers: Mapped[list[Any]] = mapped_column(JSON, info=OFFICIAL)
    received_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)

    def must_be_open(self) -> None:
        """Raise ConsultationClosed where nothing more is taken."""
        if self.closed_at is not None:
            raise ConsultationClosed


class DraftResponse(Base):
    """All this borough says of one draft, in preparation or made.

    ``number`` counts how often it left; ``content`` and ``preview`` are what would
    leave next and its digest, once it waits for approval. ``version`` rises with every
    change.
    """

    __tablename__ = "consultations_response"

    draft_id: Mapped[UUID] = mapped_column(
        ForeignKey("consultations_draft_received.id"), primary_key=True, info=OFFICIAL
    )
    state: Mapped[State] = mapped_column(
        Choice(State), default=State.DRAFT, info=OFFICIAL
    )
    number: Mapped[int] = mapped_column(default=0, info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)
    content: Mapped[list[Any]] = mapped_column(JSON, default=list, info=OFFICIAL)
    preview: Mapped[str | None] = mapped_column(String(64), info=OFFICIAL)
    prepared_by: Mapped[UUID | None] = mapped_column(info=PERSONAL)
    prepared_by_post: Mapped[str] = mapped_column(String(80), default="", info=PERSONAL)
    submitted_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    made_by_post: Mapped[str | None] = mapped_column(String(80), info=PERSONAL)
    made_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    sent_back_because: Mapped[str | None] = mapped_column(Text, info=PERSONAL)

    comments: Mapped[list["DraftComment"]] = relationship(
        cascade="all, delete-orphan", order_by="DraftComment.id"
    )

    def comment(self, comment_id: UUID) -> "DraftComment":
        """One of its comments; raises UnknownComment."""
        for each in self.comments:
            if each.id == comment_id:
                return each
        raise UnknownComment

    def edit(self, seen: int | None) -> None:
        """Begin to change it; what was made is prepared anew.

        ``seen`` is None to add what nobody else can have changed. Raises OtherStep
        while it waits for approval, and ResponseChanged.
        """
        if self.state is State.AWAITING_APPROVAL:
            raise OtherStep
        if seen is not None and seen != self.version:
            raise ResponseChanged
        self.state = State.DRAFT
        self.version += 1

    def submit(self, *, by: UUID, post: str, content: list[Any], preview: str) -> None:
        """Hand it to a second person; raises OtherStep, and Invalid when empty."""
        if self.state is not State.DRAFT:
            raise OtherStep
        if not self.comments:
            raise Invalid("Comment on at least one item, or on the whole draft.")
        self.state, self.content, self.preview = (
            State.AWAITING_APPROVAL, content, preview,
        )  # fmt: skip
        self.prepared_by, self.prepared_by_post = by, post
        self.submitted_at, self.sent_back_because = clock.now(), None
        self.version += 1

    def send_back(self, because: str) -> None:
        """Give it back to its preparer; raises OtherStep."""
        if self.state is not State.AWAITING_APPROVAL:
            raise OtherStep
        self.state, self.sent_back_because = State.DRAFT, because
        self.version += 1

    def make(self, *, by: UUID, post: str, seen: str) -> None:
        """Let it go; raises OtherStep, NotAsSeen and SecondPersonNeeded."""
        if self.state is not State.AWAITING_APPROVAL:
            raise OtherStep
        if seen != self.preview:
            raise NotAsSeen
        if by == self.prepared_by:
            raise SecondPersonNeeded
        self.state, self.made_by_post, self.made_at = State.MADE, post, clock.now()
        self.number += 1
        self.version += 1


class DraftComment(Base):
    """One comment: on an item of the draft, or on the whole where ``item`` is None."""

    __tablename__ = "consultations_comment"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    draft_id: Mapped[UUID] = mapped_column(
        ForeignKey("consultations_response.draft_id", ondelete="CASCADE"),
        index=True,
        info=OFFICIAL,
    )
    item: Mapped[str | None] = mapped_column(String(12), info=OFFICIAL)
    text: Mapped[str] = mapped_column(Text, info=OFFICIAL)
