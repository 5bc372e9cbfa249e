"""``accord keys``: the keys of one member, made on the member's own host."""

from collections.abc import Iterator
from pathlib import Path

import click

from kit import errors
from kit.exchange import cross_signing, membership, sealing_keys
from kit.exchange import keys as exchange_keys
from kit.exchange.keys import FILES
from kit.vault import keyring

DIRECTORY = click.Path(file_okay=False, path_type=Path)
FILE = click.Path(dir_okay=False, path_type=Path)
VAULT = "vault.json"


@click.group()
def keys() -> None:
    """Make and show a member's keys."""


@keys.command()
@click.option("--member", required=True, help="The member's slug.")
@click.option("--dir", "directory", required=True, type=DIRECTORY)
@click.option(
    "--vault",
    type=FILE,
    help="Where ACCORD_VAULT_KEY_FILE is, if not beside the other keys.",
)
def init(member: str, directory: Path, vault: Path | None) -> None:
    """Make the keys that are missing; one that exists is never written over.

    One signs what the member says, one the heads of its audit trail; others seal cases
    to the third; the vault's key locks what the instance itself keeps.
    """
    if not list(_made(directory, vault or directory / VAULT)):
        raise errors.Conflict(
            f"{directory} holds every key already. Nothing was changed."
        )
    click.echo(f"The keys of {member} are in {directory}. They stay there.")
    _write_public(member, directory)
    _say_fingerprints(directory)


@keys.command("renew-sealing")
@click.option("--member", required=True, help="The member's slug.")
@click.option("--dir", "directory", required=True, type=DIRECTORY)
def renew_sealing(member: str, directory: Path) -> None:
    """Put a new sealing key in use, and destroy old ones whose time is over.

    What is on its way to the old key still opens, for 90 days. The others take the
    new one by themselves: the member's signing key vouches for it.
    """
    exchange_keys.load_signing_key(directory)
    gone = sealing_keys.destroy_old(directory)
    kid = sealing_keys.renew(directory).kid
    click.echo(f"Others seal to {kid} once leadership has published it.")
    click.echo(f"Old sealing keys destroyed: {len(gone)}.")
    _write_public(member, directory)
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


def _made(directory: Path, vault: Path) -> Iterator[str]:
    """Make what is missing; a word for each key made."""
    yield from exchange_keys.create_missing_keys(directory)
    if not (directory / sealing_keys.FILE).exists():
        yield sealing_keys.create(directory).kid
    if not vault.exists():
        yield keyring.create(vault)


def _write_public(member: str, directory: Path) -> None:
    public = directory / f"{member}.public.json"
    signing = exchange_keys.load_signing_key(directory)
    entry = sealing_keys.public_entry(directory, member=member, signing=signing)
    exchange_keys.write_public(public, directory, further=[entry])
    click.echo(f"Hand {public} to leadership.")


def _say_fingerprints(directory: Path) -> None:
    for use in FILES:
        key = exchange_keys.load_key_if_there(directory, use)
        if key is not None:
            click.echo(f"Compare the fingerprint of the {use} key by voice: {key.kid}")
    if not (directory / sealing_keys.FILE).exists():
        return
    groups = cross_signing.fingerprint(
        sealing=sealing_keys.load(directory).public,
        signing=exchange_keys.public_jwk(exchange_keys.load_signing_key(directory)),
    )
    click.echo(f"Coordinators of other boroughs are read: {' '.join(groups)}")
