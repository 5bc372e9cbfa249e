"""``accord keys``: the signing key of one member, made on the member's own host."""

from pathlib import Path

import click
import orjson

from kit import errors
from kit.exchange import keys as exchange_keys
from kit.exchange import membership
from kit.exchange.keys import SigningKey

DIRECTORY = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)


@click.group()
def keys() -> None:
    """Make and show a member's keys."""


@keys.command()
@click.option("--member", required=True, help="The member's slug.")
@click.option("--dir", "directory", required=True, type=DIRECTORY)
def init(member: str, directory: Path) -> None:
    """Make the signing key; one that exists is never written over."""
    try:
        key = exchange_keys.create_signing_key(directory)
    except FileExistsError as error:
        raise errors.Conflict(
            f"{directory} holds a signing key already. Nothing was changed."
        ) from error
    public = directory / f"{member}.public.json"
    public.write_bytes(orjson.dumps(exchange_keys.public_jwk(key)) + b"\n")
    click.echo(f"The signing key of {member} is in {directory}. It stays there.")
    click.echo(f"Hand {public} to leadership.")
    _say_fingerprint(key)


@keys.command()
@click.option("--dir", "directory", required=True, type=DIRECTORY)
def fingerprint(directory: Path) -> None:
    """Say the fingerprint of the signing key, to be compared by voice."""
    _say_fingerprint(exchange_keys.load_signing_key(directory))


@keys.command()
@click.option("--dir", "directory", required=True, type=DIRECTORY)
@click.option("--output", required=True, type=FILE)
def anchor(directory: Path, output: Path) -> None:
    """Write leadership's anchor: the file every member is given once."""
    key = exchange_keys.load_signing_key(directory)
    membership.write_anchor(output, key)
    click.echo(f"The anchor is in {output}. Give it to every member.")
    _say_fingerprint(key)


def _say_fingerprint(key: SigningKey) -> None:
    click.echo(f"Compare its fingerprint by voice: {key.kid}")
