"""Three boroughs take positions on an audit standard, and leadership sees which.

The statutory journey of a leadership group member: two boroughs aligned, one varied
with its reason and review day, a silent one stale with its last day, nothing local.
"""

from datetime import timedelta

import pytest
from sqlalchemy import update

from borough.adoptions import service as adopting
from borough.adoptions.model import Words
from borough.standing import queries as standing
from borough.wiring import SERVICE as BOROUGH
from kit import clock
from kit.exchange import evidence, sealing
from leadership.alignment.model import ReceivedPosition
from leadership.members import service as members
from leadership.standards import queries as standards
from leadership.standards import service as drafts
from leadership.wiring import SERVICE as LEADERSHIP
from partnership.access import Role
from partnership.standards.model import Position
from tests.contract.crossing import carry
from tests.integration.leadership.conftest import BOROUGHS, a_public_jwk
from tests.support.alignment import NAME, TODAY, joined, record
from tests.support.boroughs import ANALYST, a_person
from tests.support.federation import a_key
from tests.support.people import client_for
from tests.support.settings import some_settings

LEADER, OTHER = a_person("leadership_member", 11), a_person("leadership_member", 12)
HAVERING, BARKING, REDBRIDGE = BOROUGHS


@pytest.fixture
def leadership(any_database):
    database = any_database("leadership", LEADERSHIP.metadatas)
    with database.transaction() as session:
        for slug, (name, area) in BOROUGHS.items():
            members.add_member(
                session, slug=slug, name=name, area_code=area, jwk=a_public_jwk()
            )
    return database


@pytest.fixture
def boroughs(any_database):
    return {slug: any_database(slug, BOROUGH.metadatas) for slug in BOROUGHS}


@pytest.fixture
def page(leadership, tmp_path):
    """``page(address)``: what a leadership group member reads there."""
    app = LEADERSHIP.create_app(some_settings("leadership", tmp_path), leadership)
    client = client_for(app, Role.LEADERSHIP_MEMBER)
    return lambda address="/alignment/": client.get(address)


def publish(leadership, name=NAME):
    with leadership.transaction() as session:
        version = drafts.draft(session, standard=name, by=LEADER)
        seen = standards.version_of(session, name, version).revision
        drafts.publish(session, standard=name, version=version, seen=seen, by=OTHER)


def send_standards(leadership, boroughs):
    for each in boroughs.values():
        carry(leadership, BOROUGH.handlers, each)


def take_positions(leadership, boroughs):
    """Audit standard version 2: adopted twice, varied once; each is told twice."""
    for slug, each in boroughs.items():
        told = Position.VARIED if slug == REDBRIDGE else Position.ADOPTED
        record(each, told, version=2, area=BOROUGHS[slug][1])
        for _ in range(2):
            carry(each, LEADERSHIP.handlers, leadership)


def keep_to_themselves(borough):
    """A position in preparation, which nobody approved."""
    with borough.transaction() as session:
        made = adopting.start(session, standard="courses", version=1, by=ANALYST)
        words = Words(
            text="Only ours so far", reason="Not decided",
            details={"level": "A", "refresh_months": 12, "outcomes": "One"},
        )  # fmt: skip
        adopting.add_local(
            session, adoption_id=made, seen=1, section="Ours", words=words,
            maps_to=None, by=ANALYST,
        )  # fmt: skip


def silence(leadership, slug):
    """Let nothing have come from a borough since long before this quarter."""
    last = clock.now() - timedelta(days=200)
    joined(leadership, TODAY - timedelta(days=400))
    with leadership.transaction() as session:
        session.execute(
            update(ReceivedPosition)
            .where(ReceivedPosition.source == slug)
            .values(applied_at=last)
        )
    return clock.london_day(last)


def nothing_local(page):
    for address in ("/alignment/", "/alignment/of/courses", "/alignment/alignment.csv"):
        assert "Only ours so far" not in page(address).text
    for address in ("/adoptions/", "/standing/", "/standing/known"):
        assert page(address).status_code == 404


def test_leadership_sees_agreed_difference_and_silence(leadership, boroughs, page):
    for name in (NAME, NAME, "courses"):
        publish(leadership, name)
    send_standards(leadership, boroughs)
    take_positions(leadership, boroughs)
    keep_to_themselves(boroughs[HAVERING])
    carry(boroughs[HAVERING], LEADERSHIP.handlers, leadership)

    seen = page().text
    review = TODAY + timedelta(days=90)
    assert "2 adopted, 1 varied" in seen
    assert "3 not yet" in seen
    assert "Our way" in seen
    assert f"review {review.day} {review:%B %Y}" in seen
    nothing_local(page)

    day = silence(leadership, BARKING)
    seen = page("/alignment/?state=drift").text
    assert "2 adopted, 1 varied" in seen
    assert f"{day.day} {day:%B %Y}" in seen
    assert seen.count(">Stale</strong>") == 2  # on one of two standards each


def test_each_borough_sees_and_proves_what_leadership_knows(leadership, boroughs):
    for _ in range(2):
        publish(leadership)
    send_standards(leadership, boroughs)
    take_positions(leadership, boroughs)
    for slug, each in boroughs.items():
        [sealed] = sealing.seal_committed(each, key=a_key(), registry=1)
        with each.reading() as session:
            own = standing.standing(session, member=slug)
            known = standing.known(session, member=slug)
            whole = evidence.check(session, standing.streams_of(slug)).whole
        [sent] = known.listed
        assert whole
        assert sent.hash == sealed.hash
        assert [line.cell.stance for line in own.lines] == [
            "Varied" if slug == REDBRIDGE else "Adopted"
        ]
        with leadership.reading() as session:
            held = session.get(ReceivedPosition, (slug, NAME, 1)).content
        posts = ("prepared_by", "recorded_by")
        said = {key: sent.data[key] for key in sent.data if key not in posts}
        assert {key: held[key] for key in said} == said
