"""Booking a place: approved, waited for, passed on, handed over, and let go."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from click.testing import CliRunner

from borough.bookings import commands, queries, service
from borough.bookings.model import BookingChanged, BookingsClosed, PlaceGone, Staff
from borough.courses.model import Level
from borough.events import service as seating
from borough.events.model import EventChanged, Why
from borough.events.service import Offer
from borough.retention import service as retention
from borough.wiring import SERVICE
from kit import clock
from kit.access.policy import Action
from kit.errors import Conflict, Invalid, NotAllowed, NotFound
from kit.instance import Instance
from kit.notices import queries as notices
from partnership.access import reach
from partnership.places.model import Deed, Entry, State
from tests.support.training import at_nine

OTHERS = ("barking-and-dagenham", "redbridge")


def refused(field):
    return pytest.raises(Invalid, check=lambda fault: field in fault.fields)


def told(training, person):
    with training.database.reading() as session:
        return [each.text for each in notices.everything(session, person.user_id)]


def test_a_persons_own_booking_is_confirmed_when_their_agency_says_yes(training):
    learner, lead = training.learner(), training.lead()
    booking = training.book(training.event(), learner)
    assert training.booking(booking).state is State.HELD
    assert "A booking of your agency waits for approval" in told(training, lead)
    training.deed(service.decide, booking, lead, approved=True)
    assert training.booking(booking).state is State.CONFIRMED


def test_nobody_says_yes_to_their_own_booking_or_to_another_agencys(training):
    lead, other = training.lead(), training.lead(2, agency="icb")
    booking = training.book(training.event(), lead)
    with pytest.raises(NotAllowed):
        training.deed(service.decide, booking, lead, approved=True)
    with pytest.raises(NotFound):
        training.deed(service.decide, booking, other, approved=True)


def test_a_booking_its_agency_refuses_gives_the_place_back(training):
    learner, lead = training.learner(), training.lead()
    event = training.event(1)
    booking = training.book(event, learner)
    training.deed(service.decide, booking, lead, approved=False)
    assert training.booking(booking).state is State.DECLINED
    assert training.places(event).free("havering") == 1


def test_a_school_takes_the_three_left_of_its_quota_and_waits_for_the_fourth(training):
    event = training.event(
        30,
        quotas=dict.fromkeys(("havering", *OTHERS), 10),
        release_on=clock.today() + timedelta(days=20),
    )
    training.book_staff(event, range(7), training.lead())
    four = training.book_staff(event, range(7, 11), training.lead(2))
    states = [training.booking(each).state.value for each in four]
    assert states == ["confirmed"] * 3 + ["waitlisted"]
    assert training.booking(four[3]).position == 1
    with time_machine.travel(at_nine(20), tick=False):
        with training.database.transaction() as session:
            assert service.sweep(session) == 1
            assert service.sweep(session) == 0
        assert training.booking(four[3]).state is State.HELD


def test_a_place_that_comes_free_is_held_for_the_next_and_said_yes_to(training):
    event, first, second = training.event(1), training.lead(), training.lead(2)
    (had,) = training.book_staff(event, range(1), first)
    (waits,) = training.book_staff(event, range(1, 2), second)
    assert training.booking(waits).position == 1
    assert training.deed(service.cancel, had, first) is State.CANCELLED_IN_TIME
    assert training.booking(waits).waits_for_yes
    assert told(training, second) == [service.TOLD[State.HELD]]
    training.deed(service.accept, waits, second)
    assert training.booking(waits).state is State.CONFIRMED


def test_a_place_nobody_says_yes_to_passes_on(training):
    event, lead = training.event(1), training.lead()
    (had,) = training.book_staff(event, range(1), lead)
    (second,) = training.book_staff(event, range(1, 2), lead)
    (third,) = training.book_staff(event, range(2, 3), lead)
    training.deed(service.cancel, had, lead)
    with time_machine.travel(clock.now() + timedelta(days=3, hours=1), tick=False):
        with pytest.raises(BookingChanged):
            training.deed(service.accept, second, lead)
        with training.database.transaction() as session:
            service.sweep(session)
        assert training.booking(second).state is State.DECLINED
        assert training.booking(third).waits_for_yes
        with pytest.raises(PlaceGone):
            training.deed(service.accept, second, lead)


def test_cancelling_late_counts_as_late(training):
    event, lead = training.event(), training.lead()
    (booking,) = training.book_staff(event, range(1), lead)
    with time_machine.travel(at_nine(39), tick=False):
        assert training.deed(service.cancel, booking, lead) is State.LATE_CANCELLED


def test_a_colleague_takes_the_place_if_they_did_the_course_before_it(training):
    lead = training.lead()
    event = training.event(course=training.course(level=Level.B, requires=Level.A))
    done = Staff(name="Sample 1", email="one@example.org", elsewhere=True)
    (booking,) = training.do(
        service.book_staff, by=lead, event_id=event, staff=[done],
        agency="education", partly=False,
    )  # fmt: skip
    new = Staff(name="Sample 2", email="Two@example.org")
    with refused("elsewhere"):
        training.deed(service.substitute, booking, lead, staff=new)
    attended(training, lead, new)
    with time_machine.travel(at_nine(38), tick=False):
        training.deed(service.substitute, booking, lead, staff=new)
    seen = training.booking(booking)
    assert (seen.name, seen.email) == ("Sample 2", "two@example.org")
    assert seen.state is State.CONFIRMED


def attended(training, lead, staff):
    """Somebody attended a course of group A, 30 days from now."""
    event = training.event(days=30)
    (booking,) = training.do(
        service.book_staff, by=lead, event_id=event, staff=[staff],
        agency="education", partly=False,
    )  # fmt: skip
    marked = Entry(
        at=clock.now(), deed=Deed.MARKED, request=training.booking(booking).request,
        seats=(1,), outcome=State.ATTENDED,
    )  # fmt: skip
    with training.database.transaction() as session:
        places = seating.note(session, event, marked)
        service.settle(session, event_id=event, places=places)


def test_a_person_is_booked_once_on_an_event(training):
    event, learner = training.event(), training.learner()
    training.book(event, learner)
    with refused("staff"):
        training.book(event, learner)


def test_bookings_close_before_the_event(training):
    event, lead = training.event(), training.lead()
    with time_machine.travel(at_nine(39), tick=False), pytest.raises(BookingsClosed):
        training.book_staff(event, range(1), lead)


def test_an_agency_sees_its_own_bookings_and_a_person_theirs(training):
    event, lead, other = training.event(), training.lead(), training.lead(2, "icb")
    learner = training.learner(1, "icb")
    training.book_staff(event, range(2), lead)
    own = training.book(event, learner)

    def seen(who):
        with training.database.reading() as session:
            near = reach(session, who, Action.READ, "bookings")
            return [each.id for each in queries.of_event(session, event, seen=near)]

    assert len(seen(lead)) == 2
    assert seen(other) == seen(learner) == [own]
    with pytest.raises(NotFound):
        training.deed(service.cancel, own, lead)


def test_an_event_called_off_ends_every_booking(training):
    event, lead = training.event(1), training.lead()
    training.book_staff(event, range(2), lead)
    with training.database.transaction() as session:
        places = seating.cancel(
            session, event_id=event, seen=2, why=Why.TRAINER, by=training.by
        )
        service.settle(session, event_id=event, places=places)
    assert training.states(event) == ["declined", "declined"]


def test_of_many_who_ask_at_once_one_gets_the_last_place(training):
    event, leads = training.event(1), [training.lead(n) for n in range(6)]

    def ask(pair):
        number, lead = pair
        training.book_staff(event, range(number, number + 1), lead)

    with ThreadPoolExecutor(max_workers=6) as pool:
        list(pool.map(ask, enumerate(leads)))
    assert sorted(training.states(event)) == ["confirmed"] + ["waitlisted"] * 5
    places = training.places(event)
    waiting = [training.places(event).position(each.id) for each in places.queue]
    assert waiting == [1, 2, 3, 4, 5]


def test_an_event_is_not_made_smaller_than_what_is_taken(training):
    event, lead = training.event(3), training.lead()
    training.book_staff(event, range(3), lead)
    smaller = Offer(
        capacity=2, trainer_agency="police", trainer_post="Sergeant", quotas={}
    )
    with refused("capacity"):
        training.do(seating.change, event_id=event, seen=2, offer=smaller)
    with pytest.raises(EventChanged):
        training.do(seating.change, event_id=event, seen=1, offer=smaller)


def test_names_and_addresses_are_deleted_when_their_time_is_over(training):
    event, learner, lead = training.event(), training.learner(), training.lead()
    booking = training.book(event, learner)
    training.book_staff(event, range(1), lead)
    for months, number in ((35, 0), (38, 2)):
        later = clock.now() + timedelta(days=40 + months * 30.5)
        with training.database.transaction() as session:
            assert retention.forget(session, now=later) == number
    seen = training.booking(booking)
    assert (seen.name, seen.email, seen.person_id) == (None, None, None)
    assert training.states(event) == ["held", "confirmed"]


def test_a_fault_in_the_middle_books_nobody(training):
    event, lead = training.event(), training.lead()
    twice = [*training.staff(1), *training.staff(1)]
    with refused("staff"):
        training.do(
            service.book_staff, by=lead, event_id=event, staff=twice,
            agency="education", partly=True,
        )  # fmt: skip
    with pytest.raises(NotFound):
        training.do(
            service.book_staff, by=lead, event_id=uuid4(), staff=training.staff(1),
            agency="education", partly=True,
        )  # fmt: skip
    assert training.states(event) == []


def test_what_was_decided_is_not_decided_again(training):
    learner, lead = training.learner(), training.lead()
    booking = training.book(training.event(), learner)
    training.deed(service.decide, booking, lead, approved=True)
    with pytest.raises(Conflict):
        training.deed(service.decide, booking, lead, approved=False)


def test_the_commands_let_time_pass_and_delete_names(training):
    event, lead = training.event(1), training.lead()
    (had,) = training.book_staff(event, range(1), lead)
    (waits,) = training.book_staff(event, range(1, 2), lead)
    training.deed(service.cancel, had, lead)
    instance = Instance(service=SERVICE)
    vars(instance)["database"] = training.database

    def say(word):
        done = CliRunner().invoke(commands.bookings, [word], obj=instance)
        return done.output

    with time_machine.travel(clock.now() + timedelta(days=4), tick=False):
        assert say("settle") == "1 booking moved.\n"
        assert training.booking(waits).state is State.DECLINED
        assert say("settle") == "0 bookings moved.\n"
    with time_machine.travel(clock.now() + timedelta(days=1300), tick=False):
        done = say("forget")
        assert done == "2 bookings without names.\n0 requests without names.\n"
    stop = threading.Event()
    stop.set()
    commands.run(None, training.database, stop)
