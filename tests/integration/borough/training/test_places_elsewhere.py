"""Places across boroughs: asked by message, decided by the host, shown alike."""

from datetime import timedelta

import pytest
import time_machine

from borough.attendance import service as attendance
from borough.attendance.model import Mark
from borough.bookings import queries as booked
from borough.bookings import service as bookings
from borough.bookings.model import Staff
from borough.courses.model import Level
from borough.events import queries as events
from borough.events import service as seating
from borough.events.model import Why
from borough.host_rules.model import Late, RuleRow
from borough.offered_events import queries as offered
from borough.offers import queries as offers
from borough.offers import service as offering
from borough.offers.model import SamePerson as OfferedAlone
from borough.places_elsewhere import queries as asked
from borough.places_elsewhere import service as asking
from borough.places_elsewhere.model import AskStands, SamePerson
from borough.retention import service as retention
from kit import clock
from kit.errors import Conflict, Invalid
from partnership.places.model import State
from tests.support.places import ANOTHER, HOMES, HOST, Places
from tests.support.plans import MANAGER
from tests.support.training import at_nine

BARKING, REDBRIDGE = HOMES


@pytest.fixture
def places(any_database):
    return Places.made(any_database)


def test_an_event_reaches_the_other_boroughs_when_a_second_person_approved_it(places):
    made = places.host.event(12, quotas={REDBRIDGE: 4})
    places.host.do(offering.propose, event_id=made, by=MANAGER)
    with pytest.raises(OfferedAlone):
        places.host.do(offering.approve, event_id=made, seen=digest(places, made))
    places.carry()
    assert known(places, REDBRIDGE) == []
    places.offer(made)
    places.carry()
    [seen] = known(places, REDBRIDGE)
    assert (seen.id, seen.host, seen.capacity) == (made, HOST, 12)
    assert seen.quotas == {REDBRIDGE: 4}
    assert seen.is_bookable


def test_an_event_that_was_called_off_is_said_again_and_takes_nobody(places):
    made = places.offered(3)
    request = places.ask(BARKING, made, [1])
    places.carry()
    assert places.states(BARKING, request) == ["confirmed"]
    off = places.host.do(seating.cancel, event_id=made, seen=2, why=Why.TRAINER)
    with places.host.database.transaction() as session:
        bookings.settle(session, event_id=made, places=off)
        offering.restate_all(session)
    places.carry()
    assert places.states(BARKING, request) == ["declined"]
    assert not known(places, BARKING)[0].is_bookable
    assert places.asked(BARKING, request).seats[0].reason == "event_cancelled"


def test_a_place_is_only_asked_for_until_the_host_answered(places):
    made = places.offered(1)
    request = places.ask(BARKING, made, [1])
    seen = places.asked(BARKING, request)
    assert places.states(BARKING, request) == ["requested"]
    assert seen.waits_for_host
    places.carry()
    assert places.states(BARKING, request) == ["confirmed"]
    assert not places.asked(BARKING, request).waits_for_host


def test_nothing_leaves_before_a_second_person_said_yes(places):
    made = places.offered(1)
    there = places.boroughs[BARKING]
    request = there.do(
        asking.ask, host=HOST, event_id=made, staff=there.staff(1), agency="education",
        partly=False,
    )  # fmt: skip
    with pytest.raises(SamePerson):
        places.deed(BARKING, asking.approve, request)
    assert places.said(BARKING, HOST) == []
    places.deed(BARKING, asking.refuse, request, by=ANOTHER)
    with pytest.raises(AskStands):
        places.deed(BARKING, asking.approve, request, by=ANOTHER)


def test_a_request_goes_to_the_host_alone(places):
    made = places.offered(1)
    places.ask(BARKING, made, [1])
    places.carry()
    assert len(places.said(BARKING, HOST)) == 1
    assert places.said(BARKING, REDBRIDGE) == []
    assert places.said(BARKING, "leadership") == []
    assert guests(places, made) == [f"{BARKING}.sample.1@school.example.org"]


def test_the_last_place_goes_to_one_and_the_other_sees_its_position(places):
    made = places.offered(1)
    first = places.ask(REDBRIDGE, made, [1])
    second = places.ask(BARKING, made, [2])
    places.carry()
    both = {places.states(REDBRIDGE, first)[0], places.states(BARKING, second)[0]}
    assert both == {"confirmed", "waitlisted"}
    loser = places.asked(BARKING, second)
    if loser.seats[0].shown is State.CONFIRMED:
        loser = places.asked(REDBRIDGE, first)
    assert loser.seats[0].position == 1


def test_a_place_given_up_in_one_borough_is_held_in_the_next_and_taken_there(places):
    made = places.offered(1)
    first = places.ask(BARKING, made, [1])
    places.carry()
    second = places.ask(REDBRIDGE, made, [1])
    places.carry()
    assert places.states(REDBRIDGE, second) == ["waitlisted"]
    places.deed(BARKING, asking.give_up, first, seat=1)
    assert places.states(REDBRIDGE, second) == ["waitlisted"]
    places.carry()
    assert places.states(BARKING, first) == ["cancelled_in_time"]
    assert places.states(REDBRIDGE, second) == ["held"]
    places.deed(REDBRIDGE, asking.accept, second, seat=1)
    assert places.states(REDBRIDGE, second) == ["held"]
    places.carry()
    assert places.states(REDBRIDGE, second) == ["confirmed"]


