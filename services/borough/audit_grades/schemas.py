"""What forms about grades may carry."""

from marshmallow import fields, validate

from borough.audit_plan.schemas import a_choice
from borough.case_audits.model import Grade
from borough.case_audits.schemas import Seen, a_grade
from borough.reviews.schemas import a_day, a_text


class Moderated(Seen):
    """A moderator's grade."""

    grade = a_choice(Grade, "The grade", "Choose a grade")
    rationale = a_text("The rationale", 8000)
    post = a_text("The moderator", 120)


class Agreed(Seen):
    """What agencies agreed."""

    grade = a_grade()
    because = a_text("How they came to agree", 8000, needed=False)


class Closed(Seen):
    """The end of a case audit."""

    again_on = a_day("The day by which it is done again", needed=False)
    confirm = fields.List(
        fields.String(),
        required=True,
        validate=validate.Length(min=1, error="Confirm that grades are final"),
        metadata={"label": "The confirmation"},
        error_messages={"required": "Confirm that grades are final"},
    )
