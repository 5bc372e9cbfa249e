"""One record opens or stays closed: by ownership, assignment, conflict, emergency."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine

from kit import clock
from kit.access import queries, service
from kit.access.model import (
    AlreadyReviewed,
    ConflictKind,
    Finding,
    NotFresh,
    OwnReview,
)
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.accounts.service import create_user
from kit.db import SharedBase
from kit.errors import Conflict, Invalid, NotAllowed, NotFound
from partnership.access import Role, authorise, policy, reach

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
REASON = "A sibling may be at risk tonight"
CASE = "death_identifiers"


@pytest.fixture
def database(any_database):
    return any_database("havering", (SharedBase.metadata,))


@pytest.fixture
def person(database):
    """``person(role)`` makes an account and gives it as an actor."""

    def make(role: Role, **more) -> Actor:
        with database.transaction() as session:
            user_id = create_user(
                session, email=f"{clock.new_id()}@example.org", name="A", role=role
            )
        return Actor(
            user_id=user_id,
            name="A",
            role=role,
            email="a@example.org",
            **{"confirmed_at": clock.now(), **more},
        )

    return make


@pytest.fixture
def coordinator(person):
    return person(Role.CDOP_COORDINATOR)


def may(database, actor, action, resource, **scope):
    with database.reading() as session:
        try:
            authorise(session, actor, action, resource, Scope(**scope))
        except (NotAllowed, NotFound) as fault:
            return type(fault)
    return True


def test_a_role_without_a_grant_opens_nothing(database, person):
    administrator = person(Role.ADMINISTRATOR)
    found = may(database, administrator, Action.READ, "actions", record="1")
    assert found is NotAllowed


def test_an_agency_opens_its_own_record_and_no_other(database, person):
    police = person(Role.PARTNER_REPRESENTATIVE, agency="police")
    read = (database, police, Action.UPDATE, "audit_returns")
    assert may(*read, record="1", agency="police") is True
    assert may(*read, record="1", agency="health") is NotFound
    assert may(*read, record="1") is NotFound
    nobody = person(Role.PARTNER_REPRESENTATIVE)
    assert may(database, nobody, Action.UPDATE, "audit_returns", record="1") is NotFound


def test_a_chair_opens_what_belongs_to_the_body(database, person):
    chair = person(Role.GROUP_CHAIR, body="learning")
    assert may(database, chair, Action.UPDATE, "actions", record="1", body="learning")
    other = may(database, chair, Action.UPDATE, "actions", record="1", body="quality")
    assert other is NotFound


def test_what_is_ones_own_opens_without_an_agency(database, person):
    participant = person(Role.TRAINING_PARTICIPANT)
    read = (database, participant, Action.READ, "bookings")
    assert may(*read, record="1", person=participant.user_id) is True
    assert may(*read, record="1", person=UUID(int=1)) is NotFound


def test_an_assignment_opens_one_record_until_it_ends(database, coordinator):
    with database.transaction() as session:
        given = service.assign(
            session,
            user_id=coordinator.user_id,
            resource=CASE,
            record="H-1",
            purpose="child death review",
            by=None,
        )
    read = (database, coordinator, Action.READ, CASE)
    assert may(*read, record="H-1") is True
    assert may(*read, record="H-2") is NotFound
    with database.transaction() as session:
        service.end_assignment(session, assignment_id=given)
    assert may(*read, record="H-1") is NotFound


def test_an_assignment_ends_by_itself(database, coordinator):
    with time_machine.travel(NOON, tick=False) as time:
        with database.transaction() as session:
            service.assign(
                session,
                user_id=coordinator.user_id,
                resource=CASE,
                record="H-1",
                purpose="cover",
                by=None,
                until=NOON + timedelta(days=1),
            )
        assert may(database, coordinator, Action.READ, CASE, record="H-1") is True
        time.shift(timedelta(days=1))
        assert may(database, coordinator, Action.READ, CASE, record="H-1") is NotFound


def declare(database, actor, record="H-1", resource=CASE):
    with database.transaction() as session:
        service.declare_conflict(
            session,
            by=actor,
            resource=resource,
            record=record,
            kind=ConflictKind.RELATIVE,
        )


def test_a_conflict_takes_the_record_away_at_once(database, coordinator):
    with database.transaction() as session:
        service.assign(
            session,
            user_id=coordinator.user_id,
            resource=CASE,
            record="H-1",
            purpose="child death review",
            by=None,
        )
    declare(database, coordinator)
    assert may(database, coordinator, Action.READ, CASE, record="H-1") is NotFound
    with database.reading() as session:
        seen = reach(session, coordinator, Action.READ, CASE)
    assert not seen.covers(Scope(record="H-1"))


def test_a_conflict_closes_also_what_a_role_opens_to_all(database, person):
    manager = person(Role.BUSINESS_MANAGER)
    assert may(database, manager, Action.READ, "actions", record="7") is True
    declare(database, manager, record="7", resource="actions")
    assert may(database, manager, Action.READ, "actions", record="7") is NotFound
    assert may(database, manager, Action.READ, "actions", record="8") is True


def test_somebody_else_lifts_a_conflict(database, person):
    manager, other = person(Role.BUSINESS_MANAGER), person(Role.BUSINESS_MANAGER)
    declare(database, manager, record="7", resource="actions")
    declare(database, manager, record="7", resource="actions")
    with database.reading() as session:
        [one] = queries.conflicts(session)
    with pytest.raises(OwnReview), database.transaction() as session:
        service.lift_conflict(session, conflict_id=one.id, by=manager)
    with database.transaction() as session:
        service.lift_conflict(session, conflict_id=one.id, by=other)
    assert may(database, manager, Action.READ, "actions", record="7") is True
    with pytest.raises(Conflict), database.transaction() as session:
        service.lift_conflict(session, conflict_id=one.id, by=other)


def break_glass(database, actor, record="H-1", **words):
    with database.transaction() as session:
        return service.open_in_emergency(
            session,
            policy(),
            by=actor,
            **{"resource": CASE, "record": record, "reason": REASON, **words},
        ).id


def test_an_emergency_opens_one_record_for_four_hours(database, person):
    with time_machine.travel(NOON, tick=False) as time:
        actor = person(Role.CDOP_COORDINATOR)
        break_glass(database, actor)
        read = (database, actor, Action.READ, CASE)
        assert may(*read, record="H-2") is NotFound
        time.move_to(NOON + timedelta(hours=3, minutes=59, seconds=59))
        assert may(*read, record="H-1") is True
        time.move_to(NOON + timedelta(hours=4))
        assert may(*read, record="H-1") is NotFound


@pytest.mark.parametrize(
    "role", [Role.ADMINISTRATOR, Role.BUSINESS_MANAGER, Role.SCRUTINEER]
)
def test_no_other_role_opens_a_case_in_an_emergency(database, person, role):
    with pytest.raises(NotAllowed):
        break_glass(database, person(role))


def test_an_emergency_needs_a_reason_and_a_fresh_proof(database, person, coordinator):
    with pytest.raises(Invalid) as fault:
        break_glass(database, coordinator, reason="   must see it   ")
    assert "reason" in fault.value.fields
    for proof in (None, clock.now() - timedelta(minutes=16)):
        with pytest.raises(NotFresh):
            break_glass(database, person(Role.CDOP_COORDINATOR, confirmed_at=proof))


def test_no_emergency_beats_a_conflict(database, coordinator):
    declare(database, coordinator)
    with pytest.raises(NotFound):
        break_glass(database, coordinator)


def test_a_record_that_is_open_needs_no_emergency(database, coordinator):
    break_glass(database, coordinator)
    with pytest.raises(Conflict):
        break_glass(database, coordinator)


def test_a_second_person_reviews_once(database, person, coordinator):
    opened = break_glass(database, coordinator)
    manager = person(Role.BUSINESS_MANAGER)

    def review(by):
        with database.transaction() as session:
            service.review_emergency(
                session, emergency_id=opened, by=by, finding=Finding.JUSTIFIED
            )

    with pytest.raises(OwnReview):
        review(coordinator)
    review(manager)
    with pytest.raises(AlreadyReviewed):
        review(manager)


def test_a_review_is_late_after_five_working_days(database, person):
    with time_machine.travel(NOON, tick=False) as time:
        break_glass(database, person(Role.CDOP_COORDINATOR))
        time.move_to(datetime(2026, 3, 11, 23, tzinfo=UTC))
        with database.reading() as session:
            assert not queries.emergencies(session)[0].late
        time.move_to(datetime(2026, 3, 12, 1, tzinfo=UTC))
        with database.reading() as session:
            assert queries.emergencies(session)[0].late
