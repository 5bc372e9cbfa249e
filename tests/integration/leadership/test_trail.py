"""What leadership's people do becomes rows of the trail."""

from datetime import date

import pytest

from kit.exchange.membership import Membership
from leadership.db import METADATAS
from leadership.members import service as members
from leadership.members.model import MemberStatus
from leadership.standards import service as standards
from tests.integration.leadership.conftest import a_public_jwk
from tests.support.federation import a_key
from tests.support.trails import acts_in


@pytest.fixture
def database(sqlite_database):
    return sqlite_database("leadership", METADATAS)


def acts(database):
    return [act for act, _ in acts_in(database)]


def test_members_keys_status_and_the_registry_leave_rows(database):
    key = a_key()
    about = {"slug": "havering"}
    with database.transaction() as session:
        members.add_member(
            session, name="Havering", area_code=None, jwk=a_public_jwk(), **about
        )
        members.replace_key(session, jwk=a_public_jwk(), **about)
        members.give_trail_key(session, jwk=a_public_jwk(), **about)
        members.change_status(session, status=MemberStatus.SUSPENDED, **about)
        members.change_status(session, status=MemberStatus.SUSPENDED, **about)
        members.publish_registry(session, key=key)
    assert acts(database) == [
        "member.added",
        "member.key-replaced",
        "member.key-replaced",
        "member.status-changed",
        "registry.signed",
    ]


def test_a_standard_leaves_a_row_from_draft_to_publication(database):
    with database.transaction() as session:
        standards.draft_indicator_set(session)
        standards.reword_indicator(
            session, version=1, indicator="CP03", words={"title": "Other"}
        )
        standards.redate(
            session, version=1, effective_from=date(2027, 4, 1), summary="S"
        )
        standards.publish_indicator_set(session, version=1, published_by="Chair")
    assert acts(database) == [
        "standard.drafted",
        "standard.reworded",
        "standard.redated",
        "standard.published",
    ]


def test_a_registry_is_learned_once(database):
    key = a_key()
    with database.transaction() as session:
        raw = members.publish_registry(session, key=key)
    other = Membership(key.key)
    with database.transaction() as session:
        other.learn(session, raw)
    assert acts(database) == ["registry.signed"]
