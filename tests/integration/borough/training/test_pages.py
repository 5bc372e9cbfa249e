"""Pages of training, from the catalogue to the certificate."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine

from borough.bookings import service as booking
from borough.courses.model import Level
from kit import clock
from partnership.places.model import State
from tests.support.people import client_for, session_for
from tests.support.standards import published, receive
from tests.support.training import Training, at_nine

COURSE = {
    "code": "L01",
    "title": "Professional curiosity",
    "level": "A",
    "mode": "face to face",
    "minutes": "180",
    "refresh_months": "36",
    "outcomes": "Ask again\nSay what you see",
}
RULES = {
    "cancel_days": "3", "close_days": "3", "hold_days": "3", "half_day": "50",
    "full_day": "90.50", "late_minutes": "15", "late_is": "there in part",
    "keep_months": "36", "exempt": ["voluntary"],
}  # fmt: skip
OFFER = {
    "capacity": "3", "trainer_agency": "police", "trainer_post": "Sergeant",
    "quota-havering": "2", "quota-redbridge": "1",
}  # fmt: skip


def parts(name, day):
    return {f"{name}-{part}": getattr(day, part) for part in ("day", "month", "year")}


@pytest.fixture
def training(app):
    return Training(app.extensions["accord"].database)


@pytest.fixture
def lead(app):
    return client_for(app, "partner_representative", agency="education")


@pytest.fixture
def learner(app):
    return client_for(app, "training_participant", agency="education")


def later(app, role, moment, agency=None):
    """A client signed in at another time: sessions end."""
    with time_machine.travel(moment, tick=False):
        client = app.test_client()
        cookie, token = session_for(app, role, agency=agency)
        client.set_cookie(cookie, token, domain="localhost")
    return client


def path_of(page, before):
    """The id in the first address on a page that begins so."""
    found = re.search(rf'href="{before}([0-9a-f-]{{36}})', page.text)
    assert found, page.text
    return found[1]


def seen_on(page):
    """The version that a form of a page carries."""
    return int(re.search(r'name="seen" value="([0-9]+)"', page.text)[1])


def test_a_course_is_entered_taken_back_and_found_again(manager, lead):
    page = manager.post("/courses/new", data=COURSE, follow_redirects=True)
    assert "Professional curiosity" in page.text
    again = manager.post("/courses/new", data=COURSE)
    assert again.status_code == 422
    assert "Another course has this code" in again.text
    wrong = manager.post("/courses/new", data={**COURSE, "requires": "B", "code": "L2"})
    assert "comes earlier than its own" in wrong.text
    course = "/courses/" + path_of(manager.get("/courses/"), "/courses/")
    shown = lead.get(course).text
    assert "Ask again" in shown
    assert "Plan an event" not in shown
    stale = manager.post(f"{course}/change", data={**COURSE, "title": "New", "seen": 9})
    assert stale.status_code == 409
    assert 'value="New"' in stale.text
    found = manager.post("/search/", data={"term": "curiosity"}).text
    assert "Course L01" in found
    assert "Professional curiosity" in lead.get("/courses/courses.csv").text
    manager.post(f"{course}/retire", data={"seen": 1, "retired": "true"})
    assert "No course here" in manager.get("/courses/").text
    assert "Professional curiosity" in manager.get("/courses/?retired=yes").text


def test_shared_courses_are_taken_into_the_catalogue_and_told_when_they_differ(
    app, manager
):
    receive(app.extensions["accord"].database, published("courses"))
    page = manager.get("/courses/").text
    assert "Add C01 to the catalogue" in page
    first = {"standard": "courses", "item": "C01"}
    taken = manager.post("/courses/take", data=first, follow_redirects=True).text
    assert "Say how it is taught" in taken
    assert "Add C01" not in manager.get("/courses/").text
    assert manager.post("/courses/take", data=first).status_code == 404
    course = "/courses/" + path_of(manager.get("/courses/"), "/courses/")
    assert "says otherwise" not in manager.get(course).text
    sent = {**COURSE, "code": "C01", "seen": 1}
    manager.post(f"{course}/change", data=sent)
    assert "The standard says otherwise: title" in manager.get(course).text


def test_rules_are_set_from_a_day_on_and_shown_to_who_books(manager, lead):
    assert "No rules were set yet" in manager.get("/training-rules/").text
    sent = {**RULES, **parts("from_on", clock.today())}
    page = manager.post("/training-rules/set", data=sent, follow_redirects=True)
    assert "£90.50 for a day" in page.text
    assert (
        "Rules begin on this day" in manager.post("/training-rules/set", data=sent).text
    )
    before = parts("from_on", clock.today() - timedelta(days=1))
    assert (
        "today or later"
        in manager.post("/training-rules/set", data={**RULES, **before}).text
    )
    assert lead.get("/training-rules/set").status_code == 403


def test_an_event_is_planned_opened_changed_and_called_off(app, training, manager):
    course = training.course()
    when = {**parts("on", at_nine().date()), "at": "09:30", "minutes": "180"}
    sent = {**OFFER, **when, **parts("release_on", at_nine(20).date())}
    nowhere = manager.post(f"/event-plans/of/{course}", data=sent)
    assert nowhere.status_code == 422
    assert "Say in which room it is" in nowhere.text
    manager.post(f"/event-plans/of/{course}", data={**sent, "room": "Room 4"})
    event = path_of(manager.get("/events/"), "/events/")
    seen = client_for(app, "training_participant").get("/events/").text
    assert "No event here" in seen
    page = manager.post(
        f"/event-plans/{event}/open", data={"seen": 1}, follow_redirects=True
    )
    assert "From midnight on" in page.text
    more = {**OFFER, "capacity": "2", "seen": 2}
    assert (
        "more than the places"
        in manager.post(f"/event-plans/{event}/change", data=more).text
    )
    stale = manager.post(f"/event-plans/{event}/change", data={**OFFER, "seen": 1})
    assert stale.status_code == 409
    calendar = manager.get("/events/events.ics").text
    assert "LOCATION:Room 4" in calendar
    assert "Professional" not in manager.get("/events/events.csv").text
    off = manager.post(
        f"/event-plans/{event}/cancel",
        data={"seen": 2, "why": "too few booked"},
        follow_redirects=True,
    )
    assert "because too few booked" in off.text


def test_a_learner_asks_their_agency_says_yes_and_both_see_it(
    training, learner, lead, manager
):
    event = training.event()
    page = learner.post(f"/bookings/of/{event}/book", data={}, follow_redirects=True)
    assert "Your agency says yes or no" in page.text
    assert "To approve" in lead.get("/").text
    waiting = lead.get("/bookings/waiting").text
    assert "The training_participant" in waiting
    booked = path_of(lead.get("/bookings/"), "/bookings/")
    asked = {"seen": seen_on(lead.get("/bookings/waiting")), "approved": "true"}
    lead.post(f"/bookings/{booked}/decide", data={**asked, "seen": 1})
    assert "Waits for approval" in lead.get(f"/bookings/{booked}").text
    lead.post(f"/bookings/{booked}/decide", data=asked)
    assert "Confirmed" in learner.get("/bookings/mine").text
    assert "Nothing waits" in lead.get("/bookings/waiting").text
    assert "Room 1" in learner.get(f"/bookings/{booked}").text
    assert "The training_participant" in manager.get(f"/events/{event}").text


def test_staff_are_booked_by_line_and_every_fault_names_its_line(training, lead):
    event = training.event(2)
    good = "Sample One, one@example.org\nSample Two, two@example.org"
    bad = lead.post(
        f"/bookings/of/{event}/staff",
        data={"staff": f"{good}\nNobody", "partly": "true"},
    )
    assert bad.status_code == 422
    assert "Line 3: write a name" in bad.text
    assert "Sample One" in bad.text
    sent = {"staff": f"{good}\nSample Three, three@example.org", "partly": "true"}
    page = lead.post(
        f"/bookings/of/{event}/staff", data=sent, follow_redirects=True
    ).text
    assert page.count("Confirmed") == 2
    assert "On the waiting list" in page
    assert "Who waits" in page
    twice = lead.post(f"/bookings/of/{event}/staff", data=sent)
    assert "is booked on this event already" in twice.text


def test_a_list_of_names_is_marked_as_such_and_is_not_for_strangers(
    app, training, lead, manager
):
    event = training.event()
    lead.post(
        f"/bookings/of/{event}/staff",
        data={"staff": "Sample One, one@example.org", "partly": "true"},
    )
    file = manager.get(f"/bookings/of/{event}/bookings.csv")
    assert "one@example.org" in file.text
    assert "official-sensitive" in file.headers["Content-Disposition"]
    other = client_for(app, "partner_representative", agency="icb")
    stranger = client_for(app, "training_participant", agency="icb")
    analyst = client_for(app, "analyst")
    booked = path_of(lead.get("/bookings/"), "/bookings/")
    for client in (other, stranger):
        assert "Sample One" not in client.get(f"/events/{event}").text
        assert "Sample One" not in client.get("/bookings/bookings.csv").text
        assert client.get(f"/bookings/{booked}").status_code == 404
        answer = client.post(f"/bookings/{booked}/cancel", data={"seen": 2})
        assert answer.status_code == 404
    assert "Sample One" not in analyst.get(f"/events/{event}").text
    assert analyst.get("/bookings/").status_code == 403


def test_a_place_goes_to_a_colleague_and_back(training, lead):
    event = training.event()
    lead.post(
        f"/bookings/of/{event}/staff",
        data={"staff": "Sample One, one@example.org", "partly": "true"},
    )
    booked = path_of(lead.get("/bookings/"), "/bookings/")
    seen = seen_on(lead.get(f"/bookings/{booked}/substitute"))
    other = {"name": "Sample Two", "email": "two@example.org", "seen": seen}
    stale = lead.post(f"/bookings/{booked}/substitute", data={**other, "seen": 1})
    assert stale.status_code == 409
    page = lead.post(
        f"/bookings/{booked}/substitute", data=other, follow_redirects=True
    )
    assert page.status_code == 200
    assert "Sample Two" in lead.get(f"/bookings/{booked}").text
    assert "in time: nothing is charged" in lead.get(f"/bookings/{booked}/cancel").text
    gone = lead.post(
        f"/bookings/{booked}/cancel", data={"seen": seen + 1}, follow_redirects=True
    )
    assert "Cancelled in time" in gone.text


def marks_of(training, event, *said):
    with training.database.reading() as session:
        from borough.attendance import queries

        register = queries.register(session, event)
    (sitting,) = register.event.sessions
    data = {
        f"mark-{each.id}": mark
        for each, mark in zip(register.people, said, strict=True)
    }
    return f"/attendance/{event}/sessions/{sitting.id}", data


def test_a_register_gives_outcomes_charges_and_certificates(app, training, manager):
    sent = {**RULES, **parts("from_on", clock.today())}
    manager.post("/training-rules/set", data=sent)
    event, someone = training.event(), training.learner()
    own = training.book(event, someone)
    booker = training.lead()
    training.deed(booking.decide, own, booker, approved=True)
    charity = training.lead(2, "voluntary")
    training.book_staff(event, range(2), booker)
    training.book_staff(event, range(2, 3), charity)
    sheet = manager.get(f"/attendance/{event}/sheet").text
    assert "Signature" in sheet
    assert "Sample 1" in sheet
    evening = at_nine() + timedelta(hours=10)
    host = later(app, "business_manager", evening)
    with time_machine.travel(evening, tick=False):
        path, marks = marks_of(
            training, event, "not there", "came too late", "not there", "there"
        )
        some = dict(list(marks.items())[:1])
        host.post(path, data=some)
        early = host.post(f"/attendance/{event}/close", follow_redirects=True)
        assert "not whole yet" in early.text
        host.post(path, data=marks)
        closed = host.post(f"/attendance/{event}/close", follow_redirects=True).text
        assert "The register is closed" in closed
        assert host.post(path, data=marks, follow_redirects=True).status_code == 200
        charges = host.get("/training-charges/").text
        assert "1 listed; £50.00 asked for" in charges
        assert "Sample 0" not in charges
        charge = path_of(host.get("/training-charges/"), "/training-charges/")
        without = host.post(f"/training-charges/{charge}/waive", data={"seen": 1})
        assert without.status_code == 422
        host.post(
            f"/training-charges/{charge}/waive",
            data={"seen": 1, "reason": "The manager wrote"},
        )
        assert "£0.00 asked for" in host.get("/training-charges/").text
        page = host.get(f"/attendance/certificates/{own}").text
        assert someone.name in page
        assert host.get(f"/attendance/certificates/{own}/certificate.pdf").data[:4] == (
            b"%PDF"
        )
        reached = host.get("/training-reach/").text
        assert "Nobody came" in reached
    assert training.booking(own).state is State.ATTENDED
    assert sorted(training.states(event)) == [
        "attended", "no_show", "no_show", "part_attended",
    ]  # fmt: skip


def test_a_reach_is_held_against_a_workforce(app, training, manager):
    year = clock.today().year if clock.today().month > 3 else clock.today().year - 1
    path = f"/training-reach/{year}/education"
    assert manager.post(path, data={"people": "0", "seen": 0}).status_code == 422
    page = manager.post(path, data={"people": "250", "seen": 0}, follow_redirects=True)
    assert ">250<" in page.text
    assert manager.post(path, data={"people": "9", "seen": 0}).status_code == 409
    scrutineer = client_for(app, "scrutineer").get("/training-reach/")
    assert scrutineer.status_code == 200
    assert manager.get("/training-reach/2030/nobody").status_code == 404


ANSWERS = {"know": "2", "act": "2", "able": "1"}


def test_questions_are_answered_in_their_time_once(app, training):
    someone = training.learner(agency="police")
    with time_machine.travel(at_nine(-60), tick=False):
        event = training.event(days=30)
        own = training.book(event, someone)
        training.deed(booking.decide, own, training.lead(1, "police"), approved=True)
    client = person(app, someone)
    path = f"/evaluation/bookings/{own}"
    late = client.post(f"{path}/before", data=ANSWERS)
    assert "not the time" in late.text
    assert client.get(f"{path}/sometime").status_code == 404


def person(app, someone):
    """A client of one account."""
    from kit.accounts import sessions
    from kit.accounts.model import SignInMethod

    with app.extensions["accord"].database.transaction() as session:
        begun = sessions.start(
            session, user_id=someone.user_id, method=SignInMethod.PASSWORD
        )
        token = sessions.confirm(session, token=begun, second_step=True)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.set_cookie("accord-havering", token, domain="localhost")
    return client


def test_an_answer_before_the_event_is_kept_and_not_changed(app, training):
    someone = training.learner()
    event = training.event()
    own = training.book(event, someone)
    training.deed(booking.decide, own, training.lead(), approved=True)
    client = person(app, someone)
    path = f"/evaluation/bookings/{own}"
    assert "A few questions" in client.get("/").text
    missing = client.post(f"{path}/before", data={"know": "2"})
    assert missing.status_code == 422
    assert missing.text.count("Choose an answer") >= 2
    client.post(f"{path}/before", data=ANSWERS)
    assert "Answered" in client.get(path).text
    again = client.post(f"{path}/before", data=ANSWERS)
    assert "answered already" in again.text


def test_events_with_few_booked_and_open_registers_stand_on_the_front_page(
    app, training, manager
):
    training.event(days=10)
    training.event(days=12, is_open=False, course=training.course(level=Level.B))
    page = manager.get("/").text
    assert "Few booked" in page
    assert "Not open yet" in page
    after: datetime = at_nine(11)
    host = later(app, "business_manager", after)
    with time_machine.travel(after, tick=False):
        assert "Close the register" in host.get("/").text
