"""What a second step is: an app's secret, and ten codes for the day it is lost.

Time-based one-time passwords of RFC 6238 (six digits, thirty seconds, SHA-1, as every
app does them). A recovery code is twelve letters and digits without those that look
alike: the first four find it, the other eight are its secret and are kept as argon2id.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import SharedBase

STEP = 30  # seconds a code is shown
# A code of the step before or after counts too: clocks differ, and people are slow.
DRIFT = 1
RECOVERY_CODES = 10

# Crockford's base 32 (2019): no i, l, o or u.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_GROUP, _GROUPS = 4, 3
_MISREAD = str.maketrans({"o": "0", "i": "1", "l": "1"})


class SecondStep(SharedBase):
    """One person's app.

    Secrets are locked (kit.lockbox) with the person's id. ``waiting_secret`` is shown
    while an app is being set up, in that one session, and counts for nothing until a
    code proved that the app has it. ``last_step`` is the time step whose code was
    used last: no code of it or before is taken again.
    """

    __tablename__ = "account_second_step"

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("account_user.id"), primary_key=True, info=PERSONAL
    )
    secret: Mapped[str | None] = mapped_column(String(200), info=PERSONAL)
    waiting_secret: Mapped[str | None] = mapped_column(String(200), info=PERSONAL)
    last_step: Mapped[int] = mapped_column(default=0, info=OFFICIAL)
    set_up_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)


class RecoveryCode(SharedBase):
    """A code that stands in for the app once."""

    __tablename__ = "account_recovery_code"
    __table_args__ = (UniqueConstraint("user_id", "finder"),)

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    user_id: Mapped[UUID] = mapped_column(ForeignKey("account_user.id"), info=PERSONAL)
    finder: Mapped[str] = mapped_column(String(_GROUP), info=PERSONAL)
    code_hash: Mapped[str] = mapped_column(String(200), info=PERSONAL)
    made_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    used_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)


def waiting_about(user_id: UUID, visit: str) -> str:
    """What a waiting secret is bound to: the person, and the session that asked."""
    return f"{user_id} {visit}"


@dataclass(frozen=True)
class Code:
    """A recovery code as it is typed, brought to one form."""

    text: str

    @property
    def finder(self) -> str:
        """The four characters that find its row."""
        return self.text[:_GROUP]

    @property
    def shown(self) -> str:
        """As it is printed: ``7k2m-q4td-x9hp``."""
        starts = range(0, len(self.text), _GROUP)
        return "-".join(self.text[start : start + _GROUP] for start in starts)


def new_codes() -> list[Code]:
    """Ten new recovery codes; no two have the same finder."""
    codes: dict[str, Code] = {}
    while len(codes) < RECOVERY_CODES:
        letters = (secrets.choice(ALPHABET) for _ in range(_GROUP * _GROUPS))
        code = Code("".join(letters))
        codes[code.finder] = code
    return list(codes.values())


def read_code(typed: str) -> Code | None:
    """The recovery code somebody typed, forgiving of spaces and look-alikes."""
    letters = "".join(letter for letter in typed.casefold() if letter.isalnum())
    letters = letters.translate(_MISREAD)
    right = len(letters) == _GROUP * _GROUPS and set(letters) <= set(ALPHABET)
    return Code(letters) if right else None
