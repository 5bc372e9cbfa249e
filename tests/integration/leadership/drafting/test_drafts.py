"""A standard of items is drafted item by item, looked at by another, and published."""

from datetime import date

import orjson
import pytest
from sqlalchemy import select

from kit.errors import Invalid
from kit.exchange.model import OutboxEvent
from leadership.standards import queries, service
from leadership.standards.model import (
    AlreadyPublished,
    DraftInTheWay,
    OwnDraft,
    StandardChanged,
    UnknownStandard,
)
from partnership.standards.model import Kind, UnknownItem
from tests.support.boroughs import a_person

LEADER = a_person("leadership_member", 11)
OTHER = a_person("leadership_member", 12)
NAME = "case-audit"
FOUR_WORDS = {"scale": "four_words"}
QUESTION = {"section": "New", "text": "Is it safe?", "help": "", "details": FOUR_WORDS}


class Drafts:
    """The verbs of leadership, each in a transaction of its own."""

    def __init__(self, database):
        self.database = database

    def draft(self, name=NAME, by=LEADER):
        with self.database.transaction() as session:
            return service.draft(session, standard=name, by=by)

    def do(self, verb, name=NAME, version=1, seen=None, by=LEADER, **given):
        seen = seen or self.seen(name, version).revision
        with self.database.transaction() as session:
            return verb(
                session, standard=name, version=version, seen=seen, by=by, **given
            )

    def seen(self, name=NAME, version=1):
        with self.database.reading() as session:
            return queries.version_of(session, name, version)

    def told(self):
        with self.database.reading() as session:
            bodies = session.scalars(select(OutboxEvent.body).order_by(OutboxEvent.id))
            return [orjson.loads(body) for body in bodies]


@pytest.fixture
def drafts(each_database):
    return Drafts(each_database)


def test_a_shipped_standard_is_drafted_changed_and_published(drafts):
    assert drafts.draft() == 1
    added = drafts.do(service.add_item, **QUESTION)
    assert added == "A15"
    drafts.do(service.change_item, item_id="A01", **{**QUESTION, "text": "Other"})
    drafts.do(service.remove_item, item_id="A02", reason="Asked twice")
    drafts.do(
        service.describe, title="Audit", summary="Ours", effective_from=date(2027, 4, 1)
    )
    drafts.do(service.publish, by=OTHER)
    [event] = drafts.told()
    assert event["type"] == "uk.accord.standards.standard.published.v2"
    assert (event["subject"], event["recordversion"]) == (NAME, 1)
    data = event["data"]
    assert data["removed"] == [{"id": "A02", "reason": "Asked twice"}]
    assert [i["id"] for i in data["items"]][-2:] == ["A15", "A01"]
    assert (data["title"], data["effective_from"]) == ("Audit", "2027-04-01")


def test_the_next_version_starts_from_the_last_and_reuses_no_identifier(drafts):
    drafts.draft()
    drafts.do(service.remove_item, item_id="A14", reason="Not needed")
    drafts.do(service.publish, by=OTHER)
    assert drafts.draft() == 2
    assert drafts.do(service.add_item, version=2, **QUESTION) == "A15"
    with drafts.database.reading() as session:
        found = queries.difference(session, NAME, old=1, new=2)
    assert [item.id for item in found.added] == ["A15"]
    assert drafts.seen(version=2).removed == {}


def test_an_item_moves_within_its_section_and_stays_at_its_end(drafts):
    drafts.draft()
    drafts.do(service.move_item, item_id="A02", steps=-1)
    assert [i.id for i in drafts.seen().items][:4] == ["A02", "A01", "A03", "A04"]
    drafts.do(service.move_item, item_id="A02", steps=-1)
    drafts.do(service.move_item, item_id="A03", steps=1)
    assert [i.id for i in drafts.seen().items][:4] == ["A02", "A01", "A03", "A04"]


def test_an_item_put_in_another_section_follows_its_last_item(drafts):
    drafts.draft()
    section = drafts.seen().items[4].section
    drafts.do(service.change_item, item_id="A01", **{**QUESTION, "section": section})
    assert [i.id for i in drafts.seen().items][:6] == [
        "A02", "A03", "A04", "A05", "A06", "A01",
    ]  # fmt: skip


def test_whoever_changed_a_draft_last_cannot_publish_it(drafts):
    drafts.draft()
    with pytest.raises(OwnDraft):
        drafts.do(service.publish)
    assert drafts.told() == []


def test_only_what_was_looked_at_is_published(drafts):
    drafts.draft()
    seen = drafts.seen().revision
    drafts.do(service.add_item, **QUESTION)
    with pytest.raises(StandardChanged):
        drafts.do(service.publish, seen=seen, by=OTHER)


def test_a_published_version_never_changes(drafts):
    drafts.draft()
    drafts.do(service.publish, by=OTHER)
    for verb, given in (
        (service.add_item, QUESTION),
        (service.move_item, {"item_id": "A01", "steps": 1}),
        (service.remove_item, {"item_id": "A01", "reason": "Why"}),
        (service.publish, {}),
    ):
        with pytest.raises(AlreadyPublished):
            drafts.do(verb, **given)


def test_there_is_one_draft_at_a_time_and_none_of_what_nobody_knows(drafts):
    drafts.draft()
    with pytest.raises(DraftInTheWay):
        drafts.draft()
    with pytest.raises(UnknownStandard):
        drafts.draft("nothing")
    with pytest.raises(UnknownItem):
        drafts.do(service.change_item, item_id="A99", **QUESTION)


def test_what_cannot_be_used_is_refused(drafts):
    drafts.draft()
    with pytest.raises(Invalid) as fault:
        drafts.do(service.add_item, **{**QUESTION, "details": {}})
    assert "scale" in fault.value.fields


def test_another_standard_of_a_kind_begins_empty_and_cannot_go_out_so(drafts):
    with drafts.database.transaction() as session:
        name = service.begin(session, kind=Kind.PROCESS, title="Escalation", by=LEADER)
        assert name == "process-2"
        with pytest.raises(Invalid):
            service.begin(session, kind=Kind.INDICATOR_SET, title="Other", by=LEADER)
    with pytest.raises(Invalid):
        drafts.do(service.publish, name, by=OTHER)
    with drafts.database.reading() as session:
        assert [e.title for e in queries.newest(session)] == ["Escalation"]
        assert NAME in queries.not_begun(session)
