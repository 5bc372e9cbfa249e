"""What agencies wrote: one form, and the forms of a case side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.form_answers.model import AnswersRow, Said
from borough.reporting_forms import queries as requests
from borough.reporting_forms.model import State
from borough.reporting_forms.queries import RequestSeen
from kit.vault.service import Vault

IN = frozenset({State.SENT, State.ACCEPTED})


@dataclass(frozen=True, kw_only=True, slots=True)
class Gathered:
    """One question and what each agency that was asked wrote."""

    section: str
    question: str
    answers: Sequence[tuple[str, str]]


def said(session: Session, request_id: UUID) -> tuple[Said, int]:
    """What was written so far, and its version; 0 before anything is.

    Whether it may be read, the caller asks. Raises VaultClosed, CannotUnlock and
    KeyDestroyed.
    """
    row = session.scalar(select(AnswersRow).where(AnswersRow.request_id == request_id))
    if row is None:
        return Said(), 0
    return _read(Vault(session), row), row.version


def answered(session: Session, case_id: UUID) -> set[str]:
    """The words of the questions that accepted forms of a case answer."""
    accepted = [
        each
        for each in requests.of_case(session, case_id)
        if each.state is State.ACCEPTED
    ]
    found = _of_case(session, case_id)
    return {word for each in accepted for word in found.get(each.id, Said()).answers}


def gathered(session: Session, case_id: UUID) -> Sequence[Gathered]:
    """What the forms that were sent say, question by question; read as ``said``."""
    found = _of_case(session, case_id)
    sent = [each for each in requests.of_case(session, case_id) if each.state in IN]
    lines: dict[str, tuple[str, str, list[tuple[str, str]]]] = {}
    for request in sent:
        _add(lines, request, found.get(request.id, Said()))
    return [
        Gathered(section=section, question=label, answers=answers)
        for section, label, answers in lines.values()
    ]


def _add(
    lines: dict[str, tuple[str, str, list[tuple[str, str]]]],
    request: RequestSeen,
    wrote: Said,
) -> None:
    for section in request.sections:
        for question in section.questions:
            if question.word in wrote.answers:
                line = lines.setdefault(
                    question.word, (section.title, question.label, [])
                )
                line[2].append((request.agency_name, wrote.answers[question.word]))


def _of_case(session: Session, case_id: UUID) -> dict[UUID, Said]:
    vault = Vault(session)
    rows = session.scalars(select(AnswersRow).where(AnswersRow.case_id == case_id))
    return {row.request_id: _read(vault, row) for row in rows}


def _read(vault: Vault, row: AnswersRow) -> Said:
    return Said.read(vault.get(row, "content"))
