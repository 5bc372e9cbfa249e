"""What a form about an item may carry: its words and the details of its kind."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, validate

from partnership.standards.model import (
    DETAILS,
    HELP_LENGTH,
    SECTION_LENGTH,
    TEXT_LENGTH,
    Detail,
    Details,
    Form,
    Kind,
)


def words(label: str, most: int, *, needed: bool = True) -> fields.String:
    """A text of at most so many characters; empty where it may be left out."""
    more: dict[str, Any] = {"required": True} if needed else {"load_default": ""}
    return fields.String(
        validate=validate.Length(max=most, error=f"Use at most {most:,} characters"),
        metadata={"label": label},
        **more,
    )


def item_schema(
    kind: Kind, *, placed: bool = True, **more: fields.Field[Any]
) -> Schema:
    """The form of an item of a kind, with its section when ``placed``, and ``more``."""
    of_item: dict[str, fields.Field[Any]] = {
        "text": words("The wording", TEXT_LENGTH),
        "help": words("The help", HELP_LENGTH, needed=False),
    }
    if placed:
        of_item["section"] = words("The section", SECTION_LENGTH)
    for each in DETAILS[kind]:
        of_item[each.key] = _field(each)
    return Schema.from_dict({**of_item, **more}, name="ItemForm")()


def take_details(kind: Kind, given: dict[str, Any]) -> Details:
    """The details among what a form gave, taken out of it; none left empty."""
    found: Mapping[str, Any] = {
        each.key: given.pop(each.key, None) for each in DETAILS[kind]
    }
    return {key: value for key, value in found.items() if value not in (None, "")}


def _field(detail: Detail) -> fields.Field[Any]:
    more: dict[str, Any] = {"metadata": {"label": detail.label}}
    more |= {"required": True} if detail.required else {"load_default": None}
    if detail.form is Form.NUMBER:
        between = validate.Range(
            detail.low,
            detail.high,
            error=f"Enter a number from {detail.low} to {detail.high}",
        )
        return fields.Integer(validate=between, **more)
    if detail.choices:
        listed = validate.OneOf(list(detail.choices), error="Choose one of those here")
        return fields.String(validate=listed, **more)
    return fields.String(validate=validate.Length(max=HELP_LENGTH), **more)
