"""``actions``: remind agencies of what is overdue or silent."""

import click

from kit.instance import Instance, pass_instance
from partnership.actions import queries, service
from partnership.brag.model import Show
from partnership.brag.queries import Filter


@click.group("actions")
def actions() -> None:
    """Actions of plans."""


@actions.command("chase")
@pass_instance
def chase(instance: Instance) -> None:
    """Remind agencies of their overdue and silent actions, each once a week."""
    with instance.database.transaction() as session:
        wanted = {
            each.id
            for show in (Show.OVERDUE, Show.SILENT)
            for each in queries.everything(session, wanted=Filter(show=show))
        }
        number = service.chase(session, action_ids=wanted)
    agencies = "1 agency" if number == 1 else f"{number} agencies"
    click.echo(f"{agencies} reminded of {len(wanted)} actions.")
