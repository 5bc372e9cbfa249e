"""Bundles: what a signature covers, and every way one is refused."""

import base64

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.exchange import bundle, trust
from kit.exchange.trust import Reason, Refused, Typ
from tests.support.federation import Source, Trusted, a_body, a_key

TRUSTED = Trusted()


def a_source() -> Source:
    return Source(TRUSTED.keys["havering"])


def opened(raw: bytes, *, user: str | None = "havering", member: str = "leadership"):
    return bundle.open_bundle(raw, user=user, member=member, registry=TRUSTED.registry)


def refusal(raw: bytes, **more) -> Reason:
    with pytest.raises(Refused) as caught:
        opened(raw, **more)
    return caught.value.reason


def signed_anew(sealed, *, by: str = "havering", **changes) -> bytes:
    payload = orjson.loads(bundle.reopen(sealed.raw) and _payload(sealed.raw))
    payload.update(changes)
    return trust.sign(orjson.dumps(payload), typ=Typ.BUNDLE, key=TRUSTED.keys[by])


def _payload(raw: bytes) -> bytes:
    part = raw.split(b".")[1]
    return base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))


def test_a_sealed_bundle_opens_to_the_same_events():
    sealed = a_source().seal(a_body("one"), a_body("two"))

    found = opened(sealed.raw)

    assert (found.first, found.last, found.hash) == (1, 2, sealed.hash)
    assert [envelope["subject"] for envelope in found.envelopes] == ["one", "two"]


def test_the_second_bundle_names_the_hash_of_the_first():
    source = a_source()
    first = source.seal(a_body())

    second = opened(source.seal(a_body()).raw)

    assert second.prev == first.hash
    assert opened(first.raw).prev == bundle.FIRST_PREV


@given(st.data())
def test_no_changed_byte_is_ever_accepted(data):
    raw = bytearray(a_source().seal(a_body(text="Redbridge")).raw)
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] ^= data.draw(st.integers(1, 255))

    with pytest.raises(Refused):
        opened(bytes(raw))


def test_a_stripped_signature_is_refused():
    raw = a_source().seal(a_body()).raw

    assert refusal(raw.rpartition(b".")[0] + b".") == Reason.UNSIGNED


@pytest.mark.parametrize("algorithm", ["none", "HS256", "EdDSA", "ES256"])
def test_no_other_algorithm_is_listened_to(algorithm):
    header, payload, signature = a_source().seal(a_body()).raw.split(b".")
    claimed = orjson.loads(base64.urlsafe_b64decode(header + b"=="))
    claimed["alg"] = algorithm
    forged = base64.urlsafe_b64encode(orjson.dumps(claimed)).rstrip(b"=")

    assert refusal(b".".join((forged, payload, signature))) == Reason.UNSIGNED


def test_a_key_nobody_registered_is_refused():
    assert refusal(Source(a_key()).seal(a_body()).raw) == Reason.UNKNOWN_KEY


def test_another_members_key_cannot_speak_for_this_one():
    source = Source(TRUSTED.keys["redbridge"], stream="havering/leadership")

    assert refusal(source.seal(a_body()).raw) == Reason.WRONG_SENDER


@pytest.mark.parametrize("user", [None, "redbridge", "leadership"])
def test_the_brokers_user_must_be_the_source(user):
    raw = a_source().seal(a_body()).raw

    assert refusal(raw, user=user) == Reason.WRONG_SENDER


def test_an_event_cannot_name_another_source_than_its_bundle():
    raw = a_source().seal(a_body(source="redbridge")).raw

    assert refusal(raw) == Reason.WRONG_SENDER


def test_a_bundle_for_another_audience_is_refused():
    source = Source(TRUSTED.keys["havering"], stream="havering/redbridge")

    assert refusal(source.seal(a_body()).raw) == Reason.WRONG_AUDIENCE


def test_a_suspended_member_is_not_heard():
    raw = a_source().seal(a_body()).raw
    suspended = Trusted(keys=TRUSTED.keys, suspended=("havering",))

    with pytest.raises(Refused) as caught:
        bundle.open_bundle(
            raw, user="havering", member="leadership", registry=suspended.registry
        )

    assert caught.value.reason == Reason.SUSPENDED


def test_a_signature_for_another_purpose_does_not_serve():
    raw = trust.sign(
        _payload(a_source().seal(a_body()).raw),
        typ=Typ.CONTROL,
        key=TRUSTED.keys["havering"],
    )

    assert refusal(raw) == Reason.WRONG_PURPOSE


@pytest.mark.parametrize(
    "changes",
    [
        {"last": 7},
        {"first": 0, "last": 0},
        {"events": []},
        {"events": "none"},
        {"epoch": 0},
        {"events": [{"no": "source"}]},
        {"first": None},
    ],
)
def test_a_bundle_that_does_not_add_up_is_malformed(changes):
    assert refusal(signed_anew(a_source().seal(a_body()), **changes)) == (
        Reason.MALFORMED
    )


def test_a_registry_not_signed_by_the_anchor_is_refused():
    stranger = Trusted()

    with pytest.raises(Refused) as caught:
        trust.read_registry(stranger.signed(), anchor=TRUSTED.anchor)

    assert caught.value.reason == Reason.UNKNOWN_KEY


@given(st.lists(st.integers(1, 60_000), max_size=40))
def test_cutting_keeps_every_body_in_order_and_no_piece_too_large(sizes):
    bodies = [b"x" * size for size in sizes]

    pieces = bundle.cut(bodies)

    assert [body for piece in pieces for body in piece] == bodies
    assert all(piece for piece in pieces)
    assert all(
        sum(map(len, piece)) <= bundle.MAX_BYTES or len(piece) == 1 for piece in pieces
    )


def test_a_bundle_holds_five_hundred_events_at_most():
    pieces = bundle.cut([b"{}"] * 1_001)

    assert [len(piece) for piece in pieces] == [500, 500, 1]
