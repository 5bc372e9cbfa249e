"""The loop that tells those who tend the instance when the exchange needs a person."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kit import clock
from kit.access.policy import Action, Policy
from kit.db import Database
from kit.exchange import queries as exchange
from kit.exchange.queries import Troubles
from kit.notices import service
from kit.notices.service import Words
from kit.settings import Settings

LOOK_EVERY = 30.0
STOPPED: Words = {
    "kind": "exchange",
    "text": "A stream of messages is stopped and needs a person to look",
    "href": "/exchange/",
}
PARKED: Words = {
    "kind": "exchange",
    "text": "Messages arrived that could not be applied",
    "href": "/exchange/",
}


class Watch:
    """Looks at the exchange beside its loops, so that none of them is held up.

    What was told is remembered while the process runs; after a restart what is still
    wrong is told again.
    """

    def __init__(self, database: Database, *, roles: Sequence[str]) -> None:
        self._database = database
        self._roles = roles
        self._told = Troubles(stopped=frozenset(), parked=frozenset())
        self._tidied: date | None = None

    def look(self) -> None:
        """Tell of what was not wrong when we last looked."""
        with self._database.reading() as session:
            found = exchange.troubles(session)
        if found.stopped - self._told.stopped:
            self._tell(STOPPED)
        if found.parked - self._told.parked:
            self._tell(PARKED)
        self._told = found

    def tidy(self) -> None:
        """Forget old notices, once a day."""
        today = clock.today()
        if self._tidied != today:
            with self._database.transaction() as session:
                service.forget(session)
            self._tidied = today

    def _tell(self, words: Words) -> None:
        with self._database.transaction() as session:
            service.tell_roles(session, roles=self._roles, **words)


@dataclass(frozen=True, kw_only=True)
class Watching:
    """The loop of one service; ``policy`` says who looks after the instance."""

    policy: Policy

    def run(
        self, _settings: Settings, database: Database, stop: threading.Event
    ) -> None:
        """Look every half minute until told to stop."""
        roles = self.policy.roles_for("settings", Action.UPDATE)
        watch = Watch(database, roles=roles)
        watch.look()
        while not stop.wait(LOOK_EVERY):
            watch.look()
            watch.tidy()
