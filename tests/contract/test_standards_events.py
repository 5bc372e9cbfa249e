"""What is said of standards is what the contract says, and the others eat it."""

from datetime import timedelta

import pytest

from borough.adoptions import queries as adoptions
from borough.adoptions import service as positions
from borough.adoptions.service import Stand
from borough.consultations import queries as drafts_held
from borough.consultations import service as comments
from borough.standards import queries as held
from borough.wiring import SERVICE as BOROUGH
from kit import clock
from kit.exchange import keys
from leadership.consultations import queries as consultations
from leadership.consultations import service as consulting
from leadership.members import service as members
from leadership.standards import queries as standards
from leadership.standards import service as drafts
from leadership.wiring import SERVICE as LEADERSHIP
from partnership.bodies import service as bodies
from partnership.bodies.model import BodyKind
from partnership.standards.model import Position
from tests.contract.crossing import TYPE_PREFIX, announced, carry, problems
from tests.support.boroughs import ANALYST, HERE, MANAGER, a_person
from tests.support.federation import a_key

PUBLISHED = "standards.standard.published.v2"
CIRCULATED = "standards.draft.circulated.v1"
COMMENTED = "standards.comment.made.v1"
ADOPTED = "standards.adoption.recorded.v1"
LEADER, OTHER = a_person("leadership_member", 11), a_person("leadership_member", 12)
TODAY = clock.today()
NAME = "case-audit"
FOUR_WORDS = {"scale": "four_words"}


@pytest.fixture
def leadership(sqlite_database):
    """Leadership, with a draft that went out for comments."""
    database = sqlite_database("leadership", LEADERSHIP.metadatas)
    with database.transaction() as session:
        members.add_member(
            session, slug="havering", name="Havering", area_code=HERE,
            jwk=keys.public_jwk(a_key()),
        )  # fmt: skip
        drafts.draft(session, standard=NAME, by=LEADER)
        consulting.circulate(
            session, standard=NAME, version=1, seen=1, question="Is it right?",
            closes_on=TODAY + timedelta(days=30), by=OTHER,
        )  # fmt: skip
    return database


@pytest.fixture
def borough(sqlite_database):
    return sqlite_database("havering", BOROUGH.metadatas)


def close_and_publish(leadership):
    with leadership.transaction() as session:
        [seen] = consultations.consultations(session)
        for each in seen.comments:
            now = consultations.consultation(session, seen.id).version
            consulting.answer(
                session, comment_id=each.id, seen=now, taken_up=True, why="", by=LEADER
            )
        now = consultations.consultation(session, seen.id).version
        consulting.close(session, consultation_id=seen.id, seen=now, by=OTHER)
        now = standards.version_of(session, NAME, 1).revision
        drafts.publish(session, standard=NAME, version=1, seen=now, by=OTHER)


def comment(borough):
    with borough.transaction() as session:
        [draft] = drafts_held.drafts(session)
        given = {"consultation_id": draft.id}
        comments.add(session, item="A01", text="Say which", by=ANALYST, **given)
        comments.submit(session, by=ANALYST, **given)
        seen = drafts_held.draft(session, draft.id).response.preview
        comments.approve(session, seen=seen, area=HERE, by=MANAGER, **given)


def vary(borough):
    with borough.transaction() as session:
        bodies.found(
            session, slug="group", kind=BodyKind.PARTNERSHIP, by="Manager",
            from_on=TODAY, stand=bodies.Stand(name="The group", purpose="Decides"),
        )  # fmt: skip
        made = positions.start(session, standard=NAME, version=1, by=ANALYST)
        words = positions.Words(text="Ours", reason="Our way", details=FOUR_WORDS)
        positions.vary(
            session, adoption_id=made, seen=1, item_id="A01", words=words, by=ANALYST
        )
        positions.leave_out(
            session, adoption_id=made, seen=2, item_id="A02", reason="Why", by=ANALYST
        )
        positions.add_local(
            session, adoption_id=made, seen=3, section="Ours", words=words,
            maps_to=None, by=ANALYST,
        )  # fmt: skip
        stand = Stand(
            position=Position.VARIED, why="Because", body="group", agreed_on=TODAY,
            review_on=TODAY + timedelta(days=90),
        )  # fmt: skip
        positions.say(session, adoption_id=made, seen=4, stand=stand, by=ANALYST)
        positions.submit(session, adoption_id=made, seen=5, by=ANALYST)
        seen = adoptions.record(session, made).preview
        positions.approve(session, adoption_id=made, seen=seen, area=HERE, by=MANAGER)


def named(database, message):
    return [e for e in announced(database) if e["type"] == TYPE_PREFIX + message]


def test_everything_said_of_a_standard_fits_the_contract(leadership, borough):
    carry(leadership, BOROUGH.handlers, borough)
    comment(borough)
    carry(borough, LEADERSHIP.handlers, leadership)
    close_and_publish(leadership)
    carry(leadership, BOROUGH.handlers, borough)
    vary(borough)
    for database, message, times in (
        (leadership, PUBLISHED, 1),
        (leadership, CIRCULATED, 2),
        (borough, COMMENTED, 1),
        (borough, ADOPTED, 1),
    ):
        told = named(database, message)
        assert len(told) == times
        assert [problems(each) for each in told] == [[]] * times


@pytest.mark.parametrize("position", [Position.ADOPTED, Position.DECLINED])
def test_a_position_without_variations_fits_the_contract(leadership, borough, position):
    close_and_publish(leadership)
    carry(leadership, BOROUGH.handlers, borough)
    with borough.transaction() as session:
        bodies.found(
            session, slug="group", kind=BodyKind.PARTNERSHIP, by="Manager",
            from_on=TODAY, stand=bodies.Stand(name="The group", purpose="Decides"),
        )  # fmt: skip
        made = positions.start(session, standard=NAME, version=1, by=ANALYST)
        stand = Stand(position=position)
        if position is Position.DECLINED:
            stand = Stand(position=position, why="No", body="group", agreed_on=TODAY)
        positions.say(session, adoption_id=made, seen=1, stand=stand, by=ANALYST)
        positions.submit(session, adoption_id=made, seen=2, by=ANALYST)
        seen = adoptions.record(session, made).preview
        positions.approve(session, adoption_id=made, seen=seen, area=HERE, by=MANAGER)
    [told] = named(borough, ADOPTED)
    assert problems(told) == []


def test_eating_twice_is_once(leadership, borough):
    for _ in range(2):
        carry(leadership, BOROUGH.handlers, borough)
    comment(borough)
    for _ in range(2):
        carry(borough, LEADERSHIP.handlers, leadership)
    with leadership.reading() as session:
        [seen] = consultations.consultations(session)
    assert [each.text for each in seen.comments] == ["Say which"]
    close_and_publish(leadership)
    for _ in range(2):
        carry(leadership, BOROUGH.handlers, borough)
    with borough.reading() as session:
        [version] = held.versions_of(session, NAME)
        [draft] = drafts_held.drafts(session)
    assert len(version.items) == 14
    assert [each.answer for each in draft.comments] == ["Taken up"]
