"""Manage accounts on the host: the only way the first person gets in."""

from collections.abc import Iterable
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


def accounts(roles: Iterable[str]) -> click.Group:
    """The group ``accounts``; an account can only have one of ``roles``.

    A role that is spelt wrongly would open nothing, and nobody would know why.
    """
    role = click.Option(
        ["--role"],
        required=True,
        type=click.Choice([str(word) for word in roles]),
        help="What they may open.",
    )
    adding = click.Command(
        "add", callback=_add, help=_add.__doc__, params=[*_ABOUT, role]
    )
    commands = [adding, link, show]
    return click.Group("accounts", commands=commands, help="People who may sign in.")


_ABOUT = (
    click.Option(["--email"], required=True, help="Their e-mail address."),
    click.Option(["--name"], required=True, help="Their name, as pages show it."),
)


@click.pass_obj
def _add(instance: Instance, email: str, name: str, role: str) -> None:
    """Make an account and print a one-time sign-in link for it."""
    try:
        with instance.database.transaction() as session:
            user_id = service.create_user(session, email=email, name=name, role=role)
            token = service.issue_link(session, user_id=user_id)
    except AccordError as fault:
        raise click.ClickException(str(fault)) from fault
    click.echo(f"Made an account for {email}. Sign in once, within 24 hours, at")
    click.echo(sign_in_address(instance.settings, token=token))


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
