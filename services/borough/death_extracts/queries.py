"""What a file of one case says, and which files were asked for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from hashlib import sha256
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.death_analysis import queries as analyses
from borough.death_extracts.model import GOOD_FOR, PURPOSE, ExtractRow
from borough.death_facts import queries as facts
from borough.death_triage import queries as triage
from borough.deaths.model import areas
from borough.deaths.queries import CaseSeen
from kit import clock
from kit.vault.service import Vault

Said = str | date | datetime | bool | int | None


@dataclass(frozen=True, slots=True)
class Line:
    """One thing the file says; ``value`` is as people read it."""

    part: str
    name: str
    value: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ExtractSeen:
    """One file that was asked for."""

    id: UUID
    case_id: UUID
    asked_by: UUID
    asked_post: str
    asked_at: datetime
    agreed_post: str | None
    agreed_at: datetime | None
    taken: int
    taken_at: datetime | None
    holds: bool

    @property
    def may_be_taken(self) -> bool:
        """Whether somebody agreed, not too long ago, and the case still says it."""
        agreed = self.agreed_at
        return self.holds and agreed is not None and clock.now() <= agreed + GOOD_FOR


def lines(session: Session, case: CaseSeen) -> Sequence[Line]:
    """All a file of this case says; whether it may be read, the caller asks."""
    parts: Mapping[str, Iterator[tuple[str, Said]]] = {
        "The case": _case(case),
        "The child": _child(session, case.id),
        "The death": _death(session, case.id),
        "The response": _response(session, case.id),
        "The analysis": _analysis(session, case.id),
    }
    return [
        Line(part, name, _words(value))
        for part, some in parts.items()
        for name, value in some
    ]


def mark(session: Session, said: Sequence[Line]) -> str:
    """A keyed mark of all that is said: two files of one mark say the same."""
    text = orjson.dumps([(each.part, each.name, each.value) for each in said])
    return Vault(session).blind_index(PURPOSE, sha256(text).hexdigest())


def extracts(session: Session, case_id: UUID, *, now: str) -> Sequence[ExtractSeen]:
    """The files of a case, the latest first; ``now`` marks what the case says now."""
    rows = session.scalars(
        select(ExtractRow)
        .where(ExtractRow.case_id == case_id)
        .order_by(ExtractRow.asked_at.desc(), ExtractRow.id)
    )
    names = (
        "id", "case_id", "asked_by", "asked_post", "asked_at", "agreed_post",
        "agreed_at", "taken", "taken_at",
    )  # fmt: skip
    return [
        ExtractSeen(holds=r.mark == now, **{name: getattr(r, name) for name in names})
        for r in rows
    ]


def _case(case: CaseSeen) -> Iterator[tuple[str, Said]]:
    known = areas()
    yield "Code of this panel", case.code
    yield "Notified", case.received_at
    yield "Notified by", case.notifier_name
    yield "Lived in", known.get(case.home, case.home)
    yield "Died in", known.get(case.died_in, case.died_in)
    yield "Age", case.band
    yield "Stage", case.stage


def _child(session: Session, case_id: UUID) -> Iterator[tuple[str, Said]]:
    who = facts.facts(session, case_id).identity
    if who is None:
        return
    yield "Given names", who.given
    yield "Family name", who.family
    yield "Born", who.born_on
    yield "Sex", who.sex
    yield "Ethnic group", who.ethnicity
    yield "NHS number", who.number or who.without
    yield "Address", who.address
    yield "Postcode", who.postcode


def _death(session: Session, case_id: UUID) -> Iterator[tuple[str, Said]]:
    death = facts.facts(session, case_id).death
    if death is None:
        return
    yield "Died", death.died_at
    yield "Kind of place", death.place
    yield "Place", death.where
    yield "What happened", death.story
    yield "Suspected cause", death.cause
    for each in sorted(death.known):
        yield "Circumstance", each


def _response(session: Session, case_id: UUID) -> Iterator[tuple[str, Said]]:
    found = triage.triage(session, case_id)
    if found is not None:
        yield "Joint agency response", found.response
        yield "Reason", found.reason
        yield "Agencies met", found.met_at
    for each in triage.strands(session, case_id):
        yield "Other inquiry", f"{each.strand.value}: {each.stands}"


def _analysis(session: Session, case_id: UUID) -> Iterator[tuple[str, Said]]:
    found = analyses.analysis(session, case_id)
    if not found.version:
        return
    yield "State", found.state
    yield "Summary", found.summary
    yield "Category", found.category_title
    yield "Modifiable factors", found.outcome
    yield "Learning", found.learning
    yield "Good practice", found.good_practice
    for each in analyses.factors(session, case_id):
        could = "could be changed" if each.modifiable else "could not be changed"
        said = (each.domain.value, each.factor.value, each.weight, could, each.text)
        yield "Factor", "; ".join(filter(None, said))


def _words(value: Said) -> str:
    """As it stands in a file: moments in London's time, days as 2026-05-22."""
    if value is None:
        return ""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value.astimezone(clock.LONDON):%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)
