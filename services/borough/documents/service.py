"""Write versions, send them for sign-off, sign, publish, and note assurance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from borough.documents.model import (
    AssuranceRow,
    DocumentRow,
    Kind,
    Opinion,
    SignatureRow,
    State,
    Statement,
    StatementRow,
    Verdict,
    VersionRow,
    type_of,
    unsigned,
)
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import Conflict, Invalid, NotAllowed, NotFound
from kit.trail import service as trail
from partnership.access import authorise
from partnership.agencies import STATUTORY

ARRANGEMENTS = "arrangements"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """What a version says; ``file`` is a name and its bytes.

    ``lines`` are its statements by kind; ``preferred`` is the text of one option.
    """

    text: str = ""
    change: str = ""
    review_on: date | None = None
    file: tuple[str, bytes] | None = None
    lines: Mapping[Statement, Sequence[str]] = field(default_factory=dict)
    preferred: str = ""


def begin(session: Session, *, kind: Kind, title: str, words: Words, by: str) -> UUID:
    """Begin a document with its first draft; returns the document's id.

    Raises Invalid naming the field.
    """
    document = DocumentRow(kind=kind, title=title)
    session.add(document)
    session.flush()
    row = VersionRow(
        document_id=document.id, number=1, state=State.DRAFT, round=0, version=0
    )
    _say(session, row, words, by)
    _note(session, "document.begun", document.id)
    return document.id


def begin_next(session: Session, *, document_id: UUID, by: str) -> UUID:
    """Begin the next version as a copy of the last; returns its id.

    Raises NotFound, and Conflict while another version is not published yet.
    """
    last = _last(session, document_id)
    last.must_be(State.PUBLISHED, "There is a version that is not published yet.")
    row = VersionRow(
        document_id=document_id,
        number=last.number + 1,
        state=State.DRAFT,
        round=0,
        version=0,
    )
    lines = session.scalars(
        select(StatementRow)
        .where(StatementRow.version_id == last.id)
        .order_by(StatementRow.place)
    ).all()
    words = Words(
        text=last.text,
        lines={
            kind: [line.text for line in lines if line.kind is kind]
            for kind in Statement
        },
        preferred=next((line.text for line in lines if line.preferred), ""),
    )
    _say(session, row, words, by)
    _note(session, "document-version.begun", document_id, version=row.number)
    return row.id


def write(
    session: Session, *, version_id: UUID, seen: int, words: Words, by: str
) -> None:
    """Say what a draft says; without a file it keeps the one it has.

    Raises NotFound, DocumentChanged, Conflict, and Invalid naming the field.
    """
    row = _version(session, version_id)
    row.must_be_seen(seen)
    row.must_be(State.DRAFT, "Only a draft can be changed. Begin the next version.")
    _say(session, row, words, by)
    _note(session, "document.written", row.document_id, version=row.number)


def send(session: Session, *, version_id: UUID, seen: int) -> None:
    """Send a draft for sign-off; raises NotFound, DocumentChanged and Conflict."""
    row = _version(session, version_id)
    row.must_be_seen(seen)
    row.send()
    session.flush()
    _note(session, "document.sent", row.document_id, version=row.number)


def sign(
    session: Session,
    *,
    version_id: UUID,
    seen: int,
    verdict: Verdict,
    post: str,
    reason: str,
    by: Actor,
) -> State:
    """Sign a version off for one's own agency, or refuse with a reason.

    A refusal makes it a draft again; the third signature signs it off. Returns where
    it stands then. Raises NotAllowed, NotFound, DocumentChanged, Conflict, and
    Invalid naming ``reason``.
    """
    agency = _may_sign(session, version_id, by)
    row = _version(session, version_id)
    row.must_be_seen(seen)
    row.must_be(State.SIGNING, "This version is not out for sign-off.")
    if verdict is Verdict.REFUSED and not reason:
        fault = "Say why you refuse it"
        raise Invalid(fault, fields={"reason": fault})
    given = _signatures(session, row)
    if any(each.agency == agency for each in given):
        raise Conflict("Your agency has signed this version already.")
    if any(each.user_id == by.user_id for each in given):
        raise Conflict("You have signed for another agency. Somebody else must sign.")
    session.add(
        SignatureRow(
            version_id=row.id,
            round=row.round,
            agency=agency,
            verdict=verdict,
            post=post,
            reason=reason,
            user_id=by.user_id,
        )
    )
    session.flush()
    _settle(session, row, verdict)
    act = "document.signed" if verdict is Verdict.SIGNED else "document.refused"
    _note(session, act, row.document_id, version=row.number, agency=agency)
    return row.state


def publish(session: Session, *, version_id: UUID, seen: int, on: date) -> None:
    """Bring a signed version into force; the one before ends the day before.

    Raises NotFound, DocumentChanged, Conflict, and Invalid naming ``on``.
    """
    row = _version(session, version_id)
    row.must_be_seen(seen)
    row.publish(on)
    for each in _published(session, row):
        if each.published_on is not None and each.published_on >= on:
            fault = "It must be published after the version before it"
            raise Invalid(fault, fields={"on": fault})
        if each.until_on is None:
            each.until_on = on - ONE_DAY
    session.flush()
    _note(session, "document.published", row.document_id, version=row.number)


def assure(
    session: Session,
    *,
    document_id: UUID,
    post: str,
    scope: str,
    opinion: Opinion,
    text: str,
    given_on: date,
    by: str,
) -> UUID:
    """Note an assurance statement by a post; raises NotFound."""
    if session.get(DocumentRow, document_id) is None:
        raise NotFound
    row = AssuranceRow(
        document_id=document_id,
        post=post,
        scope=scope,
        opinion=opinion,
        text=text,
        given_on=given_on,
        written_by=by,
    )
    session.add(row)
    session.flush()
    _note(session, "document.assured", document_id)
    return row.id


def _may_sign(session: Session, version_id: UUID, by: Actor) -> str:
    scope = Scope(record=str(version_id), agency=by.agency)
    authorise(session, by, Action.APPROVE, ARRANGEMENTS, scope)
    if by.agency not in STATUTORY:
        raise NotAllowed("Only the three safeguarding partners sign off.")
    return by.agency


def _settle(session: Session, row: VersionRow, verdict: Verdict) -> None:
    if verdict is Verdict.REFUSED:
        row.state = State.DRAFT
        row.version += 1
    elif not unsigned(_signatures(session, row)):
        row.state = State.SIGNED
        row.version += 1
    session.flush()


def _signatures(session: Session, row: VersionRow) -> Sequence[SignatureRow]:
    found = select(SignatureRow).where(
        SignatureRow.version_id == row.id, SignatureRow.round == row.round
    )
    return session.scalars(found).all()


def _published(session: Session, row: VersionRow) -> Sequence[VersionRow]:
    found = select(VersionRow).where(
        VersionRow.document_id == row.document_id,
        VersionRow.state == State.PUBLISHED,
        VersionRow.id != row.id,
    )
    return session.scalars(found).all()


def _last(session: Session, document_id: UUID) -> VersionRow:
    found = session.scalar(
        select(VersionRow)
        .where(VersionRow.document_id == document_id)
        .order_by(VersionRow.number.desc())
        .limit(1)
        .with_for_update()
    )
    if found is None:
        raise NotFound
    return found


def _version(session: Session, version_id: UUID) -> VersionRow:
    row = session.get(VersionRow, version_id, with_for_update=True)
    if row is None:
        raise NotFound
    return row


def _say(session: Session, row: VersionRow, words: Words, by: str) -> None:
    options = words.lines.get(Statement.OPTION, ())
    if words.preferred and words.preferred not in options:
        fault = "The preferred option must be one of the options, in the same words"
        raise Invalid(fault, fields={"preferred": fault})
    row.text, row.change, row.review_on = words.text, words.change, words.review_on
    if words.file is not None:
        name, content = words.file
        type_of(content)
        row.file_name, row.content = name[-120:], content
    row.written_by = by
    row.version += 1
    session.add(row)
    session.flush()
    session.execute(delete(StatementRow).where(StatementRow.version_id == row.id))
    lines = [(kind, text) for kind in Statement for text in words.lines.get(kind, ())]
    session.add_all(
        StatementRow(
            version_id=row.id,
            place=place,
            kind=kind,
            text=text,
            preferred=kind is Statement.OPTION and text == words.preferred,
        )
        for place, (kind, text) in enumerate(lines)
    )
    session.flush()


def _note(session: Session, act: str, record: UUID, **detail: str | int) -> None:
    trail.record(session, act=act, resource=ARRANGEMENTS, record=record, detail=detail)
