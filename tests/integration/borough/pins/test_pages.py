"""Pages on which a coordinator reads our number out and confirms a peer's."""

import re
from datetime import timedelta

import pytest
import time_machine

from borough.db import METADATAS
from borough.pins import queries
from borough.pins.model import HEARD_WITHIN, How, State
from borough.pins.routes import FRESH
from kit import clock
from kit.exchange import cross_signing, keys, sealing_keys
from kit.exchange.model import RegistryVersion
from leadership.db import METADATAS as LEADERSHIPS
from tests.support.apps import maker
from tests.support.people import client_for
from tests.support.sealing import Keyed, a_public_key

PEER = "redbridge"
PAGE = "/sealing-keys/"
CONFIRM = f"{PAGE}{PEER}/confirm"


@pytest.fixture
def keyed(sqlite_database):
    made = Keyed(sqlite_database("leadership", LEADERSHIPS))
    made.enter()
    return made


@pytest.fixture
def database(any_database, keyed):
    made = any_database("havering", METADATAS)
    keyed.publish(made)
    return made


@pytest.fixture
def app(database, tmp_path):
    return maker("borough", lambda *_: database, tmp_path)()


@pytest.fixture
def coordinator(app):
    return client_for(app, "cdop_coordinator")


def number(keyed):
    signing = keys.public_jwk(keyed.signing[PEER])
    return cross_signing.fingerprint(sealing=keyed.sealing[PEER].jwk, signing=signing)


def asked_for(client):
    """The group the page asks for, from 0."""
    page = client.get(CONFIRM).text
    return int(re.search(r"Group (\d), as they read it out", page)[1]) - 1


def send(client, group):
    return client.post(CONFIRM, data={"group": group, "how": How.IN_PERSON.value})


def test_all_groups_are_shown_but_the_one_to_type(coordinator, keyed):
    page, at = coordinator.get(CONFIRM).text, asked_for(coordinator)
    shown = [group in page for group in number(keyed)]
    assert shown == [number != at for number in range(8)]
    assert asked_for(coordinator) == at


def test_the_group_as_heard_confirms_the_key(coordinator, keyed):
    assert "Unconfirmed" in coordinator.get(PAGE).text
    sent = send(coordinator, number(keyed)[asked_for(coordinator)])
    assert sent.location == PAGE
    page = coordinator.get(PAGE).text
    assert "Cases can be sealed to it" in page
    assert "Confirmed" in page
    assert "in person" in page


def test_other_digits_are_refused_in_a_sentence_and_nothing_is_confirmed(
    coordinator, keyed
):
    right = number(keyed)[asked_for(coordinator)]
    sent = send(coordinator, f"{(int(right) + 1) % 100000:05}")
    assert sent.status_code == 422
    assert "share nothing and tell leadership" in sent.text
    assert right not in sent.text
    assert send(coordinator, "12").status_code == 422
    assert "Enter the five digits" in send(coordinator, "five").text
    assert "Take it back" not in coordinator.get(PAGE).text


def test_a_swapped_key_is_told_in_words_at_the_top(coordinator, keyed, database):
    send(coordinator, number(keyed)[asked_for(coordinator)])
    keyed.teach(keyed.swapped(PEER, 2, a_public_key()), database)
    page = coordinator.get(PAGE).text
    assert "Nothing can be sealed to Redbridge" in page
    assert "Call their coordinator before anything else" in page
    assert "Nothing can be sealed to Redbridge" in coordinator.get("/").text


def test_a_confirmation_can_be_taken_back_by_who_is_sure(coordinator, keyed):
    send(coordinator, number(keyed)[asked_for(coordinator)])
    unsure = coordinator.post(f"{PAGE}{PEER}/withdraw", data={})
    assert unsure.status_code == 422
    assert "Tick the box" in unsure.text
    sent = coordinator.post(f"{PAGE}{PEER}/withdraw", data={"sure": "yes"})
    assert sent.location == PAGE
    assert "Nobody here has confirmed its key yet" in coordinator.get(PAGE).text


def test_our_own_number_is_the_one_of_our_files_and_a_difference_is_told(
    coordinator, tmp_path
):
    page = coordinator.get(PAGE).text
    assert "no sealing key yet" in page
    signing = keys.create_signing_key(tmp_path / "keys")
    sealing = sealing_keys.create(tmp_path / "keys")
    groups = cross_signing.fingerprint(
        sealing=sealing.public, signing=keys.public_jwk(signing)
    )
    page = coordinator.get(PAGE).text
    assert all(group in page for group in groups)
    assert "The registry does not name the key we hold" in page


def test_a_file_says_the_same_as_the_table(coordinator, keyed):
    file = coordinator.get(f"{PAGE}keys.csv").text
    assert keyed.sealing[PEER].kid in file
    assert "unconfirmed" in file


def test_who_reads_only_is_offered_nothing_to_change(app, keyed):
    manager = client_for(app, "business_manager")
    assert "A coordinator confirms it" in manager.get(PAGE).text
    assert manager.get(CONFIRM).status_code == 403
    assert client_for(app, "analyst").get(PAGE).status_code == 403
    assert manager.get(PAGE).status_code == 200


def test_a_borough_that_is_none_is_not_found(coordinator):
    for slug in ("elsewhere", "leadership", "havering"):
        assert coordinator.get(f"{PAGE}{slug}/confirm").status_code == 404


def test_alone_the_page_says_what_will_stand_here(sqlite_database, tmp_path):
    alone = maker("borough", sqlite_database, tmp_path)()
    page = client_for(alone, "cdop_coordinator").get(PAGE).text
    assert "No other borough is known yet" in page


def test_who_proved_long_ago_who_they_are_does_so_again_before_confirming(
    coordinator, keyed, database
):
    at = asked_for(coordinator)
    with time_machine.travel(clock.now() + timedelta(minutes=FRESH + 1)):
        asked = coordinator.get(CONFIRM)
        sent = send(coordinator, number(keyed)[at])
    for answer in (asked, sent):
        assert "/account/confirm?" in answer.location
    with database.reading() as session:
        assert queries.peer(session, PEER).state is State.UNCONFIRMED


def test_a_registry_that_was_long_not_heard_is_told_as_the_reason(coordinator, keyed):
    send(coordinator, number(keyed)[asked_for(coordinator)])
    long_ago = clock.now() - HEARD_WITHIN - timedelta(hours=1)
    with coordinator.application.extensions["accord"].database.transaction() as session:
        session.query(RegistryVersion).one().received_at = long_ago
    for page in (coordinator.get(PAGE).text, coordinator.get("/").text):
        assert "Nothing can be sealed to Redbridge" in page
    assert "last heard more than 45 days ago" in coordinator.get(PAGE).text
    assert "Take it back" in coordinator.get(PAGE).text
