"""Enter how large an agency's workforce is in a year."""

from sqlalchemy.orm import Session

from borough.courses.model import COURSES
from borough.reach.model import WorkforceChanged, WorkforceRow
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import Invalid
from kit.trail import service as trail
from partnership.access import authorise
from partnership.agencies import AGENCIES


def enter(
    session: Session, *, agency: str, year: int, people: int, seen: int, by: Actor
) -> None:
    """Enter a workforce; ``seen`` is 0 where none was there.

    Raises NotAllowed, WorkforceChanged, and Invalid naming ``agency``.
    """
    authorise(session, by, Action.UPDATE, COURSES, Scope(record="workforce"))
    if agency not in AGENCIES:
        fault = "Choose one of the agencies"
        raise Invalid(fault, fields={"agency": fault})
    row = session.get(WorkforceRow, (agency, year), with_for_update=True)
    if seen != (row.version if row else 0):
        raise WorkforceChanged
    if row is None:
        session.add(WorkforceRow(agency=agency, year=year, people=people, version=1))
    else:
        row.people = people
        row.version += 1
    session.flush()
    trail.record(
        session, act="workforce.entered", resource=COURSES, record=f"{agency}-{year}",
        detail={"agency": agency},
    )  # fmt: skip
