"""After an event: the register, charges, what learners say, and whom it reached."""

from datetime import timedelta

import pytest
import time_machine

from borough.attendance import queries as registers
from borough.attendance import service as attendance
from borough.attendance.model import Mark, RegisterClosed, RegisterOpen
from borough.bookings import queries as bookings
from borough.bookings import service as booking
from borough.charges import queries as charges
from borough.charges import service as charging
from borough.charges.model import ChargeChanged
from borough.evaluation import queries as evaluation
from borough.evaluation import service as answering
from borough.evaluation.model import (
    AnsweredAlready,
    NotTheTime,
    Stage,
    Used,
)
from borough.host_rules import service as host_rules
from borough.host_rules.model import Late
from borough.reach import queries as reaching
from borough.reach import service as workforces
from kit import clock
from kit.access.policy import Action
from kit.errors import Conflict, Invalid, NotFound
from partnership.access import reach
from partnership.places.model import State
from tests.support.plans import MANAGER
from tests.support.training import at_nine

EVENING = at_nine() + timedelta(hours=10)


def rules(training, **more):
    training.do(
        host_rules.set_rules,
        from_on=clock.today(),
        **{
            "cancel_days": 3, "close_days": 3, "hold_days": 3,
            "half_day_pence": 5000, "full_day_pence": 9000, "late_minutes": 15,
            "late_is": Late.PART, "keep_months": 36, "exempt": ["voluntary"], **more,
        },
    )  # fmt: skip


def marked(training, event, *said):
    """Set the marks of an event's one session, by its people in order of name."""
    with training.database.reading() as session:
        register = registers.register(session, event)
    training.do(
        attendance.mark,
        event_id=event,
        session_id=register.event.sessions[0].id,
        marks={
            each.id: mark for each, mark in zip(register.people, said, strict=False)
        },
    )


def listed(training, who=MANAGER):
    with training.database.reading() as session:
        near = reach(session, who, Action.READ, "bookings")
        return charges.charges(session, seen=near)


def test_a_register_closes_once_and_whole(training):
    rules(training)
    event, lead = training.event(), training.lead()
    training.book_staff(event, range(2), lead)
    with pytest.raises(Conflict):
        marked(training, event, Mark.THERE)
    with time_machine.travel(EVENING, tick=False):
        marked(training, event, Mark.THERE)
        with pytest.raises(RegisterOpen):
            training.do(attendance.close, event_id=event)
        assert training.states(event) == ["confirmed", "confirmed"]
        marked(training, event, Mark.THERE, Mark.ABSENT)
        training.do(attendance.close, event_id=event)
        assert training.states(event) == ["attended", "no_show"]
        with pytest.raises(RegisterClosed):
            training.do(attendance.close, event_id=event)
        with pytest.raises(RegisterClosed):
            marked(training, event, Mark.THERE)


def test_a_mark_is_for_somebody_of_this_event(training):
    event, other, lead = training.event(), training.event(), training.lead()
    (stranger,) = training.book_staff(other, range(1), lead)
    with training.database.reading() as session:
        sitting = registers.register(session, event).event.sessions[0].id
    with time_machine.travel(EVENING, tick=False), pytest.raises(NotFound):
        training.do(
            attendance.mark, event_id=event, session_id=sitting,
            marks={stranger: Mark.THERE},
        )  # fmt: skip


def test_employers_are_charged_once_and_nobody_who_was_replaced_or_spared(training):
    rules(training)
    event, lead = training.event(), training.lead()
    charity = training.lead(2, agency="voluntary")
    late, swapped, absent = training.book_staff(event, range(3), lead)
    training.book_staff(event, range(3, 4), charity)
    with time_machine.travel(at_nine(39), tick=False):
        training.deed(booking.cancel, late, lead)
        training.deed(booking.substitute, swapped, lead, staff=training.staff(9)[0])
    with time_machine.travel(EVENING, tick=False):
        marked(training, event, Mark.ABSENT, Mark.ABSENT, Mark.THERE)
        training.do(attendance.close, event_id=event)
        with training.database.transaction() as session:
            assert charging.list_for(session, event_id=event) == 0
    found = listed(training)
    assert {(each.why, each.pence, each.employer) for each in found} == {
        (State.LATE_CANCELLED, 5000, "Schools and colleges"),
        (State.NO_SHOW, 5000, "Schools and colleges"),
    }
    assert listed(training, charity) == []
    assert training.booking(absent).state is State.NO_SHOW


