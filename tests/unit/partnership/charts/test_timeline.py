"""A timeline draws every span on one scale, whatever its name and days."""

import re
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from partnership.charts import timeline
from partnership.charts.frame import WIDTH
from partnership.charts.timeline import Lane, Span

TODAY = date(2026, 11, 22)
DAYS = st.dates(date(2000, 1, 1), date(2030, 1, 1))


def drawn(*spans):
    lanes = [Lane("Health", spans)]
    return timeline.draw(lanes, today=TODAY, title="Over time", description="As above")


def bars(markup):
    """Left and right end of every bar."""
    paths = re.findall(
        r'd="M([\d.-]+) [\d.-]+L([\d.-]+) [^"]*Z" fill="#(?!none)', markup
    )
    return [(float(left), float(right)) for left, right in paths]


def test_a_successor_begins_where_the_body_before_it_ended():
    before = Span("Group", date(2013, 4, 1), date(2022, 6, 30))
    after = Span("Board", date(2022, 7, 1), None)
    (first, ended), (begun, last) = bars(drawn(before, after))
    assert first == 0
    assert 0 <= begun - ended < 1
    assert last == WIDTH


def test_each_span_is_said_with_its_years():
    markup = drawn(Span("Group & <friends>", date(2013, 4, 1), date(2022, 6, 30)))
    assert "Group &amp; &lt;friends&gt;, 2013 to 2022" in markup
    assert "Over time" in markup


@given(st.lists(st.tuples(st.text(max_size=80), DAYS, st.none() | DAYS), min_size=1))
def test_no_bar_leaves_the_sheet(spans):
    rows = [
        Span(name, min(begun, ended or begun), ended and max(begun, ended))
        for name, begun, ended in spans
    ]
    found = bars(drawn(*rows))
    assert len(found) == len(rows)
    assert all(0 <= left <= right <= WIDTH + 3 for left, right in found)
