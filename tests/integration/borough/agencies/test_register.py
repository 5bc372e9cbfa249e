"""The register of relevant agencies: entered, led, and taken from a file whole."""

import io
import re
from datetime import date
from uuid import uuid4

import pytest

from borough.agencies import queries, service
from borough.agencies.model import AgencyChanged, Entry, Kind
from borough.wiring import SERVICE
from kit import clock
from kit.errors import Conflict, Invalid
from tests.support.people import client_for

FIRST = date(2019, 9, 29)
HEADER = "Name,Type,URN,Lead post,First day,Last day\n"
GOOD = (
    "Sample Primary (not real),maintained school,999001,Head teacher,2019-09-29,\n"
    "Sample Swimming Club (not real),Sport,,Welfare officer,01/09/2024,\n"
)


@pytest.fixture
def database(any_database):
    return any_database("havering", SERVICE.metadatas)


def entry(**more):
    given = {
        "name": "Sample Primary (not real)",
        "kind": Kind.MAINTAINED,
        "urn": "999001",
        "lead": "Head teacher",
        "from_on": FIRST,
        "until_on": None,
        **more,
    }
    return Entry(**given)


def refused(field):
    return pytest.raises(Invalid, check=lambda fault: list(fault.fields) == [field])


def keep(session, *entries):
    return service.keep_file(
        session, file_name="schools.csv", entries=entries, problems=[], by=uuid4()
    )


def test_an_agency_is_listed_for_its_days_with_the_lead_of_the_day(database):
    with database.transaction() as session:
        school = service.enter(session, entry=entry())
        service.name_lead(
            session, agency_id=school, post="Deputy head", from_on=date(2024, 9, 1)
        )
        seen = entry(until_on=date(2025, 8, 31))
        service.change(session, agency_id=school, seen=1, entry=seen)
    with database.reading() as session:

        def leads(day):
            return [each.lead for each in queries.agencies(session, day)]

        assert leads(date(2019, 9, 28)) == []
        assert leads(date(2024, 8, 31)) == ["Head teacher"]
        assert leads(date(2025, 8, 31)) == ["Deputy head"]
        assert leads(date(2025, 9, 1)) == []


def test_a_urn_is_six_digits_and_one_schools_own(database):
    with database.transaction() as session:
        service.enter(session, entry=entry())
    for wrong in (entry(urn=None), entry(urn="12"), entry(kind=Kind.SPORT), entry()):
        with database.transaction() as session, refused("urn"):
            service.enter(session, entry=wrong)


def test_a_stale_change_is_refused(database):
    with database.transaction() as session:
        school = service.enter(session, entry=entry())
        service.change(session, agency_id=school, seen=1, entry=entry(name="New"))
    with database.transaction() as session, pytest.raises(AgencyChanged):
        service.change(session, agency_id=school, seen=1, entry=entry(name="Other"))


def test_a_file_adds_changes_and_leaves_the_rest(database):
    club = entry(name="Club", kind=Kind.SPORT, urn=None)
    with database.transaction() as session:
        service.enter(session, entry=entry())
        service.enter(session, entry=club)
        upload = keep(session, entry(lead="Deputy head"), entry(urn="999002"))
    with database.reading() as session:
        seen = queries.upload(session, upload)
        assert [step.entry.urn for step in seen.new] == ["999002"]
        assert [step.changes for step in seen.changed] == [
            [("Lead post", "Head teacher", "Deputy head")]
        ]
        assert len(queries.register(session, FIRST)) == 2
    with database.transaction() as session:
        assert service.store(session, upload_id=upload) == (1, 1)
    with database.transaction() as session, pytest.raises(Conflict):
        service.store(session, upload_id=upload)
    with database.reading() as session:
        found = queries.agencies(session, clock.today())
        assert {(each.urn, each.lead) for each in found} == {
            ("999001", "Deputy head"),
            ("999002", "Head teacher"),
            (None, "Head teacher"),
        }


def test_a_fault_in_the_middle_stores_nothing(database):
    with database.transaction() as session:
        upload = keep(session, entry(), entry(urn="bad"))
    with pytest.raises(Invalid), database.transaction() as session:
        service.store(session, upload_id=upload)
    with database.reading() as session:
        assert queries.register(session, FIRST) == []


