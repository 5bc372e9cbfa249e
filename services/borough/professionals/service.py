"""Put professionals on the list of a case, and take them off."""

from uuid import UUID

from sqlalchemy.orm import Session

from borough.deaths import queries as cases
from borough.deaths.model import CASE, CaseClosed
from borough.deaths.queries import CaseSeen
from borough.professionals.model import Part, ProfessionalRow
from kit import clock
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.errors import NotFound
from kit.trail import service as trail
from kit.vault.service import Vault


def add(
    session: Session,
    *,
    case_id: UUID,
    part: Part,
    agency: str,
    name: str,
    workplace: str = "",
    contact: str = "",
    by: Actor,
) -> UUID:
    """Put somebody on the list; raises NotFound, NotAllowed and CaseClosed."""
    case = _open(session, case_id, by)
    row = ProfessionalRow(
        id=clock.new_id(),
        case_id=case.id,
        key_id=case.key_id,
        part=part,
        agency=agency,
    )
    details = {"name": name, "workplace": workplace, "contact": contact}
    Vault(session).put(row, details=details)
    session.add(row)
    session.flush()
    trail.record(session, act="professional.added", resource=CASE, record=case.id)
    return row.id


def remove(
    session: Session, *, case_id: UUID, professional_id: UUID, by: Actor
) -> None:
    """Take somebody off the list.

    Raises NotFound, NotAllowed, CaseClosed and NotOnList.
    """
    case = _open(session, case_id, by)
    row = session.get(ProfessionalRow, professional_id, with_for_update=True)
    if row is None or row.case_id != case.id:
        raise NotFound
    row.end()
    session.flush()
    trail.record(session, act="professional.removed", resource=CASE, record=case.id)


def _open(session: Session, case_id: UUID, by: Actor) -> CaseSeen:
    case = cases.known(session, by, case_id, Action.UPDATE)
    if not case.is_open:
        raise CaseClosed
    return case
