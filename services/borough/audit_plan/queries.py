"""Look at the schedule, at what is due again, and at an audit with its repeats."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.audit_plan.model import (
    COLOURS,
    TOOLS,
    Kind,
    PlannedRow,
    Source,
    State,
    quarter_ends,
    year_words,
)
from kit import clock
from kit.access.policy import Action
from kit.access.service import Reach, Scope
from kit.accounts.actor import Actor
from kit.errors import NotFound
from kit.front.model import Item
from kit.front.model import Kind as FrontKind
from partnership.access import may

AGAIN_SOON = timedelta(days=60)


@dataclass(frozen=True, kw_only=True, slots=True)
class PlannedSeen:
    """One audit of the schedule; see :class:`model.PlannedRow`."""

    id: UUID
    theme: str
    kind: Kind
    year: int
    quarter: int
    body: str | None
    source: Source
    because: str
    recommendation_id: UUID | None
    again_of: UUID | None
    state: State
    reported_on: date | None
    again_on: date | None
    dropped_because: str
    version: int
    scope: Scope

    @property
    def when(self) -> str:
        """The quarter it is planned for, as people say it."""
        return f"{year_words(self.year)} Q{self.quarter}"

    @property
    def colour(self) -> str:
        """The colour of its state's tag."""
        return COLOURS[self.state]

    @property
    def is_late(self) -> bool:
        """Whether its quarter ended and it was neither reported nor dropped."""
        done = self.state in (State.REPORTED, State.DROPPED)
        return not done and clock.today() >= quarter_ends(self.year, self.quarter)


def schedule(session: Session, *, seen: Reach) -> list[PlannedSeen]:
    """Every audit within reach, the latest quarter first; one query."""
    rows = session.scalars(
        select(PlannedRow).order_by(
            PlannedRow.year.desc(), PlannedRow.quarter.desc(), PlannedRow.id.desc()
        )
    )
    return [_seen(row) for row in rows if seen.covers(row.scope)]


def audit(session: Session, audit_id: UUID) -> PlannedSeen:
    """One audit; raises NotFound. Whether it may be seen, the caller asks."""
    row = session.get(PlannedRow, audit_id)
    if row is None:
        raise NotFound
    return _seen(row)


def again_due(found: Sequence[PlannedSeen]) -> list[PlannedSeen]:
    """Those of a schedule to be done again with no repeat planned, the earliest first.

    A repeat that was dropped does not count.
    """
    repeated = {each.again_of for each in found if each.state is not State.DROPPED}
    waiting = [e for e in found if e.again_on is not None and e.id not in repeated]
    return sorted(waiting, key=lambda each: (each.again_on or date.max, each.id))


def line_of(session: Session, audit_id: UUID) -> list[PlannedSeen]:
    """An audit with what it repeats and what repeats it, the first one first.

    Raises NotFound.
    """
    rows = {row.id: row for row in session.scalars(select(PlannedRow))}
    if audit_id not in rows:
        raise NotFound
    first = rows[audit_id]
    while first.again_of is not None:
        first = rows[first.again_of]
    family, waiting = [first], [first.id]
    while waiting:
        parent = waiting.pop(0)
        later = [row for row in rows.values() if row.again_of == parent]
        family += later
        waiting += [row.id for row in later]
    family.sort(key=lambda row: (row.year, row.quarter, row.id))
    return [_seen(row) for row in family]


def on_front_page(session: Session, actor: Actor) -> list[Item]:
    """Audits to do again, for those who plan."""
    if not may(actor.role, TOOLS, Action.UPDATE):
        return []
    rows = [_seen(row) for row in session.scalars(select(PlannedRow))]
    day = clock.today()
    return [
        Item(
            kind=FrontKind.LATE if each.again_on < day else FrontKind.MINE,
            tag="Audit again",
            text=f"Plan the audit of {each.theme} again",
            href=f"/audits/{each.id}",
            due=each.again_on,
        )
        for each in again_due(rows)
        if each.again_on is not None and each.again_on <= day + AGAIN_SOON
    ]


def _seen(row: PlannedRow) -> PlannedSeen:
    names = (
        "id", "theme", "kind", "year", "quarter", "body", "source", "because",
        "recommendation_id", "again_of", "state", "reported_on", "again_on",
        "dropped_because", "version", "scope",
    )  # fmt: skip
    return PlannedSeen(**{name: getattr(row, name) for name in names})
