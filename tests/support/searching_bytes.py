"""Words in files as bytes: in every encoding in which a program may have left them."""

import base64
from collections.abc import Iterator, Sequence
from pathlib import Path

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
BLOCK = 8 * 1024 * 1024


def forms(word: str) -> Iterator[bytes]:
    """A word as bytes, and as the base64 of it at any place of a longer text."""
    for encoding in ENCODINGS:
        raw = word.encode(encoding)
        yield raw
        yield raw.hex().encode()
        for before in range(3):
            # The first and last letters depend on what stands beside the word.
            text = base64.b64encode(bytes(before) + raw)
            first = -(-before * 4 // 3)
            whole = (before + len(raw)) // 3 * 4
            yield from (text[first:whole], _for_addresses(text[first:whole]))


def found(files: Sequence[Path], words: Sequence[str]) -> list[tuple[str, str]]:
    """Each word and the name of the file that holds it in some form."""
    wanted = {form: word for word in words for form in forms(word)}
    longest = max(map(len, wanted))
    return sorted(
        {(word, file.name) for file in files for word in _in(file, wanted, longest)}
    )


def files_below(*folders: Path) -> list[Path]:
    """Every file there is, whatever it is called."""
    return [each for folder in folders for each in folder.rglob("*") if each.is_file()]


def _in(file: Path, wanted: dict[bytes, str], longest: int) -> Iterator[str]:
    rest = b""
    with file.open("rb") as opened:
        while block := opened.read(BLOCK):
            held = rest + block
            yield from (word for form, word in wanted.items() if form in held)
            rest = held[-longest:]


def _for_addresses(text: bytes) -> bytes:
    return text.replace(b"+", b"-").replace(b"/", b"_")
