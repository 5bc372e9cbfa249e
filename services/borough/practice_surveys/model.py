"""A short survey of practitioners: nobody's reply can be told from another's.

A reply holds no name, no account, no address and no time. Nothing is counted before
the survey is closed, so that no reply shows as the difference of two looks.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.errors import Conflict, Invalid
from partnership.bodies.model import Identified
from partnership.disclosure.model import DEFAULT_RULES, DisclosureClass, Rule
from partnership.disclosure.rows import control_row

RULE = DEFAULT_RULES[DisclosureClass.STAFF]
MOST_QUESTIONS = 12
WORDS: Mapping[str, str] = {
    "agree_strongly": "Agree strongly",
    "agree": "Agree",
    "disagree": "Disagree",
    "disagree_strongly": "Disagree strongly",
    "do_not_know": "Do not know",
}
AGREEING = 2  # the first two words are one half of a row, the others the second
Numbers = Mapping[str, int | None]


class SurveyClosed(Conflict):
    """This survey takes no replies today."""

    code = "survey-closed"


class SurveyRow(Identified, Base):
    """The survey of one cycle; ``questions`` are texts in their order."""

    __tablename__ = "practice_surveys_survey"

    cycle_id: Mapped[UUID] = mapped_column(
        ForeignKey("self_assessments_cycle.id"), unique=True, info=OFFICIAL
    )
    questions: Mapped[list[Any]] = mapped_column(info=OFFICIAL)
    opens_on: Mapped[date] = mapped_column(info=OFFICIAL)
    closes_on: Mapped[date] = mapped_column(info=OFFICIAL)

    def must_take(self, on: date) -> None:
        """Raise SurveyClosed on a day before it opens or after it closes."""
        if not self.opens_on <= on <= self.closes_on:
            raise SurveyClosed


class KeyRow(Base):
    """What stands in the address an agency gives its practitioners; drawn by lot."""

    __tablename__ = "practice_surveys_key"

    key: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4, info=OFFICIAL)
    survey_id: Mapped[UUID] = mapped_column(
        ForeignKey("practice_surveys_survey.id"), index=True, info=OFFICIAL
    )
    return_id: Mapped[UUID] = mapped_column(
        ForeignKey("self_assessments_return.id"), info=OFFICIAL
    )


class ReplyRow(Base):
    """One reply: a word for each question. Its id is drawn by lot and tells no time."""

    __tablename__ = "practice_surveys_reply"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4, info=OFFICIAL)
    key: Mapped[UUID] = mapped_column(
        ForeignKey("practice_surveys_key.key"), index=True, info=OFFICIAL
    )
    answers: Mapped[list[Any]] = mapped_column(info=PERSONAL)


def check_questions(questions: Sequence[str]) -> None:
    """Raise Invalid naming ``questions`` unless there are 1 to 12 of them."""
    if not 1 <= len(questions) <= MOST_QUESTIONS:
        fault = f"Enter 1 to {MOST_QUESTIONS} questions, each on a line of its own"
        raise Invalid(fault, fields={"questions": fault})
    if any(len(each) > 300 for each in questions):
        fault = "Each question must have at most 300 characters"
        raise Invalid(fault, fields={"questions": fault})


def check_days(opens_on: date, closes_on: date) -> None:
    """Raise Invalid naming ``closes_on`` for a day that is no use."""
    if closes_on <= opens_on or closes_on < clock.today():
        fault = "It must close after it opens, and not before today"
        raise Invalid(fault, fields={"closes_on": fault})


def controlled(
    counts: Sequence[Mapping[str, int]], rule: Rule = RULE
) -> tuple[list[Numbers], int | None]:
    """Hide small counts of an agency's replies, and what would tell them.

    ``counts`` has one mapping of words to numbers per question; every question was
    answered by the same number of people, which is told too. None is a hidden number.
    """
    rows = [control_row(row, rule, first=AGREEING) for row in counts]
    return [row.parts for row in rows], rows[0].total if rows else 0
