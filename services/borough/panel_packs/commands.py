"""Let packs of panel meetings expire: their days are over, their texts go."""

import threading

from borough.panel_packs import service
from kit import clock
from kit.db import Database
from kit.settings import Settings
from kit.vault import shredding

LOOK_EVERY = 3600.0


def run(_settings: Settings, database: Database, stop: threading.Event) -> None:
    """Look once an hour until told to stop."""
    while True:
        with database.transaction() as session:
            gone = service.expire(session, on=clock.today())
        if gone:
            shredding.scrub(database)
        if stop.wait(LOOK_EVERY):
            return
