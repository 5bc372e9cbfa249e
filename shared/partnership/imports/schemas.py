"""The upload form at the door."""

from marshmallow import Schema, fields


class UploadForm(Schema):
    """One file."""

    file = fields.Raw(
        required=True,
        metadata={"label": "A file"},
        error_messages={"required": "Choose a CSV or XLSX file"},
    )
