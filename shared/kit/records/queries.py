"""The record as pages and files show it: generated from the mapped tables."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from sqlalchemy import MetaData

from kit.data_classes import DataClass, Declared, declared, highest
from kit.records.model import WHILE_IN_USE, Activity, Described, Holding, read

CSV_HEADER = (
    "Activity", "Table", "Holds", "Column", "Class", "Purpose", "People",
    "Lawful basis", "Received by", "Kept", "Kept after", "Then", "By itself",
)  # fmt: skip

# The record shows every table, whether or not somebody described it.
_UNDESCRIBED = Activity(
    title="Not described yet",
    purpose="Nobody has written down what this is for.",
    people="Not known",
    lawful_basis="Not known",
    received_by="Not known",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class TableHeld:
    """One table: its columns with their classes, and the most careful of these."""

    holding: Holding
    columns: Sequence[Declared]
    data_class: DataClass


@dataclass(frozen=True, kw_only=True, slots=True)
class ActivityHeld:
    """One activity with the tables that serve it, in the order of its entry."""

    activity: Activity
    tables: Sequence[TableHeld]


def record(
    metadatas: Iterable[MetaData], packages: Sequence[str]
) -> Sequence[ActivityHeld]:
    """Every mapped table with its columns, as the packages describe it.

    Tables nobody described stand at the end under an activity that says so. Raises
    ValueError where an entry cannot be understood.
    """
    entries = dict(read(packages))
    columns = {
        name: list(found)
        for name, found in groupby(declared(metadatas), lambda each: each.table)
    }
    for name in columns:
        entries.setdefault(name, _nobody_described(name))
    grouped: dict[Activity, list[TableHeld]] = {}
    for name, entry in entries.items():
        if name in columns:
            held = _held(entry.holding, columns[name])
            grouped.setdefault(entry.activity, []).append(held)
    return [
        ActivityHeld(activity=activity, tables=tables)
        for activity, tables in grouped.items()
    ]


def of_class(
    everything: Iterable[ActivityHeld], wanted: DataClass
) -> Sequence[ActivityHeld]:
    """The same record, with only the columns of one class and what holds them."""
    found = []
    for one in everything:
        tables = [_only(table, wanted) for table in one.tables]
        tables = [table for table in tables if table.columns]
        if tables:
            found.append(replace(one, tables=tables))
    return found


def undescribed(metadatas: Iterable[MetaData], packages: Sequence[str]) -> list[str]:
    """Tables without an entry, and entries without a table; for a test to forbid."""
    described = set(read(packages))
    mapped = {name for metadata in metadatas for name in metadata.tables}
    return sorted(described ^ mapped)


def csv_rows(everything: Iterable[ActivityHeld]) -> Iterator[tuple[str, ...]]:
    """One row for each column, under ``CSV_HEADER``."""
    for one in everything:
        about = one.activity
        for table in one.tables:
            kept = table.holding
            for column in table.columns:
                yield (
                    about.title, kept.table, kept.holds, column.column,
                    column.data_class or "not declared", about.purpose, about.people,
                    about.lawful_basis, about.received_by, kept.keep, kept.after,
                    kept.then, "yes" if kept.by_itself else "no",
                )  # fmt: skip


def _nobody_described(name: str) -> Described:
    holding = Holding(table=name, holds="Not described", keep=WHILE_IN_USE)
    return Described(activity=_UNDESCRIBED, holding=holding)


def _held(holding: Holding, columns: Sequence[Declared]) -> TableHeld:
    classes = [each.data_class for each in columns if each.data_class]
    return TableHeld(holding=holding, columns=columns, data_class=highest(classes))


def _only(table: TableHeld, wanted: DataClass) -> TableHeld:
    columns = [each for each in table.columns if each.data_class is wanted]
    return replace(table, columns=columns)
