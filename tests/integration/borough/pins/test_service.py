"""A borough seals to keys that a person confirmed, whatever the registry says."""

import pytest

from borough.db import METADATAS
from borough.pins import queries, service
from borough.pins.model import CannotSealTo, How, NotTheirNumber, State, UnknownPeer
from kit.accounts import service as accounts
from kit.accounts.actor import Actor
from kit.errors import NotAllowed
from kit.exchange import cross_signing
from kit.exchange.keys import public_jwk
from leadership.db import METADATAS as LEADERSHIPS
from leadership.members import service as members
from leadership.members.model import MemberStatus, NotASealingKey
from tests.support.federation import a_key
from tests.support.sealing import BOROUGHS, Keyed, a_public_key, told

PEER = "redbridge"


@pytest.fixture
def keyed(sqlite_database):
    made = Keyed(sqlite_database("leadership", LEADERSHIPS))
    made.enter()
    return made


@pytest.fixture
def database(any_database, keyed):
    made = any_database("havering", METADATAS)
    keyed.publish(made)
    return made


def a_coordinator(database, role="cdop_coordinator"):
    with database.transaction() as session:
        user = accounts.create_user(
            session, email=f"{role}@example.org", name="C", role=role
        )
    return Actor(
        user_id=user, session_id="s", name="C", email="c@example.org", role=role
    )


def number(keyed, slug=PEER):
    signing = public_jwk(keyed.signing[slug])
    return cross_signing.fingerprint(sealing=keyed.sealing[slug].jwk, signing=signing)


def confirm(database, keyed, *, by=None, at=3, group=None, peer=PEER):
    by = by or a_coordinator(database)
    with database.transaction() as session:
        service.confirm(
            session,
            peer=peer,
            at=at,
            group=number(keyed, peer)[at] if group is None else group,
            how=How.TELEPHONE,
            by=by,
        )
    return by


def state(database, slug=PEER):
    with database.reading() as session:
        return queries.peer(session, slug).state


def key(database, slug=PEER):
    with database.reading() as session:
        return queries.sealing_key_of(session, slug)


def refused(database, slug=PEER):
    with pytest.raises(CannotSealTo) as caught:
        key(database, slug)
    return caught.value.state


def test_nothing_is_sealed_before_a_person_heard_the_number(database, keyed):
    assert refused(database) is State.UNCONFIRMED
    confirm(database, keyed)
    assert key(database) == keyed.sealing[PEER].jwk
    assert refused(database, "barking-and-dagenham") is State.UNCONFIRMED
    with database.reading() as session:
        assert queries.may_seal_to(session, PEER) == ""
        signing = queries.signing_key_of(session, PEER)
    assert signing == public_jwk(keyed.signing[PEER])


def test_digits_that_differ_confirm_nothing_and_say_what_to_do(database, keyed):
    heard = number(keyed)[3]
    wrong = f"{(int(heard) + 1) % 100000:05}"
    with pytest.raises(NotTheirNumber, match="share nothing"):
        confirm(database, keyed, group=wrong)
    assert refused(database) is State.UNCONFIRMED


def test_digits_count_with_blanks_between_them_but_only_in_their_place(database, keyed):
    by = a_coordinator(database)
    with pytest.raises(NotTheirNumber):
        confirm(database, keyed, by=by, at=2, group=number(keyed)[3])
    confirm(database, keyed, by=by, group=" ".join(number(keyed)[3]))
    assert state(database) is State.CONFIRMED


@pytest.mark.parametrize("role", ["administrator", "business_manager", "analyst"])
def test_only_a_coordinator_confirms(database, keyed, role):
    with pytest.raises(NotAllowed):
        confirm(database, keyed, by=a_coordinator(database, role))
    assert refused(database) is State.UNCONFIRMED


