"""A position is prepared, looked at, approved by a second person, and told once."""

from datetime import timedelta
from uuid import UUID

import orjson
import pytest
from sqlalchemy import select

from borough.adoptions import queries, service
from borough.adoptions.model import (
    AlreadyDrafted,
    ChangedMeanwhile,
    MayNotRecord,
    NotAsSeen,
    OtherStep,
    SecondPersonNeeded,
    UnknownAdoption,
    Words,
)
from borough.adoptions.service import Stand
from borough.wiring import SERVICE
from kit import clock
from kit.errors import Conflict, Invalid
from kit.exchange.model import OutboxEvent
from partnership.bodies import service as bodies
from partnership.bodies.model import BodyKind
from partnership.standards.model import Position, UnknownItem
from tests.support.boroughs import (
    ADMINISTRATOR,
    ANALYST,
    HERE,
    MANAGER,
    OTHER_MANAGER,
)
from tests.support.standards import an_item, published, receive

TODAY = clock.today()
NAME = "case-audit"
FOUR_WORDS = {"scale": "four_words"}


class Havering:
    """A borough's verbs, each in a transaction of its own."""

    def __init__(self, database):
        self.database = database
        receive(database, published(NAME, 1, an_item(1), an_item(2), an_item(3)))
        with database.transaction() as session:
            bodies.found(
                session, slug="group", kind=BodyKind.PARTNERSHIP, by="Manager",
                from_on=TODAY - timedelta(days=400),
                stand=bodies.Stand(
                    name="The group", purpose="Decides", minimum=3, partners_needed=True
                ),
            )  # fmt: skip

    def start(self, version=1, by=ANALYST):
        with self.database.transaction() as session:
            return service.start(session, standard=NAME, version=version, by=by)

    def do(self, verb, made, by=ANALYST, seen=None, **given):
        seen = seen or self.record(made).version
        with self.database.transaction() as session:
            return verb(session, adoption_id=made, seen=seen, by=by, **given)

    def vary(self, made, item="A01", text="In our words", **more):
        words = Words(text=text, reason="Our way", details=FOUR_WORDS)
        self.do(service.vary, made, item_id=item, words=words, **more)

    def add(self, made, maps_to=None, section="One"):
        words = Words(text="Ours", reason="A local priority", details=FOUR_WORDS)
        return self.do(
            service.add_local, made, section=section, words=words, maps_to=maps_to
        )

    def say(self, made, position=Position.ADOPTED, **more):
        given = {}
        if position is not Position.ADOPTED:
            given = {"why": "Because", "body": "group", "agreed_on": TODAY}
        if position is Position.VARIED:
            given["review_on"] = TODAY + timedelta(days=200)
        stand = Stand(position=position, **{**given, **more})
        self.do(service.say, made, stand=stand)

    def record(self, made):
        with self.database.reading() as session:
            return queries.record(session, made)

    def approve(self, made, by=MANAGER, seen=None):
        seen = seen or self.record(made).preview
        with self.database.transaction() as session:
            service.approve(session, adoption_id=made, seen=seen, area=HERE, by=by)

    def recorded(self, version=1, position=Position.ADOPTED, **more):
        made = self.start(version)
        if position is Position.VARIED:
            self.vary(made)
        self.say(made, position, **more)
        self.do(service.submit, made)
        self.approve(made)
        return made

    def works_to(self, on=None):
        with self.database.reading() as session:
            return queries.working_set(session, NAME, on)

    def told(self):
        with self.database.reading() as session:
            bodies = session.scalars(select(OutboxEvent.body).order_by(OutboxEvent.id))
            return [orjson.loads(body) for body in bodies]


@pytest.fixture
def here(any_database):
    return Havering(any_database("havering", SERVICE.metadatas))


def test_an_adopted_version_is_worked_to_and_told(here):
    here.recorded()
    found = here.works_to()
    assert (found.adopted, found.position) == (True, "adopted")
    [event] = here.told()
    assert event["subject"] == f"adoption:{HERE}:{NAME}"
    assert (event["data"]["position"], event["data"]["number"]) == ("adopted", 1)
    assert event["data"]["prepared_by"] == "Analyst"


def test_an_adopted_version_stays_worked_to_when_a_newer_one_comes(here):
    here.recorded()
    receive(here.database, published(NAME, 2, an_item(9)))
    found = here.works_to()
    assert (found.version, found.newest) == (1, 2)


def test_a_variation_a_local_item_and_one_left_out_make_what_is_worked_to(here):
    made = here.start()
    here.vary(made)
    here.do(service.leave_out, made, item_id="A02", reason="Asked elsewhere")
    local = here.add(made, maps_to="A03")
    here.say(made, Position.VARIED)
    here.do(service.submit, made)
    assert here.works_to().adopted is False
    here.approve(made)
    found = here.works_to()
    assert [(i.id, i.origin.value) for i in found.items] == [
        ("A01", "varied"), ("A03", "shared"), (local, "local")
    ]  # fmt: skip
    assert (found.item("A01").text, found.item("A01").reason) == (
        "In our words", "Our way",
    )  # fmt: skip
    assert found.item(local).maps_to == "A03"
    assert [i.id for i in found.left_out] == ["A02"]
    data = here.told()[0]["data"]
    assert [v["how"] for v in data["variations"]] == ["reworded", "left_out"]
    assert data["approved_by"] == "The group"
    with pytest.raises(UnknownItem):
        found.item("A02")


def test_a_declined_standard_is_not_worked_to_and_tells_nothing_kept(here):
    here.recorded(position=Position.VARIED)
    made = here.recorded(position=Position.DECLINED)
    assert here.works_to() is None
    assert here.told()[1]["data"]["variations"] == []
    assert [entry.item_id for entry in here.record(made).kept] == ["A01"]


