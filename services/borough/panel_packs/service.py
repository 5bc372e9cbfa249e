"""Make packs, clean their pages, have them confirmed, open them, and let them expire.

The assistant only proposes. A page counts when a person who may open the case has read
it to its end; a pack opens when every page counts.
"""

import secrets
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.deaths import queries as cases
from borough.deaths.queries import CaseSeen
from borough.disposals.model import is_held
from borough.pack_words.queries import known_of, proposed
from borough.panel_packs.model import (
    KEY,
    MOST,
    PackGone,
    PackRow,
    PageRow,
    PagesWait,
    SecretRow,
)
from borough.panels import queries as panels
from borough.panels.model import PACK
from borough.panels.queries import Listed
from kit import clock
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import Invalid, NotFound
from kit.notices import service as notices
from kit.trail import service as trail
from kit.vault.service import Vault
from partnership.access import authorise, role_name
from partnership.redaction import pseudonyms
from partnership.redaction.assistant import Cleaned, clean, left_over, marks
from partnership.redaction.known import Mark

HREF = "/panels/"


def make(session: Session, *, meeting_id: UUID, by: Actor) -> int:
    """Make the pages of those cases of an agenda that are open to this person.

    Pages that stand already stay as they are; returns how many are new. Raises
    NotFound, NotAllowed and PackGone.
    """
    panels.meeting(session, by, meeting_id, Action.CREATE)
    listed = panels.items(session, by, meeting_id)
    mine = cases.codes(session, by, [each.case_id for each in listed])
    row = _pack(session, meeting_id, by)
    had = set(session.scalars(select(PageRow.item_id).where(PageRow.pack_id == row.id)))
    new = [each for each in listed if each.case_id in mine and each.id not in had]
    for item in new:
        _add(session, row, item, by)
    _note(session, row, "pack.made")
    return len(new)


def write(session: Session, *, page_id: UUID, seen: int, text: str, by: Actor) -> None:
    """Write in a page; the assistant cleans it, and somebody must confirm it again.

    Raises NotFound, NotAllowed, PageChanged, PackGone, and Invalid for a long text.
    """
    row, case = _page(session, page_id, by)
    row.must_be(seen)
    _put(session, row, clean(_checked(text), known_of(session, case.id)))
    row.wait()
    _note(session, row, "pack.page-written")


def propose_again(session: Session, *, page_id: UUID, seen: int, by: Actor) -> None:
    """Throw away what was written in a page and take what the case says now."""
    row, case = _page(session, page_id, by)
    row.must_be(seen)
    _, cleaned = proposed(session, case)
    _put(session, row, cleaned)
    row.wait()
    _note(session, row, "pack.page-proposed")


def confirm(
    session: Session,
    *,
    page_id: UUID,
    seen: int,
    text: str,
    looked: bool = False,
    by: Actor,
) -> None:
    """Say that one has read this text to its end and that nothing in it tells who.

    Raises Invalid where something that tells still stands, by its line and kind and
    never by its words; what only looks like a name passes when it was ``looked`` at.
    Raises NotFound, NotAllowed, PageChanged and PackGone.
    """
    row, case = _page(session, page_id, by)
    row.must_be(seen)
    words, known = _checked(text), known_of(session, case.id)
    if left := left_over(words, known):
        raise _left(words, left, "This still tells somebody")
    if (near := marks(words, known)) and not looked:
        raise _left(words, near, "Look at what is near a name, and tick that you did")
    Vault(session).put(row, text=words)
    row.confirm(role_name(by.role))
    _note(session, row, "pack.page-confirmed")


def open_pack(session: Session, *, meeting_id: UUID, seen: int, by: Actor) -> None:
    """Let the invited members read the pack; they are told.

    Raises NotFound, NotAllowed, PackChanged, PackGone, and PagesWait where a case of
    the agenda has no confirmed page.
    """
    row = _found(session, meeting_id, by)
    row.must_be(seen)
    ready = set(
        session.scalars(
            select(PageRow.item_id).where(
                PageRow.pack_id == row.id, PageRow.confirmed_at.is_not(None)
            )
        )
    )
    listed = {each.id for each in panels.items(session, by, meeting_id)}
    if not listed or not listed <= ready:
        raise PagesWait
    row.open(role_name(by.role))
    for each in panels.invited(session, meeting_id):
        notices.tell(
            session,
            user_id=each.user_id,
            kind="panel",
            text="The papers of a panel meeting are ready to read",
            href=f"{HREF}{meeting_id}/pack",
        )
    _note(session, row, "pack.opened")


