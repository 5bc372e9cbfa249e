"""The AsyncAPI document is one, and says what topology and code say."""

import os
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from referencing import Registry
from referencing.jsonschema import DRAFT7

from kit.exchange.control import EXCHANGE, Kind
from kit.exchange.topology import Topology
from tests.contract.messages import CONTRACTS, MESSAGES, complaints, read

DOCUMENT = read(CONTRACTS / "asyncapi.json")
SPECIFICATION = (
    Path(__file__).parents[2]
    / "shared/kit/web/assets/node_modules/@asyncapi/specs/schemas"
    / "3.0.0-without-$id.json"
)


@pytest.fixture
def asyncapi():
    if SPECIFICATION.exists():
        schema = read(SPECIFICATION)
        return Draft7Validator(
            schema,
            registry=Registry().with_resource("", DRAFT7.create_resource(schema)),
        )
    sentence = "The AsyncAPI schema is not installed: run make assets"
    if os.environ.get("ACCORD_TESTS_REQUIRE_SERVICES") == "1":
        pytest.fail(sentence)
    pytest.skip(sentence)


def test_the_document_is_asyncapi(asyncapi):
    assert complaints(asyncapi, DOCUMENT) == []


def test_a_mistake_in_the_document_is_found(asyncapi):
    operation = {**DOCUMENT["operations"]["sendBundle"], "action": "shout"}
    wrong = {**DOCUMENT, "operations": {"sendBundle": operation}}
    assert complaints(asyncapi, wrong)


def test_every_reference_inside_the_document_leads_somewhere():
    for reference in references(DOCUMENT):
        if reference.startswith("#/"):
            found = DOCUMENT
            for step in reference.removeprefix("#/").split("/"):
                found = found[step]
        else:
            assert (CONTRACTS / reference).exists(), reference


def test_every_message_that_travels_is_in_the_document():
    inside = {
        "envelope.v1", "member-registry.v1", "trail-head.v1", "sealed.v1",
        "training.place.people.v1",
    }  # fmt: skip
    listed = {
        message["name"].removeprefix("uk.accord.")
        for message in DOCUMENT["components"]["messages"].values()
    }
    assert listed == set(MESSAGES) - inside


def test_the_exchanges_are_those_of_the_topology():
    named = {
        channel["bindings"]["amqp"]["exchange"]["name"]
        for channel in DOCUMENT["channels"].values()
        if "bindings" in channel
    }
    assert named == set(Topology.load().exchanges)
    assert EXCHANGE in named


def test_the_kinds_of_control_message_are_those_of_the_code():
    kinds = DOCUMENT["components"]["parameters"]["kind"]["enum"]
    assert set(kinds) == {kind.value for kind in Kind}


def references(part):
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "$ref":
                yield value
            else:
                yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)
