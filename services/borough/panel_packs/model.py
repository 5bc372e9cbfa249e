"""The pack of one panel meeting: a page for each case, under a code of this meeting.

Its texts are locked with a key of the pack. When the pack's days are over nobody reads
it, and its key is destroyed: the texts are gone for everybody.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import CASE_IDENTIFIER, OFFICIAL, SPECIAL_CATEGORY
from kit.errors import Conflict

KEY = "panel pack"
# Characters of one page.
MOST = 60_000


class PageChanged(Conflict):
    """Somebody changed this page while you were writing."""

    code = "page-changed"


class PackChanged(Conflict):
    """Somebody changed this pack while you were looking."""

    code = "pack-changed"


class PackGone(Conflict):
    """The days of this pack are over: its texts are gone."""

    code = "pack-gone"


class PagesWait(Conflict):
    """A page was not confirmed yet. Nobody reads the pack before each page was read."""

    code = "pages-wait"


class PackRow(Base):
    """The pack of one meeting; members read it from ``opened_at`` on."""

    __tablename__ = "panel_packs_pack"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    meeting_id: Mapped[UUID] = mapped_column(
        ForeignKey("panels_meeting.id"), unique=True, info=OFFICIAL
    )
    key_id: Mapped[UUID] = mapped_column(info=OFFICIAL)
    opened_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    opened_post: Mapped[str | None] = mapped_column(String(80), info=OFFICIAL)
    shredded_at: Mapped[datetime | None] = mapped_column(index=True, info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)

    def must_be(self, version: int) -> None:
        """Raise PackChanged where the version that was seen is not this one."""
        if self.version != version:
            raise PackChanged

    def must_stand(self) -> None:
        """Raise PackGone where its texts are gone."""
        if self.shredded_at is not None:
            raise PackGone

    def open(self, post: str) -> None:
        """Let members read it; once more changes nothing."""
        self.opened_at = self.opened_at or clock.now()
        self.opened_post = self.opened_post or post
        self.version += 1

    def take_back(self) -> None:
        """Let nobody read it until it is opened again."""
        self.opened_at = self.opened_post = None
        self.version += 1


class PageRow(Base):
    """One case in a pack. ``found`` counts what the assistant put plain words for, by
    kind; a page that was never confirmed is read by nobody but who prepares it.
    """

    __tablename__ = "panel_packs_page"
    __table_args__ = (UniqueConstraint("pack_id", "code"),)

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    pack_id: Mapped[UUID] = mapped_column(
        ForeignKey("panel_packs_pack.id"), info=OFFICIAL
    )
    # The item may leave the agenda; its page stays behind, and nobody reads it.
    item_id: Mapped[UUID] = mapped_column(unique=True, info=OFFICIAL)
    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("deaths_case.id"), index=True, info=OFFICIAL
    )
    key_id: Mapped[UUID] = mapped_column(info=OFFICIAL)
    code: Mapped[str] = mapped_column(String(8), info=OFFICIAL)
    text: Mapped[bytes | None] = mapped_column(LargeBinary, info=CASE_IDENTIFIER)
    found: Mapped[dict[str, Any]] = mapped_column(info=SPECIAL_CATEGORY)
    confirmed_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    confirmed_post: Mapped[str | None] = mapped_column(String(80), info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)

    def must_be(self, version: int) -> None:
        """Raise PageChanged where the version that was seen is not this one."""
        if self.version != version:
            raise PageChanged

    def wait(self) -> None:
        """It was written in: somebody must read it to its end again."""
        self.confirmed_at = self.confirmed_post = None
        self.version += 1

    def confirm(self, post: str) -> None:
        """Note that somebody read it to its end and found nothing that tells."""
        self.confirmed_at, self.confirmed_post = clock.now(), post
        self.version += 1


class SecretRow(Base):
    """The key from which a case's codes in packs come, locked with the case's own."""

    __tablename__ = "panel_packs_secret"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("deaths_case.id"), unique=True, info=OFFICIAL
    )
    key_id: Mapped[UUID] = mapped_column(info=OFFICIAL)
    secret: Mapped[bytes | None] = mapped_column(LargeBinary, info=CASE_IDENTIFIER)
