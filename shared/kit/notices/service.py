"""Tell people that something waits for them, and note what they have read."""

from collections.abc import Iterable
from datetime import timedelta
from typing import TypedDict, Unpack
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from kit import clock
from kit.accounts import queries as accounts
from kit.accounts.actor import Actor
from kit.errors import NotFound
from kit.hats import queries as hats
from kit.mail import service as mail
from kit.notices.model import AT_ONCE, Delivery, Notice, Preference, check

FORGET_AFTER = timedelta(days=365)


class Words(TypedDict):
    """What a notice says.

    ``kind`` is a word for what it is about (``return``, ``import``, ``security``);
    ``text`` one sentence that names nobody and holds no figure of a record ("A release
    waits for your approval"); ``href`` the path of the page it is about.
    """

    kind: str
    text: str
    href: str


def tell(session: Session, *, user_id: UUID, **words: Unpack[Words]) -> None:
    """Tell one person; by letter too where they asked for that.

    The same unread notice is not given twice: it moves up. Nobody is told whose
    account is closed or gone. Raises ValueError for words that no page could show.
    """
    check(**words)
    roll = accounts.roll()
    known = select(roll.c.email).where(roll.c.id == user_id, roll.c.active)
    email = session.scalar(known)
    if email is None or _came_already(session, user_id, words):
        return
    session.add(Notice(user_id=user_id, **words))
    if words["kind"] in AT_ONCE or delivery(session, user_id) is Delivery.AT_ONCE:
        _write_to(session, email, words)


def tell_role(
    session: Session,
    *,
    role: str,
    agency: str | None = None,
    body: str | None = None,
    but_not: UUID | None = None,
    **words: Unpack[Words],
) -> None:
    """Tell all who hold a role today, in one agency or body where it is named.

    Not the signed-in person, who caused it, nor ``but_not``.
    """
    people = hats.holders(session, role=role, agency=agency, body=body)
    _tell_all(session, set(people), but_not, words)


def tell_roles(
    session: Session,
    *,
    roles: Iterable[str],
    but_not: UUID | None = None,
    **words: Unpack[Words],
) -> None:
    """Tell all who hold any of these roles today, each person once.

    Not the signed-in person, who caused it, nor ``but_not``.
    """
    people = {user_id for role in roles for user_id in hats.holders(session, role=role)}
    _tell_all(session, people, but_not, words)


def _tell_all(
    session: Session, people: set[UUID], but_not: UUID | None, words: Words
) -> None:
    actor: Actor | None = session.info.get("actor")
    causing = {but_not, actor.user_id if actor else None}
    for user_id in sorted(people - causing):
        tell(session, user_id=user_id, **words)


def read(session: Session, *, notice_id: UUID, user_id: UUID) -> None:
    """Note that somebody has read a notice of theirs; raises NotFound."""
    row = session.get(Notice, notice_id)
    if row is None or row.user_id != user_id:
        raise NotFound
    row.read_at = row.read_at or clock.now()


def read_all(session: Session, *, user_id: UUID) -> int:
    """Note that somebody has read all of theirs; returns how many were unread."""
    found = session.execute(
        update(Notice)
        .where(Notice.user_id == user_id, Notice.read_at.is_(None))
        .values(read_at=clock.now())
        .returning(Notice.id)
    )
    return len(found.all())


def delivery(session: Session, user_id: UUID) -> Delivery:
    """How a person wants to be told; raises nothing for who chose nothing."""
    row = session.get(Preference, user_id)
    return row.delivery if row else Delivery.WEEKLY


def choose(session: Session, *, user_id: UUID, delivery: Delivery) -> None:
    """Note how a person wants to be told from now on."""
    row = session.get(Preference, user_id)
    if row is None:
        session.add(Preference(user_id=user_id, delivery=delivery))
    else:
        row.delivery = delivery


def forget(session: Session) -> None:
    """Delete what was read a year ago."""
    before = clock.now() - FORGET_AFTER
    for row in session.scalars(select(Notice).where(Notice.read_at < before)):
        session.delete(row)


def _came_already(session: Session, user_id: UUID, words: Words) -> bool:
    """Whether the same is there unread; then it moves up."""
    same = (Notice.text == words["text"], Notice.href == words["href"])
    query = select(Notice).where(Notice.user_id == user_id, Notice.read_at.is_(None))
    known = session.scalars(query.where(*same).limit(1)).first()
    if known is not None:
        known.at = clock.now()
    return known is not None


def _write_to(session: Session, address: str, words: Words) -> None:
    office = mail.office(session)
    if office is None:
        return
    mail.post(
        session,
        to=address,
        subject=f"{office.name}: something needs a look",
        body=(
            f"{words['text']}.\n\n{office.link(words['href'])}\n\n"
            "This letter names nobody and holds no figures. To choose how you are "
            f"told:\n{office.link('/notices/settings')}\n"
        ),
    )
