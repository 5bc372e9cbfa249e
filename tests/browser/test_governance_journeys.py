"""What a manager, an owner, a chair and a director do with plans, page by page."""

from datetime import date, timedelta
from io import BytesIO

import pytest
import time_machine
from docx import Document
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from accord.seeds import havering as paper
from accord.seeds import thurrock
from kit import clock, pdf
from kit.web import filters
from partnership.brag.model import Brag
from tests.support.clicks import (
    back,
    cells,
    date_in,
    follow,
    go,
    press,
    refused,
    told,
)
from tests.support.plans import POLICE as OWNER

POLICE = {"agency": "police"}
ICB = {"agency": "icb"}
PHONE, DESK = 320, 1280
AS_AT = "28 February 2022"
EVIDENCE = "Twelve of twelve files show that the child was asked"


@pytest.fixture
def thurrocks(served):
    """Thurrock with the five plans its committee heard of."""
    made = served("thurrock")
    thurrock.load(made.app.extensions["accord"].database)
    return made


def test_a_manager_takes_the_plans_to_the_committee(thurrocks):
    page = thurrocks.comes("business_manager")
    go(page, "Plans")
    thurrocks.seen(page, "journey-1-plans", PHONE, DESK)
    for name, blue, green, amber, every in (
        ("Frankie", 11, 0, 3, 14),
        ("Sam and Kyle", 16, 0, 2, 18),
        ("Leo", 1, 4, 9, 14),
        ("Peer review", 23, 0, 3, 26),
        ("All known", 51, 4, 17, 72),
    ):
        split = [str(each) for each in (blue, green, amber, 0, every)]
        assert cells(page, name)[2:7] == split, name
    told(page, "Not known, and left out of the sum")
    follow(page, "written reports")
    press(page, "Write a report")
    write_report(thurrocks, page)
    look_at_report(page)
    thurrocks.seen(page, "journey-1-report", PHONE, DESK)
    press(page, "Issue and lock this report")
    told(page, "Issued and locked")
    read_word(download(page, "Download for Word (docx)"))
    if pdf.available() is None:
        read_pdf(download(page, "Download as PDF"))


def write_report(at, page: Page) -> None:
    press(page, "Store the draft")
    refused(page, "The title is needed")
    at.seen(page, "journey-1-errors", PHONE, DESK)
    page.get_by_label("Title", exact=True).fill("Action plans, red to blue")
    page.get_by_label("Committee or body").fill("Overview and Scrutiny Committee")
    date_in(page, "Figures as at the end of", date(2022, 2, 28))
    page.get_by_label("To note").check()
    page.get_by_label("Recommendations", exact=True).fill("Consider the report")
    page.get_by_label("Author's post").fill("Business manager")
    page.get_by_label("Sponsor's post").fill("Corporate Director")
    page.get_by_label("Wards affected").fill("All")
    page.get_by_label("Non-key").check()
    press(page, "Store the draft")


def look_at_report(page: Page) -> None:
    told(page, f"as at {AS_AT}")
    assert cells(page, "All known") == ["All known", "51", "4", "17", "0", "72"]
    dated = page.get_by_role("table", name="With a due date and a forecast")
    rows = dated.locator("tbody tr")
    expect(rows).to_have_count(17)
    assert "Missing" not in dated.inner_text()
    told(page, "With a date missing: none")


def download(page: Page, name: str) -> bytes:
    with page.expect_download() as begun:
        follow(page, name)
    return begun.value.path().read_bytes()


def read_word(content: bytes) -> None:
    word = Document(BytesIO(content))
    assert AS_AT in word.sections[0].header.paragraphs[0].text
    rows = [[c.text for c in row.cells] for t in word.tables for row in t.rows]
    assert ["All known", "51", "4", "17", "0", "72"] in rows
    assert any(row[0].endswith("Shay and Ashley") for row in rows)


