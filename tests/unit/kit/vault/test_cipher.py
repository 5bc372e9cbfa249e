"""What is locked opens in its own place with its own key, and unchanged."""

import secrets
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from kit.vault import cipher
from kit.vault.cipher import Place
from kit.vault.model import CannotUnlock

KEY = UUID("019ab000-0000-7000-8000-000000000001")
ROW = UUID("019ab000-0000-7000-8000-000000000002")
PLACE = Place("case_identity", "surname", ROW)
BOUND = PLACE.bound_to("havering")
RAW = secrets.token_bytes(32)
AES = AESGCM(RAW)

words = st.text(max_size=40)
numbers = st.integers(-(2**53), 2**53)
values = st.binary(max_size=60) | st.recursive(
    words | numbers | st.booleans(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3)
    ),
    max_leaves=6,
)


@given(values)
def test_whatever_is_locked_comes_back_as_it_was(value):
    locked = cipher.lock(AES, KEY, value, BOUND)
    assert cipher.unlock(AES, locked, BOUND) == value
    assert cipher.key_id_of(locked) == KEY


@given(value=st.text(max_size=30), data=st.data())
def test_any_changed_byte_is_noticed(value, data):
    locked = bytearray(cipher.lock(AES, KEY, value, BOUND))
    at = data.draw(st.integers(0, len(locked) - 1))
    locked[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CannotUnlock):
        cipher.unlock(AES, bytes(locked), BOUND)


def test_every_byte_is_watched():
    locked = cipher.lock(AES, KEY, "Example", BOUND)
    for at in range(len(locked)):
        changed = bytearray(locked)
        changed[at] ^= 1
        with pytest.raises(CannotUnlock):
            cipher.unlock(AES, bytes(changed), BOUND)
    for end in range(len(locked)):
        with pytest.raises(CannotUnlock):
            cipher.unlock(AES, locked[:end], BOUND)


@pytest.mark.parametrize(
    "elsewhere",
    [
        Place("case_identity", "forename", ROW).bound_to("havering"),
        Place("case_other", "surname", ROW).bound_to("havering"),
        Place("case_identity", "surname", KEY).bound_to("havering"),
        PLACE.bound_to("redbridge"),
    ],
)
def test_it_opens_nowhere_else(elsewhere):
    with pytest.raises(CannotUnlock):
        cipher.unlock(AES, cipher.lock(AES, KEY, "Example", BOUND), elsewhere)


def test_the_same_value_is_locked_differently_each_time():
    assert cipher.lock(AES, KEY, "x", BOUND) != cipher.lock(AES, KEY, "x", BOUND)


@pytest.mark.parametrize("rubbish", [b"", b"\x01", b"\x02" + bytes(60), bytes(60)])
def test_rubbish_names_no_key(rubbish):
    with pytest.raises(CannotUnlock):
        cipher.key_id_of(rubbish)


def test_a_wrapped_key_opens_with_its_instance_key_and_words_alone():
    data_key = secrets.token_bytes(32)
    wrapped = cipher.wrap(RAW, data_key, b"words")
    assert len(wrapped) == cipher.WRAPPED
    assert cipher.unwrap(RAW, wrapped, b"words") == data_key
    for key, words_said in ((secrets.token_bytes(32), b"words"), (RAW, b"others")):
        with pytest.raises(CannotUnlock):
            cipher.unwrap(key, wrapped, words_said)
