"""An action closes by a decision of its own body that stands, and by nothing else."""

from uuid import uuid4

import pytest

from kit.errors import Invalid
from partnership.actions import queries
from partnership.brag.model import What
from partnership.decisions import service as decisions
from partnership.decisions.model import Position, Said
from tests.support.people import client_for
from tests.support.plans import AGREED, CHAIR, MANAGER

NOT_AGREED = AGREED | {"icb": Said(Position.DISAGREE, "The re-audit is thin")}


def one(plans, action_id):
    with plans.database.reading() as session:
        return queries.whole(session, action_id)


def withdrawn(plans, body_id):
    made = plans.decision(body_id)
    with plans.database.transaction() as session:
        decisions.withdraw(session, decision_id=made, reason="Not ours", by=MANAGER)
    return made


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda plans, own, _: plans.decision(own, positions={}), "is open"),
        (
            lambda plans, own, _: plans.decision(own, positions=NOT_AGREED),
            "is disputed",
        ),
        (lambda plans, own, _: withdrawn(plans, own), "is withdrawn"),
        (lambda plans, _, other: plans.decision(other), "of another body"),
        (lambda *_: uuid4(), "no such decision"),
    ],
    ids=["open", "disputed", "withdrawn", "another-body", "invented"],
)
def test_what_the_body_has_not_decided_closes_nothing(plans, make, said):
    own, other = plans.body(), plans.body("schools", "Schools and Learners")
    action = plans.action(plans.plan(body_slug="learning"))
    before = one(plans, action)
    with pytest.raises(Invalid, match=said) as fault:
        plans.do("close", action, by=CHAIR, decision_id=make(plans, own, other))
    assert list(fault.value.fields) == ["decision_id"]
    assert one(plans, action) == before
    assert before.action.closed_at is None


def test_a_decision_that_stands_closes_and_the_history_names_it(plans):
    own = plans.body()
    action = plans.action(plans.plan(body_slug="learning"))
    decided = plans.decision(own)
    with plans.database.transaction() as session:
        ref = decisions.must_be_decided(session, decided)
    plans.do("close", action, by=CHAIR, decision_id=decided)
    closed = one(plans, action)
    assert closed.action.decision_id == decided
    assert (closed.changes[0].what, closed.changes[0].after) == (What.CLOSED, ref)


def test_a_plan_of_no_body_closes_by_any_decision_that_stands(plans):
    decided = plans.decision(plans.body())
    action = plans.action(plans.plan())
    plans.do("close", action, decision_id=decided)
    assert one(plans, action).action.closed_at is not None


def test_the_page_offers_what_the_body_decided_and_links_it(filled, app):
    own, other = filled.body(), filled.body("schools", "Schools and Learners")
    chair = client_for(app, "group_chair", body="learning")
    action = filled.action(filled.plan(body_slug="learning"))
    here = f"/actions/{action}"
    filled.do("ask_close", action, reason="All trained")
    assert "made no decision that stands yet" in chair.get(f"{here}/close").text
    for body_id, positions in ((own, {}), (own, AGREED), (other, AGREED)):
        made = filled.decision(body_id, positions=positions)
        if body_id == own and positions:
            good = made
    page = chair.get(f"{here}/close").text
    assert [ref in page for ref in ("LEARNING-2026-01", "LEARNING-2026-02")] == [
        False,
        True,
    ]
    assert "SCHOOLS-" not in page
    version = one(filled, action).action.version
    for typed in ("we agreed", str(made), str(uuid4())):
        sent = {"version": version, "decision_id": typed}
        assert chair.post(f"{here}/close", data=sent).status_code == 422
    assert one(filled, action).action.closed_at is None
    sent = {"version": version, "decision_id": str(good)}
    assert chair.post(f"{here}/close", data=sent).status_code == 302
    shown = chair.get(here).text
    assert f'href="/decisions/{good}">LEARNING-2026-02</a>' in shown
