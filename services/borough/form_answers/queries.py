"""What agencies wrote: one form, and the forms of a case side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.form_answers.model import AnswersRow, Said, of_case
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
    return Said.read(Vault(session).get(row, "content")), row.version


def gathered(session: Session, case_id: UUID) -> Sequence[Gathered]:
    """What the forms that were sent say, question by question; read as ``said``."""
    found = of_case(session, case_id)
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
