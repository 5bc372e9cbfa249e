"""What the address and the form of the training page may say."""

from marshmallow import EXCLUDE, Schema, fields, validate


class Choose(Schema):
    """Which quarter, borough and kind of agency; anything unknown is ignored."""

    class Meta:
        """Addresses are passed on by mail programs that add words of their own."""

        unknown = EXCLUDE

    quarter = fields.String(load_default="")
    borough = fields.String(load_default="")
    agency = fields.String(load_default="")


class Assume(Schema):
    """What a pooled place is taken to save."""

    pounds = fields.Decimal(
        required=True,
        places=2,
        validate=validate.Range(min=0, max=1000, error="Write £0 to £1,000"),
        error_messages={"invalid": "Write an amount such as 50 or 47.50"},
        metadata={"label": "Pounds for one place"},
    )
    seen = fields.Integer(required=True)
