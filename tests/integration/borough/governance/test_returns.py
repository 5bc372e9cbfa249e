"""A return is counted, looked at, approved by a second person, and leaves once."""

import re
from datetime import timedelta

import orjson
import pytest
from sqlalchemy import select

from borough.governance import queries, service
from borough.governance.model import (
    MayNotApprove,
    MayNotPrepare,
    UnknownGovernanceReturn,
)
from borough.returns.model import FiguresChanged, SamePerson, StepSkipped
from borough.wiring import SERVICE
from kit import clock
from kit.errors import Invalid
from kit.exchange.model import OutboxEvent
from partnership.workplan import service as workplan
from tests.support.boroughs import (
    ADMINISTRATOR,
    ANALYST,
    HERE,
    MANAGER,
    OTHER_MANAGER,
)
from tests.support.people import client_for
from tests.support.plans import Plans

TODAY = clock.today()


@pytest.fixture
def here(any_database):
    return any_database("havering", SERVICE.metadatas)


def started(database, *, by=ANALYST, as_at=TODAY):
    with database.transaction() as session:
        return service.start(session, by=by, as_at=as_at)


def seen(database, return_id):
    with database.reading() as session:
        return queries.the_return(session, return_id)


def submitted(database, *, by=ANALYST):
    made = started(database, by=by)
    with database.transaction() as session:
        preview = queries.the_return(session, made).preview
        service.submit(session, summary_id=made, by=by, seen=preview, note="Spring")
    return made


def approve(database, made, *, by=MANAGER, preview=None):
    preview = preview or seen(database, made).preview
    with database.transaction() as session:
        service.approve(session, summary_id=made, by=by, seen=preview, area=HERE)


def announced(database):
    with database.reading() as session:
        bodies = session.scalars(select(OutboxEvent.body).order_by(OutboxEvent.id))
        return [orjson.loads(body) for body in bodies]


def test_actions_are_counted_by_state_with_small_numbers_hidden(here):
    plans = Plans(here)
    plans.fill(plans.plan("ONE"), green=2, amber=9)
    plans.plan("TWO", counted=False)
    content = seen(here, started(here)).content
    assert (content["plans"], content["plans_uncounted"]) == (2, 1)
    [everything] = content["actions"]
    assert everything["green"] is None
    assert None in (everything["amber"], everything["total"])
    assert everything["blue"] in (0, None)


def test_shared_priorities_tell_how_their_milestones_stood_on_the_day(here):
    with here.transaction() as session:
        first, last = TODAY - timedelta(days=90), TODAY + timedelta(days=90)
        shared = workplan.add_priority(
            session,
            title="Child neglect",
            reference="neglect",
            from_on=first,
            by=MANAGER,
        )
        workplan.add_priority(session, title="Ours", from_on=first, by=MANAGER)
        plan = workplan.add_delivery(
            session, title="Delivery", from_on=first, until_on=last, by=MANAGER
        )
        programme = workplan.add_programme(
            session, delivery_id=plan, title="This year",
            from_on=first, until_on=last, by=MANAGER,
        )  # fmt: skip
        for due in (first, last):
            workplan.add_milestone(
                session, programme_id=programme, priority_id=shared, title="Step",
                owner_post="Head of service", due_on=due, by=MANAGER,
            )  # fmt: skip
    [told] = seen(here, started(here)).content["priorities"]
    assert (told["reference"], told["title"]) == ("neglect", "Child neglect")
    assert (told["milestones"], told["done"], told["late"]) == (2, 0, 1)


def test_a_day_to_come_is_refused(here):
    with pytest.raises(Invalid) as fault:
        started(here, as_at=TODAY + timedelta(days=1))
    assert "as_at" in fault.value.fields


def test_what_was_looked_at_leaves_although_records_went_on(here):
    plans = Plans(here)
    plan = plans.plan("ONE")
    plans.fill(plan, amber=9)
    made = submitted(here)
    plans.fill(plan, amber=9)
    approve(here, made)
    [event] = announced(here)
    assert event["data"]["actions"][0]["amber"] == 9
    assert event["data"]["area"] == HERE
    assert event["data"]["note"] == "Spring"
    assert event["recordversion"] == 1


