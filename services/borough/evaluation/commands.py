"""``evaluation``: ask people three months on what training changed."""

import threading

import click

from borough.evaluation import service
from kit.db import Database
from kit.instance import Instance, pass_instance
from kit.settings import Settings

LOOK_EVERY = 3600.0


@click.group("evaluation")
def evaluation() -> None:
    """Evaluation of training."""


@evaluation.command("remind")
@pass_instance
def remind(instance: Instance) -> None:
    """Tell everybody once whose questions three months on are open."""
    with instance.database.transaction() as session:
        number = service.remind(session)
    click.echo(f"{number} {'person' if number == 1 else 'people'} told.")


def run(_settings: Settings, database: Database, stop: threading.Event) -> None:
    """Look once an hour until told to stop; each person is told once."""
    while True:
        with database.transaction() as session:
            service.remind(session)
        if stop.wait(LOOK_EVERY):
            return
