"""Look how the partnership stands, have it approved by a second person, release."""

from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from borough.governance import events
from borough.governance.model import (
    RETURNS,
    GovernanceReturn,
    MayNotApprove,
    MayNotPrepare,
    UnknownGovernanceReturn,
    address,
)
from borough.returns.model import IN_PREPARATION
from kit import clock, logs
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.errors import Invalid
from kit.exchange.outbox import announce
from kit.notices import service as notices
from kit.trail import service as trail
from partnership.access import may, policy, role_name
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
        preview=sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest(),
        prepared_by=by.user_id,
        prepared_by_post=role_name(by.role),
    )
    session.add(row)
    session.flush()
    _note(session, "governance-return.drafted", row)
    return row.id


def submit(
    session: Session, *, return_id: UUID, by: Actor, seen: str, note: str | None
) -> None:
    """Ask a second person to approve; ``seen`` is the digest of what was looked at.

    Raises UnknownGovernanceReturn, MayNotPrepare, StepSkipped, FiguresChanged.
    """
    _must_prepare(by)
    row = _held(session, return_id)
    row.submit(by=by.user_id, post=role_name(by.role), seen=seen, note=note)
    session.flush()
    _note(session, "governance-return.submitted", row)
    notices.tell_roles(
        session,
        roles=policy().roles_for(RETURNS, Action.APPROVE),
        but_not=by.user_id,
        **_said(row, "A return waits for your approval"),
    )


def send_back(session: Session, *, return_id: UUID, by: Actor, because: str) -> None:
    """Give a return back; its preparer may also take it back.

    Raises UnknownGovernanceReturn, MayNotApprove, StepSkipped.
    """
    row = _held(session, return_id)
    if by.user_id != row.prepared_by:
        _must_approve(by)
    row.send_back(by=by.user_id, post=role_name(by.role), because=because)
    session.flush()
    _note(session, "governance-return.sent-back", row)
    if by.user_id != row.prepared_by:
        words = _said(row, "A return you prepared was sent back")
        notices.tell(session, user_id=row.prepared_by, **words)


def discard(session: Session, *, return_id: UUID, by: Actor) -> None:
    """Throw away a return that never left.

    Raises UnknownGovernanceReturn, MayNotPrepare, StepSkipped.
    """
    _must_prepare(by)
    row = _held(session, return_id)
    row.must_be(*IN_PREPARATION)
    _note(session, "governance-return.discarded", row)
    session.delete(row)
    session.flush()


def approve(
    session: Session, *, return_id: UUID, by: Actor, seen: str, area: str
) -> None:
    """Release a return and announce it to the leadership group, both or neither.

    ``area`` is the ONS code this instance speaks for. Raises UnknownGovernanceReturn,
    MayNotApprove, StepSkipped, FiguresChanged, SamePerson.
    """
    _must_approve(by)
    row = _held(session, return_id)
    last = session.scalar(select(func.max(GovernanceReturn.number))) or 0
    row.release(
        by=by.user_id,
        post=role_name(by.role),
        seen=seen,
        number=last + 1,
        correlation_id=logs.correlation_id(),
    )
    session.flush()
    announce(
        session,
        audience=events.LEADERSHIP,
        type=events.RETURN_RELEASED,
        subject=events.subject_of(area),
        version=last + 1,
        data=events.return_released(row, area=area),
    )
    _note(session, "governance-return.released", row)
    words = _said(row, "A return you prepared was approved")
    notices.tell(session, user_id=row.prepared_by, **words)


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


def _held(session: Session, return_id: UUID) -> GovernanceReturn:
    """The return, held still until the end; all that are open, as numbers follow."""
    rows: Sequence[GovernanceReturn] = session.scalars(
        select(GovernanceReturn)
        .where((GovernanceReturn.number.is_(None)) | (GovernanceReturn.id == return_id))
        .order_by(GovernanceReturn.id)
        .with_for_update()
    ).all()
    found = [row for row in rows if row.id == return_id]
    if not found:
        raise UnknownGovernanceReturn
    return found[0]


def _must_prepare(by: Actor) -> None:
    if not may(by.role, RETURNS, Action.CREATE):
        raise MayNotPrepare


def _must_approve(by: Actor) -> None:
    if not may(by.role, RETURNS, Action.APPROVE):
        raise MayNotApprove


def _note(session: Session, act: str, row: GovernanceReturn) -> None:
    trail.record(
        session,
        act=act,
        resource=RETURNS,
        record=row.id,
        detail={"hash": row.preview},
    )


def _said(row: GovernanceReturn, text: str) -> notices.Words:
    return {"kind": "governance-return", "text": text, "href": address(row.id)}
