"""What the forms of a proposal to share may carry."""

from marshmallow import Schema, fields, validate

from partnership.sharing.model import REASON_LENGTH


class Release(Schema):
    """Which words were looked at, and that it is meant."""

    seen = fields.String(required=True)
    confirm = fields.String(
        required=True,
        validate=validate.Equal("yes"),
        error_messages={
            "required": "Tick the box to say that you looked at what will leave"
        },
    )


class SendBack(Schema):
    """Why it must not leave as it is."""

    because = fields.String(
        required=True,
        validate=validate.Length(
            max=REASON_LENGTH, error=f"Use {REASON_LENGTH} characters or fewer"
        ),
        metadata={"label": "What has to change"},
    )
