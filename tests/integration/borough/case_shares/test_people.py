"""A shared copy closes by a conflict of interest and opens in an emergency, to read."""

from dataclasses import replace
from datetime import timedelta

import pytest

from borough.case_shares.model import Part
from borough.copy_people import service
from borough.shared_cases import queries as copies
from borough.shared_cases import service as copying
from borough.shared_cases.model import READ, SHARES
from kit import clock
from kit.access.model import ConflictKind, NotFresh
from kit.errors import Conflict, Invalid, NotAllowed, NotFound
from kit.trail import service as trail
from partnership.access import Role

REASON = "A sibling may be at risk tonight"
KIND = next(iter(ConflictKind))


@pytest.fixture
def case_id(sharing):
    return sharing.here.case()


@pytest.fixture
def copy(sharing, case_id):
    """A share that the coordinator there accepted."""
    sharing.sent(case_id)
    sharing.carry()
    [arrived] = sharing.there.copies()
    sharing.there.do(copying.accept, shared_id=arrived.id)
    return arrived


def fresh(person):
    """Somebody who has just proved who they are."""
    return replace(person, confirmed_at=clock.now())


def opened(sharing, copy, by, **more):
    given = {"code": copy.code, "reason": REASON, **more}
    return sharing.there.do(service.open_in_emergency, by=by, **given)


def read(sharing, copy, by, part=Part.IDENTITY):
    return sharing.there.look(copies.part, by, copy.id, part.value)


def test_an_emergency_opens_a_copy_to_read_and_for_four_hours(sharing, copy, travel):
    other = fresh(sharing.there.other)
    with pytest.raises(NotFound):
        read(sharing, copy, other)
    assert opened(sharing, copy, other, code=copy.code.lower()) == copy.id
    [who] = read(sharing, copy, other)
    assert who["given"] == "Ella"
    assert [each.id for each in sharing.there.copies(other)] == [copy.id]
    with pytest.raises(NotFound):  # to read, and to answer for nothing
        sharing.there.do(copying.give_back, by=other, shared_id=copy.id)
    travel.shift(timedelta(hours=4, seconds=1))
    with pytest.raises(NotFound):
        read(sharing, copy, other)
    assert sharing.there.copies(other) == []


def test_the_borough_it_came_from_is_told_of_a_look_in_an_emergency(
    sharing, copy, case_id
):
    other = fresh(sharing.there.other)
    opened(sharing, copy, other)
    with sharing.there.database.transaction() as session:
        trail.record(
            session, act=READ, resource=SHARES, record=copy.id,
            detail={"kind": Part.IDENTITY.value}, by=other,
        )  # fmt: skip
    sharing.there.sweep()
    sharing.carry()
    [share] = sharing.here.shares(case_id)
    [look] = share.looks
    assert look.part_name == "Who the child was"
    assert look.code != share.coordinator_code


def test_a_conflict_closes_a_copy_at_once_and_no_emergency_opens_it(sharing, copy):
    reader = sharing.there.one
    sharing.there.do(service.declare_conflict, shared_id=copy.id, kind=KIND)
    assert sharing.there.copies(reader) == []
    for ask in (copies.one, copies.part):
        more = ("identity",) if ask is copies.part else ()
        with pytest.raises(NotFound):
            sharing.there.look(ask, reader, copy.id, *more)
    with pytest.raises(Invalid, match="no copy with this code"):
        opened(sharing, copy, fresh(reader))


def test_an_emergency_tells_nothing_of_what_it_does_not_open(sharing, copy):
    other, reader = sharing.there.other, sharing.there.one
    with pytest.raises(NotFresh):
        opened(sharing, copy, other)
    with pytest.raises(Invalid):
        opened(sharing, copy, fresh(other), reason="Because")
    with pytest.raises(Invalid, match="no copy with this code"):
        opened(sharing, copy, fresh(other), code="ZZZZ-ZZ")
    with pytest.raises(Conflict):
        opened(sharing, copy, fresh(reader))
    manager = sharing.there.person(Role.BUSINESS_MANAGER)
    with pytest.raises(NotAllowed):
        opened(sharing, copy, fresh(manager))


def test_nobody_closes_what_is_not_open_to_them(sharing, copy):
    with pytest.raises(NotFound):
        sharing.there.do(
            service.declare_conflict, by=sharing.there.other, shared_id=copy.id,
            kind=KIND,
        )  # fmt: skip
    with pytest.raises(NotFound):
        sharing.there.do(copying.try_again, by=sharing.there.other, shared_id=copy.id)
