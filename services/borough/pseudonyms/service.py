"""Write in the pseudonym register; nothing is readable in the database."""

import json
from datetime import date
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from borough.pseudonyms.model import REGISTER, IdentityRow
from kit import clock
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import Invalid, NotFound
from kit.lockbox import Lockbox
from kit.trail import service as trail
from partnership.access import authorise


def write(
    session: Session,
    *,
    pseudonym: str,
    review_id: UUID,
    name: str,
    born_on: date | None,
    number: str,
    by: Actor,
    lock: Lockbox,
) -> UUID:
    """Add an entry; raises NotAllowed, and Invalid for a pseudonym in use."""
    authorise(session, by, Action.CREATE, REGISTER, Scope(record="new"))
    entry_id = clock.new_id()
    row = IdentityRow(
        id=entry_id,
        pseudonym=pseudonym.strip(),
        review_id=review_id,
        sealed=_sealed(lock, entry_id, name=name, born_on=born_on, number=number),
        written_by=by.user_id,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as fault:
        said = "This pseudonym is in use"
        raise Invalid(said, fields={"pseudonym": said}) from fault
    trail.record(session, act="identity.written", resource=REGISTER, record=entry_id)
    return entry_id


def correct(
    session: Session,
    *,
    entry_id: UUID,
    seen: int,
    name: str,
    born_on: date | None,
    number: str,
    by: Actor,
    lock: Lockbox,
) -> None:
    """Write an entry anew; raises NotFound, NotAllowed and EntryChanged."""
    row = session.get(IdentityRow, entry_id, with_for_update=True)
    if row is None:
        raise NotFound
    authorise(session, by, Action.UPDATE, REGISTER, Scope(record=str(entry_id)))
    row.must_be(seen)
    row.sealed = _sealed(lock, entry_id, name=name, born_on=born_on, number=number)
    row.written_by, row.written_at = by.user_id, clock.now()
    row.version += 1
    session.flush()
    trail.record(session, act="identity.corrected", resource=REGISTER, record=entry_id)


def _sealed(lock: Lockbox, entry_id: UUID, **who: str | date | None) -> str:
    text = json.dumps({key: str(value or "") for key, value in who.items()})
    return lock.lock(text, about=str(entry_id))
