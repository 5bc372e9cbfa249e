"""Pages of delegations: from a decision to a recorded completion."""

import pytest

from borough.wiring import SERVICE as BOROUGH
from kit import clock
from tests.integration.partnership.decisions.test_pages import agreed, record
from tests.integration.partnership.meetings.test_pages import a_group, day
from tests.support.people import client_for


@pytest.fixture
def app(build):
    return build(BOROUGH, "havering")


@pytest.fixture
def manager(app):
    client = client_for(app, "business_manager")
    a_group(client)
    return client


@pytest.fixture
def delegation(manager):
    decision = record(manager, body="learning", **agreed()).location
    form = {
        "text": "Finalise the plan",
        "to_post": "Director",
        "agency": "local-authority",
        "consult_post": "Cabinet Member",
        **day("due_on", 2031, 6, 29),
    }
    where = f"/delegations/of/{decision.rsplit('/', 1)[1]}/new"
    assert manager.post(where, data={**form, "agency": ""}).status_code == 422
    early = {**form, **day("due_on", 2019, 1, 1)}
    assert "not before the decision" in manager.post(where, data=early).text
    return manager.post(where, data=form).location


def test_the_first_day_tells_what_to_do(manager):
    assert "Nothing is delegated here" in manager.get("/delegations/").text


def test_completion_without_the_consultation_is_refused(app, manager, delegation):
    director = client_for(app, "partner_representative", agency="local-authority")
    page = director.get(delegation).text
    assert "Cabinet Member" in page
    assert "Not recorded yet" in page
    on = clock.today()
    today = day("completed_on", on.year, on.month, on.day)
    done = {"seen": "1", "note": "Published", **today}
    refused = director.post(f"{delegation}/completion", data=done)
    assert refused.status_code == 422
    assert 'href="#completed_on-day">Record the consultation first' in refused.text
    assert "Published" in refused.text
    police = client_for(app, "partner_representative", agency="police")
    assert police.get(f"{delegation}/completion").status_code == 404
    assert police.get(delegation).status_code == 200
    table = police.get("/delegations/delegations.csv?agency=local-authority").text
    assert "Finalise the plan,Director,Local authority,Cabinet Member" in table


def test_the_second_sees_the_first_and_keeps_her_words(manager, delegation):
    assert manager.get(f"{delegation}/withdraw").status_code == 200
    stale = {"seen": "9", "reason": "My own reason"}
    answer = manager.post(f"{delegation}/withdraw", data=stale)
    assert answer.status_code == 409
    assert "My own reason" in answer.text
    stale["seen"] = "1"
    assert manager.post(f"{delegation}/withdraw", data=stale).status_code == 302
    assert "Withdrawn: My own reason" in manager.get(delegation).text
