"""Read a posted form once: clean values for the verb, or the page shown again.

An empty box means "not given": its key is left out, so ``required`` speaks. A date
asked for in three boxes (``due-day``, ``due-month``, ``due-year``) is read as one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self, cast

from marshmallow import Schema, ValidationError, fields
from werkzeug.datastructures import FileStorage, MultiDict

from kit.errors import Invalid
from kit.unsaved import keeping
from kit.web import exports

# What a form or an address carries for us, not for the verb.
_OURS = frozenset({"csrf_token", exports.AS})
_PARTS = ("day", "month", "year")

# The library's words for common faults, said as a person would.
_PLAIN = {
    "Missing data for required field.": "{label} is needed",
    "Field may not be null.": "{label} is needed",
    "Not a valid integer.": "{label} must be a whole number, such as 12",
    "Not a valid number.": "{label} must be a number, such as 12 or 12.5",
    "Not a valid date.": "{label} must be a real date, such as 27 3 2026",
    "Not a valid boolean.": "{label} must be yes or no",
    "Not a valid UUID.": "{label} is not one of the choices",
    "Not a valid email address.": (
        "{label} must be an address such as name@example.org"
    ),
    "Unknown field.": "{label} is not part of this form",
}


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form as it stands.

    ``values`` is the raw text by field, to show again; ``errors`` one message by
    field; ``data`` the clean values (empty while there are errors); ``anchors`` the
    page id of a field where it is not the field's name.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)
    anchors: Mapping[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether nothing was wrong."""
        return not self.errors

    @property
    def status(self) -> int:
        """The HTTP status of a page showing this form: 422 when it was refused."""
        return 200 if self.ok else 422

    def refused(self, fault: Invalid | Mapping[str, str]) -> Self:
        """The same form with what a verb found wrong.

        An ``Invalid`` that names no field is shown at the top alone.
        """
        if isinstance(fault, Invalid):
            fault = fault.fields or {"form": str(fault)}
        return replace(self, errors={**self.errors, **fault}, data={})

    def anchor(self, name: str) -> str:
        """The id that the error summary links to."""
        return self.anchors.get(name, name)


def blank(**values: Any) -> Form:  # noqa: ANN401 - whatever the fields hold
    """A form not yet posted, with ``values`` filled in (dates go to their boxes).

    What was typed on this page before the session ran out comes first.
    """
    shown: dict[str, Any] = {}
    for name, value in values.items():
        shown[name] = value
        if isinstance(value, date):
            shown |= {f"{name}-{part}": getattr(value, part) for part in _PARTS}
    return Form(values={**shown, **keeping.typed_here()})


def load(
    schema: Schema,
    posted: MultiDict[str, str],
    files: MultiDict[str, FileStorage] | None = None,
) -> Form:
    """Read ``posted`` (and ``files``) by ``schema``; a field it lacks is refused.

    Spaces around text are dropped, save in fields with ``metadata={"exact": True}``
    (passwords).
    """
    anchors: dict[str, str] = {}
    given = _given(schema, posted, anchors)
    for name, file in (files or MultiDict()).items():
        if file.filename:
            given[name] = file
    values = {**posted.to_dict(), **given}
    try:
        data = cast("dict[str, Any]", schema.load(given))
    except ValidationError as fault:
        found = cast("dict[str, Any]", fault.messages)
        errors = {
            name: _plain(schema, name, message) for name, message in found.items()
        }
        return Form(values=values, errors=errors, anchors=anchors)
    return Form(values=values, data=data, anchors=anchors)


def _given(
    schema: Schema, posted: MultiDict[str, str], anchors: dict[str, str]
) -> dict[str, Any]:
    """What was filled in, by the names the schema knows."""
    given: dict[str, Any] = {}
    read: set[str] = set(_OURS)
    for key, rule in _rules(schema).items():
        boxes = [f"{key}-{part}" for part in _PARTS]
        if boxes[0] in posted:
            anchors[key] = boxes[0]
            read.update(boxes)
            value: Any = _one_date(posted, boxes)
        else:
            read.add(key)
            value = _one_value(rule, posted, key)
        if value not in ("", []):
            given[key] = value
    return given | {key: posted[key] for key in posted if key not in read}


def _rules(schema: Schema) -> dict[str, fields.Field[Any]]:
    return {rule.data_key or name: rule for name, rule in schema.load_fields.items()}


def _one_value(
    rule: fields.Field[Any], posted: MultiDict[str, str], key: str
) -> str | list[str]:
    if isinstance(rule, fields.List):
        return [text for text in posted.getlist(key) if text]
    text = posted.get(key, "")
    return text if rule.metadata.get("exact") else text.strip()


def _one_date(posted: MultiDict[str, str], boxes: list[str]) -> str:
    day, month, year = (posted.get(box, "").strip() for box in boxes)
    return f"{year}-{month:0>2}-{day:0>2}" if day or month or year else ""


def _plain(schema: Schema, name: str, found: object) -> str:
    """One sentence of what is wrong with one field."""
    while isinstance(found, Mapping | list):
        found = next(iter(found.values() if isinstance(found, Mapping) else found))
    rule = _rules(schema).get(name)
    label = rule.metadata.get("label") if rule else None
    words = str(label or name.replace("_", " ").capitalize())
    plain = _PLAIN.get(str(found))
    return plain.format(label=words) if plain else str(found)
