"""One running instance: which service it is, its settings and its database."""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import click
from flask import Flask
from sqlalchemy import MetaData

from kit import migrations
from kit.db import Database
from kit.exchange.event import Handlers
from kit.exchange.own_keys import open_keys
from kit.mail.service import open_office
from kit.settings import Settings
from kit.vault import tombstones
from kit.vault.service import open_vault

logger = logging.getLogger(__name__)

Loop = Callable[[Settings, Database, threading.Event], None]


@dataclass(frozen=True, kw_only=True)
class Service:
    """What one code base brings: pages, message handlers, tables and commands.

    ``scripts`` is the folder of its migrations; ``loops`` run beside the exchange, by
    name, until the event is set.
    """

    name: str
    create_app: Callable[[Settings, Database], Flask]
    handlers: Handlers
    metadatas: Sequence[MetaData]
    scripts: Path
    commands: Sequence[click.Command] = ()
    loops: Mapping[str, Loop] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Instance:
    """One service with one member's settings file, or the environment's settings.

    Nothing is read or opened before it is asked for.
    """

    service: Service
    settings_file: Path | None = None

    @cached_property
    def settings(self) -> Settings:
        """The settings; raises SettingsWrong naming what is wrong."""
        return Settings.read(self.settings_file)

    @cached_property
    def database(self) -> Database:
        """The instance's database."""
        return self.open_database()

    def open_database(self, *, patient: bool = False) -> Database:
        """A new way to the database; ``patient`` as in :func:`kit.db.engine_for`."""
        settings = self.settings
        database = Database(
            settings.database_url, member=settings.member, patient=patient
        )
        open_office(database, settings)
        open_vault(database, settings)
        open_keys(database, settings)
        return database

    def migrate(self) -> None:
        """Bring the database to this program's version."""
        migrations.upgrade(
            self.database,
            scripts=self.service.scripts,
            metadatas=self.service.metadatas,
        )

    def require_migrated(self) -> None:
        """Raise NotMigrated unless the database is at this program's version."""
        migrations.require_head(self.database, scripts=self.service.scripts)

    def keep_destroyed(self) -> None:
        """Before a door opens: what was destroyed stays so, though a backup had it."""
        folder = self.settings.vault_file.parent
        if tombstones.apply(self.database, folder):
            logger.warning("keys that a backup brought back were destroyed again")
        tombstones.note(self.database, folder)


pass_instance = click.make_pass_decorator(Instance)
