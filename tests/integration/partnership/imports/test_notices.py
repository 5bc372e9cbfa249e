from datetime import timedelta

import pytest

from borough.db import METADATAS
from kit.accounts import service as accounts
from kit.notices import queries as notices
from partnership.imports import background, service
from tests.support.boroughs import HERE, a_borough

HEADINGS = "indicator,measure,area,period,numerator,denominator,value,code,note\n"
GOOD = f"{HEADINGS},referrals,{HERE},2025,,,1000,,\n"
BAD = GOOD.replace("1000", "many")


@pytest.fixture
def database(any_database):
    made = any_database("havering", METADATAS)
    a_borough(made)
    return made


@pytest.fixture
def sam(database):
    with database.transaction() as session:
        return accounts.create_user(
            session, email="sam@example.org", name="Sam", role="analyst"
        )


def received(database, content, user_id):
    with database.transaction() as session:
        return service.receive_file(
            session, name="a.csv", content=content.encode(), user_id=user_id
        )


def told(database, user_id):
    with database.reading() as session:
        return [(one.text, one.href) for one in notices.everything(session, user_id)]


@pytest.fixture
def slow(monkeypatch):
    """Every file takes longer than people look on."""
    monkeypatch.setattr(background, "STAYS_FOR", timedelta(seconds=-1))


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (GOOD, "A file you uploaded is checked and can be stored"),
        (BAD, "A file you uploaded has faults and was not taken"),
    ],
    ids=["good", "bad"],
)
def test_who_uploaded_a_file_that_took_long_is_told(database, sam, slow, content, text):
    import_id = received(database, content, sam)
    background.start_check({}, database, import_id).result()
    assert told(database, sam) == [(text, f"/imports/{import_id}")]


def test_who_uploaded_a_file_is_told_when_it_is_stored(database, sam, slow):
    import_id = received(database, GOOD, sam)
    service.check(database, import_id)
    with database.transaction() as session:
        service.begin_storing(session, import_id)
    background.start_store({}, database, import_id, own_area=HERE).result()
    words = ("A file you uploaded is stored", f"/imports/{import_id}")
    assert told(database, sam) == [words]


def test_who_still_looks_on_is_told_nothing(database, sam):
    import_id = received(database, GOOD, sam)
    background.start_check({}, database, import_id).result()
    assert told(database, sam) == []


def test_a_file_that_nobody_uploaded_tells_nobody(database, sam, slow):
    import_id = received(database, GOOD, None)
    background.start_check({}, database, import_id).result()
    assert told(database, sam) == []