def test_a_key_that_the_old_one_vouches_for_counts_by_itself(database, keyed):
    confirm(database, keyed)
    for _ in range(2):
        new = keyed.renew(PEER)
        keyed.publish(database)
        assert key(database) == new.jwk


def test_renewals_that_nobody_saw_here_count_too(database, keyed):
    confirm(database, keyed)
    keyed.renew(PEER)
    keyed.publish()
    new = keyed.renew(PEER)
    keyed.publish(database)
    assert key(database) == new.jwk


def test_an_old_key_that_comes_back_does_not_count(database, keyed):
    old = keyed.sealing[PEER]
    confirm(database, keyed)
    keyed.renew(PEER)
    keyed.publish(database)
    keyed.give(PEER, old)
    keyed.publish(database)
    assert refused(database) is State.CHANGED


def test_a_key_from_before_the_confirmed_one_does_not_count_either(database, keyed):
    old = keyed.sealing[PEER]
    keyed.renew(PEER)
    keyed.publish(database)
    confirm(database, keyed)
    keyed.give(PEER, old)
    keyed.publish(database)
    assert refused(database) is State.CHANGED


def test_a_new_signing_key_is_heard_again_before_anything_is_sealed(database, keyed):
    by = confirm(database, keyed)
    keyed.signing[PEER] = a_key()
    with keyed.leadership.transaction() as session:
        members.replace_key(session, slug=PEER, jwk=public_jwk(keyed.signing[PEER]))
    keyed.renew(PEER)
    keyed.publish(database)
    assert refused(database) is State.CHANGED
    confirm(database, keyed, by=by)
    assert key(database) == keyed.sealing[PEER].jwk


def test_what_is_taken_back_counts_no_longer(database, keyed):
    by = confirm(database, keyed)
    with database.transaction() as session:
        service.withdraw(session, peer=PEER, by=by)
    assert refused(database) is State.UNCONFIRMED


def test_a_suspended_peer_and_one_without_a_key_are_named_as_such(database, keyed):
    by = confirm(database, keyed)
    with keyed.leadership.transaction() as session:
        members.change_status(session, slug=PEER, status=MemberStatus.SUSPENDED)
    keyed.publish(database)
    assert refused(database) is State.SUSPENDED
    with pytest.raises(CannotSealTo):
        confirm(database, keyed, by=by)


def test_who_is_no_other_borough_is_no_peer(database, keyed):
    for slug in ("leadership", "havering", "elsewhere"):
        with pytest.raises(UnknownPeer):
            key(database, slug)


def test_before_any_registry_there_are_no_peers(any_database):
    alone = any_database("havering", METADATAS)
    with alone.reading() as session:
        assert queries.peers(session) == []


def test_leadership_enters_no_sealing_key_without_its_members_word(keyed):
    jwk = a_public_key()
    for other in (keyed.root, keyed.signing["havering"]):
        with pytest.raises(NotASealingKey):
            keyed.give(PEER, told(PEER, jwk, other))


def test_every_borough_refuses_a_key_that_leadership_swapped_and_says_so(
    keyed, any_database
):
    boroughs = {slug: any_database(slug, METADATAS) for slug in BOROUGHS}
    keyed.publish(*boroughs.values())
    others = {slug: one for slug, one in boroughs.items() if slug != PEER}
    for database in others.values():
        confirm(database, keyed)
    keyed.teach(keyed.swapped(PEER, 2, a_public_key()), *boroughs.values())
    for database in others.values():
        assert refused(database) is State.CHANGED
        with database.reading() as session:
            assert "Somebody may be trying" in queries.may_seal_to(session, PEER)
            told_of = queries.on_front_page(session, None)
        assert ("Key changed", "Nothing can be sealed to Redbridge") in [
            (item.tag, item.text) for item in told_of
        ]
    keyed.teach(keyed.swapped(PEER, 3, dict(keyed.sealing[PEER].jwk)), *others.values())
    assert key(others["havering"]) == keyed.sealing[PEER].jwk
