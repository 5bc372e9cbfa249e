"""Chase reporting forms by the ladder, and set on which days it has its rungs."""

from datetime import date

from sqlalchemy.orm import Session

from borough.deaths.model import CASE
from borough.form_chasing.model import LadderChanged, LadderRow, days_of, rungs_due
from borough.reporting_forms import queries as requests
from borough.reporting_forms import service as requesting
from kit import clock
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.errors import Invalid, NotAllowed
from kit.trail import service as trail
from partnership.access import may, role_name

_THE_ONE = 1
_MOST = 60


def chase(session: Session, *, on: date | None = None) -> int:
    """Climb the ladder for every form that is out; returns of how many it was told.

    Whoever was away for long is told of the highest rung alone.
    """
    day, ladder = on or clock.today(), days_of(session.get(LadderRow, _THE_ONE))
    return sum(
        requesting.climb(
            session, request_id=each.id, rung=rungs_due(each.due_at, ladder, day)
        )
        for each in requests.to_chase(session)
    )


def set_ladder(
    session: Session, *, seen: int, before: int, late: int, formal: int, by: Actor
) -> None:
    """Set on which working days this area reminds. Raises NotAllowed, LadderChanged,
    and Invalid for days that do not follow each other.
    """
    if not may(by.role, CASE, Action.CREATE):
        raise NotAllowed
    if not 0 < late < formal <= _MOST:
        fault = f"The last reminder comes after the one before, within {_MOST} days"
        raise Invalid(fault, fields={"formal": fault})
    if not 0 < before <= _MOST:
        fault = f"Use 1 to {_MOST} working days"
        raise Invalid(fault, fields={"before": fault})
    row = session.get(LadderRow, _THE_ONE, with_for_update=True)
    if (row.version if row else 0) != seen:
        raise LadderChanged
    row = row or LadderRow(id=_THE_ONE, version=0)
    row.before, row.late, row.formal = before, late, formal
    row.set_at, row.post = clock.now(), role_name(by.role)
    row.version += 1
    session.add(row)
    session.flush()
    trail.record(session, act="chase-ladder.set", resource=CASE, record="ladder")
