"""Pages of audits, from the schedule to what the leadership group is told."""

from uuid import UUID

import pytest
from sqlalchemy import Engine, event

from borough.audit_alerts import queries as alerts
from borough.audit_findings import service as findings
from borough.audit_plan import queries as planning
from borough.audit_summaries import queries as summaries
from borough.case_audits import queries as cases
from borough.case_audits.model import Grade, ToolState
from borough.wiring import SERVICE
from tests.integration.borough.reviews.conftest import day
from tests.support.audits import (
    AGENCIES,
    ALL,
    LATER,
    MANAGER,
    THEME,
    YEAR,
    an_auditing_borough,
)
from tests.support.people import client_for
from tests.support.settings import some_settings

HEALTH = {"agency": "health-provider"}
TWELVE = [Grade.GOOD] * 7 + [Grade.REQUIRES_IMPROVEMENT] * 5


@pytest.fixture
def app(sqlite_database, tmp_path):
    database = sqlite_database("havering", SERVICE.metadatas)
    return SERVICE.create_app(some_settings("havering", tmp_path), database)


@pytest.fixture
def here(app):
    return an_auditing_borough(app.extensions["accord"].database)


@pytest.fixture
def manager(app):
    return client_for(app, "business_manager")


@pytest.fixture
def nurse(app):
    return client_for(app, "partner_representative", **HEALTH)


@pytest.fixture
def police(app):
    return client_for(app, "partner_representative", agency="police")


@pytest.fixture
def audit(here):
    return here.opened()


@pytest.fixture
def form(here, audit):
    return here.tool(here.case(audit)).id


def test_an_audit_is_planned_listed_and_found(here, manager):
    given = {
        "theme": THEME, "year": "2026", "quarter": "3", "kind": "multi-agency",
        "source": "data", "because": "", "body": "", "recommendation_id": "",
    }  # fmt: skip
    assert "No audit is planned yet" in manager.get("/audits/").text
    wrong = manager.post("/audits/new", data={**given, "theme": "", "kind": ""})
    assert wrong.status_code == 422
    assert "There is a problem" in wrong.text
    assert manager.post("/audits/new", data=given).status_code == 302
    [made] = here.look(planning.schedule, seen=ALL)
    assert THEME in manager.get(f"/audits/{made.id}").text
    assert THEME in manager.get("/audits/?state=planned&kind=multi-agency").text
    assert "No audit is like that" in manager.get("/audits/?state=reported").text
    assert THEME in manager.get("/audits/schedule.csv").text
    stale = {
        "theme": "Another", "year": "2026", "quarter": "3", "because": "", "body": "",
        "seen": "0",
    }  # fmt: skip
    refused = manager.post(f"/audits/{made.id}/change", data=stale)
    assert refused.status_code == 409
    assert "Another" in refused.text


def test_a_case_audit_goes_from_a_plan_to_agreed_grades(here, manager, nurse, police):
    planned = here.planned()
    begun = manager.post(
        f"/case-audits/of/{planned}",
        data={
            "standard": "case-audit", "method": "Drawn", "cohort": "Under five",
            **day("due_on", LATER),
        },
    )  # fmt: skip
    assert begun.status_code == 302
    [audit] = here.look(cases.of_planned, [planned]).values()
    page = f"/case-audits/{audit.id}"
    assert manager.post(f"{page}/cases/new", data={}).status_code == 422
    added = manager.post(f"{page}/cases/new", data={"agencies": list(AGENCIES)})
    assert added.status_code == 302
    [(case, reference)] = here.look(cases.cases, audit.id).items()
    assert f"Case {reference} to audit" in nurse.get("/").text
    for client, agency in ((nurse, "health-provider"), (police, "police")):
        fill(here, client, here.tool(case, agency).id)
    grades = manager.get(f"/audit-grades/{audit.id}").text
    assert "3 of 3 grades not agreed yet" in grades
    for number in (0, 1, 2):
        agreed = manager.post(
            f"/audit-grades/cases/{case}/{number}",
            data={"grade": "good", "because": "", "seen": "0"},
        )
        assert agreed.status_code == 302
    close = f"/audit-grades/{audit.id}/close"
    data = {"seen": "1", **day("again_on", YEAR)}
    assert manager.post(close, data=data).status_code == 422
    assert manager.post(close, data={**data, "confirm": "yes"}).status_code == 302
    assert "Agreed: Good" in nurse.get(f"/case-audits/forms/{here.tool(case).id}").text
    assert "Overall" in manager.get(f"/audit-trends/{planned}").text
    assert "2026-27 Q3" in manager.get(f"/audit-trends/{planned}/grades.csv").text


def fill(here, client, form):
    page = f"/case-audits/forms/{form}"
    for number in (0, 1, 2):
        saved = client.post(
            f"{page}/grades/{number}",
            data={"grade": "good", "shown_by": "Records", "seen": "0"},
        )
        assert saved.status_code == 302
    heard = {"child_view": "Heard", "parent_view": "", "practitioner": "yes"}
    seen = here.look(cases.tool, form).version
    client.post(f"{page}/views", data={**heard, "seen": seen})
    done = client.post(
        f"{page}/complete", data={"post": "Named nurse", "seen": str(seen + 1)}
    )
    assert done.status_code == 302
    assert here.look(cases.tool, form).state is ToolState.COMPLETED


