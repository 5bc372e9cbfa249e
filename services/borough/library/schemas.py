"""What forms about findings may carry."""

from marshmallow import EXCLUDE, Schema, fields, validate

from borough.reviews.model import ReviewKind
from borough.reviews.schemas import a_text


class Added(Schema):
    """A new finding."""

    text = a_text("The finding", 4000)
    tagged = fields.List(
        fields.UUID(), load_default=list, metadata={"label": "The theme"}
    )


class Listed(Schema):
    """The filters of the library in its address."""

    class Meta:
        """An address may carry what other pages put there."""

        unknown = EXCLUDE

    kind = fields.Enum(
        ReviewKind, by_value=True, load_default=None, metadata={"label": "The kind"}
    )
    theme = fields.UUID(load_default=None)
    year = fields.Integer(
        load_default=None,
        validate=validate.Range(min=1990, max=2100, error="Use a year such as 2026"),
        metadata={"label": "The year"},
    )


class Sought(Listed):
    """The same with words to look for, which are posted and stand in no address."""

    words = fields.String(
        load_default=None,
        validate=validate.Length(max=200, error="Use at most 200 characters"),
        metadata={"label": "The words"},
    )
