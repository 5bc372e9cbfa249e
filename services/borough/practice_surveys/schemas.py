"""What forms of a practitioner survey may carry."""

from typing import Any

from marshmallow import Schema, fields, validate

from borough.practice_surveys.model import MOST_QUESTIONS, WORDS
from borough.reviews.schemas import a_day, a_text


class Opened(Schema):
    """A survey: its questions, each on a line of its own, and its days."""

    questions = a_text("The questions", 4000)
    opens_on = a_day("The day it opens")
    closes_on = a_day("The last day for replies")


def reply_schema(number: int) -> Schema:
    """A word for each of so many questions."""
    answers: dict[str, fields.Field[Any]] = {
        f"q{place}": fields.String(
            required=True,
            validate=validate.OneOf(list(WORDS), error="Choose one of the answers"),
            metadata={"label": f"Question {place}"},
            error_messages={"required": f"Choose an answer to question {place}"},
        )
        for place in range(1, min(number, MOST_QUESTIONS) + 1)
    }
    return Schema.from_dict(answers, name="Reply")()
