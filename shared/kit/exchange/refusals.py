"""Keep what was refused: its bytes, its reason, and how often it came."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit import clock, logs
from kit.exchange.broker import Delivery
from kit.exchange.bundle import hash_of
from kit.exchange.model import Refusal
from kit.exchange.trust import Refused
from kit.trail import service as trail
from kit.trail.model import Outcome

log = logs.get_logger(__name__)

KEPT_BYTES = 1024 * 1024


def record(session: Session, delivery: Delivery, refused: Refused) -> None:
    """Note a refusal; the same bytes for the same reason are counted, not repeated."""
    digest = hash_of(delivery.body)
    now = clock.now()
    known = session.scalar(
        select(Refusal).where(Refusal.hash == digest, Refusal.reason == refused.reason)
    )
    if known is not None:
        known.times += 1
        known.last_at = now
        return
    log.warning("refused", reason=refused.reason.value, queue=delivery.queue)
    session.add(_first(delivery, refused, digest, now))
    session.flush()
    trail.record(
        session,
        act="message.refused",
        resource="exchange",
        outcome=Outcome.REFUSED,
        detail={"reason": refused.reason.value, "hash": digest},
    )


def _first(delivery: Delivery, refused: Refused, digest: str, now: datetime) -> Refusal:
    return Refusal(
        id=clock.new_id(),
        reason=refused.reason.value,
        hash=digest,
        queue=delivery.queue,
        user=(delivery.user or "")[:40] or None,
        message_id=(delivery.message_id or "")[:200] or None,
        detail={"key": delivery.key[:200], "detail": refused.detail[:200]},
        raw=delivery.body[:KEPT_BYTES],
        first_at=now,
        last_at=now,
        times=1,
    )
