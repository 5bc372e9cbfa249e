"""Whether two versions of a message's schema understand each other, both ways.

A member upgrades when it likes, so for years old writers meet new readers and new
writers old readers. The rule (schema registries call it full and transitive): within
a major version only fields that may be absent are added. Words for people may change.
Everything else is a new major version, with a type of its own.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

SPOKEN = frozenset(
    {
        "$comment", "$defs", "$id", "$schema", "default", "deprecated", "description",
        "examples", "title", "x-version",
    }
)  # fmt: skip
WALKED = frozenset({"$ref", "enum", "items", "properties", "required", "type"})
LOCAL = "#/$defs/"


def breaches(old: Schema, new: Schema) -> list[str]:
    """One sentence for each change that some reader would stumble over.

    Both are whole schemas (JSON Schema 2020-12) of one major version. None is said
    twice; an empty list means either side may upgrade first.
    """
    return list(dict.fromkeys(_Comparison(old, new).walk(old, new, "the message")))


class _Comparison:
    """Walks two schemas side by side; each resolves its own local references."""

    def __init__(self, old: Schema, new: Schema) -> None:
        self.old_definitions: Schema = old.get("$defs", {})
        self.new_definitions: Schema = new.get("$defs", {})

    def walk(self, old: Schema, new: Schema, place: str) -> Iterator[str]:
        old = _resolved(old, self.old_definitions)
        new = _resolved(new, self.new_definitions)
        yield from _type(old, new, place)
        yield from _enum(old, new, place)
        yield from _required(old, new, place)
        yield from _rest(old, new, place)
        yield from self._fields(old, new, place)
        if isinstance(old.get("items"), Mapping) and isinstance(
            new.get("items"), Mapping
        ):
            yield from self.walk(old["items"], new["items"], f"an item of {place}")
        elif ("items" in old) != ("items" in new):
            yield f"{place}: what its items are was added or removed"

    def _fields(self, old: Schema, new: Schema, place: str) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        for name in before:
            if name not in after:
                yield f"{place}: the field {name!r} was removed"
            else:
                yield from self.walk(before[name], after[name], f"{name!r} of {place}")


def _resolved(schema: Schema, definitions: Schema) -> Schema:
    reference = schema.get("$ref", "")
    if not reference.startswith(LOCAL):
        return schema
    target: Schema = definitions[reference.removeprefix(LOCAL)]
    return {**target, **{key: schema[key] for key in schema if key != "$ref"}}


def _type(old: Schema, new: Schema, place: str) -> Iterator[str]:
    before, after = _as_set(old.get("type")), _as_set(new.get("type"))
    if before != after:
        yield f"{place}: its type changed from {_words(before)} to {_words(after)}"


def _enum(old: Schema, new: Schema, place: str) -> Iterator[str]:
    before, after = _as_set(old.get("enum")), _as_set(new.get("enum"))
    if ("enum" in old) != ("enum" in new):
        yield f"{place}: its list of words was added or removed"
    elif before - after:
        yield f"{place}: no longer allows {_words(before - after)}"
    elif after - before:
        yield f"{place}: now says {_words(after - before)}, which old readers refuse"


def _required(old: Schema, new: Schema, place: str) -> Iterator[str]:
    before, after = set(old.get("required", ())), set(new.get("required", ()))
    known = set(old.get("properties", {}))
    for name in sorted(after - before):
        made = "may be absent in old messages" if name in known else "is new"
        yield f"{place}: the field {name!r} {made} and cannot be required"
    for name in sorted(before - after):
        yield f"{place}: old readers need the field {name!r}, which may now be absent"


def _rest(old: Schema, new: Schema, place: str) -> Iterator[str]:
    """Limits, patterns and conditions: the same, or a new major version."""
    compared = (old.keys() | new.keys()) - SPOKEN - WALKED
    for keyword in sorted(compared):
        if old.get(keyword) != new.get(keyword):
            yield f"{place}: its {keyword!r} changed"
    if old.get("$ref") != new.get("$ref"):
        yield f"{place}: it refers to another schema"


def _as_set(value: object) -> frozenset[object]:
    if isinstance(value, list | tuple):
        return frozenset(value)
    return frozenset() if value is None else frozenset({value})


def _words(values: frozenset[object]) -> str:
    return ", ".join(sorted(str(value) for value in values)) or "anything"
