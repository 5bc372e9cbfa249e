"""The files that are to leave with a share, or left with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from borough.share_files.model import FileRow, of_share, one_of
from kit.vault.service import Vault


@dataclass(frozen=True, kw_only=True, slots=True)
class FileSeen:
    """One file: ``size`` in bytes; ``is_here`` until it left."""

    id: UUID
    name: str
    size: int
    is_here: bool

    @property
    def kilobytes(self) -> int:
        """Its length as people say it, never 0."""
        return max(1, self.size // 1000)


def files(session: Session, share_id: UUID) -> Sequence[FileSeen]:
    """The files of a share. Whether its case may be opened, the caller asks."""
    vault = Vault(session)
    return [_seen(vault, row) for row in of_share(session, share_id)]


def content(session: Session, share_id: UUID, file_id: UUID) -> tuple[str, str, bytes]:
    """Name, media type and bytes of a file that has not left; raises UnknownFile."""
    row, vault = one_of(session, share_id, file_id), Vault(session)
    return str(vault.get(row, "name")), row.media, bytes(vault.get(row, "content"))


def _seen(vault: Vault, row: FileRow) -> FileSeen:
    return FileSeen(
        id=row.id,
        name=str(vault.get(row, "name")),
        size=row.size,
        is_here=row.content is not None,
    )
