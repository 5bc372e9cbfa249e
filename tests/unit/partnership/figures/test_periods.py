"""Reporting periods as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnership.figures import periods

YEARS = st.integers(periods.FIRST_YEAR, periods.LAST_YEAR)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2025", "2025"),
        ("202425", "2025"),
        ("2024-25", "2025"),
        ("2024/25", "2025"),
        (" 2024–25 ", "2025"),
        ("1999-00", "2000"),
        ("2025-Q1", "2025-Q1"),
        ("2024-25 Q1", "2025-Q1"),
        ("202425q4", "2025-Q4"),
    ],
)
def test_all_usual_ways_to_write_a_period_are_read(written, meant):
    assert periods.parse(written) == meant


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2024-26", "the year after 2024 is 25"),
        ("202412", "the year after 2024 is 25"),
        ("1850", "outside 1990 to 2100"),
        ("last year", "write a year such as 2024-25"),
        ("2025-Q5", "write a year such as 2024-25"),
        ("", "write a year such as 2024-25"),
        ("x" * 500, "…"),
    ],
)
def test_what_is_no_period_is_refused_with_what_to_write(written, said):
    with pytest.raises(ValueError, match=said) as refusal:
        periods.parse(written)
    assert len(str(refusal.value)) < 150


@given(YEARS, st.sampled_from(["", "-Q1", "-Q2", "-Q3", "-Q4"]))
def test_a_canonical_period_reads_as_itself(year, quarter):
    assert periods.parse(f"{year}{quarter}") == f"{year}{quarter}"


@given(YEARS.filter(lambda year: year > periods.FIRST_YEAR))
def test_the_label_of_a_year_reads_as_that_year(year):
    assert periods.parse(periods.label(str(year))) == str(year)


@pytest.mark.parametrize(
    ("period", "year_end", "label"),
    [
        ("2025", "31 March", "2024-25"),
        ("2000", "31 March", "1999-00"),
        ("2025", "30 September", "Year to 30 September 2025"),
        ("2025-Q1", "31 March", "April to June 2024"),
        ("2025-Q4", "31 March", "January to March 2025"),
    ],
)
def test_a_period_is_shown_in_plain_words(period, year_end, label):
    assert periods.label(period, year_end=year_end) == label


def test_population_of_the_year_before_divides_a_year_and_its_quarters():
    assert periods.base_period("2025", 1) == "2024"
    assert periods.base_period("2025-Q3", 1) == "2024"
    assert periods.base_period("2025-Q3", 0) == "2025-Q3"


def test_the_period_before_is_of_the_same_length():
    assert periods.before("2025") == "2024"
    assert periods.before("2025-Q3") == "2025-Q2"
    assert periods.before("2025-Q1") == "2024-Q4"
    assert periods.shift("2025-Q1", -2) == "2023-Q1"
    assert periods.in_order({"2025", "2024-Q4", "2024"}) == ["2024", "2024-Q4", "2025"]
