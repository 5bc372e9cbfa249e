"""Read the chosen parts of a case in the words in which they are shared."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from borough.case_shares.model import Content, Part
from borough.death_facts import queries as facts
from borough.death_facts.queries import Facts
from borough.death_triage import queries as triage
from borough.deaths.model import areas
from borough.deaths.queries import CaseSeen
from borough.form_answers import queries as form_answers
from borough.professionals import queries as professionals
from kit import clock
from kit.web import filters

Records = list[dict[str, str]]
MOMENTS = {"died_at", "met_at", "notified_at", "since"}
DAYS = {"born_on"}
# Words of closed lists, which stand in small letters.
FIXED = {"sex", "ethnicity", "place", "known", "part", "response", "stage"}


def content(session: Session, case: CaseSeen, parts: Iterable[str]) -> Content:
    """The chosen parts of a case as they stand; a part nothing is known of is empty.

    Whether the case may be opened, the caller asks.
    """
    found = facts.facts(session, case.id)
    makers = {
        Part.IDENTITY: lambda: _identity(found),
        Part.CIRCUMSTANCES: lambda: _circumstances(found),
        Part.PROFESSIONALS: lambda: _professionals(session, case.id),
        Part.TRIAGE: lambda: _triage(session, case.id),
        Part.REVIEW: lambda: _review(case, found),
        Part.FORMS: lambda: _forms(session, case.id),
    }
    return {each.value: makers[each]() for each in Part if each.value in set(parts)}


def in_words(records: Sequence[Mapping[str, str]]) -> Records:
    """Records of a part as pages show them: days and times as people say them."""
    return [
        {word: _in_words(word, text) for word, text in record.items()}
        for record in records
    ]


def _in_words(word: str, text: str) -> str:
    try:
        if word in MOMENTS:
            return filters.london(clock.parse_iso(text))
        if word in DAYS:
            return filters.day(date.fromisoformat(text))
    except ValueError:
        return text  # another borough wrote it
    return text[:1].upper() + text[1:] if word in FIXED else text


def _identity(found: Facts) -> Records:
    who = found.identity
    if who is None:
        return []
    return _told(
        given=who.given,
        family=who.family,
        born_on=who.born_on.isoformat(),
        sex=who.sex.value,
        ethnicity=who.ethnicity.value,
        nhs_number=who.number or "",
        no_number_because=who.without.value if who.without else "",
        address=who.address,
        postcode=who.postcode,
    )


def _circumstances(found: Facts) -> Records:
    death = found.death
    if death is None:
        return []
    return _told(
        died_at=clock.iso(death.died_at),
        place=death.place.value,
        where=death.where,
        story=death.story,
        cause=death.cause,
        known="; ".join(sorted(each.value for each in death.known)),
    )


def _professionals(session: Session, case_id: UUID) -> Records:
    return [
        record
        for each in professionals.professionals(session, case_id)
        for record in _told(
            part=each.part.value,
            agency=each.agency_name,
            name=each.name,
            workplace=each.workplace,
            contact=each.contact,
        )
    ]


def _triage(session: Session, case_id: UUID) -> Records:
    decided = triage.triage(session, case_id)
    beside = triage.strands(session, case_id)
    if decided is None and not beside:
        return []
    met = decided.met_at if decided else None
    return _told(
        response=_yes_or_no(decided.response) if decided else "not decided",
        asked_by="; ".join(e.value for e in decided.asked_by) if decided else "",
        reason=decided.reason if decided else "",
        met_at=clock.iso(met) if met else "",
        inquiries="; ".join(f"{e.strand.value}: {e.stands.lower()}" for e in beside),
    )


def _review(case: CaseSeen, found: Facts) -> Records:
    named = areas()
    return _told(
        notified_at=clock.iso(case.received_at),
        notifier=case.notifier_name,
        home=named.get(case.home, case.home),
        died_in=named.get(case.died_in, case.died_in),
        stage=case.stage.value,
        since=clock.iso(case.stage_since),
        forms="; ".join(form.title for form in found.asks_for(case.received_at)),
    )


def _forms(session: Session, case_id: UUID) -> Records:
    """What agencies wrote on the forms they sent, question by question."""
    return [
        record
        for each in form_answers.gathered(session, case_id)
        for agency, answer in each.answers
        for record in _told(
            section=each.section, question=each.question, agency=agency, answer=answer
        )
    ]


def _told(**words: str) -> Records:
    """One record of what is known; what is not is left out."""
    return [{name: text for name, text in words.items() if text}]


def _yes_or_no(said: bool) -> str:
    return "yes" if said else "no"
