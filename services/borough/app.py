"""One borough's application: its slices, dressed; wiring and nothing else."""

from flask import Blueprint, Flask

from kit.db import Database
from kit.settings import Settings
from kit.web.navigation import Entry
from kit.web.pages import dress
from partnership.access import ROLE_NAMES

PAGES: tuple[Blueprint, ...] = ()
NAVIGATION: tuple[Entry, ...] = ()


def create_app(settings: Settings, database: Database) -> Flask:
    app = Flask("borough", static_folder=None)
    dress(
        app,
        settings=settings,
        database=database,
        entries=NAVIGATION,
        role_names={role.value: name for role, name in ROLE_NAMES.items()},
    )
    for pages in PAGES:
        app.register_blueprint(pages)
    return app
