"""``reporting-forms``: remind agencies of the forms that are out."""

import threading

import click

from borough.form_chasing import service
from kit.db import Database
from kit.instance import Instance, pass_instance
from kit.settings import Settings

LOOK_EVERY = 3600.0


@click.group("reporting-forms")
def reporting_forms() -> None:
    """Reporting forms of child death reviews."""


@reporting_forms.command("chase")
@pass_instance
def chase(instance: Instance) -> None:
    """Remind of each form that is out, by this area's ladder."""
    with instance.database.transaction() as session:
        number = service.chase(session)
    click.echo(f"{number} {'form was' if number == 1 else 'forms were'} chased.")


def run(_settings: Settings, database: Database, stop: threading.Event) -> None:
    """Look once an hour until told to stop; each rung of the ladder is told once."""
    while True:
        with database.transaction() as session:
            service.chase(session)
        if stop.wait(LOOK_EVERY):
            return
