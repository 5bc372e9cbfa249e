"""The message of an event that other boroughs may ask for places at."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from borough.events.queries import EventSeen, SessionSeen
from borough.offers.model import Words
from kit import clock

EVENT_OFFERED = "uk.accord.training.event.offered.v1"


def subject_of(event_id: UUID) -> str:
    """The record an event is to other boroughs."""
    return f"training-event:{event_id}"


def words_of(event: EventSeen) -> dict[str, Any]:
    """What of an event was typed and would leave with it."""
    return {
        "title": event.course.title,
        "trainer_post": event.trainer_post,
        "rooms": {str(each.id): each.room for each in event.sessions},
    }


def event_offered(
    event: EventSeen, words: Words, *, key: Mapping[str, Any], withdrawn: bool
) -> dict[str, Any]:
    """All that others see of it; words that nobody approved are left empty.

    ``key`` is the public half of its key, as a JWK. Raises ValueError for an event
    without a session.
    """
    first = event.starts_at
    if first is None or event.books_until is None:
        raise ValueError("An event without a session is not offered")
    return {
        "event_id": str(event.id),
        "withdrawn": withdrawn,
        "standing": event.standing.value,
        "course": _course(event, words),
        "trainer_agency": event.trainer_agency,
        "trainer_post": words["trainer_post"],
        "sessions": [
            _session(each, words["rooms"].get(str(each.id), ""))
            for each in event.sessions
        ],
        "capacity": event.capacity,
        "quotas": [
            {"borough": slug, "places": number}
            for slug, number in sorted(event.quotas.items())
        ],
        "release_on": event.release_on and event.release_on.isoformat(),
        "book_by": clock.iso(event.books_until),
        "cancel_by": clock.iso(event.house.cancel_by(first)),
        "rules": _rules(event),
        "sealing_key": dict(key),
    }


def _session(sitting: SessionSeen, room: str) -> dict[str, Any]:
    return {
        "session_id": str(sitting.id),
        "starts_at": clock.iso(sitting.starts_at),
        "minutes": sitting.minutes,
        "room": room,
        "online": bool(sitting.link),
    }


def _course(event: EventSeen, words: Words) -> dict[str, Any]:
    course = event.course
    return {
        "code": course.code,
        "title": words["title"],
        "level": course.level.value,
        "requires": course.requires and course.requires.value,
        "mode": course.mode.value,
        "refresh_months": course.refresh_months,
    }


def _rules(event: EventSeen) -> dict[str, Any]:
    house = event.house
    return {
        "charge_pence": event.charge,
        "exempt": sorted(house.exempt),
        "hold_days": house.hold_days,
        "late_minutes": house.late_minutes,
        "late_is": house.late_is.value,
        "keep_months": house.keep_months,
    }
