"""Read the filters of an address, and write them again without what somebody typed.

An address is kept in histories and logs and is passed on, so a link that we write
carries choices from lists, ids, numbers and days only. Words to look for are posted.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from marshmallow import Schema, fields, validate
from werkzeug.datastructures import MultiDict

from kit.web import forms

# Which page of a list is looked at is no filter: the next page has another number.
_PAGE = "page"
_PARTS = ("day", "month", "year")


@dataclass(frozen=True, kw_only=True)
class Narrowed(forms.Form):
    """A form of filters; ``address`` is what of it a link may carry."""

    address: Mapping[str, Any] = field(default_factory=dict)


def read(
    schema: Schema, asked: MultiDict[str, str], **lists: Collection[str]
) -> Narrowed:
    """Read ``asked`` by ``schema``; ``lists`` are the choices of some of its fields.

    What is not one of a field's choices filters nothing. A text without choices, in
    ``lists`` or by its own rule, is free words: in ``data``, never in ``address``.
    Days stand in ``address`` as the three boxes of the form write them. While there
    are errors both are empty.
    """
    known: MultiDict[str, str] = MultiDict(
        (name, text)
        for name, text in asked.items(multi=True)
        if name not in lists or text.strip() in lists[name]
    )
    form = forms.load(schema, known)
    address: dict[str, str] = {}
    for name, value in form.data.items():
        text = form.values.get(name)
        if text and name != _PAGE and (name in lists or not _free(schema, name)):
            address |= _written(name, value, str(text))
    return Narrowed(
        values=form.values,
        errors=form.errors,
        data=form.data,
        anchors=form.anchors,
        address=address,
    )


def _free(schema: Schema, name: str) -> bool:
    """Whether a field takes any words."""
    rule = schema.fields[name]
    one_of = any(isinstance(each, validate.OneOf) for each in rule.validators)
    return type(rule) is fields.String and not one_of


def _written(name: str, value: Any, text: str) -> dict[str, str]:  # noqa: ANN401 - whatever the field holds
    if isinstance(value, date):
        return {f"{name}-{part}": str(getattr(value, part)) for part in _PARTS}
    if isinstance(value, Enum):
        return {name: str(value.value)}
    # A yes or no is one of a few fixed words, which the schema has checked.
    return {name: text if isinstance(value, bool) else str(value)}
