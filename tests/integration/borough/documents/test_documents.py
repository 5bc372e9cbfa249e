"""Documents: three signatures by three people, published once, public afterwards."""

import io
from datetime import date, timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest

from borough.documents import queries, service
from borough.documents.model import (
    DocumentChanged,
    Kind,
    Opinion,
    State,
    Statement,
    Verdict,
)
from borough.documents.service import Words
from borough.wiring import SERVICE
from kit import clock
from kit.accounts.actor import Actor
from kit.errors import Conflict, Invalid, NotAllowed, NotFound
from partnership.agencies import STATUTORY
from tests.support.people import client_for

DAY = date(2025, 4, 1)
WORDS = Words(
    text="How we work together",
    change="First version",
    lines={
        Statement.PURPOSE: ["Children are safe", "Learning is shared"],
        Statement.OPTION: ["Keep the chair", "A new chair each year"],
    },
    preferred="A new chair each year",
)


@pytest.fixture
def database(any_database):
    return any_database("havering", SERVICE.metadatas)


@pytest.fixture
def draft(database):
    with database.transaction() as session:
        document = service.begin(
            session, kind=Kind.ARRANGEMENTS, title="Our arrangements", words=WORDS,
            by="Business manager",
        )  # fmt: skip
        version = queries.document(session, document).versions[0].id
    return SimpleNamespace(document=document, version=version)


def representative(agency, user_id=None):
    return Actor(
        user_id=user_id or uuid4(),
        name="Somebody",
        role="partner_representative",
        email="somebody@example.org",
        agency=agency,
    )


def sign(database, draft, by, verdict=Verdict.SIGNED, *, seen=2, reason=""):
    with database.transaction() as session:
        return service.sign(
            session, version_id=draft.version, seen=seen, verdict=verdict,
            post="Chief executive", reason=reason, by=by,
        )  # fmt: skip


def send(database, draft, seen=1):
    with database.transaction() as session:
        service.send(session, version_id=draft.version, seen=seen)


def signed(database, draft):
    send(database, draft)
    for agency in STATUTORY:
        state = sign(database, draft, representative(agency))
    return state


def publish(database, version, seen, on=DAY):
    with database.transaction() as session:
        service.publish(session, version_id=version, seen=seen, on=on)


@pytest.mark.parametrize("order", [STATUTORY, tuple(reversed(STATUTORY))])
def test_the_third_signature_in_any_order_signs_it_off(database, draft, order):
    send(database, draft)
    states = [sign(database, draft, representative(agency)) for agency in order]
    assert states == [State.SIGNING, State.SIGNING, State.SIGNED]


def test_one_person_signs_for_one_partner_only(database, draft):
    send(database, draft)
    one = representative("police")
    sign(database, draft, one)
    with pytest.raises(Conflict, match="signed this version already"):
        sign(database, draft, representative("police"))
    with pytest.raises(Conflict, match="Somebody else must sign"):
        sign(database, draft, representative("icb", one.user_id))


def test_nobody_but_the_three_partners_signs(database, draft):
    send(database, draft)
    for stranger in (representative("education"), representative(None)):
        with pytest.raises((NotAllowed, NotFound)):
            sign(database, draft, stranger)


def test_a_refusal_has_a_reason_and_voids_all_signatures(database, draft):
    send(database, draft)
    sign(database, draft, representative("icb"))
    with pytest.raises(Invalid):
        sign(database, draft, representative("police"), Verdict.REFUSED)
    said = representative("police"), Verdict.REFUSED
    assert sign(database, draft, *said, reason="Too vague") is State.DRAFT
    send(database, draft, seen=3)
    with database.reading() as session:
        seen = queries.version(session, draft.version)
        assert seen.waits_for == list(STATUTORY)
        assert [each.reason for each in seen.signatures] == ["", "Too vague"]


def test_nothing_unsigned_is_published(database, draft):
    with pytest.raises(Conflict, match="All three partners"):
        publish(database, draft.version, 1)
    send(database, draft)
    with pytest.raises(Conflict, match="All three partners"):
        publish(database, draft.version, 2)


def test_the_next_version_takes_over_and_the_last_stays(database, draft):
    assert signed(database, draft) is State.SIGNED
    publish(database, draft.version, 3)
    with database.transaction() as session:
        second = service.begin_next(session, document_id=draft.document, by="Somebody")
    with pytest.raises(Conflict), database.transaction() as session:
        service.begin_next(session, document_id=draft.document, by="Somebody")
    copy = SimpleNamespace(version=second)
    assert signed(database, copy) is State.SIGNED
    with pytest.raises(Invalid):
        publish(database, second, 3, DAY)
    publish(database, second, 3, date(2026, 4, 1))
    with database.reading() as session:
        seen = queries.document(session, draft.document)
    assert seen.in_force(date(2026, 3, 31)).number == 1
    assert seen.in_force(date(2026, 4, 1)).number == 2
    assert seen.in_force(date(2025, 3, 31)) is None
    assert seen.versions[0].preferred == "A new chair each year"
    assert seen.versions[0].lines == seen.versions[1].lines


def test_what_is_out_for_signature_cannot_be_changed(database, draft):
    send(database, draft)
    for seen, fault in ((2, Conflict), (1, DocumentChanged)):
        with database.transaction() as session, pytest.raises(fault):
            service.write(
                session, version_id=draft.version, seen=seen, words=WORDS, by="X"
            )


def test_a_preferred_option_is_one_of_the_options(database, draft):
    wrong = Words(text="x", preferred="Another")
    with database.transaction() as session, pytest.raises(Invalid):
        service.write(session, version_id=draft.version, seen=1, words=wrong, by="X")


