"""Control messages: heads, receipts, resends, the registry, and trails' witnesses.

They are signed, unnumbered, and the latest one wins: losing any of them costs time,
never an event. This module says what they hold; ``desk`` says when they are spoken.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy.orm import Session

from kit import clock
from kit.exchange import trust
from kit.exchange.broker import Message
from kit.exchange.bundle import ALL, hash_of
from kit.exchange.chaining import note_head
from kit.exchange.keys import SigningKey
from kit.exchange.model import SentReceipt
from kit.exchange.trust import Reason, Refused, Registry, Typ

EXCHANGE = "accord.control"


class Kind(StrEnum):
    """What a control message says."""

    HEAD = "head"
    RECEIPT = "receipt"
    RESEND = "resend"
    REGISTRY = "registry"
    TRAIL = "trail"
    WITNESS = "witness"


@dataclass(frozen=True, kw_only=True, slots=True)
class Control:
    """One control message, verified; ``time`` is when its source says it was said."""

    kind: Kind
    source: str
    time: datetime
    body: Mapping[str, Any]
    raw: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """A receiver's request to send events ``first``..``last`` of a stream again."""

    stream: str
    epoch: int
    first: int
    last: int


def message(
    kind: Kind, *, source: str, audience: str, body: Mapping[str, Any], key: SigningKey
) -> Message:
    """A signed control message, ready to be published."""
    payload = {
        "kind": kind.value,
        "source": source,
        "audience": audience,
        "time": clock.iso(clock.now()),
        "body": body,
    }
    raw = trust.sign(orjson.dumps(payload), typ=Typ.CONTROL, key=key)
    return Message(
        exchange=EXCHANGE,
        key=f"{source}.{audience}.{kind.value}",
        body=raw,
        message_id=f"{kind.value}:{source}:{hash_of(raw)[:16]}",
    )


def open_control(
    raw: bytes, *, user: str | None, member: str, registry: Registry
) -> Control:
    """Check a control message; raises Refused with the reason."""
    signed = trust.verify(raw, typ=Typ.CONTROL, registry=registry)
    try:
        content = orjson.loads(signed.payload)
        control = Control(
            kind=Kind(content["kind"]),
            source=str(content["source"]),
            time=clock.parse_iso(content["time"]),
            body=dict(content["body"]),
            raw=raw,
        )
        audience = content["audience"]
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(Reason.MALFORMED, "control") from error
    if not signed.signer == control.source == user:
        raise Refused(Reason.WRONG_SENDER, f"{user}/{signed.signer}")
    # The head of a trail is one message for all, so that each is shown the same.
    if audience != member and (control.kind, audience) != (Kind.TRAIL, ALL):
        raise Refused(Reason.WRONG_AUDIENCE, str(audience)[:40])
    return control


def take_head(session: Session, control: Control) -> None:
    """Note how far the source says its streams go: this shows a lost tail."""
    for said in control.body["streams"]:
        stream, epoch, last = str(said["stream"]), int(said["epoch"]), int(said["last"])
        _own(stream, control)
        note_head(session.connection(), stream, epoch=epoch, head=last)


def take_receipt(session: Session, control: Control, *, member: str) -> None:
    """Note how far a receiver has stored and applied one of our streams."""
    body = control.body
    stream = str(body["stream"])
    _ours(stream, control, member)
    receipt = session.get(SentReceipt, (stream, control.source))
    if receipt is not None and _standing(body) < _standing_of(receipt):
        return
    session.merge(
        SentReceipt(
            stream=stream,
            receiver=control.source,
            epoch=int(body["epoch"]),
            stored_through=int(body["stored_through"]),
            applied_through=int(body["applied_through"]),
            stored_at=clock.parse_iso(body["stored_at"]),
            applied_at=clock.parse_iso(body["applied_at"]),
            raw=control.raw,
        )
    )


def read_wish(control: Control, *, member: str) -> Wish:
    """What a receiver asks to be sent again; raises Refused when it may not have it."""
    body = control.body
    wish = Wish(
        stream=str(body["stream"]),
        epoch=int(body["epoch"]),
        first=int(body["first"]),
        last=int(body["last"]),
    )
    _ours(wish.stream, control, member)
    return wish


def _standing(body: Mapping[str, Any]) -> tuple[int, int, int]:
    return int(body["epoch"]), int(body["stored_through"]), int(body["applied_through"])


def _standing_of(receipt: SentReceipt) -> tuple[int, int, int]:
    return receipt.epoch, receipt.stored_through, receipt.applied_through


def _own(stream: str, control: Control) -> None:
    if not stream.startswith(f"{control.source}/"):
        raise Refused(Reason.WRONG_SENDER, stream[:100])


def _ours(stream: str, control: Control, member: str) -> None:
    if stream not in (f"{member}/{control.source}", f"{member}/{ALL}"):
        raise Refused(Reason.WRONG_AUDIENCE, stream[:100])
