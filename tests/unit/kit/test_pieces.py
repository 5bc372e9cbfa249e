"""A file in pieces: nothing left out, nothing changed, nothing moved."""

import pytest

from kit import pieces
from kit.pieces import LARGEST, SIZE, TAG, Manifest
from kit.sealing import SIZES, CannotOpen, CannotSeal

ABOUT = {"purpose": "a file", "to": "redbridge"}
CONTENT = bytes(range(256)) * 2100  # two whole pieces, and a part of one


@pytest.fixture(scope="module")
def sealed():
    return pieces.seal(CONTENT, context=ABOUT)


def test_a_file_is_put_together_as_it_was(sealed):
    manifest, found = sealed
    said = Manifest.read(manifest.as_json())
    assert len(found) == 3
    assert pieces.join(found, said, context=ABOUT) == CONTENT


@pytest.mark.parametrize("size", [1, 4096, 4097, SIZE - 1, SIZE, SIZE + 1])
def test_lengths_of_pieces_are_a_few_sizes_and_no_others(size):
    manifest, found = pieces.seal(b"x" * size, context=ABOUT)
    assert {len(each) - TAG for each in found} <= set(SIZES)
    assert pieces.join(found, manifest, context=ABOUT) == b"x" * size


def test_the_same_file_looks_different_each_time(sealed):
    again, found = pieces.seal(CONTENT, context=ABOUT)
    assert again.key != sealed[0].key
    assert not set(found) & set(sealed[1])


def changed(found):
    return [bytes([found[0][0] ^ 1]) + found[0][1:], *found[1:]]


@pytest.mark.parametrize(
    "wrong",
    [
        changed,
        lambda found: found[:-1],
        lambda found: [*found, found[-1]],
        lambda found: [found[1], found[0], found[2]],
        lambda found: [found[0], found[0], found[2]],
    ],
)
def test_what_is_missing_changed_or_moved_is_not_put_together(sealed, wrong):
    manifest, found = sealed
    with pytest.raises(CannotOpen):
        pieces.join(wrong(found), manifest, context=ABOUT)


def test_a_file_opens_for_nothing_but_what_it_is_about(sealed):
    manifest, found = sealed
    with pytest.raises(CannotOpen):
        pieces.join(found, manifest, context={**ABOUT, "to": "havering"})


def test_a_shorter_file_cannot_be_made_of_its_first_pieces(sealed):
    manifest, found = sealed
    short = Manifest(key=manifest.key, size=2 * SIZE, hashes=manifest.hashes[:2])
    with pytest.raises(CannotOpen):
        pieces.join(found[:2], short, context=ABOUT)


@pytest.mark.parametrize("content", [b"", b"x" * (LARGEST + 1)])
def test_nothing_and_too_much_is_not_sealed(content):
    with pytest.raises(CannotSeal):
        pieces.seal(content, context=ABOUT)


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "AAAA"},
        {"key": None},
        {"size": 0},
        {"size": LARGEST + 1},
        {"size": SIZE},
        {"hashes": []},
        {"hashes": ["00"] * 3},
    ],
)
def test_a_manifest_that_makes_no_sense_is_refused(sealed, wrong):
    with pytest.raises(CannotOpen):
        Manifest.read({**sealed[0].as_json(), **wrong})
