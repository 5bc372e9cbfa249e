"""A command group that says what went wrong in one sentence, without a traceback."""

import click

from kit import errors


class SpeakingGroup(click.Group):
    """Turns the errors people can be told about into a sentence and exit status 1."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command chosen."""
        try:
            return super().invoke(ctx)
        except errors.AccordError as error:
            raise click.ClickException(str(error)) from error
