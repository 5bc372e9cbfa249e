"""Reads of returns: what waits, what left, and what a preview shows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from borough.ledger import queries as ledger
from borough.returns.model import (
    IN_PREPARATION,
    Return,
    ReturnCell,
    ReturnState,
    UnknownReturn,
    address,
)
from kit import clock
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.front.model import Item, Kind
from kit.search.model import Hit, Term
from partnership.access import may
from partnership.disclosure.model import Reason, Status
from partnership.figures import queries as figures

RESOURCE = "indicators_released"
RECENT = timedelta(days=14)
# A release that waits longer than a week is shown as late to who can approve it.
APPROVE_WITHIN = timedelta(days=7)
_STATES = {
    ReturnState.DRAFT: "In preparation",
    ReturnState.AWAITING_APPROVAL: "Awaiting approval",
    ReturnState.SENT_BACK: "Sent back",
    ReturnState.RELEASED: "Released",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class CellView:
    """One cell of a return: what leaves, the raw figure beside it, what left before."""

    indicator: figures.IndicatorView | None
    id: str
    period: str
    version: int
    status: Status
    numerator: float | None
    denominator: float | None
    value: float | None
    rule: str
    why: Reason
    raw_numerator: float | None
    raw_denominator: float | None
    raw_value: float | None
    raw_code: str | None
    last: ledger.Released | None

    @property
    def restates(self) -> bool:
        """Whether an earlier version left before."""
        return self.version > 1


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnView:
    """One return with its cells."""

    id: UUID
    state: ReturnState
    area: str
    standard_version: int
    preview: str
    note: str | None
    reason: str | None
    prepared_by: UUID
    prepared_by_post: str
    started_at: datetime
    submitted_at: datetime | None
    decided_by_post: str | None
    decided_at: datetime | None
    sent_back_because: str | None
    digest: str | None
    correlation_id: str | None
    cells: tuple[CellView, ...]

    @property
    def in_preparation(self) -> bool:
        """Whether its preparer still has it in hand."""
        return self.state in IN_PREPARATION

    @property
    def restates(self) -> bool:
        """Whether any cell left before."""
        return any(cell.restates for cell in self.cells)

    @property
    def hidden(self) -> int:
        """How many cells leave without a number."""
        return sum(cell.status is Status.SUPPRESSED for cell in self.cells)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnLine:
    """One return as a line of a list."""

    id: UUID
    state: ReturnState
    cells: int
    prepared_by: UUID
    prepared_by_post: str
    decided_by_post: str | None
    moment: datetime


def returns(session: Session, *, only_released: bool = False) -> Sequence[ReturnLine]:
    """Every return, or those that left, the newest first."""
    sizes = (
        select(ReturnCell.return_id, func.count().label("cells"))
        .group_by(ReturnCell.return_id)
        .subquery()
    )
    query = (
        select(Return, sizes.c.cells)
        .outerjoin(sizes, sizes.c.return_id == Return.id)
        .order_by(Return.started_at.desc())
    )
    if only_released:
        query = query.where(Return.state == ReturnState.RELEASED)
    return [_line(row, cells or 0) for row, cells in session.execute(query)]


def awaiting(session: Session, *, approver: UUID) -> Sequence[ReturnLine]:
    """What waits for this person's approval: nobody approves what they prepared."""
    return [
        line
        for line in returns(session)
        if line.state is ReturnState.AWAITING_APPROVAL and line.prepared_by != approver
    ]


def on_front_page(session: Session, actor: Actor, *, area: str) -> list[Item]:
    """What waits for this person's approval or care, and what left lately."""
    lines = returns(session)
    items = _left_lately(lines)
    if may(actor.role, RESOURCE, Action.APPROVE):
        items += _to_approve(lines, actor)
    if may(actor.role, RESOURCE, Action.CREATE):
        items += [*_sent_back(lines, actor), *_to_release(session, area)]
    return items


def _left_lately(lines: Sequence[ReturnLine]) -> list[Item]:
    since = clock.now() - RECENT
    return [
        Item(
            kind=Kind.CHANGED,
            tag="Released",
            text=f"{_figures(line.cells)} left, approved by {line.decided_by_post}",
            href=address(line.id),
            at=line.moment,
        )
        for line in lines
        if line.state is ReturnState.RELEASED and line.moment >= since
    ]


def _to_approve(lines: Sequence[ReturnLine], actor: Actor) -> list[Item]:
    return [
        Item(
            kind=Kind.MINE,
            tag="To approve",
            text=f"{_figures(line.cells)}, prepared by {line.prepared_by_post}",
            href=address(line.id),
            at=line.moment,
            due=clock.london_day(line.moment + APPROVE_WITHIN),
        )
        for line in lines
        if line.state is ReturnState.AWAITING_APPROVAL
        and line.prepared_by != actor.user_id
    ]


