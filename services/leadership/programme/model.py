"""Rows of the alignment programme: strands with two days, milestones with one.

Begun once, with the rows that were agreed: three strands of nine months, the shadow
year with its review, and the day the scrutineer's report is due. Every row can be
changed afterwards, and others added; none is deleted, only withdrawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice
from kit.errors import Conflict, Invalid, NotFound
from leadership.db import Base
from partnership.clocks.model import months_after

RESOURCE = "standards"
ALIGNMENT_MONTHS, SHADOW_MONTHS = 9, 12


class Lane(StrEnum):
    """What a row belongs to."""

    AUDIT = "audit_and_learning_reviews"
    DATA = "performance_data"
    TRAINING = "training"
    SHADOW_YEAR = "shadow_year"


LANES = {
    Lane.AUDIT: "Audit and learning reviews",
    Lane.DATA: "Performance data",
    Lane.TRAINING: "Training",
    Lane.SHADOW_YEAR: "Shadow year",
}

STRANDS = (Lane.AUDIT, Lane.DATA, Lane.TRAINING)


class State(StrEnum):
    """How far a row is."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    WITHDRAWN = "withdrawn"


STATES = {
    State.PLANNED: "Planned",
    State.UNDER_WAY: "Under way",
    State.DONE: "Done",
    State.WITHDRAWN: "Withdrawn",
}
OVER = (State.DONE, State.WITHDRAWN)


class UnknownRow(NotFound):
    """There is no such row of the programme."""


class AlreadyBegun(Conflict):
    """The programme is begun already. Change its rows, or add others."""


class RowChanged(Conflict):
    """Somebody else changed this row since you opened the form."""

    code = "programme-changed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What a row says; ``from_on`` is None for a milestone."""

    lane: Lane
    title: str
    until_on: date
    from_on: date | None = None
    state: State = State.PLANNED
    owner_post: str = ""
    note: str = ""

    def check(self) -> None:
        """Raise Invalid where it ends before it begins."""
        if self.from_on is not None and self.from_on > self.until_on:
            fault = "Give a last day that is not before the first"
            raise Invalid(fault, fields={"until_on": fault})


class ProgrammeRow(Base):
    """One strand or milestone; ``agreed_as`` names those the programme began with."""

    __tablename__ = "programme_row"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    agreed_as: Mapped[str | None] = mapped_column(
        String(40), unique=True, info=OFFICIAL
    )
    lane: Mapped[Lane] = mapped_column(Choice(Lane), info=OFFICIAL)
    title: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    from_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    until_on: Mapped[date] = mapped_column(info=OFFICIAL)
    state: Mapped[State] = mapped_column(Choice(State), info=OFFICIAL)
    owner_post: Mapped[str] = mapped_column(String(120), info=PERSONAL)
    note: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)

    def say(self, said: Said) -> None:
        """Take all its words anew; raises Invalid."""
        said.check()
        for name in Said.__dataclass_fields__:
            setattr(self, name, getattr(said, name))

    def must_be_seen(self, version: int) -> None:
        """Raise RowChanged for another version than the present one."""
        if version != self.version:
            raise RowChanged


def agreed(
    *, starts_on: date, shadow_on: date, report_on: date
) -> Sequence[tuple[str, Said]]:
    """The rows a programme begins with, each with its name."""
    shadow_ends_on = months_after(shadow_on, SHADOW_MONTHS)
    return [
        *((lane.value, _strand(lane, starts_on)) for lane in STRANDS),
        (
            "shadow_year",
            Said(
                lane=Lane.SHADOW_YEAR,
                title="Shadow year: the test period",
                from_on=shadow_on,
                until_on=shadow_ends_on,
            ),
        ),
        ("shadow_year_review", _milestone("Shadow year reviewed", shadow_ends_on)),
        ("scrutineer_report", _milestone("Scrutineer's report due", report_on)),
    ]


def _strand(lane: Lane, starts_on: date) -> Said:
    return Said(
        lane=lane,
        title="Nine months of alignment",
        from_on=starts_on,
        until_on=months_after(starts_on, ALIGNMENT_MONTHS),
    )


def _milestone(title: str, on: date) -> Said:
    return Said(lane=Lane.SHADOW_YEAR, title=title, until_on=on)
