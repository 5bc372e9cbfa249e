"""What a guess is, how many are let through, and how long the next one waits.

Figures: no more than ten guesses in five minutes (Cyber Essentials, Requirements for
IT infrastructure v3.2, 2025); waits that double and a soft lock are ours. A lock is
soft because it must not keep a person out on a stranger's say-so: who is signed in
stays in, and a link from the administrator or a new password by mail opens the door.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice, SharedBase

NO_WAIT = timedelta(0)


class Kind(StrEnum):
    """What was tried."""

    PASSWORD = "password"  # noqa: S105 - the word, not a secret
    CODE = "code"
    RESET = "reset"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How many tries of a kind one account has.

    The first ``free`` in ``window`` are looked at without delay; each one more waits
    twice as long as the one before, from a second on; after ``most`` none is looked
    at for ``lock``.
    """

    window: timedelta
    free: int
    most: int
    lock: timedelta
    # From one part of the network, over all accounts.
    most_from_block: int

    @property
    def reach(self) -> timedelta:
        """How far back tries matter."""
        return self.window + self.lock


_SHORT = timedelta(minutes=5)
_LOCK = timedelta(minutes=15)
RULES = {
    Kind.PASSWORD: Rule(window=_SHORT, free=5, most=10, lock=_LOCK, most_from_block=50),
    Kind.CODE: Rule(window=_SHORT, free=5, most=5, lock=_LOCK, most_from_block=50),
    # Asking for a letter: an hour, for the letters reach somebody's box.
    Kind.RESET: Rule(
        window=timedelta(hours=1), free=3, most=3, lock=NO_WAIT, most_from_block=20
    ),
}
# From everywhere together. Beyond it only parts of the network are listened to from
# which somebody signed in of late, so a crowd of strangers keeps no office out.
MOST_FROM_ALL = 500
BLOCK_KNOWN_FOR = timedelta(days=30)
KEPT = timedelta(days=1)


class Guess(SharedBase):
    """One try that was wrong, or is being looked at.

    ``who`` and ``block`` are fingerprints (kit.lockbox) of the account that was tried,
    known here or not, and of the part of the network it came from.
    """

    __tablename__ = "throttle_guess"
    __table_args__ = (
        Index(None, "who", "tried_at"),
        Index(None, "block", "tried_at"),
    )

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    kind: Mapped[Kind] = mapped_column(Choice(Kind), info=OFFICIAL)
    who: Mapped[str] = mapped_column(String(64), info=PERSONAL)
    block: Mapped[str] = mapped_column(String(64), info=PERSONAL)
    tried_at: Mapped[datetime] = mapped_column(
        default=clock.now, index=True, info=PERSONAL
    )


class KnownBlock(SharedBase):
    """A part of the network from which somebody signed in."""

    __tablename__ = "throttle_known_block"

    block: Mapped[str] = mapped_column(String(64), primary_key=True, info=PERSONAL)
    last_good_at: Mapped[datetime] = mapped_column(info=OFFICIAL)


def wait(tries: Sequence[datetime], *, moment: datetime, rule: Rule) -> timedelta:
    """How long one account's next try waits; ``tries`` are the earlier ones.

    They are sorted, the latest first, and reach back at least ``rule.reach``.
    """
    if not tries:
        return NO_WAIT
    latest = tries[0]
    if len(tries) >= rule.most and latest - tries[rule.most - 1] < rule.window:
        opens = max(latest + rule.lock, tries[rule.most - 1] + rule.window)
        return max(opens - moment, NO_WAIT)
    recent = sum(moment - tried < rule.window for tried in tries)
    if recent < rule.free:
        return NO_WAIT
    pause = timedelta(seconds=2 ** (recent - rule.free))
    return max(latest + pause - moment, NO_WAIT)
