"""Tending people on both databases: nobody alone, and never nobody left."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
import time_machine
from sqlalchemy import select

from kit.accounts import queries as accounts
from kit.accounts import service as account_service
from kit.db import SharedBase
from kit.errors import Conflict, Invalid, NotFound
from kit.hats import queries as hats
from kit.hats import service as hat_service
from kit.hats.model import SamePerson
from kit.invitations import queries as invitation_queries
from kit.invitations import service as invitations
from kit.notices.model import Notice
from kit.people import queries, service
from kit.people.model import IdentityCheck
from kit.people.queries import Standing
from kit.people.service import AlreadyAsked, LastAdministrator
from tests.support.colleagues import (
    a_colleague,
    a_second_step,
    a_session,
    has_second_step,
    signed_in,
)
from tests.support.people import BOROUGH

START = "2026-11-21T09:00:00Z"
ADMINISTRATORS = ["administrator"]
ANALYST = BOROUGH.roles["analyst"]
REPRESENTATIVE = BOROUGH.roles["partner_representative"]


@pytest.fixture
def time():
    with time_machine.travel(START, tick=False) as travelled:
        yield travelled


@pytest.fixture
def database(any_database, time):
    return any_database("havering", (SharedBase.metadata,))


@pytest.fixture
def administrator(database):
    return a_colleague(database, "Ada", "administrator")


@pytest.fixture
def other(database):
    return a_colleague(database, "Otto", "administrator")


@pytest.fixture
def analyst(database):
    return a_colleague(database, "Anna", "analyst")


@pytest.fixture
def manager(database):
    return a_colleague(database, "Mina", "business_manager")


def close(database, whom, by):
    with database.transaction() as session:
        service.close(
            session, user_id=whom.user_id, by=by, administrators=ADMINISTRATORS
        )


def end_hat(database, whom, by):
    with database.transaction() as session:
        service.end_hat(
            session, hat_id=whom.hat_id, by=by, administrators=ADMINISTRATORS
        )


def holders(database, role="administrator"):
    with database.reading() as session:
        return set(hats.holders(session, role=role))


def test_a_closed_account_is_out_at_once_and_for_good(database, administrator, analyst):
    token = a_session(database, analyst.user_id)
    with database.transaction() as session:
        link = account_service.issue_link(session, user_id=analyst.user_id)
        invited = service.invite_back(
            session, user_id=analyst.user_id, by=administrator
        )
    close(database, analyst, administrator)
    assert signed_in(database, token) is None
    with database.reading() as session:
        assert not account_service.link_works(session, token=link)
        assert invitation_queries.of_token(session, token=invited.token) is None
        assert hats.holders(session, role="analyst") == []
    with database.transaction() as session:
        service.reopen(session, user_id=analyst.user_id)
    assert signed_in(database, token) is None
    assert signed_in(database, a_session(database, analyst.user_id)).role == ""
    with database.reading() as session:
        assert not account_service.link_works(session, token=link)


def test_the_invitations_a_person_made_go_with_them(database, administrator, other):
    with database.transaction() as session:
        issued = invitations.invite(
            session, email="new@example.org", name="New", role=ANALYST, by=other
        )
    close(database, other, administrator)
    with database.reading() as session:
        assert invitation_queries.of_token(session, token=issued.token) is None


def test_nobody_closes_their_own_account(database, administrator, other):
    with pytest.raises(SamePerson):
        close(database, administrator, administrator)
    assert administrator.user_id in holders(database)


def test_the_last_administrator_stays(database, administrator, other, manager):
    end_hat(database, other, administrator)
    with pytest.raises(LastAdministrator):
        close(database, administrator, other)
    with pytest.raises(LastAdministrator):
        end_hat(database, administrator, administrator)
    assert holders(database) == {administrator.user_id}
    end_hat(database, manager, administrator)  # others may all go


def test_an_administrator_who_is_not_the_last_may_step_down(
    database, administrator, other
):
    end_hat(database, administrator, administrator)
    assert holders(database) == {other.user_id}


def test_two_administrators_who_remove_each_other_at_once_leave_one(
    database, administrator, other
):
    together = Barrier(2)

    def remove(pair):
        together.wait(timeout=30)
        try:
            close(database, *pair)
        except (LastAdministrator, Conflict):
            return False
        return True

    pairs = [(administrator, other), (other, administrator)]
    with ThreadPoolExecutor(2) as people:
        assert sorted(people.map(remove, pairs)) == [False, True]
    assert len(holders(database)) == 1


def give(database, whom, by, role=REPRESENTATIVE, **more):
    more = {"agency": "police", **more} if role is REPRESENTATIVE else more
    with database.transaction() as session:
        return service.give_role(
            session, user_id=whom.user_id, role=role, by=by, **more
        )


def test_nobody_gives_a_role_to_themselves(database, administrator):
    with pytest.raises(SamePerson):
        give(database, administrator, administrator)


def test_a_closed_account_gets_no_role(database, administrator, analyst):
    close(database, analyst, administrator)
    with pytest.raises(Conflict):
        give(database, analyst, administrator)


def test_the_same_role_is_held_once_at_a_time(database, administrator, analyst):
    give(database, analyst, administrator, until_on=date(2026, 12, 31))
    give(database, analyst, administrator, agency="health")
    with pytest.raises(Invalid) as refused:
        give(database, analyst, administrator, from_on=date(2026, 12, 31))
    assert set(refused.value.fields) == {"role"}
    give(database, analyst, administrator, from_on=date(2027, 1, 1))


def ask(database, whom, by):
    with database.transaction() as session:
        return service.ask_reset(
            session, user_id=whom.user_id, checked=IdentityCheck.IN_PERSON, by=by
        )


def test_a_fresh_second_step_takes_two_people(
    database, administrator, manager, analyst
):
    a_second_step(database, analyst.user_id)
    token = a_session(database, analyst.user_id)
    asked = ask(database, analyst, administrator)
    assert has_second_step(database, analyst.user_id)
    with database.transaction() as session:
        service.approve_reset(session, reset_id=asked, by=manager)
    assert not has_second_step(database, analyst.user_id)
    assert signed_in(database, token) is None
    with database.reading() as session:
        told = session.scalars(
            select(Notice.kind).where(Notice.user_id == analyst.user_id)
        )
        assert list(told) == ["security"]


@pytest.mark.parametrize("verb", [service.approve_reset, service.refuse_reset])
def test_neither_who_asked_nor_who_it_is_for_agrees(
    database, administrator, analyst, verb
):
    a_second_step(database, analyst.user_id)
    asked = ask(database, analyst, administrator)
    for same in (administrator, analyst):
        with pytest.raises(SamePerson), database.transaction() as session:
            verb(session, reset_id=asked, by=same)
    assert has_second_step(database, analyst.user_id)


def test_nobody_asks_for_their_own(database, administrator):
    a_second_step(database, administrator.user_id)
    with pytest.raises(SamePerson):
        ask(database, administrator, administrator)


def test_a_second_step_is_asked_for_once_and_lapses(
    database, administrator, manager, analyst, time
):
    a_second_step(database, analyst.user_id)
    asked = ask(database, analyst, administrator)
    with pytest.raises(AlreadyAsked):
        ask(database, analyst, administrator)
    time.shift(timedelta(hours=72))
    with pytest.raises(Conflict), database.transaction() as session:
        service.approve_reset(session, reset_id=asked, by=manager)
    assert has_second_step(database, analyst.user_id)
    assert ask(database, analyst, administrator) != asked


def test_a_refused_request_changes_nothing(database, administrator, manager, analyst):
    a_second_step(database, analyst.user_id)
    asked = ask(database, analyst, administrator)
    with database.transaction() as session:
        service.refuse_reset(session, reset_id=asked, by=manager)
    assert has_second_step(database, analyst.user_id)
    with pytest.raises(Conflict), database.transaction() as session:
        service.approve_reset(session, reset_id=asked, by=manager)


def test_there_is_nothing_to_renew_without_a_second_step(
    database, administrator, analyst
):
    with pytest.raises(NotFound):
        ask(database, analyst, administrator)


def first(database, email="first@example.org"):
    with database.transaction() as session:
        return service.first_administrator(
            session,
            email=email,
            name="First",
            role=BOROUGH.roles["administrator"],
            administrators=ADMINISTRATORS,
        )


def accept(database, token):
    with database.transaction() as session:
        return invitations.accept(
            session,
            token=token,
            name="The First",
            password="correct horse battery staple",
        )


def test_the_first_administrator_comes_from_the_host_within_15_minutes(database, time):
    token = first(database)
    time.shift(timedelta(minutes=15))
    with pytest.raises(NotFound):
        accept(database, token)
    user_id = accept(database, first(database))
    assert holders(database) == {user_id}


def test_there_is_a_first_administrator_once(database, administrator):
    with pytest.raises(Conflict):
        first(database)


def test_a_second_first_link_ends_the_one_before(database):
    lost = first(database)
    token = first(database, email="other@example.org")
    with pytest.raises(NotFound):
        accept(database, lost)
    accept(database, token)


def test_somebody_known_can_become_the_first_administrator(database, manager):
    user_id = accept(database, first(database, email=manager.email))
    assert user_id == manager.user_id
    assert holders(database) == {manager.user_id}
    with database.reading() as session:
        assert accounts.person(session, email=manager.email).name == "Mina"


def found(database, **words):
    with database.reading() as session:
        listing = queries.listing(session, **words)
    return [person.name for person in listing.people], listing.total


def test_people_are_listed_by_standing(database, administrator, analyst, manager):
    close(database, analyst, administrator)
    with database.transaction() as session:
        hat_service.end(session, hat_id=manager.hat_id, by=None)
    assert found(database, standing=Standing.WORKING) == (["Ada"], 1)
    assert found(database, standing=Standing.WITHOUT) == (["Mina"], 1)
    assert found(database, standing=Standing.CLOSED) == (["Anna"], 1)
    assert found(database) == (["Ada", "Anna", "Mina"], 3)


@pytest.mark.parametrize(
    ("term", "names"),
    [("aNN", ["Anna"]), ("MINA@", ["Mina"]), ("%", []), ("_", []), ("zz", [])],
)
def test_people_are_found_by_part_of_name_or_address(
    database, analyst, manager, term, names
):
    assert found(database, term=term) == (names, len(names))


def test_people_come_in_pages(database, administrator, analyst, manager):
    assert found(database, size=2) == (["Ada", "Anna"], 3)
    assert found(database, size=2, page=2) == (["Mina"], 3)
    assert found(database, size=None) == (["Ada", "Anna", "Mina"], 3)
