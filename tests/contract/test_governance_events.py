"""What boroughs say of their work is what the contract says, and the others eat it."""

from datetime import timedelta

import pytest

from borough.governance import queries as governance
from borough.governance import service as returns
from borough.wiring import SERVICE as BOROUGH
from kit import clock
from kit.exchange import keys
from leadership.members import service as members
from leadership.oversight import queries as oversight
from leadership.wiring import SERVICE as LEADERSHIP
from partnership.joint import queries as joint
from partnership.workplan import service as workplan
from tests.contract.crossing import TYPE_PREFIX, announced, carry, problems
from tests.support.boroughs import ANALYST, HERE, MANAGER, OTHER_MANAGER
from tests.support.federation import a_key
from tests.support.plans import Plans
from tests.support.shares import let_go

RETURN = "governance.return.released.v1"
MILESTONE = "workplan.milestone.shared.v1"
TODAY = clock.today()


@pytest.fixture
def borough(sqlite_database):
    """A borough that released how it stands, and shares a milestone with another."""
    database = sqlite_database("havering", BOROUGH.metadatas)
    plans = Plans(database)
    plans.fill(plans.plan("ONE"), green=2, amber=9)
    with database.transaction() as session:
        set_a_milestone(session)
        made = returns.start(session, by=ANALYST, as_at=TODAY)
        seen = governance.the_return(session, made).preview
        returns.submit(session, summary_id=made, by=ANALYST, seen=seen, note=None)
        returns.approve(session, summary_id=made, by=MANAGER, seen=seen, area=HERE)
    let_go(database)
    return database


def set_a_milestone(session):
    days = {"from_on": TODAY, "until_on": TODAY + timedelta(days=300)}
    more = {"by": OTHER_MANAGER}
    shared = workplan.add_priority(
        session, title="Neglect", reference="neglect", from_on=TODAY, **more
    )
    plan = workplan.add_delivery(session, title="Delivery", **days, **more)
    programme = workplan.add_programme(
        session, delivery_id=plan, title="This year", **days, **more
    )
    workplan.add_milestone(
        session, programme_id=programme, priority_id=shared, title="One form",
        owner_post="Head of service", due_on=TODAY, lead="havering",
        seen_by=["redbridge"], **more,
    )  # fmt: skip


@pytest.mark.parametrize("message", [RETURN, MILESTONE])
def test_a_borough_announces_what_the_contract_says(borough, message):
    [envelope] = [e for e in announced(borough) if e["type"] == TYPE_PREFIX + message]
    assert problems(envelope) == []


def test_leadership_eats_a_governance_return_and_eating_twice_is_once(
    borough, sqlite_database
):
    leadership = sqlite_database("leadership", LEADERSHIP.metadatas)
    with leadership.transaction() as session:
        members.add_member(
            session, slug="havering", name="Havering", area_code=HERE,
            jwk=keys.public_jwk(a_key()),
        )  # fmt: skip
    for _ in range(2):
        handled = carry(borough, LEADERSHIP.handlers, leadership)
        assert handled == [TYPE_PREFIX + RETURN]
    with leadership.reading() as session:
        found = oversight.side_by_side(session)
    [priority] = found.priorities
    assert priority.rows[0]["milestones"] == 1
    assert found.actions[0].rows[0]["green"] is None


def test_the_borough_it_names_eats_a_milestone(borough, sqlite_database):
    redbridge = sqlite_database("redbridge", BOROUGH.metadatas)
    assert carry(borough, BOROUGH.handlers, redbridge) == [TYPE_PREFIX + MILESTONE]
    with redbridge.reading() as session:
        [one] = joint.joint(session)
    assert one.title == "One form"
