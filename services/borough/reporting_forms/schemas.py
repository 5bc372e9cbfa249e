"""What forms about requests may carry."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from borough.reviews.schemas import a_text


class Asked(Schema):
    """Who is asked, and for which forms."""

    person_id = fields.UUID(load_default=None, metadata={"label": "The person"})
    paper = fields.Boolean(load_default=False, truthy={"yes"}, falsy={"no"})
    forms = fields.List(
        fields.String(validate=validate.Length(max=40)),
        required=True,
        metadata={"label": "At least one form"},
    )

    @validates_schema
    def check_person(self, data: dict[str, Any], **_: object) -> None:
        """Say where neither a person is chosen nor paper, or both are."""
        if (data.get("person_id") is None) != bool(data.get("paper")):
            fault = "Choose the person who answers, or tick that it comes on paper"
            raise ValidationError(fault, "person_id")


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
