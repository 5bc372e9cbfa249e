"""The message that tells another borough who may be named to receive a case."""

from collections.abc import Sequence
from typing import Any

from kit import clock

COORDINATORS_TOLD = "uk.accord.deaths.coordinators.told.v1"


def coordinators_told(coordinators: Sequence[dict[str, str]]) -> dict[str, Any]:
    """All there are at present, each by id, post and pseudonym."""
    return {"coordinators": list(coordinators), "told_at": clock.iso(clock.now())}
