"""What forms about answers and evidence may carry."""

from marshmallow import Schema, fields, validate

from borough.agency_answers.model import NOT_APPLICABLE, SCORES
from borough.reviews.schemas import a_day, a_text
from borough.self_assessments.schemas import Seen

CHOICES = [*(str(score) for score in SCORES), NOT_APPLICABLE]


class Answered(Seen):
    """A score or why it does not apply, and words."""

    score = fields.String(
        load_default=None,
        validate=validate.OneOf(CHOICES, error="Choose one of the scores"),
        metadata={"label": "The score"},
    )
    narrative = a_text("What shows it", 8000, needed=False)


class Shown(Schema):
    """What a piece of evidence is, and the questions it serves."""

    title = a_text("The title", 160)
    dated_on = a_day("The day it is dated")
    expires_on = a_day("The day it stops counting", needed=False)
    serves = fields.List(
        fields.String(validate=validate.Length(max=20)),
        load_default=list,
        metadata={"label": "The questions it serves"},
    )


class Added(Shown):
    """A new piece of evidence with its file."""

    file = fields.Raw(
        required=True,
        metadata={"label": "The file"},
        error_messages={"required": "Choose a PDF, Word (docx) or Excel (xlsx) file"},
    )


class Changed(Shown, Seen):
    """A piece of evidence, and the version that was seen."""
