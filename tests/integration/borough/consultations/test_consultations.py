"""A draft arrives, is commented on item by item; a response leaves once approved."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import orjson
import pytest
from sqlalchemy import select

from borough.consultations import queries, service
from borough.consultations.events import DRAFT_CIRCULATED
from borough.consultations.model import (
    ConsultationClosed,
    MayNotComment,
    NotAsSeen,
    OtherStep,
    ResponseChanged,
    SecondPersonNeeded,
    UnknownComment,
    UnknownDraft,
)
from borough.wiring import SERVICE
from kit import clock
from kit.errors import Invalid
from kit.exchange.event import Event
from kit.exchange.model import OutboxEvent
from partnership.standards.model import UnknownItem
from tests.support.boroughs import ADMINISTRATOR, ANALYST, HERE, MANAGER, OTHER_MANAGER
from tests.support.people import client_for
from tests.support.standards import an_item, published, receive

DRAFT = UUID(int=7)
AT = f"/consultations/{DRAFT}"
TODAY = clock.today()


def circulated(version=1, *, closed=False, answers=(), days=30):
    return Event(
        id=str(uuid4()),
        source="leadership",
        type=DRAFT_CIRCULATED,
        subject=f"consultation:{DRAFT}",
        version=version,
        time=datetime(2026, 11, 21, 9, 0, tzinfo=UTC),
        data={
            "consultation": str(DRAFT),
            "standard": "case-audit",
            "kind": "audit_tool",
            "draft_version": 2,
            "title": "Case audit",
            "summary": "How we audit.",
            "items": [an_item(1, "Is the plan clear?"), an_item(2)],
            "question": "Are these right?",
            "closes_on": (TODAY + timedelta(days=days)).isoformat(),
            "circulated_at": "2026-11-21T09:00:00.000000Z",
            "closed_at": "2027-01-20T09:00:00.000000Z" if closed else None,
            "answers": list(answers),
        },
        correlation_id="c",
        causation_id=None,
        stream="leadership/all",
        epoch=1,
        sequence=version,
    )


def take(database, *events):
    with database.transaction() as session:
        service.take_drafts(session, events)


class Havering:
    """A borough's verbs, each in a transaction of its own."""

    def __init__(self, database):
        self.database = database
        take(database, circulated())

    def do(self, verb, by=ANALYST, **given):
        with self.database.transaction() as session:
            return verb(session, consultation_id=DRAFT, by=by, **given)

    def comment(self, item="A01", text="Say which plan", by=ANALYST):
        return self.do(service.add, item=item, text=text, by=by)

    def seen(self):
        with self.database.reading() as session:
            return queries.draft(session, DRAFT)

    def approve(self, by=MANAGER, seen=None):
        seen = seen or self.seen().response.preview
        self.do(service.approve, by=by, seen=seen, area=HERE)

    def told(self):
        with self.database.reading() as session:
            bodies = session.scalars(select(OutboxEvent.body).order_by(OutboxEvent.id))
            return [orjson.loads(body) for body in bodies]


@pytest.fixture
def here(any_database):
    return Havering(any_database("havering", SERVICE.metadatas))


def test_comments_leave_together_after_a_second_look(here):
    one, two = here.comment(), here.comment(item=None, text="Shorter, good")
    here.do(service.submit)
    assert here.told() == []
    here.approve()
    [event] = here.told()
    assert event["subject"] == f"comment:{HERE}:{DRAFT}"
    assert event["data"]["comments"] == [
        {"id": str(one), "item": "A01", "text": "Say which plan"},
        {"id": str(two), "item": None, "text": "Shorter, good"},
    ]
    assert event["data"]["approved_by"] == "Business manager"


def test_more_can_be_said_while_it_is_open_and_leaves_as_a_later_version(here):
    one = here.comment()
    here.do(service.submit)
    here.approve()
    seen = here.seen().response.version
    here.do(service.change, comment_id=one, seen=seen, text="Say which, and whose")
    here.comment(item="A02", text="Twice")
    here.do(service.submit)
    here.approve()
    assert [event["recordversion"] for event in here.told()] == [1, 2]
    assert [c["text"] for c in here.told()[1]["data"]["comments"]] == [
        "Say which, and whose", "Twice",
    ]  # fmt: skip


def test_its_preparer_cannot_approve_it_nor_anybody_what_they_did_not_see(here):
    here.comment(by=MANAGER)
    here.do(service.submit, by=MANAGER)
    with pytest.raises(SecondPersonNeeded):
        here.approve()
    with pytest.raises(NotAsSeen):
        here.approve(by=OTHER_MANAGER, seen="0" * 64)
    with pytest.raises(MayNotComment):
        here.approve(by=ANALYST)
    with pytest.raises(OtherStep):
        here.comment()
    assert here.told() == []


