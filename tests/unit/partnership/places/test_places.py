"""Places at an event: never oversold, in order, released on the day."""

from copy import copy
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.clock import LONDON
from kit.errors import Invalid
from partnership.places.model import (
    LIVE,
    OUTCOMES,
    Deed,
    Entry,
    Places,
    Rules,
    State,
    fold,
)

HAVERING, BARKING, REDBRIDGE = "havering", "barking-and-dagenham", "redbridge"
HOMES = (HAVERING, BARKING, REDBRIDGE)
BEGAN = datetime(2026, 6, 1, 9, tzinfo=UTC)
RELEASE = datetime(2026, 6, 15, tzinfo=LONDON)
DAY = timedelta(days=1)


def some_rules(**more):
    given_here = {
        "capacity": 30,
        "quotas": dict.fromkeys(HOMES, 10),
        "release_on": date(2026, 6, 15),
        "closes_at": BEGAN + 28 * DAY,
        "cancel_by": BEGAN + 23 * DAY,
        "hold": 3 * DAY,
        **more,
    }
    return Rules(**given_here)


def ruled(**more):
    return Entry(at=BEGAN, deed=Deed.RULED, rules=some_rules(**more))


def asked(request, places=1, *, home=HAVERING, at=BEGAN, partly=False):
    return Entry(
        at=at, deed=Deed.ASKED, request=request, home=home, places=places, partly=partly
    )


def deed(what, request, *seats, at=BEGAN, **more):
    return Entry(at=at, deed=what, request=request, seats=seats, **more)


def states(places, request):
    return [seat.state for seat in places.requests[request].seats]


HELD, WAITS, OUT = State.HELD, State.WAITLISTED, State.DECLINED


def test_a_school_takes_what_is_left_of_its_quota_and_the_rest_waits_as_a_group():
    log = [
        ruled(),
        asked("seven", 7, home=REDBRIDGE),
        asked("four", 4, home=REDBRIDGE),
    ]
    places = fold(log, BEGAN)
    assert states(places, "four") == [HELD, HELD, HELD, WAITS]
    assert places.position("four") == 1
    assert places.free(HAVERING) == 10
    assert places.free(REDBRIDGE) == 0


def test_unused_places_open_to_all_on_the_release_day_in_order():
    hold = {"hold": 60 * DAY}
    log = [
        ruled(**hold),
        *(asked(f"full-{home}", 10, home=home) for home in (REDBRIDGE, BARKING)),
        asked("later", 9, home=BARKING, partly=True),
        asked("last", 2, home=REDBRIDGE, partly=True),
    ]
    before = fold(log, RELEASE - timedelta(microseconds=1))
    assert states(before, "later") == [WAITS] * 9
    on_the_day = fold(log, RELEASE)
    assert states(on_the_day, "later") == [HELD] * 9
    assert states(on_the_day, "last") == [HELD, WAITS]
    assert on_the_day.taken == 30


def test_the_release_is_at_midnight_in_london_in_summer_and_in_winter():
    assert some_rules().release_at == datetime(2026, 6, 14, 23, tzinfo=UTC)
    winter = some_rules(release_on=date(2026, 1, 15))
    assert winter.release_at == datetime(2026, 1, 15, tzinfo=UTC)


def test_a_group_that_stays_together_is_not_overtaken_and_not_split():
    log = [
        ruled(capacity=4, quotas={}, release_on=None),
        asked("first", 4),
        asked("pair", 2, at=BEGAN),
        asked("one", 1),
        deed(Deed.CANCELLED, "first", 1),
    ]
    places = fold(log, BEGAN)
    assert states(places, "pair") == [WAITS, WAITS]
    assert states(places, "one") == [WAITS]
    places = fold([*log, deed(Deed.CANCELLED, "first", 2)], BEGAN)
    assert states(places, "pair") == [HELD, HELD]
    assert places.position("one") == 1


def test_a_group_that_may_be_split_takes_what_comes():
    log = [
        ruled(capacity=2, quotas={}, release_on=None),
        asked("first", 2),
        asked("pair", 2, partly=True),
        deed(Deed.CANCELLED, "first", 2),
    ]
    assert states(fold(log, BEGAN), "pair") == [HELD, WAITS]


def test_another_boroughs_quota_is_no_place_to_be_overtaken_in():
    log = [
        ruled(capacity=2, quotas={HAVERING: 1, REDBRIDGE: 1}),
        asked("first"),
        asked("waits"),
        asked("other", home=REDBRIDGE),
    ]
    places = fold(log, BEGAN)
    assert states(places, "waits") == [WAITS]
    assert states(places, "other") == [HELD]


def test_a_hold_that_nobody_confirms_passes_to_the_next_at_its_moment():
    log = [
        ruled(capacity=1, quotas={}, release_on=None),
        asked("first"),
        asked("second", at=BEGAN + DAY),
    ]
    assert states(fold(log, BEGAN + 3 * DAY - timedelta(seconds=1)), "second") == [
        WAITS
    ]
    places = fold(log, BEGAN + 5 * DAY)
    assert states(places, "first") == [OUT]
    assert places.requests["second"].seats[0].until == BEGAN + 6 * DAY
    late = deed(Deed.CONFIRMED, "first", 1, at=BEGAN + 5 * DAY)
    assert states(fold([*log, late], BEGAN + 5 * DAY), "first") == [OUT]