def send(client, content, name="schools.csv"):
    file = io.BytesIO(content.encode() if isinstance(content, str) else content)
    return client.post(
        "/agencies/file", data={"file": (file, name)}, follow_redirects=True
    )


def test_a_file_is_looked_at_before_it_is_stored(manager):
    page = send(manager, HEADER + GOOD)
    assert "Storing it adds 2, changes 0 and leaves 0" in page.text
    assert "No agency here" in manager.get("/agencies/").text
    address = page.request.path
    stored = manager.post(f"{address}/store", follow_redirects=True).text
    assert "2 new, 0 changed" in stored
    assert "Sample Swimming Club (not real)" in stored
    schools = manager.get("/agencies/?kind=schools").text
    assert "Sample Primary" in schools
    assert "Swimming" not in schools
    assert manager.post(f"{address}/store").status_code == 409
    found = manager.post("/agencies/", data={"words": "swimming"})
    assert "Swimming" in found.text
    assert "Sample Primary" not in found.text
    assert not re.search(r'(href|action)="[^"]*swimming', found.text)
    file = manager.post("/agencies/", data={"words": "swimming", "as": "csv"})
    assert "Sample Swimming Club (not real),sport" in file.text
    chosen = manager.post("/agencies/", data={"kind": "schools", "lead": "jane"})
    assert chosen.location == "/agencies/?kind=schools"
    again = send(manager, HEADER + GOOD)
    assert "Storing it adds 0, changes 0 and leaves 2" in again.text
    assert "Sample Primary" in manager.post("/search/", data={"term": "999001"}).text


def test_each_fault_is_named_by_row_and_column(manager):
    page = send(
        manager,
        HEADER
        + GOOD
        + "No Type,castle,,,2019-09-29,\n"
        + "Twice,academy,999001,,2019-09-29,\n"
        + ",academy,12,,31/02/2019,\n",
    ).text
    assert "4 things are wrong" in page
    for words in (
        "The type is one of",
        "This agency is in row 2 already",
        "Every agency needs a name",
        "Write a real day",
    ):
        assert words in page
    assert "No agency here" in manager.get("/agencies/").text


def test_a_workbook_and_a_wrong_file_are_told_apart(manager):
    template = manager.get("/agencies/template.csv?as=xlsx").data
    assert "no rows under the headings" in send(manager, template, "a.xlsx").text
    wrong = send(manager, "A,B\n1,2\n")
    assert wrong.status_code == 422
    assert "lacks the column “Name”" in wrong.text
    assert "Choose a CSV or XLSX file" in manager.post("/agencies/file").text


def test_a_discarded_file_stores_nothing(manager):
    address = send(manager, HEADER + GOOD).request.path
    assert manager.post(f"{address}/discard").status_code == 302
    assert "thrown away" in manager.get(address).text
    assert "No agency here" in manager.get("/agencies/").text


def test_an_agency_is_entered_led_and_changed_by_hand(app, manager):
    days = {"from_on-day": 1, "from_on-month": 9, "from_on-year": 2024}
    form = {"name": "Sample Faith Group", "kind": "religious body", **days}
    assert manager.post("/agencies/new", data=form).status_code == 302
    listed = manager.get("/agencies/?lead=none").text
    assert "Sample Faith Group" in listed
    assert "1 agency names no safeguarding lead" in manager.get("/").text
    with app.extensions["accord"].database.reading() as session:
        [seen] = queries.register(session, clock.today())
    address = f"/agencies/{seen.id}"
    lead = {"post": "Safeguarding officer", **days}
    assert manager.post(f"{address}/lead", data=lead).status_code == 302
    assert "Safeguarding officer" in manager.get(address).text
    changed = {**form, "seen": 1, "name": "Sample Temple"}
    assert manager.post(f"{address}/change", data=changed).status_code == 302
    stale = manager.post(f"{address}/change", data={**changed, "name": "My words"})
    assert stale.status_code == 409
    assert "Sample Temple" in stale.text
    assert "My words" in stale.text
    reader = client_for(app, "analyst")
    assert reader.get(address).status_code == 200
    assert reader.get(f"{address}/change").status_code == 403
