"""Who is acting: the little every page and verb may know of the signed-in person."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Actor:
    """One signed-in person and the hat they wear.

    ``role`` is the stored word of the hat's role; ``agency`` and ``body`` are slugs
    that limit where the hat counts, None where it is the whole member's.
    ``session_id`` names the session in the trail and opens nothing. ``confirmed_at``
    is when the person last proved who they are, with a second step where one is asked.
    """

    user_id: UUID
    name: str
    role: str
    email: str
    hat_id: UUID | None = None
    agency: str | None = None
    body: str | None = None
    session_id: str = ""
    confirmed_at: datetime | None = None
