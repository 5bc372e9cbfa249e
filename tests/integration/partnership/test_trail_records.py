"""The trail names what was done to a record by its id, never by words of people."""

from datetime import date

import pytest
from sqlalchemy import select

from borough.wiring import SERVICE
from kit.trail.model import TrailRow
from partnership.brag.model import Brag, Word
from partnership.decisions import service as decisions
from partnership.plans import service as planning
from tests.support.governance import Governance, london
from tests.support.plans import AGREED

TYPED = "quillon"


@pytest.fixture
def governance(any_database):
    return Governance(any_database("havering", SERVICE.metadatas))


def rows(database):
    with database.reading() as session:
        asked = select(TrailRow.act, TrailRow.record, TrailRow.purpose, TrailRow.detail)
        return session.execute(asked).all()


def with_typed_words(found):
    return [row.act for row in found if TYPED in str(row).casefold()]


def test_no_act_on_a_plan_is_named_by_what_somebody_typed(governance):
    plan_id = governance.plans.plan(TYPED, title=TYPED, counted=False)
    given = {"plan_id": plan_id, "by": governance.by}
    governance.do(
        planning.change_plan,
        version=1,
        title=TYPED,
        body_slug=None,
        source_record=TYPED,
        **given,
    )
    governance.do(planning.say_counted, **given)
    word = Word("Q", TYPED, TYPED)
    governance.do(planning.word, brag=Brag.AMBER, said=word, **given)
    governance.plans.action(plan_id, title=TYPED, owner_post=TYPED)
    governance.do(planning.close_plan, **given)
    found = rows(governance.database)
    assert {row.act for row in found} == {
        "plan.opened", "plan.counted", "plan.changed", "plan.closed",
        "brag.worded", "action.added",
    }  # fmt: skip
    assert with_typed_words(found) == []
    of_plans = {row.record for row in found if row.act.startswith("plan.")}
    assert of_plans == {str(plan_id)}


def test_no_act_of_a_body_is_named_by_what_somebody_typed(governance):
    body_id = governance.plans.body(TYPED, name=TYPED)
    governance.meeting(TYPED, TYPED, london(2026, 3, 2))
    governance.do(
        decisions.decide,
        body_id=body_id,
        text=TYPED,
        basis=TYPED,
        positions=AGREED,
        decided_on=date(2026, 3, 2),
        by=governance.by,
    )
    found = rows(governance.database)
    assert {"body.founded", "body-post.added", "meeting.planned"} <= {
        row.act for row in found
    }
    assert "decision.recorded" in {row.act for row in found}
    assert with_typed_words(found) == []
    founded = next(row for row in found if row.act == "body.founded")
    assert founded.record == str(body_id)
