"""Look at snapshots."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from kit.errors import NotFound
from partnership.snapshots.model import SnapshotRow


@dataclass(frozen=True, kw_only=True, slots=True)
class SnapshotSeen:
    """One snapshot without its content."""

    id: UUID
    title: str
    as_at: date
    taken_at: datetime
    taken_post: str
    digest: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Content:
    """What a snapshot holds; ``whole`` is False where it is not what was stored.

    ``plans``, ``actions``, ``overall`` and ``words`` are as they were written.
    """

    snapshot: SnapshotSeen
    whole: bool
    plans: Sequence[dict[str, Any]]
    actions: Sequence[dict[str, Any]]
    overall: dict[str, int]
    words: dict[str, dict[str, str]]


def snapshots(session: Session) -> Sequence[SnapshotSeen]:
    """Every snapshot, the latest day first."""
    rows = session.scalars(
        select(SnapshotRow)
        .options(defer(SnapshotRow.content))
        .order_by(SnapshotRow.as_at.desc(), SnapshotRow.taken_at.desc())
    )
    return [_seen(row) for row in rows]


def snapshot(session: Session, snapshot_id: UUID) -> Content:
    """One snapshot with its content; raises NotFound."""
    row = session.get(SnapshotRow, snapshot_id)
    if row is None:
        raise NotFound
    held = json.loads(row.content)
    return Content(
        snapshot=_seen(row),
        whole=row.is_whole,
        plans=held["plans"],
        actions=held["actions"],
        overall=held["overall"],
        words=held["words"],
    )


def _seen(row: SnapshotRow) -> SnapshotSeen:
    return SnapshotSeen(
        id=row.id,
        title=row.title,
        as_at=row.as_at,
        taken_at=row.taken_at,
        taken_post=row.taken_post,
        digest=row.digest,
    )
