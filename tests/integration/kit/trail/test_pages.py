"""The trail's page: who sees which rows, how they are found, and never content."""

import csv
import io
from pathlib import Path

import pytest
from sqlalchemy import select, update

from kit import clock
from kit.trail import denials, inspection, protection, service
from kit.trail.model import Outcome, TrailPeerHead, TrailRow, TrailWitness
from tests.support.apps import maker
from tests.support.people import client_for
from tests.support.settings import some_settings
from tests.support.trails import fill

READERS = ["administrator", "business_manager", "scrutineer"]
ONLY_OWN = ["partner_representative", "training_participant"]
OTHERS = ["analyst", "group_chair", "cdop_panel"]


@pytest.fixture
def app(sqlite_database, tmp_path):
    return maker("borough", sqlite_database, tmp_path)()


@pytest.fixture
def database(app):
    return app.extensions["accord"].database


def as_role(app, role):
    agency = "police" if role == "partner_representative" else None
    body = "partnership-group" if role == "group_chair" else None
    return client_for(app, role, agency=agency, body=body)


def note(database, **words):
    with database.transaction() as session:
        service.record(
            session, **{"act": "figure.entered", "resource": "indicators_raw", **words}
        )


def records_on(page):
    """The record ids of the rows shown, in their order."""
    return [
        line.split("<")[0]
        for line in page.text.split('<span class="govuk-hint">')[1:]
        if line.startswith("R-")
    ]


@pytest.mark.parametrize("role", READERS)
def test_those_who_tend_and_scrutinise_see_every_act(app, database, role):
    note(database, record="R-1")
    page = as_role(app, role).get("/trail/")
    assert page.status_code == 200
    assert records_on(page) == ["R-1"]


@pytest.mark.parametrize("role", OTHERS)
def test_others_do_not_see_it(app, role):
    assert as_role(app, role).get("/trail/").status_code == 403


@pytest.mark.parametrize("role", ONLY_OWN)
def test_who_reads_only_their_own_sees_their_own_acts(app, database, role):
    client = as_role(app, role)
    note(database, record="R-1")
    assert records_on(client.get("/trail/")) == []
    assert "Everybody" not in client.get("/trail/").text
    signed_in = client.get("/trail/?person=host")
    assert records_on(signed_in) == []
    assert "R-1" not in client.get("/trail/trail.csv").text


def test_leaderships_administrator_sees_leaderships(sqlite_database, tmp_path):
    app = maker("leadership", sqlite_database, tmp_path)()
    note(app.extensions["accord"].database, record="R-1")
    client = client_for(app, "leadership_administrator")
    assert records_on(client.get("/trail/")) == ["R-1"]
    assert client_for(app, "leadership_member").get("/trail/").status_code == 403


def test_a_new_trail_teaches_what_will_be_there(app, monkeypatch):
    client = client_for(app, "scrutineer")
    page = client.get("/trail/?act=figure.entered").text
    assert "Nothing like this was done" in page
    assert "Not verified yet" in page
    assert "None yet" in page


FOUND = {
    "act=return.released": ["R-3"],
    "resource=standards": ["R-2"],
    "record=R-1": ["R-1"],
    "outcome=refused": ["R-2"],
    "person=host&act=figure.entered": ["R-2", "R-1"],
    "since-day=1&since-month=1&since-year=2020&record=R-3": ["R-3"],
    "until-day=1&until-month=1&until-year=2020": [],
    "record=R-9": [],
}


@pytest.mark.parametrize("asked", FOUND)
def test_acts_are_found_by(asked, app, database):
    note(database, record="R-1")
    note(database, record="R-2", resource="standards", outcome=Outcome.REFUSED)
    note(database, record="R-3", act="return.released")
    page = client_for(app, "scrutineer").get(f"/trail/?{asked}")
    assert records_on(page) == FOUND[asked]


def test_a_day_is_a_day_in_london(app, database, monkeypatch):
    midnight = clock.parse_iso("2026-07-01T00:30:00+01:00")
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now", lambda: midnight)
        note(database, record="R-1")
    client = client_for(app, "scrutineer")
    the_first = "-day=1&{0}-month=7&{0}-year=2026"
    for word in ("since", "until"):
        page = client.get(f"/trail/?{word}{the_first.format(word)}&record=R-1")
        assert records_on(page) == ["R-1"]
    last_of_june = "until-day=30&until-month=6&until-year=2026&record=R-1"
    assert records_on(client.get(f"/trail/?{last_of_june}")) == []


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("record=Ann+Example", "Names are not in the trail"),
        ("outcome=lost", "Choose one of the outcomes"),
        ("since-day=31&since-month=2&since-year=2026", "must be a real date"),
        (
            "since-day=2&since-month=2&since-year=2026"
            "&until-day=1&until-month=2&until-year=2026",
            "To must be the same day as From or later",
        ),
    ],
)
def test_a_question_that_cannot_be_asked_says_why(asked, said, app):
    page = client_for(app, "scrutineer").get(f"/trail/?{asked}")
    assert page.status_code == 422
    assert "There is a problem" in page.text
    assert said in page.text


