"""The loop that writes the weekly letters when they are due, and the same at once."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from kit import clock, logs
from kit.access.policy import Policy
from kit.db import Database
from kit.digest import queries, service
from kit.digest.model import Reader, due_in, is_time, week_of
from kit.front.model import Source
from kit.settings import Settings

log = logs.get_logger(__name__)

LOOK_EVERY = 60.0


@dataclass(frozen=True, kw_only=True)
class Weekly:
    """The letters of one service: what they ask, and who may know it."""

    sources: Callable[[Settings], Sequence[Source]]
    policy: Policy

    def run(
        self, settings: Settings, database: Database, stop: threading.Event
    ) -> None:
        """Write each week's letters on Monday at seven, or soon after, when we run."""
        if not settings.mail_url:
            stop.wait()
            return
        done = ""
        while not stop.is_set():
            now = clock.now()
            week = week_of(now)
            if week != done and is_time(now):
                self.write_all(settings, database, since=due_in(now))
                _tidy(database)
                done = week
            stop.wait(LOOK_EVERY)

    def write_all(
        self, settings: Settings, database: Database, *, since: datetime
    ) -> int:
        """Write to all who have not had this week's letter; returns how many went.

        ``since`` leaves out accounts made later. Who fails is logged and left for the
        next start; the others get theirs.
        """
        week, sources = week_of(clock.now()), self.sources(settings)
        with database.reading() as session:
            found = queries.readers(session, week=week, since=since)
        written = sum(self._write(database, one, sources, week) for one in found)
        log.info("weekly letters written", count=written)
        return written

    def _write(
        self, database: Database, reader: Reader, sources: Sequence[Source], week: str
    ) -> bool:
        try:
            with database.reading() as session:
                counts = queries.counts(
                    session, reader=reader, sources=sources, policy=self.policy
                )
            with database.transaction() as session:
                return service.write(session, reader=reader, week=week, counts=counts)
        except IntegrityError:
            return False  # another process was quicker
        except Exception:  # one person's edge: the others shall have theirs
            log.exception("weekly letter not written")
            return False


def _tidy(database: Database) -> None:
    with database.transaction() as session:
        service.forget(session)
