"""The messages that tell a borough where its people's places stand, and who came."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from borough.place_answers.model import RequestRow
from kit import clock

PLACE_ANSWERED = "uk.accord.training.place.answered.v1"
ATTENDANCE_TOLD = "uk.accord.training.attendance.told.v1"


def subject_of(request_id: UUID) -> str:
    """The record a request is; its answers are about it too."""
    return f"place-request:{request_id}"


def attendance_of(request_id: UUID) -> str:
    """The record the attendance of a request is."""
    return f"place-attendance:{request_id}"


def place_answered(row: RequestRow, said: Mapping[str, Any]) -> dict[str, Any]:
    """Where every place of a request stands; ``answers`` is its version taken."""
    return {
        "request_id": str(row.request_id),
        "event_id": str(row.event_id),
        **said,
        "answered_at": clock.iso(clock.now()),
    }


def attendance_told(row: RequestRow, said: Mapping[str, Any]) -> dict[str, Any]:
    """What became of every place that was used or not."""
    return {
        "request_id": str(row.request_id),
        "event_id": str(row.event_id),
        **said,
        "told_at": clock.iso(clock.now()),
    }
