"""Look at charges: all of them, or those of one agency."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.agencies import queries as agencies
from borough.charges.model import ChargeRow
from borough.events import queries as events
from kit import clock
from kit.access.service import Reach, Scope
from kit.errors import NotFound
from partnership.agencies import agency_name
from partnership.places.model import STATE_WORDS, State


@dataclass(frozen=True, kw_only=True, slots=True)
class ChargeSeen:
    """One charge with what it is for; it names an employer and never a person."""

    id: UUID
    event_id: UUID
    event: str
    begins: datetime | None
    home: str
    agency: str
    employer: str
    why: State
    pence: int
    made_at: datetime
    waived_at: datetime | None
    waived_by: str
    waived_because: str
    version: int

    @property
    def why_word(self) -> str:
        """What it is for, as people say it."""
        return STATE_WORDS[self.why]

    @property
    def pounds(self) -> str:
        """The amount, as people write it."""
        return f"{self.pence / 100:.2f}"


def charges(
    session: Session, *, seen: Reach, agency: str = "", waived: bool | None = None
) -> list[ChargeSeen]:
    """The charges within reach, the latest first."""
    query = select(ChargeRow).order_by(ChargeRow.made_at.desc(), ChargeRow.id)
    if agency:
        query = query.where(ChargeRow.agency == agency)
    if waived is not None:
        blank = ChargeRow.waived_at.is_(None)
        query = query.where(~blank if waived else blank)
    rows = [
        row
        for row in session.scalars(query)
        if seen.covers(Scope(record=str(row.id), agency=row.agency))
    ]
    return _seen(session, rows)


def charge(session: Session, charge_id: UUID) -> ChargeSeen:
    """One charge; raises NotFound."""
    row = session.get(ChargeRow, charge_id)
    if row is None:
        raise NotFound
    return _seen(session, [row])[0]


def _seen(session: Session, rows: Sequence[ChargeRow]) -> list[ChargeSeen]:
    if not rows:
        return []
    held = {
        each.id: each
        for each in events.events(session, ids={row.event_id for row in rows})
    }
    register = agencies.register(session, clock.today())
    names = {each.id: each.name for each in register}
    apart = {"event", "begins", "employer"}
    kept = [name for name in ChargeSeen.__dataclass_fields__ if name not in apart]
    return [
        ChargeSeen(
            event=held[row.event_id].name,
            begins=held[row.event_id].starts_at,
            employer=names.get(row.employer_id or row.id, agency_name(row.agency)),
            **{name: getattr(row, name) for name in kept},
        )
        for row in rows
    ]