def read_pdf(content: bytes) -> None:
    read = PdfReader(BytesIO(content))
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert read.metadata.title == "Action plans, red to blue"
    assert AS_AT in " ".join(page.extract_text() for page in read.pages)


@pytest.fixture
def group(served):
    """The Case Review Group, whose plan of 14 actions changed since it met last."""
    made = served("havering")
    paper.load(made.app.extensions["accord"].database)
    work, today = made.governance, clock.now()
    work.seat_partners("case-review-group", date(2019, 9, 30))
    with time_machine.travel(today - timedelta(days=90)):
        acts = work.plan("LEO", (1, 4, 9), title="Leo", body_slug="case-review-group")
    with time_machine.travel(today - timedelta(days=28)):
        work.held("case-review-group", "Autumn meeting", clock.now())
    with time_machine.travel(today - timedelta(days=7)):
        for each in acts[1:3]:
            work.plans.do("ask_close", each, by=OWNER, reason="All are trained")
        work.plans.do("update", acts[9], by=OWNER, note="Half of them are trained")
    work.meeting("case-review-group", "Winter meeting", today - timedelta(minutes=5))
    return made


def test_a_group_closes_what_it_agrees_to_and_the_rest_stays_open(group):
    page = group.comes("group_chair", body="case-review-group")
    follow(page, "Case Review Group: Winter meeting")
    everybody_came(page)
    follow(page, "actions")
    told(page, "B Embedded 1, G Complete 4, A Started 9")
    told(page, "3 of 14 changed since")
    group.seen(page, "journey-3-meeting", PHONE, DESK)
    only_changes_are_marked(page)
    settle(group, page)
    told(page, "The decision is recorded")
    group.seen(page, "journey-3-settled", PHONE, DESK)
    assert "Closed" in cells(page, "HAV-LEO-002")[6]
    assert "Stays open" in cells(page, "HAV-LEO-003")[6]
    follow(page, "HAV-LEO-003")
    told(page, "Body did not agree to close")
    told(page, "The re-audit is thin")
    expect(page.locator("main")).not_to_contain_text("by decision")
    page.go_back()
    follow(page, "CASE-REVIEW-GROUP-" + f"{clock.today().year}-01")
    told(page, "Close 1 action: HAV-LEO-002")
    told(page, "Decided")
    group.seen(page, "journey-3-decision")


def everybody_came(page: Page) -> None:
    press(page, "Note who came")
    for each in page.get_by_role("radio", name="Present").all():
        each.check()
    press(page, "Save")
    told(page, "Could decide")


def only_changes_are_marked(page: Page) -> None:
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(14)
    for number, row in enumerate(rows.all(), 1):
        marked = "Changed" in row.inner_text()
        assert marked == (number in {2, 3, 10}), number


def settle(at, page: Page) -> None:
    press(page, "Take down the body's word")
    refused(page, "Choose for one action at least")
    agreed = page.get_by_role("group", name="HAV-LEO-002")
    agreed.get_by_label("Agree", exact=True).check()
    left = page.get_by_role("group", name="HAV-LEO-003")
    left.get_by_label("Leave open").check()
    page.get_by_label("Why HAV-LEO-003 stays open").fill("The re-audit is thin")
    press(page, "Take down the body's word")
    refused(page, "has not agreed")
    at.seen(page, "journey-3-not-agreed", PHONE, DESK)
    for partner in ("Local authority", "Integrated care board", "Police"):
        where = page.get_by_role("group", name=partner, exact=True)
        where.get_by_label("Agree", exact=True).check()
    press(page, "Take down the body's word")


@pytest.fixture
def havering(served):
    return served("havering")


