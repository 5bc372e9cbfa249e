"""``bookings``: let time pass for waiting lists, and delete names after their time."""

import threading

import click

from borough.bookings import service
from borough.offers import service as offers
from borough.retention import service as retention
from kit.db import Database
from kit.instance import Instance, pass_instance
from kit.settings import Settings

LOOK_EVERY = 300.0


@click.group("bookings")
def bookings() -> None:
    """Training bookings."""


@bookings.command("settle")
@pass_instance
def settle(instance: Instance) -> None:
    """End holds that are over, release places, and pass them on."""
    with instance.database.transaction() as session:
        number = service.sweep(session)
    click.echo(f"{number} {'booking' if number == 1 else 'bookings'} moved.")


@bookings.command("forget")
@pass_instance
def forget(instance: Instance) -> None:
    """Delete names and addresses of events that are over long enough."""
    with instance.database.transaction() as session:
        number = retention.forget(session)
        asked = retention.forget_asked(session)
    click.echo(f"{number} {'booking' if number == 1 else 'bookings'} without names.")
    click.echo(f"{asked} {'request' if asked == 1 else 'requests'} without names.")


def run(_settings: Settings, database: Database, stop: threading.Event) -> None:
    """Do both every five minutes, and tell other boroughs of changed events."""
    while True:
        with database.transaction() as session:
            service.sweep(session)
            retention.forget(session)
            retention.forget_asked(session)
            offers.restate_all(session)
        if stop.wait(LOOK_EVERY):
            return
