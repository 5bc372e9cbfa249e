"""``accord <service> trail``: verify it, write it out, exchange heads, erase detail."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
import orjson
from sqlalchemy.exc import SQLAlchemyError

from kit import errors
from kit.instance import Instance, pass_instance
from kit.trail import heads, service, verification
from kit.trail.inspection import inspect
from kit.trail.model import EXPORTED, TRAIL

BROKEN, UNABLE = 1, 2
FILE = click.Path(dir_okay=False, path_type=Path)
EXISTING = click.Path(exists=True, dir_okay=False, path_type=Path)
first_option = click.option(
    "--from", "first", default=1, show_default=True, help="The first row."
)
through_option = click.option(
    "--to", "through", type=int, help="The last row; without it, all there are."
)


@click.group()
def trail() -> None:
    """Who did what: the audit trail of this instance."""


@trail.command()
@first_option
@through_option
@click.option(
    "--heads",
    "files",
    multiple=True,
    type=EXISTING,
    help="What another member's `trail heads --export` wrote.",
)
@pass_instance
def verify(
    instance: Instance, first: int, through: int | None, files: tuple[Path, ...]
) -> None:
    """Recompute the rows and print a report as JSON.

    Ends with 0 when the trail is whole, 1 when it is broken, 2 when it could not be
    looked at.
    """
    try:
        report = inspect(
            instance.database,
            instance.settings,
            first=first,
            through=through,
            files=files,
        )
    except (SQLAlchemyError, errors.AccordError) as error:
        reason = str(error) if isinstance(error, errors.AccordError) else ""
        _print({"result": "unable", "reason": reason or type(error).__name__})
        raise SystemExit(UNABLE) from error
    _print({"member": instance.settings.member, **report.as_json()})
    if not report.whole:
        raise SystemExit(BROKEN)


@trail.command()
@first_option
@through_option
@click.option("--output", required=True, type=FILE, help="Where to; a new file.")
@click.option("--with-detail", is_flag=True, help="With what each row says more.")
@pass_instance
def export(
    instance: Instance,
    first: int,
    through: int | None,
    output: Path,
    with_detail: bool,
) -> None:
    """Write rows and signed heads as JSON lines, for `verify_trail.py`."""
    with instance.database.reading() as session:
        lines = verification.exported(
            session,
            member=instance.settings.member,
            first=first,
            through=through,
            with_detail=with_detail,
        )
        count = _write(output, lines)
    service.record_at_once(
        instance.database,
        act=EXPORTED,
        resource=TRAIL,
        detail={"from": first, "count": count},
    )
    click.echo(f"Wrote {count} lines to {output}.")


@trail.command("heads")
@click.option("--export", "output", required=True, type=FILE, help="A new file.")
@pass_instance
def export_heads(instance: Instance, output: Path) -> None:
    """Write the heads of other members kept here, for them to verify with."""
    with instance.database.reading() as session:
        kept = heads.of_others(session)
    _write(output, [{"holder": instance.settings.member, "heads": kept}])
    click.echo(f"Wrote {len(kept)} heads to {output}.")


@trail.command()
@click.option("--row", "n", required=True, type=int, help="The number of the row.")
@click.option("--purpose", required=True, help="Why, in a few lower-case words.")
@pass_instance
def erase(instance: Instance, n: int, purpose: str) -> None:
    """Erase the detail of one row; that it was done is itself a row."""
    with instance.database.transaction() as session:
        service.erase_detail(session, n=n, purpose=purpose)
    click.echo(f"The detail of row {n} is gone. The trail still verifies.")


def _print(content: dict[str, Any]) -> None:
    click.echo(orjson.dumps(content, option=orjson.OPT_INDENT_2).decode())


def _write(output: Path, lines: Iterable[Any]) -> int:
    """A file only its owner may read: it says who did what."""
    count = 0
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        with os.fdopen(os.open(output, flags, 0o600), "wb") as file:
            for line in lines:
                file.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
                count += 1
    except FileExistsError as error:
        raise errors.Conflict(f"{output} is there already.") from error
    return count
