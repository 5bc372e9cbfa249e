"""What a page's door may open: transactions, settings and the one who is asking."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app, g
from sqlalchemy.orm import Session

from kit.access.policy import Policy
from kit.accounts.actor import Actor
from kit.db import Database
from kit.errors import NotAllowed
from kit.settings import Settings


@dataclass(frozen=True, kw_only=True)
class House:
    """What one application stands on."""

    settings: Settings
    database: Database
    policy: Policy


def furnish(app: Flask, house: House) -> None:
    """Give ``app`` its settings and database."""
    app.extensions["accord"] = house


def house() -> House:
    """The settings and database of the application that serves this request."""
    return cast("House", current_app.extensions["accord"])


@contextmanager
def transaction() -> Iterator[Session]:
    """All inside is stored together at the end, or nothing is.

    The trail takes the signed-in person, or nobody, from the session.
    """
    with house().database.transaction() as session:
        session.info["actor"] = actor_or_nobody()
        yield session


def reading() -> AbstractContextManager[Session]:
    """One consistent look; nothing is stored."""
    return house().database.reading()


def settings() -> Settings:
    """The settings of this instance."""
    return house().settings


def policy() -> Policy:
    """Who may do what in this service."""
    return house().policy


def actor() -> Actor:
    """The signed-in person; raises NotAllowed on a page that is open to all."""
    found = actor_or_nobody()
    if found is None:
        raise NotAllowed("Sign in to do this.")
    return found


def actor_or_nobody() -> Actor | None:
    """The signed-in person, or None."""
    return cast("Actor | None", g.get("actor"))
