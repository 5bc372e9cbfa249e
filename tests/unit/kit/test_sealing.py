"""What is sealed opens with its key, for what it is about, and unchanged; only so."""

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc import jwe
from joserfc.jwk import OKPKey

from kit import sealing
from kit.sealing import SIZES, CannotOpen, CannotSeal, Fault

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
ABOUT = {"purpose": "tests", "record": "1"}
KEY, OTHER = sealing.make_key(), sealing.make_key()
LOOSE = jwe.JWERegistry(
    algorithms=["ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW", "A128GCM", "A256GCM",
                "A256CBC-HS512", "DEF"],
    strict_check_header=False,
)  # fmt: skip
HEADER = {"alg": sealing.ALG, "enc": sealing.ENC, "kid": KEY.kid, "typ": sealing.TYP}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=10), inner, max_size=4)
    ),
    max_leaves=8,
)
WORDS = st.dictionaries(st.text(max_size=10), st.text(max_size=20), max_size=3)


def sealed(name="a name", *, to=KEY, context=ABOUT):
    return sealing.seal({"name": name}, to=to.public, context=context)


def opened(text, *, context=ABOUT):
    return sealing.unseal(text, key=KEY.private, context=context)["name"]


def fault_of(text, *, key=KEY, context=ABOUT):
    with pytest.raises(CannotOpen) as refusal:
        sealing.unseal(text, key=key.private, context=context)
    return refusal.value.fault


def loosely(header, content=None, key=KEY):
    """A seal as somebody else's library would make it, right in all but its header."""
    content = content or orjson.dumps({"context": ABOUT, "payload": {"name": 1}})
    to = OKPKey.import_key(dict(key.public))
    return jwe.encrypt_compact(header, content, to, registry=LOOSE)


@settings(deadline=None)
@given(payload=JSON, context=WORDS)
def test_it_opens_again_as_it_was(payload, context):
    text = sealed(payload, context=context)
    assert opened(text, context=context) == payload


@settings(deadline=None, max_examples=30)
@given(one=WORDS, other=WORDS)
def test_it_opens_only_for_what_it_is_about(one, other):
    text = sealed(context=one)
    if one == other:
        assert opened(text, context=other) == "a name"
    else:
        assert fault_of(text, context=other) is Fault.OTHER_CONTEXT


def test_it_opens_with_no_other_key():
    assert fault_of(sealed(), key=OTHER) is Fault.OTHER_KEY


def test_a_seal_that_says_it_is_for_another_key_does_not_open_with_that():
    text = loosely({**HEADER, "kid": OTHER.kid})
    assert fault_of(text, key=OTHER) is Fault.BROKEN


def test_every_character_counts():
    text = sealed()
    for place, letter in enumerate(text):
        # The lowest bit of each: where base64 has bits to spare, it is one of those.
        other = LETTERS[LETTERS.index(letter) ^ 1] if letter != "." else "A"
        fault_of(text[:place] + other + text[place + 1 :])


@pytest.mark.parametrize("more", ["", ".", "A", "="])
def test_nothing_may_be_added_or_taken_away(more):
    text = sealed()
    fault_of(text + more if more else text[:-1])
    fault_of(more + text if more else text[1:])


@pytest.mark.parametrize(
    "changed",
    [
        {"alg": "ECDH-ES"},
        {"alg": "ECDH-ES+A128KW"},
        {"enc": "A128GCM"},
        {"enc": "A256CBC-HS512"},
        {"zip": "DEF"},
        {"typ": "JWE"},
        {"cty": "json"},
        {"apu": "AAAA"},
        {"unheard": "of"},
    ],
)
def test_another_header_is_refused_before_the_key_is_used(changed):
    assert fault_of(loosely({**HEADER, **changed})) is Fault.MALFORMED


def test_the_header_that_is_written_opens_when_another_library_writes_it():
    text = loosely(HEADER)
    assert opened(text) == 1


@pytest.mark.parametrize(
    "content",
    [b" ", b"not json", b"[]", b'{"payload": {}}', b'{"context": {}, "payload": 1}'],
)
def test_what_is_no_sealed_payload_inside_is_refused(content):
    assert fault_of(loosely(HEADER, content)) is Fault.MALFORMED


@pytest.mark.parametrize("text", ["", ".", "....", "a.b.c.d.e", "é", "W10.A.A.A.A"])
def test_what_is_no_seal_is_refused(text):
    assert fault_of(text) is Fault.MALFORMED


def test_what_is_too_long_is_refused_unread():
    assert fault_of("A" * (sealing.LONGEST + 1)) is Fault.MALFORMED


@settings(deadline=None, max_examples=25)
@given(name=st.text(max_size=200), other=st.text(max_size=200))
def test_lengths_tell_nothing_within_a_size(name, other):
    assert len(sealed(name)) == len(sealed(other))


@pytest.mark.parametrize("size", SIZES)
def test_every_size_up_to_a_mebibyte_opens(size):
    frame = len(orjson.dumps({"context": ABOUT, "payload": {"name": ""}}))
    full = "x" * (size - frame)
    text = sealed(full)
    assert opened(text) == full
    assert len(text) > size
    if size == SIZES[-1]:
        with pytest.raises(CannotSeal):
            sealed(full + "x")
    else:
        assert len(sealed(full + "x")) > len(text)


def test_two_seals_of_one_thing_have_nothing_in_common_but_the_key():
    one, other = (sealed().split(".")[1:] for _ in range(2))
    assert not set(one) & set(other)


@pytest.mark.parametrize(
    "jwk",
    [
        {},
        {"kty": "OKP", "crv": "X25519"},
        {"kty": "OKP", "crv": "X25519", "x": ""},
        {"kty": "OKP", "crv": "X25519", "x": 7},
        {"kty": "OKP", "crv": "X25519", "x": "A" * 43},
        {**KEY.public, "crv": "Ed25519"},
        {**KEY.public, "d": "A" * 43},
    ],
)
def test_nothing_is_sealed_to_what_is_no_public_key_for_it(jwk):
    with pytest.raises(CannotSeal):
        sealing.seal({}, to=jwk, context=ABOUT)


def test_a_key_is_named_by_its_thumbprint_and_shows_one_half():
    assert sealing.thumbprint(KEY.public) == KEY.kid
    assert set(KEY.public) == {"kty", "crv", "x"}
    assert "d" in KEY.private
