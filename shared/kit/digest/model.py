"""Who was written to in which week, and when a week's letters are due."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from kit import clock
from kit.accounts.actor import Actor
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import SharedBase

# Monday at seven in London, before anybody's week begins.
DUE_AT = time(7)
# Who was away on Monday still writes until Thursday; later the next Monday is near.
CATCH_UP = timedelta(days=3)


class Digest(SharedBase):
    """One person's letter of one week; written, or not because nothing was there.

    ``week`` is an ISO 8601 week such as ``2026-W47``. One row for each person and
    week: whoever comes second finds that it was done.
    """

    __tablename__ = "digest"

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("account_user.id"), primary_key=True, info=PERSONAL
    )
    week: Mapped[str] = mapped_column(String(8), primary_key=True, info=OFFICIAL)
    at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    written: Mapped[bool] = mapped_column(info=OFFICIAL)


@dataclass(frozen=True, kw_only=True, slots=True)
class Reader:
    """A person who gets the weekly letter, once for each hat worn today."""

    user_id: UUID
    email: str
    hats: Sequence[Actor]


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """How much there is for one person.

    ``waits`` counts by source what is theirs or late; ``late`` how much of it is late.
    """

    waits: Mapping[str, int]
    late: int
    changed: int
    unread: int

    @property
    def waiting(self) -> int:
        """How many things wait for them."""
        return sum(self.waits.values())

    @property
    def anything(self) -> bool:
        """Whether a letter has anything to say."""
        return bool(self.waiting or self.changed or self.unread)


def week_of(moment: datetime) -> str:
    """The ISO week that ``moment`` falls into, in London."""
    year, week, _day = moment.astimezone(clock.LONDON).isocalendar()
    return f"{year}-W{week:02d}"


def due_in(moment: datetime) -> datetime:
    """When the letters of the week around ``moment`` are due."""
    day = clock.london_day(moment)
    monday = day - timedelta(days=day.weekday())
    return datetime.combine(monday, DUE_AT, tzinfo=clock.LONDON)


def is_time(moment: datetime) -> bool:
    """Whether this week's letters are to be written at ``moment``."""
    due = due_in(moment)
    return due <= moment < due + CATCH_UP
