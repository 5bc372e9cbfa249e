"""Share part of a case with one coordinator elsewhere, see who looked, ask it back."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.case_people import service as people
from borough.case_shares import events as messages
from borough.case_shares.model import (
    FILES,
    LONGEST,
    SHARES,
    Content,
    LegalBasis,
    Part,
    Purpose,
    SharedMeanwhile,
    ShareRow,
    StepSkipped,
    UnknownShare,
    Why,
)
from borough.coordinators import queries as coordinators
from borough.deaths import queries as cases
from borough.deaths.model import CASE
from borough.deaths.queries import CaseSeen
from borough.pins import queries as pins
from borough.share_contents.queries import content
from borough.share_files import service as files
from borough.share_files.service import File
from kit import clock, logs, sealing
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.errors import Invalid, NotAllowed
from kit.exchange import own_keys
from kit.exchange.outbox import announce
from kit.exchange.trust import Typ
from kit.sealing import CannotSeal
from kit.trail import service as trail
from kit.vault.service import Vault
from partnership.access import may, role_name

SILENT = "No word came back about part of a case that was shared"


def prepare(
    session: Session,
    *,
    case_id: UUID,
    coordinator_id: UUID,
    purpose: Purpose,
    legal_basis: LegalBasis,
    agreement: str,
    expires_on: date,
    parts: Collection[Part],
    by: Actor,
) -> UUID:
    """Choose what would leave, for whom and until when; returns the share's id.

    Raises NotFound, NotAllowed, and Invalid for nobody to read it, for nothing in it,
    without an agreement and for a last day that is over or too far.
    """
    case = _case(session, case_id, by)
    to = coordinators.one_elsewhere(session, coordinator_id)
    if to is None:
        raise _invalid("Choose one coordinator who can read it", "coordinator_id")
    found = content(session, case, [each.value for each in parts])
    _check(found, parts=parts, agreement=agreement, expires_on=expires_on)
    row = ShareRow(
        id=clock.new_id(), case_id=case.id, key_id=case.key_id, borough=to.borough,
        coordinator_id=to.id, coordinator_post=to.post, coordinator_code=to.code,
        purpose=purpose, legal_basis=legal_basis, expires_on=expires_on,
        parts=list(found), digest=_digest_of(session, found),
        prepared_by=by.user_id, prepared_post=role_name(by.role),
    )  # fmt: skip
    Vault(session).put(row, agreement=agreement.strip())
    session.add(row)
    text = "Part of a case waits for your approval to be shared"
    people.tell_people(session, case_id=case.id, text=text)
    _note(session, "share.prepared", row)
    return row.id


def approve(
    session: Session, *, case_id: UUID, share_id: UUID, seen: str, by: Actor
) -> None:
    """Sign and seal what two people looked at, and let it leave.

    ``seen`` is the digest of what was shown. Raises NotFound, NotAllowed, StepSkipped,
    SamePerson, SharedMeanwhile where the case changed, Invalid where the coordinator
    is not there any more, and CannotSealTo with the reason.
    """
    case, row = _share(session, case_id, share_id, by)
    found = content(session, case, row.parts)
    row.approve(
        by=by.user_id,
        post=role_name(by.role),
        seen=seen,
        correlation_id=logs.correlation_id(),
    )
    if _digest_of(session, found, row.id) != row.digest:
        raise SharedMeanwhile
    if coordinators.one_elsewhere(session, row.coordinator_id) is None:
        raise StepSkipped("That coordinator is not there any more. Prepare it anew.")
    sealed = _sealed(session, row, found)
    _announce(session, row, messages.SHARE_SEALED, messages.share_sealed(row, sealed))
    _note(session, "share.sealed", row)


def add_file(
    session: Session, *, case_id: UUID, share_id: UUID, file: File, by: Actor
) -> None:
    """Let a file leave too, once a second person looked at it as well.

    Raises NotFound, NotAllowed for anybody but who prepared the share, StepSkipped,
    SharedMeanwhile, and Invalid naming ``file``.
    """
    case, row = _share(session, case_id, share_id, by)
    row.may_be_changed(by=by.user_id, found=_digest(session, case, row))
    files.keep(session, share_id=row.id, key_id=row.key_id, file=file)
    row.digest = _digest(session, case, row)
    _note(session, "share.file-added", row)


def remove_file(
    session: Session, *, case_id: UUID, share_id: UUID, file_id: UUID, by: Actor
) -> None:
    """Take a file out of what would leave; raises as ``add_file`` does."""
    case, row = _share(session, case_id, share_id, by)
    row.may_be_changed(by=by.user_id, found=_digest(session, case, row))
    files.remove(session, share_id=row.id, file_id=file_id)
    row.digest = _digest(session, case, row)
    _note(session, "share.file-removed", row)


def cancel(session: Session, *, case_id: UUID, share_id: UUID, by: Actor) -> None:
    """Do not send what was prepared; raises NotFound, NotAllowed and StepSkipped."""
    _, row = _share(session, case_id, share_id, by)
    row.cancel()
    files.forget(session, share_id=row.id)
    _note(session, "share.cancelled", row)


def recall(session: Session, *, case_id: UUID, share_id: UUID, by: Actor) -> None:
    """Ask the other borough to destroy its copy and to certify that.

    Nothing typed leaves with it, so one person does. Raises NotFound, NotAllowed, and
    StepSkipped where it holds none, or was asked already.
    """
    _, row = _share(session, case_id, share_id, by)
    _recall(session, row, Why.RECALLED, role_name(by.role))


def sweep(session: Session) -> int:
    """Ask back what is over, and tell people of silence; how many shares moved."""
    rows = session.scalars(
        select(ShareRow)
        .where(ShareRow.approved_at.is_not(None), ShareRow.certified_at.is_(None))
        .order_by(ShareRow.id)
        .with_for_update()
    )
    moved = 0
    for row in rows:
        if row.recalled_at is None and row.expires_on < clock.today():
            _recall(session, row, Why.EXPIRED, None)
            moved += 1
        since = row.waits_since
        told = row.told_at is not None and since is not None and row.told_at >= since
        if row.is_late and not told:
            row.told_at = clock.now()
            people.tell_people(session, case_id=row.case_id, text=SILENT)
            _note(session, "share.silent", row)
            moved += 1
    return moved


def _check(
    found: Content, *, parts: Collection[Part], agreement: str, expires_on: date
) -> None:
    empty = [name for name, records in found.items() if not records]
    if not parts or empty:
        raise _invalid("Choose parts of which something is written down", "parts")
    if not agreement.strip():
        raise _invalid("Name the sharing agreement", "agreement")
    if not clock.today() <= expires_on <= clock.today() + LONGEST:
        fault = "Choose a last day from today to a year ahead"
        raise _invalid(fault, "expires_on")


def _digest(session: Session, case: CaseSeen, row: ShareRow) -> str:
    """What would leave now, as a digest."""
    return _digest_of(session, content(session, case, row.parts), row.id)


def _digest_of(session: Session, found: Content, share_id: UUID | None = None) -> str:
    """Keyed, for what is shared may be as short as a name, which a guess would hit."""
    seen = files.seen_of(session, share_id) if share_id else []
    data = orjson.dumps({**found, FILES: seen}, option=orjson.OPT_SORT_KEYS)
    return Vault(session).keyed_digest(SHARES, data)


def _sealed(session: Session, row: ShareRow, found: Content) -> str:
    """What leaves: signed by this borough, then sealed to the confirmed key."""
    here = session.info["member"]
    key = pins.sealing_key_of(session, row.borough)
    agreement = Vault(session).get(row, "agreement") or ""
    left = files.leave(session, share_id=row.id, to=row.borough)
    said = messages.content(row, iss=here, agreement=agreement, parts=found, files=left)
    signed = own_keys.sign(session, messages.written(said), typ=Typ.SHARE)
    about = messages.about(
        messages.SHARE_SEALED, source=here, to=row.borough, share_id=row.id
    )
    try:
        return sealing.seal({"signed": signed}, to=key, context=about)
    except CannotSeal as error:
        raise StepSkipped("This is too much to seal at once. Share less.") from error


def _recall(session: Session, row: ShareRow, why: Why, post: str | None) -> None:
    row.recall(why)
    data = messages.share_recalled(row, by=post)
    _announce(session, row, messages.SHARE_RECALLED, data)
    _note(session, f"share.{why.value}", row)


def _announce(
    session: Session, row: ShareRow, kind: str, data: dict[str, object]
) -> None:
    session.flush()
    sent = kind == messages.SHARE_SEALED
    announce(
        session,
        audience=row.borough,
        type=kind,
        subject=messages.subject_of(row.id),
        version=messages.SENT if sent else messages.RECALLED,
        data=data,
    )


def _case(session: Session, case_id: UUID, by: Actor) -> CaseSeen:
    if not may(by.role, SHARES, Action.CREATE):
        raise NotAllowed
    return cases.known(session, by, case_id, Action.UPDATE)


def _share(
    session: Session, case_id: UUID, share_id: UUID, by: Actor
) -> tuple[CaseSeen, ShareRow]:
    case = _case(session, case_id, by)
    row = session.get(ShareRow, share_id, with_for_update=True)
    if row is None or row.case_id != case.id:
        raise UnknownShare
    return case, row


def _invalid(fault: str, field: str) -> Invalid:
    return Invalid(fault, fields={field: fault})


def _note(session: Session, act: str, row: ShareRow) -> None:
    session.flush()
    detail = {"member": row.borough, "correlation": str(row.id)}
    trail.record(session, act=act, resource=CASE, record=row.case_id, detail=detail)
