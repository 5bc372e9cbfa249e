"""Write one person's letter of the week, once."""

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from kit import clock
from kit.digest.model import Counts, Digest, Reader
from kit.mail import service as mail
from kit.mail.model import SUBJECT_LENGTH
from kit.mail.service import Office

KEPT_FOR = timedelta(days=365)


def write(session: Session, *, reader: Reader, week: str, counts: Counts) -> bool:
    """Post the letter, if there is anything to say; False when none was posted.

    Raises IntegrityError when the week's letter to this person is written already.
    """
    office = mail.office(session)
    wanted = counts.anything and office is not None
    session.add(Digest(user_id=reader.user_id, week=week, written=wanted))
    session.flush()
    if office is None or not counts.anything:
        return False
    subject = f"{office.name}: {headline(counts)}"[:SUBJECT_LENGTH]
    body = _body(office, counts)
    return mail.post(session, to=reader.email, subject=subject, body=body)


def headline(counts: Counts) -> str:
    """The week in one line: ``2 things wait for you, 1 is late``."""
    if counts.waiting:
        late = f", {counts.late} {_is(counts.late)} late" if counts.late else ""
        verb = "waits" if counts.waiting == 1 else "wait"
        return f"{_some(counts.waiting, 'thing')} {verb} for you{late}"
    if counts.unread:
        return _some(counts.unread, "unread notice")
    verb = "has" if counts.changed == 1 else "have"
    return f"{_some(counts.changed, 'thing')} {verb} changed"


def forget(session: Session, *, week: str | None = None) -> None:
    """Forget whom a week's letters were written to, or all of a year ago."""
    before = clock.now() - KEPT_FOR
    old = Digest.at < before if week is None else Digest.week == week
    session.execute(delete(Digest).where(old))


def _body(office: Office, counts: Counts) -> str:
    parts = []
    if counts.waiting:
        lines = [f"- {name}: {number}" for name, number in sorted(counts.waits.items())]
        parts.append("\n".join([f"{headline(counts)}:", *lines]))
    if counts.changed:
        parts.append(f"Changed lately: {_some(counts.changed, 'thing')}.")
    parts.append(f"See what it is:\n{office.link('/')}")
    if counts.unread:
        notices = office.link("/notices/")
        parts.append(f"You have {_some(counts.unread, 'unread notice')}:\n{notices}")
    parts.append(
        "This letter names nobody and holds no figures. To choose how you are told:\n"
        f"{office.link('/notices/settings')}"
    )
    return "\n\n".join(parts) + "\n"


def _some(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _is(number: int) -> str:
    return "is" if number == 1 else "are"
