"""Hats on both databases: which one is worn, from when to when, and who agreed."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import event, select

from kit.accounts import service as accounts
from kit.accounts import sessions
from kit.db import SharedBase
from kit.errors import Conflict, Invalid, NotFound
from kit.hats import queries, service
from kit.hats.model import HatState, SamePerson
from kit.trail.model import TrailRow
from tests.support.colleagues import a_session, signed_in
from tests.support.people import BOROUGH

START = "2026-11-21T09:00:00Z"
TODAY = date(2026, 11, 21)
COORDINATOR = BOROUGH.roles["cdop_coordinator"]
CHAIR = BOROUGH.roles["group_chair"]
REPRESENTATIVE = BOROUGH.roles["partner_representative"]


@pytest.fixture
def database(any_database):
    with time_machine.travel(START, tick=False):
        yield any_database("havering", (SharedBase.metadata,))


def somebody(database, name, role="analyst"):
    with database.transaction() as session:
        return accounts.create_user(
            session, email=f"{name}@example.org", name=name, role=role
        )


@pytest.fixture
def holder(database):
    return somebody(database, "holder")


@pytest.fixture
def granter(database):
    return somebody(database, "granter", "administrator")


@pytest.fixture
def approver(database):
    return somebody(database, "approver", "business_manager")


def grant(database, user_id, role=CHAIR, **more):
    more = {"by": None, "body": "learning-group", **more}
    with database.transaction() as session:
        return service.grant_role(session, user_id=user_id, role=role, **more)


def states(database, user_id):
    with database.reading() as session:
        return [hat.state for hat in queries.hats_of(session, user_id=user_id)]


def test_the_first_hat_is_worn_until_another_is_chosen(database, holder):
    second = grant(database, holder)
    token = a_session(database, holder)
    assert signed_in(database, token).role == "analyst"
    with database.transaction() as session:
        sessions.wear(session, token=token, hat_id=second)
    worn = signed_in(database, token)
    assert (worn.hat_id, worn.role, worn.body) == (
        second,
        "group_chair",
        "learning-group",
    )
    assert signed_in(database, a_session(database, holder)).role == "analyst"


def test_a_hat_that_ended_stops_counting_at_once(database, holder):
    second = grant(database, holder)
    token = a_session(database, holder)
    with database.transaction() as session:
        sessions.wear(session, token=token, hat_id=second)
        service.end(session, hat_id=second, by=None)
    assert signed_in(database, token).role == "analyst"


def test_a_person_without_a_hat_is_somebody_without_a_role(database, holder):
    with database.transaction() as session:
        service.end_all(session, user_id=holder, by=None)
    nobody = signed_in(database, a_session(database, holder))
    assert (nobody.role, nobody.hat_id) == ("", None)


def test_a_hat_counts_from_its_first_to_its_last_day(database, granter):
    holder = somebody(database, "later")
    with database.transaction() as session:
        service.end_all(session, user_id=holder, by=None)
    tomorrow = TODAY + timedelta(days=1)
    grant(database, holder, from_on=tomorrow, until_on=tomorrow, by=granter)
    seen = []
    for midnight in ("2026-11-21T23:59:59Z", "2026-11-22T00:00:00Z"):
        with time_machine.travel(midnight, tick=False):
            seen.append(signed_in(database, a_session(database, holder)).role)
            seen.append(states(database, holder)[-1])
    with time_machine.travel("2026-11-23T00:00:00Z", tick=False):
        seen.append(signed_in(database, a_session(database, holder)).role)
        seen.append(states(database, holder)[-1])
    assert seen == [
        *("", HatState.COMING),
        *("group_chair", HatState.CURRENT),
        *("", HatState.OVER),
    ]


def test_the_days_of_a_hat_are_those_of_london(database, holder):
    grant(database, holder, from_on=date(2026, 7, 2))
    late = time_machine.travel("2026-07-01T23:30:00Z", tick=False)
    with late, database.reading() as session:
        assert queries.holders(session, role="group_chair") == [holder]


def test_a_case_role_counts_only_when_a_second_person_agreed(
    database, holder, granter, approver
):
    hat = grant(database, holder, COORDINATOR, by=granter)
    token = a_session(database, holder)
    with pytest.raises(NotFound), database.transaction() as session:
        sessions.wear(session, token=token, hat_id=hat)
    with database.reading() as session:
        assert [each.hat_id for each in queries.waiting(session)] == [hat]
        assert queries.holders(session, role="cdop_coordinator") == []
    with database.transaction() as session:
        service.approve(session, hat_id=hat, by=approver)
        sessions.wear(session, token=token, hat_id=hat)
    assert signed_in(database, token).role == "cdop_coordinator"
    with database.reading() as session:
        assert queries.waiting(session) == []
        assert queries.holders(session, role="cdop_coordinator") == [holder]


@pytest.mark.parametrize("verb", [service.approve, service.refuse])
def test_neither_granter_nor_holder_is_the_second_person(
    database, holder, granter, verb
):
    hat = grant(database, holder, COORDINATOR, by=granter)
    for same in (granter, holder):
        with pytest.raises(SamePerson), database.transaction() as session:
            verb(session, hat_id=hat, by=same)
    assert states(database, holder) == [HatState.CURRENT, HatState.WAITING]


def test_nobody_grants_to_themselves(database, granter):
    with pytest.raises(SamePerson):
        grant(database, granter, by=granter)
    assert states(database, granter) == [HatState.CURRENT]


def test_a_hat_is_approved_once(database, holder, granter, approver):
    hat = grant(database, holder, COORDINATOR, by=granter)
    with database.transaction() as session:
        service.approve(session, hat_id=hat, by=approver)
    for verb in (service.approve, service.refuse):
        with pytest.raises(Conflict), database.transaction() as session:
            verb(session, hat_id=hat, by=approver)


def test_a_refused_hat_never_counts(database, holder, granter, approver):
    hat = grant(database, holder, COORDINATOR, by=granter)
    with database.transaction() as session:
        service.refuse(session, hat_id=hat, by=approver)
    assert states(database, holder)[-1] is HatState.ENDED
    with pytest.raises(Conflict), database.transaction() as session:
        service.approve(session, hat_id=hat, by=approver)


def test_a_hat_ends_once(database, holder):
    hat = grant(database, holder)
    with database.transaction() as session:
        service.end(session, hat_id=hat, by=None)
    with pytest.raises(Conflict), database.transaction() as session:
        service.end(session, hat_id=hat, by=None)


def test_nobody_wears_the_hat_of_another(database, holder, granter):
    with database.reading() as session:
        [theirs] = queries.hats_of(session, user_id=granter)
    token = a_session(database, holder)
    with pytest.raises(NotFound), database.transaction() as session:
        sessions.wear(session, token=token, hat_id=theirs.hat_id)
    assert signed_in(database, token).role == "analyst"


def test_a_hat_does_not_end_before_it_begins(database, holder):
    with pytest.raises(Invalid) as refused:
        grant(database, holder, until_on=TODAY - timedelta(days=1))
    assert "until_on" in refused.value.fields


@pytest.mark.parametrize(
    ("role", "given", "field"),
    [
        (REPRESENTATIVE, {"agency": None}, "agency"),
        (REPRESENTATIVE, {"agency": "The Police!"}, "agency"),
        (CHAIR, {"body": ""}, "body"),
        (CHAIR, {"body": "b" * 61}, "body"),
    ],
)
def test_a_role_in_a_place_names_it(database, holder, role, given, field):
    with pytest.raises(Invalid) as refused:
        grant(database, holder, role, **given)
    assert set(refused.value.fields) == {field}


def test_what_a_role_does_not_need_is_left_out(database, holder):
    grant(database, holder, REPRESENTATIVE, agency=" Police ", body="any")
    with database.reading() as session:
        *_, hat = queries.hats_of(session, user_id=holder)
        assert (hat.agency, hat.body) == ("police", None)
        assert queries.holders(session, role=hat.role, agency="police") == [holder]
        assert queries.holders(session, role=hat.role, agency="health") == []
        assert queries.places_in_use(session) == (["police"], [])


def test_asking_who_acts_is_one_question(database, holder):
    grant(database, holder)
    token = a_session(database, holder)
    asked = []
    event.listen(
        database.engine,
        "before_cursor_execute",
        lambda *_args: asked.append(_args[2]),
    )
    assert signed_in(database, token).name == "holder"
    assert len([one for one in asked if one.startswith("SELECT")]) == 1


def test_every_act_on_a_hat_is_in_the_trail(database, holder, granter, approver):
    hat = grant(database, holder, COORDINATOR, by=granter)
    with database.transaction() as session:
        service.approve(session, hat_id=hat, by=approver)
        service.end(session, hat_id=hat, by=granter)
    with database.reading() as session:
        told = session.scalars(select(TrailRow).where(TrailRow.record == str(hat)))
        rows = [(row.act, row.resource) for row in told]
    assert rows == [
        ("hat.granted", "case_role_grants"),
        ("hat.approved", "case_role_grants"),
        ("hat.ended", "case_role_grants"),
    ]
