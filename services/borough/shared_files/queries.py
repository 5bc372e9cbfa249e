"""Files of a share: how much of each is here, and what a whole one holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from borough.shared_files.model import (
    ComingRow,
    Stands,
    files_of,
    number_here,
)
from kit.errors import NotFound
from kit.vault.service import Vault


@dataclass(frozen=True, kw_only=True, slots=True)
class FileSeen:
    """One file: ``here`` of its ``pieces`` came; ``size`` in bytes."""

    id: UUID
    name: str
    size: int
    pieces: int
    here: int
    stands: Stands

    @property
    def kilobytes(self) -> int:
        """Its length as people say it, never 0."""
        return max(1, self.size // 1000)


def files(
    session: Session, *, shared_id: UUID, origin: str, share_id: UUID
) -> Sequence[FileSeen]:
    """The files that come with a share. Whether it may be read, the caller asks."""
    here, vault = number_here(session, origin, share_id), Vault(session)
    return [
        _seen(vault, row, here.get(row.file_id, 0))
        for row in files_of(session, shared_id)
    ]


def content(session: Session, shared_id: UUID, file_id: UUID) -> tuple[str, str, bytes]:
    """Name, media type and bytes of a file that is whole; raises NotFound."""
    row = session.get(ComingRow, file_id)
    if row is None or row.shared_id != shared_id or row.stands is not Stands.WHOLE:
        raise NotFound
    vault = Vault(session)
    return str(vault.get(row, "name")), row.media, bytes(vault.get(row, "content"))


def _seen(vault: Vault, row: ComingRow, here: int) -> FileSeen:
    return FileSeen(
        id=row.id,
        name=str(vault.get(row, "name")),
        size=row.size,
        pieces=row.pieces,
        here=row.pieces if row.stands is not Stands.COMING else here,
        stands=row.stands,
    )
