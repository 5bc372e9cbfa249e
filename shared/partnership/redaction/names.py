"""Find the people and places of a case in a text: exact, spaced out, misspelt."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from partnership.redaction.known import Kind, Known, Mark
from partnership.redaction.spelling import distance, ordinary, plain, slack

_WORD = re.compile(r"[^\W\d_]+(?:['’`][^\W\d_]+)*", re.UNICODE)
# Letters that stand alone one after the other, as in E L L A.
_SPACED = re.compile(r"(?<!\w)(?:[^\W\d_][ .\-_*]{1,2})+[^\W\d_](?!\w)")
_OWNING = re.compile(r"['’`]s$", re.IGNORECASE)
# Words of places that say what kind of place it is, and not which.
_GENERIC = (
    "academy avenue centre childrens church clinic close college community court "
    "drive flat gardens grammar grove health high hospice hospital house infant "
    "infants infirmary junior lane medical nursery park practice pre primary road "
    "saint school secondary service services st street surgery terrace trust ward"
)
_SHORTEST = 2
_PAIR = 6


@dataclass(frozen=True, slots=True)
class _Sought:
    """One word that is looked for."""

    word: str
    kind: Kind
    label: str


@dataclass(frozen=True, slots=True)
class _Found:
    """One word of a text."""

    start: int
    end: int
    written: str
    word: str


def names(text: str, known: Known) -> Iterator[Mark]:
    """Each name of the case in a text, also misspelt, spaced out or as initials."""
    sought = _sought(known)
    words = [_word(match) for match in _WORD.finditer(text)]
    # Texts say the same words again and again: each is compared once.
    compared: dict[tuple[str, bool], Mark | None] = {}
    for word in words:
        key = (word.word, word.written[:1].isupper())
        if key not in compared:
            compared[key] = _of_word(word, sought)
        if (mark := compared[key]) is not None:
            yield replace(mark, start=word.start, end=word.end)
    yield from _pairs(words, sought)
    yield from _spaced(text, sought)
    yield from _initials(text, known)


def _sought(known: Known) -> Sequence[_Sought]:
    found: dict[str, _Sought] = {}
    generic = frozenset(_GENERIC.split(" "))
    for person in known.people:
        parts = [plain(part) for part in re.split(r"[\s\-]+", person.name)]
        for word in (*parts, plain(person.name)):
            if len(word) >= _SHORTEST:
                found.setdefault(word, _Sought(word, Kind.NAME, person.label))
    for place in known.places:
        for part in re.split(r"[\s\-,]+", place.name):
            word = plain(_OWNING.sub("", part))
            if len(word) > _SHORTEST and word.isalpha() and word not in generic:
                found.setdefault(word, _Sought(word, place.kind, place.label))
    return list(found.values())


def _word(match: re.Match[str]) -> _Found:
    written = match.group()
    bare = _OWNING.sub("", written)
    return _Found(match.start(), match.end(), written, plain(bare))


def _of_word(word: _Found, sought: Sequence[_Sought]) -> Mark | None:
    """The mark of a word; the same name comes before one that is only near."""
    near = None
    for each in sought:
        if _is_same(word, each.word):
            return _mark(word.start, word.end, each, near=False)
        if near is None and _is_near(word, each.word):
            near = _mark(word.start, word.end, each, near=True)
    return near


def _is_same(word: _Found, sought: str) -> bool:
    if word.word != sought and not (len(sought) >= _PAIR and sought in word.word):
        return False
    # An ordinary word is a name only where it is written as one.
    return word.word not in ordinary() or word.written[:1].isupper()


def _is_near(word: _Found, sought: str) -> bool:
    if word.word in ordinary() or len(word.word) <= _SHORTEST:
        return False
    most = slack(sought)
    if not most and word.written[:1].isupper() and len(sought) > _SHORTEST:
        most = 1
    return bool(most) and distance(word.word, sought, most) <= most


def _pairs(words: Sequence[_Found], sought: Sequence[_Sought]) -> Iterator[Mark]:
    """A name that was torn in two, as in Test name."""
    for first, second in pairwise(words):
        joined = first.word + second.word
        for each in sought:
            if joined == each.word and len(joined) >= _PAIR:
                yield _mark(first.start, second.end, each, near=True)


def _spaced(text: str, sought: Sequence[_Sought]) -> Iterator[Mark]:
    for match in _SPACED.finditer(text):
        word = plain(match.group())
        for each in sought:
            if each.word == word or (len(word) > _SHORTEST and each.word in word):
                yield _mark(match.start(), match.end(), each, near=False)


def _initials(text: str, known: Known) -> Iterator[Mark]:
    """Initials of a whole name in capitals, with or without dots and spaces."""
    for person in known.people:
        for signs in _letters(person.name):
            form = r"[.\s]{0,2}".join(re.escape(sign) for sign in signs)
            for match in re.finditer(rf"(?<!\w){form}\.?(?!\w)", text):
                yield Mark(
                    start=match.start(),
                    end=match.end(),
                    kind=Kind.INITIALS,
                    label=person.label,
                )


def _letters(name: str) -> set[tuple[str, ...]]:
    """The initials of a name: of all its parts, and of its first one and another."""
    parts = [part[0].upper() for part in re.split(r"[\s\-]+", name) if part]
    both = {(parts[0], other) for other in parts[1:]}
    return {tuple(parts), *both} if len(parts) >= _SHORTEST else set()


def _mark(start: int, end: int, sought: _Sought, *, near: bool) -> Mark:
    return Mark(start=start, end=end, kind=sought.kind, label=sought.label, near=near)
