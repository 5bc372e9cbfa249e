"""The record of processing on the command line, for those who keep it elsewhere."""

from collections.abc import Sequence

import click
from sqlalchemy import MetaData

from kit.records import queries
from kit.web import exports


def record_of_processing(
    *, metadatas: Sequence[MetaData], packages: Sequence[str]
) -> click.Command:
    """The command ``record-of-processing`` of these tables; it needs no settings."""

    @click.command(name="record-of-processing")
    @click.option("--csv", "as_csv", is_flag=True, help="One row for each column.")
    def show(as_csv: bool) -> None:
        """Say what is held of people, why, how long, and who receives it."""
        everything = queries.record(metadatas, packages)
        if as_csv:
            rows = queries.csv_rows(everything)
            file = exports.csv("record", queries.CSV_HEADER, rows)
            click.echo(file.get_data(as_text=True), nl=False)
        else:
            click.echo("\n\n".join(_told(one) for one in everything))

    return show


def _told(one: queries.ActivityHeld) -> str:
    about = one.activity
    lines = [
        about.title,
        f"  Purpose: {about.purpose}",
        f"  People: {about.people}",
        f"  Lawful basis: {about.lawful_basis}",
        f"  Received by: {about.received_by}",
    ]
    for table in one.tables:
        kept = table.holding
        after = f" after {kept.after}, then {kept.then}" if kept.has_period else ""
        after += ", by itself" if kept.by_itself else ""
        lines.append(f"  {kept.table} ({table.data_class}): kept {kept.keep}{after}")
    return "\n".join(lines)
