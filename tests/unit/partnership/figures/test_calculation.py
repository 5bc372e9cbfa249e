"""How observations follow from measures."""

from partnership.figures import calculation
from partnership.figures.calculation import Figure
from partnership.figures.model import Indicator, Level, Unit

HOME, LONDON = "E09000016", "E12000007"
LEVELS = {HOME: Level.AUTHORITY, LONDON: Level.REGION}


def an_indicator(**changes):
    fields = {
        "id": "FD04",
        "numerator": "referrals",
        "denominator": "population_0_17",
        "denominator_lag": 1,
        "unit": Unit.PER_10000,
    }
    return Indicator(**(fields | changes))


def published(value, code=None):
    return Figure(value, code, "published")


def only(indicator, measures, **more):
    (outcome,) = calculation.outcomes(indicator, measures, LEVELS, **more)
    return outcome


def test_population_is_taken_from_the_year_before():
    measures = {
        "referrals": {(HOME, "2025"): published(50.0)},
        "population_0_17": {
            (HOME, "2024"): published(1000.0),
            (HOME, "2025"): published(9999.0),
        },
    }
    outcome = only(an_indicator(), measures)
    assert (outcome.denominator, outcome.value) == (1000.0, 500.0)


def test_rounded_counts_of_a_region_give_way_to_the_published_value():
    measures = {
        "referrals": {
            (LONDON, "2025"): published(50.0),
            (HOME, "2025"): published(50.0),
        },
        "population_0_17": {
            (LONDON, "2024"): published(1000.0),
            (HOME, "2024"): published(1000.0),
        },
        "referrals:per_10000": {
            (LONDON, "2025"): published(498.0),
            (HOME, "2025"): published(498.0),
        },
    }
    values = {
        outcome.area: outcome.value
        for outcome in calculation.outcomes(an_indicator(), measures, LEVELS)
    }
    assert values == {LONDON: 498.0, HOME: 500.0}


def test_a_published_value_stands_in_where_counts_are_not_known():
    measures = {"referrals:per_10000": {(HOME, "2025"): published(498.0)}}
    outcome = only(an_indicator(), measures)
    assert (outcome.value, outcome.numerator, outcome.code) == (498.0, None, None)


def test_a_code_explains_a_missing_value():
    population = {(HOME, "2024"): published(1000.0)}
    hidden = {"referrals": {(HOME, "2025"): published(None, "c")}}
    assert only(an_indicator(), hidden | {"population_0_17": population}).code == "c"
    alone = {"referrals": {(HOME, "2025"): published(5.0)}}
    assert only(an_indicator(), alone).code == ":"


def test_nothing_divided_by_nothing_is_not_applicable():
    measures = {
        "referrals": {(HOME, "2025"): published(0.0)},
        "population_0_17": {(HOME, "2024"): published(0.0)},
    }
    outcome = only(an_indicator(), measures)
    assert (outcome.value, outcome.code) == (None, "z")


def test_an_own_value_no_measure_speaks_of_any_more_becomes_missing():
    outcome = only(an_indicator(), {}, gone={(HOME, "2025")})
    assert (outcome.origin, outcome.value, outcome.code) == ("own", None, ":")
