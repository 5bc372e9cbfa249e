"""The programme is laid out once, and each row changes under the eyes of all."""

import csv
import io
from datetime import date, timedelta

import pytest

from kit import clock
from kit.errors import Invalid, NotAllowed
from leadership.db import METADATAS
from leadership.programme import queries, service
from leadership.programme.model import (
    AlreadyBegun,
    Lane,
    RowChanged,
    Said,
    State,
    UnknownRow,
)
from partnership.access import Role
from tests.support.boroughs import a_person

LEADER, CLERK = (
    a_person("leadership_member", 1),
    a_person("leadership_administrator", 2),
)
TODAY = clock.today()
DAYS = {
    "starts_on": date(2019, 1, 31),
    "shadow_on": date(2019, 4, 1),
    "report_on": date(2020, 10, 1),
}


@pytest.fixture
def there(any_database):
    return any_database("leadership", METADATAS)


def begin(database, by=LEADER, **days):
    with database.transaction() as session:
        service.begin(session, by=by, **{**DAYS, **days})


def rows(database):
    with database.reading() as session:
        return queries.rows(session)


def test_it_is_laid_out_with_nine_months_and_a_shadow_year(there):
    begin(there)
    laid = [(e.lane, e.from_on, e.until_on) for e in rows(there)]
    nine = (date(2019, 1, 31), date(2019, 10, 31))
    assert laid == [
        (Lane.AUDIT, *nine),
        (Lane.DATA, *nine),
        (Lane.TRAINING, *nine),
        (Lane.SHADOW_YEAR, date(2019, 4, 1), date(2020, 4, 1)),
        (Lane.SHADOW_YEAR, None, date(2020, 4, 1)),
        (Lane.SHADOW_YEAR, None, date(2020, 10, 1)),
    ]


def test_it_is_laid_out_once(there):
    begin(there)
    with pytest.raises(AlreadyBegun):
        begin(there)
    assert len(rows(there)) == 6


def test_a_row_is_changed_by_whoever_saw_it_last(there):
    begin(there)
    report = rows(there)[-1]
    done = Said(
        lane=report.lane, title=report.title, until_on=report.until_on, state=State.DONE
    )
    assert report.is_late
    with there.transaction() as session:
        service.change(session, row_id=report.id, seen=1, said=done, by=LEADER)
    assert not rows(there)[-1].is_late
    with pytest.raises(RowChanged), there.transaction() as session:
        service.change(session, row_id=report.id, seen=1, said=done, by=LEADER)


def test_a_row_does_not_end_before_it_begins(there):
    said = Said(lane=Lane.DATA, title="Set", from_on=TODAY, until_on=TODAY)
    with there.transaction() as session:
        service.add(session, said=said, by=LEADER)
    wrong = Said(
        lane=Lane.DATA, title="Set", from_on=TODAY, until_on=TODAY - timedelta(days=1)
    )
    with pytest.raises(Invalid), there.transaction() as session:
        service.add(session, said=wrong, by=LEADER)
    assert len(rows(there)) == 1


def test_nobody_else_changes_it(there):
    with pytest.raises(NotAllowed):
        begin(there, by=CLERK)
    begin(there)
    said = Said(lane=Lane.DATA, title="Set", until_on=TODAY)
    with pytest.raises(UnknownRow), there.transaction() as session:
        service.change(session, row_id=clock.new_id(), seen=1, said=said, by=LEADER)


def sent(**days):
    return {
        f"{name}-{part}": getattr(day, part)
        for name, day in {**DAYS, **days}.items()
        for part in ("day", "month", "year")
    }


def test_the_pages_lay_out_change_and_refuse_an_older_look(leader):
    assert "Nothing is laid out yet" in leader.get("/alignment/programme/").text
    page = leader.post(
        "/alignment/programme/begin", data=sent(), follow_redirects=True
    ).text
    assert "The programme is laid out" in page
    assert "<svg" in page
    assert "Scrutineer" in page
    assert "<svg" in leader.get("/alignment/").text
    assert leader.post("/alignment/programme/begin", data=sent()).status_code == 409
    address = next(
        part.split('"')[0]
        for part in page.split('href="')
        if part.split('"')[0].endswith("/change")
    )
    change = {
        "lane": "training", "title": "Courses named alike", "state": "under_way",
        "until_on-day": 1, "until_on-month": 3, "until_on-year": 2030, "seen": 1,
    }  # fmt: skip
    done = leader.post(address, data=change, follow_redirects=True)
    assert "Courses named alike" in done.text
    page = leader.post(address, data={**change, "title": "My own words"})
    assert page.status_code == 409
    assert "My own words" in page.text
    assert "Courses named alike" in page.text
    wrong = leader.post(address, data={**change, "title": "", "seen": 2})
    assert wrong.status_code == 422
    assert "Say what it is" in wrong.text


def test_rows_are_filtered_and_in_the_csv(leader):
    leader.post("/alignment/programme/begin", data=sent())
    assert "No row is like this" in leader.get("/alignment/programme/?state=done").text
    page = leader.get("/alignment/programme/?kind=training").text
    assert "Scrutineer" not in page
    table = leader.get("/alignment/programme/programme.csv").text.lstrip("\ufeff")
    listed = list(csv.DictReader(io.StringIO(table)))
    assert [row["Late"] for row in listed] == ["yes"] * 6


def test_what_is_late_waits_on_the_front_page(leader, sign_in):
    leader.post("/alignment/programme/begin", data=sent())
    assert "report due" in leader.get("/").text
    administrator = sign_in(Role.LEADERSHIP_ADMINISTRATOR)
    assert "report due" not in administrator.get("/").text
    assert administrator.get("/alignment/programme/").status_code == 403
