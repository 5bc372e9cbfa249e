"""What forms about sharing a return may carry."""

from marshmallow import Schema, fields, validate

from borough.reviews.schemas import a_text


class Consented(Schema):
    """To which boroughs a return may go, and by which post."""

    seen = fields.String(required=True, validate=validate.Length(max=64))
    boroughs = fields.List(
        fields.String(validate=validate.Length(max=40)),
        required=True,
        metadata={"label": "The boroughs"},
        error_messages={"required": "Choose at least one of the boroughs"},
    )
    post = a_text("Your post", 120)


class Approved(Schema):
    """That what was seen may leave."""

    seen = fields.String(required=True, validate=validate.Length(max=64))
    confirm = fields.List(
        fields.String(validate=validate.OneOf(["yes"])),
        required=True,
        error_messages={"required": "Say that you looked at what leaves"},
    )


class SentBack(Schema):
    """Why a share goes back."""

    because = a_text("The reason", 2000)


class Withdrawn(Schema):
    """By which post a return is withdrawn."""

    post = a_text("Your post", 120)
