"""What forms about shares may carry."""

from marshmallow import Schema, fields, validate

from borough.case_shares.model import LegalBasis, Part, Purpose
from borough.reviews.schemas import a_day, a_text


class Prepared(Schema):
    """For whom, what for, on what law, until when, and which parts."""

    coordinator_id = fields.UUID(
        required=True,
        metadata={"label": "The coordinator"},
        error_messages=dict.fromkeys(
            ("required", "null", "invalid_uuid"),
            "Choose one coordinator who can read it",
        ),
    )
    purpose = fields.Enum(
        Purpose, by_value=True, required=True, metadata={"label": "The purpose"}
    )
    legal_basis = fields.Enum(
        LegalBasis, by_value=True, required=True, metadata={"label": "The legal basis"}
    )
    agreement = a_text("The sharing agreement", 200)
    expires_on = a_day("The last day")
    parts = fields.List(
        fields.Enum(Part, by_value=True),
        required=True,
        validate=validate.Length(min=1, error="Choose at least one part"),
        error_messages={"required": "Choose at least one part"},
        metadata={"label": "The parts"},
    )


class Added(Schema):
    """A file that is to leave too."""

    file = fields.Raw(
        required=True,
        metadata={"label": "The file"},
        error_messages={"required": "Choose a PDF, Word (docx) or Excel (xlsx) file"},
    )


class Approved(Schema):
    """The digest of what was looked at, and that it was."""

    seen = fields.String(required=True, validate=validate.Length(equal=64))
    confirm = fields.String(
        required=True,
        validate=validate.Equal("yes"),
        error_messages={"required": "Tick the box to say that you looked"},
        metadata={"label": "That you looked"},
    )
