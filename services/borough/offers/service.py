"""Propose, approve and withdraw an offer, and tell the other boroughs how it stands."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.courses.model import COURSES
from borough.events import queries as events
from borough.events.model import Standing as EventStanding
from borough.events.model import boroughs
from borough.offers import events as messages
from borough.offers.model import KeyRow, OfferRow, OfferStands, Standing, digest_of
from kit import clock, sealing
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import NotFound
from kit.exchange.outbox import announce
from kit.notices import service as notices
from kit.trail import service as trail
from partnership.access import Role, authorise


def propose(session: Session, *, event_id: UUID, by: Actor) -> None:
    """Propose to offer an event, or to say what is typed of it anew.

    Raises NotAllowed, NotFound, and OfferStands for an event that is not open.
    """
    event = events.event(session, event_id)
    authorise(session, by, Action.UPDATE, COURSES, Scope(record=str(event_id)))
    if event.standing is not EventStanding.OPEN:
        raise OfferStands
    row = session.get(OfferRow, event_id, with_for_update=True)
    if row is None:
        row = OfferRow(event_id=event_id, number=0, digest="")
        session.add(row)
    row.propose(messages.words_of(event), by=by.user_id)
    _note(session, row, "offer.proposed")
    notices.tell_role(
        session,
        role=Role.BUSINESS_MANAGER,
        but_not=by.user_id,
        kind="training",
        text="An event waits to be offered to the other boroughs",
        href=f"/offers/{event_id}",
    )


def approve(session: Session, *, event_id: UUID, seen: str, by: Actor) -> None:
    """Offer an event to every other borough; ``seen`` is the digest of its words.

    Raises NotAllowed, NotFound, SamePerson, OfferChanged and OfferStands.
    """
    row = _row(session, event_id, by, Action.APPROVE)
    row.approve(seen=seen, by=by.user_id)
    _note(session, row, "offer.approved")
    restate(session, event_id=event_id)


def withdraw(session: Session, *, event_id: UUID, by: Actor) -> None:
    """Take no more people of other boroughs; who has a place keeps it.

    Raises NotAllowed, NotFound and OfferStands.
    """
    row = _row(session, event_id, by, Action.UPDATE)
    row.withdraw()
    _note(session, row, "offer.withdrawn")
    restate(session, event_id=event_id)


def restate(session: Session, *, event_id: UUID) -> bool:
    """Tell the others how an offered event stands now; False where they know it."""
    row = session.get(OfferRow, event_id, with_for_update=True)
    if row is None or row.words is None:
        return False
    data = messages.event_offered(
        events.event(session, event_id),
        row.words,
        key=_key(session, event_id).public,
        withdrawn=row.standing is Standing.WITHDRAWN,
    )
    if digest_of(data) == row.digest:
        return False
    row.number += 1
    row.digest = digest_of(data)
    for borough in sorted({*boroughs()} - {session.info["member"]}):
        announce(
            session,
            audience=borough,
            type=messages.EVENT_OFFERED,
            subject=messages.subject_of(event_id),
            version=row.number,
            data=data,
        )
    session.flush()
    return True


def restate_all(session: Session) -> int:
    """Tell the others of every offered event that changed; returns how many."""
    ids = session.scalars(select(OfferRow.event_id).where(OfferRow.words.is_not(None)))
    return sum(restate(session, event_id=each) for each in ids.all())


def destroy_keys(session: Session, event_ids: Collection[UUID]) -> None:
    """Destroy the keys of these events: what was sealed to them opens nowhere again."""
    for event_id in sorted(event_ids):
        key = session.get(KeyRow, event_id, with_for_update=True)
        if key is not None and key.secret is not None:
            key.destroy()
            session.flush()
            trail.record(
                session, act="offer.key-destroyed", resource=COURSES, record=event_id
            )


def _key(session: Session, event_id: UUID) -> KeyRow:
    """The key of an event, made with its first offer and never made again."""
    found = session.get(KeyRow, event_id)
    if found is None:
        made = sealing.make_key()
        found = KeyRow(
            event_id=event_id, public=dict(made.public), secret=made.private["d"],
            made_at=clock.now(),
        )  # fmt: skip
        session.add(found)
        session.flush()
    return found


def _row(session: Session, event_id: UUID, by: Actor, action: Action) -> OfferRow:
    row = session.get(OfferRow, event_id, with_for_update=True)
    if row is None:
        raise NotFound
    authorise(session, by, action, COURSES, Scope(record=str(event_id)))
    return row


def _note(session: Session, row: OfferRow, act: str) -> None:
    session.flush()
    trail.record(
        session, act=act, resource=COURSES, record=row.event_id,
        detail={"version": row.number},
    )  # fmt: skip
