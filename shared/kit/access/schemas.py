"""What forms about single records may carry."""

from marshmallow import Schema, fields, validate

from kit.access.model import ConflictKind, Finding

_RECORD = validate.Regexp(
    r"[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,79}\Z", error="Enter the record's reference"
)


class Declare(Schema):
    """A conflict of interest about one record."""

    resource = fields.String(
        required=True, error_messages={"required": "Choose what kind of record it is"}
    )
    record = fields.String(
        required=True,
        validate=_RECORD,
        error_messages={"required": "Enter the record's reference"},
    )
    kind = fields.Enum(
        ConflictKind,
        by_value=True,
        required=True,
        error_messages={"required": "Choose why you must not work on it"},
    )


class OpenInEmergency(Schema):
    """One record that must be opened at once, and why."""

    resource = fields.String(
        required=True, error_messages={"required": "Choose what kind of record it is"}
    )
    record = fields.String(
        required=True,
        validate=_RECORD,
        error_messages={"required": "Enter the record's reference"},
    )
    reason = fields.String(
        required=True,
        validate=validate.Length(max=2000, error="Say it in 2,000 characters or fewer"),
        error_messages={"required": "Say why you must see this record now"},
    )


class Review(Schema):
    """What a second person found."""

    finding = fields.Enum(
        Finding,
        by_value=True,
        required=True,
        error_messages={"required": "Choose what you found"},
    )
