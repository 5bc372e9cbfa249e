"""Turn raw figures into cells that may leave.

All figures are looked at together, whichever of them leave this time: two releases
that choose different cells then never contradict each other.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from partnership.disclosure import pooling, primary, secondary, sums, table
from partnership.disclosure.inference import UNBOUNDED, Window
from partnership.disclosure.model import (
    DEFAULT_RULES,
    Controlled,
    DisclosureClass,
    Earlier,
    Figure,
    Plan,
    Reason,
    Rule,
    Status,
)
from partnership.disclosure.table import Count


def control(
    figures: Sequence[Figure],
    *,
    earlier: Sequence[Earlier] = (),
    rules: Mapping[DisclosureClass, Rule] = DEFAULT_RULES,
) -> Plan:
    """Decide for every figure what of it may leave.

    ``earlier`` is every cell ever released, with the raw figure it had then: what it
    showed is known outside, and what it hid stays hidden while the figure is the same.
    """
    pooled = [each for each in figures if rules[each.disclosure_class].pool_years > 1]
    single = [each for each in figures if rules[each.disclosure_class].pool_years == 1]
    verdict = _judge(single, [each for each in earlier if _single(each, rules)], rules)
    cells = {each.key: _cell(each, verdict) for each in single}
    for name, rule in rules.items():
        if rule.pool_years > 1:
            of_class = [each for each in pooled if each.disclosure_class is name]
            cells.update(pooling.pool(of_class, rule))
    return Plan(
        cells=tuple(cells[each.key] for each in figures), exposed=verdict.exposed_cells
    )


@dataclass(frozen=True)
class _Verdict:
    """Which counts are hidden, and why."""

    book: primary.RuleBook
    small: set[Count]
    before: set[Count]
    further: frozenset[Count]
    exposed_cells: frozenset[tuple[str, str, str]]

    def hides(self, count: Count | None) -> bool:
        return count in self.small or count in self.before or count in self.further


def _single(earlier: Earlier, rules: Mapping[DisclosureClass, Rule]) -> bool:
    return rules[earlier.cell.figure.disclosure_class].pool_years == 1


def _judge(
    figures: Sequence[Figure],
    earlier: Sequence[Earlier],
    rules: Mapping[DisclosureClass, Rule],
) -> _Verdict:
    everything = [*figures, *(each.cell.figure for each in earlier)]
    book = primary.rule_book(everything, rules)
    names = primary.in_question(everything, book)
    everything = [each for each in everything if each.indicator in names]
    figures = [each for each in figures if each.indicator in names]
    earlier = [each for each in earlier if each.cell.figure.indicator in names]
    small = primary.hidden_counts(everything, book)
    seen, unseen = _told_before(earlier, book)
    before = unseen - seen.keys() - small
    whole = _table(everything, _states(figures, earlier), book, seen)
    outcome = secondary.protect(whole, small | before)
    exposed = {each.key for each in everything if _exposes(each, outcome.exposed)}
    return _Verdict(book, small, before, outcome.further, frozenset(exposed))


def _exposes(figure: Figure, exposed: Container[Count]) -> bool:
    counts = (
        table.numerator(figure),
        table.denominator(figure),
        table.complement(figure),
    )
    return any(count is not None and count in exposed for count in counts)


def _told_before(
    earlier: Sequence[Earlier], book: primary.RuleBook
) -> tuple[dict[Count, Window], set[Count]]:
    """What earlier releases told of each count, and the counts they hid."""
    seen: dict[Count, Window] = {}
    unseen: set[Count] = set()
    for each in earlier:
        cell = each.cell
        for count, told in (
            (table.numerator(cell.figure), cell.numerator),
            (table.denominator(cell.figure), cell.denominator),
        ):
            if count is None or book.rule(count).public:
                continue
            if told is not None:
                window = _window(count, book.rule(count), cell.status)
                seen[count] = _both(window, seen.get(count))
            elif cell.status is Status.SUPPRESSED:
                unseen.add(count)
    return seen, unseen


def _states(
    figures: Sequence[Figure], earlier: Sequence[Earlier]
) -> Iterable[Iterable[Figure]]:
    """The figures as they stood at each release, and as they stand now.

    What had not been released by then is taken to have been what it was when it first
    was, or what it is now: a figure that comes later must not tell an old one.
    """
    history = sorted(earlier, key=lambda one: one.order)
    state = {each.key: each for each in figures}
    state |= {each.cell.key: each.cell.figure for each in reversed(history)}
    for _, release in groupby(history, key=lambda one: one.order):
        state |= {each.cell.key: each.cell.figure for each in release}
        yield list(state.values())
    yield figures


def _table(
    everything: Sequence[Figure],
    states: Iterable[Iterable[Figure]],
    book: primary.RuleBook,
    seen: Mapping[Count, Window],
) -> sums.Table:
    shown: dict[Count, Window] = {}
    hidden: dict[Count, Window] = {}
    unexplained: dict[Count, Window] = {}
    small: dict[Count, Window] = {}
    secret: set[Count] = set()
    for figure in everything:
        for count in (table.numerator(figure), table.denominator(figure)):
            if count is not None:
                rule, told = book.rule(count), seen.get(count)
                shown[count] = _both(_window(count, rule), told)
                hidden[count] = _both(_hidden_window(count, rule), told)
                unexplained[count] = _both(_unexplained_window(count, rule), told)
                small[count] = _small_window(rule)
        rest, rule = table.complement(figure), book.of_class[figure.disclosure_class]
        if rest is not None and primary.rest_is_small(figure, rule):
            shown[rest] = hidden[rest] = _hidden_window(rest, rule)
            secret.add(rest)
    public = {count for count in shown if count not in secret and _public(count, book)}
    return sums.Table(
        shown=shown,
        hidden=hidden,
        unexplained=unexplained,
        small=small,
        fixed=frozenset({*public, *seen, *secret}),
        secret=frozenset(secret),
        sums=frozenset(each for state in states for each in table.sums(state)),
    )


def _public(count: Count, book: primary.RuleBook) -> bool:
    return book.rule(count).public


def _window(count: Count, rule: Rule, status: Status = Status.ROUNDED) -> Window:
    """The numbers a reader must think possible when this count is shown."""
    number = count.number
    if rule.step == 1 or number == 0 or status is Status.EXACT:
        return (number, number)
    shown = int(rule.shown(number))
    low = max(shown - rule.step // 2, rule.smallest_shown)
    return (low, shown + (rule.step - 1) // 2)


def _hidden_window(count: Count, rule: Rule) -> Window:
    """The numbers left when it is hidden, even to a reader who guesses why."""
    if rule.public:
        return (count.number, count.number)
    return _small_window(rule) if rule.hides(count.number) else (0, UNBOUNDED)


def _small_window(rule: Rule) -> Window:
    """The numbers a count may be that is hidden for its own size."""
    return (1 if rule.zero_shown else 0, max(rule.smallest_shown - 1, 0))


def _unexplained_window(count: Count, rule: Rule) -> Window:
    """The numbers left to a reader who cannot tell why it is hidden."""
    return (count.number, count.number) if rule.public else (0, UNBOUNDED)


def _both(window: Window, other: Window | None) -> Window:
    if other is None:
        return window
    return (max(window[0], other[0]), min(window[1], other[1]))


def _cell(figure: Figure, verdict: _Verdict) -> Controlled:
    rule = verdict.book.of_class[figure.disclosure_class]
    reason = _why_not(figure, verdict, rule)
    if reason is None:
        return _shown(figure, verdict, rule)
    absent = primary.missing(figure)
    collected = absent is None or absent in primary.HIDING_CODES
    bottom_shown = absent is None and not _hides_bottom(figure, verdict, rule)
    return Controlled(
        figure=figure,
        status=Status.SUPPRESSED if collected else Status.NOT_COLLECTED,
        numerator=None,
        denominator=_bottom(figure, verdict, rule) if bottom_shown else None,
        value=None,
        rule=rule.id,
        reason=reason,
    )


def _why_not(figure: Figure, verdict: _Verdict, rule: Rule) -> Reason | None:
    """Why a figure cannot be shown; None when it can."""
    absent = primary.missing(figure)
    if absent is not None or rule.public:
        return absent
    if figure.numerator is None:
        return Reason.NO_PARTS
    if rule.hides(figure.numerator):
        return Reason.SMALL
    if _hides_bottom(figure, verdict, rule) and rule.hides(figure.denominator or 0):
        return Reason.SMALL_DENOMINATOR
    if primary.rest_is_small(figure, rule):
        return Reason.COMPLEMENT
    return _why_not_beside_others(figure, verdict)


def _why_not_beside_others(figure: Figure, verdict: _Verdict) -> Reason | None:
    top, bottom = table.numerator(figure), table.denominator(figure)
    if top in verdict.further or bottom in verdict.further:
        return Reason.SECONDARY
    if top in verdict.small or bottom in verdict.small:
        return Reason.SMALL
    if top in verdict.before or bottom in verdict.before:
        return Reason.BEFORE
    return None


def _shown(figure: Figure, verdict: _Verdict, rule: Rule) -> Controlled:
    if rule.public or figure.numerator is None:
        return _exactly(figure, rule)
    numerator = _controlled(figure.numerator, table.numerator(figure), verdict, rule)
    denominator = _bottom(figure, verdict, rule)
    value = pooling.rate(numerator, denominator, figure.unit, rule)
    return Controlled(
        figure=figure,
        status=Status.EXACT if rule.step == 1 else Status.ROUNDED,
        numerator=numerator,
        denominator=denominator,
        value=value,
        rule=rule.id,
        reason=Reason.SHOWN if value is not None else Reason.NO_RATE,
    )


def _exactly(figure: Figure, rule: Rule) -> Controlled:
    return Controlled(
        figure=figure,
        status=Status.EXACT,
        numerator=figure.numerator,
        denominator=figure.denominator,
        value=figure.value,
        rule=rule.id,
        reason=Reason.SHOWN,
    )


def _hides_bottom(figure: Figure, verdict: _Verdict, rule: Rule) -> bool:
    count = table.denominator(figure)
    if count is not None:
        return verdict.hides(count)
    return figure.denominator is not None and rule.hides(figure.denominator)


def _bottom(figure: Figure, verdict: _Verdict, rule: Rule) -> float | None:
    if figure.denominator is None:
        return None
    count = table.denominator(figure)
    return _controlled(figure.denominator, count, verdict, rule)


def _controlled(
    number: float, count: Count | None, verdict: _Verdict, rule: Rule
) -> float:
    return (rule if count is None else verdict.book.rule(count)).shown(number)
