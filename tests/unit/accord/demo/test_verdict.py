"""The verdict sees a cell that is lost, changed, or shown without having left."""

from dataclasses import dataclass, replace
from uuid import UUID

import pytest

from accord.demo.verdict import Side, Verdict
from partnership.disclosure.digest import digest

FIRST, SECOND = UUID(int=1), UUID(int=2)


@dataclass(frozen=True)
class Cell:
    indicator: str = "FD06"
    period: str = "2025"
    area: str = "E09000016"
    version: int = 1
    status: str = "exact"
    numerator: float | None = 586.0
    denominator: float | None = 3592.0
    value: float | None = 16.3
    return_id: UUID = FIRST


@dataclass(frozen=True)
class Given:
    return_id: UUID
    cells: int
    digest: str


def a_return(*cells, return_id=FIRST):
    return Given(return_id, len(cells), digest(cells))


CELLS = [Cell(), Cell(period="2024", value=17.4), Cell(indicator="CP03", value=None)]


def side(*, left=CELLS, shown=CELLS, returns=None):
    return Side(left=left, shown=shown, returns=returns or [a_return(*CELLS)])


def test_cells_shown_as_they_left_are_all_applied():
    both = side()
    assert (both.applied, both.extra, both.broken) == (3, 0, 0)


def test_a_cell_that_is_not_shown_is_missing_and_breaks_the_digest():
    both = side(shown=CELLS[:2])
    assert (both.applied, both.extra, both.broken) == (2, 0, 1)


@pytest.mark.parametrize(
    "change",
    [{"value": 16.4}, {"numerator": None}, {"version": 2}, {"status": "rounded"}],
)
def test_a_cell_shown_otherwise_than_it_left_does_not_count(change):
    both = side(shown=[replace(CELLS[0], **change), *CELLS[1:]])
    assert (both.applied, both.extra, both.broken) == (2, 1, 1)


def test_a_return_that_arrived_twice_is_seen():
    assert side(returns=[a_return(*CELLS), a_return(*CELLS)]).extra == 1


def test_a_restated_cell_does_not_break_the_return_it_first_left_with():
    restated = replace(CELLS[0], version=2, value=16.0, return_id=SECOND)
    now = [restated, *CELLS[1:]]
    both = side(
        left=now,
        shown=now,
        returns=[a_return(*CELLS), a_return(restated, return_id=SECOND)],
    )
    assert (both.applied, both.extra, both.broken) == (3, 0, 0)


@pytest.mark.parametrize(
    ("found", "good"),
    [
        ({}, True),
        ({"lost": 1}, False),
        ({"duplicated": 1}, False),
        ({"broken": 1}, False),
        ({"released": 0, "applied": 0}, False),
    ],
)
def test_only_full_agreement_about_something_is_good(found, good):
    agreed = {"released": 3, "applied": 3, "lost": 0, "duplicated": 0, "broken": 0}
    around = {"members": 4, "returns": 1, "seconds": 1.0, "broker": "local"}
    assert Verdict(**{**agreed, **around, **found}).good is good
