"""What to do first, and how fresh each borough's figures are."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from leadership.members import queries as members
from leadership.performance import queries as performance
from leadership.performance.queries import Standing
from leadership.standards import queries as standards


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One thing to do before figures can be compared, and whether it is done."""

    text: str
    endpoint: str
    done: bool


def standings(session: Session) -> Sequence[Standing]:
    """How fresh each borough's figures are."""
    return performance.standings(session, members.boroughs(session))


def steps(session: Session, standings: Sequence[Standing]) -> Sequence[Step]:
    """The steps of getting started; none once all are taken."""
    found = [
        Step(
            text="Enter the boroughs and sign the member registry",
            endpoint="members.index",
            done=bool(standings) and members.registry(session) is not None,
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
    return [] if all(step.done for step in found) else found
