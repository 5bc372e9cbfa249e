"""Put a case into the words of a page, and name what must not stand in them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from borough.death_analysis import queries as analyses
from borough.death_facts import queries as facts
from borough.death_facts.model import PlaceKind
from borough.death_meetings import queries as meetings
from borough.death_triage import queries as triage
from borough.deaths.queries import CaseSeen
from borough.professionals import queries as professionals
from borough.professionals.model import Part
from kit import clock
from partnership.death_rules.analysis import Domain
from partnership.redaction import known as redaction
from partnership.redaction.assistant import Cleaned, clean
from partnership.redaction.days import offset
from partnership.redaction.known import Known, Person, Somewhere

_WORKPLACES = {
    Part.GP: "a health service",
    Part.CONSULTANT: "a hospital",
    Part.NURSE: "a hospital",
    Part.MIDWIFE: "a health service",
    Part.SCHOOL: "a school",
    Part.SCHOOL_NURSE: "a school",
    Part.EARLY_YEARS: "a nursery",
    Part.HOSPICE: "a hospice",
    Part.POLICE: "a police station",
}
_PLACES = {PlaceKind.HOME: "the home", PlaceKind.OTHER: "a place"}


def proposed(session: Session, case: CaseSeen) -> tuple[str, Cleaned]:
    """What is known of a case in words, as it stands and as the assistant cleans it.

    Whether the case may be opened, the caller asks.
    """
    text = _told(session, case)
    return text, clean(text, known_of(session, case.id))


def known_of(session: Session, case_id: UUID) -> Known:
    """What of a case must not stand in a pack. Read as above."""
    found = facts.facts(session, case_id)
    people, places = _around(session, case_id)
    if found.death and found.death.where:
        label = _PLACES.get(found.death.place, f"a {found.death.place.value}")
        places.append(Somewhere(name=found.death.where, label=label))
    died_on = clock.london_day(found.death.died_at) if found.death else None
    if found.identity is None:
        return Known(people=people, places=places, died_on=died_on)
    who = found.identity
    child = Person(name=f"{who.given} {who.family}", label="the child")
    if who.address:
        home = Somewhere(
            name=who.address, label="an address", kind=redaction.Kind.ADDRESS
        )
        places.append(home)
    return Known(
        people=[child, *people],
        places=places,
        number=who.number,
        postcode=who.postcode,
        born_on=who.born_on,
        died_on=died_on,
    )


def _around(session: Session, case_id: UUID) -> tuple[list[Person], list[Somewhere]]:
    """The professionals of a case, and where they work."""
    people, places = _key_worker(session, case_id), []
    for each in professionals.professionals(session, case_id):
        people.append(Person(name=each.name, label=each.part.value))
        if each.workplace:
            label = _WORKPLACES.get(each.part, "a workplace")
            places.append(Somewhere(name=each.workplace, label=label))
    return people, places


def _key_worker(session: Session, case_id: UUID) -> list[Person]:
    worker, _ = meetings.key_worker(session, case_id)
    return [Person(name=worker.name, label="the key worker")] if worker else []


def _told(session: Session, case: CaseSeen) -> str:
    """A page's words before they are cleaned; its days are days from the death."""
    found = facts.facts(session, case.id)
    lines = [f"Age: {case.band.value if case.band else 'not known'}"]
    if found.identity:
        lines.append(f"Sex: {found.identity.sex.value}")
    if found.death:
        circumstances = ", ".join(sorted(each.value for each in found.death.known))
        lines += [
            f"Place of death: {found.death.place.value}",
            f"Known: {circumstances or 'nothing ticked'}",
            f"Notified: {_from(found.death.died_at, case.received_at)}",
        ]
        lines += _beside(session, case, found.death.died_at)
        lines += _titled("What was told", found.death.story)
        lines += _titled("Suspected cause", found.death.cause)
    around = professionals.professionals(session, case.id)
    parts = ", ".join(dict.fromkeys(each.part.value for each in around))
    lines += _titled("Professionals who knew the child", parts)
    return "\n".join([*lines, *_analysed(session, case)])


def _beside(session: Session, case: CaseSeen, died_at: datetime) -> list[str]:
    answered = triage.triage(session, case.id)
    lines = []
    if answered and answered.response:
        met = _from(died_at, answered.met_at) if answered.met_at else "not yet"
        lines.append(f"Joint agency response, met: {met}")
    strands = [each.strand.value for each in triage.strands(session, case.id)]
    if strands:
        lines.append(f"Other inquiries: {', '.join(strands)}")
    return lines


def _analysed(session: Session, case: CaseSeen) -> list[str]:
    found = analyses.analysis(session, case.id)
    lines = _handed_on(session, case) if not found.summary else []
    lines += _titled("Summary", found.summary)
    for factor in analyses.factors(session, case.id):
        change = "modifiable" if factor.modifiable else "not modifiable"
        heading = f"{factor.domain.value} ({factor.weight}, {change})"
        lines += _titled(heading, factor.text)
    return lines


def _handed_on(session: Session, case: CaseSeen) -> list[str]:
    """The draft that the review meeting handed on, before the panel wrote its own."""
    draft = meetings.draft(session, case.id)
    if draft is None:
        return []
    told = (
        ("Summary of the review meeting", draft.summary),
        (Domain.A.value, draft.child),
        (Domain.B.value, draft.social),
        (Domain.C.value, draft.physical),
        (Domain.D.value, draft.services),
        ("What was learnt", draft.learning),
    )
    return [line for title, text in told for line in _titled(title, text)]


def _titled(title: str, text: str) -> list[str]:
    return ["", title, text.strip()] if text.strip() else []


def _from(died_at: datetime, then: datetime) -> str:
    return offset((clock.london_day(then) - clock.london_day(died_at)).days)