def test_a_file_is_a_pdf_or_a_word_document(database, draft):
    def attach(content):
        with database.transaction() as session:
            service.write(
                session, version_id=draft.version, seen=1,
                words=Words(file=("paper.pdf", content)), by="X",
            )  # fmt: skip

    with pytest.raises(Invalid):
        attach(b"MZ program")
    attach(b"%PDF-1.7 paper")
    with database.reading() as session:
        found = queries.file_of(session, draft.version)
        assert found == ("paper.pdf", "application/pdf", b"%PDF-1.7 paper")
        with pytest.raises(NotFound):
            queries.file_of(session, draft.version, public_on=clock.today())


def test_assurance_is_kept_by_post_and_day(database, draft):
    with database.transaction() as session:
        service.assure(
            session, document_id=draft.document, post="Independent scrutineer",
            scope="Ten cases", opinion=Opinion.PARTLY, text="", given_on=DAY, by="X",
        )  # fmt: skip
    with database.reading() as session:
        [said] = queries.document(session, draft.document).assurance
        assert (said.post, said.opinion) == ("Independent scrutineer", Opinion.PARTLY)


def begin(manager, **more):
    form = {
        "kind": "threshold document", "title": "Our thresholds",
        "text": "When to ask for help", "purposes": "One\nTwo", **more,
    }  # fmt: skip
    return manager.post("/documents/new", data=form)


def opened(app):
    with app.extensions["accord"].database.reading() as session:
        return queries.documents(session)[0]


def day(name, of):
    return {f"{name}-day": of.day, f"{name}-month": of.month, f"{name}-year": of.year}


def test_from_draft_to_public_on_pages(app, manager):
    stranger = app.test_client()
    assert "No document yet" in manager.get("/documents/").text
    file = (io.BytesIO(b"%PDF-1.7 thresholds"), "thresholds.pdf")
    soon = clock.today() + timedelta(days=30)
    assert begin(manager, file=file, **day("review_on", soon)).status_code == 302
    document = opened(app)
    version = document.versions[0].id
    page, at = f"/documents/{document.id}", f"/documents/versions/{version}"
    public = f"/published/{document.id}"
    public_file = f"/published/versions/{version}/file"
    assert manager.get(f"{at}/file").data == b"%PDF-1.7 thresholds"
    manager.post(f"{at}/send", data={"seen": 1})
    assert "It waits for: Local authority, Integrated" in manager.get(page).text
    for agency in STATUTORY:
        client = client_for(app, "partner_representative", agency=agency)
        assert "To sign off" in client.get("/").text
        assert "Sign off or refuse" in client.get(page).text
        form = {"verdict": "signed off", "post": "Chief", "seen": 2}
        assert client.post(f"{at}/sign", data=form).status_code == 302
        assert "To sign off" not in client.get("/").text
    for address in (public, public_file):
        assert stranger.get(address).status_code == 404
    assert "Nothing is published yet" in stranger.get("/published/").text
    form = {"seen": 3, **day("on", clock.today())}
    assert manager.post(f"{at}/publish", data=form).status_code == 302
    assert "Our thresholds" in stranger.get("/published/").text
    assert "When to ask for help" in stranger.get(public).text
    assert stranger.get(public_file).data == b"%PDF-1.7 thresholds"
    assert "review what is published" in manager.get("/").text
    manager.post(f"{page}/next")
    assert "version 2" not in stranger.get(public).text.casefold()
    assert "Our thresholds,threshold document,1,published" in (
        manager.get("/documents/documents.csv").text
    )


def test_a_version_published_from_tomorrow_is_not_public_today(app, manager):
    begin(manager, file=(io.BytesIO(b"%PDF-1.7 thresholds"), "thresholds.pdf"))
    version = opened(app).versions[0]
    database = app.extensions["accord"].database
    assert signed(database, SimpleNamespace(version=version.id)) is State.SIGNED
    publish(database, version.id, 3, clock.today() + timedelta(days=1))
    stranger = app.test_client()
    assert stranger.get(f"/published/{version.document_id}").status_code == 404
    file = f"/published/versions/{version.id}/file"
    assert stranger.get(file).status_code == 404
    assert "Our thresholds" not in stranger.get("/published/").text


def test_the_second_writer_sees_the_first_and_keeps_her_words(app, manager):
    begin(manager)
    at = f"/documents/versions/{opened(app).versions[0].id}/write"
    assert "One\nTwo" in manager.get(at).text
    assert manager.post(at, data={"seen": 1, "text": "First"}).status_code == 302
    stale = manager.post(at, data={"seen": 1, "text": "Second words"})
    assert stale.status_code == 409
    assert "First" in stale.text
    assert "Second words" in stale.text


def test_assurance_is_entered_and_a_wrong_agency_is_kept_out(app, manager):
    begin(manager)
    seen = opened(app)
    page = f"/documents/{seen.id}"
    form = {
        "post": "Scrutineer", "scope": "Ten cases", "opinion": "assured",
        **day("given_on", DAY),
    }  # fmt: skip
    assert manager.post(f"{page}/assurance", data=form).status_code == 302
    assert "Ten cases" in manager.get(page).text
    assert "Scrutineer" in manager.get(f"{page}/assurance.csv").text
    school = client_for(app, "partner_representative", agency="education")
    at = f"/documents/versions/{seen.versions[0].id}/sign"
    assert school.get(at).status_code == 403
    assert manager.get(at).status_code == 403
