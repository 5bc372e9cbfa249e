"""Count a guess before it is looked at, and forgive it when it was right."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kit import clock
from kit.errors import AccordError
from kit.throttle.model import (
    BLOCK_KNOWN_FOR,
    KEPT,
    MOST_FROM_ALL,
    NO_WAIT,
    RULES,
    Guess,
    Kind,
    KnownBlock,
    Rule,
    wait,
)

_KNOWN_STEP = timedelta(days=1)


class TooManyGuesses(AccordError):
    """There were too many attempts. Wait fifteen minutes, then try again."""

    status = 429
    code = "too-many-guesses"

    def __init__(self, wait_for: timedelta) -> None:
        self.seconds = max(1, math.ceil(wait_for.total_seconds()))
        super().__init__(
            f"There were too many attempts. Wait {_said(self.seconds)}, then try again."
        )


@dataclass(frozen=True, kw_only=True)
class Noted:
    """A guess that was counted; ``last`` when no other is looked at for a while."""

    guess_id: UUID
    block: str
    last: bool


def note(session: Session, *, kind: Kind, who: str, block: str) -> Noted:
    """Count a guess about to be looked at; forgive it if it turns out right.

    Counted first, so that many at once cannot slip by. ``who`` and ``block`` are
    fingerprints. Raises TooManyGuesses, right or wrong as the guess may be; a guess
    that was refused does not count.
    """
    rule, moment = RULES[kind], clock.now()
    _one_at_a_time(session, who)
    session.execute(delete(Guess).where(Guess.tried_at < moment - KEPT))
    tries = session.scalars(
        select(Guess.tried_at)
        .where(Guess.who == who, Guess.kind == kind)
        .where(Guess.tried_at > moment - rule.reach)
        .order_by(Guess.tried_at.desc())
        .limit(rule.most)
    ).all()
    pause = wait(tries, moment=moment, rule=rule)
    pause = pause or _network_wait(session, kind, block, moment)
    if pause > NO_WAIT:
        raise TooManyGuesses(pause)
    guess = Guess(kind=kind, who=who, block=block, tried_at=moment)
    session.add(guess)
    session.flush()
    locks = wait([moment, *tries], moment=moment, rule=rule) >= rule.lock > NO_WAIT
    return Noted(guess_id=guess.id, block=block, last=locks)


def forgive(session: Session, noted: Noted) -> None:
    """The guess was right: it does not count, and its part of the network is known."""
    session.execute(delete(Guess).where(Guess.id == noted.guess_id))
    _remember(session, noted.block)


def clear(session: Session, *, who: str) -> None:
    """Forget every guess about one account, as after its password was made anew."""
    session.execute(delete(Guess).where(Guess.who == who))


def block_of(address: str | None) -> str:
    """The part of the network an address is in: IPv4 by /24, IPv6 by /48.

    What is no address at all is one part by itself.
    """
    try:
        found = ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    length = 24 if found.version == 4 else 48
    return str(ip_network((found, length), strict=False))


def _network_wait(
    session: Session, kind: Kind, block: str, moment: datetime
) -> timedelta:
    rule = RULES[kind]
    if (
        _count(session, kind, rule, moment, Guess.block == block)
        >= rule.most_from_block
    ):
        return rule.window
    crowded = _count(session, kind, rule, moment) >= MOST_FROM_ALL
    if crowded and not _known(session, block, moment):
        return rule.window
    return NO_WAIT


def _count(
    session: Session,
    kind: Kind,
    rule: Rule,
    moment: datetime,
    *also: ColumnElement[bool],
) -> int:
    counted = select(func.count()).select_from(Guess).where(Guess.kind == kind)
    counted = counted.where(Guess.tried_at > moment - rule.window, *also)
    return session.scalar(counted) or 0


def _known(session: Session, block: str, moment: datetime) -> bool:
    known = session.get(KnownBlock, block)
    return known is not None and moment - known.last_good_at < BLOCK_KNOWN_FOR


def _remember(session: Session, block: str) -> None:
    moment = clock.now()
    known = session.get(KnownBlock, block)
    if known is not None:
        if moment - known.last_good_at > _KNOWN_STEP:
            known.last_good_at = moment
        return
    session.execute(
        delete(KnownBlock).where(KnownBlock.last_good_at < moment - BLOCK_KNOWN_FOR)
    )
    try:
        with session.begin_nested():
            session.add(KnownBlock(block=block, last_good_at=moment))
    except IntegrityError:  # somebody else's first time from there, just now
        session.execute(
            update(KnownBlock)
            .where(KnownBlock.block == block)
            .values(last_good_at=moment)
        )


def _one_at_a_time(session: Session, who: str) -> None:
    """Two guesses about one account wait for each other; SQLite has one writer."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(
            text("SELECT pg_advisory_xact_lock(hashtext(:who))"), {"who": who}
        )


def _said(seconds: int) -> str:
    if seconds < 60:
        return f"{seconds} second{'s' if seconds > 1 else ''}"
    minutes = math.ceil(seconds / 60)
    return f"{minutes} minute{'s' if minutes > 1 else ''}"
