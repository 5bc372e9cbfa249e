"""What is new, who is late and what is stuck, for the front page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from kit import clock
from kit.exchange import queries as exchange
from leadership.members import queries as members
from leadership.members.queries import MemberView
from leadership.performance import queries as performance
from leadership.performance.queries import Freshness, Return, Standing
from leadership.standards import queries as standards

RECENT = timedelta(days=7)


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One thing to do before figures can be compared, and whether it is done."""

    text: str
    endpoint: str
    done: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Stuck:
    """What in the exchange does not move, as counts."""

    held: int
    frozen: Sequence[str]
    missing: int
    unsent: int

    @property
    def anything(self) -> bool:
        """Whether somebody should look."""
        return bool(self.held or self.frozen or self.missing)


@dataclass(frozen=True, kw_only=True, slots=True)
class FrontPage:
    """All the front page shows of the figures."""

    steps: Sequence[Step]
    standings: Sequence[Standing]
    news: Sequence[tuple[str, Return]]

    @property
    def to_do(self) -> Sequence[Step]:
        """The steps still to be taken."""
        return [step for step in self.steps if not step.done]

    @property
    def late(self) -> Sequence[Standing]:
        """Boroughs that released nothing for too long, or never."""
        return [one for one in self.standings if one.freshness is not Freshness.FRESH]


def front_page(session: Session) -> FrontPage:
    """What changed in the last seven days, how fresh boroughs are, where to start."""
    boroughs = members.boroughs(session)
    names = {member.slug: member.name for member in boroughs}
    recent = performance.returns(session, since=clock.now() - RECENT, limit=10)
    standings = performance.standings(session, boroughs)
    return FrontPage(
        steps=_steps(session, boroughs, standings),
        standings=standings,
        news=[(names.get(one.source, one.source), one) for one in recent],
    )


def _steps(
    session: Session, boroughs: Sequence[MemberView], standings: Sequence[Standing]
) -> list[Step]:
    return [
        Step(
            text="Enter the boroughs and sign the member registry",
            endpoint="members.index",
            done=bool(boroughs) and members.registry(session) is not None,
        ),
        Step(
            text="Publish the indicator set",
            endpoint="standards.index",
            done=standards.published_version(session) is not None,
        ),
        Step(
            text="Import official statistics and send them to the boroughs",
            endpoint="official.index",
            done=performance.last_announced(session) is not None,
        ),
        Step(
            text="Compare what the boroughs released",
            endpoint="comparison.index",
            done=any(one.last for one in standings),
        ),
    ]


def stuck(session: Session) -> Stuck:
    """What waits in the exchange: nothing of what it says, only how much."""
    receiving = exchange.receiving(session)
    return Stuck(
        held=len(exchange.held(session)),
        frozen=[one.stream for one in receiving if one.frozen],
        missing=sum(one.missing for one in receiving),
        unsent=exchange.backlog(session).unsent,
    )