@pytest.mark.parametrize(
    ("position", "change", "field"),
    [
        (Position.DECLINED, {"why": " "}, "why"),
        (Position.DECLINED, {"body": None}, "body"),
        (Position.DECLINED, {"agreed_on": TODAY + timedelta(days=1)}, "agreed_on"),
        (Position.VARIED, {"review_on": TODAY}, "review_on"),
        (Position.VARIED, {}, "position"),
    ],
)
def test_what_is_missing_is_said_before_anybody_approves(here, position, change, field):
    made = here.start()
    here.say(made, position, **change)
    with pytest.raises(Invalid) as fault:
        here.do(service.submit, made)
    assert field in fault.value.fields


def test_an_adopted_standard_varies_nothing(here):
    made = here.start()
    here.vary(made)
    here.say(made)
    with pytest.raises(Invalid):
        here.do(service.submit, made)
    here.do(service.drop, made, item_id="A01", because="No longer wanted")
    here.do(service.submit, made)


def test_shared_words_are_no_variation_and_details_are_checked(here):
    made = here.start()
    with pytest.raises(Invalid):
        here.vary(made, text="Question 1")
    words = Words(text="Other", reason="Why", details={"scale": "stars"})
    with pytest.raises(Invalid):
        here.do(service.vary, made, item_id="A01", words=words)


def test_a_body_that_did_not_exist_approves_nothing(here):
    made = here.start()
    with pytest.raises(Invalid) as fault:
        here.say(made, Position.DECLINED, body="nobody")
    assert "body" in fault.value.fields


def test_moving_on_carries_what_fits_and_asks_about_what_changed_or_went(here):
    made = here.start()
    here.vary(made, "A01")
    here.vary(made, "A02")
    kept, orphan = here.add(made), here.add(made, maps_to="A03")
    here.say(made, Position.VARIED)
    here.do(service.submit, made)
    here.approve(made)
    receive(here.database, published(NAME, 2, an_item(1), an_item(2, "Other words")))
    made = here.start(2)
    marks = {e.item_id: (e.fit.value, e.settled) for e in here.record(made).entries}
    assert marks == {
        "A01": ("fits", True), "A02": ("reworded", False),
        kept: ("fits", True), orphan: ("gone", False),
    }  # fmt: skip
    here.say(made, Position.VARIED)
    with pytest.raises(Invalid) as fault:
        here.do(service.submit, made)
    assert "entries" in fault.value.fields
    here.do(service.keep, made, item_id="A02")
    with pytest.raises(Conflict):
        here.do(service.keep, made, item_id=orphan)
    words = Words(text="Ours still", reason="Still", details=FOUR_WORDS)
    here.do(
        service.change_local, made, item_id=orphan, section="One", words=words,
        maps_to=None,
    )  # fmt: skip
    here.do(service.submit, made)
    here.approve(made)
    assert [i.id for i in here.works_to().items] == ["A01", "A02", kept, orphan]
    assert here.works_to(TODAY - timedelta(days=1)) is None


def test_local_identifiers_are_never_given_twice(here):
    made = here.start()
    assert here.add(made) == "L-1"
    here.do(service.drop, made, item_id="L-1", because="A mistake")
    assert here.add(made) == "L-2"


def test_what_counted_before_today_cannot_be_rewritten(here):
    earlier = TODAY - timedelta(days=30)
    first = here.recorded(from_on=earlier)
    made = here.start()
    with pytest.raises(Invalid) as fault:
        here.say(made, from_on=earlier)
    assert "from_on" in fault.value.fields
    here.say(made, Position.DECLINED, from_on=TODAY + timedelta(days=30))
    here.do(service.submit, made)
    here.approve(made)
    assert here.works_to().adopted is True
    assert here.works_to(TODAY + timedelta(days=30)) is None
    assert here.works_to(earlier).version == 1
    with here.database.reading() as session:
        found = queries.history(session, NAME)
    assert [each.id for each in found] == [made, first]
    assert found[1].span.until_on == TODAY + timedelta(days=29)


def test_its_preparer_cannot_approve_it_and_nothing_leaves(here):
    made = here.start(by=MANAGER)
    here.do(service.submit, made, by=MANAGER)
    with pytest.raises(SecondPersonNeeded):
        here.approve(made)
    with pytest.raises(NotAsSeen):
        here.approve(made, by=OTHER_MANAGER, seen="0" * 64)
    assert here.told() == []
    here.approve(made, by=OTHER_MANAGER)
    with pytest.raises(OtherStep):
        here.approve(made, by=OTHER_MANAGER, seen=here.record(made).preview)
    assert len(here.told()) == 1


def test_roles_without_the_right_do_nothing(here):
    with pytest.raises(MayNotRecord):
        here.start(by=ADMINISTRATOR)
    made = here.start()
    here.do(service.submit, made)
    with pytest.raises(MayNotRecord):
        here.approve(made, by=ANALYST)


def test_one_record_at_a_time_and_no_change_unseen(here):
    made = here.start()
    with pytest.raises(AlreadyDrafted):
        here.start()
    seen = here.record(made).version
    here.vary(made)
    with pytest.raises(ChangedMeanwhile):
        here.vary(made, seen=seen, text="Without having looked")
    with pytest.raises(UnknownAdoption):
        here.record(UUID(int=1))


def test_what_goes_back_can_be_changed_asked_again_or_thrown_away(here):
    made = here.start()
    here.do(service.submit, made)
    with here.database.transaction() as session:
        service.send_back(session, adoption_id=made, because="Not yet", by=MANAGER)
    assert here.record(made).sent_back_because == "Not yet"
    here.do(service.discard, made)
    with here.database.reading() as session:
        assert queries.in_preparation(session) == {}
    here.start()
