"""Reads of returns: what waits, what left, and what a preview shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.governance.model import (
    RETURNS,
    GovernanceReturn,
    UnknownGovernanceReturn,
    address,
)
from borough.returns.model import IN_PREPARATION, ReturnState
from kit import clock
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.front.model import Item, Kind
from partnership.access import may
from partnership.plans import queries as plans

# A quarter and a month: leadership sees three boroughs on one page, so none is stale.
DUE_AFTER = timedelta(days=120)
APPROVE_WITHIN = timedelta(days=7)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnSeen:
    """One return with all that leaves of it; see :class:`model.GovernanceReturn`."""

    id: UUID
    number: int | None
    state: ReturnState
    as_at: date
    content: Mapping[str, Any]
    preview: str
    note: str | None
    prepared_by: UUID
    prepared_by_post: str
    started_at: datetime
    submitted_at: datetime | None
    decided_by_post: str | None
    decided_at: datetime | None
    sent_back_because: str | None
    correlation_id: str | None

    @property
    def in_preparation(self) -> bool:
        """Whether its preparer still has it in hand."""
        return self.state in IN_PREPARATION

    @property
    def moment(self) -> datetime:
        """When something happened to it last."""
        return self.decided_at or self.submitted_at or self.started_at

    @property
    def hidden(self) -> int:
        """How many numbers leave as hidden."""
        rows = (*self.content["actions"], *self.content["clocks"])
        return sum(value is None for row in rows for value in _numbers(row))


def _numbers(row: Mapping[str, Any]) -> list[int | None]:
    words = ("theme", "title", "kind")
    return [value for name, value in row.items() if name not in words]


def returns(session: Session, *, only_released: bool = False) -> Sequence[ReturnSeen]:
    """Every return, or those that left, the newest first."""
    query = select(GovernanceReturn).order_by(
        GovernanceReturn.as_at.desc(), GovernanceReturn.id.desc()
    )
    if only_released:
        query = query.where(GovernanceReturn.state == ReturnState.RELEASED)
    return [_seen(row) for row in session.scalars(query)]


def the_return(
    session: Session, return_id: UUID, *, only_released: bool = False
) -> ReturnSeen:
    """One return; raises UnknownGovernanceReturn."""
    row = session.get(GovernanceReturn, return_id)
    if row is None or (only_released and row.state is not ReturnState.RELEASED):
        raise UnknownGovernanceReturn
    return _seen(row)


def on_front_page(session: Session, actor: Actor) -> list[Item]:
    """Returns that wait for this person, and that the next one is due."""
    rows = [_seen(row) for row in session.scalars(select(GovernanceReturn))]
    items = [_waiting(each, actor) for each in rows]
    released = [each.as_at for each in rows if each.state is ReturnState.RELEASED]
    last = max(released, default=None)
    if may(actor.role, RETURNS, Action.CREATE) and _is_due(session, last):
        items.append(
            Item(
                kind=Kind.LATE if last else Kind.MINE,
                text=f"The leadership group was last told how we stand as at {last}"
                if last
                else "The leadership group was never told how we stand",
                href="/governance/",
                tag="Due",
                at=clock.now(),
            )
        )
    return [each for each in items if each is not None]


def _is_due(session: Session, last: date | None) -> bool:
    """Whether it is time to tell again; a first time once there are plans."""
    if last is None:
        return bool(plans.plans(session))
    return clock.today() > last + DUE_AFTER


def _waiting(each: ReturnSeen, actor: Actor) -> Item | None:
    mine = each.prepared_by == actor.user_id
    approves = may(actor.role, RETURNS, Action.APPROVE)
    if each.state is ReturnState.AWAITING_APPROVAL and approves and not mine:
        text, tag = "A return waits for your approval", "To approve"
    elif each.state is ReturnState.SENT_BACK and mine:
        text, tag = "A return you prepared was sent back", "Sent back"
    else:
        return None
    late = clock.now() - each.moment > APPROVE_WITHIN
    return Item(
        kind=Kind.LATE if late else Kind.MINE,
        text=text,
        href=address(each.id),
        tag=tag,
        at=each.moment,
    )


def _seen(row: GovernanceReturn) -> ReturnSeen:
    return ReturnSeen(
        id=row.id,
        number=row.number,
        state=row.state,
        as_at=row.as_at,
        content=row.content,
        preview=row.preview,
        note=row.note,
        prepared_by=row.prepared_by,
        prepared_by_post=row.prepared_by_post,
        started_at=row.started_at,
        submitted_at=row.submitted_at,
        decided_by_post=row.decided_by_post,
        decided_at=row.decided_at,
        sent_back_because=row.sent_back_because,
        correlation_id=row.correlation_id,
    )
