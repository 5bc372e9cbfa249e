"""An item on its way over meetings and bodies."""

from datetime import date, timedelta

import pytest

from borough.wiring import SERVICE as BOROUGH
from kit import clock
from kit.errors import Conflict, Invalid, NotFound
from partnership.forward_plan import queries, service
from partnership.forward_plan.model import Came, PlanChanged, State
from partnership.meetings import service as meetings
from tests.integration.partnership.bodies.conftest import found
from tests.integration.partnership.decisions.conftest import person
from tests.integration.partnership.meetings.conftest import START, plan
from tests.integration.partnership.meetings.test_pages import a_group, day
from tests.support.people import client_for


def put(session, body_id, by, **more):
    plain = {"title": "Neglect strategy", "owner_post": "Head of service"}
    return service.plan_item(session, body_id=body_id, by=by, **{**plain, **more})


def test_an_item_keeps_every_stop_over_bodies(database, met, manager):
    meeting_id, body_id = met
    with database.transaction() as session:
        other = found(session, "other")
        later = plan(session, body_id, starts_at=START + timedelta(days=90))
        item = put(session, body_id, manager, meeting_id=meeting_id)
        service.put_off(
            session, item_id=item, meeting_id=later, because="Not ready", by=manager
        )
        service.bring_back(
            session,
            item_id=item,
            body_id=other,
            due_on=date(2026, 9, 1),
            because="For detail",
            by=manager,
            seen=2,
        )
        with pytest.raises(PlanChanged):
            service.hear(session, item_id=item, because="x", by=manager, seen=2)
        service.hear(session, item_id=item, because="Agreed", by=manager)
        with pytest.raises(Conflict):
            service.withdraw(session, item_id=item, because="x", by=manager)
    with database.reading() as session:
        seen = queries.item(session, item)
        assert seen.state is State.DONE
        assert [each.came for each in seen.stops] == [
            *(Came.PLANNED, Came.PUT_OFF, Came.BROUGHT_BACK, Came.HEARD)
        ]
        assert seen.stops[2].due_on == date(2026, 7, 13)
        assert seen.body_slug == "other"
        assert queries.items(session) == []
        assert [each.id for each in queries.items(session, over=True)] == [item]


def test_a_meeting_that_moves_takes_its_items_along(database, met, manager):
    meeting_id, body_id = met
    with database.transaction() as session:
        item = put(session, body_id, manager, meeting_id=meeting_id)
        meetings.move(
            session,
            meeting_id=meeting_id,
            seen=1,
            title="Spring meeting",
            starts_at=START + timedelta(days=7),
            minutes=60,
            place="Room 2",
        )
    with database.reading() as session:
        assert queries.item(session, item).due_on == date(2026, 4, 21)


def test_it_needs_a_day_of_its_own_body_and_somebody_who_may(database, met, manager):
    meeting_id, body_id = met
    with database.transaction() as session:
        other = found(session, "other")
        chair = person(session, "group_chair", body="other")
        with pytest.raises(Invalid) as fault:
            put(session, body_id, manager)
        assert list(fault.value.fields) == ["due_on"]
        with pytest.raises(Invalid) as fault:
            put(session, other, manager, meeting_id=meeting_id)
        assert list(fault.value.fields) == ["meeting_id"]
        with pytest.raises(NotFound):
            put(session, body_id, chair, due_on=clock.today())
        put(session, other, chair, due_on=clock.today())


@pytest.fixture
def app(build):
    return build(BOROUGH, "havering")


def test_pages_from_the_plan_to_the_history(app):
    manager = client_for(app, "business_manager")
    a_group(manager)
    assert "Nothing is on the plan here" in manager.get("/forward-plan/").text
    assert manager.post("/forward-plan/new", data={}).status_code == 422
    form = {"title": "Budget", "body": "learning", "owner_post": "Treasurer"}
    dayless = manager.post("/forward-plan/new", data=form)
    assert "Choose a meeting or give a day" in dayless.text
    form |= day("due_on", 2026, 2, 1)
    item = manager.post("/forward-plan/new", data=form).location
    assert "On the forward plan" in manager.get("/").text
    assert "Not noted" in manager.get("/forward-plan/").text
    later = {"seen": "1", "because": "Figures late", **day("due_on", 2031, 2, 1)}
    assert manager.post(f"{item}/later", data=later).status_code == 302
    stale = manager.post(f"{item}/back", data={**later, "body": "learning"})
    assert stale.status_code == 409
    assert "Figures late" in stale.text
    back = {**later, "seen": "2", "body": "learning", "because": "Again in spring"}
    assert manager.post(f"{item}/back", data=back).status_code == 302
    page = manager.get(item).text
    assert "To be brought back" in page
    assert "Figures late" in page
    heard = {"seen": "3", "because": "Agreed"}
    assert manager.post(f"{item}/heard", data=heard).status_code == 302
    table = manager.get("/forward-plan/forward-plan.csv?which=over").text
    assert "Budget,Treasurer,done,3" in table
    reader = client_for(app, "analyst")
    assert reader.get(item).status_code == 200
    assert reader.get(f"{item}/later").status_code == 403
