import pytest

from borough.returns.service import EVERYTHING, Choice
from partnership.disclosure.control import control
from partnership.disclosure.model import DisclosureClass, Figure


def a_cell(indicator="AS01", period="2025"):
    figure = Figure(
        indicator=indicator,
        period=period,
        area="E09000016",
        unit="count",
        disclosure_class=DisclosureClass.PUBLISHED,
        numerator=1.0,
        denominator=None,
        value=1.0,
    )
    return control([figure]).cells[0]


@pytest.mark.parametrize(
    ("choice", "taken"),
    [
        (EVERYTHING, True),
        (Choice(indicators=frozenset({"AS01"})), True),
        (Choice(indicators=frozenset({"FD04"})), False),
        (Choice(first_year=2025, last_year=2025), True),
        (Choice(first_year=2026), False),
        (Choice(last_year=2024), False),
    ],
)
@pytest.mark.parametrize("period", ["2025", "2025-Q1"])
def test_a_choice_takes_indicators_and_whole_years(choice, taken, period):
    assert choice.takes(a_cell(period=period)) is taken