def test_returns_are_numbered_as_they_leave(here):
    first, second = submitted(here), submitted(here)
    approve(here, second)
    approve(here, first)
    assert (seen(here, second).number, seen(here, first).number) == (1, 2)
    assert [event["recordversion"] for event in announced(here)] == [1, 2]


def test_its_preparer_cannot_approve_it_and_nothing_leaves(here):
    made = submitted(here, by=MANAGER)
    with pytest.raises(SamePerson):
        approve(here, made)
    approve(here, made, by=OTHER_MANAGER)
    assert len(announced(here)) == 1


def test_only_what_was_looked_at_can_be_approved(here):
    made = submitted(here)
    with pytest.raises(FiguresChanged):
        approve(here, made, preview="0" * 64)
    assert announced(here) == []


def test_no_step_is_skipped_and_none_taken_twice(here):
    made = started(here)
    with pytest.raises(StepSkipped):
        approve(here, made)
    made = submitted(here)
    approve(here, made)
    with pytest.raises(StepSkipped):
        approve(here, made)
    assert len(announced(here)) == 1


def test_roles_without_the_right_do_nothing(here):
    with pytest.raises(MayNotPrepare):
        started(here, by=ADMINISTRATOR)
    made = submitted(here)
    with pytest.raises(MayNotApprove):
        approve(here, made, by=ANALYST)


def test_what_goes_back_can_be_asked_again_or_thrown_away(here):
    made = submitted(here)
    with here.transaction() as session:
        service.send_back(session, summary_id=made, by=MANAGER, because="Wrong day")
    assert seen(here, made).sent_back_because == "Wrong day"
    with here.transaction() as session:
        service.discard(session, summary_id=made, by=ANALYST)
    with pytest.raises(UnknownGovernanceReturn):
        seen(here, made)


def form_seen(page):
    return re.search(r'name="seen" value="(\w+)"', page)[1]


def day(moment):
    return {
        "as_at-day": moment.day,
        "as_at-month": moment.month,
        "as_at-year": moment.year,
    }


def test_a_return_is_released_through_its_pages(app, analyst, manager):
    assert "The leadership group was never told" in analyst.get("/governance/").text
    address = analyst.post("/governance/", data=day(TODAY)).location
    page = analyst.get(address).text
    assert "What would leave" in page
    data = {"seen": form_seen(page), "note": "Spring"}
    assert analyst.post(f"{address}/submit", data=data).status_code == 302
    assert "a second person has to approve it" in analyst.get(address).text
    assert "A return waits for your approval" in manager.get("/").text
    page = manager.get(address).text
    refused = manager.post(f"{address}/approve", data={"seen": form_seen(page)})
    assert refused.status_code == 422
    data = {"seen": form_seen(page), "confirm": "yes"}
    assert manager.post(f"{address}/approve", data=data).status_code == 302
    assert "What left" in manager.get(address).text
    assert len(announced(app.extensions["accord"].database)) == 1


def test_readers_see_what_left_and_nothing_before(app, analyst):
    address = analyst.post("/governance/", data=day(TODAY)).location
    reader = client_for(app, "scrutineer")
    assert reader.get(address).status_code == 404
    assert "never told" in reader.get("/governance/").text
    assert reader.post("/governance/", data=day(TODAY)).status_code == 403


def test_a_day_that_is_none_keeps_the_form_with_its_error(analyst):
    answer = analyst.post("/governance/", data={"as_at-day": "40"})
    assert answer.status_code == 422
    assert "There is a problem" in answer.text
    answer = analyst.post("/governance/", data=day(TODAY + timedelta(days=2)))
    assert "Choose today or an earlier day" in answer.text


def test_the_csv_says_hidden_where_a_number_is(app, analyst):
    plans = Plans(app.extensions["accord"].database)
    plans.fill(plans.plan("ONE"), amber=2)
    address = analyst.post("/governance/", data=day(TODAY)).location
    text = analyst.get(f"{address}/return.csv").get_data(as_text=True)
    assert "Actions,All actions,amber,hidden" in text
