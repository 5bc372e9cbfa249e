"""A case as a file: a second person agrees, each taking is counted, nothing is kept."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from borough.death_extracts import queries, service
from borough.death_extracts.model import (
    CaseSaysMore,
    ExtractRow,
    NotAgreed,
    SameCoordinator,
    UnknownExtract,
)
from borough.deaths import queries as deaths
from borough.deaths.model import CASE, PURPOSE
from borough.wiring import SERVICE
from kit.access import service as access
from kit.errors import NotFound
from kit.vault import keyring
from tests.integration.borough.deaths.conftest import ELLA, FRIDAY, Cases
from tests.integration.borough.deaths.test_pages import CHILD, NOTIFIED
from tests.support.people import client_for
from tests.support.settings import some_settings


def second(cases, case_id):
    """Another coordinator the case is open to."""
    other = cases.person()
    cases.do(
        access.assign, user_id=other.user_id, resource=CASE, record=str(case_id),
        purpose=PURPOSE,
    )  # fmt: skip
    return other


@pytest.fixture
def asked(cases):
    """A case, a second coordinator, and a file the first one asked for."""
    case_id = cases.detailed()
    return case_id, second(cases, case_id), cases.do(service.ask, case_id=case_id)


def look(cases, case_id):
    with cases.database.reading() as session:
        case = deaths.known(session, cases.by, case_id)
        said = service.lines(session, case)
        now = service.mark(session, said)
        return said, queries.extracts(session, case_id, now=now)


def test_a_file_is_taken_only_after_another_coordinator_agreed(cases, asked):
    case_id, other, extract_id = asked
    given = {"case_id": case_id, "extract_id": extract_id}
    with pytest.raises(NotAgreed):
        cases.do(service.take, **given)
    with pytest.raises(SameCoordinator):
        cases.do(service.agree, **given)
    with pytest.raises(NotFound):
        cases.do(service.agree, by=cases.person(), **given)
    cases.do(service.agree, by=other, **given)
    said = {(each.name, each.value) for each in cases.do(service.take, **given)}
    assert {("Family name", "Testname"), ("NHS number", ELLA.number)} <= said
    cases.do(service.take, **given)
    _, [extract] = look(cases, case_id)
    assert (extract.taken, extract.may_be_taken) == (2, True)


def test_a_case_that_changed_is_asked_for_anew(cases, asked):
    case_id, other, extract_id = asked
    given = {"case_id": case_id, "extract_id": extract_id}
    cases.do(service.agree, by=other, **given)
    cases.write(case_id, who=replace(ELLA, given="Ellen"), death=None)
    with pytest.raises(CaseSaysMore):
        cases.do(service.take, **given)
    _, [extract] = look(cases, case_id)
    assert not extract.holds


def test_an_agreement_is_over_after_seven_days(cases, asked, travel):
    case_id, other, extract_id = asked
    given = {"case_id": case_id, "extract_id": extract_id}
    cases.do(service.agree, by=other, **given)
    travel(FRIDAY + timedelta(days=7, minutes=1))
    with pytest.raises(NotAgreed):
        cases.do(service.take, **given)


def test_a_file_of_one_case_is_not_agreed_to_through_another(cases, asked):
    _, other, extract_id = asked
    elsewhere = cases.notified()
    cases.do(
        access.assign, user_id=other.user_id, resource=CASE, record=str(elsewhere),
        purpose=PURPOSE,
    )  # fmt: skip
    with pytest.raises(UnknownExtract):
        cases.do(service.agree, by=other, case_id=elsewhere, extract_id=extract_id)


@pytest.fixture
def app(sqlite_database, tmp_path, travel):
    settings = some_settings("havering", tmp_path)
    keyring.create(settings.vault_file)
    return SERVICE.create_app(settings, sqlite_database("h", SERVICE.metadatas))


def test_the_page_shows_what_the_file_says_and_the_file_bears_its_class(app):
    cases = Cases(app.extensions["accord"].database)
    browser = client_for(app, "cdop_coordinator")
    stranger = client_for(app, "cdop_coordinator", body="elsewhere")
    answer = browser.post("/deaths/new", data=NOTIFIED)
    case_id = UUID(answer.headers["Location"].rsplit("/", 1)[1])
    browser.post(f"/deaths/{case_id}/child", data=CHILD)
    here = f"/deaths/{case_id}/extracts"
    assert stranger.get(here).status_code == 404
    assert browser.post(here).status_code == 302
    page = browser.get(here).text
    assert "Exactly what the file says" in page
    assert "Nobody agreed yet" in page
    [made] = set(cases.look(lambda s: s.scalars(select(ExtractRow.id)).all()))
    other = second(cases, case_id)
    cases.do(service.agree, by=other, case_id=case_id, extract_id=made)
    answer = browser.post(f"{here}/{made}/take", data={"kind": "json"})
    assert answer.json["class"] == "OFFICIAL-SENSITIVE"
    assert "official-sensitive" in answer.headers["Content-Disposition"]
    answer = browser.post(f"{here}/{made}/take", data={"kind": "csv"})
    assert "The child,Family name,Testname" in answer.text
    assert "Marking,Class,OFFICIAL-SENSITIVE" in answer.text
    assert browser.post(f"{here}/{made}/take", data={"kind": "x"}).status_code == 422