def test_a_late_cancellation_comes_back_with_its_charge(places):
    with places.host.database.transaction() as session:
        charging(session)
    made = places.offered(2, days=40)
    request = places.ask(BARKING, made, [1])
    places.carry()
    with time_machine.travel(at_nine(39), tick=False):
        places.deed(BARKING, asking.give_up, request, seat=1)
        places.carry()
    [seat] = places.asked(BARKING, request).seats
    assert (seat.shown, seat.charge_pence) == (State.LATE_CANCELLED, 4000)


def test_a_substitute_takes_the_place_when_a_second_person_said_yes(places):
    made = places.offered(1)
    request = places.ask(BARKING, made, [1])
    places.carry()
    other = Staff(name="Sample 9", email="nine@school.example.org", elsewhere=True)
    places.deed(BARKING, asking.substitute, request, seat=1, staff=other)
    places.carry()
    assert "nine@school.example.org" not in guests(places, made)
    places.deed(BARKING, asking.approve, request, by=ANOTHER)
    places.carry()
    assert guests(places, made) == ["nine@school.example.org"]
    assert places.states(BARKING, request) == ["confirmed"]


def test_somebody_who_is_booked_already_is_turned_down_with_the_reason(places):
    made = places.offered(5)
    places.ask(BARKING, made, [1])
    again = places.ask(BARKING, made, [2, 1])
    places.carry()
    assert places.states(BARKING, again) == ["declined", "declined"]
    assert places.asked(BARKING, again).seats[0].reason == "booked_already"


def test_a_course_that_comes_first_is_asked_about_at_home(places):
    course = places.host.course(level=Level.B, requires=Level.A)
    made = places.offered(5, course=course)
    with pytest.raises(Invalid, check=lambda fault: "elsewhere" in fault.fields):
        places.ask(BARKING, made, [1], done=False)
    request = places.ask(BARKING, made, [1], done=True)
    places.carry()
    other = Staff(name="Sample 9", email="nine@school.example.org")
    with pytest.raises(Invalid, check=lambda fault: "elsewhere" in fault.fields):
        places.deed(BARKING, asking.substitute, request, seat=1, staff=other)


def test_an_event_that_was_withdrawn_refuses_new_requests_alone(places):
    made = places.offered(5)
    before = places.ask(BARKING, made, [1])
    places.carry()
    after = places.ask(REDBRIDGE, made, [1])
    places.host.do(offering.withdraw, event_id=made)
    places.carry()
    assert places.asked(REDBRIDGE, after).seats[0].reason == "not_offered"
    assert places.states(BARKING, before) == ["confirmed"]
    with pytest.raises(Conflict):
        places.ask(REDBRIDGE, made, [2])


def test_on_the_release_day_unused_places_go_on_in_the_order_of_the_list(places):
    release = clock.today() + timedelta(days=10)
    made = places.offered(2, quotas={REDBRIDGE: 2}, release_on=release)
    first = places.ask(BARKING, made, [1])
    places.carry()
    second = places.ask(BARKING, made, [2])
    places.carry()
    assert places.states(BARKING, first) == ["waitlisted"]
    midnight = at_nine(10).replace(hour=0)
    with time_machine.travel(midnight - timedelta(seconds=1), tick=False):
        sweep(places)
        assert places.states(BARKING, first) == ["waitlisted"]
    with time_machine.travel(midnight, tick=False):
        sweep(places)
        states = places.states(BARKING, first) + places.states(BARKING, second)
    assert states == ["held", "held"]


def test_attendance_comes_home_and_counts_there(places):
    there = places.boroughs[BARKING]
    made = places.offered(2)
    request = places.ask(BARKING, made, [1, 2])
    places.carry()
    with time_machine.travel(at_nine(41), tick=False):
        register(places, made, [Mark.THERE, Mark.ABSENT])
        places.carry()
        assert sorted(places.states(BARKING, request)) == ["attended", "no_show"]
        came = next(
            each
            for each in places.asked(BARKING, request).seats
            if each.shown is State.ATTENDED
        )
        with there.database.reading() as session:
            [done] = asked.done(session, came.email)
    assert done.level is Level.A


def test_names_are_deleted_at_the_host_and_then_at_home(places):
    request = places.ask(BARKING, places.offered(2), [1])
    places.carry()
    with time_machine.travel(at_nine(40 + 37 * 31), tick=False):
        with places.host.database.transaction() as session:
            assert retention.forget(session) == 1
        places.carry()
    seen = places.asked(BARKING, request)
    assert seen.seats[0].name is None
    assert seen.names_deleted_at is not None


def digest(places, event_id):
    with places.host.database.reading() as session:
        return offers.offer(session, event_id).digest


def known(places, home):
    with places.boroughs[home].database.reading() as session:
        return offered.events(session)


def guests(places, event_id):
    with places.host.database.reading() as session:
        return [each.email for each in booked.with_place(session, event_id)]


def sweep(places):
    with places.host.database.transaction() as session:
        bookings.sweep(session)
    places.carry()


def register(places, event_id, marks):
    with places.host.database.reading() as session:
        people = booked.with_place(session, event_id)
        [sitting] = events.event(session, event_id).sessions
    said = {each.id: mark for each, mark in zip(people, marks, strict=True)}
    places.host.do(
        attendance.mark, event_id=event_id, session_id=sitting.id, marks=said
    )
    places.host.do(attendance.close, event_id=event_id)


def charging(session):
    session.add(
        RuleRow(
            id=clock.new_id(),
            from_on=clock.today(),
            cancel_days=3,
            close_days=3,
            hold_days=3,
            half_day_pence=4000,
            full_day_pence=8000,
            late_minutes=15,
            late_is=Late.PART,
            keep_months=36,
            exempt=[],
            set_by=MANAGER.user_id,
        )
    )
