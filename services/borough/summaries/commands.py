"""``summaries``: remind agencies of the summaries that are due from them."""

import threading

import click

from borough.summaries import service
from kit.db import Database
from kit.instance import Instance, pass_instance
from kit.settings import Settings

LOOK_EVERY = 3600.0


@click.group("summaries")
def summaries() -> None:
    """Agency summaries for reviews."""


@summaries.command("chase")
@pass_instance
def chase(instance: Instance) -> None:
    """Remind agencies on the due day, three days later and ten days later."""
    with instance.database.transaction() as session:
        number = len(service.chase(session))
    click.echo(f"{number} {'request' if number == 1 else 'requests'} chased.")


def run(_settings: Settings, database: Database, stop: threading.Event) -> None:
    """Look once an hour until told to stop; each rung of the ladder is told once."""
    while True:
        with database.transaction() as session:
            service.chase(session)
        if stop.wait(LOOK_EVERY):
            return
