"""Receiving a file, checking it, and storing all of it or nothing."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kit import bulk, clock, collector
from kit.db import Database
from kit.errors import AccordError, Conflict, NotFound
from kit.trail import service as trail
from partnership.figures import queries as figures_queries
from partnership.figures import service as figures
from partnership.figures.measures import MEASURES
from partnership.imports import checking, confined, reading, staging
from partnership.imports.gathering import Known
from partnership.imports.model import Import, ImportProblem, State, Upload
from partnership.imports.problems import Problem

Progress = Callable[[int, int], None]

# A check speaks every few thousand rows; storing is one step and says nothing.
SILENCE = {State.CHECKING: timedelta(minutes=1), State.STORING: timedelta(minutes=10)}
INTERRUPTED = "The check was interrupted. Upload the file again."
NOT_STORED = "Storing this file did not succeed. Nothing was changed; try again."
FAILED = (
    "The check stopped because of a fault in this program, not in your file. Upload "
    "it again; if this happens twice, tell your administrator."
)


class AlreadyStored(Conflict):
    """This very file is already stored, and nothing was stored since."""

    def __init__(self, stored: Import) -> None:
        moment = stored.stored_at or stored.created_at
        day = moment.astimezone(clock.LONDON)
        super().__init__(
            f"This file was already stored on {day.day} {day:%B %Y} as "
            f"“{stored.file_name}”. Nothing was changed."
        )


class Refused(AccordError):
    """The file has faults; nothing was stored."""

    status = 422
    code = "file-refused"

    def __init__(self, import_id: UUID, problems: list[Problem], count: int) -> None:
        super().__init__(f"The file has {count} faults. Nothing was stored.")
        self.import_id = import_id
        self.problems = problems
        self.count = count


@dataclass(frozen=True, kw_only=True)
class Result:
    """What :func:`store_file` did."""

    import_id: UUID
    title: str
    rows: int
    new: int
    changed: int
    unchanged: int


def receive_file(
    session: Session, *, name: str, content: bytes, user_id: UUID | None
) -> UUID:
    """Take a file in for checking.

    Raises Unreadable for one over the limit, AlreadyStored for the same file twice.
    """
    reading.check_size(len(content))
    digest = hashlib.sha256(content).hexdigest()
    stored = select(Import).where(Import.state == State.STORED)
    stored = stored.order_by(Import.stored_at.desc())
    latest = session.scalar(stored)
    twin = session.scalar(stored.where(Import.sha256 == digest))
    if twin is not None and not _overtaken(session, twin, latest):
        raise AlreadyStored(twin)
    now = clock.now()
    received = Import(
        id=clock.new_id(),
        file_name=Path(name).name[-120:] or "file",
        sha256=digest,
        size=len(content),
        state=State.CHECKING,
        created_at=now,
        created_by=user_id,
        seen_at=now,
    )
    session.add(received)
    session.flush()
    session.add(Upload(import_id=received.id, content=content))
    session.flush()
    _note(session, "import.received", received, hash=digest)
    return received.id


def _overtaken(session: Session, twin: Import, latest: Import | None) -> bool:
    """Whether another file of the same layout was stored after this one."""
    if latest is None or latest.id == twin.id:
        return False
    after = select(Import.id).where(
        Import.state == State.STORED,
        Import.stored_at > twin.stored_at,
        Import.layout == twin.layout,
    )
    return session.scalar(after) is not None


def note_progress(
    session: Session, import_id: UUID, *, rows_done: int, rows_total: int
) -> None:
    """Show that the check is alive and how far it is."""
    current = _import(session, import_id)
    current.rows_done, current.rows_total = rows_done, rows_total
    current.seen_at = clock.now()


def content_of(session: Session, import_id: UUID) -> tuple[str, bytes]:
    """The name and bytes of a file that waits to be checked."""
    current = session.get_one(Import, import_id)
    if current.state is not State.CHECKING:
        raise Conflict(f"This file is already {current.state}")
    return current.file_name, _upload(session, import_id).content


def what_is_known(session: Session) -> Known:
    """What a file is read against."""
    return Known(
        indicators={row.id: row for row in figures_queries.indicators(session)},
        measures=frozenset(MEASURES) | figures_queries.known_measures(session),
        areas=frozenset(area.code for area in figures_queries.areas(session)),
        old_codes=figures_queries.codes_by_old_code(session),
    )


def finish_check(
    session: Session, import_id: UUID, examined: checking.Examined
) -> State:
    """Keep what the check found: the faults, or the figures ready to be stored."""
    current = _import(session, import_id)
    current.layout, current.title = examined.layout, examined.title
    current.rows_done = current.rows_total = examined.gathered.rows
    current.seen_at = clock.now()
    current.problem_count = examined.problems.count
    if examined.problems.count:
        _refuse(session, current, examined.problems.kept)
        return current.state
    content = staging.staged(examined.gathered)
    _upload(session, import_id).content = staging.pack(content)
    current.summary = summarise(session, content, examined)
    current.become(State.READY)
    return current.state


def summarise(
    session: Session, content: staging.Staged, examined: checking.Examined
) -> dict[str, Any]:
    """What storing would change, for the preview."""
    names = {row.measure for row in content.rows}
    areas = {row.area for row in content.rows}
    stored = figures_queries.stored_figures(
        session, measures=names, areas=areas if len(areas) <= figures.FEW else None
    )
    changes = staging.compare(content, stored)
    periods = sorted({row.period for row in content.rows})
    return {
        "figures": len(content.rows),
        "measures": sorted(names),
        "areas": len(areas or content.neighbours),
        "first_period": periods[0] if periods else None,
        "last_period": periods[-1] if periods else None,
        "neighbours": len(content.neighbours),
        "notes": examined.gathered.notes,
        "new": changes.new,
        "changed": changes.changed,
        "unchanged": changes.unchanged,
        "rows_before": _rows_before(session, examined.layout),
        "cells": list(changes.cells),
    }


def _rows_before(session: Session, layout: str) -> int:
    """How many rows the last stored file of this layout had; 0 for the first."""
    latest = session.scalar(
        select(Import.rows_done)
        .where(Import.state == State.STORED, Import.layout == layout)
        .order_by(Import.stored_at.desc())
    )
    return latest or 0


def _refuse(session: Session, current: Import, problems: list[Problem]) -> None:
    bulk.upsert(
        session,
        ImportProblem,
        [
            {
                "import_id": current.id,
                "number": number,
                "row": problem.row,
                "column": problem.column and problem.column[:120],
                "found": problem.found,
                "problem": problem.problem,
            }
            for number, problem in enumerate(problems, start=1)
        ],
        key=["import_id", "number"],
    )
    current.become(State.REFUSED)
    _forget_content(session, current.id)


def begin_storing(session: Session, import_id: UUID) -> None:
    """Show that a file is about to be stored; raises Conflict unless it is ready."""
    current = _import(session, import_id)
    current.become(State.STORING)
    current.seen_at = clock.now()
    _note(session, "import.confirmed", current, hash=current.sha256)


def store(session: Session, import_id: UUID, *, own_area: str | None) -> int:
    """Store a checked file's figures, all of them; say how many changed.

    Raises Conflict unless the file is ready or about to be stored. The door's
    transaction makes it all or nothing: the areas, the figures, the observations that
    follow, and the state.
    """
    current = _import(session, import_id)
    current.become(State.STORED)
    content = staging.unpack(_upload(session, import_id).content)
    figures.learn_areas(session, content.areas)
    figures.learn_neighbours(session, content.neighbours)
    changed = figures.record_measures(
        session, content.rows, own_area=own_area, import_id=import_id
    )
    current.stored_at = clock.now()
    current.summary = {**current.summary, "fault": None}
    _note(session, "import.stored", current, hash=current.sha256, count=changed)
    _forget_content(session, import_id)
    return changed


def discard(session: Session, import_id: UUID) -> None:
    """Throw a checked file away; raises Conflict when it is stored already."""
    current = _import(session, import_id)
    current.become(State.DISCARDED)
    _note(session, "import.discarded", current)
    _forget_content(session, import_id)


def give_up_silent(session: Session, import_id: UUID) -> None:
    """Give up a check or a storing that stopped: the server was restarted meanwhile."""
    current = _import(session, import_id)
    patience = SILENCE.get(current.state)
    if patience is not None and clock.now() - current.seen_at > patience:
        give_up(session, import_id, INTERRUPTED)


def give_up(session: Session, import_id: UUID, why: str) -> None:
    """Refuse a file that is still being checked; make one being stored ready again."""
    current = _import(session, import_id)
    if current.state is State.CHECKING:
        current.problem_count = 1
        _refuse(session, current, [Problem(None, None, "", why)])
    elif current.state is State.STORING:
        current.become(State.READY)
        current.summary = {**current.summary, "fault": NOT_STORED}


def _import(session: Session, import_id: UUID) -> Import:
    found = session.get(Import, import_id, with_for_update=True)
    if found is None:
        raise NotFound
    return found


def _upload(session: Session, import_id: UUID) -> Upload:
    found = session.get(Upload, import_id)
    if found is None:
        raise NotFound
    return found


def _note(session: Session, act: str, about: Import, **detail: str | int) -> None:
    trail.record(session, act=act, resource="imports", record=about.id, detail=detail)


def _forget_content(session: Session, import_id: UUID) -> None:
    session.flush()
    session.execute(delete(Upload).where(Upload.import_id == import_id))


def check(
    database: Database, import_id: UUID, *, progress: Progress | None = None
) -> State:
    """Check a received file from beginning to end, in transactions of its own.

    For a background thread or a command: reading takes place between transactions,
    and each step is shown on the import and told to ``progress``.
    """
    with confined.reader() as reader:
        return _check(database, import_id, reader=reader, progress=progress)


def _check(
    database: Database,
    import_id: UUID,
    *,
    reader: confined.Reader,
    progress: Progress | None,
) -> State:
    def step(rows_done: int, rows_total: int) -> None:
        with database.transaction() as session:
            note_progress(
                session, import_id, rows_done=rows_done, rows_total=rows_total
            )
        if progress is not None:
            progress(rows_done, rows_total)

    with database.reading() as session:
        name, content = content_of(session, import_id)
        known = what_is_known(session)
    examined = checking.examine(
        name, content, known=known, open_table=reader.open, progress=step
    )
    if progress is not None:
        progress(examined.gathered.rows, examined.gathered.rows)
    with database.transaction() as session:
        return finish_check(session, import_id, examined)


@collector.waits()
def store_file(
    database: Database,
    source: Path | bytes,
    *,
    own_area: str | None,
    user_id: UUID | None = None,
    name: str = "figures.csv",
    progress: Progress | None = None,
) -> Result:
    """Receive, check and store a file in one go, in transactions of its own.

    For commands and demonstrations. Raises Unreadable or Refused for a file with
    faults and AlreadyStored for the same file twice; then nothing was changed.
    """
    if isinstance(source, Path):
        reading.check_size(source.stat().st_size)
        name, content = source.name, source.read_bytes()
    else:
        content = source
    # The reading process gets ready while the file is received.
    with confined.reader() as reader:
        with database.transaction() as session:
            import_id = receive_file(
                session, name=name, content=content, user_id=user_id
            )
        state = _check(database, import_id, reader=reader, progress=progress)
    if state is State.REFUSED:
        with database.reading() as session:
            raise _refusal(session, import_id)
    return _stored(database, import_id, own_area=own_area)


def _stored(database: Database, import_id: UUID, *, own_area: str | None) -> Result:
    with database.transaction() as session:
        store(session, import_id, own_area=own_area)
        stored = _import(session, import_id)
        return Result(
            import_id=import_id,
            title=stored.title,
            rows=stored.rows_done,
            new=stored.summary["new"],
            changed=stored.summary["changed"],
            unchanged=stored.summary["unchanged"],
        )


def _refusal(session: Session, import_id: UUID) -> Refused:
    rows = session.scalars(
        select(ImportProblem)
        .where(ImportProblem.import_id == import_id)
        .order_by(ImportProblem.number)
    )
    problems = [Problem(row.row, row.column, row.found, row.problem) for row in rows]
    return Refused(import_id, problems, _import(session, import_id).problem_count)
