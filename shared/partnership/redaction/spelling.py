"""How alike two words are, and which words are too ordinary to be taken for a name."""

import unicodedata
from functools import cache
from pathlib import Path

_LISTED = Path(__file__).parent / "ordinary.txt"
# The most letters that may differ, by the length of the word that is looked for.
_MIDDLE, _LONG = 4, 7


@cache
def ordinary() -> frozenset[str]:
    """Words everybody writes.

    As a name they count only with a capital letter, and no misspelt name is looked for
    in them.
    """
    return frozenset(_LISTED.read_text(encoding="utf-8").split())


def plain(word: str) -> str:
    """A word's letters and digits only, small and without accents."""
    apart = unicodedata.normalize("NFKD", word)
    return "".join(sign for sign in apart.casefold() if sign.isalnum())


def slack(word: str) -> int:
    """How many letters of a word may be wrong for it still to be the same."""
    if len(word) < _MIDDLE:
        return 0
    return 2 if len(word) >= _LONG else 1


def distance(one: str, other: str, most: int) -> int:
    """Letters to add, drop, change or swap to turn one word into the other.

    Counted up to ``most`` + 1, which stands for all that is more.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, sign in enumerate(one, start=1):
        now = [row]
        for column, its in enumerate(other, start=1):
            best = min(last[column] + 1, now[-1] + 1, last[column - 1] + (sign != its))
            if row > 1 and column > 1 and (sign, one[row - 2]) == _pair(other, column):
                best = min(best, before[column - 2] + 1)
            now.append(best)
        if min(now) > most:
            return most + 1
        before, last = last, now
    return last[-1]


def _pair(word: str, column: int) -> tuple[str, str]:
    """The two letters before a column, the other way round."""
    return word[column - 2], word[column - 1]
