"""Pages of reporting forms and the review meeting, by role, without a name in lists."""

import re
from urllib.parse import urlsplit

import pytest

from borough.wiring import SERVICE
from kit.vault import keyring
from partnership.access import policy
from tests.integration.borough.deaths.test_pages import CHILD, DEATH, NAMES, NOTIFIED
from tests.support.people import client_for
from tests.support.settings import some_settings

ID = r"[0-9a-f]{8}-[0-9a-f-]{27}"
TRIAGED = {"response": "yes", "seen": "0"}
NURSE = {
    "part": "health visitor", "agency": "health-provider", "name": "Nora Visitor",
    "workplace": "Clinic", "contact": "01234",
}  # fmt: skip
STORY = "Weighed at the clinic in May"
OTHERS = sorted(
    role.word
    for role in policy().roles.values()
    if role.service == "borough"
    and role.word not in ("cdop_coordinator", "partner_representative")
)


@pytest.fixture
def app(sqlite_database, tmp_path, travel):
    settings = some_settings("havering", tmp_path)
    keyring.create(settings.vault_file)
    return SERVICE.create_app(settings, sqlite_database("havering", SERVICE.metadatas))


@pytest.fixture
def coordinator(app):
    return client_for(app, "cdop_coordinator")


@pytest.fixture
def nurse(app):
    """Who speaks for the agency that is asked."""
    return client_for(app, "partner_representative", agency="health-provider")


@pytest.fixture
def case(coordinator, nurse):
    """The address of a triaged case with one professional on its list."""
    address = coordinator.post("/deaths/new", data=NOTIFIED).location
    for page, form in (
        ("child", CHILD), ("death", DEATH), ("triage", TRIAGED),
        ("professionals/new", NURSE),
    ):  # fmt: skip
        answer = coordinator.post(f"{address}/{page}", data=form)
        assert answer.status_code == 302, (page, answer.text)
    return address


@pytest.fixture
def form(coordinator, nurse, case):
    """The address of the form, as the person who was asked has it."""
    listed = coordinator.get(f"{case}/forms").text
    [ask] = re.findall(rf'href="({case}/professionals/{ID}/ask)"', listed)
    [person] = re.findall(rf'<option value="({ID})"', coordinator.get(ask).text)
    given = {"person_id": person, "forms": ["main"]}
    assert coordinator.post(ask, data=given).status_code == 302
    [address] = re.findall(rf'href="(/reporting-forms/{ID})"', nurse.get("/").text)
    return address


def parts(client, form):
    return re.findall(rf'href="({form}/parts/\d+)"', client.get(form).text)


def fill(client, form):
    """Answer one part, tick the others as empty, and send it."""
    addresses = parts(client, form)
    for number, address in enumerate(addresses):
        said = {"part-story": STORY} if number == 1 else {"nothing": "yes"}
        answer = client.post(address, data={**said, "seen": str(number)})
        assert answer.status_code == 302, answer.text
    sent = {"seen": str(len(addresses))}
    assert client.post(f"{form}/send", data=sent).status_code == 302


def of_coordinator(case, form):
    return f"{case}/forms/{form.rsplit('/', 1)[1]}"


def test_the_person_who_was_asked_answers_sends_and_then_only_reads(nurse, form):
    page = nurse.get(form).text
    assert all(words in page for words in ("Ella Testname", "999 000 0018"))
    assert "Found in the morning" not in page
    assert "Known already" in page
    fill(nurse, form)
    assert "You sent it" in nurse.get(form).text
    assert nurse.get(f"{form}/parts/1").location == form


def test_what_was_saved_comes_back_and_what_is_wrong_stays_typed(nurse, form):
    first, second = parts(nurse, form)[:2]
    assert nurse.post(second, data={"part-story": STORY, "seen": "0"}).location == form
    assert STORY in nurse.get(second).text
    wrong = nurse.post(second, data={"part-known": "Perhaps", "seen": "1"})
    assert wrong.status_code == 422
    assert "Choose one of the answers" in wrong.text
    stale = nurse.post(first, data={"child-language": "Polish", "seen": "0"})
    assert stale.status_code == 409
    assert "Polish" in stale.text


def test_nobody_else_opens_the_form_and_no_other_role_gets_in(app, coordinator, form):
    [number] = re.findall(ID, form)
    for agency in ("health-provider", "police"):
        other = client_for(
            app, "partner_representative", agency=agency, body="other-people"
        )
        for page in ("", "/parts/1", "/send", "/conflict"):
            assert other.get(f"{form}{page}").status_code == 404, (agency, page)
        assert other.post(f"{form}/send", data={"seen": "0"}).status_code == 404
        assert number not in other.get("/reporting-forms/").text + other.get("/").text
    assert coordinator.get(form).status_code == 404
    for role in OTHERS:
        client = client_for(app, role, agency="health-provider", body="cdop")
        assert client.get(form).status_code == 403, role
        assert client.get("/deaths/forms/outstanding.csv").status_code == 403, role


def test_who_was_asked_opens_no_page_of_the_case(nurse, case, form):
    for page in ("", "/forms", "/forms/gathered", "/meeting"):
        assert nurse.get(f"{case}{page}").status_code == 403, page
    assert nurse.get(of_coordinator(case, form)).status_code == 403


def test_a_conflict_closes_the_form_and_asks_for_somebody_else(
    coordinator, nurse, case, form
):
    declared = {"kind": "own patient or client"}
    page = nurse.post(f"{form}/conflict", data=declared, follow_redirects=True)
    assert "closed to you" in page.text
    assert nurse.get(form).status_code == 404
    front = coordinator.get("/").text
    assert of_coordinator(case, form) in front
    assert "waits for another person" in front


