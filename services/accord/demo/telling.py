"""What a demonstration says while it works, and how long it is willing to wait."""

from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

import click

from kit import errors

LOOK_EVERY = 0.05


class TookTooLong(errors.AccordError):
    """Something did not happen in the time the demonstration allows."""


class Teller:
    """Says each step in a sentence, with the seconds since the start.

    ``aside`` sends the sentences to standard error, so that standard output carries
    the verdict alone.
    """

    def __init__(self, *, aside: bool) -> None:
        self._aside = aside
        self._started = monotonic()

    @property
    def seconds(self) -> float:
        """Seconds since the demonstration began."""
        return monotonic() - self._started

    def say(self, sentence: str) -> None:
        """One step."""
        click.echo(f"{self.seconds:5.1f} s  {sentence}", err=self._aside)

    def show(self, text: str) -> None:
        """Text without a time, such as the closing summary."""
        click.echo(text, err=self._aside)


class Patience:
    """Waits for things, all within one deadline; ``check`` may raise meanwhile.

    ``logs`` is where to look when something took too long.
    """

    def __init__(
        self, *, seconds: float, check: Callable[[], None], logs: Path
    ) -> None:
        self._deadline = monotonic() + seconds
        self._check = check
        self._logs = logs

    def until(self, so: Callable[[], bool], *, what: str) -> None:
        """Look until it is so; raises TookTooLong naming ``what`` was awaited."""
        while not so():
            self._check()
            if monotonic() > self._deadline:
                raise TookTooLong(
                    f"Waited too long until {what}. Logs are in {self._logs}."
                )
            sleep(LOOK_EVERY)
