"""``accord keys``: the keys of one member, made on the member's own host."""

from pathlib import Path

import click

from kit import errors
from kit.exchange import keys as exchange_keys
from kit.exchange import membership
from kit.exchange.keys import Use

DIRECTORY = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def keys() -> None:
    """Make and show a member's keys."""


@keys.command()
@click.option("--member", required=True, help="The member's slug.")
@click.option("--dir", "directory", required=True, type=DIRECTORY)
def init(member: str, directory: Path) -> None:
    """Make the keys that are missing; one that exists is never written over.

    One signs what the member says, the other the heads of its audit trail.
    """
    made = exchange_keys.create_missing_keys(directory)
    if not made:
        raise errors.Conflict(
            f"{directory} holds every key already. Nothing was changed."
        )
    public = directory / f"{member}.public.json"
    exchange_keys.write_public(public, directory)
    click.echo(f"The keys of {member} are in {directory}. They stay there.")
    click.echo(f"Hand {public} to leadership.")
    _say_fingerprints(directory)


@keys.command()
@click.option("--dir", "directory", required=True, type=DIRECTORY)
def fingerprint(directory: Path) -> None:
    """Say the fingerprints of the keys, to be compared by voice."""
    exchange_keys.load_signing_key(directory)
    _say_fingerprints(directory)


@keys.command()
@click.option("--dir", "directory", required=True, type=DIRECTORY)
@click.option("--output", required=True, type=FILE)
def anchor(directory: Path, output: Path) -> None:
    """Write leadership's anchor: the file every member is given once."""
    key = exchange_keys.load_signing_key(directory)
    membership.write_anchor(output, key)
    click.echo(f"The anchor is in {output}. Give it to every member.")
    click.echo(f"Compare its fingerprint by voice: {key.kid}")


def _say_fingerprints(directory: Path) -> None:
    for use in Use:
        key = exchange_keys.load_key_if_there(directory, use)
        if key is not None:
            click.echo(f"Compare the fingerprint of the {use} key by voice: {key.kid}")
