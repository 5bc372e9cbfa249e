"""What is wrong with a file: which row, which column, what was found, what to do."""

from typing import NamedTuple

from kit.errors import Invalid

LONGEST = 60
MOST = 1_000


class Problem(NamedTuple):
    """One fault; ``row`` counts as a spreadsheet does (the headings are row 1).

    ``row`` is None for the file as a whole, ``column`` None for a whole row.
    """

    row: int | None
    column: str | None
    found: str
    problem: str


class Unreadable(Invalid):
    """The file cannot be read at all."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.problem)
        self.problem = problem


def unreadable(
    problem: str, *, row: int | None = None, column: str | None = None, found: str = ""
) -> Unreadable:
    """The error that refuses a whole file for one reason."""
    return Unreadable(Problem(row, column, short(found), problem))


def short(text: str) -> str:
    """The offending text, cut so that a page can show it."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


class Problems:
    """The faults found so far; keeps the first thousand and counts the rest."""

    def __init__(self) -> None:
        self.kept: list[Problem] = []
        self.count = 0

    def add(self, row: int | None, column: str | None, found: str, what: str) -> None:
        """Note one fault."""
        self.count += 1
        if len(self.kept) < MOST:
            sentence = what[:1].upper() + what[1:]
            self.kept.append(Problem(row, column, short(found), sentence))
