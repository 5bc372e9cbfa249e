"""Checking and storing files in a thread beside the web requests, one by one."""

from collections.abc import Callable, MutableMapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from kit import clock, collector, logs
from kit.accounts.actor import Actor
from kit.db import Database
from kit.notices import service as notices
from partnership.imports import queries, service
from partnership.imports.model import State

NAME = "accord-imports"
# Whoever uploads a file looks on for a while; what takes longer comes as a notice.
STAYS_FOR = timedelta(seconds=20)
OUTCOMES = {
    State.READY: "A file you uploaded is checked and can be stored",
    State.REFUSED: "A file you uploaded has faults and was not taken",
    State.STORED: "A file you uploaded is stored",
}


def start_check(
    owner: MutableMapping[str, Any], database: Database, import_id: UUID
) -> Future[None]:
    """Check a received file soon; ``owner`` is the application's ``extensions``.

    Progress is written to the database, so any process can show it. A check lost
    with its process goes silent and is given up by the page that looks for it.
    """
    return _submit(owner, database, import_id, partial(service.check, database))


def start_store(
    owner: MutableMapping[str, Any],
    database: Database,
    import_id: UUID,
    *,
    own_area: str | None,
    by: Actor | None = None,
) -> Future[None]:
    """Store a file soon that was marked by ``service.begin_storing``, ``by`` whom."""

    def store(import_id: UUID) -> None:
        with database.transaction() as session:
            if by is not None:
                session.info["actor"] = by
            service.store(session, import_id, own_area=own_area)

    return _submit(owner, database, import_id, store)


def _submit(
    owner: MutableMapping[str, Any],
    database: Database,
    import_id: UUID,
    work: Callable[[UUID], object],
) -> Future[None]:
    pool: ThreadPoolExecutor = owner.setdefault(
        NAME, ThreadPoolExecutor(max_workers=1, thread_name_prefix=NAME)
    )
    return pool.submit(_run, database, import_id, work, logs.correlation_id())


def _run(
    database: Database,
    import_id: UUID,
    work: Callable[[UUID], object],
    correlation: str,
) -> None:
    started = clock.now()
    with logs.correlation(correlation), collector.waits():
        try:
            work(import_id)
        except Exception:
            # The edge of the thread: nobody else would ever hear of it.
            logs.get_logger(__name__).exception("work on a file failed")
            with database.transaction() as session:
                service.give_up(session, import_id, service.FAILED)
        if clock.now() - started > STAYS_FOR:
            _tell(database, import_id)


def _tell(database: Database, import_id: UUID) -> None:
    """Tell whoever uploaded a file what became of it."""
    with database.transaction() as session:
        found = queries.one(session, import_id)
        if found.created_by is not None and found.state in OUTCOMES:
            notices.tell(
                session,
                user_id=found.created_by,
                kind="import",
                text=OUTCOMES[found.state],
                href=queries.address(import_id),
            )
