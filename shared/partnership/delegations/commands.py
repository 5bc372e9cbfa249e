"""The loop that looks once an hour for delegations whose day is near."""

import threading

import click

from kit import clock
from kit.db import Database
from kit.instance import Instance, pass_instance
from kit.settings import Settings
from partnership.delegations import service

LOOK_EVERY = 3600.0


@click.group("delegations")
def delegations() -> None:
    """What bodies left to posts."""


@delegations.command("warn")
@pass_instance
def warn(instance: Instance) -> None:
    """Tell people of delegations due within 14 days that nobody completed."""
    with instance.database.transaction() as session:
        number = service.warn(session, on=clock.today())
    click.echo(f"{number} delegation{'' if number == 1 else 's'} told of.")


def run(_settings: Settings, database: Database, stop: threading.Event) -> None:
    """Look once an hour until told to stop."""
    while True:
        with database.transaction() as session:
            service.warn(session, on=clock.today())
        if stop.wait(LOOK_EVERY):
            return
