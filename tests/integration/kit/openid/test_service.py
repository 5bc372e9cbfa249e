"""Links with providers on both databases: one identity, one person, one link each."""

from contextlib import suppress

import pytest

from kit.accounts import service as accounts
from kit.db import SharedBase
from kit.errors import NotFound
from kit.openid import queries, service
from kit.openid.model import LinkedAlready, OnlyWayIn, TakenAlready
from kit.openid.tokens import Identity

ISSUER = "https://sign-in.example/tenant"
OTHER_ISSUER = "https://sign-in.example/other-tenant"
PASSWORD = "three fairly random words"


@pytest.fixture
def database(any_database):
    return any_database("havering", (SharedBase.metadata,))


@pytest.fixture
def jo(database):
    return somebody(database, "jo")


@pytest.fixture
def sam(database):
    return somebody(database, "sam")


def somebody(database, name):
    with database.transaction() as session:
        return accounts.create_user(
            session, email=f"{name}@example.org", name=name, role="analyst"
        )


def an_identity(subject="s-1", issuer=ISSUER):
    return Identity(issuer=issuer, subject=subject)


def link(database, user_id, **identity):
    with database.transaction() as session:
        service.link(session, user_id=user_id, identity=an_identity(**identity))


def owner(database, **identity):
    with database.reading() as session:
        found = queries.linked_with(session, identity=an_identity(**identity))
    return found.user_id if found else None


def test_an_identity_signs_in_as_one_person(database, jo, sam):
    link(database, jo)
    link(database, jo)
    assert owner(database) == jo
    with pytest.raises(TakenAlready):
        link(database, sam)
    assert owner(database) == jo


def test_a_person_has_one_link_with_a_provider(database, jo):
    link(database, jo)
    with pytest.raises(LinkedAlready):
        link(database, jo, subject="s-2")
    assert owner(database, subject="s-2") is None


def test_asvs_6_8_1_issuer_and_subject_together_are_who_somebody_is(database, jo, sam):
    link(database, jo)
    link(database, sam, issuer=OTHER_ISSUER)
    assert owner(database) == jo
    assert owner(database, issuer=OTHER_ISSUER) == sam
    assert owner(database, issuer=ISSUER.upper()) is None
    assert owner(database, subject="S-1") is None


def test_the_only_way_in_is_not_taken_away(database, jo):
    link(database, jo)
    with pytest.raises(OnlyWayIn), database.transaction() as session:
        service.unlink(session, user_id=jo, issuer=ISSUER)
    assert owner(database) == jo


def test_a_link_is_taken_away_once(database, jo):
    link(database, jo)
    with database.transaction() as session:
        accounts.set_password(session, user_id=jo, password=PASSWORD)
        service.unlink(session, user_id=jo, issuer=ISSUER)
    assert owner(database) is None
    with database.reading() as session:
        assert queries.linked_since(session, user_id=jo, issuer=ISSUER) is None
    with pytest.raises(NotFound), database.transaction() as session:
        service.unlink(session, user_id=jo, issuer=ISSUER)


def test_a_fault_afterwards_leaves_no_link(database, jo):
    with suppress(RuntimeError), database.transaction() as session:
        service.link(session, user_id=jo, identity=an_identity())
        raise RuntimeError
    assert owner(database) is None
