"""Look at requests for places in other boroughs, and at what was attended there."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from borough.bookings.model import Done, fresh_until
from borough.events.model import borough_name
from borough.offered_events import queries as offered
from borough.offered_events.queries import OfferedEvent
from borough.places_elsewhere.model import AskRow, SeatRow, Standing, Wish, scopes_of
from kit import clock
from kit.access.service import Reach, Scope
from kit.errors import NotFound
from partnership.agencies import agency_name
from partnership.places.model import STATE_WORDS, State


@dataclass(frozen=True, kw_only=True, slots=True)
class SeatSeen:
    """One place; names and addresses are None once deleted."""

    seat: int
    name: str | None
    email: str | None
    person_id: UUID | None
    done_before: bool
    next_name: str | None
    next_email: str | None
    wish: Wish
    shown: State
    lives: bool
    position: int | None
    until: datetime | None
    reason: str
    charge_pence: int

    @property
    def who(self) -> str:
        """The name, or that it was deleted."""
        return self.name or "Name deleted"

    @property
    def words(self) -> str:
        """Where it stands, as people say it."""
        return STATE_WORDS[self.shown]


@dataclass(frozen=True, kw_only=True, slots=True)
class AskSeen:
    """One request with its places; ``event`` is None where the host unsaid it."""

    id: UUID
    host: str
    event_id: UUID
    agency: str
    partly: bool
    standing: Standing
    version: int
    asked_by: UUID | None
    asked_at: datetime
    approved_post: str
    approved_at: datetime | None
    number: int
    answers: int
    answered_at: datetime | None
    names_deleted_at: datetime | None
    waits_for_approval: bool
    seats: Sequence[SeatSeen]
    event: OfferedEvent | None

    @property
    def host_name(self) -> str:
        """The borough that was asked."""
        return borough_name(self.host)

    @property
    def agency_name(self) -> str:
        """Whose people they are."""
        return agency_name(self.agency)

    @property
    def name(self) -> str:
        """The event, as it was offered."""
        return self.event.name if self.event else "An event that is not offered"

    @property
    def waits_for_host(self) -> bool:
        """Whether the host has not answered what it was sent last."""
        return self.standing is Standing.SENT and self.answers < self.number

    @property
    def scopes(self) -> Sequence[Scope]:
        """Whose it is."""
        people = [each.person_id for each in self.seats]
        return scopes_of(self.id, self.agency, people)

    @property
    def is_for(self) -> Collection[UUID]:
        """The people with an account it is for."""
        return {each.person_id for each in self.seats if each.person_id}


def ask(session: Session, ask_id: UUID) -> AskSeen:
    """One request; raises NotFound. Whether somebody may see it, the caller asks."""
    row = session.get(AskRow, ask_id)
    if row is None:
        raise NotFound
    return _seen(session, [row])[0]


def asks(
    session: Session, *, seen: Reach, host: str = "", waiting: bool = False
) -> list[AskSeen]:
    """The requests within reach, the latest first."""
    query = select(AskRow).options(selectinload(AskRow.seats))
    if host:
        query = query.where(AskRow.host == host)
    rows = session.scalars(query.order_by(AskRow.asked_at.desc())).all()
    found = [
        row
        for row in rows
        if any(seen.covers(each) for each in row.scopes)
        and (row.waits_for_approval or not waiting)
    ]
    return _seen(session, found)


def mine(session: Session, user_id: UUID) -> list[AskSeen]:
    """What was asked for a person, the latest first."""
    query = (
        select(AskRow)
        .where(AskRow.seats.any(SeatRow.person_id == user_id))
        .order_by(AskRow.asked_at.desc())
    )
    return _seen(session, session.scalars(query).all())


def done(session: Session, email: str, user_id: UUID | None = None) -> list[Done]:
    """What somebody attended in other boroughs, as those told us."""
    who = or_(SeatRow.email == email, SeatRow.person_id == user_id)
    query = select(AskRow.host, AskRow.event_id).join(AskRow.seats)
    came = query.where(who, SeatRow.outcome == State.ATTENDED)
    keys = {(host, event_id) for host, event_id in session.execute(came)}
    if not keys:
        return []
    return [_done(each) for each in offered.these(session, keys).values()]


def with_names(session: Session) -> Mapping[UUID, OfferedEvent]:
    """The requests whose names are still kept, each with the event it is for."""
    query = select(AskRow.id, AskRow.host, AskRow.event_id)
    rows = session.execute(query.where(AskRow.names_deleted_at.is_(None))).all()
    known = offered.these(session, {(row.host, row.event_id) for row in rows})
    keys = {row.id: (row.host, row.event_id) for row in rows}
    return {ask_id: known[key] for ask_id, key in keys.items() if key in known}


def everything(session: Session) -> list[AskSeen]:
    """Every request that was sent, for counts."""
    query = select(AskRow).where(AskRow.standing == Standing.SENT)
    return _seen(session, session.scalars(query).all())


def _done(event: OfferedEvent) -> Done:
    on = clock.london_day(event.ends_at)
    until = fresh_until(on, event.refresh_months)
    return Done(level=event.level, title=event.name, on=on, until=until)


def _seen(session: Session, rows: Sequence[AskRow]) -> list[AskSeen]:
    if not rows:
        return []
    known = offered.these(session, {(row.host, row.event_id) for row in rows})
    names = [n for n in AskSeen.__dataclass_fields__ if n not in ("seats", "event")]
    return [
        AskSeen(
            event=known.get((row.host, row.event_id)),
            seats=[
                SeatSeen(**{n: getattr(s, n) for n in SeatSeen.__dataclass_fields__})
                for s in row.seats
            ],
            **{name: getattr(row, name) for name in names},
        )
        for row in rows
    ]
