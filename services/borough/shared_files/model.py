"""A file of another borough's share, and the pieces of it that are here.

What a file is called, and the manifest that opens it, are locked with the key of the
share it came with, and so is what it holds once it is together. Pieces may come before
their share does: until it says how they open, nobody here can. What two boroughs agreed
bounds what one of them can make the other keep.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import LargeBinary, String, UniqueConstraint, delete, func, select
from sqlalchemy.orm import Mapped, Session, deferred, mapped_column

from borough.db import Base
from kit import clock, pieces
from kit.data_classes import CASE_IDENTIFIER, OFFICIAL
from kit.db import Choice
from kit.errors import Invalid

# As many as one share may bring: our own rule, told by the contract.
MOST = 5
MOST_PIECES = pieces.LARGEST // pieces.SIZE
LARGEST_PIECE = pieces.SIZE + pieces.TAG
# Pieces without a share are kept as long as a key that could open it may be.
KEPT = timedelta(days=90)


class Stands(StrEnum):
    """How a file stands here."""

    COMING = "pieces are missing"
    WHOLE = "here"
    BROKEN = "cannot be put together"


class NotAPiece(Invalid):
    """This is no piece of a file that may come with a share."""

    code = "not-a-piece"


class ComingRow(Base):
    """One file: ``pieces`` there are of it. ``content`` once it is together.

    ``id`` is this borough's; ``file_id`` is what the other one calls it.
    """

    __tablename__ = "shared_files_file"
    __table_args__ = (UniqueConstraint("shared_id", "file_id"),)

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    shared_id: Mapped[UUID] = mapped_column(index=True, info=OFFICIAL)
    file_id: Mapped[UUID] = mapped_column(info=OFFICIAL)
    key_id: Mapped[UUID] = mapped_column(info=OFFICIAL)
    name: Mapped[bytes | None] = mapped_column(LargeBinary, info=CASE_IDENTIFIER)
    manifest: Mapped[bytes | None] = mapped_column(LargeBinary, info=CASE_IDENTIFIER)
    media: Mapped[str] = mapped_column(String(100), info=OFFICIAL)
    size: Mapped[int] = mapped_column(info=OFFICIAL)
    pieces: Mapped[int] = mapped_column(info=OFFICIAL)
    stands: Mapped[Stands] = mapped_column(
        Choice(Stands), default=Stands.COMING, info=OFFICIAL
    )
    content: Mapped[bytes | None] = deferred(
        mapped_column(LargeBinary, info=CASE_IDENTIFIER)
    )


class PieceRow(Base):
    """One piece as it came: nobody can open it without its file's manifest."""

    __tablename__ = "shared_files_piece"

    origin: Mapped[str] = mapped_column(String(40), primary_key=True, info=OFFICIAL)
    share_id: Mapped[UUID] = mapped_column(primary_key=True, info=OFFICIAL)
    file_id: Mapped[UUID] = mapped_column(primary_key=True, info=OFFICIAL)
    index: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, info=OFFICIAL
    )
    body: Mapped[bytes] = mapped_column(LargeBinary, info=CASE_IDENTIFIER)
    came_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)


def files_of(session: Session, shared_id: UUID) -> Sequence[ComingRow]:
    """The files of a share that came, in the order in which they were named."""
    rows = select(ComingRow).where(ComingRow.shared_id == shared_id)
    return session.scalars(rows.order_by(ComingRow.id)).all()


def number_here(session: Session, origin: str, share_id: UUID) -> dict[UUID, int]:
    """How many pieces of each file of a share are here."""
    rows = session.execute(
        select(PieceRow.file_id, func.count().label("number"))
        .where(PieceRow.origin == origin, PieceRow.share_id == share_id)
        .group_by(PieceRow.file_id)
    )
    return {row.file_id: row.number for row in rows}


def drop_stray(session: Session, *, before: datetime) -> None:
    """Delete pieces that came before then, and belong to no share that is here."""
    wanted = select(ComingRow.file_id).where(ComingRow.stands == Stands.COMING)
    session.execute(
        delete(PieceRow).where(
            PieceRow.came_at < before, PieceRow.file_id.not_in(wanted)
        )
    )


def drop_pieces(
    session: Session, origin: str, share_id: UUID, file_id: UUID | None = None
) -> None:
    """Delete the pieces of a file of a share, or of all its files."""
    found = delete(PieceRow).where(
        PieceRow.origin == origin, PieceRow.share_id == share_id
    )
    if file_id is not None:
        found = found.where(PieceRow.file_id == file_id)
    session.execute(found)
