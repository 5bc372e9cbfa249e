"""Checking files in a thread beside the web requests, one after the other."""

from collections.abc import MutableMapping
from concurrent.futures import Future, ThreadPoolExecutor
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
    pool: ThreadPoolExecutor = owner.setdefault(
        NAME, ThreadPoolExecutor(max_workers=1, thread_name_prefix=NAME)
    )
    return pool.submit(_check, database, import_id, logs.correlation_id())


def _check(database: Database, import_id: UUID, correlation: str) -> None:
    with logs.correlation(correlation):
        try:
            service.check(database, import_id)
        except Exception:
            # The edge of the thread: nobody else would ever hear of it.
            logs.get_logger(__name__).exception("checking a file failed")
            with database.transaction() as session:
                service.give_up(session, import_id, service.FAILED)
