"""Funnels: limits against published constants, over-dispersion, and real figures."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnership.charts import dispersion, funnel
from partnership.charts.funnel import FunnelArea, Kind, Verdict

PLANS = (
    Path(__file__).parents[4]
    / "../shared/data/d3_cpps_subsequent_plan_2013_to_2025.csv"
)


def areas(*counts):
    return [FunnelArea(f"E{i}", f"Area {i}", *pair) for i, pair in enumerate(counts)]


def alike(count):
    """Areas that differ by chance at most: 20% give or take 1 in 200."""
    return [(40 + i % 3 - 1, 200) for i in range(count)]


def test_wilson_limits_agree_with_the_worked_example_of_newcombe():
    # R. G. Newcombe, Statistics in Medicine 17 (1998): 81 of 263 gives 0.2553, 0.3662.
    low, high = dispersion.wilson(81 / 263, 263, z=dispersion.Z_95)
    assert (low, high) == pytest.approx((0.2553, 0.3662), abs=0.0001)


def test_byar_limits_come_close_to_the_exact_poisson_limits():
    # Exact 95% limits of a count of 10 are 4.795 and 18.390 (Garwood 1936).
    assert dispersion.byar(10, z=dispersion.Z_95) == pytest.approx(
        (4.795, 18.390), abs=0.03
    )


def test_no_events_have_a_lower_limit_of_nothing():
    low, high = dispersion.byar(0, z=dispersion.Z_95)
    assert low == 0
    assert high == pytest.approx(3.69, abs=0.1)


def test_winsorising_draws_in_a_tenth_at_each_end():
    drawn = dispersion.winsorised([float(i) for i in range(20)])
    assert (min(drawn), max(drawn)) == (2, 17)
    assert drawn[5] == 5


def test_the_average_is_pooled_and_not_a_mean_of_rates():
    result = funnel.analyse(areas((1, 10), (90, 300)), multiplier=100)
    assert result.average == pytest.approx(100 * 91 / 310)


def test_areas_that_differ_by_chance_keep_plain_limits():
    result = funnel.analyse(areas(*alike(30)), multiplier=100)
    assert not result.adjusted
    assert {area.verdict for area in result.areas} == {Verdict.INSIDE}


def test_one_area_far_out_is_found_without_widening_the_limits():
    result = funnel.analyse(areas(*alike(30), (80, 200)), multiplier=100)
    assert not result.adjusted
    assert result.areas[-1].verdict is Verdict.ABOVE_998
    assert result.outside == 1


def test_areas_that_all_differ_widen_the_limits():
    spread = [(200 * (10 + i) // 100, 200) for i in range(0, 40, 2)]
    result = funnel.analyse(areas(*spread), multiplier=100)
    assert result.adjusted
    assert result.outside < result.outside_plain
    assert "over-dispersion" in result.rule_text


@pytest.mark.parametrize(
    ("count", "verdict"),
    [
        (40, Verdict.INSIDE),
        (54, Verdict.ABOVE_95),
        (62, Verdict.ABOVE_998),
        (28, Verdict.BELOW_95),
        (20, Verdict.BELOW_998),
    ],
)
def test_a_verdict_says_on_which_side_and_how_far(count, verdict):
    result = funnel.analyse(areas(*alike(30), (count, 200)), multiplier=100)
    assert result.areas[-1].verdict is verdict


@given(
    st.sampled_from(Kind),
    st.just(0.0) | st.floats(0.0001, 1),
    st.sampled_from([0.0, 0.0004]),
    st.integers(0, 400),
    st.integers(1, 400),
)
def test_a_verdict_is_what_the_limits_say(kind, average, tau_squared, count, size):
    model = dispersion.Model(kind, 100, average, 1.0, tau_squared)
    value, limits = 100 * count / size, model.limits(size)
    far_out = not limits.lower_998 <= value <= limits.upper_998
    inside = limits.lower_95 <= value <= limits.upper_95
    verdict = model.verdict(value, size)
    assert model.far_out(value, size) is far_out
    assert (verdict is Verdict.INSIDE) is inside
    assert (verdict in dispersion.FAR_OUT) is (far_out and not inside)
    if not inside:
        assert ("Above" in verdict) is (value > limits.upper_95)


def test_missing_counts_are_listed_and_not_plotted():
    given_areas = areas((1, 10), (2, 10), (None, 10), (3, None), (0, 0), (11, 10))
    result = funnel.analyse(given_areas, multiplier=100)
    assert [area.code for area in result.areas] == ["E0", "E1"]
    assert [one.reason for one in result.left_out] == [
        "no count",
        "no count",
        "nobody to count among",
        "more counted than there are",
    ]
    assert "Not plotted: Area 2 (no count)" in result.sentences[-1]


def test_nothing_to_compare_is_said_plainly():
    result = funnel.analyse(areas((None, 5)), multiplier=100)
    assert result.average is None
    assert result.sentences == ("No area has figures that can be plotted.",)


def test_nobody_counted_anywhere_is_inside_everywhere():
    result = funnel.analyse(areas(*[(0, 50)] * 12), multiplier=100)
    assert {area.verdict for area in result.areas} == {Verdict.INSIDE}


def test_rates_may_count_more_events_than_people():
    result = funnel.analyse(areas((30, 20), (28, 20)), multiplier=10_000)
    assert result.model.kind is Kind.RATE
    assert result.left_out == ()


def test_highlighted_areas_are_told_in_words():
    result = funnel.analyse(areas(*alike(12)), multiplier=100, highlighted={"E1"})
    assert "Area 1 (20.0%): within the limits." in result.sentences


@given(st.integers(1, 5000), st.floats(0.01, 0.99))
def test_limits_close_in_as_areas_grow(size, average):
    model = dispersion.Model(Kind.PROPORTION, 100, average, 1.0, 0.0)
    small, large = model.limits(size), model.limits(size * 2)
    assert 0 <= small.lower_998 <= small.lower_95 <= average * 100
    assert average * 100 <= small.upper_95 <= small.upper_998 <= 100
    assert large.upper_998 - large.lower_998 < small.upper_998 - small.lower_998


def counted(text):
    return float(text) if text.isdigit() else None


@pytest.mark.skipif(not PLANS.exists(), reason="the public figures are not here")
def test_repeat_plans_of_all_authorities_in_2025_vary_more_than_chance():
    with PLANS.open(encoding="utf-8-sig") as file:
        rows = [
            FunnelArea(
                row["new_la_code"],
                row["la_name"],
                counted(row["CPP_subsequent"]),
                counted(row["CPP_start"]),
            )
            for row in csv.DictReader(file)
            if row["time_period"] == "2025"
            and row["geographic_level"] == "Local authority"
        ]
    result = funnel.analyse(rows, multiplier=100)
    assert len(result.areas) == 151
    assert result.average == pytest.approx(24.5, abs=0.05)
    assert (result.outside_plain, result.outside) == (32, 3)
    scores = [
        result.plain.score(one.numerator, one.denominator) for one in result.areas
    ]
    assert sum(score**2 for score in scores) / 151 == pytest.approx(5.32, abs=0.01)
    assert result.model.phi == pytest.approx(3.85, abs=0.01)
