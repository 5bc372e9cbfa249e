"""Bringing figures in from the command line, with the same checks as the pages."""

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
from rich.table import Table

from kit import scanner, spreadsheets
from kit.instance import Instance, pass_instance
from partnership.imports import reading, service, template
from partnership.imports.problems import Problem, Unreadable

HEADINGS = ("Row", "Column", "Found", "What is wrong")
SHOWN = 50


@click.group("imports")
def imports() -> None:
    """Bring figures in from files."""


@imports.command("import")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option(
    "--errors",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write what is wrong to this CSV file.",
)
@pass_instance
def import_files(
    instance: Instance, files: Sequence[Path], errors: Path | None
) -> None:
    """Check and store FILES, each of them wholly or not at all."""
    refused: dict[str, Sequence[Problem]] = {}
    for file in files:
        try:
            _import_one(instance, file)
        except service.AlreadyStored as already:
            click.echo(f"{file.name}: {already}")
        except (Unreadable, service.Refused) as refusal:
            click.echo(f"{file.name}: {refusal}", err=True)
            refused[file.name] = _problems(refusal)
            _show(refused[file.name])
    if errors is not None:
        _write(refused, errors)
    if refused:
        sys.exit(1)


@imports.command("template")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def write_template(file: Path) -> None:
    """Write our own empty layout to FILE (.csv or .xlsx)."""
    make = template.as_xlsx if file.suffix == ".xlsx" else template.as_csv
    file.write_bytes(make([]))
    click.echo(f"Fill in {file} and bring it in with: imports import {file}")


def _import_one(instance: Instance, file: Path) -> None:
    reading.check_size(file.stat().st_size)
    scanner.scan(instance.settings.scanner, file.read_bytes())
    with _progress(file.name) as progress:
        done = service.store_file(
            instance.database,
            file,
            own_area=instance.settings.area_code or None,
            progress=progress,
        )
    click.echo(
        f"{file.name}: {done.title}. {done.rows:,} rows read; {done.new:,} figures "
        f"new, {done.changed:,} changed, {done.unchanged:,} the same."
    )


@contextmanager
def _progress(name: str) -> Iterator[service.Progress]:
    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn()
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(name, total=None)

        def show(rows_done: int, rows_total: int) -> None:
            bar.update(task, completed=rows_done, total=rows_total or None)

        yield show


def _problems(refusal: Unreadable | service.Refused) -> Sequence[Problem]:
    if isinstance(refusal, Unreadable):
        return [refusal.problem]
    return refusal.problems


def _cells(problem: Problem) -> list[str]:
    row = "" if problem.row is None else str(problem.row)
    return [row, problem.column or "", problem.found, problem.problem]


def _show(problems: Sequence[Problem]) -> None:
    table = Table(*HEADINGS)
    for problem in problems[:SHOWN]:
        table.add_row(*(escape(cell) for cell in _cells(problem)))
    Console(stderr=True).print(table)
    if len(problems) > SHOWN:
        click.echo(f"... and {len(problems) - SHOWN:,} more", err=True)


def _write(refused: Mapping[str, Sequence[Problem]], errors: Path) -> None:
    """A CSV file of all faults; empty below its headings when there are none."""
    # What was found may be the very formula that was refused.
    rows = [
        [name, *_cells(problem)]
        for name, problems in refused.items()
        for problem in problems
    ]
    errors.write_bytes(spreadsheets.as_csv(["File", *HEADINGS], rows))
