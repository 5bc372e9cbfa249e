"""A draft goes to the boroughs, what they say is answered, and all are told."""

from datetime import timedelta
from uuid import UUID, uuid4

import orjson
import pytest
from sqlalchemy import select

from kit import clock
from kit.errors import Invalid
from kit.exchange.model import OutboxEvent
from leadership.consultations import queries, service
from leadership.consultations.events import COMMENT_MADE
from leadership.consultations.model import (
    AlreadyClosed,
    ConsultationChanged,
    OwnAnswers,
    UnknownComment,
    UnknownConsultation,
)
from leadership.members import service as members
from leadership.performance.model import SpeaksForAnother
from leadership.standards import queries as standards
from leadership.standards import service as drafts
from leadership.standards.model import OutForComments, OwnDraft
from partnership.access import Role
from tests.integration.leadership.conftest import BOROUGHS, a_public_jwk
from tests.support.boroughs import a_person
from tests.support.released import AREAS, an_event

LEADER = a_person("leadership_member", 11)
OTHER = a_person("leadership_member", 12)
NAME = "case-audit"
TODAY = clock.today()
ON_ITEM, ON_ALL = sorted((uuid4(), uuid4()))


def said(consultation, *comments, version=1, source="havering", **more):
    comments = comments or ((ON_ITEM, "A01", "Say which plan"), (ON_ALL, None, "Good"))
    data = {
        "consultation": str(consultation),
        "area": AREAS[source],
        "standard": NAME,
        "comments": [
            {"id": str(each), "item": item, "text": text}
            for each, item, text in comments
        ],
        "prepared_by": "Analyst",
        "approved_by": "Business manager",
        "made_at": clock.iso(clock.now()),
        **more,
    }
    return an_event(COMMENT_MADE, data, version=version, source=source)


class Leadership:
    """The verbs of leadership, each in a transaction of its own."""

    def __init__(self, database):
        self.database = database
        with database.transaction() as session:
            for slug, (name, area) in BOROUGHS.items():
                members.add_member(
                    session, slug=slug, name=name, area_code=area, jwk=a_public_jwk()
                )
            drafts.draft(session, standard=NAME, by=LEADER)

    def circulate(self, by=OTHER, closes_on=TODAY + timedelta(days=30)):
        with self.database.transaction() as session:
            return service.circulate(
                session, standard=NAME, version=1, seen=1, question="Is it right?",
                closes_on=closes_on, by=by,
            )  # fmt: skip

    def hear(self, *events):
        with self.database.transaction() as session:
            service.take_comments(session, events)

    def answer(self, comment, taken_up=True, why="", by=LEADER, seen=None):
        with self.database.transaction() as session:
            seen = seen or queries.comment(session, comment)[1].version
            service.answer(
                session, comment_id=comment, seen=seen, taken_up=taken_up, why=why,
                by=by,
            )  # fmt: skip

    def close(self, made, by=OTHER):
        with self.database.transaction() as session:
            seen = queries.consultation(session, made).version
            service.close(session, consultation_id=made, seen=seen, by=by)

    def publish(self):
        with self.database.transaction() as session:
            seen = standards.version_of(session, NAME, 1).revision
            drafts.publish(session, standard=NAME, version=1, seen=seen, by=OTHER)

    def seen(self, made):
        with self.database.reading() as session:
            return queries.consultation(session, made)

    def told(self):
        with self.database.reading() as session:
            bodies = session.scalars(select(OutboxEvent.body).order_by(OutboxEvent.id))
            return [orjson.loads(body) for body in bodies]


@pytest.fixture
def leadership(each_database):
    return Leadership(each_database)


def test_a_draft_is_circulated_answered_closed_and_then_published(leadership):
    made = leadership.circulate()
    with pytest.raises(OutForComments):
        leadership.publish()
    leadership.hear(said(made))
    leadership.answer(ON_ITEM)
    leadership.answer(ON_ALL, taken_up=False, why="Too general")
    leadership.close(made)
    leadership.publish()
    first, second, _ = leadership.told()
    assert first["type"] == "uk.accord.standards.draft.circulated.v1"
    assert (first["data"]["closed_at"], first["data"]["answers"]) == (None, [])
    assert len(first["data"]["items"]) == 14
    assert second["recordversion"] == 2
    assert second["data"]["answers"] == [
        {"comment": str(ON_ITEM), "taken_up": True, "why": ""},
        {"comment": str(ON_ALL), "taken_up": False, "why": "Too general"},
    ]


