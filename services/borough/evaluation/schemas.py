"""What forms about evaluation may carry."""

from marshmallow import EXCLUDE, Schema, fields, validate

from borough.courses.schemas import a_text
from borough.evaluation.model import SCALE, Used


class Answers(Schema):
    """A step of the scale for each question, and words where somebody has any."""

    know = fields.Integer(
        load_default=None,
        validate=validate.OneOf(list(SCALE), error="Choose an answer"),
    )
    act = fields.Integer(
        load_default=None,
        validate=validate.OneOf(list(SCALE), error="Choose an answer"),
    )
    able = fields.Integer(
        load_default=None,
        validate=validate.OneOf(list(SCALE), error="Choose an answer"),
    )
    used = fields.Enum(Used, by_value=True, load_default=None)
    words = a_text("What you write", 2000, needed=False)
    seen = fields.Integer(load_default=None)


class Filter(Schema):
    """Of which course."""

    class Meta:
        """An address may carry what other pages put there."""

        unknown = EXCLUDE

    course = fields.UUID(load_default=None)
