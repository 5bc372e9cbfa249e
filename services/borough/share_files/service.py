"""Keep files for a share, take them out again, and let them leave in pieces."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from borough.share_files import events as messages
from borough.share_files.model import (
    LONGEST_NAME,
    MOST,
    FileRow,
    TooMany,
    of_share,
    one_of,
)
from kit import clock, pieces
from kit.errors import Invalid
from kit.exchange.outbox import announce
from kit.sealing import CannotSeal
from kit.vault.service import Vault


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """What somebody brought: its name, what it is, and what it holds."""

    name: str
    media: str
    content: bytes


def keep(session: Session, *, share_id: UUID, key_id: UUID, file: File) -> UUID:
    """Lock a file until it leaves; its id. Raises Invalid naming ``file``, TooMany."""
    if len(of_share(session, share_id)) >= MOST:
        raise TooMany
    if not 0 < len(file.content) <= pieces.LARGEST:
        raise _too_large()
    row = FileRow(
        id=clock.new_id(), share_id=share_id, key_id=key_id, media=file.media,
        size=len(file.content),
    )  # fmt: skip
    Vault(session).put(row, name=file.name[-LONGEST_NAME:], content=file.content)
    session.add(row)
    session.flush()
    return row.id


def remove(session: Session, *, share_id: UUID, file_id: UUID) -> None:
    """Take a file out again; raises UnknownFile."""
    session.delete(one_of(session, share_id, file_id))
    session.flush()


def forget(session: Session, *, share_id: UUID) -> None:
    """Keep of a share's files no more than what they were: they will not leave."""
    for row in of_share(session, share_id):
        row.content = None


def seen_of(session: Session, share_id: UUID) -> list[dict[str, str]]:
    """What the digest of a share says of its files: any other file changes it."""
    vault = Vault(session)
    return [
        {"file_id": str(row.id), "name": str(vault.get(row, "name"))}
        for row in of_share(session, share_id)
    ]


def leave(session: Session, *, share_id: UUID, to: str) -> Sequence[dict[str, Any]]:
    """Let each file leave in sealed pieces; returns what is sealed of each.

    Raises Invalid for what cannot be sealed.
    """
    found = [_left(session, row, to) for row in of_share(session, share_id)]
    forget(session, share_id=share_id)
    return found


def _left(session: Session, row: FileRow, to: str) -> dict[str, Any]:
    vault, here = Vault(session), str(session.info["member"])
    context = messages.about(source=here, to=to, share_id=row.share_id, file_id=row.id)
    try:
        manifest, sealed = pieces.seal(vault.get(row, "content"), context=context)
    except CannotSeal as error:
        raise _too_large() from error
    for index, piece in enumerate(sealed):
        _announce(session, row, to, index, piece)
    name = str(vault.get(row, "name"))
    about = {"file_id": str(row.id), "name": name, "media": row.media}
    return {**about, **manifest.as_json()}


def _announce(
    session: Session, row: FileRow, to: str, index: int, piece: bytes
) -> None:
    announce(
        session,
        audience=to,
        type=messages.SHARE_PIECE,
        subject=messages.subject_of(row.id, index),
        version=1,
        data=messages.share_piece(
            share_id=row.share_id, file_id=row.id, index=index, piece=piece
        ),
    )


def _too_large() -> Invalid:
    fault = f"Choose a file of at most {pieces.LARGEST // 1024**2} MB that is not empty"
    return Invalid(fault, fields={"file": fault})
