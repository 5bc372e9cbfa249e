"""History of positions: one counts on a day, none is lost, none carries on unseen."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from borough.adoptions.model import AdoptionEntry, Fit, Origin, Words, fit_of, spans
from borough.adoptions.queries import arrange
from partnership.standards.model import Item

FIRST = date(2026, 1, 1)


@dataclass(frozen=True)
class Recorded:
    number: int
    from_on: date


histories = st.lists(st.integers(0, 60), min_size=1, max_size=12).map(
    lambda days: [
        Recorded(number, FIRST + timedelta(days=day))
        for number, day in enumerate(days, start=1)
    ]
)


@given(histories, st.integers(0, 80))
def test_exactly_one_position_counts_on_a_day_once_there_is_one(history, later):
    day = FIRST + timedelta(days=later)
    holding = [span.number for span in spans(history) if span.holds(day)]
    begun = [each.number for each in history if each.from_on <= day]
    assert holding == ([max(begun)] if begun else [])


@given(histories)
def test_days_of_two_positions_never_overlap_and_leave_no_gap(history):
    counted = sorted(
        (span for span in spans(history) if span.counted), key=lambda s: s.from_on
    )
    for one, two in pairwise(counted):
        assert one.until_on + timedelta(days=1) == two.from_on
    assert counted[-1].until_on is None
    assert counted[-1].number == history[-1].number


@given(histories)
def test_no_position_is_lost_from_history(history):
    assert [span.number for span in spans(history[::-1])] == [e.number for e in history]


@given(histories, st.integers(0, 60))
def test_a_new_position_changes_nothing_before_its_own_day(history, day):
    new = Recorded(len(history) + 1, FIRST + timedelta(days=day))
    for n in range(day):
        earlier = FIRST + timedelta(days=n)
        before = [span.number for span in spans(history) if span.holds(earlier)]
        after = [s.number for s in spans([*history, new]) if s.holds(earlier)]
        assert before == after


def shared(number, text="Shared words", section="One"):
    return Item(id=f"A{number:02}", section=section, text=text)


def entry(item_id, origin, maps_to=None, section="One", settled=True):
    made = AdoptionEntry(item_id=item_id, place=1)
    made.write(
        origin, section, Words(text=f"Ours for {item_id}", reason="Why"), maps_to
    )
    made.settled = settled
    return made


ids = st.integers(1, 6).map(lambda n: f"A{n:02}")
versions = st.lists(
    st.builds(
        shared, st.integers(1, 6), st.sampled_from(["Old", "New"]),
        st.sampled_from(["One", "Two"]),
    ),
    unique_by=lambda item: item.id,
)  # fmt: skip
entries = st.lists(
    st.one_of(
        st.builds(entry, ids, st.sampled_from([Origin.VARIED, Origin.LEFT_OUT])),
        st.builds(
            entry,
            st.integers(1, 9).map(lambda n: f"L-{n}"),
            st.just(Origin.LOCAL),
            st.none() | ids,
            st.sampled_from(["One", "Two", "Ours"]),
        ),
    ),
    unique_by=lambda each: each.item_id,
)


@given(versions, entries)
def test_every_shared_item_and_every_entry_is_worked_to_or_left_out_once(items, kept):
    used, left_out = arrange(items, kept)
    found = [each.id for each in [*used, *left_out]]
    assert sorted(found) == sorted(
        {item.id for item in items} | {each.item_id for each in kept}
    )
    of_entry = {each.item_id: each for each in kept}
    for each in used:
        expected = of_entry[each.id].origin if each.id in of_entry else Origin.SHARED
        assert each.origin is expected


@given(versions, versions, entries)
def test_moving_to_a_version_carries_every_entry_and_invents_none(old, new, kept):
    carried = [each.carried(old, new) for each in kept]
    assert [c.item_id for c in carried] == [each.item_id for each in kept]
    for before, after in zip(kept, carried, strict=True):
        assert (after.text, after.reason) == (before.text, before.reason)
        assert after.settled == (after.fit is Fit.FITS)


@given(versions, versions, entries)
def test_what_is_said_to_fit_hangs_on_words_that_did_not_change(old, new, kept):
    before = {item.id: (item.text, item.help) for item in old}
    after = {item.id: (item.text, item.help) for item in new}
    for each in kept:
        hangs_on = each.maps_to if each.origin is Origin.LOCAL else each.item_id
        fit = fit_of(each, old, new)
        if hangs_on is None:
            assert fit is Fit.FITS
        elif hangs_on not in after:
            assert fit is Fit.GONE
        elif hangs_on in before:
            same = before[hangs_on] == after[hangs_on]
            assert fit is (Fit.FITS if same else Fit.REWORDED)


def test_what_nobody_looked_at_waits_on_in_the_next_version():
    waiting = entry("A01", Origin.VARIED, settled=False)
    waiting.fit = Fit.REWORDED
    carried = waiting.carried([shared(1)], [shared(1)])
    assert (carried.fit, carried.settled) == (Fit.REWORDED, False)
