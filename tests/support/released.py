"""Events as boroughs release them, for tests of whoever takes them in."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from kit.exchange.event import Event
from leadership.performance.events import OBSERVATION_RELEASED, RETURN_RELEASED

AREAS = {
    "havering": "E09000016",
    "barking-and-dagenham": "E09000002",
    "redbridge": "E09000026",
}
RETURN = UUID("0190c000-0000-7000-8000-000000000001")


def an_event(
    type_: str, data: dict[str, Any], *, version: int = 1, source: str = "havering"
) -> Event:
    return Event(
        id=uuid4(),
        source=source,
        type=type_,
        subject=f"{data.get('indicator', '')}:{data.get('period', '')}",
        version=version,
        time=datetime(2026, 11, 21, tzinfo=UTC),
        data=data,
        correlation_id="c",
        causation_id=None,
        stream=f"{source}/leadership",
        epoch=1,
        sequence=1,
    )


def an_observation(
    version: int = 1, *, value: Any = 12.5, source: str = "havering", **changes: Any
) -> Event:
    data = {
        "return_id": str(RETURN),
        "indicator": "CP03",
        "period": "2025",
        "area": AREAS.get(source, AREAS["havering"]),
        "status": "exact",
        "numerator": 1.0,
        "denominator": 8.0,
        "value": value,
        "rule": "published/1",
        "standard_version": 1,
        "released_at": "2026-11-21T10:00:00Z",
        "released_by": "Business manager",
        "reason": None,
        "history": [],
    } | changes
    return an_event(OBSERVATION_RELEASED, data, version=version, source=source)


def a_return(version: int = 1, *, source: str = "havering", **changes: Any) -> Event:
    data = {
        "return_id": str(RETURN),
        "standard": "indicator-set",
        "standard_version": 1,
        "area": AREAS[source],
        "first_period": "2013",
        "last_period": "2025",
        "cells": 13,
        "suppressed": 0,
        "digest": "0" * 64,
        "released_at": "2026-11-21T10:00:00Z",
        "prepared_by": "Analyst",
        "released_by": "Business manager",
        "note": None,
    } | changes
    return an_event(RETURN_RELEASED, data, version=version, source=source)


def a_first_version(value: Any = 12.5, status: str = "exact") -> dict[str, Any]:
    """An entry of a figure's history."""
    return {
        "version": 1,
        "status": status,
        "numerator": 1.0,
        "denominator": 8.0,
        "value": value,
        "released_at": "2026-05-01T10:00:00Z",
        "reason": None,
    }
