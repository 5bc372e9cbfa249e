"""Priorities, delivery plans of several years, their yearly programmes and milestones.

A priority or a programme holds from a day until a day. A milestone can be led by one
borough for several: ``lead`` names it and ``seen_by`` those it is shared with.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kit import clock
from kit.data_classes import OFFICIAL
from kit.db import SharedBase
from kit.errors import Conflict, Invalid

WORKPLAN = "workplan"
LEADERSHIP = "leadership"


class MilestoneChanged(Conflict):
    """Somebody changed this milestone while you were writing."""

    code = "milestone-changed"


class PriorityRow(SharedBase):
    """One priority; ``reference`` names the shared standard it comes from, if any."""

    __tablename__ = "workplan_priority"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    title: Mapped[str] = mapped_column(String(200), info=OFFICIAL)
    reference: Mapped[str | None] = mapped_column(String(80), info=OFFICIAL)
    body: Mapped[str | None] = mapped_column(String(60), info=OFFICIAL)
    from_on: Mapped[date] = mapped_column(info=OFFICIAL)
    until_on: Mapped[date | None] = mapped_column(info=OFFICIAL)

    @property
    def is_shared(self) -> bool:
        """Whether it is shared with the other boroughs."""
        return self.reference is not None


class DeliveryRow(SharedBase):
    """One delivery plan over years; ``note`` keeps how its source words it."""

    __tablename__ = "workplan_delivery"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    title: Mapped[str] = mapped_column(String(200), info=OFFICIAL)
    note: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    body: Mapped[str | None] = mapped_column(String(60), info=OFFICIAL)
    from_on: Mapped[date] = mapped_column(info=OFFICIAL)
    until_on: Mapped[date] = mapped_column(info=OFFICIAL)


class ProgrammeRow(SharedBase):
    """The work of one year, inside a delivery plan."""

    __tablename__ = "workplan_programme"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    delivery_id: Mapped[UUID] = mapped_column(
        ForeignKey("workplan_delivery.id"), index=True, info=OFFICIAL
    )
    title: Mapped[str] = mapped_column(String(200), info=OFFICIAL)
    body: Mapped[str | None] = mapped_column(String(60), info=OFFICIAL)
    from_on: Mapped[date] = mapped_column(info=OFFICIAL)
    until_on: Mapped[date] = mapped_column(info=OFFICIAL)


class MilestoneRow(SharedBase):
    """Something to be done by a day; ``version`` rises with each change."""

    __tablename__ = "workplan_milestone"
    __table_args__ = (Index(None, "programme_id", "due_on"),)

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    programme_id: Mapped[UUID] = mapped_column(
        ForeignKey("workplan_programme.id"), info=OFFICIAL
    )
    priority_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("workplan_priority.id"), info=OFFICIAL
    )
    title: Mapped[str] = mapped_column(String(300), info=OFFICIAL)
    owner_post: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    due_on: Mapped[date] = mapped_column(info=OFFICIAL)
    forecast_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    done_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    note: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    lead: Mapped[str | None] = mapped_column(String(60), info=OFFICIAL)
    seen_by: Mapped[str] = mapped_column(String(400), info=OFFICIAL)
    version: Mapped[int] = mapped_column(info=OFFICIAL)
    changed_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    changed_post: Mapped[str] = mapped_column(String(120), info=OFFICIAL)

    @property
    def others(self) -> Sequence[str]:
        """The boroughs it is shared with, beside the one that leads."""
        return self.seen_by.split()

    def is_seen_by(self, member: str) -> bool:
        """Whether a member is among those it is for; one's own is for oneself."""
        named = {self.lead, *self.others}
        return self.lead is None or member == LEADERSHIP or member in named

    def must_be(self, version: int) -> None:
        """Raise MilestoneChanged where the version that was seen is not this one."""
        if self.version != version:
            raise MilestoneChanged

    def tell(
        self,
        *,
        due_on: date,
        forecast_on: date | None,
        done_on: date | None,
        note: str,
        by: str,
        at: datetime,
    ) -> None:
        """Say how it stands; a due date that moves needs a note. Raises Invalid."""
        if done_on is not None and done_on > clock.london_day(at):
            fault = "It cannot be done on a day to come"
            raise Invalid(fault, fields={"done_on": fault})
        if due_on != self.due_on and (not note or note == self.note):
            fault = "Say why the due date moves"
            raise Invalid(fault, fields={"note": fault})
        self.due_on, self.forecast_on, self.done_on = due_on, forecast_on, done_on
        self.note = note
        self._changed(by, at)

    def may_be_shared_by(self, member: str) -> bool:
        """Whether a member says who sees it: one's own, and what one leads."""
        led = self.lead is not None and member == LEADERSHIP
        return led or self.lead == member or (not self.lead and member != LEADERSHIP)

    def share_with(
        self,
        seen_by: Collection[str],
        *,
        member: str,
        boroughs: Collection[str],
        by: str,
        at: datetime,
    ) -> None:
        """Say anew who sees it; one's own is led by oneself from now on.

        Raises Invalid naming ``seen_by``.
        """
        if not self.may_be_shared_by(member):
            fault = "Only the borough that leads it says who sees it"
            raise Invalid(fault, fields={"seen_by": fault})
        lead = self.lead or member
        self.lead, self.seen_by = lead, shared(lead, seen_by, boroughs)
        self._changed(by, at)

    def _changed(self, by: str, at: datetime) -> None:
        self.version += 1
        self.changed_at, self.changed_post = at, by


def in_order(from_on: date, until_on: date | None) -> None:
    """Raise Invalid where a last day is not after the first."""
    if until_on is not None and until_on <= from_on:
        fault = "The last day must be after the first"
        raise Invalid(fault, fields={"until_on": fault})


def inside(from_on: date, until_on: date, plan: DeliveryRow) -> None:
    """Raise Invalid where a programme is not inside its delivery plan."""
    if from_on < plan.from_on or until_on > plan.until_on:
        fault = "The programme must lie inside its delivery plan"
        field = "from_on" if from_on < plan.from_on else "until_on"
        raise Invalid(fault, fields={field: fault})


def shared(
    lead: str | None, seen_by: Collection[str], boroughs: Collection[str]
) -> str:
    """Those a milestone is shared with, as kept; raises Invalid.

    Only what one borough leads is seen by others, and those are other boroughs.
    """
    if lead is not None and lead not in boroughs:
        fault = "Choose one of the boroughs"
        raise Invalid(fault, fields={"lead": fault})
    others = set(seen_by) - {lead}
    if not others <= set(boroughs):
        fault = "Choose from the boroughs"
        raise Invalid(fault, fields={"seen_by": fault})
    if others and lead is None:
        fault = "Say which borough leads it"
        raise Invalid(fault, fields={"lead": fault})
    return " ".join(sorted(others))
