"""The search for words in files finds what programs leave, wherever it stands."""

import base64

import pytest

from tests.support import searching_bytes

WORD = "Canaryworth"


@pytest.mark.parametrize("place", range(7))
@pytest.mark.parametrize("encoding", searching_bytes.ENCODINGS)
@pytest.mark.parametrize(
    "wrapped", [bytes, base64.b64encode, base64.urlsafe_b64encode, bytes.hex]
)
def test_a_word_is_found_in_any_form_at_any_place(tmp_path, place, encoding, wrapped):
    held = wrapped(bytes(place) + f"~{WORD}?!".encode(encoding))
    file = tmp_path / "segment"
    file.write_bytes(held if isinstance(held, bytes) else held.encode())
    assert searching_bytes.found([file], [WORD]) == [(WORD, "segment")]


def test_a_word_that_lies_across_two_blocks_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(searching_bytes, "BLOCK", 64)
    (tmp_path / "a").write_bytes(b"x" * 60 + WORD.encode() + b"y" * 90)
    (tmp_path / "b").write_bytes(b"x" * 200)
    files = searching_bytes.files_below(tmp_path)
    assert searching_bytes.found(files, [WORD]) == [(WORD, "a")]
