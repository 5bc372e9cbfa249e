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
    done = (bool(standards.versions(session)), bool(own), released, bool(lines))
    found = [
        Step(text=text, endpoint=endpoint, done=taken)
        for (text, endpoint), taken in zip(_STEPS, (*done, released), strict=True)
    ]
    return [] if all(step.done for step in found) else found


_STEPS = (
    ("Receive the indicator set from the leadership group", "standards.index"),
    ("Import a file of figures", "imports.index"),
    ("Look at the figures and say what they mean", "performance.index"),
    ("Prepare the first release", "returns.choose"),
    ("Have it approved by a second person", "returns.index"),
)
