"""What forms about case audits may carry."""

from marshmallow import Schema, fields, validate

from borough.case_audits.model import Grade
from borough.reviews.schemas import a_day, a_text
from borough.self_assessments.schemas import an_id
from partnership.agencies import AGENCIES

NOT_APPLICABLE = "n/a"
GRADES = (*(grade.value for grade in Grade), NOT_APPLICABLE)


def a_grade() -> fields.String:
    """One of the grades, or that the domain does not apply."""
    return fields.String(
        required=True,
        validate=validate.OneOf(GRADES, error="Choose a grade"),
        metadata={"label": "The grade"},
        error_messages={"required": "Choose a grade"},
    )


class Seen(Schema):
    """The version a form was made from."""

    seen = fields.Integer(required=True)


class Opened(Schema):
    """A case audit that begins."""

    standard = a_text("The tool", 60)
    method = a_text("The method", 4000)
    cohort = a_text("Which cases", 4000)
    due_on = a_day("The day forms are due")


class Case(Schema):
    """A case, by the agencies that look at it."""

    agencies = fields.List(
        fields.String(validate=validate.OneOf(list(AGENCIES))),
        load_default=list,
        metadata={"label": "The agencies"},
    )


class Meeting(Seen):
    """The joint meeting."""

    meeting_id = an_id("The meeting", "Choose a meeting")


class Graded(Seen):
    """An agency's own grade of a domain."""

    grade = a_grade()
    shown_by = a_text("What shows it", 8000)


class Heard(Seen):
    """What the child and a parent say."""

    child_view = a_text("The child's view", 8000, needed=False)
    parent_view = a_text("The parent's view", 8000, needed=False)
    practitioner = fields.String(
        load_default="",
        validate=validate.OneOf(["", "yes", "no"]),
        metadata={"label": "The practitioner"},
    )


class Posted(Seen):
    """A step and the post that takes it."""

    post = a_text("Your post", 120)
