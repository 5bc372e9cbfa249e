"""What a body may say of an action that somebody asks it to close."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from kit.errors import Conflict


class Choice(StrEnum):
    """What the body makes of a request to close."""

    AGREE = "agree"
    LEAVE_OPEN = "leave open"


class NotAgreed(Conflict):
    """The body has not agreed: nothing was closed, and nothing else was stored.

    All three safeguarding partners must agree where the body needs them, and enough
    members must be noted as present. Leave open what is not agreed.
    """

    code = "not-agreed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Chosen:
    """The choice for one action; ``version`` is the one that was looked at."""

    action_id: UUID
    version: int
    choice: Choice
    note: str = ""
