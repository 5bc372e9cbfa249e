"""Places across boroughs: what is said is what the contracts say, and others eat it."""

from uuid import UUID

import orjson
import pytest
import time_machine
from joserfc import jwe
from joserfc.jwk import OKPKey

from borough.attendance import service as attendance
from borough.attendance.model import Mark
from borough.bookings import queries as bookings
from borough.events import queries as events
from borough.offers import queries as offers
from borough.places_elsewhere import service as asking
from kit import sealing
from tests.contract.crossing import TYPE_PREFIX, announced, problems
from tests.contract.messages import complaints, writer
from tests.support.places import HOMES, HOST, Places
from tests.support.training import at_nine

OFFERED = "training.event.offered.v1"
REQUESTED = "training.place.requested.v1"
ANSWERED = "training.place.answered.v1"
TOLD = "training.attendance.told.v1"
PEOPLE = "training.place.people.v1"
HOME, OTHER = HOMES


@pytest.fixture
def crossed(sqlite_database):
    """A place given, one refused, one given up, and one that was used."""
    places = Places.made(sqlite_database)
    made = places.offered(2, quotas={HOME: 1})
    kept = places.ask(HOME, made, [1, 2])
    places.ask(OTHER, made, [3])
    places.carry()
    places.ask(HOME, made, [1])
    places.deed(HOME, asking.give_up, kept, seat=2)
    places.carry()
    with time_machine.travel(at_nine(41), tick=False):
        close(places, made)
        places.carry()
    return places


def close(places, event_id):
    with places.host.database.reading() as session:
        people = bookings.with_place(session, event_id)
        [sitting] = events.event(session, event_id).sessions
    marks = {each.id: Mark.THERE for each in people}
    places.host.do(
        attendance.mark, event_id=event_id, session_id=sitting.id, marks=marks
    )
    places.host.do(attendance.close, event_id=event_id)


@pytest.mark.parametrize("message", [OFFERED, REQUESTED, ANSWERED, TOLD])
def test_what_boroughs_say_of_places_is_what_the_contract_says(crossed, message):
    said = [
        each
        for there in crossed.boroughs.values()
        for each in announced(there.database)
        if each["type"] == TYPE_PREFIX + message
    ]
    assert said
    assert [problems(each) for each in said] == [[]] * len(said)


def test_nothing_that_is_said_names_people(crossed):
    for there in crossed.boroughs.values():
        for each in announced(there.database):
            assert "example.org" not in str(each["data"])
            assert "Sample" not in str(each["data"])


def test_what_is_sealed_is_what_the_contract_says(crossed):
    host = crossed.host.database
    said = crossed.said(HOME, HOST) + crossed.said(OTHER, HOST)
    for message in said:
        with host.reading() as session:
            key = offers.key(session, UUID(message.data["event_id"]))
        to = OKPKey.import_key(key.private)
        inside = orjson.loads(
            jwe.decrypt_compact(
                message.data["people"], to, algorithms=[sealing.ALG, sealing.ENC]
            ).plaintext
        )
        assert complaints(writer("sealed.v1"), inside) == []
        assert complaints(writer(PEOPLE), inside["payload"]) == []
        assert inside["context"]["version"] == str(message.version)
    assert len(said) > 2
