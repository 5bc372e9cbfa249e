"""Publishing schemas, and refusing what would break the promise to readers."""

import json

import pytest
from click import ClickException
from click.testing import CliRunner

from accord.contracts import contracts, problems, publish

SCHEMA = {
    "type": "object",
    "required": ["area"],
    "properties": {"area": {"type": "string"}},
}


@pytest.fixture
def folder(tmp_path):
    write(tmp_path, SCHEMA)
    return tmp_path


def write(folder, schema):
    file = folder / "messages" / "example.said.v2.schema.json"
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(schema))


def with_field(name, *, required=()):
    properties = {**SCHEMA["properties"], name: {"type": "string"}}
    return {**SCHEMA, "properties": properties, "required": ["area", *required]}


def test_a_schema_that_was_never_published_is_told_how(folder):
    assert problems(folder) == [
        "example.said.v2: was never published; run: accord contracts publish"
    ]


def test_the_first_version_carries_the_major_of_its_type(folder):
    assert publish(folder) == ["example.said.v2 2.0"]
    assert problems(folder) == []


def test_publishing_twice_changes_nothing(folder):
    publish(folder)
    assert publish(folder) == []


def test_an_optional_field_is_the_next_minor_version(folder):
    publish(folder)
    write(folder, with_field("note"))
    assert problems(folder) == [
        "example.said.v2: differs from its newest published version; "
        "run: accord contracts publish"
    ]
    assert publish(folder) == ["example.said.v2 2.1"]
    assert problems(folder) == []


def test_a_break_is_not_published(folder):
    publish(folder)
    write(folder, with_field("note", required=["note"]))
    with pytest.raises(ClickException, match="'note' is new and cannot be required"):
        publish(folder)


def test_every_earlier_version_is_compared_not_only_the_last(folder):
    publish(folder)
    write(folder, with_field("note"))
    publish(folder)
    write(folder, SCHEMA)
    assert "against 2.1, the message: the field 'note' was removed" in "".join(
        problems(folder)
    )


def test_versions_are_ordered_as_numbers(folder):
    publish(folder)
    for letter in "bcdefghijkl":
        write(folder, {**SCHEMA, "title": letter})
        published = publish(folder)
    assert published == ["example.said.v2 2.11"]
    assert problems(folder) == []


def test_the_command_agrees_with_the_contracts_of_this_house():
    result = CliRunner().invoke(contracts, ["check"])
    assert result.exit_code == 0, result.output
    assert "messages agree with every version published so far" in result.output
