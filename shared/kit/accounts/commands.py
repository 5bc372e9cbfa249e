"""Look at accounts on the host, and print sign-in links for them."""

from datetime import timedelta
from typing import Protocol

import click

from kit.accounts import queries, service
from kit.db import Database
from kit.errors import AccordError
from kit.settings import Settings


class Instance(Protocol):
    """What the command line hands on as ``ctx.obj``: one instance's parts."""

    @property
    def settings(self) -> Settings:
        """The instance's settings."""

    @property
    def database(self) -> Database:
        """The instance's database."""


@click.command()
@click.argument("email")
@click.option("--hours", default=24, show_default=True, help="How long it is good for.")
@click.pass_obj
def link(instance: Instance, email: str, hours: int) -> None:
    """Print a one-time sign-in link for EMAIL."""
    try:
        with instance.database.transaction() as session:
            found = queries.person(session, email=email)
            if found is None:
                raise click.ClickException(f"There is no account for {email}")
            token = service.issue_link(
                session, user_id=found.user_id, life=timedelta(hours=hours)
            )
    except AccordError as fault:
        raise click.ClickException(str(fault)) from fault
    click.echo(sign_in_address(instance.settings, token=token))


@click.command(name="list")
@click.pass_obj
def show(instance: Instance) -> None:
    """List every account."""
    with instance.database.reading() as session:
        for person in queries.people(session):
            state = "" if person.active else "  (closed)"
            click.echo(f"{person.email}  {person.role}  {person.name}{state}")


def sign_in_address(settings: Settings, *, token: str) -> str:
    """The address that signs somebody in once, for the token of ``issue_link``."""
    return f"{settings.public_url.rstrip('/')}/sign-in/link/{token}"