def test_comments_stand_beside_their_item_and_taking_twice_is_once(leadership):
    made = leadership.circulate()
    leadership.hear(said(made), said(made))
    leadership.hear(said(made))
    found = leadership.seen(made)
    assert [c.text for c in found.on("A01")] == ["Say which plan"]
    assert [c.borough for c in found.on(None)] == ["Havering"]
    assert {r.borough for r in found.responses if r.made_at} == {"Havering"}


def test_the_last_response_counts_and_other_words_ask_for_another_answer(leadership):
    made = leadership.circulate()
    leadership.hear(said(made))
    leadership.answer(ON_ITEM)
    later = said(made, (ON_ITEM, "A01", "Say which plan, and whose"), version=2)
    leadership.hear(later, said(made))
    [comment] = leadership.seen(made).comments
    assert (comment.text, comment.taken_up) == ("Say which plan, and whose", None)
    with pytest.raises(UnknownComment):
        leadership.answer(ON_ALL)


def test_whoever_changed_the_draft_or_answered_last_lets_nothing_go(leadership):
    with pytest.raises(OwnDraft):
        leadership.circulate(by=LEADER)
    made = leadership.circulate()
    leadership.hear(said(made))
    leadership.answer(ON_ITEM, by=OTHER)
    with pytest.raises(Invalid):
        leadership.close(made, by=LEADER)
    leadership.answer(ON_ALL, by=OTHER)
    with pytest.raises(OwnAnswers):
        leadership.close(made)
    leadership.close(made, by=LEADER)
    with pytest.raises(AlreadyClosed):
        leadership.answer(ON_ALL)
    with pytest.raises(AlreadyClosed):
        leadership.close(made)


def test_a_refusal_needs_a_reason_and_a_look_at_what_is_there(leadership):
    made = leadership.circulate()
    leadership.hear(said(made))
    with pytest.raises(Invalid) as fault:
        leadership.answer(ON_ITEM, taken_up=False)
    assert "why" in fault.value.fields
    with pytest.raises(ConsultationChanged):
        leadership.answer(ON_ITEM, seen=1)


def test_a_borough_speaks_for_itself_about_what_was_circulated(leadership):
    made = leadership.circulate()
    with pytest.raises(SpeaksForAnother):
        leadership.hear(said(made, area="E09000026"))
    with pytest.raises(UnknownConsultation):
        leadership.hear(said(UUID(int=1)))


def test_a_draft_goes_out_once_until_a_day_to_come(leadership):
    with pytest.raises(Invalid) as fault:
        leadership.circulate(closes_on=TODAY)
    assert "closes_on" in fault.value.fields
    leadership.circulate()
    with pytest.raises(OutForComments):
        leadership.circulate()


def test_a_consultation_through_its_pages(app, leader, sign_in, three_boroughs):
    leader.post("/standards/of/case-audit/draft")
    assert "No draft was circulated yet" in leader.get("/consultations/").text
    other = sign_in(Role.LEADERSHIP_MEMBER, agency="icb")
    day = TODAY + timedelta(days=5)
    form = {
        "question": "Is it right?", "confirm": "yes", "seen": 1,
        "closes_on-day": day.day, "closes_on-month": day.month,
        "closes_on-year": day.year,
    }  # fmt: skip
    at = "/consultations/of/case-audit/1"
    assert "a second person has to circulate it" in leader.get(at).text
    assert other.post(at, data={**form, "question": ""}).status_code == 422
    show = other.post(at, data=form).location
    with app.extensions["accord"].database.transaction() as session:
        service.take_comments(session, [said(UUID(show.rsplit("/", 1)[1]))])
    page = leader.get(show).text
    assert "Say which plan" in page
    assert "2 comments to answer" in page
    assert "Closes soon" in leader.get("/").text
    for comment in (ON_ITEM, ON_ALL):
        seen = 2 if comment == ON_ITEM else 3
        data = {"taken_up": "no", "why": "Not this time", "seen": seen}
        leader.post(f"/consultations/comments/{comment}", data=data)
    assert "Not this time" in leader.get(f"{show}/comments.csv").text
    page = other.post(
        f"{show}/close", data={"confirm": "yes", "seen": 4}, follow_redirects=True
    )
    assert "every borough has the answers" in page.text
