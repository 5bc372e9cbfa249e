"""What waits for a person, what changed, and what to do first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from borough.ledger import queries as ledger
from borough.performance import queries as performance
from borough.returns import queries as returns
from borough.returns.model import ReturnState
from borough.standards import queries as standards
from kit import clock
from kit.access.policy import Action
from kit.accounts.actor import Actor
from partnership.access import may
from partnership.figures import queries as figures
from partnership.figures.model import Origin
from partnership.imports import queries as imports
from partnership.imports.model import State

RECENT = timedelta(days=14)
UNFINISHED = (State.CHECKING, State.READY, State.REFUSED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One step of getting started, and whether it is done."""

    text: str
    endpoint: str
    done: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class FrontPage:
    """All the front page shows of the figures."""

    to_approve: Sequence[returns.ReturnLine]
    sent_back: Sequence[returns.ReturnLine]
    unfinished: Sequence[imports.ImportView]
    to_release: int
    standards: Sequence[standards.StandardView]
    comparators: int
    comparators_at: datetime | None
    released: Sequence[returns.ReturnLine]
    steps: Sequence[Step]

    @property
    def waits(self) -> bool:
        """Whether anything waits for this person."""
        return bool(
            self.to_approve or self.sent_back or self.unfinished or self.to_release
        )

    @property
    def changed(self) -> bool:
        """Whether anything is new."""
        return bool(self.standards or self.comparators or self.released)

    @property
    def to_do(self) -> Sequence[Step]:
        """The steps of getting started that are still to be taken."""
        return [step for step in self.steps if not step.done]


def front_page(session: Session, *, actor: Actor, area: str) -> FrontPage:
    """The front page of somebody who works with figures."""
    since = clock.now() - RECENT
    lines = returns.returns(session)
    comparators, comparators_at = performance.comparators_since(session, since)
    known = standards.versions(session)
    return FrontPage(
        to_approve=_to_approve(session, actor),
        sent_back=[
            line
            for line in lines
            if line.state is ReturnState.SENT_BACK and line.prepared_by == actor.user_id
        ],
        unfinished=[
            each for each in imports.imports(session) if each.state in UNFINISHED
        ],
        to_release=len(ledger.position(session, area=area).changed),
        standards=[each for each in known if each.received_at >= since],
        comparators=comparators,
        comparators_at=comparators_at,
        released=[
            line
            for line in lines
            if line.state is ReturnState.RELEASED and line.moment >= since
        ],
        steps=_steps(session, area=area, lines=lines, received=bool(known)),
    )


def _to_approve(session: Session, actor: Actor) -> Sequence[returns.ReturnLine]:
    if not may(actor.role, "indicators_released", Action.APPROVE):
        return []
    return returns.awaiting(session, approver=actor.user_id)


def _steps(
    session: Session,
    *,
    area: str,
    lines: Sequence[returns.ReturnLine],
    received: bool,
) -> list[Step]:
    own = figures.observations(session, areas=[area], origins=[Origin.OWN])
    released = any(line.state is ReturnState.RELEASED for line in lines)
    return [
        Step(
            text="Receive the indicator set from the leadership group",
            endpoint="standards.index",
            done=received,
        ),
        Step(
            text="Import a file of figures",
            endpoint="imports.index",
            done=bool(own),
        ),
        Step(
            text="Look at the figures and say what they mean",
            endpoint="performance.index",
            done=released,
        ),
        Step(
            text="Prepare the first release",
            endpoint="returns.choose",
            done=bool(lines),
        ),
        Step(
            text="Have it approved by a second person",
            endpoint="returns.index",
            done=released,
        ),
    ]
