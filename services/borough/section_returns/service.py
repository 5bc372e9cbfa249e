"""Share a signed return with other boroughs, take theirs, and answer each other."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from borough.agency_answers import queries as answers
from borough.held_returns.model import Verdict, digest_of
from borough.section_returns import events as messages
from borough.section_returns.model import (
    AnsweredRow,
    SharedMeanwhile,
    ShareRow,
    ShareState,
    StepSkipped,
    UnknownShare,
    declined,
    others,
)
from borough.self_assessments import queries as assessments
from borough.self_assessments import service as assessing
from borough.self_assessments.model import RETURNS, State
from kit import bulk, clock, logs
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import Conflict, Invalid, NotFound
from kit.exchange.event import Event
from kit.exchange.outbox import announce
from kit.notices import service as notices
from kit.trail import service as trail
from partnership.access import Role, authorise, role_name


def core_of(session: Session, return_id: UUID) -> dict[str, Any]:
    """The shared core of a return as it stands; raises NotFound.

    Raises StepSkipped before it is signed off, and Conflict where it rests on a copy:
    the borough it was signed in shares it.
    """
    found = assessments.the_return(session, return_id)
    cycle = assessments.cycle(session, found.cycle_id)
    if found.state is not State.RETURNED or found.signed_at is None:
        raise StepSkipped("Only a return that was signed off can be shared.")
    if found.copy_id is not None:
        raise Conflict("It was signed off in another borough, which shares it.")
    shared = [each.id for each in cycle.questions if each.is_core]
    return {
        "standard": cycle.standard,
        "standard_version": cycle.standard_version,
        "kind": cycle.kind.value,
        "agency": found.agency,
        "agency_name": found.name,
        "answers": _answers(session, return_id, shared),
        "evidence": _evidence(session, return_id, shared),
        "signed_by": found.signed_post,
        "signed_on": clock.london_day(found.signed_at).isoformat(),
    }


def _answers(
    session: Session, return_id: UUID, shared: Sequence[str]
) -> list[dict[str, Any]]:
    """What the agency said to shared questions, in the tool's order."""
    said = {each.question: each.said for each in answers.answers(session, return_id)}
    return [
        {
            "item": each,
            "score": said[each].score,
            "not_applicable": said[each].not_applicable,
            "narrative": said[each].narrative,
        }
        for each in shared
        if each in said
    ]


def _evidence(
    session: Session, return_id: UUID, shared: Sequence[str]
) -> list[dict[str, Any]]:
    """What evidence there is for shared questions, without the files."""
    return [
        {
            "title": each.title,
            "dated_on": each.dated_on.isoformat(),
            "expires_on": each.expires_on and each.expires_on.isoformat(),
            "items": [item for item in each.serves if item in shared],
        }
        for each in answers.evidence(session, return_id)
        if set(each.serves) & set(shared)
    ]


def consent(
    session: Session,
    *,
    return_id: UUID,
    seen: str,
    boroughs: Sequence[str],
    post: str,
    by: Actor,
) -> UUID:
    """Agree for the agency that its return goes to these boroughs; returns the share.

    ``seen`` is the digest of what was looked at. Raises NotFound, NotAllowed,
    SharedMeanwhile, StepSkipped, Conflict while one waits, and Invalid naming
    ``boroughs``.
    """
    assessing.hold(session, return_id, by)
    core = core_of(session, return_id)
    if digest_of(core) != seen:
        raise SharedMeanwhile
    found = assessments.the_return(session, return_id)
    cycle = assessments.cycle(session, found.cycle_id)
    apart = _declined(session, cycle.standard, cycle.standard_version)
    if not boroughs or set(boroughs) - (set(others(session.info["member"])) - apart):
        fault = "Choose at least one of the boroughs"
        raise Invalid(fault, fields={"boroughs": fault})
    if any(e.state is ShareState.WAITING for e in _shares(session, return_id)):
        raise Conflict("A share of this return waits for approval already.")
    row = ShareRow(
        return_id=return_id,
        standard=cycle.standard,
        standard_version=cycle.standard_version,
        boroughs=sorted(set(boroughs)),
        core=core,
        digest=seen,
        consented_by=by.user_id,
        consented_post=post,
        consented_on=clock.today(),
    )
    session.add(row)
    session.flush()
    _note(session, "share.consented", row.id, row.digest)
    _tell_managers(
        session, "A return waits to be shared with other boroughs", _path(row.id)
    )
    return row.id


def approve(session: Session, *, share_id: UUID, seen: str, by: Actor) -> None:
    """Let a return leave for the boroughs the agency named, all or none.

    A borough that said meanwhile that it declined the standard is left out; one that
    held an earlier version and is not named any more is told it is withdrawn. Raises
    NotFound, NotAllowed, StepSkipped, SharedMeanwhile and SamePerson.
    """
    row = _managed(session, share_id, by)
    if digest_of(core_of(session, row.return_id)) != row.digest:
        raise SharedMeanwhile
    before = _holders(session, row.return_id)
    apart = _declined(session, row.standard, row.standard_version)
    row.release(
        by=by.user_id,
        post=role_name(by.role),
        seen=seen,
        number=_next_number(session, row.return_id),
        correlation_id=logs.correlation_id(),
    )
    row.boroughs = [each for each in row.boroughs if each not in apart]
    session.flush()
    for borough in row.boroughs:
        _announce(session, row, borough, withdrawn=False)
    for borough in sorted(before - set(row.boroughs) - apart):
        _announce(session, row, borough, withdrawn=True)
    _note(session, "share.released", row.id, row.digest)


