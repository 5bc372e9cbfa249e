"""A schedule is drawn whole: every row, whatever its words, and months one can read."""

from datetime import date
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from partnership.charts.schedule import AHEAD, Lane, Stretch, draw, ticks

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))
ROWS = st.builds(
    lambda words, days, alone: Stretch(
        words, None if alone else min(days), max(days), AHEAD
    ),
    st.text(max_size=200),
    st.tuples(DAYS, DAYS),
    st.booleans(),
)


@given(st.lists(ROWS, min_size=1, max_size=6), DAYS)
def test_every_row_is_drawn_inside_the_sheet(rows, today):
    drawn = draw([Lane("<One & all>", rows)], today=today, title="T", description="D")
    picture = ET.fromstring(str(drawn))  # noqa: S314 - drawn by ourselves
    texts = list(picture.iter("{http://www.w3.org/2000/svg}text"))
    height = float(picture.attrib["viewBox"].split()[3])
    assert sum("One & all" in (e.text or "") for e in texts) == 1
    assert all(0 <= float(e.attrib["y"]) <= height for e in texts)
    assert all(0 <= float(e.attrib["x"]) <= 420 for e in texts)


@given(DAYS, DAYS)
def test_months_are_first_days_few_enough_to_read(one, other):
    first, last = sorted((one, other))
    found = ticks(first, last)
    assert len(found) <= 8
    assert all(day.day == 1 and first <= day <= last for day in found)
    assert list(found) == sorted(set(found))
