"""``summaries``: remind agencies of the summaries that are due from them."""

import click

from borough.summaries import service
from kit.instance import Instance, pass_instance


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