def _sent_back(lines: Sequence[ReturnLine], actor: Actor) -> list[Item]:
    return [
        Item(
            kind=Kind.MINE,
            tag="Sent back",
            text=f"{_figures(line.cells)}, sent back by {line.decided_by_post}",
            href=address(line.id),
            at=line.moment,
        )
        for line in lines
        if line.state is ReturnState.SENT_BACK and line.prepared_by == actor.user_id
    ]


def _to_release(session: Session, area: str) -> list[Item]:
    changed = len(ledger.position(session, area=area).changed)
    if not changed:
        return []
    text = f"{_figures(changed)} would tell others something new"
    return [Item(kind=Kind.MINE, tag="To release", text=text, href="/returns/new")]


def find(session: Session, actor: Actor, term: Term) -> list[Hit]:
    """Returns by the words written with them, what they hold and who acted."""
    prepares = may(actor.role, RESOURCE, Action.CREATE)
    held = _held(session)
    return [
        Hit(
            text=f"Return of {_figures(len(held[row.id]))}",
            href=address(row.id),
            about=f"{_STATES[row.state]}, prepared by {row.prepared_by_post}",
        )
        for row in session.scalars(select(Return).order_by(Return.started_at.desc()))
        if (prepares or row.state is ReturnState.RELEASED)
        and term.in_(*_words(row), *held[row.id])
    ]


def _words(row: Return) -> tuple[str | None, ...]:
    said = (row.note, row.reason, row.sent_back_because)
    return ("return", _STATES[row.state], *said, row.prepared_by_post)


def _held(session: Session) -> Mapping[UUID, Sequence[str]]:
    """The indicator and period of each cell, by return."""
    cells: defaultdict[UUID, list[str]] = defaultdict(list)
    query = select(ReturnCell.return_id, ReturnCell.indicator, ReturnCell.period)
    for return_id, indicator, period in session.execute(query):
        cells[return_id].append(f"{indicator} {period}")
    return cells


def _figures(number: int) -> str:
    return f"{number:,} figure{'' if number == 1 else 's'}"


def the_return(
    session: Session, return_id: UUID, *, only_released: bool = False
) -> ReturnView:
    """One return with its cells.

    Raises UnknownReturn, also with ``only_released`` for one that did not leave.
    """
    row = session.get(Return, return_id)
    if row is None or (only_released and row.state is not ReturnState.RELEASED):
        raise UnknownReturn
    known = {each.id: each for each in figures.indicators(session)}
    last = _last(session, row)
    return ReturnView(
        id=row.id,
        state=row.state,
        area=row.area,
        standard_version=row.standard_version,
        preview=row.preview,
        note=row.note,
        reason=row.reason,
        prepared_by=row.prepared_by,
        prepared_by_post=row.prepared_by_post,
        started_at=row.started_at,
        submitted_at=row.submitted_at,
        decided_by_post=row.decided_by_post,
        decided_at=row.decided_at,
        sent_back_because=row.sent_back_because,
        digest=row.digest,
        correlation_id=row.correlation_id,
        cells=tuple(
            _cell(cell, known.get(cell.indicator), last.get((*_place(cell), row.area)))
            for cell in row.cells
        ),
    )


def exposed(session: Session, view: ReturnView) -> list[CellView]:
    """Hidden cells of a return that can be worked out from what is already known."""
    known = ledger.position(session, area=view.area).exposed
    return [cell for cell in view.cells if (cell.id, cell.period, view.area) in known]


def _last(session: Session, row: Return) -> dict[ledger.Key, ledger.Released]:
    """What was known of each cell before this return left."""
    found: dict[ledger.Key, ledger.Released] = {}
    versions = {(*_place(cell), row.area): cell.version for cell in row.cells}
    for key, past in ledger.versions(session, keys=versions):
        if past.version == versions[key] - 1:
            found[key] = past
    return found


def _place(cell: ReturnCell) -> tuple[str, str]:
    return (cell.indicator, cell.period)


def _cell(
    row: ReturnCell,
    indicator: figures.IndicatorView | None,
    last: ledger.Released | None,
) -> CellView:
    return CellView(
        indicator=indicator,
        id=row.indicator,
        period=row.period,
        version=row.version,
        status=row.status,
        numerator=row.numerator,
        denominator=row.denominator,
        value=row.value,
        rule=row.rule,
        why=row.why,
        raw_numerator=row.figure["numerator"],
        raw_denominator=row.figure["denominator"],
        raw_value=row.figure["value"],
        raw_code=row.figure["code"],
        last=last,
    )


def _line(row: Return, cells: int) -> ReturnLine:
    return ReturnLine(
        id=row.id,
        state=row.state,
        cells=cells,
        prepared_by=row.prepared_by,
        prepared_by_post=row.prepared_by_post,
        decided_by_post=row.decided_by_post,
        moment=row.decided_at or row.submitted_at or row.started_at,
    )