def test_cancelling_is_in_time_up_to_the_hosts_moment():
    confirmed = [ruled(), asked("a"), deed(Deed.CONFIRMED, "a", 1)]
    last = some_rules().cancel_by
    for at, state in (
        (last, State.CANCELLED_IN_TIME),
        (last + timedelta(microseconds=1), State.LATE_CANCELLED),
    ):
        log = [*confirmed, deed(Deed.CANCELLED, "a", 1, at=at)]
        assert states(fold(log, at), "a") == [state]


def test_who_held_a_place_and_never_confirmed_it_is_not_late():
    at = some_rules().cancel_by + timedelta(hours=1)
    log = [ruled(), asked("a", at=at), deed(Deed.CANCELLED, "a", 1, at=at)]
    assert states(fold(log, at), "a") == [OUT]


def test_the_waiting_list_ends_when_bookings_close():
    log = [
        ruled(capacity=1, quotas={}, release_on=None),
        asked("first"),
        deed(Deed.CONFIRMED, "first", 1),
        asked("second"),
    ]
    close = some_rules().closes_at
    places = fold([*log, asked("third", at=close)], close)
    assert states(places, "first") == [State.CONFIRMED]
    assert states(places, "second") == [OUT]
    assert states(places, "third") == [OUT]
    marked = deed(Deed.MARKED, "first", 1, at=close + DAY, outcome=State.NO_SHOW)
    assert states(fold([*log, marked], close + DAY), "first") == [State.NO_SHOW]


def test_more_places_serve_the_waiting_list_and_fewer_than_taken_are_refused():
    log = [
        ruled(capacity=1, quotas={}, release_on=None),
        asked("first"),
        asked("second"),
    ]
    more = ruled(capacity=2, quotas={}, release_on=None)
    assert states(fold([*log, more], BEGAN), "second") == [HELD]
    fewer = some_rules(capacity=1, quotas={}, release_on=None)
    with pytest.raises(Invalid, match="2 places are taken"):
        fold([*log, more], BEGAN).check(fewer)


def test_places_that_were_released_are_not_taken_back():
    places = fold([ruled()], RELEASE)
    with pytest.raises(Invalid, match="released already"):
        places.check(some_rules(release_on=date(2026, 6, 20)))


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"capacity": 0}, "capacity"),
        ({"capacity": 29}, "quotas"),
        ({"quotas": {HAVERING: -1}}, "quotas"),
        ({"release_on": date(2026, 7, 15)}, "release_on"),
    ],
)
def test_rules_that_cannot_hold_are_refused(wrong, name):
    with pytest.raises(Invalid) as fault:
        some_rules(**wrong).check()
    assert list(fault.value.fields) == [name]


def test_rules_come_back_from_storage_as_they_were():
    for rules in (some_rules(), some_rules(quotas={}, release_on=None)):
        assert Rules.unpacked(rules.packed()) == rules


def test_a_log_begins_with_its_rules():
    with pytest.raises(ValueError, match="begins with its rules"):
        fold([asked("a")], BEGAN)


def test_an_event_called_off_leaves_nobody_with_a_place():
    log = [ruled(), asked("a"), deed(Deed.CALLED_OFF, "")]
    assert states(fold(log, BEGAN), "a") == [OUT]


requests = st.sampled_from([f"r{number}" for number in range(5)])
hours = st.integers(0, 30 * 24)
seats = st.lists(st.integers(1, 3), min_size=1, max_size=2).map(tuple)
asks = st.builds(
    Entry,
    at=st.just(BEGAN),
    deed=st.just(Deed.ASKED),
    request=requests,
    home=st.sampled_from(HOMES),
    places=st.integers(1, 3),
    partly=st.booleans(),
)
entries = st.one_of(
    asks,
    st.builds(
        Entry,
        at=st.just(BEGAN),
        deed=st.sampled_from([Deed.CANCELLED, Deed.CONFIRMED, Deed.MARKED]),
        request=requests,
        seats=seats,
        outcome=st.sampled_from(sorted(OUTCOMES)),
    ),
    st.builds(
        Entry,
        at=st.just(BEGAN),
        deed=st.just(Deed.RULED),
        rules=st.builds(
            some_rules,
            capacity=st.integers(3, 9),
            quotas=st.fixed_dictionaries(dict.fromkeys(HOMES, st.integers(0, 3))),
        ),
    ),
)


@st.composite
def logs(draw):
    rules = ruled(
        capacity=draw(st.integers(1, 6)),
        quotas=draw(
            st.sampled_from([{}, dict.fromkeys(HOMES, 1), {HAVERING: 1, REDBRIDGE: 0}])
        ),
        hold=draw(st.sampled_from([DAY, 40 * DAY])),
    )
    if sum(rules.rules.quotas.values()) > rules.rules.capacity:
        rules = ruled(capacity=rules.rules.capacity, quotas={}, release_on=None)
    first = draw(st.lists(asks, min_size=3, max_size=8))
    drawn = draw(st.lists(st.tuples(hours, entries), max_size=10))
    later = [(0, each) for each in first]
    later += sorted(drawn, key=lambda pair: pair[0])
    return [
        rules,
        *(
            Entry(**{**fields_of(entry), "at": BEGAN + timedelta(hours=hour)})
            for hour, entry in later
        ),
    ]