def send_back(session: Session, *, share_id: UUID, because: str, by: Actor) -> None:
    """Give a share back to the agency; raises NotFound, NotAllowed, StepSkipped."""
    row = _managed(session, share_id, by)
    row.send_back(by=by.user_id, post=role_name(by.role), because=because)
    session.flush()
    _note(session, "share.sent-back", row.id, row.digest)
    notices.tell(
        session,
        user_id=row.consented_by,
        kind="section-return",
        text="A share of your agency's return was sent back",
        href=_path(row.id),
    )


def withdraw(session: Session, *, return_id: UUID, post: str, by: Actor) -> None:
    """Ask every borough that was sent a return to delete it.

    Nothing typed leaves with it, so one person does. Raises NotFound, NotAllowed, and
    StepSkipped where nobody holds it.
    """
    hold = assessing.hold if by.agency else assessing.manage
    hold(session, return_id, by)
    held_by = _holders(session, return_id)
    if not held_by:
        raise StepSkipped("No other borough was sent this return.")
    last = next(e for e in _shares(session, return_id) if e.number is not None)
    row = ShareRow(
        return_id=return_id,
        number=_next_number(session, return_id),
        state=ShareState.WITHDRAWN,
        standard=last.standard,
        standard_version=last.standard_version,
        boroughs=sorted(held_by),
        core=None,
        consented_by=by.user_id,
        consented_post=post,
        consented_on=clock.today(),
        decided_by=by.user_id,
        decided_post=role_name(by.role),
        decided_at=clock.now(),
        correlation_id=logs.correlation_id(),
    )
    session.add(row)
    session.flush()
    for borough in row.boroughs:
        _announce(session, row, borough, withdrawn=True)
    _note(session, "share.withdrawn", row.id, "")


def learn(session: Session, events: Sequence[Event]) -> None:
    """Note what boroughs did with what we shared; raises UnknownShare."""
    rows = []
    for event in events:
        return_id = UUID(event.data["return_id"])
        found = select(ShareRow).where(
            ShareRow.return_id == return_id, ShareRow.number == event.version
        )
        share = session.scalars(found).first()
        if share is None:
            raise UnknownShare
        rows.append(
            {
                "return_id": return_id,
                "borough": event.source,
                "number": event.version,
                "verdict": Verdict(event.data["verdict"]),
                "standard": share.standard,
                "standard_version": share.standard_version,
                "digest": event.data["digest"] or "",
                "answered_at": clock.parse_iso(event.data["answered_at"]),
            }
        )
        if event.data["verdict"] == Verdict.DECLINED:
            text = "A borough declined a return that was shared with it"
            _tell_managers(session, text, f"/section-returns/of/{return_id}")
    key = ["return_id", "borough"]
    bulk.upsert(session, AnsweredRow, rows, key=key, newer="number")


def _announce(
    session: Session, row: ShareRow, borough: str, *, withdrawn: bool
) -> None:
    announce(
        session,
        audience=borough,
        type=messages.RETURN_SHARED,
        subject=messages.subject_of(row.return_id),
        version=row.number or 0,
        data=messages.return_shared(row, withdrawn=withdrawn),
    )


def _holders(session: Session, return_id: UUID) -> frozenset[str]:
    """The boroughs the last share that left went to; none after a withdrawal."""
    for each in _shares(session, return_id):
        if each.state is ShareState.WITHDRAWN:
            break
        if each.state is ShareState.RELEASED:
            return frozenset(each.boroughs)
    return frozenset()


def _shares(session: Session, return_id: UUID) -> Sequence[ShareRow]:
    """The shares of a return, the latest first."""
    found = select(ShareRow).where(ShareRow.return_id == return_id)
    return session.scalars(found.order_by(ShareRow.id.desc())).all()


def _declined(session: Session, standard: str, version: int) -> frozenset[str]:
    return frozenset(session.scalars(declined(standard, version)))


def _next_number(session: Session, return_id: UUID) -> int:
    last = select(func.max(ShareRow.number)).where(ShareRow.return_id == return_id)
    return (session.scalar(last) or 0) + 1


def _managed(session: Session, share_id: UUID, by: Actor) -> ShareRow:
    """A share a business manager decides on; its return is held until the end."""
    known = session.get(ShareRow, share_id)
    if known is None:
        raise NotFound
    authorise(session, by, Action.EXPORT, RETURNS, Scope(record=str(known.return_id)))
    assessing.manage(session, known.return_id, by)
    return session.get_one(
        ShareRow, share_id, with_for_update=True, populate_existing=True
    )


def _tell_managers(session: Session, text: str, href: str) -> None:
    notices.tell_role(
        session,
        role=Role.BUSINESS_MANAGER,
        kind="section-return",
        text=text,
        href=href,
    )


def _path(share_id: UUID) -> str:
    return f"/section-returns/shares/{share_id}"


def _note(session: Session, act: str, record: UUID, digest: str) -> None:
    detail = {"hash": digest} if digest else None
    trail.record(session, act=act, resource=RETURNS, record=record, detail=detail)
