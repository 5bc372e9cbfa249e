"""What the forms of a file of one case may carry."""

from marshmallow import Schema, fields, validate

KINDS = {"csv": "CSV, for a spreadsheet", "json": "JSON, for a system"}


class Take(Schema):
    """Which kind of file is wanted."""

    kind = fields.String(
        required=True,
        validate=validate.OneOf(list(KINDS), error="Choose a kind of file"),
        metadata={"label": "The kind of file"},
    )
