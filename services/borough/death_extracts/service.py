"""Ask for a file of one case, agree to it as a second person, and take it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from borough.death_extracts import queries
from borough.death_extracts.model import ExtractRow, UnknownExtract
from borough.death_extracts.queries import Line
from borough.deaths import queries as cases
from borough.deaths.model import CASE
from borough.deaths.queries import CaseSeen
from kit import clock
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.trail import service as trail
from partnership.access import role_name


def ask(session: Session, *, case_id: UUID, by: Actor) -> UUID:
    """Ask for a file of all the case says now; raises NotFound and NotAllowed."""
    case = _mine(session, case_id, by)
    row = ExtractRow(
        id=clock.new_id(),
        case_id=case.id,
        mark=queries.mark(session, queries.lines(session, case)),
        asked_by=by.user_id,
        asked_post=role_name(by.role),
    )
    session.add(row)
    _note(session, row, "case.extract-asked")
    return row.id


def agree(session: Session, *, case_id: UUID, extract_id: UUID, by: Actor) -> None:
    """Agree as a second coordinator the case is open to.

    Raises NotFound, NotAllowed, SameCoordinator, NotAgreed where somebody did before,
    and CaseSaysMore.
    """
    case = _mine(session, case_id, by)
    row = _held(session, case, extract_id)
    said = queries.lines(session, case)
    row.agree(by=by.user_id, post=role_name(by.role), mark=queries.mark(session, said))
    _note(session, row, "case.extract-agreed")


def take(
    session: Session, *, case_id: UUID, extract_id: UUID, by: Actor
) -> Sequence[Line]:
    """Count that the file is taken, and say what it says.

    Raises NotFound, NotAllowed, NotAgreed and CaseSaysMore.
    """
    case = _mine(session, case_id, by)
    row = _held(session, case, extract_id)
    said = queries.lines(session, case)
    row.take(mark=queries.mark(session, said))
    _note(session, row, "case.extract-taken")
    return said


def _mine(session: Session, case_id: UUID, by: Actor) -> CaseSeen:
    return cases.known(session, by, case_id, Action.UPDATE)


def _held(session: Session, case: CaseSeen, extract_id: UUID) -> ExtractRow:
    row = session.get(ExtractRow, extract_id, with_for_update=True)
    if row is None or row.case_id != case.id:
        raise UnknownExtract
    return row


def _note(session: Session, row: ExtractRow, act: str) -> None:
    session.flush()
    trail.record(
        session, act=act, resource=CASE, record=row.case_id, detail={"count": row.taken}
    )
