"""Say all there is to a case, and give it as a file once a second person agreed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from hashlib import sha256
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from borough.death_analysis import queries as analyses
from borough.death_extracts.model import PURPOSE, ExtractRow, UnknownExtract
from borough.death_facts import queries as facts
from borough.death_triage import queries as triage
from borough.deaths import queries as cases
from borough.deaths.model import CASE, areas
from borough.deaths.queries import CaseSeen
from kit import clock
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.trail import service as trail
from kit.vault.service import Vault
from partnership.access import role_name

Said = str | date | datetime | bool | int | None


@dataclass(frozen=True, slots=True)
class Line:
    """One thing the file says; ``value`` is as people read it."""

    part: str
    name: str
    value: str


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


def ask(session: Session, *, case_id: UUID, by: Actor) -> UUID:
    """Ask for a file of all the case says now; raises NotFound and NotAllowed."""
    case = _mine(session, case_id, by)
    row = ExtractRow(
        id=clock.new_id(),
        case_id=case.id,
        mark=mark(session, lines(session, case)),
        asked_by=by.user_id,
        asked_post=role_name(by.role),
    )
    session.add(row)
    _note(session, row, "case.extract-asked")
    return row.id


def agree(session: Session, *, case_id: UUID, extract_id: UUID, by: Actor) -> None:
    """Agree as a second coordinator the case is open to.

    Raises NotFound, NotAllowed, SameCoordinator, NotAgreed where somebody did before,
    and CaseSaysMore.
    """
    case = _mine(session, case_id, by)
    row = _held(session, case, extract_id)
    said = lines(session, case)
    row.agree(by=by.user_id, post=role_name(by.role), mark=mark(session, said))
    _note(session, row, "case.extract-agreed")


def take(
    session: Session, *, case_id: UUID, extract_id: UUID, by: Actor
) -> Sequence[Line]:
    """Count that the file is taken, and say what it says.

    Raises NotFound, NotAllowed, NotAgreed and CaseSaysMore.
    """
    case = _mine(session, case_id, by)
    row = _held(session, case, extract_id)
    said = lines(session, case)
    row.take(mark=mark(session, said))
    _note(session, row, "case.extract-taken")
    return said


def _mine(session: Session, case_id: UUID, by: Actor) -> CaseSeen:
    return cases.known(session, by, case_id, Action.UPDATE)


def _held(session: Session, case: CaseSeen, extract_id: UUID) -> ExtractRow:
    row = session.get(ExtractRow, extract_id, with_for_update=True)
    if row is None or row.case_id != case.id:
        raise UnknownExtract
    return row


def _note(session: Session, row: ExtractRow, act: str) -> None:
    session.flush()
    trail.record(
        session, act=act, resource=CASE, record=row.case_id, detail={"count": row.taken}
    )


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