def test_a_charge_is_waived_with_a_reason_and_once(training):
    rules(training)
    event, lead = training.event(), training.lead()
    training.book_staff(event, range(1), lead)
    with time_machine.travel(EVENING, tick=False):
        marked(training, event, Mark.ABSENT)
        training.do(attendance.close, event_id=event)
    (charge,) = listed(training)

    def waive(reason="A letter of the manager", seen=1):
        training.do(charging.waive, charge_id=charge.id, seen=seen, reason=reason)

    with pytest.raises(Invalid):
        waive(" ")
    waive()
    with pytest.raises(ChargeChanged):
        waive()
    with pytest.raises(Conflict):
        waive(seen=2)
    assert listed(training)[0].waived_by == "Business manager"


def test_events_keep_the_rules_of_the_day_they_were_planned(training):
    before = training.event()
    rules(training, half_day_pence=7000)
    after = training.event()
    with training.database.reading() as session:
        from borough.events import queries

        assert queries.event(session, before).charge == 0
        assert queries.event(session, after).charge == 7000


def taught(training, number):
    """People who answered before, were there, and answer after and later."""
    event, lead = training.event(number), training.lead()
    people = [training.learner(n) for n in range(number)]
    held = [training.book(event, each) for each in people]
    for each in held:
        training.deed(booking.decide, each, lead, approved=True)
    return event, list(zip(held, people, strict=True))


def say(training, booking_id, by, stage, step, **more):
    steps = dict.fromkeys(("know", "act", "able"), step)
    training.do(
        answering.answer, by=by, booking_id=booking_id, stage=stage, steps=steps, **more
    )


def test_only_people_who_answered_twice_are_compared(training):
    event, people = taught(training, 6)
    for held, who in people:
        say(training, held, who, Stage.BEFORE, 1)
    with pytest.raises(NotTheTime):
        say(training, *people[0], Stage.AFTER, 2)
    with time_machine.travel(EVENING, tick=False):
        marked(training, event, *[Mark.THERE] * 6)
        training.do(attendance.close, event_id=event)
        for held, who in people[:5]:
            say(training, held, who, Stage.AFTER, 3)
        with pytest.raises(AnsweredAlready):
            say(training, *people[0], Stage.AFTER, 1)
        with training.database.reading() as session:
            heard = evaluation.heard(session, event_id=event)
            assert [(r.asked, r.answered) for r in heard.rates] == [
                (6, 6), (6, 5), (0, 0),
            ]  # fmt: skip
            assert heard.after[0].steps == {2: 5}
            assert heard.later[0].steps is None
            assert len(evaluation.due(session, people[5][1].user_id)) == 1
    with time_machine.travel(EVENING + timedelta(days=93), tick=False):
        with pytest.raises(Invalid):
            say(training, *people[0], Stage.LATER, 4)
        for held, who in people[:4]:
            say(training, held, who, Stage.LATER, 4, used=Used.YES)
        with training.database.reading() as session:
            heard = evaluation.heard(session)
        assert heard.later[0].pairs == 4
        assert heard.later[0].steps is heard.used is None


def test_nobody_answers_for_another_but_whoever_enters_a_paper(training):
    _, people = taught(training, 2)
    (held, _), (_, other) = people
    with pytest.raises(NotFound):
        say(training, held, other, Stage.BEFORE, 1)
    with pytest.raises(NotFound):
        say(training, held, training.lead(5), Stage.BEFORE, 1)
    say(training, held, MANAGER, Stage.BEFORE, 1)


def test_reach_counts_people_once_and_lists_agencies_that_sent_nobody(training):
    lead = training.lead()
    events = [training.event(), training.event()]
    for event in events:
        training.book_staff(event, range(2), lead)
    with time_machine.travel(EVENING, tick=False):
        for event in events:
            marked(training, event, Mark.THERE, Mark.THERE)
            training.do(attendance.close, event_id=event)
        year = reaching.year_of(at_nine().date())
        training.do(workforces.enter, agency="education", year=year, people=8, seen=0)
        with training.database.reading() as session:
            found = {each.agency: each for each in reaching.reach(session, year)}
            held = bookings.bookings(
                session, seen=reach(session, lead, Action.READ, "bookings")
            )
    assert (found["education"].asked, found["education"].people) == (4, 2)
    assert found["education"].share == 25
    assert found["police"].people == 0
    assert found["police"].share is None
    assert {each.state for each in held} == {State.ATTENDED}