def take_back(session: Session, *, meeting_id: UUID, seen: int, by: Actor) -> None:
    """Close a pack that was opened; raises NotFound, NotAllowed and PackChanged."""
    row = _found(session, meeting_id, by)
    row.must_be(seen)
    row.take_back()
    _note(session, row, "pack.taken-back")


def expire(session: Session, *, on: date) -> int:
    """Destroy the keys of packs whose days are over by a day; how many went.

    One that something holds stays locked and unread until nothing does. The door
    rewrites the files afterwards.
    """
    gone = 0
    for row in session.scalars(
        select(PackRow).where(PackRow.shredded_at.is_(None)).with_for_update()
    ).all():
        over = panels.closes_on(session, row.meeting_id) <= on
        if over and not is_held(session, row.id):
            Vault(session).destroy(row.key_id)
            row.shredded_at = clock.now()
            row.version += 1
            _note(session, row, "pack.expired")
            gone += 1
    return gone


def _add(session: Session, pack: PackRow, item: Listed, by: Actor) -> None:
    case = cases.known(session, by, item.case_id, Action.UPDATE)
    taken = frozenset(
        session.scalars(select(PageRow.code).where(PageRow.pack_id == pack.id))
    )
    key = _secret(session, case)
    row = PageRow(
        id=clock.new_id(),
        pack_id=pack.id,
        item_id=item.id,
        case_id=case.id,
        key_id=pack.key_id,
        # The code by which coordinators call the case is never one of its codes here.
        code=pseudonyms.pseudonym(key, str(pack.meeting_id), taken=taken | {case.code}),
        found={},
    )
    _, cleaned = proposed(session, case)
    _put(session, row, cleaned)
    session.add(row)
    session.flush()


def _put(session: Session, row: PageRow, cleaned: Cleaned) -> None:
    Vault(session).put(row, text=cleaned.text)
    row.found = {kind.value: number for kind, number in cleaned.kinds.items()}


def _secret(session: Session, case: CaseSeen) -> bytes:
    """The key of a case's codes; the first time it is made."""
    vault = Vault(session)
    row = session.scalar(select(SecretRow).where(SecretRow.case_id == case.id))
    if row is None:
        row = SecretRow(id=clock.new_id(), case_id=case.id, key_id=case.key_id)
        vault.put(row, secret=secrets.token_bytes(pseudonyms.KEY))
        session.add(row)
        session.flush()
    return bytes(vault.get(row, "secret"))


def _checked(text: str) -> str:
    words = text.replace("\r\n", "\n").strip()
    if not words or len(words) > MOST:
        fault = f"Write something, of at most {MOST:,} characters"
        raise Invalid(fault, fields={"text": fault})
    return words


def _left(text: str, found: list[Mark], fault: str) -> Invalid:
    """What is left, by line and kind: a fault never repeats what tells somebody."""
    where = dict.fromkeys(
        f"line {text.count(chr(10), 0, mark.start) + 1}: {mark.kind.value}"
        for mark in found
    )
    says = f"{fault}: {'; '.join(where)}"
    return Invalid(says, fields={"text": says})


def _pack(session: Session, meeting_id: UUID, by: Actor) -> PackRow:
    """The pack of a meeting, made the first time; raises PackGone."""
    wanted = select(PackRow).where(PackRow.meeting_id == meeting_id).with_for_update()
    row = session.scalar(wanted)
    if row is None:
        key_id = Vault(session).new_key(KEY)
        row = PackRow(id=clock.new_id(), meeting_id=meeting_id, key_id=key_id)
        session.add(row)
        session.flush()
    if panels.meeting(session, by, meeting_id).closes_on <= clock.today():
        raise PackGone
    row.must_stand()
    return row


def _found(session: Session, meeting_id: UUID, by: Actor) -> PackRow:
    scope = Scope(record=str(meeting_id))
    authorise(session, by, Action.APPROVE, PACK, scope)
    wanted = select(PackRow).where(PackRow.meeting_id == meeting_id).with_for_update()
    row = session.scalar(wanted)
    if row is None:
        raise NotFound
    row.must_stand()
    return row


def _page(session: Session, page_id: UUID, by: Actor) -> tuple[PageRow, CaseSeen]:
    """A page of a case that is open to this person, locked."""
    row = session.get(PageRow, page_id, with_for_update=True)
    case = cases.known(session, by, row.case_id if row else page_id, Action.UPDATE)
    if row is None:
        raise NotFound
    pack = session.get_one(PackRow, row.pack_id)
    listed = {each.id for each in panels.items(session, by, pack.meeting_id)}
    if row.item_id not in listed or pack.shredded_at is not None:
        raise NotFound
    return row, case


def _note(session: Session, row: PackRow | PageRow, act: str) -> None:
    session.flush()
    trail.record(session, act=act, resource=PACK, record=row.id)
