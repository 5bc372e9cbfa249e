"""Pages of the panel by role: what a coordinator prepares and what a member reads."""

import re

import pytest

from borough.wiring import SERVICE
from kit.vault import keyring
from tests.integration.borough.deaths.test_pages import (
    CHILD,
    DEATH,
    NAMES,
    NOTIFIED,
    OTHERS,
)
from tests.support.people import client_for
from tests.support.settings import some_settings

MEETING = {
    "on-day": "1", "on-month": "6", "on-year": "2026", "time": "14:00",
    "theme": "sudden unexpected death", "kept_days": "14",
}  # fmt: skip
PAGE = re.compile(r"/panels/pages/[0-9a-f-]{36}")
FIELD = re.compile(r'name="seen" value="(\d+)"')
TEXT = re.compile(r"<textarea[^>]*>(.*?)</textarea>", re.DOTALL)
CODE = re.compile(r"<title>Page ([0-9A-Z]{4}-[0-9A-Z]{2})")


@pytest.fixture
def app(sqlite_database, tmp_path, travel):
    settings = some_settings("havering", tmp_path)
    keyring.create(settings.vault_file)
    return SERVICE.create_app(settings, sqlite_database("havering", SERVICE.metadatas))


@pytest.fixture
def coordinator(app):
    return client_for(app, "cdop_coordinator")


@pytest.fixture
def member(app):
    return client_for(app, "cdop_panel", name="A member")


@pytest.fixture
def case(coordinator):
    address = coordinator.post("/deaths/new", data=NOTIFIED).location
    for page, form in (("child", CHILD), ("death", {**DEATH, "story": STORY})):
        assert coordinator.post(f"{address}/{page}", data=form).status_code == 302
    return address


STORY = "Ella was found in the morning by Mrs Testname at 1 Nowhere Street"


@pytest.fixture
def meeting(coordinator, member, case):
    """The address of a meeting to which the member is invited, with the case on it."""
    assert coordinator.post("/panels/new", data=MEETING).status_code == 302
    page = coordinator.get("/panels/").text
    address = re.search(r'href="(/panels/[0-9a-f-]{36})"', page).group(1)
    member.get("/panels/")
    form = coordinator.get(f"{address}/members/new").text
    (user_id,) = re.findall(r'<option value="([0-9a-f-]{36})"', form)
    for path, data in (
        ("members/new", {"user_id": user_id}),
        ("cases/new", {"case_id": case.rsplit("/", 1)[1]}),
        ("pack/make", {}),
    ):
        sent = coordinator.post(f"{address}/{path}", data=data)
        assert sent.status_code == 302, path
    return address


@pytest.fixture
def page(coordinator, meeting):
    return PAGE.search(coordinator.get(meeting).text).group()


def confirmed(coordinator, page, **more):
    shown = coordinator.get(page).text
    data = {
        "text": TEXT.search(shown).group(1).strip(), "read": "yes",
        "seen": FIELD.search(shown).group(1), **more,
    }  # fmt: skip
    return coordinator.post(page, data=data)


def opened(coordinator, meeting, page):
    assert confirmed(coordinator, page).status_code == 302
    seen = FIELD.search(coordinator.get(meeting).text).group(1)
    sent = coordinator.post(f"{meeting}/pack/open", data={"seen": seen})
    assert sent.status_code == 302


def test_a_member_reads_pseudonyms_and_no_name(coordinator, member, meeting, page):
    assert "no papers to read" in member.get(meeting).text
    assert "Nothing to read" in member.get(f"{meeting}/pack").text
    opened(coordinator, meeting, page)
    pack = member.get(f"{meeting}/pack").text
    code = CODE.search(coordinator.get(page).text).group(1)
    assert code in pack
    assert "[the child] was found in the morning by [name] at [an address]" in pack
    assert not any(name in pack for name in set(NAMES) - {"morning"})
    assert not any(name in member.get(meeting).text for name in NAMES)


