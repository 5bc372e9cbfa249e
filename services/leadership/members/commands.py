"""The command line of the member registry: enter members, list them, publish."""

from pathlib import Path

import click

from kit import errors
from kit.exchange import sealing_keys
from kit.exchange.keys import Use, load_signing_key, read_public
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
    help="File with the public halves of its keys, as `accord keys init` wrote it.",
)
@pass_instance
def add(
    instance: Instance, slug: str, name: str, area_code: str, key_file: Path
) -> None:
    """Enter a member; it counts once the registry is published."""
    raw = key_file.read_bytes()
    keys = read_public(raw)
    with instance.database.transaction() as session:
        member = service.add_member(
            session,
            slug=slug,
            name=name,
            area_code=area_code,
            jwk=keys[Use.SIGNING],
            trail_jwk=keys.get(Use.TRAIL),
            sealing=sealing_keys.read_told(raw),
        )
        click.echo(f"{member.name} is entered with key {member.kid}.")


@members.command("trail-key")
@click.option("--slug", required=True, help="The member it belongs to.")
@click.option(
    "--key",
    "key_file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with the public halves of its keys.",
)
@pass_instance
def trail_key(instance: Instance, slug: str, key_file: Path) -> None:
    """Say which key signs a member's trail; it counts once published."""
    keys = read_public(key_file.read_bytes())
    if Use.TRAIL not in keys:
        raise errors.Invalid(f"{key_file.name} holds no key of a trail.")
    with instance.database.transaction() as session:
        member = service.give_trail_key(session, slug=slug, jwk=keys[Use.TRAIL])
        click.echo(f"The trail of {member.name} is signed with {member.trail_kid}.")


@members.command("sealing-key")
@click.option("--slug", required=True, help="The member it belongs to.")
@click.option(
    "--key",
    "key_file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="File with the public halves of its keys.",
)
@pass_instance
def sealing_key(instance: Instance, slug: str, key_file: Path) -> None:
    """Say which key others seal cases to; it counts once published.

    The other boroughs take it only by the member's own word, or by voice.
    """
    told = sealing_keys.read_told(key_file.read_bytes())
    if told is None:
        raise errors.Invalid(f"{key_file.name} holds no sealing key.")
    with instance.database.transaction() as session:
        member = service.give_sealing_key(session, slug=slug, told=told)
        click.echo(f"Others seal to {member.name} with {member.sealing_kid}.")


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
