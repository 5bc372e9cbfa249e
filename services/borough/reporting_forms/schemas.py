"""What forms about requests may carry."""

from marshmallow import Schema, fields, validate

from borough.reviews.schemas import a_text


class Asked(Schema):
    """Who is asked, and for which forms."""

    person_id = fields.UUID(required=True, metadata={"label": "The person"})
    forms = fields.List(
        fields.String(validate=validate.Length(max=40)),
        required=True,
        metadata={"label": "At least one form"},
    )


class Given(Schema):
    """Who has it from now on."""

    person_id = fields.UUID(required=True, metadata={"label": "The person"})
    seen = fields.Integer(required=True)


class Seen(Schema):
    """Only the version that was seen."""

    seen = fields.Integer(required=True)


class Returned(Schema):
    """What more is wanted."""

    wanted = a_text("What more is needed", 4000)
    seen = fields.Integer(required=True)
