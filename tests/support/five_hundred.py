"""Five hundred shares of marked children, and where their marks must not be found."""

import base64
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from uuid import UUID

from joserfc.util import urlsafe_b64decode
from sqlalchemy import func, select

from borough.case_shares import queries as shares
from borough.case_shares import service as sharing
from borough.case_shares.events import SHARE_SEALED
from borough.case_shares.model import LegalBasis, Part, Purpose
from borough.coordinators import queries as coordinators
from borough.share_files.events import SHARE_PIECE
from borough.share_files.service import File
from borough.shared_cases.model import SharedRow
from kit import clock, pieces, sealing
from partnership.death_rules.nhs_number import last_digit
from tests.support import canaries
from tests.support.case_sharing import a_child
from tests.support.journeys import Federation
from tests.support.sealed_journey import Running

CASES, OF_EACH = 20, 25
GIVEN, FAMILY = canaries.NAME.split()
BORN = date(2011, 3, 27)
NUMBER = f"999001783{last_digit('999001783')}"
WORDS = (
    FAMILY, NUMBER, BORN.isoformat(), canaries.ADDRESS, canaries.POSTCODE,
)  # fmt: skip
# What is told of a death is short or long: seals of more than one size are wanted.
STORIES = [f"{canaries.STORY}. " * number for number in (1, 60)]
FILES = [
    File(
        name=f"{canaries.NAME}.pdf",
        media="application/pdf",
        content=f"%PDF-1.7 {canaries.STORY}".encode() * number,
    )
    for number in (4000, 10)
]
SECONDS = 240


def share_all(fed: Federation, source: str, readers: Sequence[str]) -> list[UUID]:
    """Let all leave, each by two people, for the first coordinator of each reader."""
    here = Running.of(fed, source)
    named = [_reader(fed, here, slug) for slug in readers]
    return [
        share_id
        for number in range(CASES)
        for share_id in _of_one_case(here, number, named)
    ]


def _reader(fed: Federation, here: Running, slug: str) -> UUID:
    there = Running.of(fed, slug)
    code = there.look(coordinators.own_code, there.one.user_id)
    [found] = [
        each.id
        for each in here.look(coordinators.elsewhere)
        if (each.borough, each.code) == (slug, code)
    ]
    return found


def _of_one_case(here: Running, number: int, readers: Sequence[UUID]) -> list[UUID]:
    who = a_child(
        given=GIVEN, family=FAMILY, born_on=BORN, number=NUMBER,
        address=canaries.ADDRESS, postcode=canaries.POSTCODE,
    )  # fmt: skip
    case_id = here.case(who=who, story=STORIES[number % len(STORIES)])
    files = [FILES[number % len(FILES)]]
    with here.database.transaction() as session:
        return [
            _one(session, here, case_id, reader, files if each == 0 else [])
            for each in range(OF_EACH)
            for reader in [readers[(number + each) % len(readers)]]
        ]


def _one(
    session: Any, here: Running, case_id: UUID, reader: UUID, files: Sequence[File]
) -> UUID:
    made = sharing.prepare(
        session, case_id=case_id, coordinator_id=reader, purpose=Purpose.JOINT,
        legal_basis=LegalBasis.REVIEW, agreement=f"Agreement about {canaries.NAME}",
        expires_on=clock.today() + timedelta(days=30),
        parts=[Part.IDENTITY, Part.CIRCUMSTANCES], by=here.one,
    )  # fmt: skip
    about: dict[str, Any] = {"case_id": case_id, "share_id": made}
    for file in files:
        sharing.add_file(session, **about, file=file, by=here.one)
    seen = shares.share(session, case_id, made).digest
    sharing.approve(session, **about, seen=seen, by=here.other)
    return made


def wait_for(fed: Federation, slug: str, number: int) -> None:
    """Wait until a borough opened so many shares."""
    database, deadline = fed.instances[slug].database, monotonic() + SECONDS
    opened = select(func.count()).where(SharedRow.content.is_not(None))
    here = 0
    while here < number:
        assert monotonic() < deadline, f"{slug} has {here} of {number}"
        sleep(0.5)
        with database.reading() as session:
            here = session.scalar(opened) or 0


def lengths(database: Path) -> dict[str, set[int]]:
    """How long what left sealed is, inside its seal, by kind of message."""
    found: dict[str, set[int]] = {SHARE_SEALED: set(), SHARE_PIECE: set()}
    for event in canaries.bundles(database):
        if event["type"] == SHARE_SEALED:
            cipher = event["data"]["sealed"].split(".")[3]
            found[SHARE_SEALED].add(len(urlsafe_b64decode(cipher.encode())))
        elif event["type"] == SHARE_PIECE:
            words = event["data"]["piece"]
            piece = base64.urlsafe_b64decode(words + "=" * (-len(words) % 4))
            found[SHARE_PIECE].add(len(piece) - pieces.TAG)
    return found


SIZES = set(sealing.SIZES)


def back_up(fed: Federation, folder: Path) -> None:
    """A copy of each member's database, as the runbook has it; no keys."""
    folder.mkdir()
    for slug, instance in fed.instances.items():
        source = sqlite3.connect(str(instance.database.engine.url.database))
        copy = sqlite3.connect(folder / f"{slug}.sqlite")
        with source, copy:
            source.backup(copy)
        source.close()
        copy.close()


def all_files(fed: Federation, *more: Path) -> Iterator[Path]:
    """What members keep but their keys, what they log and say, and what is given."""
    for folder in (fed.demo.folder, *more):
        for file in folder.rglob("*"):
            if file.is_file() and "keys" not in file.parts:
                yield file
