"""Hold what other boroughs share, delete it when it is withdrawn, and answer each."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.adoptions import queries as adoptions
from borough.held_returns import events as messages
from borough.held_returns.model import (
    CopyRow,
    CoreDiffers,
    HeardRow,
    Verdict,
    answers_in,
    digest_of,
)
from borough.self_assessments import queries as assessments
from borough.self_assessments import service as assessing
from borough.self_assessments.model import RETURNS
from kit import clock
from kit.accounts.actor import Actor
from kit.errors import Invalid, NotFound
from kit.exchange.event import Event
from kit.exchange.outbox import announce
from kit.notices import service as notices
from kit.trail import service as trail
from partnership.access import Role
from partnership.standards.model import Position


def use(session: Session, *, copy_id: UUID, return_id: UUID, by: Actor) -> None:
    """Let a copy answer the shared questions of the agency's return here.

    Only questions of this borough's own are then asked of the agency. Raises
    NotFound, NotAllowed, and Invalid naming ``return_id``.
    """
    assessing.manage(session, return_id, by)
    row = session.get(CopyRow, copy_id)
    if row is None or row.core is None:
        raise NotFound
    covered = _covered(session, row, return_id)
    if not covered:
        fault = "This cycle asks none of the questions the copy answers"
        raise Invalid(fault, fields={"return_id": fault})
    assessing.rest_on(
        session,
        return_id=return_id,
        copy_id=copy_id,
        covered=covered,
        signed_post=str(row.core["signed_by"]),
    )
    _note(session, "copy.used", copy_id, row.digest)


def take(session: Session, events: Sequence[Event]) -> None:
    """Hold what other boroughs shared, or delete it, and answer each once.

    A version that is not higher than the last one heard changes nothing. Raises
    CoreDiffers for content that has not the digest it came with.
    """
    for event in events:
        return_id = UUID(event.data["return_id"])
        key = (event.source, return_id)
        heard = session.get(HeardRow, key, with_for_update=True)
        if heard is not None and heard.number >= event.version:
            continue
        verdict = _taken(session, event, return_id)
        if heard is None:
            heard = HeardRow(source=event.source, return_id=return_id)
            session.add(heard)
        heard.number, heard.verdict = event.version, verdict
        session.flush()
        _answer(session, event, return_id, verdict)


def _taken(session: Session, event: Event, return_id: UUID) -> Verdict:
    """Do what a new version says; returns what became of it here."""
    data = event.data
    if data["withdrawn"]:
        _forget(session, event.source, return_id)
        return Verdict.DELETED
    core = data["core"]
    if digest_of(core) != data["digest"]:
        raise CoreDiffers
    stands = adoptions.position(session, core["standard"])
    if stands is not None and stands.position is Position.DECLINED:
        _forget(session, event.source, return_id)
        return Verdict.DECLINED
    row = _copy(event, return_id)
    session.add(row)
    session.flush()
    _lean_on(session, row)
    _note(session, "copy.taken", row.id, row.digest)
    notices.tell_role(
        session,
        role=Role.BUSINESS_MANAGER,
        kind="section-return",
        text="Another borough shared an agency's self-assessment",
        href=f"/held-returns/{row.id}",
    )
    return Verdict.TAKEN


def _copy(event: Event, return_id: UUID) -> CopyRow:
    data, core = event.data, event.data["core"]
    return CopyRow(
        source=event.source,
        return_id=return_id,
        number=event.version,
        standard=core["standard"],
        standard_version=core["standard_version"],
        agency_name=core["agency_name"],
        core=core,
        digest=data["digest"],
        consented_post=data["consented_by"],
        consented_on=date.fromisoformat(data["consented_on"]),
        released_post=data["released_by"],
        released_at=clock.parse_iso(data["released_at"]),
    )


def _forget(session: Session, source: str, return_id: UUID) -> None:
    """Remove the content of every version; what rested on it asks again."""
    for row in _versions(session, source, return_id):
        if row.core is None:
            continue
        row.core, row.withdrawn_at = None, clock.now()
        for each in assessments.returns(session):
            if each.copy_id == row.id:
                assessing.rest_on(session, return_id=each.id, copy_id=None, covered=())
        _note(session, "copy.deleted", row.id, row.digest)
    session.flush()


def _lean_on(session: Session, new: CopyRow) -> None:
    """Let returns here that rest on an earlier version rest on this one."""
    older = {row.id for row in _versions(session, new.source, new.return_id)}
    for each in assessments.returns(session):
        if each.copy_id in older - {new.id}:
            covered = _covered(session, new, each.id)
            assessing.rest_on(
                session,
                return_id=each.id,
                copy_id=new.id if covered else None,
                covered=covered,
                signed_post=str((new.core or {}).get("signed_by", "")),
            )


def _covered(session: Session, row: CopyRow, return_id: UUID) -> frozenset[str]:
    """The questions of a return here that a copy answers in the same words."""
    found = assessments.the_return(session, return_id)
    cycle = assessments.cycle(session, found.cycle_id)
    same = (cycle.standard, cycle.standard_version)
    if same != (row.standard, row.standard_version):
        return frozenset()
    asked = {each.id for each in cycle.questions if each.is_core}
    return frozenset(asked & answers_in(row.core).keys())


def _versions(session: Session, source: str, return_id: UUID) -> list[CopyRow]:
    found = select(CopyRow).where(
        CopyRow.source == source, CopyRow.return_id == return_id
    )
    return list(session.scalars(found.order_by(CopyRow.number)))


def _answer(session: Session, event: Event, return_id: UUID, verdict: Verdict) -> None:
    digest = event.data["digest"] if verdict is Verdict.TAKEN else None
    announce(
        session,
        audience=event.source,
        type=messages.RETURN_ANSWERED,
        subject=messages.subject_of(return_id),
        version=event.version,
        data=messages.return_answered(
            return_id, verdict=verdict, digest=digest, at=clock.now()
        ),
        causation_id=event.id,
    )


def _note(session: Session, act: str, record: UUID, digest: str) -> None:
    detail = {"hash": digest} if digest else None
    trail.record(session, act=act, resource=RETURNS, record=record, detail=detail)
