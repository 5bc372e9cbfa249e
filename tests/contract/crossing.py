"""Carries events from one member's outbox to another's handlers, checked on the way."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import orjson
from sqlalchemy import select

from kit.db import Database
from kit.exchange import event
from kit.exchange.event import Event, Handlers
from kit.exchange.model import OutboxEvent
from tests.contract.messages import complaints, reader, writer

TYPE_PREFIX = "uk.accord."


def announced(database: Database) -> list[dict[str, Any]]:
    """The envelopes this member's verbs have written, oldest first."""
    with database.reading() as session:
        bodies = session.scalars(select(OutboxEvent.body).order_by(OutboxEvent.id))
        return [orjson.loads(body) for body in bodies]


def problems(envelope: dict[str, Any]) -> list[str]:
    """What in an envelope or its data does not fit the contract, or is beside it."""
    message = envelope["type"].removeprefix(TYPE_PREFIX)
    return [
        *complaints(writer("envelope.v1"), envelope),
        *complaints(writer(message), envelope["data"]),
        *complaints(reader(message), envelope["data"]),
    ]


def carry(source: Database, handlers: Handlers, into: Database) -> list[str]:
    """Hand everything announced to the receiver's handlers; the types handled."""
    handled = []
    for kind, events in batches(announced(source), source.member):
        if kind in handlers:
            with into.transaction() as session:
                handlers[kind](session, events)
            handled.append(kind)
    return handled


def batches(
    envelopes: Sequence[dict[str, Any]], source: str
) -> Iterator[tuple[str, list[Event]]]:
    audience = "all" if source == "leadership" else "leadership"
    read = [
        event.read(
            later(envelope), stream=f"{source}/{audience}", epoch=1, sequence=number
        )
        for number, envelope in enumerate(envelopes, start=1)
    ]
    for kind, group in groupby(read, key=lambda one: one.type):
        yield kind, list(group)


def later(envelope: dict[str, Any]) -> dict[str, Any]:
    """As a later minor version might write it: with fields no reader knows yet."""
    data = {**envelope["data"], "added_by_a_later_version": {"text": "new"}}
    return {**envelope, "data": data, "addedlater": "new"}
