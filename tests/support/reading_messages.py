"""What a reader makes of the messages that left: numbers, and what ties them.

Each function takes the ``data`` of messages just as they left and, beside each, the
same data as it was before disclosure control; the second only starts the search. They
give the reader and the names of all that is hidden.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from partnership.disclosure.model import DEFAULT_RULES, Controlled
from partnership.disclosure.table import measures
from tests.support.readers import ENOUGH, Reader

Data = Mapping[str, Any]
Pairs = Sequence[tuple[Data, Data]]
STATES = ("blue", "green", "amber", "red")
ENDINGS = ("in_time", "late", "over")


def too_narrow(reader: Reader, hidden: Iterable[str]) -> dict[str, float]:
    """The hidden numbers that could be fewer than three, and how many they could be."""
    spans = {name: reader.span(name, enough=ENOUGH) for name in hidden}
    return {name: span for name, span in spans.items() if span < ENOUGH}


def governance(returns: Pairs) -> tuple[Reader, list[str]]:
    """Governance returns in the order they left.

    A theme's actions are among all actions, and all actions only become more.
    """
    reader, hidden, before = Reader(), [], ""
    for place, (left, raw) in enumerate(returns):
        for kind, words in (("actions", STATES), ("clocks", ENDINGS)):
            for told, true in zip(left[kind], raw[kind], strict=True):
                name = f"{place} {kind} {told['title']}"
                hidden += _row(reader, name, told, true, words)
        whole = f"{place} actions {left['actions'][0]['title']}"
        for told in left["actions"][1:]:
            some = f"{place} actions {told['title']}"
            for word in (*STATES, "total"):
                reader.at_most(f"{some} {word}", f"{whole} {word}")
        if before:
            reader.at_most(f"{before} total", f"{whole} total")
        before = whole
    return reader, hidden


def _row(
    reader: Reader, name: str, told: Data, true: Data, words: Sequence[str]
) -> list[str]:
    """One row of counts and its total; what is hidden of it."""
    for word in (*words, "total"):
        shown = told[word]
        reader.knows(f"{name} {word}", true[word], shown or 0, shown)
    reader.adds_up(f"{name} total", [f"{name} {word}" for word in words])
    return [f"{name} {word}" for word in (*words, "total") if told[word] is None]


def audits(told: Data, true: Data) -> tuple[Reader, list[str]]:
    """One summary of audits; no section has more answers than returns and questions."""
    reader, hidden = Reader(), []
    for left, raw in zip(told["case_audits"], true["case_audits"], strict=True):
        for row, counts in zip(left["domains"], raw["domains"], strict=True):
            name = f"{left['id']} {row['title']}"
            hidden += _scale(reader, name, row, counts["counts"])
    cycles = zip(told["self_assessments"], true["self_assessments"], strict=True)
    for left, raw in cycles:
        came = sum(rate["returned"] for rate in left["rates"])
        for row, counts in zip(left["sections"], raw["sections"], strict=True):
            name = f"{left['id']} {row['title']}"
            hidden += _scale(reader, name, row, counts["counts"])
            most = came * row["questions"]
            reader.knows(f"{name} total", sum(counts["counts"]), 0, most)
    return reader, hidden


def _scale(reader: Reader, name: str, row: Data, counts: Sequence[int]) -> list[str]:
    """A scale of four steps in two halves, and about how many there are."""
    places = [f"{name} {place}" for place in range(4)]
    halves = [f"{name} upper", f"{name} lower"]
    for place, shown, count in zip(places, row["counts"], counts, strict=True):
        reader.knows(place, count, shown or 0, shown)
    for half, parts in zip(halves, (places[:2], places[2:]), strict=True):
        shown = row[half.split()[-1]]
        true = sum(reader.truth[part] for part in parts)
        reader.knows(half, true, shown or 0, shown)
        reader.adds_up(half, parts)
    least, most = _band(row["band"])
    reader.knows(f"{name} total", sum(counts), least, most)
    reader.adds_up(f"{name} total", halves)
    shown = [*row["counts"], row["upper"], row["lower"]]
    names = zip([*places, *halves], shown, strict=True)
    return [each for each, number in names if number is None]


def _band(words: str) -> tuple[int, int | None]:
    """A window from 10 to 19, fewer than 10, or 100 or more."""
    numbers = [int(word) for word in words.split() if word.isdigit()]
    if len(numbers) == 2:
        return numbers[0], numbers[1]
    return (0, numbers[0] - 1) if words.startswith("fewer") else (numbers[0], None)


def performance(
    releases: Sequence[Sequence[Controlled]], sums: Mapping[str, Sequence[str]]
) -> tuple[Reader, list[str]]:
    """Every release of figures in its order, with the sums that tie measures.

    ``sums`` names a measure and the parts of it; quarters add up to their year. The
    reader is even told which hidden numbers are as they were before.
    """
    reader, hidden = Reader(), set()
    now: dict[tuple[str, str], str] = {}
    for cells in releases:
        untold, told = set(), set()
        for cell in cells:
            for measure, shown, true in _numbers(cell):
                name = f"{measure} {cell.figure.period} {true:.0f}"
                now[measure, cell.figure.period] = name
                reader.knows(name, int(true), *_window(cell, shown))
                (untold if shown is None else told).add(name)
        hidden |= untold - told
        for (measure, period), name in now.items():
            parts = [now[each, period] for each in sums.get(measure, ())]
            quarters = [
                each
                for (other, when), each in now.items()
                if other == measure and f"{period}-Q" in when
            ]
            for each in (parts, quarters):
                if each:
                    reader.adds_up(name, each)
    return reader, sorted(hidden)


def _numbers(cell: Controlled) -> Iterator[tuple[str, float | None, float]]:
    figure = cell.figure
    above, below = measures(figure)
    yield above, cell.numerator, figure.numerator or 0
    if figure.denominator is not None:
        yield below, cell.denominator, figure.denominator


def _window(cell: Controlled, shown: float | None) -> tuple[int, int | None]:
    """The numbers that may stand behind what is shown."""
    if shown is None:
        return 0, None
    number, rule = int(shown), DEFAULT_RULES[cell.figure.disclosure_class]
    if number == 0 or rule.step == 1:
        return number, number
    around = rule.step // 2
    return max(number - around, rule.smallest_shown), number + around
