"""What a hat is: one role of one person, where it counts, from when to when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import SharedBase
from kit.errors import Conflict, NotAllowed


class SamePerson(NotAllowed):
    """A second person must do this: neither who asked nor who it is for."""

    code = "same-person"


class HatState(StrEnum):
    """Where a hat stands on a day; only a current one opens anything."""

    WAITING = "waiting for a second person"
    COMING = "not begun yet"
    CURRENT = "current"
    OVER = "over"
    ENDED = "ended"


@dataclass(frozen=True, kw_only=True)
class Places:
    """Where hats can count in a service: names for people by short name.

    Where none are listed, any short name will do.
    """

    agencies: Mapping[str, str] = field(default_factory=dict)
    bodies: Mapping[str, str] = field(default_factory=dict)

    def listed(self, need: str) -> Mapping[str, str]:
        """The agencies or the bodies, by what a role needs."""
        return self.agencies if need == "agency" else self.bodies

    def name(self, need: str, slug: str) -> str:
        """A place as people say it."""
        return self.listed(need).get(slug, slug.replace("-", " "))


ANYWHERE = Places()


class Hat(SharedBase):
    """One role of one person.

    ``agency`` and ``body`` are slugs that limit where it counts, None where it is
    the whole member's. It counts from ``from_on`` to ``until_on``, both days
    included. ``granted_by`` is None for what was granted on the host.
    """

    __tablename__ = "account_hat"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("account_user.id"), index=True, info=PERSONAL
    )
    role: Mapped[str] = mapped_column(String(40), info=PERSONAL)
    agency: Mapped[str | None] = mapped_column(String(60), info=PERSONAL)
    body: Mapped[str | None] = mapped_column(String(60), info=PERSONAL)
    from_on: Mapped[date] = mapped_column(info=PERSONAL)
    until_on: Mapped[date | None] = mapped_column(info=PERSONAL)
    granted_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("account_user.id"), info=PERSONAL
    )
    granted_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    needs_approval: Mapped[bool] = mapped_column(default=False, info=OFFICIAL)
    approved_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("account_user.id"), info=PERSONAL
    )
    approved_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    ended_by: Mapped[UUID | None] = mapped_column(
        ForeignKey("account_user.id"), info=PERSONAL
    )
    ended_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)

    def state(self, day: date) -> HatState:
        """Where the hat stands on ``day``."""
        if self.ended_at is not None:
            return HatState.ENDED
        if self.until_on is not None and day > self.until_on:
            return HatState.OVER
        if self.needs_approval and self.approved_at is None:
            return HatState.WAITING
        return HatState.COMING if day < self.from_on else HatState.CURRENT

    def must_wait_for(self, by: UUID) -> None:
        """Raise unless it waits for a second person and ``by`` is one.

        Raises SamePerson for its holder and for who granted it, Conflict when it
        does not wait for anybody.
        """
        if self.state(clock.today()) is not HatState.WAITING:
            raise Conflict("This role does not wait for a second person any more.")
        if by in (self.user_id, self.granted_by):
            raise SamePerson

    def approve(self, *, by: UUID) -> None:
        """Let it count, on the word of a second person; raises as above."""
        self.must_wait_for(by)
        self.approved_by, self.approved_at = by, clock.now()

    def end(self, *, by: UUID | None) -> None:
        """Take it off for good, at once; raises Conflict when it was off already."""
        if self.state(clock.today()) in (HatState.ENDED, HatState.OVER):
            raise Conflict("This role had ended already.")
        self.ended_by, self.ended_at = by, clock.now()
