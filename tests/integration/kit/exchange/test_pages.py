"""The exchange's pages: where a release is, and what needs a look."""

import pytest

from kit import clock, logs
from kit.exchange import control, outbox, sealing
from kit.exchange.control import Control, Kind
from kit.exchange.model import Waiting, WaitingEvent
from leadership.app import create_app
from leadership.db import METADATAS
from tests.support.federation import (
    NOTED,
    Source,
    Trusted,
    a_body,
    a_delivery,
    a_key,
    a_receiver,
)
from tests.support.people import client_for
from tests.support.settings import some_settings

ACT = "0199aaaa-0000-7000-8000-000000000001"


@pytest.fixture
def database(sqlite_database):
    return sqlite_database("leadership", METADATAS)


@pytest.fixture
def app(database, tmp_path):
    return create_app(some_settings("leadership", tmp_path), database)


@pytest.fixture
def administrator(app):
    return client_for(app, "leadership_administrator")


def announce(database, audience="havering"):
    with logs.correlation(ACT), database.transaction() as session:
        outbox.announce(
            session, audience=audience, type=NOTED, subject="s", version=1, data={}
        )


def receipt(database, *, stored, applied, source="havering"):
    said_at = clock.now()
    now = clock.iso(said_at)
    body = {
        "stream": f"leadership/{source}",
        "epoch": 1,
        "stored_through": stored,
        "applied_through": applied,
        "stored_at": now,
        "applied_at": now,
    }
    said = Control(kind=Kind.RECEIPT, source=source, time=said_at, body=body, raw=b"")
    with database.transaction() as session:
        control.take_receipt(session, said, member="leadership")


def text_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.get_data(as_text=True)


def test_an_empty_exchange_says_what_will_be_here(administrator):
    page = text_of(administrator, "/exchange/")

    assert "Nothing sent yet" in page
    assert "Nothing received yet" in page
    assert "Nothing was refused" in page


def test_a_release_is_written_then_sealed_then_stored_then_in_the_figures(
    database, administrator
):
    address = f"/exchange/journey/{ACT}"
    announce(database)
    assert text_of(administrator, address).count("not yet") == 4

    sealing.seal_committed(database, key=a_key(), registry=1)
    assert text_of(administrator, address).count("not yet") == 3

    receipt(database, stored=1, applied=0)
    assert text_of(administrator, address).count("not yet") == 1

    receipt(database, stored=1, applied=1)
    page = text_of(administrator, address)
    assert page.count("not yet") == 0
    assert "Arrived" in page


def test_an_older_receipt_that_comes_late_takes_nothing_back(database, administrator):
    announce(database)
    sealing.seal_committed(database, key=a_key(), registry=1)
    receipt(database, stored=1, applied=1)

    receipt(database, stored=1, applied=0)

    assert "Arrived" in text_of(administrator, f"/exchange/journey/{ACT}")


def test_what_is_for_all_has_a_way_to_each_borough(database, administrator):
    announce(database, audience="all")

    page = text_of(administrator, f"/exchange/journey/{ACT}")

    for name in ("To Havering", "To Barking And Dagenham", "To Redbridge"):
        assert name in page


def test_an_unknown_journey_is_not_found(administrator):
    assert administrator.get("/exchange/journey/none-such").status_code == 404


def test_a_refused_message_is_listed_with_its_reason_and_can_be_downloaded(
    database, administrator, tmp_path
):
    trusted = Trusted()
    receiver = a_receiver(database, trusted.membership(database, tmp_path))
    sealed = Source(trusted.keys["havering"]).seal(a_body())
    receiver.store([a_delivery(sealed.raw, user="redbridge")])

    page = text_of(administrator, "/exchange/")
    assert "name different members" in page or "contents differ" in page
    assert "wrong-sender" in page
    assert "wrong-sender" in text_of(administrator, "/exchange/refusals.csv")


def a_parked_event(database):
    event_id = clock.new_id()
    with database.transaction() as session:
        session.add(
            WaitingEvent(
                event_id=event_id,
                stream="havering/leadership",
                epoch=1,
                sequence=7,
                type=NOTED,
                subject="secret-subject",
                body=b"{}",
                state=Waiting.PARKED,
                reason="SpeaksForAnother",
                attempts=6,
                next_try_at=None,
                since=clock.now(),
            )
        )
    return event_id


def test_a_parked_message_can_be_tried_again_by_the_administrator(
    database, administrator
):
    event_id = a_parked_event(database)
    page = text_of(administrator, "/exchange/")
    assert "Parked" in page
    assert "secret-subject" not in page

    answer = administrator.post(f"/exchange/waiting/{event_id}/try-again")

    assert answer.status_code == 302
    with database.reading() as session:
        assert session.get_one(WaitingEvent, event_id).state == Waiting.RETRYING


def test_others_may_look_but_not_try_again(app, database):
    event_id = a_parked_event(database)
    member = client_for(app, "leadership_member")

    assert "Try again" not in text_of(member, "/exchange/")
    answer = member.post(f"/exchange/waiting/{event_id}/try-again")

    assert answer.status_code == 403
