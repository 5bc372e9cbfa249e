"""One notice to one person, and how that person wants to be told."""

import re
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice, SharedBase

TEXT_LENGTH = 200
ADDRESS_LENGTH = 300
# Notices of these kinds go by letter at once, whatever was chosen: who is being
# impersonated must hear of it elsewhere, and an opening in an emergency must be seen
# by a second person.
SECURITY = "security"
EMERGENCY = "emergency"
AT_ONCE = frozenset({SECURITY, EMERGENCY})

_KIND = re.compile(r"[a-z][a-z-]{1,39}\Z")


class Delivery(StrEnum):
    """How a person hears of new notices when not on the pages."""

    AT_ONCE = "at-once"
    WEEKLY = "weekly"
    ON_PAGES = "on-pages"


class Notice(SharedBase):
    """One sentence for one person, and the page it is about.

    The sentence says that something waits and never what: it may travel by letter.
    """

    __tablename__ = "notice"
    __table_args__ = (Index(None, "user_id", "read_at", "at"),)

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    user_id: Mapped[UUID] = mapped_column(ForeignKey("account_user.id"), info=PERSONAL)
    kind: Mapped[str] = mapped_column(String(40), info=OFFICIAL)
    text: Mapped[str] = mapped_column(String(TEXT_LENGTH), info=OFFICIAL)
    href: Mapped[str] = mapped_column(String(ADDRESS_LENGTH), info=OFFICIAL)
    at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    read_at: Mapped[datetime | None] = mapped_column(info=PERSONAL)


class Preference(SharedBase):
    """How one person wants to be told; who chose nothing gets the weekly letter."""

    __tablename__ = "notice_preference"

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("account_user.id"), primary_key=True, info=PERSONAL
    )
    delivery: Mapped[Delivery] = mapped_column(Choice(Delivery), info=PERSONAL)


def check(*, kind: str, text: str, href: str) -> None:
    """Raise ValueError for a notice that no page and no letter could show."""
    if not _KIND.match(kind):
        raise ValueError(f"The kind of a notice is a word such as return, not {kind!r}")
    if not text or not text.isprintable() or len(text) > TEXT_LENGTH:
        raise ValueError("A notice is one line of at most 200 characters")
    local = href.startswith("/") and not href.startswith("//")
    if not local or not href.isprintable() or len(href) > ADDRESS_LENGTH:
        raise ValueError("A notice leads to a page of this site")
