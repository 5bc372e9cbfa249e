"""Places at an event: never oversold, in order, released on the day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from kit.clock import LONDON
from kit.errors import Invalid
from partnership.places.model import (
    Deed,
    Entry,
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
