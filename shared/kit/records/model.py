"""Why records are held and how long, written beside the tables that hold them.

Each package with tables has a file ``record_of_processing.toml``: one section for an
activity, with what is the same for all its tables, and below it one for each table.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

FILE = "record_of_processing.toml"

PERMANENT = "permanent"
WHILE_IN_USE = "while in use"
_PERIOD = re.compile(r"(1 (hour|day|month|year)|[1-9]\d* (hours|days|months|years))")


@dataclass(frozen=True, kw_only=True, slots=True)
class Activity:
    """What is done with some records: the entries of UK GDPR, article 30(1).

    ``people`` are the kinds of people it is about; ``received_by`` who is given it.
    """

    title: str
    purpose: str
    people: str
    lawful_basis: str
    received_by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Holding:
    """What one table is for and how long its rows are kept.

    ``keep`` is a period such as ``6 years`` that begins ``after`` something, at whose
    end its rows are ``then`` treated; or ``permanent``, or ``while in use``. What the
    program does ``by_itself`` needs nobody; the rest waits for people.
    """

    table: str
    holds: str
    keep: str
    after: str = ""
    then: str = ""
    by_itself: bool = False

    def __post_init__(self) -> None:
        if self.keep not in {PERMANENT, WHILE_IN_USE} and not self.has_period:
            raise ValueError(
                f"{self.table}: {self.keep!r} is no period. Say one such as 6 years, "
                f"or {PERMANENT}, or {WHILE_IN_USE}."
            )
        if self.by_itself and not self.has_period:
            raise ValueError(f"{self.table}: by itself, but when?")
        if self.has_period and not (self.after and self.then):
            raise ValueError(f"{self.table}: a period after what, and what then?")

    @property
    def has_period(self) -> bool:
        """Whether its rows are kept for a time that ends."""
        return _PERIOD.fullmatch(self.keep) is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class Described:
    """One table's entry together with the activity it belongs to."""

    activity: Activity
    holding: Holding


def read(packages: Sequence[str]) -> Mapping[str, Described]:
    """The entries of these packages by table.

    Raises ValueError for an entry that lacks a word, has one too many, says no period,
    or describes a table for the second time.
    """
    found: dict[str, Described] = {}
    for package in packages:
        text = resources.files(package).joinpath(FILE).read_text(encoding="utf-8")
        for section in tomllib.loads(text).values():
            for described in _section(section):
                if described.holding.table in found:
                    raise ValueError(f"{described.holding.table} is described twice")
                found[described.holding.table] = described
    return found


def _section(section: dict[str, Any]) -> Sequence[Described]:
    words = dict(section)
    tables: dict[str, dict[str, Any]] = words.pop("tables", {})
    try:
        activity = Activity(**words)
        holdings = [Holding(table=name, **entry) for name, entry in tables.items()]
    except TypeError as error:
        raise ValueError(f"{section.get('title', 'An activity')}: {error}") from error
    return [Described(activity=activity, holding=holding) for holding in holdings]
