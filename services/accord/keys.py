"""``accord keys``: the signing key of one member, made on the member's own host."""

from pathlib import Path

import click
import orjson

from kit import errors
from kit.exchange import keys as exchange_keys

DIRECTORY = click.Path(file_okay=False, path_type=Path)


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
    click.echo(f"The signing key of {member} is in {directory}. Keep it there.")
    _show(member, key)


@keys.command()
@click.option("--member", required=True, help="The member's slug.")
@click.option("--dir", "directory", required=True, type=DIRECTORY)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write the public half to this file, as JWK.",
)
def show(member: str, directory: Path, output: Path | None) -> None:
    """Show the public half: a borough's is for leadership, leadership's for all."""
    key = exchange_keys.load_signing_key(directory)
    if output is not None:
        output.write_bytes(orjson.dumps(exchange_keys.public_jwk(key)))
    _show(member, key)


def _show(member: str, key: exchange_keys.SigningKey) -> None:
    click.echo(f"Fingerprint to read out when it is handed over: {key.kid}")
    public = {"member": member, "jwk": exchange_keys.public_jwk(key)}
    click.echo(orjson.dumps(public).decode())
