"""What may take a confirmed key's place, whatever a registry says and in any order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from borough.pins.model import Known, Offer, Pin, State, state_of
from kit import clock
from kit.exchange import cross_signing
from kit.exchange.keys import public_jwk
from kit.exchange.trust import ToldKey
from tests.support.federation import a_key
from tests.support.sealing import a_public_key, told

PEER = "redbridge"
OURS, THEIRS = a_key(), a_key()
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
# Five keys their owner vouched for, one after the other, as it would over years.
JWKS = [a_public_key() for _ in range(5)]


def vouched(number, key=THEIRS):
    """Key ``number`` with the word of a signing key, later for each next one."""
    at = BEGAN + timedelta(days=90 * number)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: at)
        return told(PEER, JWKS[number], key)


GOOD = [vouched(number) for number in range(5)]
FORGED = [vouched(number, OURS) for number in range(5)]
BARE = [ToldKey(kid=one.kid, jwk=one.jwk) for one in GOOD]
STOLEN = [replace(FORGED[at], cross_sig=GOOD[at - 1].cross_sig) for at in range(1, 5)]


def offer(sealing, key=THEIRS):
    return Offer(
        peer=PEER, sealing=sealing, signing_kid=key.kid, signing_jwk=public_jwk(key)
    )


def pinned(sealing):
    return Known(
        sealing=sealing,
        signing_kid=THEIRS.kid,
        signing_jwk=public_jwk(THEIRS),
        since=offer(sealing).vouched_at(public_jwk(THEIRS)) or BEGAN,
    )


said = st.one_of(
    st.sampled_from(GOOD).map(offer),
    st.sampled_from([*FORGED, *BARE, *STOLEN]).map(offer),
    st.sampled_from([*GOOD, *FORGED]).map(lambda one: offer(one, OURS)),
)


@settings(max_examples=60)
@given(first=st.integers(0, 4), heard=st.lists(said, max_size=8))
def test_only_ever_newer_keys_that_their_owner_vouched_for_take_its_place(first, heard):
    known, newest = pinned(GOOD[first]), first
    for one in heard:
        known = known.after(one)
        if one.signing_kid == THEIRS.kid and one.sealing in GOOD:
            newest = max(newest, GOOD.index(one.sealing))
        assert known.sealing.kid == GOOD[newest].kid
        assert known.signing_kid == THEIRS.kid
        counts = (one.sealing.kid, one.signing_kid) == (GOOD[newest].kid, THEIRS.kid)
        expected = State.CONFIRMED if counts else State.CHANGED
        assert state_of(known, one) is expected


def test_without_a_confirmation_or_a_key_nothing_counts():
    assert state_of(None, offer(GOOD[0])) is State.UNCONFIRMED
    assert state_of(None, None) is State.MISSING
    assert state_of(pinned(GOOD[0]), None) is State.MISSING


def test_a_key_confirmed_without_its_owners_word_is_followed_from_that_moment():
    pin = Pin(peer=PEER)
    at = BEGAN + timedelta(days=100)
    pin.take(offer(BARE[1]), version=3, how="by telephone", by=None, at=at)
    known = pin.known()
    assert known.since == at
    assert known.after(offer(GOOD[1])).sealing == known.sealing
    assert known.after(offer(GOOD[0])).sealing == known.sealing
    assert known.after(offer(GOOD[2])).sealing == GOOD[2]


def test_the_number_is_of_both_keys():
    groups = offer(GOOD[0]).groups
    assert groups == cross_signing.fingerprint(
        sealing=JWKS[0], signing=public_jwk(THEIRS)
    )
    assert groups != offer(GOOD[0], OURS).groups
