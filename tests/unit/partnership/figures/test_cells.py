"""Single figures: codes survive, halves round up, unknown is never zero."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnership.figures import cells
from partnership.figures.model import Code, Unit


@pytest.mark.parametrize("code", list(Code))
def test_every_code_survives_as_a_code(code):
    assert cells.read(f" {code.value} ") == (None, code)


def test_a_blank_is_missing_and_not_zero():
    assert cells.read("") == (None, Code.MISSING)
    assert cells.read("0") == (0.0, None)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1,234", "without commas"),
        ("1 234", "without commas or spaces"),
        ("12%", "without a percent sign"),
        ("-3", "below zero"),
        ("nan", "one of the codes"),
        ("inf", "one of the codes"),
        ("1e5", "one of the codes"),
        ("1_000", "one of the codes"),
        ("١٢", "one of the codes"),
        ("9" * 20, "too large"),
        ("C", "one of the codes"),
    ],
)
def test_what_is_no_figure_is_refused_with_what_to_write(text, said):
    with pytest.raises(ValueError, match=said):
        cells.read(text)


def test_a_value_nobody_can_work_out_is_unknown():
    assert cells.rate(None, 10.0, Unit.PERCENT) is None
    assert cells.rate(5.0, None, Unit.PERCENT) is None
    assert cells.rate(5.0, 0.0, Unit.PERCENT) is None
    assert cells.rate(0.0, 10.0, Unit.PERCENT) == 0.0


def test_a_count_is_its_numerator():
    assert cells.rate(5.0, None, Unit.COUNT) == 5.0


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.sampled_from(list(Unit)))
def test_a_rate_is_the_double_nearest_to_the_exact_one(numerator, denominator, unit):
    exact = Fraction(numerator * cells.MULTIPLIER[unit])
    if unit is not Unit.COUNT:
        exact /= denominator
    assert cells.rate(float(numerator), float(denominator), unit) == float(exact)


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [(22.65, 1, "22.7"), (0.25, 1, "0.3"), (48.5, 0, "49"), (13.0, 1, "13.0")],
)
def test_halves_are_rounded_up_as_in_official_statistics(value, decimals, shown):
    assert cells.shown(value, decimals) == shown
