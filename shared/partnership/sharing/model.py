"""One milestone as it is to leave, or left: what, for whom, and who looked at it.

awaiting approval -> released, or sent back; a later proposal overtakes one that waits.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice, SharedBase
from kit.errors import Conflict, NotAllowed, NotFound

REASON_LENGTH = 2000


class ShareState(StrEnum):
    """Where a proposal to share stands."""

    AWAITING_APPROVAL = "awaiting_approval"
    RELEASED = "released"
    SENT_BACK = "sent_back"
    OVERTAKEN = "overtaken"


class UnknownShare(NotFound):
    """There is no such proposal to share."""


class StepSkipped(Conflict):
    """This proposal is at another step by now. Look at it again."""

    code = "step-skipped"


class WordsChanged(Conflict):
    """What would leave is not what you looked at. Look at it again."""

    code = "words-changed"


class SamePerson(NotAllowed):
    """You proposed this. A second person has to approve it."""


class MayNotApprove(NotAllowed):
    """Only who approves the work programme can let a milestone go or send it back."""


def address(share_id: UUID) -> str:
    """The path of a proposal's page."""
    return f"/workplan/sharing/{share_id}"


class ShareRow(SharedBase):
    """A version of a milestone for others; ``content`` is all that leaves of it.

    ``content`` is the data of the message and ``preview`` its digest, in hexadecimal
    SHA-256; ``to`` are the slugs of those who get it, with a space between them.
    """

    __tablename__ = "sharing_share"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    milestone_id: Mapped[UUID] = mapped_column(index=True, info=OFFICIAL)
    version: Mapped[int] = mapped_column(info=OFFICIAL)
    state: Mapped[ShareState] = mapped_column(
        Choice(ShareState),
        default=ShareState.AWAITING_APPROVAL,
        index=True,
        info=OFFICIAL,
    )
    content: Mapped[dict[str, Any]] = mapped_column(JSON, info=OFFICIAL)
    preview: Mapped[str] = mapped_column(String(64), info=OFFICIAL)
    to: Mapped[str] = mapped_column(String(400), info=OFFICIAL)
    proposed_by: Mapped[UUID] = mapped_column(info=PERSONAL)
    proposed_by_post: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    proposed_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    decided_by: Mapped[UUID | None] = mapped_column(info=PERSONAL)
    decided_by_post: Mapped[str | None] = mapped_column(String(80), info=PERSONAL)
    decided_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    sent_back_because: Mapped[str | None] = mapped_column(Text, info=PERSONAL)

    @property
    def receivers(self) -> Sequence[str]:
        """The boroughs it goes to."""
        return self.to.split()

    def release(self, *, by: UUID, post: str, seen: str) -> None:
        """Let it go; raises StepSkipped, WordsChanged, and SamePerson."""
        self.must_wait()
        if seen != self.preview:
            raise WordsChanged
        if by == self.proposed_by:
            raise SamePerson
        self._decide(ShareState.RELEASED, by, post)

    def send_back(self, *, by: UUID, post: str, because: str) -> None:
        """Keep it here; raises StepSkipped."""
        self.must_wait()
        self.sent_back_because = because
        self._decide(ShareState.SENT_BACK, by, post)

    def must_wait(self) -> None:
        """Raise StepSkipped unless it waits for a second person."""
        if self.state is not ShareState.AWAITING_APPROVAL:
            raise StepSkipped

    def _decide(self, state: ShareState, by: UUID, post: str) -> None:
        self.state, self.decided_at = state, clock.now()
        self.decided_by, self.decided_by_post = by, post
