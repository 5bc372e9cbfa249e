"""Look how all plans stood at the end of a day, live or in a locked snapshot."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from kit import clock
from kit.clock import LONDON
from partnership.actions import queries as actions
from partnership.brag.model import Brag, Split, What, Word
from partnership.plans import queries as plans
from partnership.progress.model import (
    BrokenSnapshot,
    Happened,
    Line,
    PlanPart,
    Progress,
    ThemePart,
    line,
    said,
)
from partnership.snapshots import queries as snapshots
from partnership.themes import queries as themes

# What a committee hears of; notes and evidence stay with the action.
_TOLD = {
    What.OPENED: "Opened",
    What.BRAG: "State changed",
    What.CONFIRMED: "Confirmed as embedded",
    What.FAILED: "Re-check failed",
    What.DUE: "Due date",
    What.FORECAST: "Forecast",
    What.CLOSED: "Closed",
    What.REOPENED: "Opened again",
}
_DATES = {What.DUE, What.FORECAST}
_STATES = {What.OPENED, What.BRAG, What.CONFIRMED, What.FAILED}


def progress(
    session: Session,
    *,
    as_at: date,
    since: date | None = None,
    snapshot_id: UUID | None = None,
) -> Progress:
    """All plans at the end of a day, with what changed after the day ``since``.

    A snapshot brings its own day. Raises NotFound and BrokenSnapshot.
    """
    if snapshot_id is not None:
        return _locked(session, snapshot_id, since)
    wording = plans.wording(session)
    found = actions.totals(session, as_at)
    return Progress(
        as_at=as_at,
        since=since,
        words=wording.of(),
        plans=[
            PlanPart(
                ref=each.plan.ref,
                title=each.plan.title,
                split=each.split,
                said=said(each.split, wording.of(each.plan.id)),
            )
            for each in found.lines
        ],
        actions=[Line(**asdict(each)) for each in actions.as_at(session, as_at)],
        changes=_changes(session, since, as_at),
        themes=_themes(session, as_at),
    )


def _locked(session: Session, snapshot_id: UUID, since: date | None) -> Progress:
    held = snapshots.snapshot(session, snapshot_id)
    if not held.whole:
        raise BrokenSnapshot
    as_at = held.snapshot.as_at
    words = {Brag(brag): Word(**word) for brag, word in held.words.items()}
    parts = []
    for each in held.plans:
        split = Split(**each["split"]) if each["split"] else None
        name = {"ref": each["ref"], "title": each["title"]}
        parts.append(PlanPart(**name, split=split, said=said(split, words)))
    return Progress(
        as_at=as_at,
        since=since,
        words=words,
        plans=parts,
        actions=[line(each) for each in held.actions],
        changes=_changes(session, since, as_at),
        themes=_themes(session, as_at),
    )


def _changes(session: Session, since: date | None, until: date) -> Sequence[Happened]:
    if since is None:
        return []
    start = datetime.combine(since + timedelta(days=1), time(), LONDON).astimezone(UTC)
    found = actions.changes(session, since=start)
    wording = plans.wording(session).of()
    happened = []
    for each in reversed(found):
        on = clock.london_day(each.at)
        # A date that is set for the first time is no change to a committee.
        first = each.what in _DATES and not each.before
        if each.what not in _TOLD or first or on > until:
            continue
        states = {brag.value: word.tag for brag, word in wording.items()}
        known = states if each.what in _STATES else {}
        happened.append(
            Happened(
                ref=each.ref,
                title=each.title,
                on=on,
                what=_TOLD[each.what],
                before=known.get(each.before, each.before),
                after=""
                if each.what is What.CLOSED
                else known.get(each.after, each.after),
            )
        )
    return sorted(happened, key=lambda each: each.ref)


def _themes(session: Session, as_at: date) -> Sequence[ThemePart]:
    return [
        ThemePart(
            title=theme.title,
            split=actions.totals(session, as_at, theme=theme.id).overall,
        )
        for theme in themes.themes(session)
    ]
