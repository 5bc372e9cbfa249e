"""A reader of everything a borough ever told of child deaths learns no small number.

The reader has all pools of all years, knows what adds up to what, and that hidden
totals are small; for each hidden number, and for each number of a kind of death in a
single year, which is never told, linear programmes leave three values or more.
"""

import json
import random
from pathlib import Path

import pytest

from partnership.death_figures.model import (
    DOMAINS,
    GROUPS,
    MODIFIABLE,
    NOTIFIED,
    REVIEWED,
    SPLITS,
    STEPS,
    Pool,
    Population,
    rule_of,
    years_of,
)
from partnership.death_rules.analysis import Factor
from partnership.disclosure.deaths import ACTIONS, control, control_progress
from tests.support.readers import ENOUGH, Reader

RULE = rule_of()
SCHEMA = Path("contracts/messages/deaths.summary.released.v1.schema.json")
# Numbers of a message that count nobody: which years, the rule, who lives there.
COUNT_NOBODY = {"year", "last", "years", "smallest", "children"}
# Where in a message a number stands that a reader below is given.
READ = {
    *(f"pool.{name}.total" for name in (NOTIFIED, REVIEWED)),
    *(f"pool.{name}.years.count" for name in (NOTIFIED, REVIEWED)),
    *(f"pool.{name}.splits.groups.total" for name in (NOTIFIED, REVIEWED)),
    *(f"pool.{name}.splits.groups.rows.count" for name in (NOTIFIED, REVIEWED)),
    "pool.domains.count",
    "pool.themes.count",
    "progress.total",
    *(f"progress.steps.{name}" for name in STEPS),
}


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
    themes = {each.name: dice.randint(0, modifiable) for each in Factor}
    told = control(
        Pool(
            last=last, years=3, notified=parts[NOTIFIED][0],
            reviewed=parts[REVIEWED][0], domains=domains, themes=themes,
            titles={each.name: each.value for each in Factor},
        ),
        RULE,
    )  # fmt: skip
    for name, (counted, cells) in parts.items():
        read_population(reader, f"{last}:{name}", counted, cells, told[name])
    for each in told["domains"]:
        some_of(
            reader, last, f"domain:{each['id']}", domains[each["id"]], each["count"]
        )
    named = {each["id"]: each["count"] for each in told["themes"]}
    for theme, truth in themes.items():
        some_of(reader, last, f"theme:{theme}", truth, named.get(theme))


def some_of(reader, last, name, truth, told):
    """How many of the reviews with modifiable factors have one domain or theme.

    Those that have it not are a number as well: told where it is large, as whoever
    subtracts knows it.
    """
    whole = f"{last}:{REVIEWED}:{MODIFIABLE}:modifiable:sum"
    others = reader.truth[whole] - truth
    reads(reader, f"{last}:{name}", truth, told)
    large = told is not None and not RULE.hides(others)
    reads(reader, f"{last}:not {name}", others, others if large else None)
    reader.adds_up(whole, [f"{last}:{name}", f"{last}:not {name}"])


@pytest.mark.parametrize("size", [2, 6, 12, 25])
def test_a_reader_of_all_pools_keeps_three_values_for_every_hidden_number(size):
    reader, dice = Reader(), random.Random(size)  # noqa: S311 - test data
    for last in (2025, 2028):
        read_pool(reader, dice, last, size)
    hidden = [name for name in reader.truth if name not in reader.told]
    assert hidden
    few = [name for name in hidden if reader.span(name, ENOUGH) < ENOUGH]
    assert few == []


@pytest.mark.parametrize("size", [1, 4, 9, 20])
def test_a_reader_of_how_far_actions_are_keeps_three_values(size):
    dice = random.Random(size)  # noqa: S311 - test data
    for _ in range(40):
        steps = {name: dice.randint(0, size) for name in STEPS}
        told, reader = control_progress(steps), Reader()
        for name, truth in steps.items():
            reads(reader, name, truth, told["steps"][name])
        total, truth = told["total"], sum(steps.values())
        most = ACTIONS.smallest_shown - 1 if total is None else total
        reader.knows("all", truth, 0 if total is None else total, most)
        reader.adds_up("all", steps)
        hidden = [name for name in reader.truth if name not in reader.told]
        assert all(reader.span(name, ENOUGH) >= ENOUGH for name in hidden), steps


def numbers_in(schema, path=""):
    """Where whole numbers stand in what a schema describes."""
    for each in schema.get("anyOf", ()):
        yield from numbers_in(each, path)
    if "integer" in (kinds := schema.get("type", ())) or kinds == "integer":
        yield path
    for name, inner in schema.get("properties", {}).items():
        yield from numbers_in(inner, f"{path}.{name}" if path else name)
    if "items" in schema:
        yield from numbers_in(schema["items"], path)


def test_the_readers_are_given_every_number_of_the_message():
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    found = set(numbers_in(schema))
    counting = {path for path in found if path.split(".")[-1] not in COUNT_NOBODY}
    assert counting == READ
