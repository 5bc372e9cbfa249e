"""Pages of places elsewhere, from the offer that arrives to the answer of its host."""

import pytest
from sqlalchemy import select

from borough.places_elsewhere.model import AskRow
from borough.wiring import SERVICE
from tests.support.people import client_for
from tests.support.places import Places
from tests.support.training import Training

HERE, HOST = "havering", "redbridge"


@pytest.fixture
def training(app):
    return Training(app.extensions["accord"].database)


@pytest.fixture
def lead(app):
    return client_for(app, "partner_representative", agency="education")


@pytest.fixture
def manager(app):
    return client_for(app, "business_manager")


@pytest.fixture
def offered(training, sqlite_database):
    """An event of another borough that arrived here."""
    host = Training(sqlite_database(HOST, SERVICE.metadatas))
    places = Places({HOST: host, "havering": host})
    made = host.event(3, quotas={HERE: 1})
    places.offer(made)
    [message] = places.said(HOST, HERE)
    with training.database.transaction() as session:
        SERVICE.handlers[message.type](session, [message])
    return made


def asked(training):
    with training.database.reading() as session:
        row = session.scalars(select(AskRow)).one()
        session.expunge(row)
        return row


def a_request(lead, training, offered):
    sent = lead.post(
        f"/places-elsewhere/of/{HOST}/{offered}/staff",
        data={
            "staff": "Sample One, one@school.example.org",
            "partly": "true",
        },
    )
    assert sent.status_code == 302, sent.text
    return asked(training)


def test_an_offered_event_is_listed_and_shown_with_its_terms(lead, offered):
    page = lead.get("/events-elsewhere/")
    assert "Knowing the signs" in page.text
    assert "Redbridge" in page.text
    one = lead.get(f"/events-elsewhere/{HOST}/{offered}")
    assert "Ask for places for staff" in one.text
    assert "Knowing the signs" in lead.get("/events-elsewhere/events.csv").text


def test_the_week_shows_what_overlaps_for_the_same_group(lead, training, offered):
    training.event(5)
    page = lead.get("/events-elsewhere/calendar")
    assert page.text.count("Knowing the signs, ") == 2
    assert "signs, Redbridge" in lead.get("/events-elsewhere/calendar.csv").text
    calendar = lead.get("/events-elsewhere/calendar.ics").text
    assert calendar.count("BEGIN:VEVENT") == 2


def test_a_second_person_sees_exactly_what_leaves_and_sends_it(
    lead, manager, training, offered
):
    row = a_request(lead, training, offered)
    own = lead.get(f"/places-elsewhere/{row.id}")
    assert "Approve and send it" not in own.text
    page = manager.get(f"/places-elsewhere/{row.id}")
    assert "one@school.example.org" in page.text
    sent = manager.post(
        f"/places-elsewhere/{row.id}/approve", data={"seen": row.version}
    )
    assert sent.status_code == 302
    page = lead.get(f"/places-elsewhere/{row.id}")
    assert "Waiting for the host" in page.text
    assert "Requested, waiting for the host" in page.text
    assert "Confirmed" not in page.text
    assert "Sample One" in lead.get("/places-elsewhere/places.csv").text


def test_a_form_without_a_name_says_what_is_missing(lead, offered):
    page = lead.post(
        f"/places-elsewhere/of/{HOST}/{offered}/staff",
        data={"staff": "no address here", "partly": "true"},
    )
    assert page.status_code == 422
    assert "write a name, a comma and a work address" in page.text


def test_another_agency_sees_nothing_of_it(app, lead, training, offered):
    row = a_request(lead, training, offered)
    other = client_for(app, "partner_representative", agency="icb")
    assert other.get(f"/places-elsewhere/{row.id}").status_code == 404
    assert "Knowing the signs" not in other.get("/places-elsewhere/").text


def test_an_empty_list_says_what_to_do(lead):
    assert "Look at events in other boroughs" in lead.get("/places-elsewhere/").text
    assert "No event here" in lead.get("/events-elsewhere/").text


def test_an_offer_of_ours_waits_for_somebody_else(training, manager):
    made = training.event(4)
    page = manager.get(f"/offers/{made}")
    assert "Propose these words" in page.text
    manager.post(f"/offers/{made}/propose", data={})
    assert "Somebody else approves it" in manager.get(f"/offers/{made}").text
