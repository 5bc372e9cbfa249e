"""One uploaded file on its way into the figures: its state, faults and staged content.

A file is checked, then refused or ready; a ready one is thrown away or stored, through
"storing" where that happens beside the request. Storing that fails leaves it ready.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kit.data_classes import OFFICIAL, PERSONAL, SPECIAL_CATEGORY
from kit.db import Choice, SharedBase
from kit.errors import Conflict


class State(StrEnum):
    """How far a file has come."""

    CHECKING = "checking"
    REFUSED = "refused"
    READY = "ready"
    STORING = "storing"
    STORED = "stored"
    DISCARDED = "discarded"


_AFTER = {
    State.CHECKING: {State.READY, State.REFUSED},
    State.READY: {State.STORING, State.STORED, State.DISCARDED},
    State.STORING: {State.STORED, State.READY},
}


# A file holds whatever its sender put in, small numbers and names included, and so do
# the cells and figures quoted from it.


class Import(SharedBase):
    """One upload.

    ``summary`` says what storing would change, or did (see ``service.summarise``);
    ``seen_at`` is when checking or storing last showed that it is alive.
    """

    __tablename__ = "imports_import"

    id: Mapped[UUID] = mapped_column(primary_key=True, info=OFFICIAL)
    file_name: Mapped[str] = mapped_column(String(120), info=PERSONAL)
    sha256: Mapped[str] = mapped_column(String(64), index=True, info=OFFICIAL)
    size: Mapped[int] = mapped_column(info=OFFICIAL)
    layout: Mapped[str] = mapped_column(String(40), default="", info=OFFICIAL)
    title: Mapped[str] = mapped_column(String(200), default="", info=OFFICIAL)
    state: Mapped[State] = mapped_column(Choice(State), index=True, info=OFFICIAL)
    rows_total: Mapped[int] = mapped_column(default=0, info=OFFICIAL)
    rows_done: Mapped[int] = mapped_column(default=0, info=OFFICIAL)
    problem_count: Mapped[int] = mapped_column(default=0, info=OFFICIAL)
    created_at: Mapped[datetime] = mapped_column(index=True, info=OFFICIAL)
    created_by: Mapped[UUID | None] = mapped_column(info=PERSONAL)
    seen_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    stored_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    summary: Mapped[dict[str, Any]] = mapped_column(
        JSON, default=dict, info=SPECIAL_CATEGORY
    )

    def become(self, state: State) -> None:
        """Move on; raises Conflict where there is no such step."""
        if state not in _AFTER.get(self.state, set()):
            raise Conflict(f"This file is already {self.state}")
        self.state = state


class Upload(SharedBase):
    """A file's bytes while it is checked; afterwards the figures staged from it.

    Nothing is kept once the file is stored, refused or discarded.
    """

    __tablename__ = "imports_upload"

    import_id: Mapped[UUID] = mapped_column(
        ForeignKey(Import.id, ondelete="CASCADE"), primary_key=True, info=OFFICIAL
    )
    content: Mapped[bytes] = mapped_column(LargeBinary, info=SPECIAL_CATEGORY)


class ImportProblem(SharedBase):
    """One fault of a refused file, in the order they were found."""

    __tablename__ = "imports_problem"

    import_id: Mapped[UUID] = mapped_column(
        ForeignKey(Import.id, ondelete="CASCADE"), primary_key=True, info=OFFICIAL
    )
    number: Mapped[int] = mapped_column(primary_key=True, info=OFFICIAL)
    row: Mapped[int | None] = mapped_column(info=OFFICIAL)
    column: Mapped[str | None] = mapped_column(String(120), info=PERSONAL)
    found: Mapped[str] = mapped_column(String(80), info=SPECIAL_CATEGORY)
    problem: Mapped[str] = mapped_column(Text, info=SPECIAL_CATEGORY)
