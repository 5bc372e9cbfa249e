"""Look at the pseudonym register: the list without identities, and one entry opened."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.pseudonyms.model import IdentityRow
from kit.errors import NotFound
from kit.lockbox import Lockbox


@dataclass(frozen=True, kw_only=True, slots=True)
class EntrySeen:
    """One entry as the list shows it: whose it is stays locked."""

    id: UUID
    pseudonym: str
    review_id: UUID
    written_at: datetime
    version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class IdentitySeen:
    """One entry opened; ``born_on`` is empty or a day such as 2014-05-01."""

    entry: EntrySeen
    name: str
    born_on: str
    number: str


def entries(session: Session) -> Sequence[EntrySeen]:
    """Every entry by its pseudonym, none opened."""
    rows = session.scalars(select(IdentityRow).order_by(IdentityRow.pseudonym))
    return [_seen(row) for row in rows]


def entry(session: Session, entry_id: UUID) -> EntrySeen:
    """One entry, not opened; raises NotFound."""
    return _seen(_row(session, entry_id))


def identity(session: Session, entry_id: UUID, *, lock: Lockbox) -> IdentitySeen:
    """One entry opened; the door tells the trail before. Raises NotFound."""
    row = _row(session, entry_id)
    who = json.loads(lock.unlock(row.sealed, about=str(entry_id)))
    return IdentitySeen(entry=_seen(row), **who)


def _row(session: Session, entry_id: UUID) -> IdentityRow:
    row = session.get(IdentityRow, entry_id)
    if row is None:
        raise NotFound
    return row


def _seen(row: IdentityRow) -> EntrySeen:
    return EntrySeen(
        id=row.id,
        pseudonym=row.pseudonym,
        review_id=row.review_id,
        written_at=row.written_at,
        version=row.version,
    )
