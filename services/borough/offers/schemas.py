"""What forms about offers may carry."""

from marshmallow import Schema, fields, validate


class Approved(Schema):
    """That what was seen may leave: ``seen`` is the digest of its words."""

    seen = fields.String(required=True, validate=validate.Length(max=64))
