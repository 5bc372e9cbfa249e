"""Close a shared copy to who must not read it, and open one when it cannot wait."""

from uuid import UUID

from sqlalchemy.orm import Session

from borough.shared_cases import queries as copies
from borough.shared_cases.model import SHARES
from kit import clock
from kit.access import service as access
from kit.access.model import FRESH_PROOF, ConflictKind, NotFresh, checked_reason
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.errors import Invalid
from partnership.access import policy, reach


def declare_conflict(
    session: Session, *, shared_id: UUID, kind: ConflictKind, by: Actor
) -> None:
    """Take a copy away from the coordinator who declares, wherever it would show.

    It stays locked until its last day, or until it is asked back. Raises NotAllowed,
    and NotFound for what is not open to them.
    """
    copies.one(session, by, shared_id)
    access.declare_conflict(
        session, by=by, resource=SHARES, record=str(shared_id), kind=kind
    )


def open_in_emergency(session: Session, *, code: str, reason: str, by: Actor) -> UUID:
    """Open the copy of this code to read for four hours; returns its id.

    The borough it came from is told of each look, as of everybody's. Raises
    NotAllowed, NotFresh, Conflict where it is open to them, and Invalid for a reason
    that says too little and for a code that calls no copy they could read: none such,
    one that nobody can read, or one under their conflict of interest.
    """
    said = checked_reason(reason)
    if by.confirmed_at is None or clock.now() - by.confirmed_at > FRESH_PROOF:
        raise NotFresh
    shared_id = copies.readable_by_code(session, code)
    hidden = reach(session, by, Action.READ, SHARES).hidden
    if shared_id is None or str(shared_id) in hidden:
        fault = "There is no copy with this code that you could open"
        raise Invalid(fault, fields={"code": fault})
    access.open_in_emergency(
        session, policy(), by=by, resource=SHARES, record=str(shared_id), reason=said
    )
    return shared_id