def fields_of(entry):
    return {name: getattr(entry, name) for name in Entry.__slots__}


def steps(log):
    """The places after each line, and a day later."""
    for number in range(1, len(log) + 1):
        yield fold(log[:number], log[number - 1].at)
    yield fold(log, log[-1].at + 2 * DAY)


def everything(places):
    return [copy(seat) for seat in places.seats()], [each.id for each in places.queue]


@given(logs())
def test_an_event_is_never_oversold(log):
    for places in steps(log):
        rules = places.rules
        assert places.taken <= rules.capacity
        if not places.released:
            beyond = [
                max(0, places.used(home) - rules.quotas.get(home, 0)) for home in HOMES
            ]
            kept = rules.capacity - sum(rules.quotas.values())
            assert sum(beyond) <= kept


@given(logs())
def test_nobody_is_overtaken_by_somebody_who_came_later(log):
    """Who waits longest could not be served: by their quota, or by what is open."""
    for places in steps(log):
        if places.closed or not places.queue:
            continue
        first = places.queue[0]
        room = places.free(first.home)
        assert room < len(first.waiting)
        assert room == 0 or not first.partly
        by_home = {}
        for each in places.queue:
            by_home.setdefault(each.home, each)
        for home, each in by_home.items():
            quota = 0 if places.released else places.rules.quotas.get(home, 0)
            left = max(0, quota - places.used(home))
            assert left == 0 or (not each.partly and left < len(each.waiting))


@settings(max_examples=400)
@given(logs())
def test_whoever_is_given_a_place_has_nobody_before_them_who_could_have_it(log):
    lines = [each for each in log[1:] if each.deed is not Deed.RULED]
    places = Places(some_rules(**{**fields_of_rules(log), "hold": 40 * DAY}), BEGAN)
    for entry in lines:
        for step, given_here in ((places.advance, entry.at), (places.apply, entry)):
            had = holders(places)
            step(given_here)
            if not places.closed:
                check_order(places, holders(places) - had)


def fields_of_rules(log):
    rules = log[0].rules
    return {name: getattr(rules, name) for name in Rules.__slots__}


def holders(places):
    return {
        (seat.request, seat.number)
        for seat in places.seats()
        if seat.state is State.HELD
    }


def check_order(places, given_now):
    order = list(places.requests)
    for request in {request for request, _ in given_now}:
        home = places.requests[request].home
        for waits in places.queue:
            if order.index(waits.id) < order.index(request):
                quota = 0 if places.released else places.rules.quotas.get(home, 0)
                assert waits.home != home
                assert places.used(home) <= quota


@given(logs())
def test_the_queue_stands_in_the_order_of_asking(log):
    for places in steps(log):
        order = list(places.requests)
        waiting = [each.id for each in places.queue]
        assert waiting == [one for one in order if one in waiting]


@given(logs(), st.lists(hours, max_size=6))
def test_looking_in_between_changes_nothing(log, looks):
    end = log[-1].at + 3 * DAY
    looked = Places(log[0].rules, log[0].at)
    ahead = sorted(BEGAN + timedelta(hours=hour) for hour in looks)
    for entry in log[1:]:
        while ahead and ahead[0] <= entry.at:
            looked.advance(ahead.pop(0))
        looked.apply(entry)
    for moment in [each for each in ahead if each <= end]:
        looked.advance(moment)
    looked.advance(end)
    assert everything(looked) == everything(fold(log, end))


@given(logs(), st.data())
def test_a_line_that_comes_twice_counts_once(log, data):
    again = data.draw(st.integers(0, len(log) - 1))
    if log[again].deed is Deed.RULED:
        return
    twice = [*log[: again + 1], log[again], *log[again + 1 :]]
    assert everything(fold(twice, log[-1].at)) == everything(fold(log, log[-1].at))


@given(logs())
def test_what_is_decided_for_good_stays(log):
    for number in range(1, len(log)):
        places = fold(log[:number], log[number - 1].at)
        ended = {
            (seat.request, seat.number): seat.state
            for seat in places.seats()
            if seat.state not in LIVE | OUTCOMES
        }
        after = fold(log, log[-1].at)
        now = {(seat.request, seat.number): seat.state for seat in after.seats()}
        assert {key: now[key] for key in ended} == ended


@given(st.integers(0, 3), st.integers(-3, 3))
def test_the_release_is_exact_to_the_second(kept, seconds):
    log = [
        ruled(capacity=3, quotas={REDBRIDGE: kept}, hold=60 * DAY),
        asked("all", 3, partly=True),
    ]
    places = fold(log, RELEASE + timedelta(seconds=seconds))
    assert places.taken == (3 if seconds >= 0 or not kept else 3 - kept)
