"""Save a form part by part, send it when it is complete, or step back from it."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.form_answers.model import (
    LONGEST,
    AnswersChanged,
    AnswersRow,
    NotComplete,
    Said,
)
from borough.reporting_forms import queries as requests
from borough.reporting_forms import service as requesting
from borough.reporting_forms.queries import RequestSeen
from kit import clock
from kit.accounts.actor import Actor
from kit.errors import Invalid, NotFound
from kit.vault.service import Vault
from partnership.death_rules.reporting_forms import Section


def save(
    session: Session,
    *,
    request_id: UUID,
    number: int,
    seen: int,
    answers: Mapping[str, str],
    nothing: bool,
    by: Actor,
) -> None:
    """Save one section of a form; empty answers are none.

    ``number`` counts from 1. Raises NotFound, NotAllowed, WrongState, AnswersChanged,
    and Invalid for a question that is not asked, for an answer that is no choice, and
    for answers beside the tick that nothing is known.
    """
    request = requests.writable(session, by, request_id)
    section = section_of(request, number)
    given = _checked(section, answers, nothing=nothing)
    row, before = _row(session, request, seen)
    words = {each.word for each in section.questions}
    kept = {word: text for word, text in before.answers.items() if word not in words}
    ticked = before.nothing - {section.word} | ({section.word} if nothing else set())
    wrote = Said(answers=kept | given, nothing=frozenset(ticked))
    row.version += 1
    Vault(session).put(row, content=wrote.written())
    session.add(row)
    session.flush()
    done = wrote.done(request.sections)
    requesting.note_progress(session, request_id=request_id, done=done, by=by)


def send(session: Session, *, request_id: UUID, seen: int, by: Actor) -> None:
    """Send a form to be checked; its clock stops and it cannot be changed any more.

    ``seen`` is the version of the answers. Raises NotFound, NotAllowed, WrongState,
    AnswersChanged and NotComplete.
    """
    request = requests.writable(session, by, request_id)
    _, wrote = _row(session, request, seen)
    if wrote.done(request.sections) < len(request.sections):
        raise NotComplete
    requesting.send(session, request_id=request_id, by=by)


def section_of(request: RequestSeen, number: int) -> Section:
    """The section of a form by its number from 1; raises NotFound."""
    sections = request.sections
    if not 1 <= number <= len(sections):
        raise NotFound
    return sections[number - 1]


def _row(session: Session, request: RequestSeen, seen: int) -> tuple[AnswersRow, Said]:
    """The answers as they were seen, or a fresh row for none."""
    row = session.scalar(
        select(AnswersRow).where(AnswersRow.request_id == request.id).with_for_update()
    )
    if row is not None:
        row.must_be(seen)
        return row, Said.read(Vault(session).get(row, "content"))
    if seen:
        raise AnswersChanged
    return _fresh(request), Said()


def _fresh(request: RequestSeen) -> AnswersRow:
    return AnswersRow(
        id=clock.new_id(),
        request_id=request.id,
        case_id=request.case_id,
        key_id=request.key_id,
        version=0,
    )


def _checked(
    section: Section, answers: Mapping[str, str], *, nothing: bool
) -> dict[str, str]:
    given = {word: text.strip() for word, text in answers.items() if text.strip()}
    asked = {each.word: each for each in section.questions}
    faults = dict.fromkeys(given.keys() - asked.keys(), "This is not asked")
    for word, text in given.items():
        choices = asked[word].choices if word in asked else ()
        if choices and text not in choices:
            faults[word] = "Choose one of the answers"
        elif len(text) > LONGEST:
            faults[word] = f"Use at most {LONGEST:,} characters"
    if nothing and given:
        faults["nothing"] = "Leave the tick out where you answer something"
    if faults:
        raise Invalid("Some answers cannot be saved", fields=faults)
    return given
