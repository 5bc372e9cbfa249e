"""Ticks are round, labels keep apart, numbers read well."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnership.charts import scale


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([2.7, 24.8], ("0", "5", "10", "15", "20", "25")),
        ([310, 372], ("300", "320", "340", "360", "380")),
        ([0, 12_000], ("0", "2,500", "5,000", "7,500", "10,000", "12,500")),
        ([0.1, 0.9], ("0.0", "0.2", "0.4", "0.6", "0.8", "1.0")),
        ([-3, 4], ("−4", "−2", "0", "2", "4")),
    ],
)
def test_ticks_are_round_numbers_that_span_the_values(values, texts):
    assert scale.axis(values).texts == texts


@given(st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=30))
def test_every_value_lies_on_its_axis(values):
    axis = scale.axis(values)
    hair = 1e-9 * (axis.high - axis.low)
    assert axis.low - hair <= min(values)
    assert max(values) <= axis.high + hair
    assert 2 <= len(axis.ticks) <= 9


@given(st.lists(st.floats(0, 200), max_size=10))
def test_labels_never_overlap_and_stay_inside(wanted):
    places = sorted(scale.spread(wanted, [18.0] * len(wanted), low=0, high=200))
    gaps = [b - a for a, b in pairwise(places)]
    assert all(gap >= 18 - 1e-6 for gap in gaps)
    assert all(9 - 1e-6 <= place <= 191 + 1e-6 for place in places)


def test_labels_with_room_stay_where_they_are_wanted():
    assert scale.spread([50, 20, 100], [18] * 3, low=0, high=200) == [50, 20, 100]


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234567.0, 0, "1,234,567"),
        (-0.04, 1, "0.0"),
        (-2.5, 1, "−2.5"),
        (14.35, 1, "14.3"),
    ],
)
def test_numbers_read_well(value, decimals, text):
    assert scale.number(value, decimals) == text


def test_the_last_label_is_always_shown():
    assert scale.shown(13, fit=7) == [0, 2, 4, 6, 8, 10, 12]
    assert scale.shown(12, fit=5)[-1] == 11
    assert scale.shown(0, fit=5) == []


def test_periods_of_several_series_are_put_in_order():
    assert scale.merged([["2014", "2016"], ["2013", "2015"]]) == [
        "2013",
        "2014",
        "2015",
        "2016",
    ]
    assert scale.merged([["Mar", "Apr"], ["Apr", "May"]]) == ["Mar", "Apr", "May"]