def test_the_front_page_says_what_waits_to_be_read(coordinator, member, meeting, page):
    assert "waits to be read before the panel" in coordinator.get("/").text
    assert "papers of a panel meeting" not in member.get("/").text
    opened(coordinator, meeting, page)
    assert "waits to be read before the panel" not in coordinator.get("/").text
    assert "The papers of a panel meeting are ready" in member.get("/").text


def test_the_one_who_prepares_sees_what_was_marked(coordinator, page):
    shown = coordinator.get(page).text
    assert "<mark>Ella</mark>" in shown
    assert "Ella" not in TEXT.search(shown).group(1)


def test_a_page_that_tells_comes_back_with_its_words(coordinator, page):
    sent = confirmed(coordinator, page, text="Ella slept well")
    assert sent.status_code == 422
    assert "line 1: name" in sent.text
    assert "Ella slept well" in sent.text


def test_a_conflict_of_interest_takes_the_page_away(coordinator, member, meeting, page):
    opened(coordinator, meeting, page)
    pack = member.get(f"{meeting}/pack").text
    address = re.search(r'href="([^"]+/conflict)"', pack).group(1)
    assert (
        member.post(address, data={"kind": "own patient or client"}).status_code == 302
    )
    assert "Nothing to read" in member.get(f"{meeting}/pack").text


def test_a_member_opens_nothing_that_prepares(member, case, meeting, page):
    for address in (page, case, f"{case}/analysis", f"{meeting}/change", "/panels/new"):
        assert member.get(address).status_code in (403, 404), address
    for deed in ("pack/make", "pack/open", "pack/back", "end"):
        assert member.post(f"{meeting}/{deed}").status_code in (403, 404), deed


def test_a_member_of_another_meeting_finds_nothing(app, meeting):
    stranger = client_for(app, "cdop_panel", body="elsewhere")
    assert "No meeting here" in stranger.get("/panels/").text
    assert stranger.get(meeting).status_code == 404
    assert stranger.get(f"{meeting}/pack").status_code == 404


@pytest.mark.parametrize("role", sorted(set(OTHERS) - {"cdop_panel"}))
def test_no_other_role_reaches_the_panel(app, role, coordinator, meeting):
    other = client_for(app, role)
    assert other.get("/panels/").status_code == 403
    assert other.get(f"{meeting}/pack").status_code == 403


def test_an_analysis_is_written_on_its_pages(coordinator, case):
    assert "Nothing is written yet" in coordinator.get(f"{case}/analysis").text
    for path, data in (
        ("words", {"summary": "Found after sleep", "seen": "0"}),
        ("categories", {"ticked": ["10", "6"], "seen": "1"}),
        (
            "factors/new",
            {
                "domain": "C: the physical environment", "factor": "unsafe sleeping",
                "value": "2", "modifiable": "yes", "text": "A soft place to sleep",
            },
        ),
        ("finish", {"seen": "3"}),
    ):  # fmt: skip
        sent = coordinator.post(f"{case}/analysis/{path}", data=data)
        assert sent.status_code == 302, (path, sent.text)
    shown = coordinator.get(f"{case}/analysis").text
    assert "6. Chronic medical condition" in shown
    assert "Modifiable factors identified" in shown


def test_a_recommendation_that_tells_is_refused_on_its_page(coordinator, case):
    address = f"{case}/recommendations/new"
    sent = coordinator.post(
        address, data={"text": "As for Ella Testname", "owner": "police"}
    )
    assert sent.status_code == 422
    assert "must tell nobody" in sent.text
    sent = coordinator.post(
        address, data={"text": "Offer a visit on safer sleep", "owner": "police"}
    )
    assert sent.status_code == 302
    assert "Offer a visit" in coordinator.get(f"{case}/analysis").text
    form = coordinator.get(f"{case}/analysis").text
    assert "into the action log" in form