def test_lists_files_and_notices_name_nobody(coordinator, nurse, case, form):
    fill(nurse, form)
    typed = (*NAMES, "Nora", STORY)
    for client, address in (
        (coordinator, "/deaths/forms/"), (coordinator, "/deaths/forms/outstanding.csv"),
        (coordinator, "/"), (coordinator, "/notices"), (coordinator, "/trail/"),
        (nurse, "/reporting-forms/"), (nurse, "/"), (nurse, "/notices"),
        (nurse, "/trail/"),
    ):  # fmt: skip
        answer = client.get(address, follow_redirects=True)
        assert answer.status_code == 200, address
        assert not any(words in answer.text for words in typed), address
    assert not any(words in form + case for words in typed)
    assert "Health provider" in coordinator.get("/deaths/forms/outstanding.csv").text


def test_the_coordinator_reads_sends_back_and_accepts(coordinator, nurse, case, form):
    here = of_coordinator(case, form)
    assert STORY not in coordinator.get(here).text
    fill(nurse, form)
    assert "To check" in coordinator.get("/").text
    assert STORY in coordinator.get(here).text
    assert STORY in coordinator.get(f"{case}/forms/gathered").text
    empty = coordinator.post(f"{here}/more", data={"seen": "2"})
    assert empty.status_code == 422
    more = {"wanted": "The weight, please", "seen": "2"}
    assert coordinator.post(f"{here}/more", data=more).status_code == 302
    assert "The weight, please" in nurse.get(form).text
    sent = {"seen": str(len(parts(nurse, form)))}
    assert nurse.post(f"{form}/send", data=sent).status_code == 302
    late = coordinator.post(f"{here}/accept", data={"seen": "2"})
    assert late.status_code == 409
    assert coordinator.post(f"{here}/accept", data={"seen": "4"}).status_code == 302
    assert nurse.get(form).status_code == 404
    assert "1 of 1 form accepted" in coordinator.get(f"{case}/forms").text


def test_what_came_on_paper_is_typed_in_by_a_coordinator(coordinator, nurse, case):
    listed = coordinator.get(f"{case}/forms").text
    [ask] = re.findall(rf'href="({case}/professionals/{ID}/ask)"', listed)
    neither = coordinator.post(ask, data={"forms": ["main"]})
    assert neither.status_code == 422
    assert "or tick that it comes on paper" in neither.text
    paper = {"paper": "yes", "forms": ["main"]}
    assert coordinator.post(ask, data=paper).status_code == 302
    [here] = re.findall(rf'href="({case}/forms/{ID})"',
                        coordinator.get(f"{case}/forms").text)  # fmt: skip
    form = f"/reporting-forms/{here.rsplit('/', 1)[1]}"
    assert form in coordinator.get(here).text
    assert nurse.get(form).status_code == 404
    fill(coordinator, form)
    assert STORY in coordinator.get(here).text
    assert coordinator.post(f"{here}/accept", data={"seen": "2"}).status_code == 302


def test_opening_a_form_is_in_the_trail_of_its_case(coordinator, nurse, case, form):
    nurse.get(form)
    number = case.rsplit("/", 1)[1]
    assert "reporting-form.read" in coordinator.get(f"/trail/?record={number}").text


def test_the_ladder_is_set_on_its_page(coordinator):
    wrong = {"before": "3", "late": "9", "formal": "5", "seen": "0"}
    assert coordinator.post("/deaths/forms/ladder", data=wrong).status_code == 422
    right = {**wrong, "formal": "12"}
    assert coordinator.post("/deaths/forms/ladder", data=right).status_code == 302
    assert 'value="12"' in coordinator.get("/deaths/forms/ladder").text


def test_a_meeting_goes_from_its_plan_to_the_panel_on_its_pages(
    coordinator, case, form
):
    day = {"on-day": "22", "on-month": "5", "on-year": "2026", "at": "15:30"}
    assert coordinator.post(f"{case}/meeting/new", data=day).status_code == 302
    page = coordinator.get(f"{case}/meeting").text
    [here] = set(re.findall(rf'href="({case}/meeting/{ID})/held"', page))
    nobody = coordinator.post(f"{here}/held", data={**day, "seen": "1"})
    assert nobody.status_code == 422
    came = {**day, "attendees": ["police officer"], "seen": "1"}
    assert coordinator.post(f"{here}/held", data=came).status_code == 302
    draft = {"summary": "Found after sleep", "social": "Shared bed", "seen": "2"}
    assert coordinator.post(f"{here}/draft", data=draft).status_code == 302
    handed = coordinator.post(f"{here}/hand-on", data={"seen": "3"})
    assert urlsplit(handed.location).path == f"{case}/meeting"
    page = coordinator.get(f"{case}/meeting").text
    assert all(words in page for words in ("Police officer", "Shared bed"))
    assert "waiting for the panel" in coordinator.get(case).text.lower()


def test_the_family_is_heard_on_the_pages(coordinator, case):
    who = {"name": "Kim Worker", "part": "Nurse", "seen": "0"}
    assert coordinator.post(f"{case}/key-worker", data=who).status_code == 302
    asked = {"question": "Was she alone?"}
    assert coordinator.post(f"{case}/questions/new", data=asked).status_code == 302
    page = coordinator.get(f"{case}/meeting").text
    [here] = re.findall(rf'href="({case}/questions/{ID})"', page)
    said = {"words": "No, never", "seen": "1"}
    assert coordinator.post(here, data=said).status_code == 302
    page = coordinator.get(f"{case}/meeting").text
    assert all(words in page for words in ("Kim Worker", "Was she alone?", "No, never"))
