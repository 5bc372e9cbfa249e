"""``self-assessments``: remind agencies of what is due from them."""

import threading

import click

from borough.self_assessments import service
from kit.db import Database
from kit.instance import Instance, pass_instance
from kit.settings import Settings

LOOK_EVERY = 3600.0


@click.group("self-assessments")
def self_assessments() -> None:
    """Self-assessments of agencies."""


@self_assessments.command("remind")
@pass_instance
def remind(instance: Instance) -> None:
    """Remind agencies three times before the due day, on it and twice after."""
    with instance.database.transaction() as session:
        number = len(service.remind(session))
    click.echo(f"{number} {'agency' if number == 1 else 'agencies'} reminded.")


def run(_settings: Settings, database: Database, stop: threading.Event) -> None:
    """Look once an hour until told to stop; each rung of the ladder is told once."""
    while True:
        with database.transaction() as session:
            service.remind(session)
        if stop.wait(LOOK_EVERY):
            return
