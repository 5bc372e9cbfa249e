"""Pages of cases by role: what opens, what is not there, what shows no name."""

import re

import pytest
from sqlalchemy import event

from borough.deaths import queries
from borough.deaths.model import CASE
from borough.wiring import SERVICE
from kit.access import service as access
from kit.vault import keyring
from partnership.access import policy
from tests.integration.borough.deaths.conftest import ELLA, NUMBER, TUESDAY, Cases
from tests.support.people import client_for
from tests.support.settings import some_settings

NAMES = ("Ella", "Testname", "999 000 0018", NUMBER, "Nowhere", "ZZ99", "morning")
CODE = re.compile(r"\b[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{2}\b")
CHILD = {
    "given": "Ella", "family": "Testname", "born_on-day": "1", "born_on-month": "3",
    "born_on-year": "2024", "nhs_number": "999 000 0018", "sex": "female",
    "ethnicity": ELLA.ethnicity.value, "address": "1 Nowhere Street",
    "postcode": "ZZ99 3WZ", "seen": "0",
}  # fmt: skip
DEATH = {
    "died_on-day": "22", "died_on-month": "5", "died_on-year": "2026",
    "died_time": "10:00", "place": "home", "known": ["found after sleep"],
    "story": "Found in the morning", "seen": "1",
}  # fmt: skip
NOTIFIED = {
    "received_on-day": "22", "received_on-month": "5", "received_on-year": "2026",
    "received_time": "16:00", "notifier": "health-provider", "signs_of_life": "yes",
    "termination": "no", "under_18": "yes", "home": "redbridge", "died_in": "havering",
}  # fmt: skip
REASON = "A sibling may be at risk tonight"
OTHERS = sorted(
    role.word
    for role in policy().roles.values()
    if role.service == "borough" and role.word != "cdop_coordinator"
)


@pytest.fixture
def app(sqlite_database, tmp_path, travel):
    settings = some_settings("havering", tmp_path)
    keyring.create(settings.vault_file)
    database = sqlite_database("havering", SERVICE.metadatas)
    return SERVICE.create_app(settings, database)


@pytest.fixture
def cases(app):
    return Cases(app.extensions["accord"].database)


@pytest.fixture
def coordinator(app):
    return client_for(app, "cdop_coordinator")


@pytest.fixture
def stranger(app):
    """A coordinator to whom nothing was opened."""
    return client_for(app, "cdop_coordinator", body="elsewhere")


@pytest.fixture
def case(coordinator):
    """The address of a case with all its details, typed in on its pages."""
    address = coordinator.post("/deaths/new", data=NOTIFIED).location
    for page, form in (("child", CHILD), ("death", DEATH)):
        assert coordinator.post(f"{address}/{page}", data=form).status_code == 302
    return address


def addresses(app, case):
    """Every page and deed of one case."""
    adapter = app.url_map.bind("localhost")
    no_such = "00000000-0000-7000-8000-000000000000"
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/deaths/<uuid:case_id>"):
            given = dict.fromkeys(rule.arguments, no_such)
            given["case_id"] = case.rsplit("/", 1)[1]
            for method in sorted(rule.methods & {"GET", "POST"}):
                yield method, adapter.build(rule.endpoint, given, method=method)


def code_of(client, case):
    return CODE.search(client.get(case).text).group()


def test_a_name_stands_on_the_cases_own_page_only(coordinator, case):
    page = coordinator.get(case).text
    assert all(name in page for name in ("Ella Testname", "999 000 0018", "ZZ99 3WZ"))
    code = code_of(coordinator, case)
    for address in ("/deaths/", "/deaths/cases.csv", "/clocks/", "/trail/", "/"):
        shown = coordinator.get(address).text
        assert not any(name in shown for name in NAMES), address
    assert code in coordinator.get("/deaths/").text
    assert code in coordinator.get("/clocks/").text
    assert not any(name in case for name in NAMES)


def test_the_page_says_what_the_rules_say(coordinator, case):
    page = coordinator.get(case).text
    assert "offer it to the panel of the child" in page
    assert "sudden, with no cause apparent at once" in page
    assert "Sudden unexpected death in infancy or childhood" in page


def test_no_other_role_opens_any_page_of_a_case(app, case):
    for role in OTHERS:
        client = client_for(app, role, agency="health-provider", body="cdop")
        assert client.get("/deaths/").status_code == 403
        for method, address in addresses(app, case):
            answer = client.open(address, method=method)
            assert answer.status_code == 403, (role, address)


def test_no_other_coordinator_finds_the_case_anywhere(app, coordinator, stranger, case):
    code = code_of(coordinator, case)
    for method, address in addresses(app, case):
        assert stranger.open(address, method=method).status_code in (404, 422), address
        if method == "GET":
            assert stranger.get(address).status_code == 404, address
    for address in ("/deaths/", "/deaths/?done=yes", "/deaths/cases.csv", "/clocks/",
                    "/", "/trail/", "/notices"):  # fmt: skip
        assert code not in stranger.get(address).text, address
    for words in (code, NUMBER, "Testname"):
        found = stranger.post("/search/", data={"term": words}).text
        assert f"Case {code}" not in found


def test_who_has_the_case_finds_it_by_code_and_by_number_never_by_name(
    coordinator, case
):
    code = code_of(coordinator, case)
    for words in (code.lower(), NUMBER, "999 000 0018"):
        assert f"Case {code}" in coordinator.post("/search/", data={"term": words}).text
    assert (
        f"Case {code}" not in coordinator.post("/search/", data={"term": "Ella"}).text
    )


