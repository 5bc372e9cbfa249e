"""``digest``: the weekly letters, now."""

import click

from kit import clock
from kit.digest import service
from kit.digest.model import week_of
from kit.digest.weekly import Weekly
from kit.instance import Instance, pass_instance


def digest(weekly: Weekly) -> click.Command:
    """The command of one service."""

    @click.command("digest")
    @click.option("--again", is_flag=True, help="Also to those who have had theirs.")
    @pass_instance
    def command(instance: Instance, again: bool) -> None:
        """Write this week's letters now to all who have not had theirs."""
        if not instance.settings.mail_url:
            raise click.ClickException("No mail is set up: ACCORD_MAIL_URL is empty.")
        if again:
            with instance.database.transaction() as session:
                service.forget(session, week=week_of(clock.now()))
        number = weekly.write_all(
            instance.settings, instance.database, since=clock.now()
        )
        letters = "1 letter" if number == 1 else f"{number} letters"
        click.echo(f"{letters} written. The exchange process sends them.")

    return command
