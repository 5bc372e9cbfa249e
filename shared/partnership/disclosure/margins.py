"""Control of one total that is told in several ways: by course, by agency, by borough.

What else to hide is not chosen by looking at numbers, for that would tell something of
them to a reader who knows how the choice is made. Rows stand in groups, and groups in
an order, that everybody knows. A total that is small is not told, and nothing of it. In
their order groups are told as long as neither the group nor all that come after it is
small; then no further one is. Where a row is small, its group is told as a sum. A
reader who knows this rule, the total and all that is shown keeps at least three values
for each hidden number: a few of the small ones are always among what it can be.

A reader may have been told more of the same numbers elsewhere: :mod:`besides`. Then a
number is small where what is new in it to that reader is; and a column is not told at
all where some of it has no room left for three small numbers.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from partnership.disclosure.besides import (
    ENOUGH,
    PUBLIC,
    Besides,
    Bounds,
    Cell,
    reach,
    whole,
)
from partnership.disclosure.model import Rule

Rows = Mapping[str, int]
Groups = Mapping[str, Rows]
Cells = Mapping[str, Mapping[str, Cell]]
Pair = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class ToldGroup:
    """What is told of a group: its rows, its sum alone, or (None twice) nothing."""

    total: int | None
    rows: Rows | None


@dataclass(frozen=True, slots=True)
class ToldColumn:
    """What is told of one total and, by name of the way, of each group in it."""

    total: int | None
    margins: Mapping[str, Mapping[str, ToldGroup]]


HIDDEN = ToldGroup(None, None)
NOBODY = ToldGroup(0, {})


def control_column(
    margins: Mapping[str, Groups], rule: Rule, readers: Sequence[Besides] = (PUBLIC,)
) -> ToldColumn:
    """What of a total may leave that is counted in each of these ways.

    It may leave to each of the ``readers``, by what they know besides; how a number is
    told does not depend on who reads it. Raises ValueError where two ways count another
    total, and for a rule that hides 0: that nobody was counted is told.
    """
    totals = {sum(map(_sum, groups.values())) for groups in margins.values()}
    if len(totals) != 1 or not rule.zero_shown:
        raise ValueError("Every way counts the same total, and 0 is told")
    (total,) = totals
    every = [_cells(margins, reader) for reader in readers]
    if any(_everything(each).is_small(rule) for way in every for each in way.values()):
        return nothing_of(margins)
    told = {
        name: _of_all([_told(each[name], rule) for each in every]) for name in margins
    }
    if any(_is_narrow(each[name], told[name], rule) for each in every for name in told):
        return nothing_of(margins)
    return ToldColumn(total, told)


def nothing_of(margins: Mapping[str, Iterable[str]]) -> ToldColumn:
    """A column of which nothing is told; ``margins`` are its groups, by way."""
    hidden = {name: dict.fromkeys(each, HIDDEN) for name, each in margins.items()}
    return ToldColumn(None, hidden)


def _cells(margins: Mapping[str, Groups], reader: Besides) -> Mapping[str, Cells]:
    return {name: reader.cells(name, groups) for name, groups in margins.items()}


def _of_all(told: Sequence[Mapping[str, ToldGroup]]) -> dict[str, ToldGroup]:
    """What is told of one way where each of several readers may have it."""
    return {key: _both(*(each[key] for each in told)) for key in told[0]}


def _both(*told: ToldGroup) -> ToldGroup:
    if any(each.total is None for each in told):
        return HIDDEN
    rows = None if any(each.rows is None for each in told) else told[0].rows
    return ToldGroup(told[0].total, rows)


def _everything(groups: Cells) -> Cell:
    return whole(cell for rows in groups.values() for cell in rows.values())


def restated(
    new: ToldColumn,
    earlier: ToldColumn,
    rule: Rule,
    readers: Sequence[Besides] = (PUBLIC,),
) -> ToldColumn | None:
    """What of ``new`` may leave after ``earlier`` did; None where nothing new may.

    What was hidden stays hidden, for a neighbour that did not change would tell it.
    What was told and would be hidden now, or moved by a small number, is not told
    anew: the difference of two releases is a number of people too.
    """
    if not earlier.total or new.total is None:
        return None if earlier.total else new
    fitted: dict[str, dict[str, ToldGroup]] = {}
    pairs: list[Pair] = [(new.total, earlier.total)]
    for name, groups in new.margins.items():
        before = earlier.margins.get(name, {})
        shut = any(each.total is None for each in before.values())
        both = {
            key: (groups.get(key, NOBODY), before.get(key, HIDDEN if shut else NOBODY))
            for key in {**before, **groups}
        }
        fitted[name] = {key: _as_coarse(*pair) for key, pair in both.items()}
        pairs += [numbers for pair in both.values() for numbers in _pairs(*pair)]
        if shut:
            rests = (_rest(new.total, fitted[name]), _rest(earlier.total, before))
            pairs.append(rests)
    if any(_is_lost(rule, *numbers) for numbers in pairs):
        return None
    column = ToldColumn(new.total, fitted)
    return column if all(_is_roomy(column, each) for each in readers) else None


def _sum(rows: Rows) -> int:
    return sum(rows.values())


def _rest(total: int, groups: Mapping[str, ToldGroup]) -> int:
    """All that stands in groups that are not told."""
    return total - sum(each.total or 0 for each in groups.values())


def _told(groups: Cells, rule: Rule) -> dict[str, ToldGroup]:
    """Each group as it is told; the last one stands or falls with the one before."""
    found = dict.fromkeys(groups, HIDDEN)
    order = list(groups)
    for place, key in enumerate(order):
        rows = groups[key]
        group = whole(rows.values())
        after = _everything({each: groups[each] for each in order[place + 1 :]})
        left = group.number + after.number
        if left and (group.is_small(rule) or after.is_small(rule)):
            break
        small = group.number and any(cell.is_small(rule) for cell in rows.values())
        told = {row: cell.number for row, cell in rows.items()}
        found[key] = ToldGroup(group.number, None if small else told)
    return found


def _is_narrow(groups: Cells, told: Mapping[str, ToldGroup], rule: Rule) -> bool:
    """Whether somewhere no number has room to be one of three small ones."""
    shut = [key for key, group in told.items() if group.total is None]
    coarse = [key for key, group in told.items() if group.total and group.rows is None]
    hidden = [whole(groups[key].values()) for key in shut]
    # The first group that is not told, and all after it: one of them was small.
    sums = [[hidden[0], whole(hidden[1:])]] if hidden else []
    sums += [list(groups[key].values()) for key in coarse]
    pinned = any(
        cell.is_pinned for key in (*shut, *coarse) for cell in groups[key].values()
    )
    return pinned or not all(_has_room(cells, rule) for cells in sums)


def _has_room(cells: Sequence[Cell], rule: Rule) -> bool:
    """Whether one of these, whose sum is told, could be three small numbers."""
    bounds = [cell.bounds for cell in cells]
    lows_and_highs = reach(whole(cells).number, bounds)
    return any(
        cell.small_values(low, high, rule) >= ENOUGH
        for cell, (low, high) in zip(cells, lows_and_highs, strict=True)
    )


def _is_roomy(column: ToldColumn, reader: Besides) -> bool:
    """Whether every hidden number may be three, or as many as without this release."""
    for name, groups in column.margins.items():
        known = reader.bounds(name)
        sums = [
            (group.total, list(known[key].values()))
            for key, group in groups.items()
            if key in known and group.total and group.rows is None
        ]
        shut = [key for key in groups if groups[key].total is None and key in known]
        if shut and column.total is not None:
            rows = [bounds for key in shut for bounds in known[key].values()]
            sums.append((_rest(column.total, groups), rows))
        if not all(_keeps_three(*each) for each in sums):
            return False
    return True


def _keeps_three(number: int, rows: Sequence[Bounds]) -> bool:
    return all(
        high - low + 1 >= min(ENOUGH, before.values)
        for before, (low, high) in zip(rows, reach(number, rows), strict=True)
    )


def _as_coarse(group: ToldGroup, before: ToldGroup) -> ToldGroup:
    if before.total is None:
        return HIDDEN
    return group if before.rows is not None else ToldGroup(group.total, None)


def _pairs(group: ToldGroup, before: ToldGroup) -> Iterator[Pair]:
    """Each number of a group that was told before, with what was told of it."""
    if before.total is None:
        return
    yield group.total, before.total
    if before.rows is None or not before.total:
        return
    for row in {**before.rows, **(group.rows or {})}:
        now = None if group.rows is None else group.rows.get(row, 0)
        yield now, before.rows.get(row, 0)


def _is_lost(rule: Rule, number: int | None, before: int | None) -> bool:
    """Whether a number cannot be told after what was told of it before."""
    if number is None or before is None:
        return number is None
    return rule.hides(abs(number - before))