def test_a_stale_grade_shows_the_others_and_keeps_what_was_typed(here, nurse, form):
    here.grade(form, 1)
    page = f"/case-audits/forms/{form}/grades/1"
    data = {"grade": "inadequate", "shown_by": "My own words", "seen": "0"}
    refused = nurse.post(page, data=data)
    assert refused.status_code == 409
    assert "Records of three visits." in refused.text
    assert "My own words" in refused.text


def test_an_agency_sees_its_own_forms_and_never_all_grades(
    here, nurse, police, audit, form
):
    assert nurse.get(f"/case-audits/forms/{form}").status_code == 200
    assert police.get(f"/case-audits/forms/{form}").status_code == 404
    assert police.get(f"/case-audits/forms/{form}/grades.csv").status_code == 404
    assert nurse.get(f"/audit-grades/{audit}").status_code == 403
    assert nurse.get(f"/audit-findings/{audit}").status_code == 403
    listed = police.get(f"/case-audits/{audit}/forms.csv").text
    assert "Police" in listed
    assert "Health" not in listed


def test_a_scrutineer_sees_grades_by_reference_and_no_words(app, here, audit):
    scrutineer = client_for(app, "scrutineer")
    here.settled(audit, [Grade.GOOD])
    shown = scrutineer.get(f"/audit-grades/{audit}")
    assert shown.status_code == 200
    assert "visits" not in shown.text
    form = here.look(cases.all_tools)[0].id
    assert scrutineer.get(f"/case-audits/forms/{form}").status_code == 403


def test_an_immediate_risk_is_one_press_and_tells_nothing_on_the_way(
    app, here, nurse, manager, form
):
    raised = nurse.post(f"/audit-alerts/forms/{form}")
    [alert] = here.look(alerts.alerts, seen=ALL)
    assert raised.location == f"/audit-alerts/{alert.id}"
    told = manager.get("/notices/").text
    assert "Something in an audit must be looked at now" in told
    assert alert.tool.reference not in told
    assert "You raised it" in nurse.get(raised.location).text
    taken = {"post": "Business manager", "seen": "1"}
    page = f"/audit-alerts/{alert.id}"
    assert manager.post(f"{page}/take", data=taken).status_code == 302
    done = {"post": "Business manager", "done": "Seen today", "seen": "2"}
    assert manager.post(f"{page}/finish", data=done).status_code == 302
    assert "Seen today" in manager.get(page).text
    assert "Done" in manager.get("/audit-alerts/alerts.csv").text


def test_search_and_other_tables_never_show_what_cases_say(
    app, here, manager, nurse, audit
):
    [case] = here.settled(audit, [Grade.GOOD])
    reference = here.tool(case).reference
    here.do(findings.add, audit_id=audit, domain=1, text="Canary finding", by=MANAGER)
    for words in ("Canary", "visits", reference):
        for client in (manager, nurse):
            found = client.post("/search/", data={"term": words}).text
            assert f"/audit-findings/{audit}" not in found
            assert str(here.tool(case).id) not in found
    analyst = client_for(app, "analyst")
    for table in ("/audits/schedule.csv", "/case-audits/case-audits.csv"):
        said = analyst.get(table).text
        assert reference not in said
        assert "Canary" not in said
        assert "Children under five." not in said
    for page in (f"/audit-findings/{audit}", f"/case-audits/{audit}"):
        assert analyst.get(page).status_code == 403


def test_a_finding_is_noted_and_changed(here, manager, audit):
    page = f"/audit-findings/{audit}"
    assert "No finding yet" in manager.get(page).text
    noted = manager.post(f"{page}/new", data={"text": "History unread", "domain": "1"})
    assert noted.status_code == 302
    assert "History unread" in manager.get(page).text
    assert "History unread" in manager.get(f"{page}/findings.csv").text


def test_what_leaves_is_seen_and_approved_by_a_second_person(app, here, manager, audit):
    here.settled(audit, TWELVE)
    here.close(audit)
    began = manager.post("/audit-summaries/")
    page = began.location
    shown = manager.get(page).text
    assert "would see exactly this" in shown
    given = here.look(
        summaries.summary, UUID(page.rsplit("/", 1)[1]), only_released=False
    )
    manager.post(f"{page}/submit", data={"seen": given.preview, "note": ""})
    assert "a second person has to approve it" in manager.get(page).text
    second = client_for(app, "business_manager", body="learning")
    refused = second.post(f"{page}/approve", data={"seen": given.preview})
    assert refused.status_code == 422
    data = {"seen": given.preview, "confirm": "yes"}
    assert second.post(f"{page}/approve", data=data).status_code == 302
    analyst = client_for(app, "analyst")
    assert "What left" in analyst.get(page).text
    assert ",7,5," in analyst.get(f"{page}/summary.csv").text


def test_pages_ask_the_database_as_often_for_one_case_as_for_ten(here, manager, audit):
    pages = (f"/audit-grades/{audit}", f"/case-audits/{audit}", "/audits/")
    here.settled(audit, [Grade.GOOD])
    asked_for_one = [statements(here, manager, page) for page in pages]
    here.settled(audit, [Grade.GOOD] * 5)
    for _ in range(4):
        here.planned(year=2027)
    assert [statements(here, manager, page) for page in pages] == asked_for_one


def statements(here, client, page):
    """How many statements a page sends."""
    sent = []

    def note(*_args):
        sent.append(1)

    listens = (Engine, "before_cursor_execute", note)
    event.listen(*listens)
    try:
        assert client.get(page).status_code == 200
    finally:
        event.remove(*listens)
    return len(sent)


def test_an_audit_that_is_late_says_so(here, manager):
    here.planned(year=2019)
    assert "Late" in manager.get("/audits/").text
