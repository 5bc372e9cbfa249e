"""What kind of data a column holds: declared once, read by all that must take care.

A column says its class where it is mapped: ``mapped_column(String(254),
info=PERSONAL)``. A column without one fails the tests. The trail, the logs, exports
and the record of processing (UK GDPR, article 30) read it from the mapped tables.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Column, MetaData

KEY = "data_class"


class DataClass(StrEnum):
    """How careful to be with a column, from least to most."""

    PUBLIC = "public"
    OFFICIAL = "official"
    PERSONAL = "personal"
    SPECIAL_CATEGORY = "special category"
    CASE_IDENTIFIER = "case identifier"

    @property
    def about_people(self) -> bool:
        """Whether it is about somebody: personal, or to be handled with more care."""
        return self not in {DataClass.PUBLIC, DataClass.OFFICIAL}


_CARE = {each: care for care, each in enumerate(DataClass)}

PUBLIC = {KEY: DataClass.PUBLIC}
OFFICIAL = {KEY: DataClass.OFFICIAL}
PERSONAL = {KEY: DataClass.PERSONAL}
SPECIAL_CATEGORY = {KEY: DataClass.SPECIAL_CATEGORY}
CASE_IDENTIFIER = {KEY: DataClass.CASE_IDENTIFIER}


@dataclass(frozen=True, kw_only=True, slots=True)
class Declared:
    """One column and its class; None where it declares nothing."""

    table: str
    column: str
    data_class: DataClass | None


def declared(metadatas: Iterable[MetaData]) -> Iterator[Declared]:
    """Every column of the tables, table by table in the order of their names."""
    tables = [table for metadata in metadatas for table in metadata.tables.values()]
    for table in sorted(tables, key=lambda each: each.name):
        for column in table.columns:
            yield Declared(
                table=table.name, column=column.name, data_class=class_of(column)
            )


def highest(classes: Iterable[DataClass]) -> DataClass:
    """The class that asks for most care; PUBLIC where there is none."""
    return max(classes, key=_CARE.__getitem__, default=DataClass.PUBLIC)


def class_of(column: Column[object]) -> DataClass | None:
    """The class a column declares."""
    found: DataClass | None = column.info.get(KEY)
    return found
