"""Reads the contracts as a validator does, for tests that hold code to them."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from accord.contracts import messages
from kit.exchange.contracts import folder

CONTRACTS = folder()
EXAMPLES = CONTRACTS / "examples"
MESSAGES = {message.name: message for message in messages(CONTRACTS)}


def read(file: Path) -> Any:
    return json.loads(file.read_text())


def examples(kind: str) -> list[tuple[str, Path]]:
    """Message name and file of every valid or invalid example."""
    return [
        (file.parent.parent.relative_to(EXAMPLES).as_posix(), file)
        for file in sorted(EXAMPLES.rglob(f"{kind}/*.json"))
    ]


@cache
def reader(name: str) -> Draft202012Validator:
    """A reader's validator: fields it does not know are welcome."""
    return _validator(MESSAGES[name].schema)


@cache
def writer(name: str) -> Draft202012Validator:
    """A writer's validator: a field the contract does not name is refused."""
    return _validator(closed(MESSAGES[name].schema))


def closed(schema: Any) -> Any:
    """The schema with ``additionalProperties`` false wherever fields are named."""
    if isinstance(schema, list):
        return [closed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {
        key: part if key in ("if", "then", "else", "allOf", "anyOf") else closed(part)
        for key, part in schema.items()
    }
    if schema.get("type") == "object" and "properties" in schema:
        return {**inner, "additionalProperties": False}
    return inner


def complaints(validator: Draft202012Validator, content: Any) -> list[str]:
    return [
        f"{error.json_path}: {error.message}"
        for error in validator.iter_errors(content)
    ]


def _validator(schema: Any) -> Draft202012Validator:
    known = [message.schema for message in MESSAGES.values()]
    registry: Registry[Any] = Registry().with_resources(
        (other["$id"], Resource.from_contents(other)) for other in known
    )
    return Draft202012Validator(
        schema,
        registry=registry,
        format_checker=Draft202012Validator.FORMAT_CHECKER,
    )
