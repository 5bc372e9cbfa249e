"""Pages of clocks: the board shows what a person may open, and rules can be set."""

import pytest

from borough.wiring import SERVICE as BOROUGH
from leadership.wiring import SERVICE as LEADERSHIP
from tests.integration.partnership.clocks.conftest import begun, london
from tests.support.people import client_for
from tests.support.settings import some_settings

FRIDAY = london(2026, 5, 22, 16)


@pytest.fixture
def manager(app, travel):
    travel(london(2026, 5, 26, 10))
    return client_for(app, "business_manager")


@pytest.fixture
def clocks(app, manager):
    """Ids of a rapid review's clock and a death's, on the Tuesday after."""
    database = app.extensions["accord"].database
    return (
        begun(database, "rapid-review", FRIDAY, resource="reviews_draft"),
        begun(
            database, "death-notification", FRIDAY,
            record="d1", resource="death_narrative",
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("service", "member", "role"),
    [
        (BOROUGH, "havering", "business_manager"),
        (LEADERSHIP, "leadership", "leadership_member"),
    ],
)
def test_an_empty_board_says_when_a_clock_begins(
    service, member, role, sqlite_database, tmp_path
):
    database = sqlite_database(member, service.metadatas)
    app = service.create_app(some_settings(member, tmp_path), database)
    client = client_for(app, role)
    assert "A clock begins by itself" in client.get("/clocks/").text
    assert "Working Together 2023" in client.get("/clocks/rules").text


def test_the_board_shows_days_left_and_leads_to_each_clock(manager, clocks):
    page = manager.get("/clocks/").text
    assert "14 working days left" in page
    assert "15 June 2026" in page
    assert "15 working days" in manager.get(f"/clocks/{clocks[0]}").text
    table = manager.get("/clocks/clocks.csv").text
    assert "14 working days left" in table


def test_a_clock_of_a_record_nobody_assigned_is_not_told_of(app, manager, clocks):
    assert "Child death notified" not in manager.get("/clocks/").text
    assert manager.get(f"/clocks/{clocks[1]}").status_code == 404
    stop = manager.post(f"/clocks/{clocks[1]}/stop")
    assert stop.status_code == 404
    police = client_for(app, "partner_representative", agency="police")
    assert "No clock runs" in police.get("/clocks/").text
    assert police.get(f"/clocks/{clocks[0]}").status_code == 404


def test_a_clock_is_paused_with_a_reason_resumed_and_stopped(manager, clocks):
    here = f"/clocks/{clocks[0]}"
    refused = manager.post(f"{here}/pause", data={"reason": ""})
    assert refused.status_code == 422
    assert "Say why the clock stands still" in refused.text
    manager.post(f"{here}/pause", data={"reason": "Criminal proceedings"})
    page = manager.get(here).text
    assert "Criminal proceedings" in page
    assert "Let it run again" in page
    assert "Stands still" in manager.get("/clocks/").text
    manager.post(f"{here}/resume")
    manager.post(f"{here}/stop")
    assert "Done in time" in manager.get("/clocks/?stopped=1").text
    assert "No clock runs" in manager.get("/clocks/").text


def test_how_a_clock_is_counted_can_be_changed_with_a_reason(manager):
    form = {
        "limit": "48", "unit": "hours", "starts": "Being told", "edition": "Local",
        "from_on-day": "1", "from_on-month": "1", "from_on-year": "2020",
        "reason": "Agreed with the other boroughs",
    }  # fmt: skip
    here = "/clocks/rules/death-notification"
    assert 'value="24"' in manager.get(here).text
    wrong = manager.post(here, data={**form, "limit": "2000", "reason": ""})
    assert wrong.status_code == 422
    assert "Enter 1 to 1,000" in wrong.text
    assert "The reason is needed" in wrong.text
    assert manager.post(here, data=form).status_code == 302
    assert "48 hours" in manager.get("/clocks/rules").text
    assert manager.get("/clocks/rules/none-such").status_code == 404


def test_a_clock_that_is_over_stands_on_the_front_page(app, clocks, travel):
    travel(london(2026, 6, 16, 9))
    page = client_for(app, "business_manager").get("/").text
    assert "1 working day over" in page
