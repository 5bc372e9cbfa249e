"""How coordinators of three boroughs share cases with each other, page by page."""

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZipFile

from borough.case_shares import commands as telling
from borough.case_shares.events import SHARE_SEALED, about, subject_of
from borough.pins import queries as pins
from borough.shared_cases import service as copying
from kit import clock, sealing
from kit.accounts import queries as accounts
from kit.accounts.actor import Actor
from kit.exchange import keys, own_keys
from kit.exchange.outbox import announce
from leadership.members import service as members
from leadership.members.model import Member
from partnership.access import Role
from tests.support import browsing
from tests.support.browsing import DESK, PHONE
from tests.support.case_sharing import Borough
from tests.support.journeys import BOROUGHS, Federation, Person
from tests.support.sealing import a_public_key, told

COORDINATOR = "cdop_coordinator"
AGREEMENT = "Joint panel agreement, third edition"
LEFT_OUT = "They read it out, you type it"


@dataclass
class Running(Borough):
    """A borough whose processes run; its two coordinators are people with browsers."""

    def __post_init__(self) -> None:
        """It has its keys already."""

    @classmethod
    def of(cls, fed: Federation, slug: str) -> "Running":
        """That borough of a federation, with its first two coordinators."""
        instance = fed.instances[slug]
        made = cls(slug, instance.database, instance.settings.keys_dir)
        made.one, made.other = (made.actor(number) for number in (1, 2))
        return made

    def actor(self, number: int) -> Actor:
        """A coordinator who signed in before."""
        email = f"cdop-coordinator.{number}@{self.slug}.example.org"
        with self.database.reading() as session:
            known = accounts.person(session, email=email)
        assert known is not None
        role = Role.CDOP_COORDINATOR
        return Actor(user_id=known.user_id, name=known.name, role=role, email=email)


def coordinators(fed: Federation) -> None:
    """Two coordinators in each borough, whom the others hear of."""
    for slug in BOROUGHS:
        for number in (1, 2):
            coordinator(fed, slug, number)
    tell(fed)


def coordinator(fed: Federation, slug: str, number: int = 1) -> Person:
    return fed.of(slug, COORDINATOR, number=number)


def tell(fed: Federation) -> None:
    """Do now what the exchange of each borough does every five minutes."""
    for slug in BOROUGHS:
        database = fed.instances[slug].database
        telling.look(database)
        with database.transaction() as session:
            copying.sweep(session)


def confirm(fed: Federation, here: str, peer: str) -> None:
    """One coordinator reads their number out, another types what was left out."""
    reader, who = coordinator(fed, peer), coordinator(fed, here)
    reader.open("/sealing-keys/")
    groups = reader.page.locator("ol strong").all_inner_texts()
    assert len(groups) == 8
    who.open(f"/sealing-keys/{peer}/confirm")
    asked = who.page.get_by_label(re.compile(r"Group \d, as they read it out"))
    [at] = [n for n, each in enumerate(groups) if each not in who.main]
    who.told(LEFT_OUT)
    asked.fill("00000")
    who.mark("how", "by telephone")
    who.press("All eight are the same")
    who.refused("These are not the digits of the key we were told")
    asked.fill(groups[at])
    who.press("All eight are the same")
    who.told("The key is confirmed")


def look_again(fed: Federation, person: Person, name: str) -> None:
    """Judge a page of a kind that was looked at before, as it stands by now."""
    fed.axe.must_find_nothing_new(person.page)
    for width in (PHONE, DESK):
        person.page.set_viewport_size({"width": width, "height": 900})
        browsing.keep_picture(person.page, f"{name}-{width}")


def sign_of(reader: Person) -> str:
    """What other boroughs know a coordinator by, as their own page says it."""
    reader.open("/shared-cases/")
    found = reader.page.locator("main strong", has_text="coordinator")
    return found.first.inner_text()


