"""A loop for what was shared: tell who looked, destroy what is over."""

import threading

from borough.shared_cases import service
from kit.db import Database
from kit.settings import Settings
from kit.vault import shredding

LOOK_EVERY = 300.0


def run(_settings: Settings, database: Database, stop: threading.Event) -> None:
    """Look every five minutes, and leave nothing of a destroyed key in the files."""
    seen = -1
    while True:
        with database.transaction() as session:
            service.sweep(session)
            gone = service.destroyed(session)
        if gone != seen:
            shredding.scrub(database)
        seen = gone
        if stop.wait(LOOK_EVERY):
            return
