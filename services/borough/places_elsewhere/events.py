"""The message that asks another borough for places."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from borough.places_elsewhere.model import AskRow
from kit import clock, sealing

PLACE_REQUESTED = "uk.accord.training.place.requested.v1"


def subject_of(request_id: UUID) -> str:
    """The record a request is; answers are about it too."""
    return f"place-request:{request_id}"


def about(
    *, home: str, host: str, event_id: UUID, request_id: UUID, version: int
) -> dict[str, str]:
    """What the sealed part of a request is about: it opens for no other request."""
    return {
        "purpose": PLACE_REQUESTED,
        "home": home,
        "host": host,
        "event_id": str(event_id),
        "request_id": str(request_id),
        "version": str(version),
    }


def place_requested(
    row: AskRow, *, home: str, key: Mapping[str, Any]
) -> dict[str, Any]:
    """All that is wanted at present; names and addresses are sealed to ``key``, a JWK.

    Raises ValueError before somebody said yes, and CannotSeal.
    """
    if row.approved_at is None:
        raise ValueError("Only a request that was approved is sent")
    return {
        "request_id": str(row.id),
        "event_id": str(row.event_id),
        "agency": row.agency,
        "partly": row.partly,
        "seats": [{"seat": each.seat, "wish": each.wish.value} for each in row.seats],
        "people": sealing.seal(
            _people(row),
            to=key,
            context=about(
                home=home,
                host=row.host,
                event_id=row.event_id,
                request_id=row.id,
                version=row.number,
            ),
        ),
        "approved_by": row.approved_post,
        "approved_at": clock.iso(row.approved_at),
    }


def _people(row: AskRow) -> dict[str, Any]:
    return {
        "people": [
            {
                "seat": each.seat,
                "name": each.name or "",
                "email": each.email or "",
                "done_before": each.done_before,
            }
            for each in row.seats
        ]
    }
