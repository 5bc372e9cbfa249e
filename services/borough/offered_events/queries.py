"""Look at events that other boroughs offer."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.courses.model import Level
from borough.events.model import borough_name
from borough.offered_events.model import OfferedRow
from kit import clock
from kit.errors import NotFound


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferedSitting:
    """One session of an offered event."""

    id: str
    starts_at: datetime
    minutes: int
    room: str
    online: bool

    @property
    def ends_at(self) -> datetime:
        """When it is meant to end."""
        return self.starts_at + timedelta(minutes=self.minutes)


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferedEvent:
    """An event of another borough; ``quotas`` are places by borough until released.

    ``sealing_key`` is the public JWK that names of people are sealed to.
    """

    host: str
    id: UUID
    version: int
    withdrawn: bool
    standing: str
    code: str
    title: str
    level: Level
    requires: Level | None
    refresh_months: int | None
    trainer_post: str
    sessions: Sequence[OfferedSitting]
    capacity: int
    quotas: Mapping[str, int]
    release_on: date | None
    book_by: datetime
    cancel_by: datetime
    charge_pence: int
    exempt: Collection[str]
    hold_days: int
    keep_months: int
    sealing_key: Mapping[str, Any]
    applied_at: datetime

    @property
    def name(self) -> str:
        """What it is called: its course."""
        return f"{self.code} {self.title}"

    @property
    def host_name(self) -> str:
        """The borough that teaches it."""
        return borough_name(self.host)

    @property
    def starts_at(self) -> datetime:
        """When its first session begins."""
        return self.sessions[0].starts_at

    @property
    def ends_at(self) -> datetime:
        """When its last session ends."""
        return self.sessions[-1].ends_at

    @property
    def is_bookable(self) -> bool:
        """Whether its host takes requests, and the time for them is not over."""
        is_open = self.standing == "open" and not self.withdrawn
        return is_open and clock.now() <= self.book_by


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Which events: of a host or level, coming or past."""

    host: str = ""
    level: Level | None = None
    past: bool = False


def event(session: Session, host: str, event_id: UUID) -> OfferedEvent:
    """One event of a host as it was offered last; raises NotFound."""
    row = session.get(OfferedRow, (host, event_id))
    if row is None:
        raise NotFound
    return _seen(row)


def events(session: Session, wanted: Wanted | None = None) -> list[OfferedEvent]:
    """Events of other boroughs by their beginning; those that were, last first."""
    wanted = wanted or Wanted()
    over = OfferedRow.ends_at < clock.now()
    query = select(OfferedRow).where(over if wanted.past else ~over)
    if wanted.host:
        query = query.where(OfferedRow.host == wanted.host)
    order = OfferedRow.starts_at.desc() if wanted.past else OfferedRow.starts_at
    found = [_seen(row) for row in session.scalars(query.order_by(order))]
    return [e for e in found if wanted.level in (None, e.level)]


def these(
    session: Session, keys: Collection[tuple[str, UUID]]
) -> Mapping[tuple[str, UUID], OfferedEvent]:
    """The events of these hosts and ids, those that are known."""
    ids = {event_id for _, event_id in keys}
    rows = session.scalars(select(OfferedRow).where(OfferedRow.event_id.in_(ids)))
    found = {(row.host, row.event_id): _seen(row) for row in rows}
    return {key: found[key] for key in keys if key in found}


def _seen(row: OfferedRow) -> OfferedEvent:
    data, course, rules = row.data, row.data["course"], row.data["rules"]
    return OfferedEvent(
        host=row.host, id=row.event_id, version=row.version,
        withdrawn=data["withdrawn"], standing=data["standing"],
        code=course["code"], title=course["title"], level=Level(course["level"]),
        requires=Level(course["requires"]) if course["requires"] else None,
        refresh_months=course["refresh_months"], trainer_post=data["trainer_post"],
        sessions=[_sitting(each) for each in data["sessions"]],
        capacity=data["capacity"],
        quotas={each["borough"]: each["places"] for each in data["quotas"]},
        release_on=_day(data["release_on"]), book_by=clock.parse_iso(data["book_by"]),
        cancel_by=clock.parse_iso(data["cancel_by"]),
        charge_pence=rules["charge_pence"], exempt=rules["exempt"],
        hold_days=rules["hold_days"], keep_months=rules["keep_months"],
        sealing_key=data["sealing_key"], applied_at=row.applied_at,
    )  # fmt: skip


def _sitting(data: Mapping[str, Any]) -> OfferedSitting:
    return OfferedSitting(
        id=data["session_id"],
        starts_at=clock.parse_iso(data["starts_at"]),
        minutes=data["minutes"],
        room=data["room"],
        online=data["online"],
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
