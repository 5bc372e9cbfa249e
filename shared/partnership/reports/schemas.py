"""What the forms of a report may carry."""

from typing import Any

from marshmallow import Schema, fields, validate

from partnership.reports.model import COVER, IMPLICATIONS, Purpose


def _text(label: str, most: int = 8000, *, required: bool = False) -> fields.String:
    rule = validate.Length(max=most, error=f"Use at most {most:,} characters")
    if required:
        return fields.String(required=True, validate=rule, metadata={"label": label})
    return fields.String(load_default="", validate=rule, metadata={"label": label})


class Drafted(Schema):
    """The cover sheet, and as at which day."""

    title = _text("The title", 200, required=True)
    committee = _text("The committee", 120, required=True)
    purpose = fields.Enum(
        Purpose, by_value=True, required=True, metadata={"label": "The purpose"}
    )
    author_post = _text("The author's post", 120)
    sponsor_post = _text("The sponsor's post", 120)
    accountable_post = _text("The accountable post", 240)
    contact_post = _text("The contact", 120)
    wards = _text("The wards", 200)
    is_key = fields.Boolean(
        required=True,
        truthy={"yes"},
        falsy={"no"},
        error_messages={"required": "Say whether it is a key decision"},
    )
    exemption = _text("The exemption", 300)
    recommendations = _text("The recommendations")
    summary = _text("The summary")
    reasons = _text("The reasons")
    consultation = _text("The consultation")
    priorities = _text("The priorities")
    background = _text("The background papers")
    appendices = _text("The appendices")
    financial = _text(IMPLICATIONS["financial"])
    financial_by = _text("Who verified it", 120)
    legal = _text(IMPLICATIONS["legal"])
    legal_by = _text("Who verified it", 120)
    diversity = _text(IMPLICATIONS["diversity"])
    diversity_by = _text("Who verified it", 120)
    other = _text(IMPLICATIONS["other"])
    other_by = _text("Who verified it", 120)
    as_at = fields.Date(load_default=None, metadata={"label": "The day"})
    since = fields.Date(load_default=None, metadata={"label": "The last report's day"})
    snapshot_id = fields.UUID(load_default=None, metadata={"label": "The snapshot"})


class Changed(Drafted):
    """The same, and which version was seen."""

    version = fields.Integer(required=True)


class Issue(Schema):
    """Which version is issued."""

    version = fields.Integer(required=True)


def split(data: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What stands on the cover sheet, and the rest."""
    cover = {name: data[name] for name in COVER}
    return cover, {name: given for name, given in data.items() if name not in COVER}
