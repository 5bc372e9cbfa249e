"""Every message has a schema, and examples that show what fits it and what does not."""

import pytest
from jsonschema import Draft202012Validator

from tests.contract.messages import (
    EXAMPLES,
    MESSAGES,
    complaints,
    examples,
    read,
    reader,
    writer,
)


@pytest.mark.parametrize("name", MESSAGES)
def test_a_schema_is_one_and_names_itself(name):
    schema = MESSAGES[name].schema
    Draft202012Validator.check_schema(schema)
    assert schema["$id"].removeprefix("urn:accord:schema:") in (
        f"uk.accord.{name}",
        name.replace("/", "."),
    )
    assert schema["title"]
    assert schema["description"]


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_has_examples_of_both_kinds(name):
    assert list((EXAMPLES / name / "valid").glob("*.json"))
    assert list((EXAMPLES / name / "invalid").glob("*.json"))


@pytest.mark.parametrize(("name", "file"), examples("valid"))
def test_a_valid_example_is_accepted(name, file):
    assert complaints(reader(name), read(file)) == []


@pytest.mark.parametrize(("name", "file"), examples("invalid"))
def test_an_invalid_example_is_refused(name, file):
    assert complaints(reader(name), read(file))


@pytest.mark.parametrize(("name", "file"), examples("invalid"))
def test_an_invalid_example_is_wrong_in_one_place_only(name, file):
    errors = reader(name).iter_errors(read(file))
    assert len({error.json_path for error in errors}) == 1


@pytest.mark.parametrize(
    "name", ["standards.standard.published.v1", "performance.observation.released.v1"]
)
def test_readers_keep_an_unknown_field_that_writers_refuse(name):
    content = read(EXAMPLES / name / "valid" / "a-field-from-a-later-version.json")
    assert complaints(reader(name), content) == []
    assert complaints(writer(name), content)


def test_an_example_belongs_to_a_message():
    named = {name for kind in ("valid", "invalid") for name, _ in examples(kind)}
    assert named == set(MESSAGES)
