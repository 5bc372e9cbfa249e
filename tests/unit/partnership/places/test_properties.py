"""Whatever is asked and done at an event: never oversold, nobody overtaken."""

from copy import copy
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

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
from tests.unit.partnership.places.test_places import (
    BEGAN,
    DAY,
    HAVERING,
    HOMES,
    REDBRIDGE,
    RELEASE,
    asked,
    ruled,
    some_rules,
)

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
