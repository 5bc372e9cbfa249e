"""The alignment page: what is agreed, what drifts, and why, in place."""

import csv
import io
from datetime import timedelta

import pytest
from pypdf import PdfReader
from sqlalchemy import update

from kit import clock, pdf
from leadership.alignment.model import ReceivedPosition
from partnership.access import Role
from tests.support.alignment import TODAY, a_position, joined, publish, take


@pytest.fixture
def told(database, three_boroughs):
    publish(database)
    take(
        database,
        a_position(),
        a_position(source="barking-and-dagenham"),
        a_position(source="redbridge", told="varied"),
    )
    return database


def read(client, address):
    return list(csv.DictReader(io.StringIO(client.get(address).text.lstrip("\ufeff"))))


def test_the_page_teaches_before_anything_is_published(leader):
    page = leader.get("/alignment/").text
    assert "No standard is published yet" in page
    assert "No programme is laid out yet" in page


def test_reasons_open_in_place(leader, told):
    page = leader.get("/alignment/").text
    assert "2 adopted, 1 varied" in page
    assert page.count("<details") == 4
    assert "Why of redbridge" in page
    assert "in other words: Our words. Shorter" in page
    assert "Learning group" in page


def test_a_borough_that_is_silent_shows_stale_with_its_last_date(leader, told):
    joined(told, TODAY - timedelta(days=400))
    long_ago = clock.now() - timedelta(days=200)
    with told.transaction() as session:
        session.execute(
            update(ReceivedPosition)
            .where(ReceivedPosition.source == "redbridge")
            .values(applied_at=long_ago)
        )
    page = leader.get("/alignment/?state=drift").text
    assert "Stale" in page
    day = clock.london_day(long_ago)
    assert f"{day.day} {day:%B %Y}" in page
    rows = {row["Borough"]: row for row in read(leader, "/alignment/alignment.csv")}
    assert rows["Redbridge"]["Drift"] == "Stale"
    assert rows["Redbridge"]["Comes to"] == "Drift"
    assert rows["Havering"]["Comes to"] == "Aligned"


def test_filters_take_closed_words_and_ignore_others(leader, told):
    publish(told, "courses")
    assert "1 standard of 2" in leader.get("/alignment/?kind=audit_tool").text
    assert "1 standard of 2" in leader.get("/alignment/?state=agreed_difference").text
    assert (
        "2 standards" in leader.get("/alignment/?kind=nonsense&state=x&period=y").text
    )


def test_the_tables_are_there_as_csv(leader, told):
    rows = read(leader, "/alignment/alignment.csv")
    assert [(r["Borough"], r["Position"], r["Items that differ"]) for r in rows] == [
        ("Barking and Dagenham", "Adopted", "0"),
        ("Havering", "Adopted", "0"),
        ("Redbridge", "Varied", "1"),
    ]
    changes = read(leader, "/alignment/changes.csv?period=month")
    assert len(changes) == 4


def test_one_standard_shows_every_position_so_far(leader, told):
    take(told, a_position(2, told="declined"))
    page = leader.get("/alignment/of/case-audit").text
    assert "Havering: declined, version 1" in page
    assert "Havering: adopted, version 1" in page
    assert leader.get("/alignment/of/nothing").status_code == 404


def test_a_draft_is_no_standard_of_the_matrix(leader, told):
    leader.post("/standards/of/courses/draft")
    assert "1 standard<" in leader.get("/alignment/").text.replace("\n", "")
    assert leader.get("/alignment/of/courses").status_code == 404


@pytest.mark.skipif(
    pdf.available() is not None, reason="parts of the system are not installed"
)
def test_the_pdf_is_one_page(leader, told):
    for name in ("courses", "rapid-review", "section-11", "threshold", "child-deaths"):
        publish(told, name)
        long = "Because the way we work here is another one for good reasons. " * 3
        for source in ("havering", "redbridge"):
            take(
                told,
                a_position(source=source, told="varied", standard=name, why=long),
            )
    leader.post("/alignment/programme/begin", data=days())
    answer = leader.get("/alignment/alignment.pdf")
    assert answer.content_type == "application/pdf"
    read = PdfReader(io.BytesIO(answer.data))
    text = read.pages[0].extract_text()
    assert len(read.pages) == 1
    assert "Agreed difference" in text
    assert "Scrutineer" in text


def days():
    return {
        f"{name}-{part}": value
        for name, day in (
            ("starts_on", TODAY),
            ("shadow_on", TODAY),
            ("report_on", TODAY + timedelta(days=500)),
        )
        for part, value in (("day", day.day), ("month", day.month), ("year", day.year))
    }


def test_without_the_parts_for_pdf_the_page_says_so(leader, told, monkeypatch):
    monkeypatch.setattr(pdf, "available", lambda: "Ask whoever runs this server")
    page = leader.get("/alignment/").text
    assert "PDF files cannot be written here yet" in page
    assert leader.get("/alignment/alignment.pdf").status_code == 503


def test_an_administrator_does_not_open_it(sign_in, told):
    client = sign_in(Role.LEADERSHIP_ADMINISTRATOR)
    assert client.get("/alignment/").status_code == 403


def test_drift_and_new_positions_are_on_the_front_page(leader, told):
    assert "Varied, version 1" in leader.get("/").text
    publish(told, version=2, days=61)
    assert "Havering on 1 standard" in leader.get("/").text
