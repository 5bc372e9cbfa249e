import pytest

from kit.accounts import queries as accounts
from kit.notices import queries as notices
from tests.support.people import client_for


@pytest.fixture
def second_manager(app):
    return client_for(app, "business_manager", body="another")


def told(app, email):
    with app.extensions["accord"].database.reading() as session:
        user_id = accounts.person(session, email=email).user_id
        return [
            (one.text, one.href)
            for one in notices.everything(session, user_id)
            if one.read_at is None
        ]


def submitted(client):
    """A return handed to a second person: its address and what was seen of it."""
    address = client.post("/returns/new", data={"what": "everything"}).location
    seen = client.get(address).text.split('name="seen" value="')[1].split('"')[0]
    client.post(f"{address}/submit", data={"seen": seen})
    return address, seen


def test_who_may_approve_is_told_of_a_release_and_its_preparer_is_not(
    app, filled, analyst, manager, second_manager
):
    address, _seen = submitted(manager)
    waits = ("A release waits for your approval", address)
    assert told(app, "business.manager.another@example.org") == [waits]
    assert told(app, "business.manager@example.org") == []
    assert told(app, "analyst@example.org") == []


def test_its_preparer_is_told_that_it_was_approved(app, filled, analyst, manager):
    address, seen = submitted(analyst)
    manager.post(f"{address}/approve", data={"seen": seen, "confirm": "yes"})
    assert told(app, "analyst@example.org") == [
        ("A release you prepared was approved", address)
    ]


def test_its_preparer_is_told_that_it_was_sent_back(app, filled, analyst, manager):
    address, _seen = submitted(analyst)
    manager.post(f"{address}/send-back", data={"because": "The year is wrong"})
    assert told(app, "analyst@example.org") == [
        ("A release you prepared was sent back", address)
    ]


def test_who_takes_back_their_own_is_told_nothing(app, filled, analyst, manager):
    address, _seen = submitted(analyst)
    analyst.post(f"{address}/send-back", data={"because": "I was too quick"})
    assert told(app, "analyst@example.org") == []


def test_what_fails_tells_nobody(app, filled, analyst, manager):
    address, _seen = submitted(analyst)
    manager.post(f"{address}/approve", data={"seen": "x" * 64, "confirm": "yes"})
    assert told(app, "analyst@example.org") == []
