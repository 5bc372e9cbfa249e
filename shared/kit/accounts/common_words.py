"""Whether a password is one that many people choose, or one like it.

The lists are those of the package ``zxcvbn`` (30,000 passwords out of leaks, the
commonest first). Nothing is asked of anybody else: no password leaves.
"""

from collections.abc import Iterable, Iterator
from functools import cache

# What is left of a password besides a word everybody knows must be more than this.
FEW = 6
_SHORTEST_WORD = 4
_LONGEST_WORD = 30

# Words of the trade: the first that come to mind at this kind of work.
TRADE = (
    "accord", "safeguarding", "safeguard", "safeguards", "partnership", "partner",
    "children", "childrens", "child", "death", "review", "cdop", "lscp", "council",
    "borough", "london", "england", "social", "worker", "services", "education",
    "health", "police", "school", "nursery", "manager", "analyst", "admin",
    "administrator",
)  # fmt: skip

# Letters and what stands for them; 1 and ! stand for two.
_WRITTEN = "@4831!05$7+9"
_AS_I = str.maketrans(_WRITTEN, "aabeiiossttg")
_AS_L = str.maketrans(_WRITTEN, "aabellossttg")

_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "`1234567890-=",
    "qwertyuiop[]",
    "asdfghjkl;'#",
    "zxcvbnm,./",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
    "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgbyhnujmik,ol.p;/",
)


Stretch = tuple[int, int]


def is_like_a_common_one(password: str, *, about: Iterable[str] = ()) -> bool:
    """Whether a common password, or words everybody here knows, make most of it.

    One common password (as often as it likes), words of the trade, the words
    ``about`` the person and place, runs of keys and repetitions are taken away. When
    six or fewer characters are left, guessing programs find it soon.
    """
    known = {word.casefold() for word in (*TRADE, *about)}
    return any(_mostly_known(text, known) for text in _readings(password))


def _readings(password: str) -> set[str]:
    folded = password.casefold()
    return {folded, folded.translate(_AS_I), folded.translate(_AS_L)}


def _mostly_known(text: str, known: set[str]) -> bool:
    free = {stretch for stretch in _stretches(text) if _is_free(text, stretch, known)}
    if _left(len(text), free) <= FEW:
        return True
    covered = len({place for start, end in free for place in range(start, end)})
    return any(
        _left(len(text), free | places) <= FEW
        for word, places in _common_in(text).items()
        # Most words cannot bring a long text down to a few: not worth a look.
        if len(text) - covered - len(word) * len(places) <= FEW
    )


def _stretches(text: str) -> Iterator[Stretch]:
    for start in range(len(text)):
        for end in range(start + 2, min(len(text), start + _LONGEST_WORD) + 1):
            yield start, end


def _is_free(text: str, stretch: Stretch, known: set[str]) -> bool:
    """Whether a stretch adds nothing: said before, a known word, a run of keys."""
    start, end = stretch
    piece = text[start:end]
    if start >= len(piece) and text[start - len(piece) : start] == piece:
        return True
    return len(piece) >= _SHORTEST_WORD and (piece in known or _is_run(piece))


def _common_in(text: str) -> dict[str, set[Stretch]]:
    """The common passwords that stand in the text, and where."""
    found: dict[str, set[Stretch]] = {}
    for start, end in _stretches(text):
        if text[start:end] in _common():
            found.setdefault(text[start:end], set()).add((start, end))
    return found


def _left(length: int, free: set[Stretch]) -> int:
    """The fewest characters left when stretches that do not overlap are taken away."""
    best = list(range(length + 1))
    for end in range(1, length + 1):
        begins = [start for start, stop in free if stop == end]
        best[end] = min([best[end - 1] + 1, *(best[start] for start in begins)])
    return best[length]


def _is_run(piece: str) -> bool:
    """Whether the keys lie side by side, either way, or are one key."""
    if len(set(piece)) == 1:
        return True
    return any(piece in row or piece[::-1] in row for row in _ROWS)


@cache
def _common() -> frozenset[str]:
    # Half a megabyte that only choosing a password needs.
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    words = FREQUENCY_LISTS["passwords"]
    return frozenset(word for word in words if len(word) >= _SHORTEST_WORD)
