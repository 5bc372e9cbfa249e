"""How all plans stood at the end of a day, and how that is kept for ever."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from kit.errors import Conflict
from partnership.brag.model import Brag, Split, Word


class BrokenSnapshot(Conflict):
    """This snapshot is not what was stored. Tell who looks after the system."""

    code = "broken-snapshot"


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanPart:
    """One plan; no split where nobody knows its actions. ``said`` is it in words."""

    ref: str
    title: str
    split: Split | None
    said: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One action as it stood."""

    ref: str
    plan: str
    title: str
    owner_post: str
    agency: str
    brag: Brag
    due: date | None
    forecast: date | None

    @property
    def is_dated(self) -> bool:
        """Whether it has both a due date and a forecast."""
        return self.due is not None and self.forecast is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class Happened:
    """One thing that happened to an action."""

    ref: str
    title: str
    on: date
    what: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ThemePart:
    """The actions of all plans that share a theme."""

    title: str
    split: Split


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """All plans at the end of a day; ``since`` is the day before the changes."""

    as_at: date
    since: date | None
    words: Mapping[Brag, Word]
    plans: Sequence[PlanPart] = field(default_factory=list)
    actions: Sequence[Line] = field(default_factory=list)
    changes: Sequence[Happened] = field(default_factory=list)
    themes: Sequence[ThemePart] = field(default_factory=list)

    @property
    def overall(self) -> Split:
        """The sum of the plans whose actions are known."""
        return sum((e.split for e in self.plans if e.split is not None), Split())

    @property
    def unknown(self) -> Sequence[PlanPart]:
        """The plans that are left out of the sum."""
        return [each for each in self.plans if each.split is None]

    @property
    def ambers(self) -> Sequence[Line]:
        """The started actions that have a due date and a forecast."""
        return [e for e in self.actions if e.brag is Brag.AMBER and e.is_dated]

    @property
    def missing(self) -> Sequence[Line]:
        """The started actions that lack a due date or a forecast."""
        return [e for e in self.actions if e.brag is Brag.AMBER and not e.is_dated]


def said(split: Split | None, words: Mapping[Brag, Word]) -> str:
    """A split in words, without the states nothing stands at."""
    if split is None:
        return "Not known"
    parts = [f"{split.at(b)} {words[b].tag}" for b in Brag if split.at(b)]
    return ", ".join(parts) or "No actions"


def as_text(progress: Progress) -> str:
    """All of it as JSON, the same for the same content."""
    return json.dumps(
        asdict(progress), sort_keys=True, ensure_ascii=False, default=date.isoformat
    )


def from_text(text: str) -> Progress:
    """What ``as_text`` wrote."""
    held: dict[str, Any] = json.loads(text)
    return Progress(
        as_at=date.fromisoformat(held["as_at"]),
        since=day(held["since"]),
        words={Brag(brag): Word(**word) for brag, word in held["words"].items()},
        plans=[PlanPart(**{**e, "split": _split(e["split"])}) for e in held["plans"]],
        actions=[line(each) for each in held["actions"]],
        changes=[
            Happened(**{**each, "on": date.fromisoformat(each["on"])})
            for each in held["changes"]
        ],
        themes=[
            ThemePart(title=e["title"], split=Split(**e["split"]))
            for e in held["themes"]
        ],
    )


def line(held: Mapping[str, Any]) -> Line:
    """One action from what was written of it."""
    return Line(
        **{
            **held,
            "brag": Brag(held["brag"]),
            "due": day(held["due"]),
            "forecast": day(held["forecast"]),
        }
    )


def day(text: str | None) -> date | None:
    """A day as it was written; None for none."""
    return date.fromisoformat(text) if text else None


def _split(held: Mapping[str, int] | None) -> Split | None:
    return None if held is None else Split(**held)
