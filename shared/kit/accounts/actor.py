"""Who is acting: the little every page and verb may know of the signed-in person."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Actor:
    """One signed-in person; ``role`` is the role's stored word."""

    user_id: UUID
    name: str
    role: str
    email: str
