"""The command line of the member registry: enter members, list them, publish."""

from pathlib import Path

import click
import orjson

from kit.exchange.keys import load_signing_key
from kit.instance import Instance, pass_instance
from leadership.members import queries, service


@click.group()
def members() -> None:
    """Who belongs to the federation, with which keys."""


@members.command()
@click.option("--slug", required=True, help="Short name, such as havering.")
@click.option("--name", required=True, help="Name as people say it.")
@click.option("--area-code", default="", help="ONS code of the area it speaks for.")
@click.option(
    "--key",
    "key_file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with the public half of its signing key, as JWK.",
)
@pass_instance
def add(
    instance: Instance, slug: str, name: str, area_code: str, key_file: Path
) -> None:
    """Enter a member; it counts once the registry is published."""
    with instance.database.transaction() as session:
        member = service.add_member(
            session,
            slug=slug,
            name=name,
            area_code=area_code,
            jwk=orjson.loads(key_file.read_bytes()),
        )
        click.echo(f"{member.name} is entered with key {member.kid}.")


@members.command("list")
@pass_instance
def show(instance: Instance) -> None:
    """List the members, their status and their keys."""
    with instance.database.reading() as session:
        for member in queries.members(session):
            click.echo(
                f"{member.slug}\t{member.area_code or '-'}\t{member.status}\t"
                f"{member.fingerprint}"
            )


@members.command()
@click.option(
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to write the signed registry for the members.",
)
@pass_instance
def publish(instance: Instance, output: Path) -> None:
    """Sign the next version of the registry and write it to a file."""
    key = load_signing_key(instance.settings.keys_dir)
    with instance.database.transaction() as session:
        raw = service.publish_registry(session, key=key)
    output.write_bytes(raw)
    click.echo(f"The signed registry is in {output}. Hand it to every member.")
