"""Open what was shared, lock it again at once, answer, and destroy it when asked."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from borough.case_shares.events import about, subject_of
from borough.case_shares.model import Answer, Why
from borough.coordinators import queries as coordinators
from borough.deaths.model import new_code
from borough.disposals import service as disposals
from borough.disposals.model import AlreadyDestroyed, Kind, is_held
from borough.pins import queries as pins
from borough.pins.model import CannotSealTo, UnknownPeer
from borough.share_seals import service as share_seals
from borough.shared_cases import events as messages
from borough.shared_cases.model import (
    KEY,
    PURPOSE,
    READ,
    SHARES,
    Declined,
    Fault,
    Held,
    NotOpened,
    SharedRow,
)
from borough.shared_files import service as files
from kit import clock, sealing
from kit.access import queries as opening
from kit.access import service as access
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import Invalid, NotAllowed, NotFound
from kit.exchange import own_keys
from kit.exchange.event import Event
from kit.exchange.outbox import announce
from kit.exchange.trust import Typ
from kit.notices import service as notices
from kit.trail import queries as trails
from kit.trail import service as trail
from kit.vault.model import KeyDestroyed
from kit.vault.service import Vault
from partnership.access import Role, authorise, may, reach, role_name

NOTICE = "case"
HREF = "/shared-cases/"
BROKEN = "A file that another borough shared could not be put together"


def take(session: Session, events: Sequence[Event]) -> None:
    """Open what other boroughs shared; what cannot be opened is put aside and told.

    The same share again changes nothing, nor does one that was asked back before it
    came. Raises Invalid for what is no share at all.
    """
    for event in events:
        share_id, sealed = _read(event, "sealed")
        if _known(session, event.source, share_id) is None:
            row = _arrived(event.source, share_id)
            row.sealed = sealed
            session.add(row)
            _open(session, row)


def take_pieces(session: Session, events: Sequence[Event]) -> None:
    """Keep pieces of files, also before their share; one that ended keeps none.

    Raises Invalid for what is no piece of a file that comes with a share.
    """
    for event in events:
        share_id, _ = _read(event, "file_id")
        row = _known(session, event.source, share_id)
        if row is None or row.state is Held.NOT_OPENED:
            files.keep(session, event, shared_id=None)
        elif row.is_readable:
            files.keep(session, event, shared_id=row.id)
            _put_together(session, row)


def asked_back(session: Session, events: Sequence[Event]) -> None:
    """Destroy what another borough asks back, and certify it; raises Invalid."""
    for event in events:
        share_id, why = _read(event, "why")
        row = _known(session, event.source, share_id)
        if row is None:
            row = _arrived(event.source, share_id)
            session.add(row)
        if row.destroyed_at is None and row.asked_back_at is None:
            row.asked_back_at = clock.now()
            row.asked_back_because = Why(why)
            _destroy(session, row, Why(why))


def accept(session: Session, *, shared_id: UUID, by: Actor) -> None:
    """Take a share; every look at it is told to the borough it came from.

    Raises NotFound, NotAllowed and StepSkipped.
    """
    row = _mine(session, shared_id, by)
    row.must_be(Held.ARRIVED)
    row.state = Held.ACCEPTED
    disposals.begin(
        session, record=row.id, resource=SHARES, kind=Kind.SHARED_COPY, code=row.code,
        key_id=row.key_id, on=row.expires_on or clock.today(),
    )  # fmt: skip
    _answer(session, row, Answer.ACCEPTED, by=role_name(by.role))


def decline(session: Session, *, shared_id: UUID, reason: Declined, by: Actor) -> None:
    """Do not take a share; its copy is destroyed. Raises as ``accept`` does."""
    row = _mine(session, shared_id, by)
    row.must_be(Held.ARRIVED)
    row.state, row.reason = Held.DECLINED, reason.value
    _answer(session, row, Answer.DECLINED, by=role_name(by.role))
    _destroy(session, row, Why.DECLINED)


def give_back(session: Session, *, shared_id: UUID, by: Actor) -> None:
    """Destroy what is not needed any more; raises as ``accept`` does."""
    row = _mine(session, shared_id, by)
    row.must_be(Held.ACCEPTED)
    _destroy(session, row, Why.RETURNED)


def try_again(session: Session, *, shared_id: UUID, by: Actor) -> bool:
    """Try to open what could not be opened; whether it could.

    Raises NotAllowed, NotFound and StepSkipped.
    """
    if not may(by.role, SHARES, Action.UPDATE):
        raise NotAllowed
    hidden = reach(session, by, Action.UPDATE, SHARES).hidden
    row = _found(session, shared_id)
    # Only what nobody could open is everybody's: of any other nothing is told.
    if str(shared_id) in hidden or row.user_id not in (by.user_id, None):
        raise NotFound
    row.must_be(Held.NOT_OPENED)
    _open(session, row)
    return row.is_readable


def ask_elsewhere(
    session: Session, *, shared_id: UUID, borough: str, by: Actor
) -> None:
    """Ask the borough it came from to share it with a third: no copy is passed on.

    Raises NotFound, NotAllowed, StepSkipped, and Invalid for no third borough.
    """
    row = _mine(session, shared_id, by)
    row.must_be(Held.ACCEPTED)
    third = {peer.slug for peer in pins.peers(session)} - {row.origin}
    if borough not in third:
        fault = "Choose a third borough"
        raise Invalid(fault, fields={"borough": fault})
    data = messages.share_wanted(row, borough=borough, by=role_name(by.role))
    _announce(session, row, messages.SHARE_WANTED, data)
    _note(session, "share.wanted", row)


def sweep(session: Session) -> int:
    """Tell looks, destroy what is over or not held any more; how many moved."""
    rows = session.scalars(
        select(SharedRow)
        .where(SharedRow.state.not_in([Held.DESTROYED, Held.DECLINED]))
        .order_by(SharedRow.id)
        .with_for_update()
    )
    files.forget_strays(session)
    moved = 0
    for row in rows:
        tell_looks(session, row)
        over = row.expires_on is not None and row.expires_on < clock.today()
        why = row.asked_back_because or (Why.EXPIRED if over else None)
        held = is_held(session, row.id)
        if why is not None and not (held and row.state is Held.KEPT):
            _destroy(session, row, why)
            moved += 1
    return moved


def destroyed(session: Session) -> int:
    """How many copies were destroyed so far."""
    gone = select(func.count()).where(SharedRow.destroyed_at.is_not(None))
    return session.scalar(gone) or 0


def tell_looks(session: Session, row: SharedRow) -> None:
    """Tell the borough it came from who looked, where somebody did since.

    While its key is not confirmed here the receipts wait.
    """
    looks = looks_of(session, row)
    if len(looks) <= row.looks:
        return
    here = session.info["member"]
    try:
        key = pins.receipt_key_of(session, row.origin)
    except (CannotSealTo, UnknownPeer):
        return
    context = about(
        messages.SHARE_OPENED, source=here, to=row.origin, share_id=row.share_id
    )
    sealed = sealing.seal(messages.openings(looks), to=key, context=context)
    row.looks = len(looks)
    data = messages.share_opened(row, sealed)
    _announce(session, row, messages.SHARE_OPENED, data, version=row.looks)


def _open(session: Session, row: SharedRow) -> None:
    """Read it and lock it again under a key of this borough, or put it aside."""
    try:
        said, user_id = share_seals.opened(
            session,
            origin=row.origin,
            share_id=row.share_id,
            sealed=row.sealed or "",
        )
    except NotOpened as refusal:
        row.put_aside(refusal.fault)
        _tell_all(session)
        _answer(session, row, Answer.NOT_OPENED)
        return
    vault = Vault(session)
    row.key_id = vault.new_key(KEY)
    vault.put(row, terms=dict(said.terms), content=dict(said.parts))
    row.state, row.reason, row.sealed = Held.ARRIVED, None, None
    row.user_id, row.expires_on = user_id, said.expires_on
    row.parts = list(said.parts)
    session.flush()
    files.expect(session, shared_id=row.id, key_id=row.key_id, files=said.files)
    access.assign(
        session, user_id=user_id, resource=SHARES, record=str(row.id),
        purpose=PURPOSE, by=None,
    )  # fmt: skip
    text = "Another borough shared part of a case with you"
    href = f"{HREF}{row.id}"
    notices.tell(session, user_id=user_id, kind=NOTICE, text=text, href=href)
    _answer(session, row, Answer.ARRIVED)
    _put_together(session, row)


def _put_together(session: Session, row: SharedRow) -> None:
    """Put together the files that are here; one that cannot be is told to both."""
    broken = files.put_together(
        session, shared_id=row.id, origin=row.origin, share_id=row.share_id
    )
    if broken and row.user_id is not None:
        href = f"{HREF}{row.id}"
        notices.tell(session, user_id=row.user_id, kind=NOTICE, text=BROKEN, href=href)
        arrived = row.state is Held.ARRIVED
        _answer(session, row, Answer.ARRIVED if arrived else Answer.ACCEPTED)


def _destroy(session: Session, row: SharedRow, why: Why) -> None:
    """Destroy the copy's key and certify it, unless something holds it."""
    tell_looks(session, row)
    if row.is_readable and is_held(session, row.id):
        row.state = Held.KEPT
        _answer(session, row, Answer.HELD)
        return
    opened = row.is_readable
    if opened:
        _shred(session, row)
    gone = files.delete(
        session, shared_id=row.id, origin=row.origin, share_id=row.share_id
    )
    row.end(why)
    iss = session.info["member"]
    said = messages.certificate(row, iss=iss, opened=opened, files=gone)
    certificate = own_keys.sign(session, said, typ=Typ.CERTIFICATE)
    data = messages.share_deleted(row, certificate)
    row.version += 1
    _announce(session, row, messages.SHARE_DELETED, data)
    _note(session, "share.destroyed", row, why.value)


