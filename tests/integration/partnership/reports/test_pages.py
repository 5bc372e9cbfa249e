"""Pages and files of reports: a draft, its lock, Word and PDF."""

from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader

from kit import clock, pdf
from kit.web import filters
from tests.support.people import client_for

COVER = {
    "title": "Action plans of reviews",
    "committee": "Scrutiny Committee",
    "purpose": "note",
    "author_post": "Business manager",
    "sponsor_post": "Director",
    "wards": "All",
    "is_key": "no",
    "recommendations": "Consider the report\r\nAsk again in a year",
    "financial": "None beyond the budget",
    "financial_by": "Head of finance",
}


@pytest.fixture
def manager(app):
    return client_for(app, "business_manager")


@pytest.fixture
def scrutineer(app):
    return client_for(app, "scrutineer")


def test_the_first_page_says_what_reports_are(manager):
    assert "Write the first report" in manager.get("/reports/").text


def test_faults_are_shown_and_what_was_typed_is_kept(manager):
    sent = {**COVER, "title": "", "as_at-day": 31, "as_at-month": 2, "as_at-year": 2026}
    page = manager.post("/reports/new", data=sent)
    assert page.status_code == 422
    assert "The title is needed" in page.text
    assert "The day must be a real date" in page.text
    assert "Ask again in a year" in page.text


def test_a_report_is_drafted_issued_and_locked(filled, manager, scrutineer):
    made = manager.post("/reports/new", data={**COVER, "wards": ""}).location
    assert scrutineer.get(made).status_code == 404
    assert COVER["title"] not in scrutineer.get("/reports/").text
    page = manager.get(made).text
    assert "Before it can be issued, say: the wards affected" in page
    early = manager.post(f"{made}/issue", data={"version": 1})
    assert early.status_code == 409
    changed = manager.post(f"{made}/change", data={**COVER, "version": 1})
    assert changed.status_code == 302
    assert manager.post(f"{made}/issue", data={"version": 2}).status_code == 302
    assert manager.get(f"{made}/change").status_code == 200
    again = manager.post(f"{made}/change", data={**COVER, "version": 3})
    assert again.status_code == 409
    page = scrutineer.get(made).text
    assert "Issued and locked" in page
    for said in ("<strong>72</strong>", "Head of finance", "HAV-LEO", "Not known"):
        assert said in page
    assert COVER["title"] in scrutineer.get("/reports/reports.csv").text
    assert scrutineer.get(f"{made}/actions.csv").text.count("HAV-PEER-") == 26
    assert scrutineer.get("/reports/new").status_code == 403


def test_the_second_of_two_writers_sees_the_first_and_keeps_her_text(manager):
    made = manager.post("/reports/new", data=COVER).location
    first = {**COVER, "version": 1, "wards": "Two wards"}
    assert manager.post(f"{made}/change", data=first).status_code == 302
    second = {**COVER, "version": 1, "background": "My long list"}
    page = manager.post(f"{made}/change", data=second)
    assert page.status_code == 409
    assert "Two wards" in page.text
    assert "My long list" in page.text
    assert 'name="version" value="2"' in page.text


def test_the_word_file_carries_day_title_language_and_sums(filled, manager):
    made = manager.post("/reports/new", data=COVER).location
    answer = manager.get(f"{made}/report.docx")
    word = Document(BytesIO(answer.data))
    day = f"as at {filters.day(clock.today())}"
    assert word.core_properties.title == COVER["title"]
    assert word.core_properties.language == "en-GB"
    assert day in word.sections[0].header.paragraphs[0].text
    assert any(day in each.text for each in word.paragraphs)
    headings = [p.text for p in word.paragraphs if p.style.name == "Heading 2"]
    assert headings[0] == "Recommendations"
    cells = [[c.text for c in row.cells] for t in word.tables for row in t.rows]
    assert ["All known", "51", "4", "17", "0", "72"] in cells
    assert "report-as-at-" in answer.headers["Content-Disposition"]


@pytest.mark.skipif(pdf.available() is not None, reason="no PDF library parts here")
def test_the_pdf_is_tagged_and_carries_title_language_and_day(filled, manager):
    made = manager.post("/reports/new", data=COVER).location
    read = PdfReader(BytesIO(manager.get(f"{made}/report.pdf").data))
    root = read.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "en-GB"
    assert read.metadata.title == COVER["title"]
    text = " ".join(page.extract_text() for page in read.pages)
    assert f"as at {filters.day(clock.today())}" in text
    assert "All known" in text


def test_where_pdf_cannot_be_written_the_page_says_what_to_install(
    manager, monkeypatch
):
    monkeypatch.setattr(pdf, "available", lambda: "Ask somebody to install the parts")
    made = manager.post("/reports/new", data=COVER).location
    page = manager.get(made).text
    assert "Ask somebody to install the parts" in page
    assert "report.docx" in page
    assert "report.pdf" not in page
    assert manager.get(f"{made}/report.pdf").status_code == 503
