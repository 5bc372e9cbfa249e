"""What one version of a standard changes from another, item by item, word by word."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from partnership.standards.model import Item

# Wordings with less in common read better as one whole after the other.
ALIKE = 0.4


class Stays(StrEnum):
    """What became of some words between two versions."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """Some words of a change, one after the other."""

    stays: Stays
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Reworded:
    """One field of an item whose words changed."""

    id: str
    what: str
    before: str
    after: str

    @property
    def pieces(self) -> Sequence[Piece]:
        """The words that stayed, went and came, in reading order."""
        old, new = self.before.split(), self.after.split()
        match = SequenceMatcher(None, old, new, False)
        if match.ratio() < ALIKE:
            return [*_piece(Stays.GONE, old), *_piece(Stays.NEW, new)]
        found: list[Piece] = []
        for tag, i1, i2, j1, j2 in match.get_opcodes():
            if tag == "equal":
                found += _piece(Stays.SAME, old[i1:i2])
            else:
                found += _piece(Stays.GONE, old[i1:i2])
                found += _piece(Stays.NEW, new[j1:j2])
        return found


def _piece(stays: Stays, words: Sequence[str]) -> list[Piece]:
    return [Piece(stays=stays, words=" ".join(words))] if words else []


@dataclass(frozen=True, kw_only=True, slots=True)
class Moved:
    """An item that stands in another place or another section."""

    item: Item
    before: str
    after: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """What a version changes from another one; an item may be in several lists."""

    added: Sequence[Item] = ()
    removed: Sequence[Item] = ()
    reworded: Sequence[Reworded] = ()
    moved: Sequence[Moved] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.reworded or self.moved)

    @property
    def touched(self) -> frozenset[str]:
        """Identifiers of items that are worded differently."""
        return frozenset(each.id for each in self.reworded)

    @property
    def gone(self) -> frozenset[str]:
        """Identifiers of items the newer version no longer has."""
        return frozenset(each.id for each in self.removed)


def diff(old: Sequence[Item], new: Sequence[Item]) -> Difference:
    """What ``new`` changes from ``old``, in the order of ``new``."""
    before = {item.id: item for item in old}
    after = {item.id: item for item in new}
    return Difference(
        added=[item for item in new if item.id not in before],
        removed=[item for item in old if item.id not in after],
        reworded=[
            change
            for item in new
            if item.id in before
            for change in _rewordings(before[item.id], item)
        ],
        moved=_moves(
            [item for item in old if item.id in after],
            [item for item in new if item.id in before],
        ),
    )


def _rewordings(old: Item, new: Item) -> list[Reworded]:
    keys = [*new.details, *(key for key in old.details if key not in new.details)]
    pairs = [("text", old.text, new.text), ("help", old.help, new.help)]
    pairs += [
        (key, str(old.details.get(key, "")), str(new.details.get(key, "")))
        for key in keys
    ]
    return [
        Reworded(id=new.id, what=what, before=before, after=after)
        for what, before, after in pairs
        if before != after
    ]


def _moves(old: Sequence[Item], new: Sequence[Item]) -> list[Moved]:
    """Items out of the order most of them kept, and items in another section."""
    was = {item.id: (place, item) for place, item in enumerate(old, start=1)}
    order = SequenceMatcher(
        None, [item.id for item in old], [item.id for item in new], False
    )
    kept = {
        old[block.a + step].id
        for block in order.get_matching_blocks()
        for step in range(block.size)
    }
    return [
        Moved(
            item=item,
            before=f"{was[item.id][1].section}, place {was[item.id][0]}",
            after=f"{item.section}, place {place}",
        )
        for place, item in enumerate(new, start=1)
        if item.id not in kept or was[item.id][1].section != item.section
    ]
