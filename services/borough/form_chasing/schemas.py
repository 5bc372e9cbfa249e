"""What the form about the ladder may carry."""

from marshmallow import Schema, fields


class Set(Schema):
    """On which working days reminders go out."""

    before = fields.Integer(
        required=True, metadata={"label": "The working days before the due day"}
    )
    late = fields.Integer(
        required=True, metadata={"label": "The working days after it"}
    )
    formal = fields.Integer(
        required=True, metadata={"label": "The working days till the last reminder"}
    )
    seen = fields.Integer(required=True)
