"""What slices tell the search: finders, and the hits they give."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from kit.access.policy import Need
from kit.accounts.actor import Actor

MOST = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """One thing that was found: its name, the path of its page and a line about it."""

    text: str
    href: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """What somebody looks for: every word must be there, in any order and case."""

    words: Sequence[str]

    @classmethod
    def read(cls, term: str) -> "Term":
        """The words of what was typed."""
        return cls(tuple(term.casefold().split()))

    def in_(self, *texts: str | None) -> bool:
        """Whether each word is somewhere in these texts."""
        whole = " ".join(text for text in texts if text).casefold()
        return all(word in whole for word in self.words)


Find = Callable[[Session, Actor, Term], Sequence[Hit]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Finder:
    """What one slice can find: its name in people's words, and how it looks.

    ``need`` is what the found pages ask for: it is not asked for others; None where
    they are open to all. ``find`` gives only what this person may open.
    """

    name: str
    need: Need | None
    find: Find


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """What one finder found."""

    name: str
    hits: Sequence[Hit]


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """All that was found, group by group; ``more`` when some was left out."""

    groups: Sequence[Group]
    more: bool

    @property
    def total(self) -> int:
        """How many hits are shown."""
        return sum(len(group.hits) for group in self.groups)
