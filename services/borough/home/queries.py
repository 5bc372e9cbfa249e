"""What to do first, until the first release has been approved."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from borough.returns import queries as returns
from borough.returns.model import ReturnState
from borough.standards import queries as standards
from partnership.figures import queries as figures
from partnership.figures.model import Origin


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One step of getting started, and whether it is done."""

    text: str
    endpoint: str
    done: bool


def steps(session: Session, *, area: str) -> Sequence[Step]:
    """The steps of getting started; none once all are taken."""
    lines = returns.returns(session)
    own = figures.observations(session, areas=[area], origins=[Origin.OWN])
    released = any(line.state is ReturnState.RELEASED for line in lines)
    found = [
        Step(
            text="Receive the indicator set from the leadership group",
            endpoint="standards.index",
            done=bool(standards.versions(session)),
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
    return [] if all(step.done for step in found) else found
