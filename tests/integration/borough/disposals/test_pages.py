"""Pages on which two people let a record go, by a code that tells nothing."""

import pytest
from sqlalchemy import select

from borough.db import METADATAS
from borough.disposals import service
from borough.disposals.model import CASE, HoldRow, Kind, Retained
from kit import clock
from kit.vault.model import KeyDestroyed
from kit.vault.service import Vault
from tests.support.apps import maker
from tests.support.people import client_for
from tests.support.vaults import with_vault

PAGE = "/disposals/"
CLOSED = clock.today().replace(year=1990, day=1)


@pytest.fixture
def database(any_database):
    return any_database("havering", METADATAS)


@pytest.fixture
def app(database, tmp_path):
    made = maker("borough", lambda *_: database, tmp_path)()
    with_vault(database, tmp_path)
    return made


@pytest.fixture
def record(app, database):
    made = clock.new_id()
    with database.transaction() as session:
        key = Vault(session).new_key("case")
        service.begin(
            session,
            record=made,
            resource=CASE,
            kind=Kind.CASE,
            code="K7QF-2M",
            key_id=key,
            on=CLOSED,
        )
        service.propose(session, on=clock.today())
    return made


def test_two_people_destroy_it_on_pages(app, database, record):
    first, second = (
        client_for(app, role) for role in ("cdop_coordinator", "business_manager")
    )
    agree = f"{PAGE}{record}/agree"
    assert "K7QF-2M" in first.get(PAGE).text
    assert "Two people must agree" in first.get(agree).text
    assert first.post(agree, data={}).status_code == 422
    assert first.post(agree, data={"sure": "yes"}).location == PAGE
    assert "You agreed" in first.get(PAGE).text
    again = first.post(agree, data={"sure": "yes"})
    assert again.status_code == 422
    assert "a second person must agree too" in again.text
    assert "One agreed" in second.get(PAGE).text
    assert second.post(agree, data={"sure": "yes"}).location == PAGE
    assert "What is gone" in second.get(PAGE).text
    assert "K7QF-2M" in second.get(f"{PAGE}disposals.csv").text
    with database.transaction() as session, pytest.raises(KeyDestroyed):
        Vault(session).destroy(key_of(session, record))


def key_of(session, record):
    return session.get_one(Retained, record).key_id


def test_it_is_held_by_a_reason_of_the_list_and_the_hold_is_lifted(
    app, database, record
):
    client = client_for(app, "cdop_coordinator")
    hold = f"{PAGE}{record}/hold"
    assert client.post(hold, data={"why": "because"}).status_code == 422
    assert client.post(hold, data={"why": "inquest"}).location == PAGE
    page = client.get(PAGE).text
    assert "Nothing waits for a decision" in page
    assert "Inquest" in page
    with database.reading() as session:
        hold_id = session.scalars(select(HoldRow.id)).one()
    lifted = client.post(f"{PAGE}holds/{hold_id}/lift", data={"sure": "yes"})
    assert lifted.location == PAGE
    assert "What is held" not in client.get(PAGE).text


def test_it_is_kept_for_a_year(app, record):
    client = client_for(app, "business_manager")
    assert client.post(f"{PAGE}{record}/keep", data={"sure": "yes"}).location == PAGE
    assert "Nothing waits" in client.get(PAGE).text


def test_what_does_not_exist_is_not_found(app):
    client = client_for(app, "cdop_coordinator")
    for verb in ("agree", "keep", "hold"):
        assert client.get(f"{PAGE}{clock.new_id()}/{verb}").status_code == 404
