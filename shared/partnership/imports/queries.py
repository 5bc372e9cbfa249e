"""Reading uploads and their faults for pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kit import clock
from kit.accounts.actor import Actor
from kit.errors import NotFound
from kit.front.model import Item, Kind
from partnership.imports.model import Import, ImportProblem, State
from partnership.imports.problems import Problem
from partnership.imports.template import LAYOUT as OWN_LAYOUT

UNFINISHED = {
    State.CHECKING: "Being checked",
    State.READY: "To store",
    State.REFUSED: "Has faults",
}
# A checked file that nobody stored for a week was probably forgotten; one with faults
# is corrected by another file, so it is shown no longer than that.
STORE_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class ImportView:
    """One upload as its pages show it."""

    id: UUID
    file_name: str
    size: int
    layout: str
    title: str
    state: State
    rows_total: int
    rows_done: int
    problem_count: int
    created_at: datetime
    created_by: UUID | None
    stored_at: datetime | None
    summary: Mapping[str, Any]

    @property
    def percent(self) -> int:
        """How much of the file is checked; 0 while its length is unknown."""
        return (
            min(99, self.rows_done * 100 // self.rows_total) if self.rows_total else 0
        )

    @property
    def rows_fewer(self) -> int:
        """How many rows a published file lacks against the last one of its kind.

        Our own layout is filled in for as many figures as there are.
        """
        if self.layout == OWN_LAYOUT:
            return 0
        return max(0, int(self.summary.get("rows_before", 0)) - self.rows_done)

    @property
    def changes_nothing(self) -> bool:
        """Whether storing would leave every figure as it is."""
        told = self.summary
        return not (told.get("new") or told.get("changed") or told.get("neighbours"))


def imports(session: Session, *, limit: int = 100) -> list[ImportView]:
    """The latest uploads, newest first."""
    query = select(Import).order_by(Import.created_at.desc()).limit(limit)
    return [_view(row) for row in session.scalars(query)]


def on_front_page(session: Session, _actor: Actor) -> list[Item]:
    """Files that were uploaded and neither stored nor thrown away."""
    since = clock.now() - STORE_WITHIN
    return [
        _item(each)
        for each in imports(session)
        if each.state is State.READY
        or (each.state in UNFINISHED and each.created_at >= since)
    ]


def _item(upload: ImportView) -> Item:
    due = clock.london_day(upload.created_at + STORE_WITHIN)
    return Item(
        kind=Kind.MINE,
        tag=UNFINISHED[upload.state],
        text=f"The import of {upload.file_name}",
        href=address(upload.id),
        at=upload.created_at,
        due=due if upload.state is State.READY else None,
    )


def last_stored(session: Session) -> datetime | None:
    """When a file was last stored; None before the first."""
    return session.scalar(select(func.max(Import.stored_at)))


def address(import_id: UUID) -> str:
    """The path of an upload's page."""
    return f"/imports/{import_id}"


def one(session: Session, import_id: UUID) -> ImportView:
    """One upload; raises NotFound."""
    row = session.get(Import, import_id)
    if row is None:
        raise NotFound
    return _view(row)


def _view(row: Import) -> ImportView:
    return ImportView(
        id=row.id,
        file_name=row.file_name,
        size=row.size,
        layout=row.layout,
        title=row.title,
        state=row.state,
        rows_total=row.rows_total,
        rows_done=row.rows_done,
        problem_count=row.problem_count,
        created_at=row.created_at,
        created_by=row.created_by,
        stored_at=row.stored_at,
        summary=row.summary,
    )


def problems(session: Session, import_id: UUID) -> list[Problem]:
    """The faults of a refused file, in the order they were found."""
    query = (
        select(ImportProblem)
        .where(ImportProblem.import_id == import_id)
        .order_by(ImportProblem.number)
    )
    return [
        Problem(row.row, row.column, row.found, row.problem)
        for row in session.scalars(query)
    ]
