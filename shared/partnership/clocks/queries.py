"""Read clocks: the rules in force, and the board of all that run."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session, selectinload

from kit import clock
from kit.db import read_rows
from kit.errors import NotFound
from partnership.clocks.model import (
    UNCOUNTED,
    ClockPause,
    ClockRow,
    ClockSetting,
    Rule,
    Unit,
    days_between,
    definitions,
    end_of,
    in_force,
    local_day,
    start_of,
)

SOON = 3


class State(StrEnum):
    """Where a clock stands, as people say it."""

    OVER = "Over"
    SOON_DUE = "Due soon"
    RUNNING = "Running"
    PAUSED = "Paused"
    IN_TIME = "Done in time"
    LATE = "Done late"


@dataclass(frozen=True, kw_only=True, slots=True)
class PauseSeen:
    """A time in which a clock stood still, and the reason that was given."""

    since: datetime
    until: datetime | None
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ClockSeen:
    """One clock as the board shows it; ``left`` is in its unit, negative when over."""

    id: UUID
    kind: str
    title: str
    resource: str
    record: str
    reference: str
    body: str | None
    limit: int
    unit: Unit
    starts: str
    edition: str
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None
    pauses: tuple[PauseSeen, ...]
    state: State
    left: int

    @property
    def left_in_words(self) -> str:
        """How much is left, or how much it is over."""
        if self.state is State.PAUSED:
            return "Stands still"
        unit = "hours" if self.unit is Unit.HOURS else "days"
        if self.unit is Unit.WORKING_DAYS:
            unit = "working days"
        number = abs(self.left)
        unit = unit.removesuffix("s") if number == 1 else unit
        over = self.state in (State.OVER, State.LATE)
        if over and number == 0:  # a weekend has come since, and no working day
            return f"Less than one {unit.removesuffix('s')} over"
        return f"{number} {unit} {'over' if over else 'left'}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Dates:
    """When the next running clock of a record is due, and since when one is over.

    A clock that stands still is due as it was when it was last reckoned. Of more than
    one that is over it is the one that was over first.
    """

    next_due: datetime | None
    over_since: datetime | None


NONE_RUNS = Dates(next_due=None, over_since=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Performance:
    """How many clocks of a kind were kept, were not, or run on past their end."""

    kind: str
    title: str
    in_time: int
    late: int
    over: int


def rules(session: Session) -> Sequence[Rule]:
    """Every kind of clock as this area counts it today; one query."""
    rows = session.scalars(select(ClockSetting)).all()
    today = local_day(clock.now())
    return [in_force(kind, rows, on=today) for kind in definitions()]


def board(session: Session, *, stopped: bool = False) -> Sequence[ClockSeen]:
    """The clocks that run, the one due first at the top; or those that stopped."""
    running = ClockRow.stopped_at.is_(None)
    rows = session.scalars(
        select(ClockRow)
        .where(~running if stopped else running)
        .options(selectinload(ClockRow.pauses))
        .order_by(ClockRow.due_at, ClockRow.id)
    )
    return [_seen(row) for row in rows]


def of_record(session: Session, *, resource: str, record: str) -> Sequence[ClockSeen]:
    """Every clock of one record, the earliest first."""
    rows = session.scalars(_of_record(), {"resource": resource, "of_record": record})
    return [_seen(row) for row in rows]


@cache
def _of_record() -> Select[ClockRow]:
    return (
        select(ClockRow)
        .where(
            ClockRow.resource == bindparam("resource"),
            ClockRow.record == bindparam("of_record"),
        )
        .options(selectinload(ClockRow.pauses))
        .order_by(ClockRow.started_at, ClockRow.id)
    )


def kept(
    session: Session, *, kind: str, resource: str
) -> Mapping[str, tuple[datetime, bool]]:
    """When each stopped clock of a kind began, and whether it was kept; by record."""
    rows = session.execute(
        select(
            ClockRow.record, ClockRow.started_at, ClockRow.due_at, ClockRow.stopped_at
        ).where(
            ClockRow.kind == kind,
            ClockRow.resource == resource,
            ClockRow.stopped_at.is_not(None),
        )
    )
    return {
        record: (began, ended is not None and ended <= due)
        for record, began, due, ended in rows
    }


def dates(
    session: Session, *, resource: str, records: Collection[str]
) -> Mapping[str, Dates]:
    """What the running clocks of each of these records say; one question.

    A record of which no clock runs is left out.
    """
    asked = {"resource": resource, "records": records, "moment": clock.now()}
    return {
        record: Dates(next_due=due, over_since=over)
        for record, due, over in read_rows(session, _dates(), asked).all()
    }


@cache
def _dates() -> Select[str, datetime, datetime | None]:
    over = case((_is_over(), ClockRow.due_at))
    return (
        select(ClockRow.record, func.min(ClockRow.due_at), func.min(over))
        .where(
            ClockRow.resource == bindparam("resource"),
            ClockRow.stopped_at.is_(None),
            ClockRow.record.in_(bindparam("records", expanding=True)),
        )
        .group_by(ClockRow.record)
    )


def over_records(session: Session, *, resource: str) -> frozenset[str]:
    """The records of a resource of which a running clock is over; one question."""
    asked = {"resource": resource, "moment": clock.now()}
    return frozenset(read_rows(session, _over_records(), asked).scalars().all())


@cache
def _over_records() -> Select[str]:
    return (
        select(ClockRow.record)
        .where(
            ClockRow.resource == bindparam("resource"),
            ClockRow.stopped_at.is_(None),
            _is_over(),
        )
        .distinct()
    )


def _is_over() -> ColumnElement[bool]:
    """Of a clock that runs. One that stands still is over for nobody."""
    moment: BindParameter[datetime] = bindparam("moment")
    still = select(ClockPause.clock_id).where(ClockPause.until.is_(None))
    return and_(ClockRow.due_at < moment, ClockRow.id.not_in(still))


def one(session: Session, clock_id: UUID) -> ClockSeen:
    """One clock; raises NotFound."""
    row = session.get(ClockRow, clock_id)
    if row is None:
        raise NotFound
    return _seen(row)


def performance(session: Session, since: date, until: date) -> Sequence[Performance]:
    """How the clocks of each kind did between two days, both counted; two questions.

    A clock counts as in time or late in the period in which it stopped, and as over
    where it was due by the last day and had not stopped by then. A kind of which no
    clock did either is left out, and so are clocks of cases: a count would tell those
    who must not know of any that there is one.
    """
    first, last = start_of(since), end_of(until)
    done: Counter[tuple[str, bool]] = Counter()
    counted = ClockRow.resource.not_in(UNCOUNTED)
    stopped = select(ClockRow.kind, ClockRow.stopped_at <= ClockRow.due_at).where(
        ClockRow.stopped_at >= first, ClockRow.stopped_at <= last, counted
    )
    for kind, in_time in session.execute(stopped):
        done[kind, bool(in_time)] += 1
    running = or_(ClockRow.stopped_at.is_(None), ClockRow.stopped_at > last)
    rows = session.scalars(
        select(ClockRow)
        .where(running, ClockRow.due_at <= last, ClockRow.started_at <= last, counted)
        .options(selectinload(ClockRow.pauses))
    )
    over = Counter(row.kind for row in rows if row.is_over_at(min(last, clock.now())))
    kinds = {kind for kind, _ in done} | set(over)
    return [
        Performance(
            kind=kind,
            title=definitions()[kind].title,
            in_time=done[kind, True],
            late=done[kind, False],
            over=over[kind],
        )
        for kind in definitions()
        if kind in kinds
    ]


def _seen(row: ClockRow) -> ClockSeen:
    rule = definitions().get(row.kind)
    left = _left(row)
    return ClockSeen(
        id=row.id,
        kind=row.kind,
        title=rule.title if rule else row.kind,
        resource=row.resource,
        record=row.record,
        reference=row.reference,
        body=row.body,
        limit=row.limit,
        unit=row.unit,
        starts=row.starts,
        edition=row.edition,
        started_at=row.started_at,
        due_at=row.due_at,
        stopped_at=row.stopped_at,
        pauses=tuple(
            PauseSeen(since=each.since, until=each.until, reason=each.reason)
            for each in row.pauses
        ),
        state=_state(row, left),
        left=left,
    )


def _state(row: ClockRow, left: int) -> State:
    if row.stopped_at is not None:
        return State.IN_TIME if row.stopped_at <= row.due_at else State.LATE
    if row.paused:
        return State.PAUSED
    if clock.now() > row.due_at:
        return State.OVER
    return State.SOON_DUE if left <= SOON else State.RUNNING


def _left(row: ClockRow) -> int:
    moment = row.stopped_at or clock.now()
    if row.unit is Unit.HOURS:
        # Whole hours left; of those over, the one that has begun counts.
        return (row.due_at - moment) // timedelta(hours=1)
    return days_between(local_day(moment), local_day(row.due_at), row.unit)
