"""Counts that one person prepares and a second one releases; no step can be skipped.

draft -> awaiting approval -> released
              |        ^
              v        |
            sent back -+
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from borough.returns.model import (
    IN_PREPARATION,
    FiguresChanged,
    ReturnState,
    SamePerson,
    StepSkipped,
)
from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """How people read of one kind of summary.

    ``kind`` is the word of its notices and of its acts in the trail; ``path`` where its
    pages are; the others are what a notice says when one waits for a second person,
    was sent back to who prepared it, and was approved.
    """

    kind: str
    path: str
    waits: str
    sent_back: str
    approved: str

    def address(self, summary_id: UUID) -> str:
        """The path of one summary's page."""
        return f"{self.path}/{summary_id}"


class Summary:
    """What the table of every kind of summary holds, and the steps of its rows.

    ``content`` is all that leaves of it and ``preview`` its digest. Each kind numbers
    what it released by a column of its own.
    """

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    state: Mapped[ReturnState] = mapped_column(
        Choice(ReturnState), default=ReturnState.DRAFT, index=True, info=OFFICIAL
    )
    content: Mapped[dict[str, Any]] = mapped_column(JSON, info=OFFICIAL)
    preview: Mapped[str] = mapped_column(String(64), info=OFFICIAL)
    note: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    prepared_by: Mapped[UUID] = mapped_column(info=PERSONAL)
    prepared_by_post: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    started_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    submitted_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    decided_by: Mapped[UUID | None] = mapped_column(info=PERSONAL)
    decided_by_post: Mapped[str | None] = mapped_column(String(80), info=PERSONAL)
    decided_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    sent_back_because: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    correlation_id: Mapped[str | None] = mapped_column(String(64), info=OFFICIAL)

    def begin(self, *, by: UUID, post: str) -> None:
        """Give a draft its preparer and the digest of what it holds."""
        whole = orjson.dumps(self.content, option=orjson.OPT_SORT_KEYS)
        self.preview = sha256(whole).hexdigest()
        self.prepared_by, self.prepared_by_post = by, post

    def submit(self, *, by: UUID, post: str, seen: str, note: str | None) -> None:
        """Hand it to a second person; raises StepSkipped and FiguresChanged.

        Whoever submits it is its preparer from now on, and cannot approve it.
        """
        self.must_be(*IN_PREPARATION)
        self.must_be_as_seen(seen)
        self.state = ReturnState.AWAITING_APPROVAL
        self.prepared_by, self.prepared_by_post = by, post
        self.note, self.submitted_at = note, clock.now()

    def send_back(self, *, by: UUID, post: str, because: str) -> None:
        """Give it back to its preparer; raises StepSkipped."""
        self.must_be(ReturnState.AWAITING_APPROVAL)
        self._decide(by, post)
        self.sent_back_because, self.state = because, ReturnState.SENT_BACK

    def release(self, *, by: UUID, post: str, seen: str, correlation_id: str) -> None:
        """Let it go; raises StepSkipped, FiguresChanged and SamePerson."""
        self.must_be(ReturnState.AWAITING_APPROVAL)
        self.must_be_as_seen(seen)
        if by == self.prepared_by:
            raise SamePerson
        self._decide(by, post)
        self.correlation_id = correlation_id
        self.sent_back_because, self.state = None, ReturnState.RELEASED

    def must_be(self, *states: ReturnState) -> None:
        """Raise StepSkipped unless it is in one of these states."""
        if self.state not in states:
            raise StepSkipped

    def must_be_as_seen(self, seen: str) -> None:
        """Raise FiguresChanged unless ``seen`` is the digest of what it holds."""
        if seen != self.preview:
            raise FiguresChanged

    def _decide(self, by: UUID, post: str) -> None:
        self.decided_by, self.decided_by_post = by, post
        self.decided_at = clock.now()
