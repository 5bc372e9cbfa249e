"""Offer a case to another area, and note what it answered."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.case_transfers.model import OfferedAlready, TransferRow, TransferState
from borough.deaths import queries as cases
from borough.deaths import service as deaths
from borough.deaths.model import CASE, CaseClosed, areas
from borough.deaths.queries import CaseSeen
from kit import clock
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.errors import Invalid, NotFound
from kit.trail import service as trail
from kit.vault.service import Vault
from partnership.access import role_name
from partnership.death_rules.pipeline import Waiting


def offer(
    session: Session, *, case_id: UUID, to_area: str, reason: str, by: Actor
) -> UUID:
    """Offer a case to another area, with the reason; returns the offer's id.

    Raises NotFound, NotAllowed, CaseClosed, OfferedAlready, and Invalid for this area
    itself, one that is none, and without a reason.
    """
    case = _open(session, case_id, by)
    here = session.info["member"]
    if to_area == here or to_area not in areas():
        raise _invalid("Choose another area than this one", "to_area")
    _say(reason)
    open_one = select(TransferRow.id).where(
        TransferRow.case_id == case_id, TransferRow.state == TransferState.OFFERED
    )
    if session.scalar(open_one) is not None:
        raise OfferedAlready
    row = TransferRow(
        id=clock.new_id(),
        case_id=case.id,
        key_id=case.key_id,
        to_area=to_area,
        state=TransferState.OFFERED,
        post=role_name(by.role),
    )
    Vault(session).put(row, reason=reason.strip())
    session.add(row)
    waiting = Waiting.OTHER_AREA
    deaths.wait_for(session, case_id=case_id, waiting=waiting, by=by)
    _note(session, case, "transfer.offered")
    return row.id


def answer(
    session: Session,
    *,
    case_id: UUID,
    transfer_id: UUID,
    accepted: bool,
    reason: str,
    by: Actor,
) -> None:
    """Note what the other area answered; an accepted case is handed over.

    Raises NotFound, NotAllowed, CaseClosed, NotOffered, and Invalid without a reason.
    """
    row, case = _found(session, case_id, transfer_id, by)
    _say(reason)
    row.end(TransferState.ACCEPTED if accepted else TransferState.DECLINED)
    Vault(session).put(row, answer=reason.strip())
    if accepted:
        deaths.hand_over(session, case_id=case.id, by=by)
    else:
        deaths.wait_for(session, case_id=case.id, waiting=Waiting.NOTHING, by=by)
    _note(session, case, f"transfer.{row.state.value}")


def withdraw(session: Session, *, case_id: UUID, transfer_id: UUID, by: Actor) -> None:
    """Take an offer back that has no answer yet.

    Raises NotFound, NotAllowed, CaseClosed and NotOffered.
    """
    row, case = _found(session, case_id, transfer_id, by)
    row.end(TransferState.WITHDRAWN)
    deaths.wait_for(session, case_id=case.id, waiting=Waiting.NOTHING, by=by)
    _note(session, case, "transfer.withdrawn")


def _found(
    session: Session, case_id: UUID, transfer_id: UUID, by: Actor
) -> tuple[TransferRow, CaseSeen]:
    case = _open(session, case_id, by)
    row = session.get(TransferRow, transfer_id, with_for_update=True)
    if row is None or row.case_id != case.id:
        raise NotFound
    return row, case


def _open(session: Session, case_id: UUID, by: Actor) -> CaseSeen:
    case = cases.known(session, by, case_id, Action.UPDATE)
    if not case.is_open:
        raise CaseClosed
    return case


def _say(reason: str) -> None:
    if not reason.strip():
        raise _invalid("Say why", "reason")


def _invalid(fault: str, field: str) -> Invalid:
    return Invalid(fault, fields={field: fault})


def _note(session: Session, case: CaseSeen, act: str) -> None:
    session.flush()
    trail.record(session, act=act, resource=CASE, record=case.id)
