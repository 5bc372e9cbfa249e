"""The programme as pages, drawings and the front page show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.front.model import Item, Kind
from leadership.programme.model import (
    LANES,
    OVER,
    RESOURCE,
    STATES,
    Lane,
    ProgrammeRow,
    State,
    UnknownRow,
)
from partnership.access import may
from partnership.charts import schedule

SOON = timedelta(days=30)
_COLOURS = {State.DONE: schedule.DONE, State.UNDER_WAY: schedule.BEGUN}


@dataclass(frozen=True, kw_only=True, slots=True)
class RowSeen:
    """One strand or milestone; ``from_on`` is None for a milestone."""

    id: UUID
    lane: Lane
    title: str
    from_on: date | None
    until_on: date
    state: State
    owner_post: str
    note: str
    version: int
    changed_at: datetime

    @property
    def lane_words(self) -> str:
        """What it belongs to, in words."""
        return LANES[self.lane]

    @property
    def state_words(self) -> str:
        """How far it is, in words."""
        return STATES[self.state]

    @property
    def is_late(self) -> bool:
        """Whether its last day passed and it is not over."""
        return self.state not in OVER and self.until_on < clock.today()

    @property
    def standing(self) -> str:
        """How far it is, and that it is late, in words."""
        return f"{self.state_words}, late" if self.is_late else self.state_words


def rows(session: Session) -> Sequence[RowSeen]:
    """Every row, by lane and day; what was withdrawn too."""
    lanes = list(Lane)
    found = [_seen(row) for row in session.scalars(select(ProgrammeRow))]
    return sorted(
        found,
        key=lambda e: (lanes.index(e.lane), e.from_on or e.until_on, e.until_on, e.id),
    )


def row(session: Session, row_id: UUID) -> RowSeen:
    """One row; raises UnknownRow."""
    found = session.get(ProgrammeRow, row_id)
    if found is None:
        raise UnknownRow
    return _seen(found)


def begun(session: Session) -> bool:
    """Whether the rows that were agreed are there."""
    there = select(ProgrammeRow.id).where(ProgrammeRow.agreed_as.is_not(None))
    return session.scalar(there.limit(1)) is not None


def drawn(listed: Sequence[RowSeen]) -> Markup | None:
    """The programme over months; None where there is nothing to draw."""
    shown = [each for each in listed if each.state is not State.WITHDRAWN]
    lanes = [
        schedule.Lane(words, [_stretch(each) for each in shown if each.lane is lane])
        for lane, words in LANES.items()
        if any(each.lane is lane for each in shown)
    ]
    if not lanes:
        return None
    return schedule.draw(
        lanes,
        today=clock.today(),
        title="Alignment programme and shadow year",
        description="Strands as bars and milestones as diamonds, over months. The "
        "table after it says the same.",
    )


def on_front_page(session: Session, actor: Actor) -> list[Item]:
    """Rows that end soon or are late, for those who tend the programme."""
    if not may(actor.role, RESOURCE, Action.UPDATE):
        return []
    until = clock.today() + SOON
    return [
        Item(
            kind=Kind.MINE,
            tag="Programme",
            text=f"{each.lane_words}: {each.title}",
            href="/alignment/programme/",
            due=each.until_on,
        )
        for each in rows(session)
        if each.state not in OVER and each.until_on <= until
    ]


def _stretch(seen: RowSeen) -> schedule.Stretch:
    colour = _COLOURS.get(seen.state, schedule.AHEAD)
    words = f"{seen.title} ({seen.standing.lower()})"
    return schedule.Stretch(words, seen.from_on, seen.until_on, colour)


def _seen(found: ProgrammeRow) -> RowSeen:
    return RowSeen(
        **{name: getattr(found, name) for name in RowSeen.__dataclass_fields__}
    )
