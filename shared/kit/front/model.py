"""What slices tell the front page: sources, and the items they find."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from kit.access.policy import Need
from kit.accounts.actor import Actor


class Kind(StrEnum):
    """Which question of the front page an item answers."""

    MINE = "mine"
    LATE = "late"
    CHANGED = "changed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One line of the front page, and the page it leads to.

    ``tag`` says in a word or two what is asked ("To approve"); ``at`` is when it came
    to be, ``due`` the last day on which it is not late. ``href`` is a path.
    """

    kind: Kind
    text: str
    href: str
    tag: str = ""
    at: datetime | None = None
    due: date | None = None

    def kind_on(self, day: date) -> Kind:
        """Where it stands on ``day``: what was not done in time is late."""
        overdue = self.due is not None and day > self.due
        return Kind.LATE if overdue else self.kind


Look = Callable[[Session, Actor], Sequence[Item]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """What one slice answers: its name in people's words, and how it looks.

    ``need`` is what its items' pages ask for: it is not looked at for others. ``look``
    gives only items that this person may open, and takes paths, never the web's
    request: letters are written from the same answers.
    """

    name: str
    need: Need
    look: Look


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """An item with the name of its source, and where it stands today."""

    source: str
    kind: Kind
    item: Item


@dataclass(frozen=True, kw_only=True, slots=True)
class Front:
    """All the front page shows one person; ``about`` says what their role is for."""

    about: str
    lines: Sequence[Line]

    def of(self, kind: Kind) -> list[Line]:
        """The lines of one kind; late ones by when they were due, others latest first.

        Lines without a moment come first: they stand for the present state.
        """
        found = [line for line in self.lines if line.kind == kind]
        if kind == Kind.LATE:
            return sorted(found, key=lambda line: line.item.due or date.min)
        return sorted(found, key=_newest_first)

    def count(self, kind: Kind) -> int:
        """How many lines of one kind there are."""
        return sum(line.kind == kind for line in self.lines)


def _newest_first(line: Line) -> float:
    at = line.item.at
    return -at.timestamp() if at is not None else float("-inf")
