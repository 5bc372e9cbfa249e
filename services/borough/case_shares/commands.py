"""A loop for sharing: tell coordinators and looks, ask back what is over."""

import threading

from borough.case_shares import service
from borough.coordinators import service as coordinators
from kit.db import Database
from kit.settings import Settings

LOOK_EVERY = 300.0


def run(_settings: Settings, database: Database, stop: threading.Event) -> None:
    """Look every five minutes, until told to stop."""
    while True:
        look(database)
        if stop.wait(LOOK_EVERY):
            return


def look(database: Database) -> None:
    """Do each once, in transactions of their own."""
    with database.transaction() as session:
        coordinators.tell(session)
    with database.transaction() as session:
        service.sweep(session)
