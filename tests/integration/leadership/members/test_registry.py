import pytest
from joserfc.jwk import OKPKey

from kit.db import Database
from kit.exchange import trust
from kit.exchange.keys import SigningKey
from leadership.db import METADATAS
from leadership.members import queries, service
from leadership.members.model import AlreadyAMember, MemberStatus, NotASigningKey


def a_key() -> SigningKey:
    key = OKPKey.generate_key("Ed25519")
    return SigningKey(key.thumbprint(), key)


def a_jwk():
    return a_key().key.as_dict(private=False)


@pytest.fixture
def database(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/leadership.sqlite", member="leadership")
    database.create_tables(METADATAS)
    yield database
    database.dispose()


def add(session, slug="havering", area_code="E09000016", jwk=None):
    return service.add_member(
        session,
        slug=slug,
        name=slug.title(),
        area_code=area_code,
        jwk=jwk or a_jwk(),
    )


def test_the_published_registry_opens_with_leaderships_key_and_names_every_member(
    database,
):
    key = a_key()
    with database.transaction() as session:
        member = add(session)
        add(session, slug="leadership", area_code=None)
        raw = service.publish_registry(session, key=key)
        kid = member.kid
    opened = trust.read_registry(raw, anchor=key.key)
    assert opened.version == 1
    assert set(opened.members) == {"havering", "leadership"}
    assert opened.owner_of(kid)[0].area_code == "E09000016"


def test_versions_only_rise(database):
    key = a_key()
    with database.transaction() as session:
        add(session)
        service.publish_registry(session, key=key)
    with database.transaction() as session:
        raw = service.publish_registry(session, key=key)
        assert queries.registry(session).version == 2
    assert trust.read_registry(raw, anchor=key.key).version == 2


def test_a_suspended_member_speaks_for_nobody(database):
    key = a_key()
    with database.transaction() as session:
        kid = add(session).kid
        service.publish_registry(session, key=key)
        service.change_status(session, slug="havering", status=MemberStatus.SUSPENDED)
        assert queries.unpublished_changes(session) == 1
        opened = trust.read_registry(
            service.publish_registry(session, key=key), anchor=key.key
        )
        assert queries.unpublished_changes(session) == 0
    with pytest.raises(trust.Refused, match="suspended"):
        opened.owner_of(kid)


def test_no_private_half_is_ever_kept(database):
    key = OKPKey.generate_key("Ed25519")
    with database.transaction() as session:
        member = add(session, jwk=key.as_dict(private=True))
        assert set(member.jwk) == {"crv", "kty", "x"}


@pytest.mark.parametrize(
    "jwk", [{}, {"kty": "RSA"}, {"kty": "OKP", "crv": "Ed25519", "x": "short"}]
)
def test_only_an_ed25519_key_signs(database, jwk):
    with database.transaction() as session, pytest.raises(NotASigningKey):
        service.add_member(session, slug="x", name="X", area_code=None, jwk=jwk)


def test_two_members_cannot_speak_for_one_area(database):
    with database.transaction() as session:
        add(session)
        with pytest.raises(AlreadyAMember):
            add(session, slug="havering-two")
        assert [member.slug for member in queries.members(session)] == ["havering"]


def test_a_new_key_replaces_the_old_one_and_asks_to_be_published(database):
    with database.transaction() as session:
        before = add(session).kid
        service.publish_registry(session, key=a_key())
        service.replace_key(session, slug="havering", jwk=a_jwk())
        [member] = queries.members(session)
        assert member.kid != before
        assert queries.unpublished_changes(session) == 1
        assert member.fingerprint.replace(" ", "") == member.kid