def test_a_conflict_hides_the_case_on_every_page_at_once(app, coordinator, case):
    code = code_of(coordinator, case)
    kind = {"kind": "own team"}
    answer = coordinator.post(f"{case}/conflict", data=kind, follow_redirects=True)
    assert "closed to you" in answer.text
    for method, address in addresses(app, case):
        if method == "GET":
            assert coordinator.get(address).status_code == 404, address
    for address in ("/deaths/", "/deaths/?done=yes", "/clocks/", "/", "/trail/"):
        assert code not in coordinator.get(address).text, address
    found = coordinator.post("/search/", data={"term": NUMBER}).text
    assert f"Case {code}" not in found


def test_a_case_without_anybody_shows_its_code_and_when_it_came_and_can_be_taken(
    coordinator, stranger, case
):
    code = code_of(coordinator, case)
    coordinator.post(f"{case}/conflict", data={"kind": "own team"})
    listed = stranger.get("/deaths/").text
    assert f"Take case {code}" in listed
    assert "1 to 4 years" not in listed
    assert "Redbridge" not in listed
    assert stranger.post(f"{case}/take").location == case
    assert "Ella Testname" in stranger.get(case).text


def test_an_emergency_opens_the_case_by_its_code(coordinator, stranger, case):
    code = code_of(coordinator, case)
    wrong = {"code": "ZZZZ-ZZ", "reason": REASON}
    page = stranger.post("/deaths/emergency", data=wrong)
    assert page.status_code == 422
    assert "no case with this code" in page.text
    opened = stranger.post("/deaths/emergency", data={"code": code, "reason": REASON})
    assert opened.location == case
    assert "Ella Testname" in stranger.get(case).text


def test_who_opened_a_case_is_in_the_trail_before_they_see_it(
    coordinator, stranger, case
):
    coordinator.get(case)
    trail = coordinator.get(f"/trail/?record={case.rsplit('/', 1)[1]}").text
    assert "What was done with your cases" in trail
    assert "case.read" in trail
    assert "case.notified" in trail
    before = coordinator.get("/trail/trail.csv").text.count("case.read")
    assert "case.notified" not in stranger.get("/trail/trail.csv").text
    assert stranger.get(case).status_code == 404
    kept = coordinator.get("/trail/trail.csv").text
    assert kept.count("case.read") == before
    assert "access.denied" in kept
    coordinator.get(case)
    assert coordinator.get("/trail/trail.csv").text.count("case.read") == before + 1


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(coordinator, case):
    wrong = {**CHILD, "nhs_number": "999 000 0010", "seen": "2"}
    page = coordinator.post(f"{case}/child", data=wrong)
    assert page.status_code == 422
    assert "one of its digits is wrong" in page.text
    assert 'value="999 000 0010"' in page.text
    stale = coordinator.post(f"{case}/child", data={**CHILD, "seen": "1"})
    assert stale.status_code == 409
    assert "What it says now" in stale.text


def test_a_coordinator_proposes_a_case_role_and_another_person_agrees(
    app, coordinator, stranger
):
    client_for(app, "analyst")
    form = {"email": "analyst@example.org", "role": "cdop_panel"}
    assert coordinator.post("/people/case-roles/new", data=form).status_code == 302
    [hat] = re.findall(r"/people/roles/([0-9a-f-]+)/approve",
                       stranger.get("/people/approvals").text)  # fmt: skip
    own = coordinator.post(f"/people/roles/{hat}/approve")
    assert own.status_code in (403, 409)
    assert stranger.post(f"/people/roles/{hat}/approve").status_code == 302


def test_a_coordinator_proposes_no_other_role_and_none_to_themselves(app, coordinator):
    client_for(app, "analyst")
    for form in (
        {"email": "nobody@example.org", "role": "cdop_panel"},
        {"email": "analyst@example.org", "role": "administrator"},
        {"email": "cdop.coordinator@example.org", "role": "cdop_panel"},
        {},
    ):
        answer = coordinator.post("/people/case-roles/new", data=form)
        assert answer.status_code == 422, form


def test_a_long_list_takes_no_more_statements_than_a_short_one(cases):
    said = []
    note = event.listens_for(cases.database.engine, "before_cursor_execute")
    note(lambda *given: said.append(given[2]))

    def statements():
        said.clear()
        cases.look(queries.cases, cases.by)
        return len(said)

    cases.detailed()
    short = statements()
    for _ in range(5):
        cases.notified()
    assert statements() == short


def test_a_long_list_comes_in_pages_and_says_how_many_there_are(
    app, coordinator, monkeypatch
):
    monkeypatch.setattr("borough.deaths.routes.A_PAGE", 2)
    for _ in range(3):
        coordinator.post("/deaths/new", data=NOTIFIED)
    pages = [coordinator.get(f"/deaths/?page={n}").text for n in (1, 2)]
    shown = [set(re.findall(r'href="/deaths/([0-9a-f-]{36})"', page)) for page in pages]
    assert [len(each) for each in shown] == [2, 1]
    assert not shown[0] & shown[1]
    assert "3 cases in all" in pages[0]
    assert coordinator.get("/deaths/?page=0").status_code == 422


def test_an_assignment_under_a_made_up_record_opens_nothing(cases):
    with cases.database.transaction() as session:
        access.assign(
            session,
            user_id=cases.by.user_id,
            resource=CASE,
            record="H-1",
            purpose="child death review",
            by=cases.by,
        )
    assert cases.look(queries.cases, cases.by) == []


def test_the_list_begins_with_what_is_late(travel, request):
    travel(TUESDAY)
    address, who = map(request.getfixturevalue, ("case", "coordinator"))
    page = who.get("/deaths/").text
    assert "1 case has a clock that is over" in page
    assert "24 May 2026 at 10:00am" in page
    front = who.get("/").text
    assert "waits for: triage" in front
    assert address in front
    assert "Child death told to the national database" in front
