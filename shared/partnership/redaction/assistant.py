"""Mark a text and clean it; a person has the last word on both."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from partnership.redaction.days import days, is_said
from partnership.redaction.known import Kind, Known, Mark
from partnership.redaction.names import names
from partnership.redaction.patterns import LABELS, patterns

_IN_BRACKETS = re.compile(r"\[([^\[\]]+)\]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Cleaned:
    """A text with plain words where marks were, and the marks of the text before."""

    text: str
    marks: Sequence[Mark]

    @property
    def kinds(self) -> dict[Kind, int]:
        """How much was found, by its kind, in the order of the kinds."""
        found = [mark.kind for mark in self.marks]
        return {kind: found.count(kind) for kind in Kind if kind in found}


def marks(text: str, known: Known) -> list[Mark]:
    """All that was found, in the order of the text; none lies upon another.

    The assistant's own words in brackets tell nobody, also where one of them is
    somebody's name: a family may be called Child, and an officer Police.
    """
    ours = list(_own_words(text, known))
    found = [
        mark
        for mark in (*names(text, known), *days(text, known), *patterns(text, known))
        if not any(start < mark.start and mark.end < end for start, end in ours)
    ]
    found.sort(key=lambda mark: (mark.start, -mark.end))
    apart: list[Mark] = []
    for mark in found:
        if apart and mark.start < apart[-1].end:
            apart[-1] = _joined(apart[-1], mark)
        else:
            apart.append(mark)
    return apart


def clean(text: str, known: Known) -> Cleaned:
    """The text with ``[the child]``, ``[a school]``, ``[3 days before the death]``."""
    found, parts, last = marks(text, known), [], 0
    for mark in found:
        parts += [text[last : mark.start], f"[{mark.label}]"]
        last = mark.end
    return Cleaned(text="".join([*parts, text[last:]]), marks=found)


def left_over(text: str, known: Known) -> list[Mark]:
    """What still stands in a text that a person has cleaned: exact finds only."""
    return [mark for mark in marks(text, known) if not mark.near]


def _own_words(text: str, known: Known) -> Iterator[tuple[int, int]]:
    """Where ``clean`` wrote something: from one bracket to behind the other."""
    people = {each.label for each in known.people}
    labels = LABELS | people | {each.label for each in known.places}
    for match in _IN_BRACKETS.finditer(text):
        if match.group(1) in labels or is_said(match.group(1)):
            yield match.span()


def _joined(one: Mark, other: Mark) -> Mark:
    """Two that overlap, as one; the longer one says what it is."""
    longer = max(one, other, key=lambda mark: mark.end - mark.start)
    return Mark(
        start=one.start,
        end=max(one.end, other.end),
        kind=longer.kind,
        label=longer.label,
        near=one.near and other.near,
    )
