"""What forms about who may open a case may carry."""

from marshmallow import Schema, fields, validate

from borough.reviews.schemas import a_text
from kit.access.model import ConflictKind


class Assigned(Schema):
    """To whom a case is opened."""

    user_id = fields.UUID(required=True, metadata={"label": "The coordinator"})


class Declared(Schema):
    """Why somebody must not work on a case."""

    kind = fields.Enum(
        ConflictKind, by_value=True, required=True, metadata={"label": "The reason"}
    )


class Emergency(Schema):
    """The case that must be opened at once, and why."""

    code = fields.String(
        required=True,
        validate=validate.Regexp(
            r"[0-9A-Za-z]{4}-[0-9A-Za-z]{2}\Z", error="A code looks like K7QF-2M"
        ),
        metadata={"label": "The code"},
    )
    reason = a_text("The reason", 2000)
