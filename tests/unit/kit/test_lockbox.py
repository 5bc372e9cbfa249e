"""What is locked opens with its key, for its purpose and its record, and unchanged."""

import base64

import pytest

from kit.lockbox import CannotUnlock, Lockbox, fingerprint

KEY = "only-for-tests-only-for-tests-only"


@pytest.fixture
def box():
    return Lockbox(KEY, purpose="tests")


def test_a_locked_text_opens_again_and_does_not_show(box):
    locked = box.lock("a secret ✓", about="record 1")
    assert "secret" not in locked
    assert box.unlock(locked, about="record 1") == "a secret ✓"


def test_the_same_text_is_locked_differently_each_time(box):
    assert box.lock("x", about="1") != box.lock("x", about="1")


def test_it_opens_neither_elsewhere_nor_for_another_purpose_nor_with_another_key(box):
    locked = box.lock("a secret", about="record 1")
    with pytest.raises(CannotUnlock):
        box.unlock(locked, about="record 2")
    for other in (Lockbox(KEY, purpose="else"), Lockbox(KEY + "x", purpose="tests")):
        with pytest.raises(CannotUnlock):
            other.unlock(locked, about="record 1")


def test_any_flipped_bit_is_noticed(box):
    raw = bytearray(base64.b64decode(box.lock("secret", about="1")))
    for place in range(len(raw)):
        raw[place] ^= 1
        with pytest.raises(CannotUnlock):
            box.unlock(base64.b64encode(raw).decode(), about="1")
        raw[place] ^= 1
    assert box.unlock(base64.b64encode(raw).decode(), about="1") == "secret"


@pytest.mark.parametrize("rubbish", ["", "not base64!", "AAAA"])
def test_rubbish_does_not_open(box, rubbish):
    with pytest.raises(CannotUnlock):
        box.unlock(rubbish, about="1")


def test_a_fingerprint_is_this_instances_and_this_purposes_alone():
    found = fingerprint(KEY, purpose="tests", text="a@example.org")
    assert len(found) == 64
    assert found == fingerprint(KEY, purpose="tests", text="a@example.org")
    others = {
        fingerprint(KEY, purpose="else", text="a@example.org"),
        fingerprint(KEY + "x", purpose="tests", text="a@example.org"),
        fingerprint(KEY, purpose="tests", text="b@example.org"),
    }
    assert found not in others
    assert len(others) == 3
