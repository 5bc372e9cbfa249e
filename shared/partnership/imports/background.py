"""Checking and storing files in a thread beside the web requests, one by one."""

from collections.abc import Callable, MutableMapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any
from uuid import UUID

from kit import logs
from kit.db import Database
from partnership.imports import service

NAME = "accord-imports"


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
) -> Future[None]:
    """Store a file soon that was marked by ``service.begin_storing``."""

    def store(import_id: UUID) -> None:
        with database.transaction() as session:
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
    with logs.correlation(correlation):
        try:
            work(import_id)
        except Exception:
            # The edge of the thread: nobody else would ever hear of it.
            logs.get_logger(__name__).exception("work on a file failed")
            with database.transaction() as session:
                service.give_up(session, import_id, service.FAILED)
