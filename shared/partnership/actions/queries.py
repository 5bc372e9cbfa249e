"""Look at actions: lists with filters, one with its history, and totals that add up."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Limit
from kit.access.service import WHOSE, Reach
from kit.errors import NotFound
from partnership.actions.model import ActionRow, ChangeRow, EvidenceRow, ProposalRow
from partnership.brag.model import (
    SILENT_AFTER,
    STUCK_AFTER_MOVES,
    Brag,
    Show,
    Split,
    What,
    Word,
)
from partnership.brag.queries import (
    ActionPage,
    ActionSeen,
    ChangeSeen,
    EvidenceSeen,
    Filter,
    Stood,
    Whole,
)
from partnership.clocks.model import end_of
from partnership.plans import queries as plans
from partnership.plans.model import Source
from partnership.plans.queries import PlanLine, PlanSeen, Totals, Wording
from partnership.themes import queries as themes
from partnership.themes.queries import Theme

ACTIONS = "actions"
PAGE = 25
EVERYTHING = Filter()
_SAME = (
    "id", "ref", "title", "owner_post", "agency", "brag", "forecast_moves",
    "recheck_on", "opened_at", "updated_at", "closed_at", "decision_id",
    "close_asked_at", "chased_at", "version",
)  # fmt: skip


def page_of(
    session: Session,
    *,
    seen: Reach | None = None,
    wanted: Filter = EVERYTHING,
    page: int = 1,
) -> ActionPage:
    """At most 25 actions by reference; a page that is not there is the last one.

    They come without their themes, which no list shows. ``seen`` leaves out what a
    person may not see.
    """
    limits = [*_within(seen), *_conditions(wanted)]
    total = session.scalar(select(func.count(ActionRow.id)).where(*limits)) or 0
    pages = max(1, -(-total // PAGE))
    here = min(max(page, 1), pages)
    rows = _listed(limits).offset((here - 1) * PAGE).limit(PAGE)
    around = _around(session)
    return ActionPage(
        actions=_shown(session.execute(rows).all(), around, {}),
        total=total,
        page=here,
        pages=pages,
        plans=list(around.plans.values()),
        wording=around.wording,
    )


def everything(
    session: Session, *, seen: Reach | None = None, wanted: Filter = EVERYTHING
) -> Sequence[ActionSeen]:
    """All actions of a filter, by reference; for files and reports."""
    return _seen(session, _listed([*_within(seen), *_conditions(wanted)]))


def actions_of(session: Session, source: str, record: str) -> Sequence[ActionSeen]:
    """The actions of all plans that come from one record, by reference."""
    ids = plans.ids_from(Source(source), record)
    return _seen(session, _listed([ActionRow.plan_id.in_(ids)]))


def whole(session: Session, action_id: UUID, *, seen: Reach | None = None) -> Whole:
    """One action with its history; raises NotFound where it is not theirs to see."""
    found = _seen(session, _listed([ActionRow.id == action_id, *_within(seen)]))
    if not found:
        raise NotFound
    wording = plans.wording(session).of(found[0].plan.id)
    rows = session.scalars(
        select(ChangeRow)
        .where(ChangeRow.action_id == action_id)
        .order_by(ChangeRow.version.desc())
    )
    evidence = session.scalars(
        select(EvidenceRow)
        .where(EvidenceRow.action_id == action_id)
        .order_by(EvidenceRow.added_at.desc(), EvidenceRow.id.desc())
    )
    asked = session.execute(
        select(ProposalRow.asked, ProposalRow.proposed_by).where(
            ProposalRow.action_id == action_id, ProposalRow.ended_at.is_(None)
        )
    ).first()
    return Whole(
        action=found[0],
        changes=[_change(row, wording[row.brag]) for row in rows],
        evidence=[_evidence(row) for row in evidence],
        asked=asked.asked if asked else None,
        proposed_by=asked.proposed_by if asked else None,
    )


def changes(
    session: Session,
    *,
    since: datetime | None = None,
    seen: Reach | None = None,
    wanted: Filter = EVERYTHING,
    what: Collection[What] = tuple(What),
) -> Sequence[ChangeSeen]:
    """What happened to actions since a moment, action by action, latest first."""
    limits = [ChangeRow.what.in_(what), *_within(seen), *_conditions(wanted)]
    if since is not None:
        limits.append(ChangeRow.at >= since)
    rows = session.execute(
        select(ChangeRow, ActionRow.ref, ActionRow.title, ActionRow.plan_id)
        .join(ActionRow, ActionRow.id == ChangeRow.action_id)
        .where(*limits)
        .order_by(ActionRow.ref, ChangeRow.version.desc())
    ).all()
    wording = plans.wording(session)
    return [
        _change(row, wording.of(plan_id)[row.brag], ref=ref, title=title)
        for row, ref, title, plan_id in rows
    ]


def evidence(
    session: Session, *, seen: Reach | None = None, wanted: Filter = EVERYTHING
) -> Mapping[UUID, Sequence[EvidenceSeen]]:
    """The evidence of the actions of a filter by their ids, the latest first."""
    found: dict[UUID, list[EvidenceSeen]] = defaultdict(list)
    rows = session.scalars(
        select(EvidenceRow)
        .join(ActionRow, ActionRow.id == EvidenceRow.action_id)
        .where(*_within(seen), *_conditions(wanted))
        .order_by(EvidenceRow.added_at.desc(), EvidenceRow.id.desc())
    )
    for row in rows:
        found[row.action_id].append(_evidence(row))
    return found


def totals(
    session: Session,
    on: date | None = None,
    *,
    seen: Reach | None = None,
    source: Source | None = None,
    body: str | None = None,
    theme: UUID | None = None,
) -> Totals:
    """Every plan's split, today's or as it was at the end of a day.

    Plans whose number of actions is not known have none and are left out of the sum.
    Where ``seen`` or ``theme`` take a part of the actions, only those count.
    """
    counted: dict[UUID, dict[Brag, int]] = defaultdict(dict)
    limits = [*_within(seen), *_conditions(Filter(theme=theme))]
    for plan_id, brag, number in session.execute(_counts(limits, on)):
        counted[plan_id][brag] = number
    known = plans.plans(session, source=source, body=body)
    partly = theme is not None or (seen is not None and bool(seen.limits & WHOSE))
    return Totals(
        lines=[
            PlanLine(plan=p, split=Split.of(counted[p.id]) if p.counted else None)
            for p in known
            if (on is None or p.opened_on <= on) and (p.id in counted or not partly)
        ]
    )


def counts(session: Session, *, seen: Reach | None = None) -> Mapping[Show, int]:
    """How many actions need somebody to look, by why; one question to the database."""
    marks = _marks()
    sums = [func.count().filter(marks[show]).label(show.value) for show in Show]
    row = session.execute(
        select(*sums).select_from(ActionRow).where(*_within(seen))
    ).one()
    return dict(zip(Show, row, strict=True))


def as_at(session: Session, on: date) -> Sequence[Stood]:
    """How every action stood at the end of a day, by reference."""
    rows = session.execute(
        _last_of(on, ActionRow, ChangeRow).order_by(ActionRow.ref)
    ).all()
    known = {plan.id: plan.ref for plan in plans.plans(session)}
    return [
        Stood(
            ref=row.ref,
            plan=known[row.plan_id],
            title=row.title,
            owner_post=row.owner_post,
            agency=row.agency,
            brag=last.brag,
            due=last.due_on,
            forecast=last.forecast_on,
        )
        for row, last in rows
    ]


def _counts(
    limits: Sequence[ColumnElement[bool]], on: date | None
) -> Select[UUID, Brag, int]:
    if on is None:
        columns = ActionRow.plan_id, ActionRow.brag
        return select(*columns, func.count()).where(*limits).group_by(*columns)
    past = ActionRow.plan_id, ChangeRow.brag
    return _last_of(on, *past, func.count()).where(*limits).group_by(*past)


def _last_of(on: date, *columns: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401 - of both tables
    """Actions, each with the last row of its history by the end of a day."""
    last = (
        select(ChangeRow.action_id, func.max(ChangeRow.version).label("version"))
        .where(ChangeRow.at <= end_of(on))
        .group_by(ChangeRow.action_id)
        .subquery()
    )
    this = and_(
        ChangeRow.action_id == last.c.action_id, ChangeRow.version == last.c.version
    )
    return (
        select(*columns)
        .select_from(ActionRow)
        .join(last, last.c.action_id == ActionRow.id)
        .join(ChangeRow, this)
    )


def _within(seen: Reach | None) -> list[ColumnElement[bool]]:
    """What a person may see: their agency's, what it was asked about, their body's."""
    if seen is None:
        return []
    hidden = [UUID(record) for record in seen.hidden]
    found: list[ColumnElement[bool]] = [ActionRow.id.not_in(hidden)] if hidden else []
    whose = seen.limits & WHOSE
    if not whose:
        return found
    opened = [UUID(record) for record in seen.opened]
    theirs: list[ColumnElement[bool]] = [ActionRow.id.in_(opened)]
    if Limit.OWN in whose and seen.actor.agency is not None:
        asked = _proposed(ProposalRow.asked == seen.actor.agency)
        theirs += [ActionRow.agency == seen.actor.agency, asked]
    if Limit.GROUP in whose and seen.actor.body is not None:
        theirs.append(ActionRow.plan_id.in_(plans.ids_of_body(seen.actor.body)))
    return [*found, or_(*theirs)]


def _proposed(*limits: ColumnElement[bool]) -> ColumnElement[bool]:
    waiting = select(ProposalRow.action_id).where(
        ProposalRow.ended_at.is_(None), *limits
    )
    return ActionRow.id.in_(waiting)


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.plan is not None:
        found.append(ActionRow.plan_id == wanted.plan)
    if wanted.brag is not None:
        found.append(ActionRow.brag == wanted.brag)
    if wanted.agency is not None:
        found.append(ActionRow.agency == wanted.agency)
    if wanted.show is not None:
        found.append(_marks()[wanted.show])
    if wanted.body is not None or wanted.also:
        own = ActionRow.plan_id.in_(plans.ids_of_body(wanted.body or ""))
        found.append(or_(own, ActionRow.id.in_(wanted.also)))
    if wanted.closed is not None:
        closed = ActionRow.closed_at.is_not(None)
        found.append(closed if wanted.closed else ~closed)
    if wanted.theme is not None:
        tagged = themes.records_with(wanted.theme, resource=ACTIONS)
        found.append(ActionRow.id.in_(tagged))
    return found


def _marks() -> Mapping[Show, ColumnElement[bool]]:
    """Whether an action needs a look today, by why."""
    running = ActionRow.closed_at.is_(None)
    due = func.coalesce(ActionRow.revised_on, ActionRow.due_on)
    amber = ActionRow.brag == Brag.AMBER
    silent = ActionRow.updated_at < clock.now() - SILENT_AFTER
    undated = or_(due.is_(None), ActionRow.forecast_on.is_(None))
    undone = ActionRow.brag.in_([Brag.AMBER, Brag.RED])
    today = clock.today()
    return {
        Show.OVERDUE: and_(running, undone, due.is_not(None), due < today),
        Show.STUCK: and_(running, amber, ActionRow.forecast_moves >= STUCK_AFTER_MOVES),
        Show.SILENT: and_(running, ActionRow.brag != Brag.BLUE, silent),
        Show.MISSING: and_(running, amber, undated),
        Show.RECHECK: and_(
            ActionRow.recheck_on.is_not(None), ActionRow.recheck_on <= today
        ),
        Show.CONFIRM: _proposed(),
        Show.CLOSE: and_(running, ActionRow.close_asked_at.is_not(None)),
    }


def _listed(limits: Sequence[ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    marks = _marks()
    labelled = [marks[show].label(show.value) for show in Show]
    return select(ActionRow, *labelled).where(*limits).order_by(ActionRow.ref)


@dataclass(frozen=True, slots=True)
class _Around:
    """What actions are shown with, asked once for a page."""

    plans: Mapping[UUID, PlanSeen]
    wording: Wording


def _around(session: Session) -> _Around:
    known = {plan.id: plan for plan in plans.plans(session)}
    return _Around(known, plans.wording(session))


def _seen(session: Session, rows: Select[*tuple[Any, ...]]) -> list[ActionSeen]:
    """The actions of a statement with their plans, words and themes."""
    found = session.execute(rows).all()
    tagged = themes.of_records(
        session, resource=ACTIONS, records=[row.id for row, *_ in found]
    )
    return _shown(found, _around(session), tagged)


def _shown(
    found: Sequence[Row[*tuple[Any, ...]]],
    around: _Around,
    tagged: Mapping[UUID, Sequence[Theme]],
) -> list[ActionSeen]:
    words = cache(around.wording.of)
    return [
        _action(
            row,
            plan=around.plans[row.plan_id],
            word=words(row.plan_id)[row.brag],
            marks=frozenset(s for s, on in zip(Show, marks, strict=True) if on),
            themes=tuple(tagged.get(row.id, ())),
        )
        for row, *marks in found
    ]


def _action(row: ActionRow, **more: Any) -> ActionSeen:  # noqa: ANN401 - ActionSeen's
    same = {name: getattr(row, name) for name in _SAME}
    return ActionSeen(
        first_due=row.due_on, due=row.due, forecast=row.forecast_on, **same, **more
    )


def _change(
    row: ChangeRow, word: Word, *, ref: str = "", title: str = ""
) -> ChangeSeen:
    names = ("version", "at", "what", "before", "after", "reason", "post", "action_id")
    kept = {name: getattr(row, name) for name in names}
    return ChangeSeen(word=word, ref=ref, title=title, **kept)


def _evidence(row: EvidenceRow) -> EvidenceSeen:
    names = ("shows", "dated_on", "text", "post", "added_at")
    return EvidenceSeen(**{name: getattr(row, name) for name in names})
