"""Verbs of the comparison: take in what boroughs release, announce what is official."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from kit import bulk, clock
from kit.exchange.event import Event
from kit.exchange.outbox import announce
from leadership.members import queries as members
from leadership.performance import events as messages
from leadership.performance.model import (
    Announced,
    ReceivedReturn,
    ReleasedObservation,
    SpeaksForAnother,
)
from partnership.figures import queries as figures
from partnership.figures.model import Origin


def take_observations(session: Session, events: Sequence[Event]) -> None:
    """Fold released figures into the read model; the highest version wins.

    Raises SpeaksForAnother when a borough sends a figure of another's area.
    """
    _check_areas(session, events)
    applied_at = clock.now()
    bulk.upsert(
        session,
        ReleasedObservation,
        [_observation(event, applied_at) for event in events],
        key=["source", "indicator", "period"],
        newer="version",
    )


def take_returns(session: Session, events: Sequence[Event]) -> None:
    """Keep what boroughs say of their returns; raises SpeaksForAnother."""
    _check_areas(session, events)
    applied_at = clock.now()
    bulk.upsert(
        session,
        ReceivedReturn,
        [_return(event, applied_at) for event in events],
        key=["source", "return_id"],
        newer="version",
    )


def _check_areas(session: Session, events: Sequence[Event]) -> None:
    areas = members.area_codes(session)
    for event in events:
        if event.data["area"] != areas.get(event.source):
            raise SpeaksForAnother


def _observation(event: Event, applied_at: datetime) -> dict[str, Any]:
    data = event.data
    return {
        "source": event.source,
        "indicator": data["indicator"],
        "period": data["period"],
        "area": data["area"],
        "version": event.version,
        "status": data["status"],
        "numerator": data["numerator"],
        "denominator": data["denominator"],
        "value": data["value"],
        "rule": data["rule"],
        "reason": data["reason"],
        "history": data["history"],
        "return_id": UUID(data["return_id"]),
        "standard_version": data["standard_version"],
        "released_at": clock.parse_iso(data["released_at"]),
        "released_by": data["released_by"],
        "applied_at": applied_at,
    }


def _return(event: Event, applied_at: datetime) -> dict[str, Any]:
    data = event.data
    same = (
        "area", "standard", "standard_version", "first_period", "last_period",
        "cells", "suppressed", "digest", "note", "prepared_by", "released_by",
    )  # fmt: skip
    return {name: data[name] for name in same} | {
        "source": event.source,
        "return_id": UUID(data["return_id"]),
        "version": event.version,
        "released_at": clock.parse_iso(data["released_at"]),
        "applied_at": applied_at,
    }


@dataclass(frozen=True, kw_only=True, slots=True)
class Announcement:
    """What goes, or went, out: how much of it is new or changed."""

    areas: int
    indicators: int
    periods: int
    subjects: tuple[str, ...]

    @property
    def anything(self) -> bool:
        """Whether there is something to send."""
        return bool(self.areas or self.subjects)


class _Message(NamedTuple):
    subject: str
    type: str
    version: int
    digest: str
    data: Mapping[str, Any]


def pending_announcement(session: Session) -> Announcement:
    """What announcing now would send; changes nothing."""
    return _summary(_unannounced(session))


def announce_comparators(session: Session) -> Announcement:
    """Send every borough the official figures that changed since they last went out.

    Areas with their statistical neighbours are one message; each indicator in each
    period is one more. A second call with nothing new sends nothing.
    """
    waiting = _unannounced(session)
    moment = clock.now()
    for message in waiting:
        session.merge(
            Announced(
                subject=message.subject,
                version=message.version,
                digest=message.digest,
                announced_at=moment,
            )
        )
        announce(
            session,
            audience="all",
            type=message.type,
            subject=message.subject,
            version=message.version,
            data=message.data,
        )
    return _summary(waiting)


def _summary(waiting: Sequence[_Message]) -> Announcement:
    subjects = tuple(
        message.subject
        for message in waiting
        if message.type == messages.COMPARATORS_PUBLISHED
    )
    areas = [m for m in waiting if m.type == messages.AREAS_PUBLISHED]
    return Announcement(
        areas=sum(len(message.data["areas"]) for message in areas),
        indicators=len({subject.split(":")[0] for subject in subjects}),
        periods=len(subjects),
        subjects=subjects,
    )


def _unannounced(session: Session) -> list[_Message]:
    """The messages whose content differs from what went out last."""
    known = {row.subject: row for row in session.scalars(select(Announced))}
    found = []
    for subject, type_, data in chain(_areas(session), _comparators(session)):
        # The moment of publishing is not content: the same figures go out once.
        content = {name: data[name] for name in data if name != "published_at"}
        digest = sha256(orjson.dumps(content)).hexdigest()
        last = known.get(subject)
        if last is None or last.digest != digest:
            version = last.version + 1 if last else 1
            found.append(_Message(subject, type_, version, digest, data))
    return found


def _areas(session: Session) -> Iterator[tuple[str, str, dict[str, Any]]]:
    areas = figures.areas(session)
    if areas:
        data = messages.areas_published(sorted(areas, key=lambda area: area.code))
        yield "areas", messages.AREAS_PUBLISHED, data


def _comparators(session: Session) -> Iterator[tuple[str, str, dict[str, Any]]]:
    sources = {one.id: one.source for one in figures.indicators(session)}
    published_at = clock.now()
    groups: dict[tuple[str, str], list[figures.ObservationView]] = defaultdict(list)
    for row in figures.observations(
        session, indicators=sources, origins=(Origin.PUBLISHED,)
    ):
        groups[row.indicator, row.period].append(row)
    for (indicator, period), rows in sorted(groups.items()):
        yield (
            f"{indicator}:{period}",
            messages.COMPARATORS_PUBLISHED,
            messages.comparators_published(
                indicator=indicator,
                period=period,
                source=sources[indicator],
                published_at=published_at,
                rows=rows,
            ),
        )
