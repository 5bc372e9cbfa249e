"""Read a body's actions for a meeting: what changed since it met last, in words."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy.orm import Session

from kit.access.service import Reach
from partnership.action_log import queries as logs
from partnership.action_log.queries import LogLine
from partnership.actions import queries as actions
from partnership.bodies import queries as bodies
from partnership.brag.model import Brag, Split, What, Word
from partnership.brag.queries import ChangeSeen, Filter
from partnership.meetings import queries as meetings
from partnership.meetings.model import State
from partnership.meetings.queries import Line
from partnership.plans import queries as plans

Words = Mapping[Brag, Word]
_STATES = (What.BRAG, What.CONFIRMED, What.FAILED)
# What happened once is said with these words; twice or more adds how often.
_SAID = {
    What.OPENED: "new",
    What.CHANGED: "words or owner changed",
    What.NOTE: "update",
    What.EVIDENCE: "evidence added",
    What.PROPOSED: "proposed as embedded",
    What.CONFIRMED: "confirmed as embedded",
    What.DECLINED: "not confirmed as embedded",
    What.WITHDRAWN: "proposal to embed ended",
    What.HELD: "re-check: it holds",
    What.FAILED: "re-check failed",
    What.CLOSE_ASKED: "asked to close",
    What.CLOSE_REFUSED: "not agreed to close",
    What.CLOSED: "closed",
    What.REOPENED: "opened again",
}
_DATES = {What.DUE: "due date", What.FORECAST: "forecast"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Marked:
    """A line of the log; ``told`` says what changed, and is empty where nothing did."""

    line: LogLine
    told: Sequence[str]

    @property
    def to_decide(self) -> bool:
        """Whether somebody asks the body to close it."""
        return self.line.asked is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """A body's actions at one of its meetings.

    ``last`` is the meeting it held before, None for the first; ``split`` counts all
    its actions by state, those closed long ago too, which ``marked`` leaves out.
    """

    line: Line
    last: Line | None
    marked: Sequence[Marked]
    split: Split

    @property
    def changed(self) -> Sequence[Marked]:
        """Those that changed since the last meeting."""
        return [each for each in self.marked if each.told]


def view(session: Session, line: Line, *, seen: Reach | None = None) -> View:
    """The actions of the body that meets, as many as a person may see."""
    body = bodies.body_of(session, line.body_id, line.day)
    last = last_held(session, line)
    found = logs.log(session, body, seen=seen)
    told = _since(session, found, last.ends_at) if last else {}
    return View(
        line=line,
        last=last,
        marked=[
            Marked(line=each, told=told.get(each.action.id, ()))
            for each in found
            if each.action.closed_at is None or each.action.id in told
        ],
        split=Split.of(Counter(each.action.brag for each in found)),
    )


def last_held(session: Session, line: Line) -> Line | None:
    """The meeting that the body held before this one; None where there is none."""
    before = meetings.calendar(session, body_id=line.body_id, until=line.starts_at)
    held = [each for each in before if each.state is State.HELD]
    return held[-1] if held else None


def _since(
    session: Session, found: Sequence[LogLine], moment: datetime
) -> Mapping[UUID, Sequence[str]]:
    ids = frozenset(each.action.id for each in found)
    if not ids:
        return {}
    changes = actions.changes(session, since=moment, wanted=Filter(also=ids))
    wording = plans.wording(session)
    words = {each.action.id: wording.of(each.action.plan.id) for each in found}
    return {
        action_id: in_words(list(those), words[action_id])
        for action_id, those in groupby(changes, key=lambda each: each.action_id)
    }


def in_words(changes: Sequence[ChangeSeen], words: Words) -> list[str]:
    """What the changes of one action, the latest first, come to; each thing once."""
    told: list[str] = []
    in_order = list(reversed(changes))
    for what, said in _SAID.items():
        those = [each for each in in_order if each.what is what]
        if those:
            often = f", {len(those)} times" if len(those) > 1 else ""
            by = f" by {those[-1].after}" if what is What.CLOSED else ""
            told.append(f"{said}{by}{often}")
    states = [each for each in in_order if each.what in _STATES]
    told += _moved("state", states, lambda word: words[Brag(word)].tag)
    for what, name in _DATES.items():
        told += _moved(name, [e for e in in_order if e.what is what], _day)
    return told


def _moved(
    name: str, those: Sequence[ChangeSeen], said: Callable[[str], str]
) -> list[str]:
    if not those:
        return []
    before, after = those[0].before, those[-1].after
    if before == after:
        return [f"{name} moved and moved back to {said(after)}"]
    if not before:
        return [f"{name} set to {said(after)}"]
    return [f"{name} moved from {said(before)} to {said(after)}"]


def _day(text: str) -> str:
    return f"{date.fromisoformat(text):%-d %B %Y}"
