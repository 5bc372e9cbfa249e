"""A reader of everything a borough ever told of child deaths learns no small number.

The reader has all pools of all years, knows what adds up to what, and that hidden
totals are small; for each hidden number, and for each number of a kind of death in a
single year, which is never told, linear programmes leave three values or more.
"""

import random

import pytest

from partnership.death_figures.model import (
    DOMAINS,
    GROUPS,
    MODIFIABLE,
    NOTIFIED,
    REVIEWED,
    SPLITS,
    Pool,
    Population,
    rule_of,
    years_of,
)
from partnership.disclosure.deaths import control
from tests.support.readers import ENOUGH, Reader

RULE = rule_of()


def a_population(dice, name, years, size):
    """Deaths of random years and kinds; ``size`` is about how many there are a year."""
    cases = [
        (year, {split: dice.choice(kinds(split)) for split in SPLITS[name]})
        for year in years
        for _ in range(dice.randint(0, 2 * size))
    ]
    cells = {
        (split, row, year): sum(
            when == year and what[split] == row for when, what in cases
        )
        for split in SPLITS[name]
        for row in {row for _, rows in GROUPS[split].values() for row in rows}
        for year in years
    }
    counted = Population(
        years={year: sum(when == year for when, _ in cases) for year in years},
        splits={
            split: {
                row: sum(cells[split, row, year] for year in years)
                for one, row, when in cells
                if one == split and when == years[0]
            }
            for split in SPLITS[name]
        },
    )
    return counted, cells


def kinds(split):
    """Rows, the first of them oftener: most deaths are of few kinds."""
    rows = [row for _, some in GROUPS[split].values() for row in some]
    return [row for place, row in enumerate(rows) for _ in range(2 * len(rows) - place)]


def reads(reader, key, truth, told):
    """What is learnt of one number: all of it, or that it is none or more."""
    if told is None:
        reader.knows(key, truth)
    else:
        reader.knows(key, truth, told, told)


def read_population(reader, key, counted, cells, told):
    """Everything that is shown of deaths or reviews, and what must add up."""
    total = f"{key}:all"
    if told["total"] is None:
        reader.knows(total, counted.total, 0, RULE.smallest_shown - 1)
    else:
        reader.knows(total, counted.total, told["total"], told["total"])
    for each in told["years"]:
        reads(
            reader, f"{key}:{each['year']}", counted.years[each["year"]], each["count"]
        )
    reader.adds_up(total, [f"{key}:{year}" for year in counted.years])
    for split in told["splits"]:
        read_split(reader, key, counted, cells, split)


def read_split(reader, key, counted, cells, split):
    rows = counted.splits[split["id"]]
    names = []
    for group in split["groups"]:
        name = f"{key}:{split['id']}:{group['id']}:sum"
        names.append(name)
        truth = sum(rows[row["id"]] for row in group["rows"])
        reads(reader, name, truth, group["total"])
        inside = []
        for row in group["rows"]:
            inside.append(f"{key}:{split['id']}:{row['id']}")
            reads(reader, inside[-1], rows[row["id"]], row["count"])
        reader.adds_up(name, inside)
    reader.adds_up(f"{key}:all", names)
    read_cells(reader, key, split["id"], rows, cells)


def read_cells(reader, key, split, rows, cells):
    """Kinds of a single year: never told, but they add up to what may be told."""
    years = sorted({year for one, _, year in cells if one == split})
    at = {(row, year): f"{key}:{split}:{row}:{year}" for row in rows for year in years}
    for (row, year), name in at.items():
        reader.knows(name, cells[split, row, year])
    for row in rows:
        reader.adds_up(f"{key}:{split}:{row}", [at[row, year] for year in years])
    for year in years:
        reader.adds_up(f"{key}:{year}", [at[row, year] for row in rows])


def read_pool(reader, dice, last, size):
    years = years_of(last, 3)
    told, parts = {}, {}
    for name in SPLITS:
        parts[name] = a_population(dice, name, years, size)
    modifiable = parts[REVIEWED][0].splits[MODIFIABLE]["modifiable"]
    domains = {each: dice.randint(0, modifiable) for each in DOMAINS}
    told = control(
        Pool(
            last=last, years=3, notified=parts[NOTIFIED][0],
            reviewed=parts[REVIEWED][0], domains=domains,
        ),
        RULE,
    )  # fmt: skip
    for name, (counted, cells) in parts.items():
        read_population(reader, f"{last}:{name}", counted, cells, told[name])
    for each in told["domains"]:
        name = f"{last}:domain:{each['id']}"
        reads(reader, name, domains[each["id"]], each["count"])
        reader.at_most(name, f"{last}:{REVIEWED}:{MODIFIABLE}:modifiable:sum")


@pytest.mark.parametrize("size", [2, 6, 12, 25])
def test_a_reader_of_all_pools_keeps_three_values_for_every_hidden_number(size):
    reader, dice = Reader(), random.Random(size)  # noqa: S311 - test data
    for last in (2025, 2028):
        read_pool(reader, dice, last, size)
    hidden = [name for name in reader.truth if name not in reader.told]
    assert hidden
    few = [name for name in hidden if reader.span(name, ENOUGH) < ENOUGH]
    assert few == []