def _shred(session: Session, row: SharedRow) -> None:
    try:
        Vault(session).destroy(row.key_id)
        disposals.end_period(session, record=row.id)
    except (KeyDestroyed, AlreadyDestroyed):
        pass  # Two people destroyed it when its time was over.
    for given in opening.given(session, resource=SHARES, record=str(row.id)):
        access.end_assignment(session, assignment_id=given.id)


def looks_of(session: Session, row: SharedRow) -> list[dict[str, str]]:
    """Every look at a share, as the trail has it, under pseudonyms."""
    codes, post = coordinators.codes(session), coordinators.post()
    done = trails.done(session, act=READ, resource=SHARES, record=str(row.id))
    return [
        {"post": post, "code": codes.get(who, ""), "part": part, "at": at}
        for who, at, part in done
    ]


def _arrived(origin: str, share_id: UUID) -> SharedRow:
    """A share as it first comes, of which nothing is known."""
    return SharedRow(
        id=clock.new_id(), origin=origin, share_id=share_id, key_id=clock.new_id(),
        code=new_code(), parts=[], state=Held.NOT_OPENED, version=0, looks=0,
    )  # fmt: skip


def _known(session: Session, origin: str, share_id: UUID) -> SharedRow | None:
    return session.scalar(
        select(SharedRow)
        .where(SharedRow.origin == origin, SharedRow.share_id == share_id)
        .with_for_update()
    )


