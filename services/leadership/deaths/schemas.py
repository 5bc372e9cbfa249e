"""What the address of the page of child deaths may say."""

from marshmallow import EXCLUDE, Schema, fields


class Choose(Schema):
    """Which sum of years; anything unknown is ignored."""

    class Meta:
        """Addresses are passed on by mail programs that add words of their own."""

        unknown = EXCLUDE

    pool = fields.String(load_default="")
