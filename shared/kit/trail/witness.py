"""Heads of trails, exchanged between members: who keeps one is a witness.

A member signs its trail's head with a key that signs nothing else and shows it to all.
They keep each for ever and refuse one that does not follow from the one before: a
trail that grew shorter, or another trail. Each tells the signer which head it keeps,
as the signer signed it, so that nobody can be accused with a head it never signed.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from kit import clock
from kit.exchange import trust
from kit.exchange.keys import SigningKey
from kit.exchange.trust import Reason, Refused, Registry, Typ
from kit.trail.model import TrailHead, TrailPeerHead, TrailSignedHead, TrailWitness


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedHead:
    """What a member signs: row ``n`` of its trail has this hash, and ``at`` its time.

    ``prev_n`` and ``prev_hash`` are the head it signed before, 0 and empty at first.
    """

    member: str
    n: int
    hash: str
    at: str
    prev_n: int
    prev_hash: str


def due(session: Session, *, rows: int, seconds: float) -> bool:
    """Whether so many rows, or so long a time, passed since the last signed head."""
    n = session.scalar(select(TrailHead.n)) or 0
    last = last_signed(session)
    if last is None:
        return n > 0
    waited = (clock.now() - last.signed_at).total_seconds()
    return n > last.n and (n - last.n >= rows or waited >= seconds)


def sign(session: Session, *, member: str, key: SigningKey) -> None:
    """Sign the head as it stands; it names the head signed before it."""
    head = session.execute(select(TrailHead.n, TrailHead.hash, TrailHead.at)).one()
    last = last_signed(session)
    signed = SignedHead(
        member=member,
        n=head.n,
        hash=head.hash,
        at=head.at,
        prev_n=last.n if last else 0,
        prev_hash=last.hash if last else "",
    )
    raw = trust.sign(orjson.dumps(asdict(signed)), typ=Typ.TRAIL, key=key).decode()
    session.add(
        TrailSignedHead(n=head.n, hash=head.hash, raw=raw, signed_at=clock.now())
    )


def last_signed(session: Session) -> TrailSignedHead | None:
    """The head this member signed last; None before the first."""
    return session.scalar(
        select(TrailSignedHead).order_by(TrailSignedHead.n.desc()).limit(1)
    )


def open_head(raw: str, *, registry: Registry) -> SignedHead:
    """Check a signed head; raises Refused with the reason."""
    signed = trust.verify(raw.encode(), typ=Typ.TRAIL, registry=registry)
    try:
        head = _head(orjson.loads(signed.payload))
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(Reason.MALFORMED, "trail") from error
    if head.member != signed.signer:
        raise Refused(Reason.WRONG_SENDER, head.member[:40])
    return head


def _head(content: Mapping[str, Any]) -> SignedHead:
    return SignedHead(
        member=str(content["member"]),
        n=int(content["n"]),
        hash=str(content["hash"]),
        at=str(content["at"]),
        prev_n=int(content["prev_n"]),
        prev_hash=str(content["prev_hash"]),
    )


def keep(session: Session, raw: str, *, source: str, registry: Registry) -> None:
    """Keep a head of another member; raises Refused for one that does not follow.

    One that is kept already changes nothing: messages may come twice.
    """
    head = open_head(raw, registry=registry)
    if head.member != source:
        raise Refused(Reason.WRONG_SENDER, head.member[:40])
    known = session.get(TrailPeerHead, (source, head.n))
    if known is not None:
        _require_same(head.n, known.hash, head.hash)
        return
    last = last_kept(session, source)
    if last is not None:
        _require_extension(last, head)
    session.add(
        TrailPeerHead(
            member=source,
            n=head.n,
            hash=head.hash,
            raw=raw,
            received_at=clock.now(),
        )
    )
    session.flush()


def last_kept(session: Session, member: str) -> TrailPeerHead | None:
    """The highest head of another member that is kept here."""
    return session.scalar(
        select(TrailPeerHead)
        .where(TrailPeerHead.member == member)
        .order_by(TrailPeerHead.n.desc())
        .limit(1)
    )


def _require_extension(last: TrailPeerHead, head: SignedHead) -> None:
    """A head may pass over ones that were lost on the way, but never forget one."""
    if head.n < last.n or head.prev_n < last.n:
        raise Refused(Reason.TRAIL_CUT, f"{head.n} after {last.n}")
    if head.prev_n == last.n:
        _require_same(last.n, last.hash, head.prev_hash)


def _require_same(n: int, one: str, other: str) -> None:
    if one != other:
        raise Refused(Reason.TRAIL_FORKED, str(n))


def note_witness(
    session: Session, raw: str, *, holder: str, member: str, registry: Registry
) -> None:
    """Note which of our heads another member keeps; raises Refused if not ours."""
    head = open_head(raw, registry=registry)
    if head.member != member:
        raise Refused(Reason.WRONG_AUDIENCE, head.member[:40])
    session.merge(
        TrailWitness(
            member=holder, n=head.n, hash=head.hash, raw=raw, heard_at=clock.now()
        )
    )
