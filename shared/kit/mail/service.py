"""Post a letter with what causes it, take it up to send it, note what came of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.errors import MessageError
from email.headerregistry import Address
from uuid import UUID

from sqlalchemy import delete, or_, update
from sqlalchemy.orm import Session

from kit import clock
from kit.db import Database
from kit.errors import Invalid
from kit.mail.model import BODY_LENGTH, SUBJECT_LENGTH, TRY_FOR, Fault, Letter
from kit.settings import Settings

KEPT_FOR = timedelta(days=90)
_OFFICE = "mail_office"


class NotAnAddress(Invalid):
    """This is not an e-mail address."""

    def __init__(self) -> None:
        sentence = "Enter an e-mail address such as name@example.org"
        super().__init__(sentence, {"email": sentence})


class NotALetter(Invalid):
    """A letter has a subject of one line, and words that fit in it."""


@dataclass(frozen=True, kw_only=True)
class Office:
    """What letters of an instance need to know: its name, and where links lead."""

    name: str
    address: str

    def link(self, path: str) -> str:
        """The address of a page as a letter names it; ``path`` begins with a slash."""
        return f"{self.address}{path}"


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A letter that is being sent."""

    id: UUID
    recipient: str
    subject: str
    body: str
    created_at: datetime


def open_office(database: Database, settings: Settings) -> None:
    """Let verbs in this database's transactions post letters, if mail is set up."""
    if settings.mail_url:
        database.info[_OFFICE] = Office(name=settings.name, address=settings.public_url)


def office(session: Session) -> Office | None:
    """The office that takes letters; None where no mail is set up."""
    found: Office | None = session.info.get(_OFFICE)
    return found


def post(session: Session, *, to: str, subject: str, body: str) -> bool:
    """Leave a letter to be sent once this transaction is kept.

    A letter may be read by others on its way: it holds links and counts, never a name
    or a figure of a record. Returns False, and stores nothing, where no mail is set
    up; pages then say so. Raises NotAnAddress, and NotALetter for a subject that is
    not one line (CR or LF would begin a header of the sender's choosing: OWASP ASVS
    5.0, 1.3.11) or for words that are too long.
    """
    _must_be_an_address(to)
    if not _one_line(subject) or len(subject) > SUBJECT_LENGTH:
        raise NotALetter
    if not 0 < len(body) <= BODY_LENGTH:
        raise NotALetter
    if office(session) is None:
        return False
    session.add(Letter(recipient=to, subject=subject, body=body))
    return True


def take(session: Session, *, letter_id: UUID, attempts: int) -> Taken | None:
    """Count a try before it is made, so that two processes never make the same one.

    ``attempts`` is what was seen when the letter was found due. None where somebody
    else was quicker. When we die on the way, another try follows.
    """
    now = clock.now()
    counted = session.execute(
        update(Letter)
        .where(Letter.id == letter_id, Letter.attempts == attempts)
        .where(Letter.next_try_at <= now)
        .values(attempts=attempts + 1, next_try_at=now + TRY_FOR)
        .returning(Letter.id)
    ).scalar()
    row = session.get(Letter, letter_id) if counted else None
    if row is None or row.body is None:
        return None
    return Taken(
        id=row.id,
        recipient=row.recipient,
        subject=row.subject,
        body=row.body,
        created_at=row.created_at,
    )


def went(session: Session, *, letter_id: UUID) -> None:
    """Note that a letter was handed over."""
    session.get_one(Letter, letter_id).went()


def failed(session: Session, *, letter_id: UUID, fault: Fault) -> bool:
    """Note a failed try; True when it was the last."""
    row = session.get_one(Letter, letter_id)
    row.failed(fault)
    return row.failed_at is not None


def forget(session: Session) -> None:
    """Delete what was sent or given up 90 days ago."""
    before = clock.now() - KEPT_FOR
    session.execute(
        delete(Letter).where(or_(Letter.sent_at < before, Letter.failed_at < before))
    )


def _must_be_an_address(text: str) -> None:
    if not _one_line(text) or len(text) > 254:
        raise NotAnAddress
    try:
        address = Address(addr_spec=text)
    except (MessageError, ValueError, IndexError) as error:
        raise NotAnAddress from error
    if not address.username or not address.domain:
        raise NotAnAddress


def _one_line(text: str) -> bool:
    """Whether it is one line of printable text, as a header must be."""
    return bool(text.strip()) and text.isprintable()
