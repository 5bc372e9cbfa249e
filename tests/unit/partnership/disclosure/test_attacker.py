"""An attacker who reads all that was released and can count.

He is written apart from the rules he attacks: he sees the released numbers, knows the
thresholds and how the figures add up, and tries every table that fits. To be on the
safe side he is even told which hidden numbers are hidden for being small.
"""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from partnership.disclosure.control import control
from partnership.disclosure.model import DisclosureClass, Earlier, Figure, Status

HERE = "E09000016"
CEILING = 80  # no number in these tables is larger
SMALLEST = {DisclosureClass.PEOPLE: 8, DisclosureClass.STAFF: 5}
KINDS = st.sampled_from([DisclosureClass.PEOPLE, DisclosureClass.STAFF])


def counted(indicator, number, *, kind, part_of=None, period="2025"):
    return Figure(
        indicator=indicator,
        period=period,
        area=HERE,
        unit="count",
        disclosure_class=kind,
        numerator=float(number),
        denominator=None,
        value=float(number),
        part_of=part_of,
    )


def readings(cell):
    """Every number the attacker must think possible for one released cell."""
    smallest = SMALLEST[cell.figure.disclosure_class]
    if cell.status is Status.EXACT:
        return {int(cell.numerator)}
    if cell.status is Status.ROUNDED and cell.numerator == 0:
        return {0}
    if cell.status is Status.ROUNDED:
        shown = int(cell.numerator)
        return {n for n in range(shown - 2, shown + 3) if n >= smallest}
    if 0 < cell.figure.numerator < smallest:
        return set(range(1, smallest))
    return set(range(int(cell.figure.numerator) + 12))


def without_hint(cell):
    """The same for a hidden cell when nobody tells why it is hidden."""
    hidden = cell.status is Status.SUPPRESSED
    return set(range(CEILING + 1)) if hidden else readings(cell)


def sums_of(sets):
    sums = {0}
    for each in sets:
        sums = {a + b for a in sums for b in each if a + b <= CEILING}
    return sums


def possible_in_family(total, parts):
    """For each cell of a total and its parts, the numbers that fit the others."""
    fits = {}
    for index, part in enumerate(parts):
        others = sums_of([*parts[:index], *parts[index + 1 :]])
        fits[index] = {n for n in part if any(n + other in total for other in others)}
    fits["total"] = total & sums_of(parts)
    return fits


@settings(deadline=None)
@given(
    numbers=st.lists(st.integers(0, 14), min_size=2, max_size=4),
    kind=KINDS,
)
def test_no_hidden_part_or_total_of_a_family_can_be_worked_out(numbers, kind):
    parts = [
        counted(f"P{i}", n, kind=kind, part_of="ALL") for i, n in enumerate(numbers)
    ]
    plan = control([counted("ALL", sum(numbers), kind=kind), *parts])
    assert plan.exposed == frozenset()
    attack(plan.cells, readings)


def attack(cells, read):
    """Fail when a hidden cell of a family has fewer than three possible numbers.

    Where nothing but noughts is shown, and the numbers are so small that the hint
    alone tells them, the attacker must do without it.
    """
    total, *parts = cells
    fits = possible_in_family(read(total), [read(cell) for cell in parts])
    fits[-1] = fits.pop("total")
    numbers = {cell: fits[index] for index, cell in enumerate(parts)}
    numbers[total] = fits[-1]
    hidden = [cell for cell in cells if cell.status is Status.SUPPRESSED]
    if any(len(numbers[cell]) < 3 for cell in hidden):
        assert read is readings
        assert all(cell.figure.numerator == 0 for cell in cells if cell not in hidden)
        attack(cells, without_hint)


@settings(max_examples=50, deadline=None)
@given(numerator=st.integers(0, 40), rest=st.integers(0, 40), kind=KINDS)
def test_neither_a_count_nor_the_rest_of_its_group_can_be_worked_out(
    numerator, rest, kind
):
    figure = Figure(
        indicator="AS01",
        period="2025",
        area=HERE,
        unit="percent",
        disclosure_class=kind,
        numerator=float(numerator),
        denominator=float(numerator + rest),
        value=None,
    )
    cell = control([figure]).cells[0]
    same = [
        (a, b)
        for a in range(max(numerator - 7, 0), numerator + 7)
        for b in range(max(rest - 7, 0), rest + 7)
        if says(figure, a, b, kind) == cell.says
    ]
    small = range(1, SMALLEST[kind])
    if numerator in small:
        assert len({a for a, _ in same}) >= 3
    if rest in small:
        assert len({b for _, b in same}) >= 3