def test_a_long_trail_is_turned_page_by_page(app, database):
    with database.transaction() as session:
        for number in range(250):
            service.record(
                session,
                act="figure.entered",
                resource="standards",
                record=f"R-{number}",
            )
    client = client_for(app, "scrutineer")
    seen, address = [], "/trail/?act=figure.entered"
    while address:
        page = client.get(address)
        assert len(records_on(page)) <= 200
        seen += records_on(page)
        older = page.text.split('rel="next"')[0].rsplit('href="', 1)[-1]
        address = (
            older.split('"')[0].replace("&amp;", "&")
            if 'rel="next"' in page.text
            else ""
        )
    assert seen == [f"R-{number}" for number in range(249, -1, -1)]


def test_details_about_people_are_named_and_not_shown(app, database):
    note(database, record="R-1", detail={"count": 3, "address-hash": "abc123"})
    client = client_for(app, "administrator")
    for page in (client.get("/trail/").text, client.get("/trail/trail.csv").text):
        assert "count 3" in page
        assert "address-hash (not shown)" in page
        assert "abc123" not in page


def test_the_csv_holds_what_the_page_found_and_is_itself_an_act(app, database):
    for number in range(3):
        note(database, record=f"R-{number}")
    client = client_for(app, "scrutineer")
    answer = client.get("/trail/trail.csv?record=R-1")
    [header, row] = csv.reader(io.StringIO(answer.text.lstrip("\ufeff")))
    assert dict(zip(header, row, strict=True))["Record"] == "R-1"
    page = client.get("/trail/?act=trail.exported").text
    assert "count 1" in page


def test_the_page_says_whether_the_trail_is_whole_and_who_witnesses_it(app, database):
    fill(database, 5)
    settings = some_settings("havering", database_folder(database))
    assert inspection.inspect(database, settings).whole
    with database.transaction() as session:
        row = session.get_one(TrailRow, 5)
        head = {"n": 5, "raw": "raw"}
        now = clock.now()
        session.add_all(
            [
                TrailWitness(member="leadership", hash=row.hash, heard_at=now, **head),
                TrailWitness(member="redbridge", hash="0", heard_at=now, **head),
                TrailPeerHead(member="redbridge", hash="0", received_at=now, **head),
            ]
        )
    page = client_for(app, "administrator").get("/trail/").text
    assert "Verified from row 1 through row 5" in page
    assert "Row 5" in page
    assert "NO: our row is another" in page
    assert "We are the witness of redbridge (row 5" in page
    assert "barking-and-dagenham" in page


def test_a_broken_trail_is_told_on_every_page_of_those_who_tend_it(app, database):
    fill(database, 5)
    with database.engine.begin() as connection:
        protection.take_down(connection)
        connection.execute(
            update(TrailRow).where(TrailRow.n == 3).values(detail="[", at="never")
        )
    settings = some_settings("havering", database_folder(database))
    inspection.inspect_at_start(database, settings)
    administrator = client_for(app, "administrator")
    assert "The audit trail is broken" in administrator.get("/").text
    assert "broken at row 3" in administrator.get("/trail/").text
    assert "trail is broken" not in client_for(app, "analyst").get("/").text


def database_folder(database):
    return Path(database.url.removeprefix("sqlite:///")).parent


def test_rows_that_were_tampered_with_are_still_shown(app, database):
    fill(database, 3)
    with database.engine.begin() as connection:
        protection.take_down(connection)
        connection.execute(
            update(TrailRow).values(
                detail="[", at="never", outcome="lost", actor_id="x-y"
            )
        )
    page = client_for(app, "administrator").get("/trail/")
    assert page.status_code == 200
    assert "unreadable" in page.text


def test_who_is_refused_a_page_is_written_down(app, database):
    assert as_role(app, "analyst").get("/trail/").status_code == 403
    [row] = denied(database)
    assert (row.role, row.resource, row.outcome) == ("analyst", "trail", "refused")
    assert row.detail == '{"endpoint": "trail.index", "reason": "not-allowed"}'


def test_what_is_not_there_or_not_theirs_is_written_down_alike(app, database):
    missing = "019ab000-0000-7000-8000-000000000009"
    client = client_for(app, "business_manager")
    assert client.get(f"/returns/{missing}").status_code == 404
    [row] = denied(database)
    assert (row.resource, row.record) == ("indicators_released", missing)


def test_strangers_and_mistyped_addresses_leave_no_row(app, database):
    assert app.test_client().get("/trail/").status_code == 302
    assert client_for(app, "analyst").get("/no-such-page").status_code == 404
    assert denied(database) == []


def test_a_refusal_stands_even_where_it_cannot_be_written(app, database):
    client = client_for(app, "analyst")
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE trail_row RENAME TO gone")
    assert client.get("/trail/").status_code == 403


def denied(database):
    with database.reading() as session:
        wanted = select(TrailRow.__table__).where(TrailRow.act == denials.DENIED)
        return session.execute(wanted).all()
