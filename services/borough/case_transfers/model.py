"""An offer to hand a case over, and what the other area answered, with reasons.

Reasons are typed and can tell the child: they are locked like all that is.
"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import CASE_IDENTIFIER, OFFICIAL, SPECIAL_CATEGORY
from kit.db import Choice
from kit.errors import Conflict


class TransferState(StrEnum):
    """Where an offer stands."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class NotOffered(Conflict):
    """This offer was answered or withdrawn already."""

    code = "not-offered"


class OfferedAlready(Conflict):
    """The case is offered to an area already: wait for its answer, or withdraw."""

    code = "offered-already"


class TransferRow(Base):
    """One offer of one case to one area."""

    __tablename__ = "case_transfers_transfer"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("deaths_case.id"), index=True, info=OFFICIAL
    )
    key_id: Mapped[UUID] = mapped_column(info=OFFICIAL)
    to_area: Mapped[str] = mapped_column(String(60), info=SPECIAL_CATEGORY)
    state: Mapped[TransferState] = mapped_column(Choice(TransferState), info=OFFICIAL)
    reason: Mapped[bytes | None] = mapped_column(LargeBinary, info=CASE_IDENTIFIER)
    answer: Mapped[bytes | None] = mapped_column(LargeBinary, info=CASE_IDENTIFIER)
    offered_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    post: Mapped[str] = mapped_column(String(80), info=OFFICIAL)
    answered_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)

    def end(self, state: TransferState) -> None:
        """Come to an end; raises NotOffered."""
        if self.state is not TransferState.OFFERED:
            raise NotOffered
        self.state, self.answered_at = state, clock.now()
