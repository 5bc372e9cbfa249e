"""The leadership group's application: its slices, dressed; wiring and nothing else."""

from flask import Blueprint, Flask

from kit.db import Database
from kit.settings import Settings
from kit.web.navigation import Entry
from kit.web.pages import dress
from leadership.members import routes as members
from leadership.standards import routes as standards
from partnership.access import ROLE_NAMES

PAGES: tuple[Blueprint, ...] = (standards.pages, members.pages)
NAVIGATION: tuple[Entry, ...] = (*standards.NAVIGATION, *members.NAVIGATION)


def create_app(settings: Settings, database: Database) -> Flask:
    app = Flask("leadership", static_folder=None)
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
