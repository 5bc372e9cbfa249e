"""A file of one case that somebody asked for, that another agreed to, and its count.

The file itself is never kept: it is written anew from the case each time, and only as
long as the case still says what the second person saw.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import CASE_IDENTIFIER, OFFICIAL, PERSONAL
from kit.errors import Conflict, NotAllowed, NotFound

# An agreement is for a submission that is made now, not for one some day.
GOOD_FOR = timedelta(days=7)
PURPOSE = "case extract"


class UnknownExtract(NotFound):
    """There is no such file."""


class SameCoordinator(NotAllowed):
    """You asked for this file. A second coordinator has to agree to it."""


class NotAgreed(Conflict):
    """Nobody agreed to this file, or the agreement is over. Ask for it anew."""

    code = "extract-not-agreed"


class CaseSaysMore(Conflict):
    """The case changed since this file was asked for. Ask for it anew."""

    code = "extract-changed"


class ExtractRow(Base):
    """One file: ``mark`` is of all it says, keyed, so that it tells nothing itself."""

    __tablename__ = "death_extracts_extract"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("deaths_case.id"), index=True, info=OFFICIAL
    )
    mark: Mapped[str] = mapped_column(String(64), info=CASE_IDENTIFIER)
    asked_by: Mapped[UUID] = mapped_column(info=PERSONAL)
    asked_post: Mapped[str] = mapped_column(String(80), info=OFFICIAL)
    asked_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    agreed_by: Mapped[UUID | None] = mapped_column(info=PERSONAL)
    agreed_post: Mapped[str | None] = mapped_column(String(80), info=OFFICIAL)
    agreed_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    taken: Mapped[int] = mapped_column(default=0, info=OFFICIAL)
    taken_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)

    def agree(self, *, by: UUID, post: str, mark: str) -> None:
        """Agree to it; raises SameCoordinator, CaseSaysMore, and NotAgreed twice."""
        if by == self.asked_by:
            raise SameCoordinator
        if self.agreed_at is not None:
            raise NotAgreed
        self.must_say(mark)
        self.agreed_by, self.agreed_post, self.agreed_at = by, post, clock.now()

    def take(self, *, mark: str) -> None:
        """Count that it was taken; raises NotAgreed and CaseSaysMore."""
        if self.agreed_at is None or clock.now() > self.agreed_at + GOOD_FOR:
            raise NotAgreed
        self.must_say(mark)
        self.taken, self.taken_at = self.taken + 1, clock.now()

    def must_say(self, mark: str) -> None:
        """Raise CaseSaysMore where the case does not say what it did."""
        if mark != self.mark:
            raise CaseSaysMore