def _mine(session: Session, shared_id: UUID, by: Actor) -> SharedRow:
    """A share, locked, where it is this person's to answer."""
    scope = Scope(record=str(shared_id))
    authorise(session, by, Action.UPDATE, SHARES, scope)
    row = _found(session, shared_id)
    if row.user_id != by.user_id:
        raise NotFound
    return row


def _found(session: Session, shared_id: UUID) -> SharedRow:
    row = session.get(SharedRow, shared_id, with_for_update=True)
    if row is None:
        raise NotFound
    return row


def _read(event: Event, word: str) -> tuple[UUID, str]:
    try:
        return UUID(event.data["share_id"]), str(event.data[word])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Invalid("This is not about a share") from error


def _answer(
    session: Session, row: SharedRow, answer: Answer, *, by: str | None = None
) -> None:
    row.version += 1
    broken = Fault.BROKEN.value if files.has_broken(session, row.id) else None
    reason = row.reason or broken
    data = messages.share_answered(row, state=answer.value, reason=reason, by=by)
    _announce(session, row, messages.SHARE_ANSWERED, data)
    _note(session, f"share.{answer.name.lower().replace('_', '-')}", row, reason)


def _announce(
    session: Session,
    row: SharedRow,
    kind: str,
    data: dict[str, object],
    *,
    version: int | None = None,
) -> None:
    session.flush()
    announce(
        session,
        audience=row.origin,
        type=kind,
        subject=subject_of(row.share_id),
        version=version or max(row.version, 1),
        data=data,
    )


def _tell_all(session: Session) -> None:
    notices.tell_role(
        session,
        role=Role.CDOP_COORDINATOR,
        kind=NOTICE,
        text="What another borough shared could not be opened",
        href=HREF,
    )


def _note(session: Session, act: str, row: SharedRow, kind: str | None = None) -> None:
    session.flush()
    detail = {"member": row.origin, "kind": kind or "share"}
    trail.record(session, act=act, resource=SHARES, record=row.id, detail=detail)
