"""Keep what somebody typed, give it back to the same person, throw it away."""

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from kit import clock
from kit.lockbox import CannotUnlock, Lockbox
from kit.unsaved.model import KEPT_FOR, UnsavedText

Fields = Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Unsaved:
    """What was typed: on which ``page``, sent to which ``action`` (local paths).

    ``fields`` are names and texts in the form's order; a name may come twice.
    """

    page: str
    action: str
    fields: Fields
    gone_at: datetime


def keep(
    session: Session,
    *,
    user_id: UUID,
    secret_key: str,
    page: str,
    action: str,
    fields: Fields,
) -> str:
    """Keep a form for an hour; returns the token that opens it, for the browser."""
    token = secrets.token_urlsafe(32)
    content = json.dumps({"page": page, "action": action, "fields": list(fields)})
    moment = clock.now()
    session.execute(delete(UnsavedText).where(UnsavedText.kept_at < moment - KEPT_FOR))
    session.merge(
        UnsavedText(
            user_id=user_id,
            token_hash=_hash(token),
            locked=_box(secret_key, token).lock(content, about=str(user_id)),
            kept_at=moment,
        )
    )
    return token


def give_back(
    session: Session, *, user_id: UUID, secret_key: str, token: str
) -> Unsaved | None:
    """What this person typed in the browser that has the token; None after an hour."""
    row = session.get(UnsavedText, user_id)
    if row is None or row.token_hash != _hash(token) or not row.lasts(clock.now()):
        return None
    try:
        text = _box(secret_key, token).unlock(row.locked, about=str(user_id))
    except CannotUnlock:
        return None
    content = json.loads(text)
    return Unsaved(
        page=content["page"],
        action=content["action"],
        fields=[(name, value) for name, value in content["fields"]],
        gone_at=row.kept_at + KEPT_FOR,
    )


def throw_away(session: Session, *, user_id: UUID) -> None:
    """Forget what a person typed; nothing kept is no fault."""
    session.execute(delete(UnsavedText).where(UnsavedText.user_id == user_id))


def _box(secret_key: str, token: str) -> Lockbox:
    return Lockbox(secret_key, purpose=f"unsaved text {token}")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
