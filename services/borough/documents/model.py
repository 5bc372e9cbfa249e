"""A document and its versions: written, signed by all three partners, published.

The lead safeguarding partners sign off the published arrangements and the threshold
document themselves (Working Together, 2023). Each of the three signs for itself, in
any order; two signatures, or two by one person, are not enough.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice
from kit.errors import Conflict, Invalid
from partnership.agencies import STATUTORY
from partnership.bodies.model import Identified

LARGEST_FILE = 10_000_000
# What a reader can open, told by how it begins and not by its name.
BEGINNINGS = {
    b"%PDF-": "application/pdf",
    b"PK\x03\x04": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ),
}


class Kind(StrEnum):
    """What a document is."""

    ARRANGEMENTS = "safeguarding arrangements"
    THRESHOLDS = "threshold document"
    CONSTITUTION = "constitution"
    DISPUTES = "dispute resolution ladder"
    TERMS = "terms of reference"


class State(StrEnum):
    """Where a version stands."""

    DRAFT = "draft"
    SIGNING = "for sign-off"
    SIGNED = "signed off"
    PUBLISHED = "published"


class Verdict(StrEnum):
    """What a lead partner says of a version."""

    SIGNED = "signed off"
    REFUSED = "refused"


class Statement(StrEnum):
    """What kind of line a version states, one by one."""

    PURPOSE = "purpose"
    APPROACH = "approach"
    INTELLIGENCE = "intelligence input"
    OPTION = "option considered"


class Opinion(StrEnum):
    """What somebody who looked into it says."""

    ASSURED = "assured"
    PARTLY = "partly assured"
    NOT = "not assured"


class DocumentChanged(Conflict):
    """Somebody else changed this version since you opened it."""

    code = "document-changed"


class DocumentRow(Identified, Base):
    """One document; what it says is in its versions."""

    __tablename__ = "documents_document"

    kind: Mapped[Kind] = mapped_column(Choice(Kind), info=OFFICIAL)
    title: Mapped[str] = mapped_column(String(160), info=OFFICIAL)


class VersionRow(Identified, Base):
    """One version: in force from ``published_on`` to ``until_on``, both included.

    ``round`` counts how often it was sent for sign-off; signatures are of a round.
    """

    __tablename__ = "documents_version"
    __table_args__ = (UniqueConstraint("document_id", "number"),)

    document_id: Mapped[UUID] = mapped_column(
        ForeignKey("documents_document.id"), info=OFFICIAL
    )
    number: Mapped[int] = mapped_column(info=OFFICIAL)
    state: Mapped[State] = mapped_column(Choice(State), info=OFFICIAL)
    text: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    change: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    file_name: Mapped[str | None] = mapped_column(String(120), info=OFFICIAL)
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary, info=OFFICIAL))
    review_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    published_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    until_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    round: Mapped[int] = mapped_column(default=0, info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)
    written_by: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    written_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)

    def must_be_seen(self, version: int) -> None:
        """Raise DocumentChanged unless ``version`` is the present one."""
        if version != self.version:
            raise DocumentChanged

    def must_be(self, state: State, fault: str) -> None:
        """Raise Conflict with ``fault`` unless it stands there."""
        if self.state is not state:
            raise Conflict(fault)

    def send(self) -> None:
        """Put it before the three partners; raises Conflict."""
        self.must_be(State.DRAFT, "Only a draft can be sent for sign-off.")
        if not self.text and self.file_name is None:
            raise Conflict("There is nothing to sign: give it a text or a file.")
        self.state = State.SIGNING
        self.round += 1
        self.version += 1

    def publish(self, on: date) -> None:
        """Bring it into force from a day; raises Conflict, Invalid naming ``on``."""
        self.must_be(State.SIGNED, "All three partners must sign it off first.")
        if self.review_on is not None and self.review_on <= on:
            fault = "The review must come after the day it is published"
            raise Invalid(fault, fields={"on": fault})
        self.state, self.published_on = State.PUBLISHED, on
        self.version += 1


class SignatureRow(Identified, Base):
    """What one partner said of a version in a round; never changed."""

    __tablename__ = "documents_signature"
    __table_args__ = (UniqueConstraint("version_id", "round", "agency"),)

    version_id: Mapped[UUID] = mapped_column(
        ForeignKey("documents_version.id"), info=OFFICIAL
    )
    round: Mapped[int] = mapped_column(info=OFFICIAL)
    agency: Mapped[str] = mapped_column(String(60), info=OFFICIAL)
    verdict: Mapped[Verdict] = mapped_column(Choice(Verdict), info=OFFICIAL)
    post: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    reason: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    user_id: Mapped[UUID] = mapped_column(info=PERSONAL)
    at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)


class StatementRow(Identified, Base):
    """One line a version states; an option may be the preferred one."""

    __tablename__ = "documents_statement"

    version_id: Mapped[UUID] = mapped_column(
        ForeignKey("documents_version.id"), index=True, info=OFFICIAL
    )
    place: Mapped[int] = mapped_column(info=OFFICIAL)
    kind: Mapped[Statement] = mapped_column(Choice(Statement), info=OFFICIAL)
    text: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    preferred: Mapped[bool] = mapped_column(default=False, info=OFFICIAL)


class AssuranceRow(Identified, Base):
    """A dated opinion on how far a document is lived, by a post."""

    __tablename__ = "documents_assurance"

    document_id: Mapped[UUID] = mapped_column(
        ForeignKey("documents_document.id"), index=True, info=OFFICIAL
    )
    post: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    scope: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    opinion: Mapped[Opinion] = mapped_column(Choice(Opinion), info=OFFICIAL)
    text: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    given_on: Mapped[date] = mapped_column(info=OFFICIAL)
    written_by: Mapped[str] = mapped_column(String(80), info=PERSONAL)


def unsigned(signatures: Iterable[SignatureRow]) -> Sequence[str]:
    """The partners that have not signed, of one round's signatures."""
    signed = {each.agency for each in signatures if each.verdict is Verdict.SIGNED}
    return [agency for agency in STATUTORY if agency not in signed]


def type_of(content: bytes) -> str:
    """The media type of a file; raises Invalid naming ``file``."""
    if len(content) > LARGEST_FILE:
        fault = f"The file must be at most {LARGEST_FILE // 1_000_000} MB"
        raise Invalid(fault, fields={"file": fault})
    for beginning, found in BEGINNINGS.items():
        if content.startswith(beginning):
            return found
    fault = "The file must be a PDF or a Word document (.docx)"
    raise Invalid(fault, fields={"file": fault})