def test_an_action_is_blue_only_when_another_agency_says_so(havering):
    plans = havering.governance.plans
    plans.action(plans.plan(), title="Ask the child at each visit", brag=Brag.GREEN)
    owner = havering.comes("partner_representative", **POLICE)
    go(owner, "Actions")
    follow(owner, "HAV-CRG-001")
    without_evidence_it_is_refused(havering, owner)
    add_evidence(havering, owner)
    propose(owner)
    told(owner, "The other agency is asked")
    nobody_confirms_alone(havering, owner)
    another_agency_confirms(havering)
    owner.reload()
    told(owner, "B Embedded")
    told(owner, "Check again on")
    havering.seen(owner, "journey-5-blue", PHONE, DESK)
    with time_machine.travel(clock.now() + timedelta(days=185)):
        later = havering.comes("partner_representative", **POLICE)
        told(later, "To check again")
        follow(later, "1 action embedded and due for a re-check")
        assert "B Embedded" in cells(later, "HAV-CRG-001")


def without_evidence_it_is_refused(at, owner: Page) -> None:
    follow(owner, "Say how it goes")
    expect(owner.get_by_role("radio", name="B Embedded")).to_have_count(0)
    expect(owner.get_by_role("radio", name="G Complete")).to_have_count(1)
    owner.go_back()
    propose(owner)
    refused(owner, "Add dated evidence first")
    at.seen(owner, "journey-5-no-evidence", PHONE, DESK)
    back(owner)


def propose(owner: Page) -> None:
    follow(owner, "Propose it as embedded")
    owner.get_by_label("Agency to ask").select_option("icb")
    press(owner, "Ask for confirmation")


def add_evidence(at, owner: Page) -> None:
    follow(owner, "Add evidence")
    owner.get_by_label("Re-audit result").check()
    owner.get_by_label("What it shows, and where it is kept").fill(EVIDENCE)
    date_in(owner, "Date of the evidence", clock.today() + timedelta(days=1))
    press(owner, "Add the evidence")
    refused(owner, "Evidence cannot be of a day to come")
    at.seen(owner, "journey-5-evidence")
    date_in(owner, "Date of the evidence", clock.today())
    press(owner, "Add the evidence")
    told(owner, EVIDENCE)


def nobody_confirms_alone(at, owner: Page) -> None:
    link = owner.get_by_role("link", name="Confirm that it is embedded")
    expect(link).to_have_count(0)
    here = owner.url
    owner.goto(f"{here}/confirm")
    told(owner, "not here")
    owner.goto(here)
    manager = at.comes("business_manager")
    manager.goto(here)
    follow(manager, "Confirm that it is embedded")
    press(manager, "Confirm")
    refused(manager, "A second person, from another agency than the owner's")
    at.seen(manager, "journey-5-not-another-agency")


def another_agency_confirms(at) -> None:
    nurse = at.comes("partner_representative", **ICB)
    at.seen(nurse, "journey-5-front")
    follow(nurse, "1 action proposed as embedded")
    follow(nurse, "HAV-CRG-001")
    follow(nurse, "Confirm that it is embedded")
    told(nurse, EVIDENCE)
    press(nurse, "Confirm")
    told(nurse, "It is checked again in six months")


def test_the_second_of_two_writers_sees_the_first_and_keeps_the_words(havering):
    plans = havering.governance.plans
    today = clock.today()
    made = plans.action(plans.plan(), due=today, forecast=today)
    first = havering.comes("partner_representative", **POLICE)
    second = havering.comes("business_manager")
    for page in (first, second):
        page.goto(f"/actions/{made}")
        follow(page, "Say how it goes")
    first.get_by_label("How it goes").fill("Ten of twelve teams are trained")
    press(first, "Store the update")
    told(first, "The update is stored")
    second.get_by_label("How it goes").fill("The last two teams have a day in May")
    second.get_by_label("G Complete").check()
    press(second, "Store the update")
    told(second, "Somebody changed this action while you were writing")
    told(second, "Ten of twelve teams are trained")
    kept = second.get_by_label("How it goes")
    expect(kept).to_have_value("The last two teams have a day in May")
    havering.seen(second, "journey-5-two-writers", PHONE, DESK)
    press(second, "Store the update")
    told(second, "The update is stored")
    for words in ("Ten of twelve teams", "The last two teams", filters.day(today)):
        told(second, words)
