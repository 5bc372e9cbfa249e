"""Positions as boroughs take and tell them, and standards to stand on."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from borough.adoptions import queries as adoptions
from borough.adoptions import service as adopting
from borough.adoptions.model import Words
from kit import clock
from kit.db import Database
from kit.exchange.event import Event
from leadership.alignment import service
from leadership.alignment.events import ADOPTION_RECORDED
from leadership.members.model import Member
from leadership.standards.model import StandardState, StandardVersion
from partnership.bodies import queries as bodies
from partnership.bodies.model import BodyKind
from partnership.bodies.service import Stand
from partnership.bodies.service import found as found_body
from partnership.standards.model import Position
from tests.support.boroughs import ANALYST, MANAGER
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


def record(
    database: Database,
    position: Position = Position.ADOPTED,
    *,
    name: str = NAME,
    version: int = 1,
    area: str = AREAS["havering"],
    **more: Any,
) -> None:
    """Take a position in a borough, by its own verbs and with a second person."""
    with database.transaction() as session:
        if not bodies.names(session, TODAY):
            found_body(
                session, slug="group", kind=BodyKind.PARTNERSHIP, by="Manager",
                from_on=TODAY - timedelta(days=400),
                stand=Stand(name="The group", purpose="Decides"),
            )  # fmt: skip
        made = adopting.start(session, standard=name, version=version, by=ANALYST)
        given: dict[str, Any] = {}
        if position is not Position.ADOPTED:
            given = {"why": "Our way", "body": "group", "agreed_on": TODAY}
        if position is Position.VARIED:
            given["review_on"] = TODAY + timedelta(days=90)
            adopting.vary(
                session, adoption_id=made, seen=_seen(session, made), item_id="A01",
                words=Words(
                    text="Our words", reason="Shorter", details={"scale": "four_words"}
                ),
                by=ANALYST,
            )  # fmt: skip
        stand = adopting.Stand(position=position, **{**given, **more})
        adopting.say(
            session, adoption_id=made, seen=_seen(session, made), stand=stand,
            by=ANALYST,
        )  # fmt: skip
        adopting.submit(
            session, adoption_id=made, seen=_seen(session, made), by=ANALYST
        )
        preview = adoptions.record(session, made).preview or ""
        adopting.approve(session, adoption_id=made, seen=preview, area=area, by=MANAGER)


def _seen(session: Session, made: UUID) -> int:
    return adoptions.record(session, made).version