def says(figure, numerator, rest, kind):
    known = Figure(
        indicator=figure.indicator,
        period=figure.period,
        area=figure.area,
        unit=figure.unit,
        disclosure_class=kind,
        numerator=float(numerator),
        denominator=float(numerator + rest),
        value=None,
    )
    return control([known]).cells[0].says


QUARTERS = [f"2025-Q{n}" for n in range(1, 5)]
ROWS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=4, max_size=4)


def two_way(rows, kind):
    """Two parts and their total, for four quarters and the year they add up to."""
    year = (sum(a for a, _ in rows), sum(b for _, b in rows))
    for period, (a, b) in zip([*QUARTERS, "2025"], [*rows, year], strict=True):
        yield counted("A", a, kind=kind, part_of="ALL", period=period)
        yield counted("B", b, kind=kind, part_of="ALL", period=period)
        yield counted("ALL", a + b, kind=kind, period=period)


def tables_exist(windows):
    """Whether some table fits: (A, B) summed over the quarters, row by row."""
    reached = {(0, 0)}
    for period in QUARTERS:
        pairs = fitting_pairs(windows, period)
        reached = {(x + a, y + b) for x, y in reached for a, b in pairs}
    year = fitting_pairs(windows, "2025")
    return bool(reached & year)


def fitting_pairs(windows, period):
    a_set, b_set = windows["A", period], windows["B", period]
    all_set = windows["ALL", period]
    return {(a, b) for a in a_set for b in b_set if a + b in all_set}


def possible(windows, key, truth):
    """Up to three numbers that fit, the nearest to the truth first."""
    found = []
    for number in sorted(windows[key], key=lambda n: abs(n - truth)):
        if tables_exist({**windows, key: {number}}):
            found.append(number)
        if len(found) == 3:
            break
    return found


@settings(max_examples=25, deadline=None)
@given(rows=ROWS, kind=KINDS)
def test_no_hidden_quarter_can_be_worked_out_from_years_and_totals(rows, kind):
    plan = control(list(two_way(rows, kind)))
    assert plan.exposed == frozenset()
    with_hint = {place(cell): readings(cell) for cell in plan.cells}
    without = {place(cell): wide_readings(cell) for cell in plan.cells}
    for cell in plan.cells:
        if cell.status is Status.SUPPRESSED:
            truth = cell.figure.numerator
            if len(possible(with_hint, place(cell), truth)) < 3:
                assert truth < SMALLEST[kind]
                assert len(possible(without, place(cell), truth)) >= 3


def place(cell):
    return (cell.figure.indicator, cell.figure.period)


def wide_readings(cell):
    """Without the hint, but kept near the truth so that trying them all is quick."""
    near = range(int(cell.figure.numerator) + 12)
    return without_hint(cell) & set(near)


@settings(max_examples=300, deadline=None)
@given(
    history=st.lists(
        st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=4
    ),
    kind=KINDS,
)
def test_releases_laid_over_each_other_tell_no_hidden_number(history, kind):
    earlier, tables = [], []
    for order, numbers in enumerate(history):
        parts = [
            counted(f"P{i}", n, kind=kind, part_of="ALL") for i, n in enumerate(numbers)
        ]
        total = counted("ALL", sum(numbers), kind=kind)
        plan = control([total, *parts], earlier=earlier)
        earlier += [Earlier(cell=cell, order=order) for cell in plan.cells]
        tables.append((plan.cells, plan.exposed))
    for (old, _), (new, exposed) in pairwise(tables):
        for before, after in zip(old, new, strict=True):
            same = before.figure.numerator == after.figure.numerator
            if same and before.status is Status.SUPPRESSED:
                assert after.status is Status.SUPPRESSED
        if all(a.figure == b.figure for a, b in zip(old, new, strict=True)):
            assert not exposed
    attack_all(tables)


def attack_all(tables):
    """Join what every release says of the same number, then try each release."""
    joined = {}
    for cells, _ in tables:
        for cell in cells:
            key = (cell.figure.indicator, cell.figure.numerator)
            joined[key] = joined.get(key, without_hint(cell)) & without_hint(cell)
    exposed = tables[-1][1]
    for cells, _ in tables:
        total, *parts = [
            joined[cell.figure.indicator, cell.figure.numerator] for cell in cells
        ]
        fits = possible_in_family(total, parts)
        for index, cell in zip(["total", *range(len(parts))], cells, strict=True):
            if cell.status is Status.SUPPRESSED and cell.key not in exposed:
                assert len(fits[index]) >= 3
