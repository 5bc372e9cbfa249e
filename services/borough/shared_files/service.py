"""Keep pieces of files as they come, put whole files together, and delete them."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.share_files.events import about
from borough.shared_files.model import (
    KEPT,
    LARGEST_PIECE,
    MOST,
    MOST_PIECES,
    ComingRow,
    NotAPiece,
    PieceRow,
    Stands,
    drop_pieces,
    drop_stray,
    files_of,
    number_here,
)
from kit import clock, pieces
from kit.exchange.event import Event
from kit.pieces import Manifest
from kit.sealing import CannotOpen
from kit.vault.service import Vault


def expect(
    session: Session,
    *,
    shared_id: UUID,
    key_id: UUID,
    files: Sequence[Mapping[str, Any]],
) -> None:
    """Note which files come with a share, as its seal says.

    Raises ValueError for what makes no sense, and CannotOpen for no manifest.
    """
    if len(files) > MOST:
        raise ValueError("More files than come with one share")
    vault = Vault(session)
    for each in files:
        manifest = Manifest.read(each)
        row = ComingRow(
            id=clock.new_id(), shared_id=shared_id, file_id=UUID(each["file_id"]),
            key_id=key_id, media=str(each["media"])[:100], size=manifest.size,
            pieces=len(manifest.hashes),
        )  # fmt: skip
        vault.put(row, name=str(each["name"])[:120], manifest=manifest.as_json())
        session.add(row)
    session.flush()


def keep(session: Session, event: Event, *, shared_id: UUID | None) -> None:
    """Keep one piece as it came, once; raises NotAPiece.

    ``shared_id`` is the share it belongs to, once that says which files it has.
    """
    share_id, file_id, index, body = _read(event)
    if shared_id is None:
        here = number_here(session, event.source, share_id)
        if file_id not in here and len(here) >= MOST:
            raise NotAPiece
    elif _stands(session, shared_id, file_id) is not Stands.COMING:
        return
    key = (event.source, share_id, file_id, index)
    if session.get(PieceRow, key) is None:
        names = ("origin", "share_id", "file_id", "index")
        session.add(PieceRow(**dict(zip(names, key, strict=True)), body=body))
        session.flush()


def put_together(
    session: Session, *, shared_id: UUID, origin: str, share_id: UUID
) -> bool:
    """Put together what is all here; whether some file turned out broken.

    A file of which a piece is not the one that was sealed is never opened. Raises
    KeyDestroyed, CannotUnlock.
    """
    here, broken = number_here(session, origin, share_id), False
    for row in files_of(session, shared_id):
        if row.stands is Stands.COMING and here.get(row.file_id, 0) >= row.pieces:
            broken |= _join(session, row, origin, share_id) is Stands.BROKEN
    return broken


def delete(session: Session, *, shared_id: UUID, origin: str, share_id: UUID) -> int:
    """Delete every file and piece that came with a share; how many files there were.

    The key they were locked with is destroyed with the share.
    """
    drop_pieces(session, origin, share_id)
    found = files_of(session, shared_id)
    for row in found:
        session.delete(row)
    session.flush()
    return len(found)


def forget_strays(session: Session) -> None:
    """Delete pieces whose share did not come for so long that it never will."""
    drop_stray(session, before=clock.now() - KEPT)


def has_broken(session: Session, shared_id: UUID) -> bool:
    """Whether a file of a share cannot be put together."""
    found = files_of(session, shared_id)
    return any(row.stands is Stands.BROKEN for row in found)


def _stands(session: Session, shared_id: UUID, file_id: UUID) -> Stands:
    """How a file of a share stands; raises NotAPiece where it has no such file."""
    found = {row.file_id: row.stands for row in files_of(session, shared_id)}
    if file_id not in found:
        raise NotAPiece
    return found[file_id]


def _join(session: Session, row: ComingRow, origin: str, share_id: UUID) -> Stands:
    here = str(session.info["member"])
    context = about(source=origin, to=here, share_id=share_id, file_id=row.file_id)
    vault = Vault(session)
    found = session.scalars(
        select(PieceRow.body)
        .where(PieceRow.origin == origin, PieceRow.share_id == share_id)
        .where(PieceRow.file_id == row.file_id)
        .order_by(PieceRow.index)
    )
    try:
        manifest = Manifest.read(vault.get(row, "manifest"))
        content = pieces.join(found.all(), manifest, context=context)
    except CannotOpen:
        row.stands = Stands.BROKEN
    else:
        vault.put(row, content=content)
        row.stands = Stands.WHOLE
    row.manifest = None  # it opens what was stored on its way
    drop_pieces(session, origin, share_id, row.file_id)
    return row.stands


def _read(event: Event) -> tuple[UUID, UUID, int, bytes]:
    try:
        share_id, file_id = UUID(event.data["share_id"]), UUID(event.data["file_id"])
        index, words = int(event.data["index"]), str(event.data["piece"])
        body = base64.b64decode(words + "=" * (-len(words) % 4), "-_", validate=True)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise NotAPiece from error
    if not 0 <= index < MOST_PIECES or not pieces.TAG < len(body) <= LARGEST_PIECE:
        raise NotAPiece
    return share_id, file_id, index, body
