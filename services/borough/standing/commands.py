"""``standing``: prove what left for the leadership group against our own bundles."""

import click

from borough.standing import queries
from kit.exchange import evidence
from kit.exchange.evidence import Sent
from kit.instance import Instance, pass_instance

BROKEN = 1


@click.group("standing")
def standing() -> None:
    """What the leadership group knows about us."""


@standing.command("verify")
@click.option("--summary", is_flag=True, help="Only what all of it comes to.")
@pass_instance
def verify(instance: Instance, summary: bool) -> None:
    """Look for every event in the bundles that were sealed, and print where it is.

    Ends with 0 when each is where it should be, else with 1.
    """
    streams = queries.streams_of(instance.settings.member)
    with instance.database.reading() as session:
        report = evidence.check(session, streams, tell=None if summary else _tell)
    click.echo(
        f"{report.events} events, {report.waiting} not sealed yet, "
        f"{report.bundles} bundles."
    )
    for fault in report.faults:
        click.echo(f"Fault: {fault}")
    click.echo("Whole." if report.whole else "Broken.")
    if not report.whole:
        raise SystemExit(BROKEN)


def _tell(sent: Sent) -> None:
    place = f"{sent.bundle} {sent.hash}" if sent.bundle else "no bundle"
    click.echo(
        f"{sent.event_id} {sent.type} {sent.subject} v{sent.version} "
        f"{sent.digest} {sent.proof.value} {place}"
    )
