"""A council's cabinet leaves the plan to a director, by 29 June 2019."""

from datetime import date

import pytest

from kit.errors import Conflict, Invalid, NotAllowed, NotFound
from kit.notices import queries as notices
from partnership.bodies import service as bodies
from partnership.bodies.model import BodyKind
from partnership.bodies.service import Stand
from partnership.decisions import service as decisions
from partnership.delegations import queries, service
from partnership.delegations.model import DelegationChanged, NotConsulted, State
from tests.integration.partnership.decisions.conftest import person

DIRECTOR = "Director of Children's Services"
CONSULTED = "Cabinet Member for Education, Children and Families"
DUE = date(2019, 6, 29)
DECIDED = date(2019, 6, 12)


@pytest.fixture
def delegation(database, manager):
    with database.transaction() as session:
        body_id = bodies.found(
            session,
            slug="cabinet",
            kind=BodyKind.THEMATIC,
            stand=Stand(
                name="Cabinet", purpose="To decide", minimum=1, partners_needed=False
            ),
            from_on=date(2018, 5, 1),
            by="Business manager",
        )
        decision = decisions.decide(
            session,
            body_id=body_id,
            text="Agree the new safeguarding arrangements",
            basis="Item 74",
            decided_on=DECIDED,
            parts=[
                "The principles and approach, child death reviews included",
                "Leave finalising the plan to the director",
                "Scrutiny as in 3.1",
            ],
            by=manager,
        )
        return service.delegate(
            session,
            decision_id=decision,
            text="Finalise and publish the plan",
            to_post=DIRECTOR,
            agency="local-authority",
            consult_post=CONSULTED,
            due=DUE,
            by=manager,
        )


def told(session, who):
    return [each.href for each in notices.inbox(session, who.user_id).notices]


def test_fourteen_days_before_both_are_told_once(database, delegation, manager):
    with database.transaction() as session:
        director = person(session, "partner_representative", agency="local-authority")
        police = person(session, "partner_representative", agency="police")
        assert service.warn(session, on=date(2019, 6, 14)) == 0
        assert service.warn(session, on=date(2019, 6, 15)) == 1
        assert service.warn(session, on=date(2019, 6, 16)) == 0
    with database.reading() as session:
        assert told(session, director) == [f"/delegations/{delegation}"]
        assert told(session, manager) == [f"/delegations/{delegation}"]
        assert told(session, police) == []


def test_nothing_is_completed_before_the_consultation_is_recorded(database, delegation):
    with database.transaction() as session:
        director = person(session, "partner_representative", agency="local-authority")
    done = {"on": date(2019, 6, 28), "note": "Published", "by": director}
    with database.transaction() as session, pytest.raises(NotConsulted):
        service.complete(session, delegation_id=delegation, **done)
    with database.transaction() as session:
        service.consult(
            session,
            delegation_id=delegation,
            on=date(2019, 6, 20),
            note="Content with the draft",
            by=director,
            seen=1,
        )
        with pytest.raises(DelegationChanged):
            service.complete(session, delegation_id=delegation, seen=1, **done)
        early = {**done, "on": date(2019, 6, 19)}
        with pytest.raises(Invalid):
            service.complete(session, delegation_id=delegation, **early)
        service.complete(session, delegation_id=delegation, seen=2, **done)
        with pytest.raises(Conflict):
            service.complete(session, delegation_id=delegation, **done)
        assert service.warn(session, on=date(2019, 6, 29)) == 0
    with database.reading() as session:
        seen = queries.delegation(session, delegation)
        assert seen.state is State.DONE
        assert seen.consult_post == CONSULTED
        assert seen.consulted_on == date(2019, 6, 20)
        assert seen.decision.ref == "CABINET-2019-01"
        assert len(seen.decision.parts) == 3


def test_only_its_agency_and_who_runs_the_body_touch_it(database, delegation):
    with database.transaction() as session:
        police = person(session, "partner_representative", agency="police")
        director = person(session, "partner_representative", agency="local-authority")
        scrutineer = person(session, "scrutineer")
        said = {"on": DUE, "note": "No"}
        for actor, fault in ((police, NotFound), (scrutineer, NotAllowed)):
            with pytest.raises(fault):
                service.consult(session, delegation_id=delegation, by=actor, **said)
        with pytest.raises(NotFound):
            service.withdraw(
                session, delegation_id=delegation, reason="No", by=director
            )


def test_what_is_near_and_what_is_late(database, delegation, manager):
    with database.reading() as session:
        assert [each.id for each in queries.near(session)] == [delegation]
        [found] = queries.delegations(session, state=State.LATE)
        assert found.runs
        assert queries.delegations(session, agency="police") == []
    with database.transaction() as session:
        service.withdraw(
            session, delegation_id=delegation, reason="Done anew", by=manager
        )
    with database.reading() as session:
        assert queries.near(session) == []
