"""``accord borough keys``: tend the keys of data at rest on the instance's own host."""

import click

from kit.instance import Instance, pass_instance
from kit.vault import rotation
from kit.vault.keyring import Keyring


@click.group()
def keys() -> None:
    """The keys of what this instance keeps locked."""


@keys.command()
@pass_instance
def rotate(instance: Instance) -> None:
    """Change the instance key; run again, it goes on where a stopped run ended.

    Pages and the exchange may run meanwhile. Copies of the database from before, and
    of the key file, are of no use to anybody who does not hold both.
    """
    database = instance.database
    done = rotation.rotate(database, Keyring(instance.settings.vault_file))
    click.echo(
        f"{done.wrapped} data keys are wrapped with the key {done.name}; "
        f"{done.destroyed} old instance keys are destroyed."
    )
    click.echo("Put the new key file into the safe, apart from the backups.")
