"""``accord broker``: what the broker is given, and proof that it keeps its denials."""

import json
from collections.abc import Iterator
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from accord import broker_checks
from accord.broker_checks import Check, Where
from kit.exchange.broker import BrokerAway
from kit.exchange.topology import Topology

PASSWORD_SUFFIX = ".password"  # noqa: S105 - the end of a file's name

passwords_option = click.option(
    "--passwords",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with one file <member>.password for every member.",
)


@click.group()
def broker() -> None:
    """What stands on RabbitMQ, and who may do what there."""


@broker.command()
@passwords_option
@click.option("--vhost", help="Another virtual host than the contract names.")
def definitions(passwords: Path, vhost: str | None) -> None:
    """Print the definitions RabbitMQ loads: queues, users, rights.

    Only salted hashes of the passwords are printed.
    """
    topology = Topology.load()
    made = topology.definitions(read_passwords(topology, passwords), vhost=vhost)
    click.echo(json.dumps(made, indent=2))


@broker.command()
@passwords_option
@click.option(
    "--url",
    default="amqp://127.0.0.1:5672/accord",
    show_default=True,
    help="Address without a user; amqps:// takes cacertfile, certfile and keyfile "
    "as query parameters, in which {member} is the member's slug.",
)
@click.option(
    "--exported",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What `rabbitmqctl export_definitions` wrote: compared with the contract, "
    "so that no queue, binding, user or right is missing or too many.",
)
@click.option("--all", "show", flag_value="all", help="Show what is well, too.")
def check(
    passwords: Path,
    url: str,
    exported: Path | None,
    show: str | None,
) -> None:
    """Try, as every member, what the broker must deny. Exit 1 on any hole."""
    topology = Topology.load()
    where = Where(url)
    try:
        checks = [
            *broker_checks.live(topology, where, read_passwords(topology, passwords)),
            *_compared(topology, where, exported),
        ]
    except BrokerAway as away:
        raise click.ClickException(str(away)) from away
    _tell(checks, everything=show is not None)
    if any(not each.well for each in checks):
        raise SystemExit(1)


def read_passwords(topology: Topology, folder: Path) -> dict[str, str]:
    """The first line of ``<member>.password`` for every member."""
    missing = [
        slug
        for slug in topology.slugs
        if not (folder / f"{slug}{PASSWORD_SUFFIX}").is_file()
    ]
    if missing:
        raise click.ClickException(
            f"{folder} has no {PASSWORD_SUFFIX} file for {', '.join(missing)}"
        )
    return {
        slug: (folder / f"{slug}{PASSWORD_SUFFIX}").read_text().splitlines()[0].strip()
        for slug in topology.slugs
    }


def _compared(
    topology: Topology, where: Where, exported: Path | None
) -> Iterator[Check]:
    if exported is not None:
        found = json.loads(exported.read_text(encoding="utf-8"))
        yield from broker_checks.compared(topology, where, found)


def _tell(checks: list[Check], *, everything: bool) -> None:
    console = Console()
    wrong = [each for each in checks if not each.well]
    table = Table()
    for title in ("Member", "Tried", "Expected", "Found", ""):
        table.add_column(title, overflow="fold")
    for each in checks if everything else wrong:
        mark = "well" if each.well else "HOLE"
        table.add_row(each.member, each.tried, each.expected, each.found, mark)
    if table.row_count:
        console.print(table)
    console.print(f"{len(checks)} checks, {len(wrong)} holes")
