"""Look at alerts, and at those that nobody has finished."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.audit_alerts.model import AlertRow
from borough.case_audits import queries as cases
from borough.case_audits.model import FINDINGS
from borough.case_audits.queries import ToolSeen
from kit.access.policy import Action
from kit.access.service import Reach
from kit.accounts.actor import Actor
from kit.errors import NotFound
from kit.front.model import Item, Kind
from partnership.access import may, reach
from partnership.clocks import queries as clocks
from partnership.clocks.queries import ClockSeen


@dataclass(frozen=True, kw_only=True, slots=True)
class AlertSeen:
    """One alert on one form."""

    id: UUID
    tool: ToolSeen
    raised_by: UUID
    raised_at: datetime
    taken_post: str
    taken_at: datetime | None
    done: str
    done_post: str
    done_at: datetime | None
    version: int

    @property
    def state(self) -> str:
        """Where it stands, as people say it."""
        if self.done_at is not None:
            return "Done"
        return "Taken on" if self.taken_at is not None else "Nobody has it yet"


def alerts(session: Session, *, seen: Reach) -> list[AlertSeen]:
    """The alerts within reach, the open ones first, then the latest; two queries."""
    found = {each.id: each for each in cases.tools(session, seen=seen)}
    rows = session.scalars(select(AlertRow).order_by(AlertRow.raised_at.desc()))
    known = [_seen(row, found[row.tool_id]) for row in rows if row.tool_id in found]
    return sorted(known, key=lambda each: each.done_at is not None)


def alert(session: Session, alert_id: UUID) -> AlertSeen:
    """One alert; raises NotFound. Whether it may be seen, the caller asks."""
    row = session.get(AlertRow, alert_id)
    if row is None:
        raise NotFound
    return _seen(row, cases.tool(session, row.tool_id))


def open_of(session: Session, audit_id: UUID) -> int:
    """How many alerts of an audit nobody has finished."""
    query = select(AlertRow).where(AlertRow.done_at.is_(None))
    rows = session.scalars(query).all()
    return sum(cases.tool(session, each.tool_id).audit_id == audit_id for each in rows)


def of_tool(session: Session, tool_id: UUID) -> list[AlertSeen]:
    """The alerts of a form that nobody has finished."""
    query = select(AlertRow).where(AlertRow.tool_id == tool_id)
    rows = session.scalars(query.where(AlertRow.done_at.is_(None))).all()
    return [_seen(row, cases.tool(session, tool_id)) for row in rows]


def clock_of(session: Session, alert_id: UUID) -> ClockSeen | None:
    """The clock that runs until it is finished."""
    found = clocks.of_record(session, resource=FINDINGS, record=str(alert_id))
    return found[0] if found else None


def on_front_page(session: Session, actor: Actor) -> list[Item]:
    """Alerts that are open, for whoever may act on them."""
    if not may(actor.role, FINDINGS, Action.UPDATE):
        return []
    found = alerts(session, seen=reach(session, actor, Action.UPDATE, FINDINGS))
    return [
        Item(
            kind=Kind.LATE,
            tag="Now",
            text=f"An immediate risk on case {each.tool.reference}: {each.state}",
            href=f"/audit-alerts/{each.id}",
            at=each.raised_at,
        )
        for each in found
        if each.done_at is None
    ]


def _seen(row: AlertRow, tool: ToolSeen) -> AlertSeen:
    names = (
        "id", "raised_by", "raised_at", "taken_post", "taken_at", "done", "done_post",
        "done_at", "version",
    )  # fmt: skip
    return AlertSeen(tool=tool, **{name: getattr(row, name) for name in names})
