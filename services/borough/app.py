"""One borough's application: its slices, dressed; wiring and nothing else."""

from collections.abc import Sequence

from flask import Blueprint, Flask

from borough.home import routes as home
from borough.performance import routes as performance
from borough.returns import routes as returns
from borough.standards import routes as standards
from kit.db import Database
from kit.exchange import routes as exchange
from kit.exchange.topology import Topology
from kit.settings import Settings
from kit.web.navigation import Entry
from kit.web.pages import dress
from partnership.access import ROLE_NAMES, Role
from partnership.imports import routes as imports

WORKERS = (Role.BUSINESS_MANAGER, Role.ANALYST)
READERS = (Role.BUSINESS_MANAGER,)
OPERATORS = (Role.ADMINISTRATOR,)

NAVIGATION = (
    *performance.NAVIGATION,
    imports.entry(WORKERS),
    *returns.NAVIGATION,
    *standards.NAVIGATION,
    Entry("Exchange", "exchange.index", (*READERS, *OPERATORS)),
)


def create_app(settings: Settings, database: Database) -> Flask:
    app = Flask("borough", static_folder=None)
    dress(
        app,
        settings=settings,
        database=database,
        entries=NAVIGATION,
        role_names={role.value: name for role, name in ROLE_NAMES.items()},
    )
    for pages in _pages(settings.member):
        app.register_blueprint(pages)
    return app


def _pages(member: str) -> Sequence[Blueprint]:
    peers = [slug for slug in Topology.load().slugs if slug != member]
    return (
        home.pages,
        performance.pages,
        returns.pages,
        standards.pages,
        imports.make_pages(roles=WORKERS),
        exchange.make_pages(readers=READERS, operators=OPERATORS, peers=peers),
    )
