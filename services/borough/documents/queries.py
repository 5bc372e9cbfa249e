"""Look at documents: what is in force on a day, what was, and what waits for whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
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
from kit.accounts.actor import Actor
from kit.errors import NotFound
from kit.search.model import Hit, Term
from partnership.agencies import agency_name


@dataclass(frozen=True, kw_only=True, slots=True)
class SignatureSeen:
    """What one partner said."""

    agency: str
    agency_name: str
    verdict: Verdict
    post: str
    reason: str
    round: int
    at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class VersionSeen:
    """One version; ``waits_for`` are the agencies that have yet to sign it."""

    id: UUID
    document_id: UUID
    title: str
    number: int
    state: State
    text: str
    change: str
    file_name: str | None
    review_on: date | None
    published_on: date | None
    until_on: date | None
    version: int
    lines: Mapping[Statement, Sequence[str]]
    preferred: str
    signatures: Sequence[SignatureSeen]
    waits_for: Sequence[str]

    def in_force(self, day: date) -> bool:
        """Whether it is the published version of a day."""
        return (
            self.state is State.PUBLISHED
            and self.published_on is not None
            and self.published_on <= day
            and (self.until_on is None or day <= self.until_on)
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class AssuranceSeen:
    """A dated opinion."""

    post: str
    scope: str
    opinion: Opinion
    text: str
    given_on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentSeen:
    """A document with its versions, the newest first."""

    id: UUID
    kind: Kind
    title: str
    versions: Sequence[VersionSeen]
    assurance: Sequence[AssuranceSeen]

    @property
    def ahead(self) -> VersionSeen | None:
        """The version that is not published yet."""
        newest = self.versions[0]
        return None if newest.state is State.PUBLISHED else newest

    def in_force(self, day: date) -> VersionSeen | None:
        """The version that was in force on a day."""
        return next((each for each in self.versions if each.in_force(day)), None)

    def published(self, today: date) -> list[VersionSeen]:
        """The versions the public may read, the newest first."""
        return [
            each
            for each in self.versions
            if each.published_on is not None
            and each.state is State.PUBLISHED
            and each.published_on <= today
        ]


def documents(session: Session) -> list[DocumentSeen]:
    """Every document, by its title."""
    rows = session.scalars(select(DocumentRow).order_by(DocumentRow.title))
    return _seen(session, rows.all())


def document(session: Session, document_id: UUID) -> DocumentSeen:
    """One document; raises NotFound."""
    row = session.get(DocumentRow, document_id)
    if row is None:
        raise NotFound
    return _seen(session, [row])[0]


def version(session: Session, version_id: UUID) -> VersionSeen:
    """One version; raises NotFound."""
    row = session.get(VersionRow, version_id)
    if row is None:
        raise NotFound
    found = document(session, row.document_id)
    return next(each for each in found.versions if each.id == version_id)


def public_document(session: Session, document_id: UUID, today: date) -> DocumentSeen:
    """A document of which something is published; raises NotFound otherwise."""
    found = document(session, document_id)
    if not found.published(today):
        raise NotFound
    return found


def file_of(
    session: Session, version_id: UUID, *, public_on: date | None = None
) -> tuple[str, str, bytes]:
    """Name, media type and bytes of a version's file; raises NotFound.

    With ``public_on`` only of a version that is published by that day.
    """
    row = session.get(VersionRow, version_id)
    if row is None or row.content is None or row.file_name is None:
        raise NotFound
    if public_on is not None and not (
        row.state is State.PUBLISHED
        and row.published_on is not None
        and row.published_on <= public_on
    ):
        raise NotFound
    return row.file_name, type_of(row.content), row.content


def find(session: Session, _actor: Actor, term: Term) -> list[Hit]:
    """Documents whose title or kind has the words."""
    return [
        Hit(
            text=each.title,
            href=f"/documents/{each.id}",
            about=each.kind.value.capitalize(),
        )
        for each in documents(session)
        if term.in_(each.title, each.kind.value)
    ]


def _seen(session: Session, rows: Sequence[DocumentRow]) -> list[DocumentSeen]:
    ids = [row.id for row in rows]
    versions = _versions(session, ids, {row.id: row.title for row in rows})
    assurance = session.scalars(
        select(AssuranceRow)
        .where(AssuranceRow.document_id.in_(ids))
        .order_by(AssuranceRow.given_on.desc(), AssuranceRow.id)
    ).all()
    return [
        DocumentSeen(
            id=row.id,
            kind=row.kind,
            title=row.title,
            versions=[each for each in versions if each.document_id == row.id],
            assurance=[_said(each) for each in assurance if each.document_id == row.id],
        )
        for row in rows
    ]


def _versions(
    session: Session, documents: Sequence[UUID], titles: Mapping[UUID, str]
) -> list[VersionSeen]:
    rows = session.scalars(
        select(VersionRow)
        .where(VersionRow.document_id.in_(documents))
        .order_by(VersionRow.number.desc())
    ).all()
    ids = [row.id for row in rows]
    lines = session.scalars(
        select(StatementRow)
        .where(StatementRow.version_id.in_(ids))
        .order_by(StatementRow.place)
    ).all()
    signatures = session.scalars(
        select(SignatureRow)
        .where(SignatureRow.version_id.in_(ids))
        .order_by(SignatureRow.at)
    ).all()
    return [_version(row, titles[row.document_id], lines, signatures) for row in rows]


def _version(
    row: VersionRow,
    title: str,
    lines: Sequence[StatementRow],
    signatures: Sequence[SignatureRow],
) -> VersionSeen:
    mine = [line for line in lines if line.version_id == row.id]
    given = [each for each in signatures if each.version_id == row.id]
    waiting = unsigned(each for each in given if each.round == row.round)
    return VersionSeen(
        id=row.id,
        document_id=row.document_id,
        title=title,
        number=row.number,
        state=row.state,
        text=row.text,
        change=row.change,
        file_name=row.file_name,
        review_on=row.review_on,
        published_on=row.published_on,
        until_on=row.until_on,
        version=row.version,
        lines={
            kind: [line.text for line in mine if line.kind is kind]
            for kind in Statement
        },
        preferred=next((line.text for line in mine if line.preferred), ""),
        signatures=[_signature(each) for each in given],
        waits_for=waiting if row.state is State.SIGNING else (),
    )


def _signature(row: SignatureRow) -> SignatureSeen:
    return SignatureSeen(
        agency=row.agency,
        agency_name=agency_name(row.agency),
        verdict=row.verdict,
        post=row.post,
        reason=row.reason,
        round=row.round,
        at=row.at,
    )


def _said(row: AssuranceRow) -> AssuranceSeen:
    return AssuranceSeen(
        post=row.post,
        scope=row.scope,
        opinion=row.opinion,
        text=row.text,
        given_on=row.given_on,
    )
