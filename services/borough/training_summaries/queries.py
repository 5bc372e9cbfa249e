"""Look at summaries of training: what waits, what left, and what is not told yet."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.events import queries as events
from borough.events.model import Standing, borough_name
from borough.events.queries import Wanted
from borough.places_elsewhere import queries as elsewhere
from borough.releases.queries import Seen, waiting
from borough.returns.model import ReturnState
from borough.training_summaries.model import NAMED, SummaryRow, UnknownSummary
from kit import clock
from kit.accounts.actor import Actor
from kit.front.model import Item, Kind
from partnership.access import Role
from partnership.figures import periods
from partnership.places.model import TAKING
from partnership.training.model import days_of, lines, quarter_with

# A quarter is told within so many days of its end; registers are closed by then.
TELL_WITHIN = timedelta(days=30)
QUARTERS_BACK = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class SummarySeen(Seen):
    """One summary with all that leaves of it; see :class:`model.SummaryRow`."""

    period: str
    number: int | None
    after: int

    @property
    def quarter(self) -> str:
        """The quarter, as people say it."""
        return periods.label(self.period)

    @property
    def restates(self) -> bool:
        """Whether its quarter was told before."""
        return self.after > 0

    @property
    def hidden(self) -> int:
        """How many numbers leave as hidden."""
        return sum(each.number is None for each in lines(self.content))


def summaries(session: Session, *, only_released: bool) -> Sequence[SummarySeen]:
    """Every summary, or those that left: the latest quarter first, then the newest."""
    order = (
        SummaryRow.period.desc(), SummaryRow.started_at.desc(), SummaryRow.id.desc(),
    )  # fmt: skip
    query = select(SummaryRow).order_by(*order)
    if only_released:
        query = query.where(SummaryRow.state == ReturnState.RELEASED)
    return [SummarySeen.of(row) for row in session.scalars(query)]


def summary(session: Session, summary_id: UUID, *, only_released: bool) -> SummarySeen:
    """One summary; raises UnknownSummary."""
    row = session.get(SummaryRow, summary_id)
    if row is None or (only_released and row.state is not ReturnState.RELEASED):
        raise UnknownSummary
    return SummarySeen.of(row)


def of_quarter(session: Session, period: str) -> Sequence[SummarySeen]:
    """What was told of a quarter, the first of it first."""
    query = select(SummaryRow).where(
        SummaryRow.period == period, SummaryRow.state == ReturnState.RELEASED
    )
    rows = session.scalars(query.order_by(SummaryRow.number))
    return [SummarySeen.of(row) for row in rows]


def quarters(today: date) -> Sequence[str]:
    """The quarters that are over and can be told, the latest first."""
    found = [periods.before(quarter_with(today))]
    while len(found) < QUARTERS_BACK:
        found.append(periods.before(found[-1]))
    return found


def open_registers(session: Session, period: str) -> int:
    """How many events of a quarter are over and have no closed register."""
    first, after = days_of(period)
    still_open = events.events(session, Wanted(standing=Standing.OPEN, past=True))
    ends = [clock.london_day(each.ends_at) for each in still_open if each.ends_at]
    return sum(first <= end < after for end in ends)


def places_elsewhere(session: Session, period: str) -> list[tuple[str, int]]:
    """Places our own people had at other boroughs' events, by host; it stays here."""
    first, after = days_of(period)
    found: Counter[str] = Counter()
    for ask in elsewhere.everything(session):
        ends = clock.london_day(ask.event.ends_at) if ask.event else None
        if ends is not None and first <= ends < after:
            taken = sum(seat.shown in TAKING for seat in ask.seats)
            found[borough_name(ask.host)] += taken
    return sorted(found.items())


def on_front_page(session: Session, actor: Actor) -> list[Item]:
    """Summaries that wait for this person, and a quarter that nobody told of yet."""
    if actor.role != Role.BUSINESS_MANAGER:
        return []
    found = summaries(session, only_released=False)
    items = [waiting(each, actor, NAMED, approves=True) for each in found]
    return [*(each for each in items if each), *_untold(session, found)]


def _untold(session: Session, found: Sequence[SummarySeen]) -> Iterator[Item]:
    """The quarter that ended last, where something was taught and nothing begun."""
    last = quarters(clock.today())[0]
    first, after = days_of(last)
    if any(each.period == last for each in found):
        return
    held = events.events(session, Wanted(standing=Standing.HELD, past=True))
    ends = [clock.london_day(each.ends_at) for each in held if each.ends_at]
    if any(first <= end < after for end in ends):
        late = clock.today() > after + TELL_WITHIN
        yield Item(
            kind=Kind.LATE if late else Kind.MINE,
            text=f"Training of {periods.label(last)} was not told yet",
            href="/training-summaries/",
            tag="To tell",
        )
