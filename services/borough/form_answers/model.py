"""What an agency wrote in its form, in one locked value per form."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import CASE_IDENTIFIER, OFFICIAL
from kit.errors import Conflict
from kit.vault.service import Vault
from partnership.death_rules.reporting_forms import Section

# Characters of one answer.
LONGEST = 10_000


class AnswersChanged(Conflict):
    """These answers were changed in another window. Your words are kept."""

    code = "answers-changed"


class NotComplete(Conflict):
    """Every part needs an answer, or the tick that nothing is known."""

    code = "not-complete"


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """Answers by the words of their questions; ``nothing`` are sections without any."""

    answers: dict[str, str] = field(default_factory=dict)
    nothing: frozenset[str] = frozenset()

    def written(self) -> dict[str, Any]:
        """As it is locked."""
        return {"answers": self.answers, "nothing": sorted(self.nothing)}

    @classmethod
    def read(cls, written: dict[str, Any]) -> Self:
        """From what was locked."""
        return cls(answers=written["answers"], nothing=frozenset(written["nothing"]))

    def is_done(self, section: Section) -> bool:
        """Whether a section has an answer, or the tick that nothing is known."""
        words = {each.word for each in section.questions}
        return section.word in self.nothing or bool(words & self.answers.keys())

    def done(self, sections: Sequence[Section]) -> int:
        """How many of these sections are done."""
        return sum(self.is_done(each) for each in sections)


class AnswersRow(Base):
    """The answers to one request, locked with the key of its case."""

    __tablename__ = "form_answers_answers"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    request_id: Mapped[UUID] = mapped_column(
        ForeignKey("reporting_forms_request.id"), unique=True, info=OFFICIAL
    )
    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("deaths_case.id"), index=True, info=OFFICIAL
    )
    key_id: Mapped[UUID] = mapped_column(info=OFFICIAL)
    content: Mapped[bytes | None] = mapped_column(LargeBinary, info=CASE_IDENTIFIER)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)

    def must_be(self, version: int) -> None:
        """Raise AnswersChanged where the version that was seen is not this one."""
        if self.version != version:
            raise AnswersChanged


def of_case(session: Session, case_id: UUID) -> dict[UUID, Said]:
    """What was written in the forms of a case, by the id of the request.

    Whether it may be read, the caller asks. Raises VaultClosed, CannotUnlock and
    KeyDestroyed.
    """
    vault = Vault(session)
    rows = session.scalars(select(AnswersRow).where(AnswersRow.case_id == case_id))
    return {row.request_id: Said.read(vault.get(row, "content")) for row in rows}
