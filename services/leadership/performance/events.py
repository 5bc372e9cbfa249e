"""The messages that carry official figures to the boroughs, as comparators."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from kit import clock
from partnership.figures.queries import AreaView, ObservationView

AREAS_PUBLISHED = "uk.accord.performance.areas.published.v1"
COMPARATORS_PUBLISHED = "uk.accord.performance.comparators.published.v1"
OBSERVATION_RELEASED = "uk.accord.performance.observation.released.v1"
RETURN_RELEASED = "uk.accord.performance.return.released.v1"

OFFICIAL = "Official statistics of the Department for Education and the ONS"


def areas_published(areas: Iterable[AreaView]) -> dict[str, Any]:
    """Every area with its level, region and statistical neighbours."""
    return {
        "source": OFFICIAL,
        "areas": [
            {
                "code": area.code,
                "old_code": area.old_code,
                "name": area.name,
                "level": area.level.value,
                "region": area.region,
                "neighbours": list(area.neighbours),
            }
            for area in areas
        ],
    }


def comparators_published(
    *,
    indicator: str,
    period: str,
    source: str,
    published_at: datetime,
    rows: Iterable[ObservationView],
) -> dict[str, Any]:
    """One indicator in one period, for every area that has a figure or a code."""
    return {
        "indicator": indicator,
        "period": period,
        "source": source,
        "published_at": clock.iso(published_at),
        "values": [
            {
                "area": row.area,
                "numerator": row.numerator,
                "denominator": row.denominator,
                "value": row.value,
                "code": row.code and row.code.value,
            }
            for row in rows
        ],
    }
