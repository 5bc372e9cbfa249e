"""One running instance: which service it is, its settings and its database."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import click
from flask import Flask
from sqlalchemy import MetaData

from kit.db import Database
from kit.exchange.event import Handlers
from kit.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Service:
    """What one code base brings: its pages, its handlers, its tables and their story.

    ``migrations`` is the folder of its alembic scripts.
    """

    name: str
    create_app: Callable[[Settings, Database], Flask]
    handlers: Handlers
    metadatas: Sequence[MetaData]
    migrations: Path


@dataclass(frozen=True, kw_only=True)
class Instance:
    """One service with one member's settings; its database opens when first used."""

    service: Service
    settings: Settings

    @cached_property
    def database(self) -> Database:
        """The instance's database."""
        return Database(self.settings.database_url, member=self.settings.member)


pass_instance = click.make_pass_decorator(Instance)
