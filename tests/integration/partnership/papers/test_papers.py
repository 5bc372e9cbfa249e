"""Papers of a meeting: who reads which, and the pack made of them."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from borough.wiring import SERVICE as BOROUGH
from kit import pdf
from kit.errors import Invalid, NotAllowed, NotFound
from kit.trail.model import TrailRow
from partnership.papers import queries, service
from partnership.papers.model import Openness, Timing
from tests.integration.partnership.decisions.conftest import person
from tests.integration.partnership.meetings.test_pages import a_group, meeting_of, plan
from tests.support.people import client_for
from tests.unit.partnership.papers.test_rules import a_pdf, office


def add(session, meeting_id, by, **more):
    plain = {"title": "Budget", "openness": Openness.OPEN, "file_name": "budget.pdf"}
    return service.add(
        session,
        meeting_id=meeting_id,
        by=by,
        **{**plain, "content": a_pdf(2), **more},
    )


def test_versions_are_kept_and_the_last_one_counts(database, met, manager):
    meeting_id, _ = met
    with database.transaction() as session:
        paper = add(session, meeting_id, manager)
        service.revise(
            session,
            paper_id=paper,
            file_name="budget2.pdf",
            content=a_pdf(5),
            because="New figures",
            by=manager,
        )
    with database.reading() as session:
        [seen] = queries.papers(session, meeting_id, restricted=False)
        assert [each.pages for each in seen.versions] == [2, 5]
        assert seen.latest.because == "New figures"
        assert seen.latest.timing is Timing.AFTER
    with database.transaction() as session:
        first = service.read(session, paper_id=paper, number=1, by=manager)
        last = service.read(session, paper_id=paper, by=manager)
        assert (first.name, last.name) == ("budget.pdf", "budget2.pdf")
        with pytest.raises(NotFound):
            service.read(session, paper_id=paper, number=3, by=manager)


def test_an_exempt_paper_is_not_there_for_others_and_reading_it_is_noted(
    database, met, manager
):
    meeting_id, _ = met
    with database.transaction() as session:
        with pytest.raises(Invalid) as fault:
            add(session, meeting_id, manager, openness=Openness.EXEMPT)
        assert list(fault.value.fields) == ["reason"]
        paper = add(
            session,
            meeting_id,
            manager,
            openness=Openness.EXEMPT,
            reason="Names a contractor",
        )
        analyst = person(session, "analyst")
        other = person(session, "group_chair", body="other")
        for who in (analyst, other):
            with pytest.raises(NotFound):
                service.read(session, paper_id=paper, by=who)
        with pytest.raises(NotAllowed):
            add(session, meeting_id, analyst)
        scrutineer = person(session, "scrutineer")
        service.read(session, paper_id=paper, by=scrutineer)
    with database.reading() as session:
        acts = session.scalars(select(TrailRow.act)).all()
        assert [act for act in acts if act.startswith("paper.")] == [
            *("paper.added", "paper.read")
        ]
        assert queries.papers(session, meeting_id, restricted=False) == []
        assert len(queries.papers(session, meeting_id, restricted=True)) == 1


@pytest.fixture
def app(build):
    return build(BOROUGH, "havering")


@pytest.fixture
def manager_client(app):
    client = client_for(app, "business_manager")
    a_group(client)
    plan(client)
    return client


@pytest.fixture
def meeting(manager_client):
    return meeting_of(manager_client)


def bring(client, meeting, title="Budget", name="budget.pdf", content=None, **more):
    form = {"title": title, "openness": "open", **more}
    form["file"] = (BytesIO(a_pdf(2) if content is None else content), name)
    return client.post(
        f"{meeting}/papers/new", data=form, content_type="multipart/form-data"
    )


def test_what_cannot_be_used_is_said_and_nothing_is_stored(manager_client, meeting):
    assert "No papers yet" in manager_client.get(f"{meeting}/papers/").text
    wrong = bring(manager_client, meeting, content=b"MZ", name="virus.exe")
    assert wrong.status_code == 422
    assert "Choose a PDF, Word (docx) or Excel (xlsx) file" in wrong.text
    why = bring(manager_client, meeting, openness="exempt")
    assert "Say why the paper is not open" in why.text
    assert 'value="Budget"' in why.text
    assert "No papers yet" in manager_client.get(f"{meeting}/papers/").text


def test_a_reader_gets_open_papers_and_never_hears_of_others(
    app, manager_client, meeting
):
    assert bring(manager_client, meeting).status_code == 302
    secret = {"openness": "exempt", "reason": "Contract"}
    bring(manager_client, meeting, title="Hidden matter", **secret)
    page = manager_client.get(f"{meeting}/papers/").text
    links = re.findall(r'href="(/meetings/[^"]+/papers/[0-9a-f-]{36}/1)"', page)
    assert len(links) == 2
    reader = client_for(app, "analyst")
    assert "Hidden matter" not in reader.get(f"{meeting}/papers/").text
    assert "Hidden matter" not in reader.get(f"{meeting}/pack/").text
    answer = reader.get(links[0])
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.data.startswith(b"%PDF-")
    assert reader.get(links[1]).status_code == 404
    assert manager_client.get(links[1]).status_code == 200
    assert "Hidden" not in manager_client.post(
        "/search/", data={"term": "hidden matter"}
    ).text.replace("hidden matter", "")
    assert bring(reader, meeting).status_code == 403
    new = {"because": "Figures", "file": (BytesIO(a_pdf(3)), "b.pdf")}
    address = links[0].removesuffix("/1")
    done = manager_client.post(
        f"{address}/new-version", data=new, content_type="multipart/form-data"
    )
    assert done.status_code == 302
    gone = {"reason": "Out of date"}
    assert manager_client.post(f"{address}/withdraw", data=gone).status_code == 302
    assert "Out of date" in reader.get(f"{meeting}/papers/").text
    assert "No papers yet" in reader.get(f"{meeting}/pack/").text


@pytest.mark.skipif(
    pdf.available() is not None, reason="parts of the system are not installed"
)
def test_a_pack_is_one_file_under_one_run(app, manager_client, meeting):
    bring(manager_client, meeting)
    secret = {"openness": "restricted", "reason": "Draft"}
    bring(manager_client, meeting, title="Hidden matter", **secret)
    bring(
        manager_client,
        meeting,
        title="Table",
        name="t.xlsx",
        content=office("xl/workbook.xml"),
    )
    answer = manager_client.get(f"{meeting}/pack/pack.pdf")
    read = PdfReader(BytesIO(answer.data))
    assert len(read.pages) == 5
    assert "Pack page 5 of 5" in read.pages[4].extract_text()
    first = read.pages[0].extract_text()
    assert "OFFICIAL-SENSITIVE" in first
    assert "separate file" in first
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "official-sensitive" in answer.headers["Content-Disposition"]
    open_part = manager_client.get(f"{meeting}/pack/pack.pdf?part=open")
    assert len(PdfReader(BytesIO(open_part.data)).pages) == 3
    theirs = client_for(app, "analyst").get(f"{meeting}/pack/pack.pdf")
    text = PdfReader(BytesIO(theirs.data)).pages[0].extract_text()
    assert "Hidden matter" not in text


def test_without_the_systems_parts_the_page_says_what_to_install(
    manager_client, meeting, monkeypatch
):
    monkeypatch.setattr(pdf, "available", lambda: "Ask for libpango-1.0-0")
    page = manager_client.get(f"{meeting}/pack/").text
    assert "libpango-1.0-0" in page
    assert "print this page" in page
    assert manager_client.get(f"{meeting}/pack/pack.pdf").status_code == 503
