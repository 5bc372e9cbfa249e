"""Look how the partnership stands, have it approved by a second person, release."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from borough.governance import events
from borough.governance.model import (
    NAMED,
    RETURNS,
    GovernanceReturn,
    MayNotApprove,
    MayNotPrepare,
    UnknownGovernanceReturn,
)
from borough.releases.service import Way
from kit import clock
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.errors import Invalid
from kit.exchange.outbox import announce
from partnership.access import may, policy
from partnership.actions import queries as actions
from partnership.bodies import queries as bodies
from partnership.brag.model import Brag
from partnership.clocks import queries as clocks
from partnership.disclosure.model import DEFAULT_RULES, DisclosureClass
from partnership.disclosure.rows import ControlledRow, control_row, control_some
from partnership.plans.queries import Totals
from partnership.themes import queries as themes
from partnership.workplan import queries as workplan
from partnership.workplan.queries import MilestoneSeen

# Actions and clocks are about work, not about people at risk; but a review's single
# action, or the one incident of a year, could tell of a family.
RULE = DEFAULT_RULES[DisclosureClass.STAFF]
YEAR = timedelta(days=365)


def start(session: Session, *, by: Actor, as_at: date) -> UUID:
    """Draft a return as at the end of a day.

    Raises MayNotPrepare, and Invalid naming ``as_at`` for a day that is to come.
    """
    _must_prepare(by)
    if as_at > clock.today():
        fault = "Choose today or an earlier day"
        raise Invalid(fault, fields={"as_at": fault})
    content = _content(session, as_at)
    row = GovernanceReturn(
        as_at=as_at,
        content=content,
    )
    return WAY.draft(session, row, by=by)


def approve(
    session: Session, *, summary_id: UUID, by: Actor, seen: str, area: str
) -> None:
    """Release a return and announce it to the leadership group, both or neither.

    ``area`` is the ONS code this instance speaks for. Raises UnknownGovernanceReturn,
    MayNotApprove, StepSkipped, FiguresChanged, SamePerson.
    """
    row = WAY.to_release(session, summary_id, by=by)
    last = session.scalar(select(func.max(GovernanceReturn.number))) or 0
    WAY.release(session, row, by=by, seen=seen)
    row.number = last + 1
    announce(
        session,
        audience=events.LEADERSHIP,
        type=events.RETURN_RELEASED,
        subject=events.subject_of(area),
        version=last + 1,
        data=events.return_released(row, area=area),
    )


def _content(session: Session, as_at: date) -> dict[str, Any]:
    """What leaves of the partnership's records, controlled."""
    totals = actions.totals(session, as_at)
    return {
        "priorities": _priorities(session, as_at),
        "plans": len(totals.lines),
        "plans_uncounted": len(totals.unknown),
        "actions": _actions(session, as_at, totals),
        "clocks": _clocks(session, as_at),
        "rule": RULE.id,
    }


def _priorities(session: Session, as_at: date) -> list[dict[str, Any]]:
    """The shared priorities of the day; how their milestones stood at its end."""
    milestones = workplan.milestones(session)
    names = bodies.names(session, as_at)
    return [
        {
            "reference": each.reference,
            "title": each.title,
            "owner": names.get(each.body) if each.body else None,
            **_stood([m for m in milestones if m.priority == each.title], as_at),
        }
        for each in workplan.priorities(session, as_at)
        if each.is_shared
    ]


def _stood(milestones: Sequence[MilestoneSeen], as_at: date) -> dict[str, int]:
    open_ = [m for m in milestones if m.done_on is None or m.done_on > as_at]
    return {
        "milestones": len(milestones),
        "done": len(milestones) - len(open_),
        "late": sum(m.due_on < as_at for m in open_),
    }


def _actions(session: Session, as_at: date, totals: Totals) -> list[dict[str, Any]]:
    """All actions by their state, blue and green as one half; then those of themes."""
    whole = control_row(_states(totals), RULE, first=2)
    rows: list[dict[str, Any]] = [
        {"theme": None, "title": "All actions", **_told(whole)}
    ]
    for theme in themes.themes(session):
        states = _states(actions.totals(session, as_at, theme=theme.id))
        told = _told(control_some(states, RULE, of=whole))
        rows.append({"theme": theme.slug, "title": theme.title, **told})
    return rows


def _states(totals: Totals) -> dict[str, int]:
    return {brag.value: totals.overall.at(brag) for brag in Brag}


def _clocks(session: Session, as_at: date) -> list[dict[str, Any]]:
    """Clocks of each kind; those in time are one half, late and over the other."""
    return [
        {
            "kind": each.kind,
            "title": each.title,
            **_told(
                control_row(
                    {"in_time": each.in_time, "late": each.late, "over": each.over},
                    RULE,
                    first=1,
                )
            ),
        }
        for each in clocks.performance(session, since=as_at - YEAR, until=as_at)
    ]


def _told(row: ControlledRow) -> dict[str, int | None]:
    return {**row.parts, "total": row.total}


def _must_prepare(by: Actor) -> None:
    if not may(by.role, RETURNS, Action.CREATE):
        raise MayNotPrepare


def _must_approve(by: Actor) -> None:
    if not may(by.role, RETURNS, Action.APPROVE):
        raise MayNotApprove


WAY = Way(
    table=GovernanceReturn,
    named=NAMED,
    resource=RETURNS,
    unknown=UnknownGovernanceReturn,
    must_prepare=_must_prepare,
    must_approve=_must_approve,
    approvers=lambda: policy().roles_for(RETURNS, Action.APPROVE),
)
submit, send_back, discard = WAY.submit, WAY.send_back, WAY.discard
