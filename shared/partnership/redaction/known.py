"""What is known to stand behind a case, so that it can be looked for by itself."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What a mark stands for."""

    NAME = "name"
    INITIALS = "initials"
    NUMBER = "number"
    POSTCODE = "postcode"
    CONTACT = "telephone, e-mail or web address"
    DATE = "date"
    PLACE = "place"
    ADDRESS = "address"


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody by name, and who they were to the child: "the child", "midwife"."""

    name: str
    label: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Somewhere:
    """A place by name, and what kind of place it is: "a school", "an address"."""

    name: str
    label: str
    kind: Kind = Kind.PLACE


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """All that is known of one case that must not stand in a pack."""

    people: Sequence[Person] = field(default_factory=tuple)
    places: Sequence[Somewhere] = field(default_factory=tuple)
    number: str | None = None
    postcode: str = ""
    born_on: date | None = None
    died_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """One stretch of a text, from ``start`` up to ``end``, and what to write there.

    ``near`` says that it only looks like something known, such as a misspelt name.
    """

    start: int
    end: int
    kind: Kind
    label: str
    near: bool = False
