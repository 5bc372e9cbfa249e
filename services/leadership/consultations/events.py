"""The message of a consultation: the draft, until when, and at the end the answers."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from kit import clock
from leadership.consultations.model import BoroughComment, Consultation

DRAFT_CIRCULATED = "uk.accord.standards.draft.circulated.v1"
COMMENT_MADE = "uk.accord.standards.comment.made.v1"


def subject_of(consultation_id: UUID) -> str:
    """The record the message is about."""
    return f"consultation:{consultation_id}"


def draft_circulated(
    row: Consultation, answered: Iterable[BoroughComment]
) -> dict[str, Any]:
    """The whole consultation as every borough sees it."""
    return {
        **row.content,
        "consultation": str(row.id),
        "question": row.question,
        "closes_on": row.closes_on.isoformat(),
        "circulated_at": clock.iso(row.circulated_at),
        "closed_at": row.closed_at and clock.iso(row.closed_at),
        "answers": [
            {"comment": str(each.id), "taken_up": each.taken_up, "why": each.why}
            for each in answered
        ],
    }
