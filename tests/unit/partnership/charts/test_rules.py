"""Each rule of variation, with the case that just meets it and the one that misses."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kit.errors import Invalid
from partnership.charts.rules import (
    Finding,
    Limits,
    Rule,
    Settings,
    Side,
    findings,
    limits,
)

LINES = Limits(mean=10.0, lower=4.0, upper=16.0, near_lower=6.0, near_upper=14.0)
SERIES = st.lists(st.floats(-1e6, 1e6), min_size=6, max_size=40)


def found(values, rule, settings=Settings(), lines=LINES):  # noqa: B008  frozen
    return [one for one in findings(values, lines, settings) if one.rule is rule]


def marked(values, rule, **settings):
    one = found(values, rule, Settings(**settings))
    return [finding.positions for finding in one]


def test_limits_are_the_mean_and_2_66_times_the_mean_moving_range():
    lines = limits([10, 12, 10, 12, 10, 12], Settings())
    assert lines is not None
    assert lines.mean == pytest.approx(11)
    assert (lines.lower, lines.upper) == pytest.approx((11 - 5.32, 11 + 5.32))
    assert lines.near_upper == pytest.approx(11 + 5.32 * 2 / 3)


def test_a_point_outside_the_limits_stands_out_and_one_on_them_does_not():
    assert marked([16.0, 16.1, 4.0, 3.9], Rule.OUTSIDE) == [(1,), (3,)]


def test_seven_on_one_side_are_a_run_and_six_are_not():
    assert marked([11] * 6 + [9], Rule.RUN) == []
    assert marked([9] + [11] * 7, Rule.RUN) == [tuple(range(1, 8))]
    assert found([9] * 7, Rule.RUN)[0].side is Side.LOW


def test_a_point_on_the_mean_breaks_a_run():
    assert marked([11] * 4 + [10] + [11] * 4, Rule.RUN) == []


def test_a_point_on_a_mean_that_is_not_exact_in_binary_breaks_a_run():
    lines = Limits(mean=0.3, lower=0, upper=1, near_lower=0.1, near_upper=0.9)
    assert found([0.4] * 4 + [0.1 + 0.2] + [0.4] * 4, Rule.RUN, lines=lines) == []


def test_a_gap_breaks_a_run_and_a_trend():
    assert marked([11, 11, 11, 11, None, 11, 11, 11], Rule.RUN) == []
    assert marked([5, 6, 7, 8, None, 9, 10, 11], Rule.TREND) == []


def test_the_length_of_a_run_is_a_setting():
    assert marked([11] * 8, Rule.RUN, run_length=8) == [tuple(range(8))]
    assert marked([11] * 8, Rule.RUN, run_length=9) == []


def test_seven_rising_points_are_a_trend_and_six_are_not():
    assert marked([7, 8, 9, 10, 11, 12], Rule.TREND) == []
    assert marked([7, 8, 9, 10, 11, 12, 13], Rule.TREND) == [tuple(range(7))]


def test_seven_falling_points_are_a_trend_downwards():
    trend = found([13, 12, 11, 10, 9, 8, 7, 9], Rule.TREND)
    assert trend == [Finding(Rule.TREND, Side.LOW, tuple(range(7)))]


def test_equal_neighbours_break_a_trend():
    assert marked([7, 8, 9, 10, 10, 11, 12, 13], Rule.TREND) == []


def test_two_of_three_near_a_limit_on_one_side_are_marked_without_the_third():
    assert marked([15, 11, 15], Rule.TWO_OF_THREE) == [(0, 2)]


def test_two_of_three_need_all_three_on_the_same_side():
    assert marked([15, 9, 15], Rule.TWO_OF_THREE) == []
    assert marked([15, 10, 15], Rule.TWO_OF_THREE) == []
    assert marked([15, None, 15], Rule.TWO_OF_THREE) == []


def test_a_point_outside_is_not_one_of_two_near_a_limit():
    assert marked([17, 15, 11], Rule.TWO_OF_THREE) == []


def test_two_of_three_can_be_switched_off():
    assert marked([15, 15, 15], Rule.TWO_OF_THREE, two_of_three=False) == []


def test_two_of_three_on_both_sides_are_two_findings():
    sides = [one.side for one in found([15, 15, 11, 5, 5, 9], Rule.TWO_OF_THREE)]
    assert sides == [Side.HIGH, Side.LOW]


def test_the_outlier_screen_leaves_out_exceptional_jumps_only_when_asked():
    values = [10, 11, 10, 11, 10, 11, 40, 41, 40, 41, 40, 41]
    plain = limits(values, Settings())
    screened = limits(values, Settings(screen_outliers=True))
    assert plain is not None
    assert screened is not None
    assert screened.upper - screened.mean == pytest.approx(2.66)
    assert plain.upper - plain.mean == pytest.approx(2.66 * 39 / 11)


def test_five_figures_have_no_limits_and_six_have():
    assert limits([1, 2, 3, 4, 5], Settings()) is None
    assert limits([1, 2, 3, 4, 5, None], Settings()) is None
    assert limits([1, 2, 3, 4, 5, 6], Settings()) is not None


def test_the_difference_across_a_gap_is_not_a_moving_range():
    lines = limits([1, 1, 1, None, 9, 9, 9], Settings())
    assert lines is not None
    assert lines.upper == lines.mean == 5


def test_a_series_of_gaps_has_no_limits():
    assert limits([None] * 20, Settings()) is None


def test_figures_that_never_meet_have_no_limits():
    assert limits([1, None] * 10, Settings()) is None


def test_a_flat_series_has_no_signals():
    values = [0.1] * 20
    lines = limits(values, Settings())
    assert lines is not None
    assert findings(values, lines, Settings()) == ()


def test_a_run_of_two_is_refused_as_a_setting():
    with pytest.raises(Invalid, match="at least 3"):
        Settings(run_length=2)


@given(SERIES, st.floats(0.01, 100))
def test_limits_scale_with_the_data(values, factor):
    lines = limits(values, Settings())
    scaled = limits([value * factor for value in values], Settings())
    assert lines is not None
    assert scaled is not None
    assert scaled.upper == pytest.approx(lines.upper * factor, rel=1e-6, abs=1e-3)
    assert scaled.lower == pytest.approx(lines.lower * factor, rel=1e-6, abs=1e-3)


@given(SERIES, st.floats(-1e6, 1e6))
def test_limits_shift_with_the_data(values, shift):
    lines = limits(values, Settings())
    moved = limits([value + shift for value in values], Settings())
    assert lines is not None
    assert moved is not None
    assert moved.upper - lines.upper == pytest.approx(shift, rel=1e-6, abs=1e-3)
    assert moved.lower - lines.lower == pytest.approx(shift, rel=1e-6, abs=1e-3)


@given(st.lists(st.integers(0, 50), min_size=6, max_size=30))
def test_a_mirrored_series_has_the_same_signals_on_the_other_side(values):
    mirrored = [-value for value in values]
    assume(len(set(values)) > 1)
    ours, theirs = limits(values, Settings()), limits(mirrored, Settings())
    assert ours is not None
    assert theirs is not None
    other = {Side.HIGH: Side.LOW, Side.LOW: Side.HIGH}
    flipped = [
        Finding(one.rule, other[one.side], one.positions)
        for one in findings(values, ours, Settings())
    ]
    assert flipped == list(findings(mirrored, theirs, Settings()))
