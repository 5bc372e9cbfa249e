"""Look at figures of child deaths: what waits, what left, and what is not told yet."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.death_analysis import queries as analyses
from borough.death_analysis.queries import Counted
from borough.death_figures.model import NAMED, RULE, RuleRow, SummaryRow, UnknownSummary
from borough.death_recommendations import queries as recommendations
from borough.deaths import queries as deaths
from borough.releases.queries import Seen, waiting
from borough.returns.model import ReturnState
from kit import clock
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.front.model import Item, Kind
from partnership.access import may
from partnership.actions import queries as actions
from partnership.death_figures.model import (
    POOLS,
    RESOURCE,
    SMALLEST,
    Found,
    days_of,
    ends_pool,
    label,
    lines,
    year_with,
)

# A year is told within half a year of its end, as yearly reports are.
TELL_WITHIN = timedelta(days=180)
YEARS_BACK = 6
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleSeen:
    """How small numbers are hidden; ``version`` 0 is the usual."""

    smallest: int
    years: int
    version: int
    set_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Learned:
    """What panels found, by case, and how far actions of reviews are, by state."""

    found: Mapping[UUID, Found]
    steps: Mapping[str, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class SummarySeen(Seen):
    """One summary with all that leaves of it; see :class:`model.SummaryRow`."""

    year: int

    @property
    def title(self) -> str:
        """The year, as people say it."""
        return label(self.year, 1)

    @property
    def pool(self) -> str:
        """The years deaths are summed over, or nothing where none are told."""
        told = self.content["pool"]
        return label(told["last"], told["years"]) if told else ""

    @property
    def hidden(self) -> int:
        """How many numbers leave as hidden."""
        return sum(each.number is None for each in lines(self.content))


def summaries(session: Session, *, only_released: bool) -> Sequence[SummarySeen]:
    """Every summary, or those that left: the latest year first, then the newest."""
    query = select(SummaryRow).order_by(
        SummaryRow.year.desc(), SummaryRow.started_at.desc(), SummaryRow.id.desc()
    )
    if only_released:
        query = query.where(SummaryRow.state == ReturnState.RELEASED)
    return [SummarySeen.of(row) for row in session.scalars(query)]


def summary(session: Session, summary_id: UUID, *, only_released: bool) -> SummarySeen:
    """One summary; raises UnknownSummary."""
    row = session.get(SummaryRow, summary_id)
    if row is None or (only_released and row.state is not ReturnState.RELEASED):
        raise UnknownSummary
    return SummarySeen.of(row)


def years() -> Sequence[int]:
    """The years that are over and can be told, the latest first."""
    last = year_with(clock.today()) - 1
    return range(last, last - YEARS_BACK, -1)


def rule(session: Session) -> RuleSeen:
    """How small numbers are hidden, and over how many years deaths are summed."""
    row = session.get(RuleRow, RULE)
    if row is None:
        return RuleSeen(smallest=SMALLEST, years=POOLS[0], version=0, set_at=None)
    return RuleSeen(
        smallest=row.smallest, years=row.years, version=row.version, set_at=row.set_at
    )


def next_pool(session: Session) -> int:
    """The year with which the next pool ends: the one now or one to come."""
    year, length = year_with(clock.today()), rule(session).years
    while not ends_pool(year, length):
        year += 1
    return year


def learned(session: Session) -> Learned:
    """What panels found in analyses they finished, and what came of it by today."""
    finished = analyses.counted(session, LONG_AGO, clock.now())
    named = recommendations.recommendations(session)
    answering = {each.action_id for each in named}
    steps = Counter(
        each.brag.value for each in actions.everything(session) if each.id in answering
    )
    return Learned(found={each.case_id: _found(each) for each in finished}, steps=steps)


def _found(counted: Counted) -> Found:
    """One analysis in the words that are counted."""
    changeable = [each for each in counted.factors if each[2]]
    return Found(
        category=counted.category,
        outcome=counted.outcome,
        domains=frozenset(domain.name for domain, _, _ in changeable),
        themes={
            factor.name.lower().replace("_", "-"): factor.value.capitalize()
            for _, factor, _ in changeable
        },
    )


def on_front_page(session: Session, actor: Actor) -> list[Item]:
    """Figures that wait for this person, and a year that nobody told of yet."""
    if not may(actor.role, RESOURCE, Action.APPROVE):
        return []
    found = summaries(session, only_released=False)
    items = [waiting(each, actor, NAMED, approves=True) for each in found]
    return [*(each for each in items if each), *_untold(session, found)]


def _untold(session: Session, found: Sequence[SummarySeen]) -> Iterator[Item]:
    """The year that ended last, where nothing of it was begun and there are cases."""
    last = years()[0]
    if any(each.year == last for each in found) or not deaths.to_count(session):
        return
    late = clock.today() > days_of(last)[1] + TELL_WITHIN
    yield Item(
        kind=Kind.LATE if late else Kind.MINE,
        text=f"Child death reviews of {label(last, 1)} were not told yet",
        href="/death-figures/",
        tag="To tell",
    )
