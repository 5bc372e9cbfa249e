"""Reads of returns: what waits, what left, and what a preview shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.governance.model import (
    NAMED,
    RETURNS,
    GovernanceReturn,
    UnknownGovernanceReturn,
)
from borough.releases.queries import Seen, waiting
from borough.returns.model import ReturnState
from kit import clock
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.front.model import Item, Kind
from partnership.access import may
from partnership.plans import queries as plans

# A quarter and a month: leadership sees three boroughs on one page, so none is stale.
DUE_AFTER = timedelta(days=120)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnSeen(Seen):
    """One return with all that leaves of it; see :class:`model.GovernanceReturn`."""

    number: int | None
    as_at: date

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
    return [ReturnSeen.of(row) for row in session.scalars(query)]


def the_return(
    session: Session, summary_id: UUID, *, only_released: bool = False
) -> ReturnSeen:
    """One return; raises UnknownGovernanceReturn."""
    row = session.get(GovernanceReturn, summary_id)
    if row is None or (only_released and row.state is not ReturnState.RELEASED):
        raise UnknownGovernanceReturn
    return ReturnSeen.of(row)


def on_front_page(session: Session, actor: Actor) -> list[Item]:
    """Returns that wait for this person, and that the next one is due."""
    rows = [ReturnSeen.of(row) for row in session.scalars(select(GovernanceReturn))]
    approves = may(actor.role, RETURNS, Action.APPROVE)
    items = [waiting(each, actor, NAMED, approves=approves) for each in rows]
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
