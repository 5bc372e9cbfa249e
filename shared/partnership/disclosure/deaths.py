"""What of some years' child deaths may leave a borough.

No number here depends on another hidden one in a way that would tell it. A total that
is small is not told, and nothing of it. Each split stands in groups, in an order
everybody knows: they are told as long as neither a group nor all that come after it
are small. Rows of a group are told all or none. Single years are told all or none. A
nought counts as small, as "none" tells of every child. Who knows this rule, the totals
and all that is told keeps three values or more for each hidden number; since pools
never overlap, another release adds nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from partnership.death_figures.model import (
    DOMAINS,
    GROUPS,
    MODIFIABLE,
    NOTIFIED,
    OUTCOMES,
    REVIEWED,
    SPLITS,
    Pool,
    Population,
)
from partnership.death_rules.analysis import Outcome
from partnership.disclosure.model import DEFAULT_RULES, DisclosureClass, Rule
from partnership.disclosure.rows import control_row

# Counts of what is done, and not of children.
ACTIONS = DEFAULT_RULES[DisclosureClass.STAFF]


def control(pool: Pool, rule: Rule) -> dict[str, Any]:
    """What of a pool may leave, as the message says it; None is a hidden number.

    A theme is named only where its number is told, as its title tells too. Raises
    ValueError where a split does not add up to its total.
    """
    told = {name: _population(pool.of(name), SPLITS[name], rule) for name in SPLITS}
    whole = _modifiable(told[REVIEWED])
    themes = {
        name: tell_some(n, whole, rule) for name, n in sorted(pool.themes.items())
    }
    return {
        "last": pool.last,
        "years": pool.years,
        NOTIFIED: told[NOTIFIED],
        REVIEWED: told[REVIEWED],
        "domains": [
            {"id": each, "count": tell_some(pool.domains.get(each, 0), whole, rule)}
            for each in DOMAINS
        ],
        "themes": [
            {"id": name, "title": pool.titles[name], "count": number}
            for name, number in themes.items()
            if number is not None
        ],
    }


def control_progress(steps: Mapping[str, int]) -> dict[str, Any]:
    """How far actions are; small numbers are hidden as in other returns."""
    told = control_row(steps, ACTIONS, first=2)
    return {"steps": dict(told.parts), "total": told.total}


def tell_in_order(numbers: Sequence[int], rule: Rule) -> Sequence[int | None]:
    """The parts of a total, until one of them or all that follow it are small.

    The last one is told with the one before it. Of a total that is small, nothing is.
    """
    told: list[int | None] = [None] * len(numbers)
    rest = sum(numbers)
    if rule.hides(rest):
        return told
    for place, number in enumerate(numbers):
        if rule.hides(number):
            break
        rest -= number
        is_last = place == len(numbers) - 1
        if not is_last and rule.hides(rest):
            break
        told[place] = number
    return told


def tell_together(numbers: Sequence[int], rule: Rule) -> Sequence[int | None]:
    """The parts of a total that is told: all of them, or none where one is small."""
    if any(map(rule.hides, numbers)):
        return [None] * len(numbers)
    return list(numbers)


def tell_some(number: int, whole: int | None, rule: Rule) -> int | None:
    """Some of those ``whole`` counts, where neither they nor the others are few."""
    if whole is None or rule.hides(number) or rule.hides(whole - number):
        return None
    return number


def _population(
    counted: Population, splits: Sequence[str], rule: Rule
) -> dict[str, Any]:
    small = rule.hides(counted.total)
    years = tell_together(list(counted.years.values()), rule)
    return {
        "total": None if small else counted.total,
        "years": [
            {"year": year, "count": number}
            for year, number in zip(counted.years, years, strict=True)
        ],
        "splits": [
            {"id": name, "groups": _split(name, counted, rule)} for name in splits
        ],
    }


def _split(name: str, counted: Population, rule: Rule) -> list[dict[str, Any]]:
    given, groups = counted.splits[name], GROUPS[name]
    numbers = [[given.get(row, 0) for row in rows] for _, rows in groups.values()]
    if sum(map(sum, numbers)) != counted.total or sum(given.values()) != counted.total:
        raise ValueError(f"What is counted by {name} is not the total")
    told = tell_in_order([sum(each) for each in numbers], rule)
    return [
        {"id": group, "total": total, "rows": _rows(list(rows), some, total, rule)}
        for (group, (_, rows)), some, total in zip(
            groups.items(), numbers, told, strict=True
        )
    ]


def _rows(
    names: Sequence[str], numbers: Sequence[int], total: int | None, rule: Rule
) -> list[dict[str, Any]]:
    hidden: Sequence[int | None] = [None] * len(numbers)
    told = hidden if total is None else tell_together(numbers, rule)
    return [{"id": row, "count": n} for row, n in zip(names, told, strict=True)]


def _modifiable(reviewed: Mapping[str, Any]) -> int | None:
    """How many reviews found a modifiable factor, as far as it is told."""
    [split] = [each for each in reviewed["splits"] if each["id"] == MODIFIABLE]
    [group] = [e for e in split["groups"] if e["id"] == OUTCOMES[Outcome.IDENTIFIED]]
    total: int | None = group["total"]
    return total
