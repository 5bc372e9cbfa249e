"""Control of one total that is told in several ways: by course, by agency, by borough.

What else to hide is not chosen by looking at numbers, for that would tell something of
them to a reader who knows how the choice is made. Rows stand in groups, and groups in
an order, that everybody knows. A total that is small is not told, and nothing of it. In
their order groups are told as long as neither the group nor all that come after it is
small; then no further one is. Where a row is small, its group is told as a sum. A
reader who knows this rule, the total and all that is shown keeps at least three values
for each hidden number: a few of the small ones are always among what it can be.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from partnership.disclosure.model import Rule

Rows = Mapping[str, int]
Groups = Mapping[str, Rows]
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


def control_column(margins: Mapping[str, Groups], rule: Rule) -> ToldColumn:
    """What of a total may leave that is counted in each of these ways.

    Raises ValueError where two ways count another total, and for a rule that hides 0:
    that nobody was counted is told.
    """
    totals = {sum(map(_sum, groups.values())) for groups in margins.values()}
    if len(totals) != 1 or not rule.zero_shown:
        raise ValueError("Every way counts the same total, and 0 is told")
    (total,) = totals
    if rule.hides(total):
        hidden = {name: dict.fromkeys(each, HIDDEN) for name, each in margins.items()}
        return ToldColumn(None, hidden)
    told = {name: _told(groups, rule) for name, groups in margins.items()}
    return ToldColumn(total, told)


def restated(new: ToldColumn, earlier: ToldColumn, rule: Rule) -> ToldColumn | None:
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
    return ToldColumn(new.total, fitted)


def _sum(rows: Rows) -> int:
    return sum(rows.values())


def _rest(total: int, groups: Mapping[str, ToldGroup]) -> int:
    """All that stands in groups that are not told."""
    return total - sum(each.total or 0 for each in groups.values())


def _told(groups: Groups, rule: Rule) -> dict[str, ToldGroup]:
    """Each group as it is told; the last one stands or falls with the one before."""
    found = dict.fromkeys(groups, HIDDEN)
    rest = sum(map(_sum, groups.values()))
    for key, rows in groups.items():
        number = _sum(rows)
        if rule.hides(number) or rule.hides(rest - number):
            break
        rest -= number
        small = any(map(rule.hides, rows.values()))
        found[key] = ToldGroup(number, None if small else dict(rows))
    return found


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