def test_what_is_sent_back_is_written_anew(here):
    one = here.comment()
    here.do(service.submit)
    here.do(service.send_back, by=MANAGER, because="Too short")
    seen = here.seen().response.version
    with pytest.raises(ResponseChanged):
        here.do(service.change, comment_id=one, seen=seen - 1, text="Unseen")
    here.do(service.remove, comment_id=one, seen=seen)
    with pytest.raises(Invalid):
        here.do(service.submit)
    with pytest.raises(UnknownComment):
        here.do(service.change, comment_id=one, seen=seen + 1, text="Gone")


def test_who_may_not_and_what_is_not_there_is_refused(here):
    with pytest.raises(MayNotComment):
        here.comment(by=ADMINISTRATOR)
    with pytest.raises(UnknownItem):
        here.comment(item="A09")
    with here.database.transaction() as session, pytest.raises(UnknownDraft):
        service.add(
            session, consultation_id=UUID(int=1), item=None, text="?", by=ANALYST
        )


def test_a_closed_consultation_takes_nothing_and_shows_each_answer(here):
    one = here.comment()
    answers = [{"comment": str(one), "taken_up": False, "why": "Asked in A02"}]
    take(here.database, circulated(2, closed=True, answers=answers))
    take(here.database, circulated(1))
    found = here.seen()
    assert not found.is_open
    assert (found.on("A01")[0].answer, found.on("A01")[0].why) == (
        "Not taken up", "Asked in A02",
    )  # fmt: skip
    with pytest.raises(ConsultationClosed):
        here.comment()


def test_a_response_through_its_pages(app, analyst, manager):
    assert "No draft has arrived" in analyst.get("/consultations/").text
    database = app.extensions["accord"].database
    receive(database, published("case-audit", 1, an_item(1), an_item(2)))
    take(database, circulated(days=5))
    assert "Consultation closes soon" in analyst.get("/").text
    page = analyst.get(AT).text
    assert "Changes from version 1" in page
    assert "Is the plan clear?" in page
    assert analyst.post(f"{AT}/items/A01", data={"text": ""}).status_code == 422
    analyst.post(f"{AT}/items/A01", data={"text": "Say which plan"})
    analyst.post(f"{AT}/comment", data={"text": "Shorter, good"})
    one = re.search(r"comments/([0-9a-f-]{36})", analyst.get(AT).text)[1]
    changed = {"text": "Say which plan is meant", "seen": 2}
    analyst.post(f"{AT}/comments/{one}", data=changed)
    stale = analyst.post(f"{AT}/comments/{one}", data={"text": "Late", "seen": 2})
    assert stale.status_code == 409
    analyst.post(f"{AT}/submit")
    assert "You prepared this" in analyst.get(AT).text
    page = manager.get(AT).text
    assert "What would leave" in page
    assert "To approve" in manager.get("/").text
    seen = re.search(r'name="seen" value="(\w+)"', page)[1]
    assert manager.post(f"{AT}/approve", data={"seen": seen}).status_code == 422
    done = manager.post(
        f"{AT}/approve", data={"seen": seen, "confirm": "yes"}, follow_redirects=True
    )
    assert "on its way to the leadership group" in done.text
    assert "Say which plan is meant" in analyst.get(f"{AT}/comments.csv").text
    assert "Sent" in analyst.get("/consultations/").text


def test_a_comment_is_taken_out_and_a_response_sent_back_on_pages(
    app, analyst, manager
):
    take(app.extensions["accord"].database, circulated())
    analyst.post(f"{AT}/comment", data={"text": "Uncalled for"})
    analyst.post(f"{AT}/comment", data={"text": "Two"})
    one = re.search(r"comments/([0-9a-f-]{36})/remove", analyst.get(AT).text)[1]
    assert "Uncalled for" in analyst.get(f"{AT}/comments/{one}/remove").text
    analyst.post(f"{AT}/comments/{one}/remove", data={"seen": 2})
    analyst.post(f"{AT}/submit")
    assert manager.post(f"{AT}/send-back", data={}).status_code == 422
    manager.post(f"{AT}/send-back", data={"because": "Say more"})
    page = analyst.get(AT).text
    assert "Say more" in page
    assert "Uncalled for" not in page


def test_what_is_being_written_is_for_those_who_write_it(app, analyst):
    take(app.extensions["accord"].database, circulated())
    analyst.post(f"{AT}/comment", data={"text": "Not for everybody yet"})
    reader = client_for(app, "scrutineer")
    assert "Not for everybody yet" not in reader.get(AT).text
    assert "Not for everybody yet" not in reader.get(f"{AT}/comments.csv").text
    assert "Not for everybody yet" in analyst.get(AT).text
