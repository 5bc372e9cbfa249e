"""A file that is to leave with a share: kept locked until it left, its name after that.

What a file may be is what papers of a meeting may be. It goes with the key of its case.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, select
from sqlalchemy.orm import Mapped, Session, deferred, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import CASE_IDENTIFIER, OFFICIAL
from kit.errors import Invalid, NotFound

MOST = 5
LONGEST_NAME = 120


class UnknownFile(NotFound):
    """There is no such file with this share."""


class TooMany(Invalid):
    """More files than can leave with one share."""

    def __init__(self) -> None:
        fault = f"Add at most {MOST} files. Share the others for themselves"
        super().__init__(fault, fields={"file": fault})


class FileRow(Base):
    """One file. It never changes: its id stands for what was looked at.

    ``content`` is empty once it left, or will not leave any more.
    """

    __tablename__ = "share_files_file"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    share_id: Mapped[UUID] = mapped_column(
        ForeignKey("case_shares_share.id"), index=True, info=OFFICIAL
    )
    key_id: Mapped[UUID] = mapped_column(info=OFFICIAL)
    name: Mapped[bytes | None] = mapped_column(LargeBinary, info=CASE_IDENTIFIER)
    media: Mapped[str] = mapped_column(String(100), info=OFFICIAL)
    size: Mapped[int] = mapped_column(info=OFFICIAL)
    content: Mapped[bytes | None] = deferred(
        mapped_column(LargeBinary, info=CASE_IDENTIFIER)
    )
    added_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)


def of_share(session: Session, share_id: UUID) -> Sequence[FileRow]:
    """The files of a share, the first first."""
    rows = select(FileRow).where(FileRow.share_id == share_id).order_by(FileRow.id)
    return session.scalars(rows).all()


def one_of(session: Session, share_id: UUID, file_id: UUID) -> FileRow:
    """One file of a share that has not left; raises UnknownFile."""
    row = session.get(FileRow, file_id)
    if row is None or row.share_id != share_id or row.content is None:
        raise UnknownFile
    return row