def choose(who: Person, case_id: UUID, reader: str, *parts: str) -> str:
    """Choose what one reader may read, and why; the path of what would leave."""
    who.open(f"/deaths/{case_id}/shares/new")
    option = who.page.locator("select option", has_text=reader)
    who.until(lambda: option.count() == 1, "the coordinator of the other borough")
    who.press("Look at what would leave")
    who.refused("Choose one coordinator who can read it")
    who.refused("Choose at least one part")
    who.choose("Who may read it?", value=option.get_attribute("value") or "")
    who.mark("purpose", "review where the child lived")
    who.mark("legal_basis", "Children Act 2004, section 16M")
    who.type("Under which sharing agreement?", AGREEMENT)
    last = clock.today() + timedelta(days=60)
    who.day("Last day on which it may be kept", last)
    for part in parts:
        who.mark("parts", part)
    who.press("Look at what would leave")
    return who.address()


def attach(who: Person, file: tuple[str, bytes]) -> None:
    """Add a file to what would leave; a file of another kind is refused first."""
    name, content = file
    who.press("Add a file")
    for each, held in (("programme.exe", b"MZ"), (name, content)):
        box = who.page.get_by_label("File", exact=True)
        media = "application/octet-stream"
        box.set_input_files({"name": each, "mimeType": media, "buffer": held})
        who.press("Add it")
        if held is not content:
            who.refused("Choose a PDF, Word (docx) or Excel (xlsx) file")
    who.told("The file is added. Nothing has left")
    who.told(name)


def a_document(size: int) -> bytes:
    """Something with the inside of a Word file, a little longer than ``size`` bytes."""
    held = BytesIO()
    with ZipFile(held, "w") as parts:
        parts.writestr("word/document.xml", secrets.token_bytes(size))
    return held.getvalue()


def send(second: Person, share: str) -> None:
    """A second person looks at all of it, and lets it leave."""
    second.open(share)
    second.press("Seal and send it")
    second.refused("Tick the box to say that you looked")
    second.mark("confirm", "yes")
    second.press("Seal and send it")
    second.told("It is sealed and on its way")


def arrived(reader: Person) -> str:
    """Wait until a share is there that waits for an answer; its path."""
    reader.open("/shared-cases/")
    reader.wait("Waits for your answer")
    row = reader.page.get_by_role("row").filter(has_text="Waits for your answer")
    row.get_by_role("link").first.click()
    reader.page.wait_for_url("**/shared-cases/*-*")
    reader.open(reader.address())
    return reader.address()


def pass_on(fed: Federation, message: dict[str, Any], *, source: str, to: str) -> None:
    """A borough opens what it was sent, and seals what the sender signed to a third."""
    share_id, here = message["data"]["share_id"], fed.instances[source].database
    sender = message["source"].rpartition(":")[2]
    came = about(SHARE_SEALED, source=sender, to=source, share_id=share_id)
    goes = about(SHARE_SEALED, source=source, to=to, share_id=share_id)
    with here.transaction() as session:
        inner = own_keys.unsealed(session, message["data"]["sealed"], context=came)
        key = pins.sealing_key_of(session, to)
        announce(
            session,
            audience=to,
            type=SHARE_SEALED,
            subject=subject_of(UUID(share_id)),
            version=1,
            data={
                "share_id": share_id,
                "sealed": sealing.seal(inner, to=key, context=goes),
            },
        )


def swap_key(fed: Federation, slug: str) -> None:
    """Whoever holds leadership's keys names a key of their own for a borough."""
    instance = fed.instances["leadership"]
    root = keys.load_signing_key(instance.settings.keys_dir)
    key = told(slug, a_public_key(), root)
    with instance.database.transaction() as session:
        row = session.get_one(Member, slug)
        row.sealing_kid, row.sealing_jwk = key.kid, dict(key.jwk)
        row.sealing_cross_sig = key.cross_sig
        session.flush()
        members.publish_registry(session, key=root)
