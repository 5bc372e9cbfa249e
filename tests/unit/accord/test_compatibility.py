"""The rule that lets members upgrade in any order."""

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as some

from accord.compatibility import breaches

OLD = {
    "$id": "urn:accord:schema:example",
    "title": "An example",
    "type": "object",
    "required": ["area", "status", "parts"],
    "properties": {
        "area": {"type": "string", "pattern": "^E"},
        "status": {"enum": ["exact", "suppressed"]},
        "value": {"type": ["number", "null"]},
        "parts": {"type": "array", "items": {"$ref": "#/$defs/part"}},
    },
    "$defs": {
        "part": {
            "type": "object",
            "required": ["name"],
            "properties": {"name": {"type": "string"}},
        }
    },
}


def changed(change):
    new = deepcopy(OLD)
    change(new)
    return new


def test_the_same_schema_agrees_with_itself():
    assert breaches(OLD, deepcopy(OLD)) == []


def test_a_new_field_that_may_be_absent_is_welcome():
    new = changed(lambda s: s["properties"].update(note={"type": "string"}))
    assert breaches(OLD, new) == []


def test_words_for_people_may_change():
    new = changed(lambda s: s["properties"]["area"].update(description="ONS code"))
    new["title"] = "A better example"
    assert breaches(OLD, new) == []


def test_the_order_of_words_and_names_means_nothing():
    new = changed(lambda s: s["required"].reverse())
    new["properties"]["status"]["enum"].reverse()
    new["properties"]["value"]["type"].reverse()
    assert breaches(OLD, new) == []


def rename(schema):
    schema["properties"]["region"] = schema["properties"].pop("area")
    schema["required"] = ["region", "status", "parts"]


def require(schema):
    schema["properties"]["note"] = {"type": "string"}
    schema["required"].append("note")


def close(schema):
    schema["additionalProperties"] = False


BREAKING = {
    "a removed field": (
        lambda s: s["properties"].pop("value"),
        "the message: the field 'value' was removed",
    ),
    "a renamed field": (rename, "the message: the field 'area' was removed"),
    "a new required field": (
        require,
        "the message: the field 'note' is new and cannot be required",
    ),
    "a field made required": (
        lambda s: s["required"].append("value"),
        "the message: the field 'value' may be absent in old messages "
        "and cannot be required",
    ),
    "a field made optional": (
        lambda s: s["required"].remove("area"),
        "the message: old readers need the field 'area', which may now be absent",
    ),
    "a changed type": (
        lambda s: s["properties"]["value"].update(type="string"),
        "'value' of the message: its type changed from null, number to string",
    ),
    "a wider type": (
        lambda s: s["properties"]["area"].update(type=["string", "null"]),
        "'area' of the message: its type changed from string to null, string",
    ),
    "a narrowed enum": (
        lambda s: s["properties"]["status"].update(enum=["exact"]),
        "'status' of the message: no longer allows suppressed",
    ),
    "a widened enum": (
        lambda s: s["properties"]["status"]["enum"].append("pooled"),
        "'status' of the message: now says pooled, which old readers refuse",
    ),
    "an enum where any word was allowed": (
        lambda s: s["$defs"]["part"]["properties"]["name"].update(enum=["a"]),
        "'name' of an item of 'parts' of the message: its list of words was added "
        "or removed",
    ),
    "a changed pattern": (
        lambda s: s["properties"]["area"].update(pattern="^W"),
        "'area' of the message: its 'pattern' changed",
    ),
    "a new limit": (
        lambda s: s["properties"]["area"].update(maxLength=9),
        "'area' of the message: its 'maxLength' changed",
    ),
    "a closed object": (close, "the message: its 'additionalProperties' changed"),
    "a removed field deep inside": (
        lambda s: s["$defs"]["part"]["properties"].pop("name"),
        "an item of 'parts' of the message: the field 'name' was removed",
    ),
    "items of any kind": (
        lambda s: s["properties"]["parts"].pop("items"),
        "'parts' of the message: what its items are was added or removed",
    ),
}


@pytest.mark.parametrize("name", BREAKING)
def test_a_reader_would_stumble_over(name):
    change, sentence = BREAKING[name]
    assert sentence in breaches(OLD, changed(change))


SCHEMAS = some.recursive(
    some.sampled_from(
        [{"type": "string"}, {"type": ["number", "null"]}, {"enum": ["a", "b"]}]
    ),
    lambda inner: some.one_of(
        some.builds(lambda items: {"type": "array", "items": items}, inner),
        some.builds(
            lambda fields, count: {
                "type": "object",
                "properties": fields,
                "required": sorted(fields)[:count],
            },
            some.dictionaries(some.sampled_from("abcd"), inner, min_size=1),
            some.integers(0, 3),
        ),
    ),
    max_leaves=8,
)


@given(SCHEMAS, SCHEMAS)
def test_it_is_the_same_question_both_ways_except_for_added_optional_fields(one, other):
    forwards, backwards = breaches(one, other), breaches(other, one)
    if forwards == [] and backwards == []:
        assert breaches(one, one) == []
    only_removed = all("was removed" in said for said in backwards)
    assert forwards or only_removed


@given(SCHEMAS, SCHEMAS, SCHEMAS)
def test_compatible_steps_never_add_up_to_a_break(first, second, third):
    if not breaches(first, second) and not breaches(second, third):
        assert breaches(first, third) == []
