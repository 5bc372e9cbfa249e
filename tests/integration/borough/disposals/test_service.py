"""Records end by two people's word, their keys with them, and leave a tombstone."""

import threading
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from borough.db import METADATAS
from borough.disposals import commands, queries, service
from borough.disposals.model import (
    CASE,
    AlreadyAgreed,
    AlreadyDestroyed,
    Hold,
    Kind,
    NotDue,
)
from kit import clock
from kit.access import service as opening
from kit.access.model import ConflictKind
from kit.accounts import service as accounts
from kit.accounts.actor import Actor
from kit.errors import NotAllowed, NotFound
from kit.trail.model import TrailRow
from kit.vault.cipher import Place
from kit.vault.model import KeyDestroyed
from kit.vault.service import Vault
from tests.support.settings import some_settings
from tests.support.vaults import with_vault

CLOSED = date(1999, 3, 4)
OVER = date(2024, 3, 4)


@pytest.fixture
def database(any_database, tmp_path):
    made = any_database("havering", METADATAS)
    with_vault(made, tmp_path)
    return made


@pytest.fixture
def case(database):
    """A closed case with something locked, whose time has been over for years."""
    record = clock.new_id()
    place = Place("case_identity", "surname", record)
    with database.transaction() as session:
        vault = Vault(session)
        key = vault.new_key("case")
        locked = vault.lock("Canary", key=key, place=place)
        begin(session, record, key)
    return SimpleNamespace(record=record, key=key, place=place, locked=locked)


def begin(session, record, key, on=CLOSED):
    service.begin(
        session,
        record=record,
        resource=CASE,
        kind=Kind.CASE,
        code="K7QF-2M",
        key_id=key,
        on=on,
    )


@pytest.fixture
def one(database):
    return somebody(database, "one", "cdop_coordinator")


@pytest.fixture
def other(database):
    return somebody(database, "other", "business_manager")


def somebody(database, name, role):
    email = f"{name}@example.org"
    with database.transaction() as session:
        user = accounts.create_user(session, email=email, name=name, role=role)
    return Actor(user_id=user, session_id="s", name=name, email=email, role=role)


def propose(database, on=OVER):
    with database.transaction() as session:
        return service.propose(session, on=on)


def act(database, verb, **given):
    with database.transaction() as session:
        return verb(session, **given)


def waiting(database, actor):
    with database.reading() as session:
        return [seen.code for seen in queries.waiting(session, actor)]


def opens(database, case):
    with database.reading() as session:
        return Vault(session).unlock(case.locked, place=case.place) == "Canary"


def test_it_is_proposed_on_its_day_and_once(database, case, one):
    assert propose(database, OVER - timedelta(days=1)) == 0
    assert waiting(database, one) == []
    assert propose(database) == 1
    assert propose(database) == 0
    assert waiting(database, one) == ["K7QF-2M"]


def test_two_people_destroy_it_and_a_tombstone_stays(database, case, one, other):
    propose(database)
    assert not act(database, service.agree, record=case.record, by=one)
    with pytest.raises(AlreadyAgreed):
        act(database, service.agree, record=case.record, by=one)
    assert opens(database, case)
    assert act(database, service.agree, record=case.record, by=other)
    with pytest.raises(KeyDestroyed):
        opens(database, case)
    with database.reading() as session:
        [gone] = queries.destroyed(session, one)
        assert (gone.code, gone.record) == ("K7QF-2M", case.record)
        acts = session.scalars(
            select(TrailRow.act).where(TrailRow.record == str(case.record))
        ).all()
    assert acts[-2:] == ["disposal.agreed", "disposal.destroyed"]
    with pytest.raises(AlreadyDestroyed):
        act(database, service.agree, record=case.record, by=one)
    with pytest.raises(AlreadyDestroyed), database.transaction() as session:
        begin(session, case.record, case.key)
    assert propose(database, OVER + timedelta(days=36525)) == 0


def test_a_held_one_survives_a_hundred_years_and_comes_back_when_it_is_lifted(
    database, case, one, other
):
    act(database, service.place_hold, record=case.record, why=Hold.INQUEST, by=one)
    act(database, service.place_hold, record=case.record, why=Hold.INQUEST, by=one)
    assert propose(database, OVER + timedelta(days=36525)) == 0
    with pytest.raises(NotDue):
        act(database, service.agree, record=case.record, by=one)
    with database.reading() as session:
        [hold] = queries.holds(session, one)
    act(database, service.lift_hold, hold_id=hold.id, by=one)
    with pytest.raises(NotFound):
        act(database, service.lift_hold, hold_id=hold.id, by=one)
    assert propose(database) == 1


def test_a_hold_after_the_first_agreement_stops_the_second(database, case, one, other):
    propose(database)
    act(database, service.agree, record=case.record, by=one)
    act(database, service.place_hold, record=case.record, why=Hold.REVIEW, by=one)
    assert waiting(database, one) == []
    with pytest.raises(NotDue):
        act(database, service.agree, record=case.record, by=other)
    assert opens(database, case)


def test_a_hold_can_come_before_any_period(database, one):
    record = clock.new_id()
    act(database, service.place_hold, record=record, why=Hold.INQUIRY, by=one)
    with database.transaction() as session:
        begin(session, record, Vault(session).new_key("case"))
    assert propose(database) == 0


def test_kept_for_a_year_it_is_asked_again_after_that(database, case, one):
    propose(database)
    act(database, service.keep, record=case.record, by=one)
    assert waiting(database, one) == []
    assert propose(database, clock.today()) == 0
    assert propose(database, clock.today() + timedelta(days=365)) == 1


def test_work_that_goes_on_ends_the_period_and_a_later_end_begins_it_anew(
    database, case, one
):
    propose(database)
    act(database, service.end_period, record=case.record)
    assert propose(database) == 0
    with database.transaction() as session:
        begin(session, case.record, case.key, on=OVER)
    assert propose(database) == 0
    assert propose(database, date(2049, 3, 4)) == 1


def test_who_has_a_conflict_of_interest_sees_and_decides_nothing(database, case, one):
    propose(database)
    with database.transaction() as session:
        opening.declare_conflict(
            session,
            by=one,
            resource=CASE,
            record=str(case.record),
            kind=next(iter(ConflictKind)),
        )
    assert waiting(database, one) == []
    for verb, given in (
        (service.agree, {}),
        (service.keep, {}),
        (service.place_hold, {"why": Hold.INQUEST}),
    ):
        with pytest.raises(NotFound):
            act(database, verb, record=case.record, by=one, **given)


def test_roles_without_a_say_have_none(database, case, other):
    propose(database)
    analyst = somebody(database, "analyst", "analyst")
    with pytest.raises(NotAllowed):
        act(database, service.agree, record=case.record, by=analyst)
    with pytest.raises(NotAllowed):
        act(database, service.place_hold, record=case.record, why=Hold.REVIEW, by=other)


def test_the_loop_proposes_and_leaves_nothing_of_destroyed_keys(
    database, case, one, other, tmp_path
):
    settings = some_settings("havering", tmp_path)
    settings.vault_file.parent.mkdir(exist_ok=True)
    stop = threading.Event()
    stop.set()
    commands.run(settings, database, stop)
    act(database, service.agree, record=case.record, by=one)
    act(database, service.agree, record=case.record, by=other)
    commands.run(settings, database, stop)
    with database.reading() as session:
        assert queries.destroyed(session, one)
    assert list(settings.vault_file.parent.glob("vault-tombstones*"))
