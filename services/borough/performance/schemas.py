"""What the forms about own figures may carry."""

from marshmallow import Schema, fields, validate

from partnership.agencies import AGENCIES
from partnership.figures.model import Code

LARGEST = 100_000_000
NO_NUMBER = "Enter a number, such as 12 or 12.5"


class Figure(Schema):
    """One figure typed by hand."""

    period = fields.String(
        required=True, validate=validate.Length(max=20), metadata={"label": "Period"}
    )
    numerator = fields.Float(
        load_default=None,
        allow_nan=False,
        error_messages={"special": NO_NUMBER},
        validate=validate.Range(min=0, max=LARGEST, error="Enter 0 or more"),
        metadata={"label": "The number counted"},
    )
    denominator = fields.Float(
        load_default=None,
        allow_nan=False,
        error_messages={"special": NO_NUMBER},
        validate=validate.Range(min=0, max=LARGEST, error="Enter 0 or more"),
        metadata={"label": "The number in the group"},
    )
    code = fields.Enum(Code, by_value=True, load_default=None)


class Target(Schema):
    """The value wanted."""

    value = fields.Float(
        required=True,
        allow_nan=False,
        error_messages={"special": NO_NUMBER},
        validate=validate.Range(min=0, max=LARGEST, error="Enter 0 or more"),
        metadata={"label": "The target"},
    )


class Comment(Schema):
    """What the figures mean for practice."""

    text = fields.String(
        required=True,
        validate=validate.Length(max=2000, error="Use at most 2,000 characters"),
        metadata={"label": "The commentary"},
    )


class SuppliedBy(Schema):
    """The agency whose figures these are."""

    agency = fields.String(
        load_default=None,
        validate=validate.OneOf(AGENCIES, error="Choose one of the agencies"),
    )
