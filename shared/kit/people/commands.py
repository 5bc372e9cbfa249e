"""Manage accounts on the host: the only way the first person gets in."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import click

from kit.access.policy import Action, Policy
from kit.accounts import service as account_service
from kit.accounts.commands import Instance, link, show, sign_in_address
from kit.errors import AccordError
from kit.hats import service as hats
from kit.hats.model import ANYWHERE, Places
from kit.invitations.service import path_of
from kit.people import service

_ABOUT = (
    click.Option(["--email"], required=True, help="Their e-mail address."),
    click.Option(["--name"], required=True, help="Their name, as pages show it."),
)


def accounts(policy: Policy, places: Places = ANYWHERE) -> click.Group:
    """The group ``accounts``, with the roles of one service.

    A role that is spelt wrongly would open nothing, and nobody would know why.
    """
    commands = [_adding(policy, places), _first(policy), link, show]
    return click.Group("accounts", commands=commands, help="People who may sign in.")


def _adding(policy: Policy, places: Places) -> click.Command:
    @click.pass_obj
    def add(
        instance: Instance, /, email: str, name: str, role: str, **place: str | None
    ) -> None:
        given = policy.roles[role]
        with _spoken(), instance.database.transaction() as session:
            user_id = account_service.open_account(session, email=email, name=name)
            hats.grant_role(
                session,
                user_id=user_id,
                role=given,
                agency=place["agency"],
                body=place["body"],
                by=None,
                places=places,
            )
            token = account_service.issue_link(session, user_id=user_id)
        click.echo(f"Made an account for {email}. Sign in once, within 24 hours, at")
        click.echo(sign_in_address(instance.settings, token=token))
        if given.confirmed:
            click.echo(f"{given.name} counts once a second person agreed on the pages.")

    roles = click.Choice(list(policy.roles))
    role = click.Option(["--role"], required=True, type=roles, help="What they do.")
    return click.Command(
        "add",
        callback=add,
        help="Make an account and print a one-time sign-in link for it.",
        params=[*_ABOUT, role, *_where(places)],
    )


def _where(places: Places) -> list[click.Option]:
    def one_of(listed: Mapping[str, str]) -> click.Choice[str] | None:
        return click.Choice(list(listed)) if listed else None

    return [
        click.Option(
            ["--agency"],
            type=one_of(places.agencies),
            help="For roles in an agency: its short name.",
        ),
        click.Option(
            ["--body"],
            type=one_of(places.bodies),
            help="For roles in a group or panel: its short name.",
        ),
    ]


def _first(policy: Policy) -> click.Command:
    @click.pass_obj
    def first(instance: Instance, email: str, name: str) -> None:
        administrators = policy.roles_for("people", Action.UPDATE)
        with _spoken(), instance.database.transaction() as session:
            token = service.first_administrator(
                session,
                email=email,
                name=name,
                role=policy.roles[administrators[0]],
                administrators=administrators,
            )
        click.echo(f"{email} becomes the administrator with this link, once, within")
        click.echo("15 minutes. It is not shown again.")
        click.echo(f"{instance.settings.public_url.rstrip('/')}{path_of(token)}")

    return click.Command(
        "first-administrator",
        callback=first,
        help="Print a link for the first administrator; only while there is none.",
        params=list(_ABOUT),
    )


@contextmanager
def _spoken() -> Iterator[None]:
    """Say what is wrong in a sentence, not with a traceback."""
    try:
        yield
    except AccordError as fault:
        raise click.ClickException(str(fault)) from fault
