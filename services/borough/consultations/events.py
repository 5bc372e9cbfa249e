"""The message of what this borough says of a draft."""

from typing import Any
from uuid import UUID

from borough.consultations.model import DraftReceived, DraftResponse
from kit import clock

LEADERSHIP = "leadership"
DRAFT_CIRCULATED = "uk.accord.standards.draft.circulated.v1"
COMMENT_MADE = "uk.accord.standards.comment.made.v1"


def subject_of(area: str, consultation_id: UUID) -> str:
    """The record the message is about: one per area and consultation."""
    return f"comment:{area}:{consultation_id}"


def leaving(response: DraftResponse) -> list[dict[str, Any]]:
    """The comments as they leave: what is looked at."""
    return [
        {"id": str(each.id), "item": each.item, "text": each.text}
        for each in response.comments
    ]


def comment_made(
    response: DraftResponse, draft: DraftReceived, *, area: str
) -> dict[str, Any]:
    """The whole response; raises ValueError for one that was not approved."""
    if response.made_at is None:
        raise ValueError("Only a response that was approved is announced")
    return {
        "consultation": str(draft.id),
        "area": area,
        "standard": draft.standard,
        "comments": response.content,
        "prepared_by": response.prepared_by_post,
        "approved_by": response.made_by_post,
        "made_at": clock.iso(response.made_at),
    }
