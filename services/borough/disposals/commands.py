"""``disposals``: look each night for records whose time is over, and clean up."""

import threading
from datetime import timedelta

import click

from borough.disposals import queries, service
from kit import clock
from kit.db import Database
from kit.instance import Instance, pass_instance
from kit.settings import Settings
from kit.vault import shredding, tombstones

LOOK_EVERY = 3600.0


@click.group("disposals")
def disposals() -> None:
    """Records that are kept for a time, and destroyed after it."""


@disposals.command("propose")
@pass_instance
def propose(instance: Instance) -> None:
    """Put what is over on the list that two people decide on."""
    with instance.database.transaction() as session:
        number = service.propose(session, on=clock.today())
    click.echo(f"{number} {'record' if number == 1 else 'records'} proposed.")


@disposals.command("scrub")
@pass_instance
def scrub(instance: Instance) -> None:
    """Rewrite what may still hold destroyed keys; run rotate after it, now and then."""
    shredding.scrub(instance.database)
    click.echo("The files of the database hold no destroyed key.")


def run(settings: Settings, database: Database, stop: threading.Event) -> None:
    """Look once an hour, so that a night is never missed, until told to stop."""
    scrubbed = clock.now() - timedelta(days=1)
    while True:
        began = clock.now()
        with database.transaction() as session:
            service.propose(session, on=clock.today())
            gone = queries.destroyed_since(session, scrubbed)
        if gone:
            shredding.scrub(database)
        tombstones.note(database, settings.vault_file.parent)
        scrubbed = began
        if stop.wait(LOOK_EVERY):
            return
