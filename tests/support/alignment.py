"""Positions as boroughs tell them, and standards published to stand on."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import update

from kit import clock
from kit.db import Database
from kit.exchange.event import Event
from leadership.alignment import service
from leadership.alignment.events import ADOPTION_RECORDED
from leadership.members.model import Member
from leadership.standards.model import StandardState, StandardVersion
from tests.support.released import AREAS, an_event
from tests.support.standards import shipped

NAME = "case-audit"
TODAY = clock.today()


def a_position(
    number: int = 1, *, source: str = "havering", told: str = "adopted", **changes: Any
) -> Event:
    """The message of one recorded position."""
    varied = told == "varied"
    data = {
        "area": AREAS.get(source, "E08000015"),
        "standard": NAME,
        "kind": "audit_tool",
        "standard_version": 1,
        "position": told,
        "number": number,
        "from_on": (TODAY - timedelta(days=10)).isoformat(),
        "why": "" if told == "adopted" else f"Why of {source}",
        "approved_by": None if told == "adopted" else "Learning group",
        "agreed_on": None if told == "adopted" else "2026-01-05",
        "review_on": (TODAY + timedelta(days=90)).isoformat() if varied else None,
        "variations": [
            {"item": "A01", "how": "reworded", "text": "Our words", "reason": "Shorter"}
        ]
        if varied
        else [],
        "local": [],
        "recorded_at": clock.iso(clock.now()),
        "prepared_by": "Performance analyst",
        "recorded_by": "Business manager",
    } | changes
    return an_event(ADOPTION_RECORDED, data, version=number, source=source)


def take(database: Database, *events: Event) -> None:
    """Take positions in, as the exchange would."""
    with database.transaction() as session:
        service.take_positions(session, events)


def publish(
    database: Database, name: str = NAME, *, version: int = 1, days: int = 10
) -> None:
    """A published version of a shipped standard, in effect since so many days."""
    found = shipped(name)
    with database.transaction() as session:
        session.add(
            StandardVersion(
                standard=name,
                version=version,
                kind=found["kind"],
                title=found["title"],
                summary=found["summary"],
                effective_from=TODAY - timedelta(days=days),
                state=StandardState.PUBLISHED,
                indicators=[],
                items=found["items"],
                drafted_at=clock.now(),
                published_at=clock.now() - timedelta(days=days),
                published_by="Leadership group member",
            )
        )


def joined(database: Database, on: date) -> None:
    """Let every member have joined on a day."""
    moment = clock.now() - (TODAY - on)
    with database.transaction() as session:
        session.execute(update(Member).values(since=moment))
