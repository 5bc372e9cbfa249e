"""The leadership group's application: its slices, dressed; wiring and nothing else."""

from collections.abc import Sequence

from flask import Blueprint, Flask

from kit.approvals import routes as approvals
from kit.db import Database
from kit.exchange import routes as exchange
from kit.exchange.topology import Topology
from kit.front.model import Source
from kit.help.topics import TOPICS as KIT_HELP
from kit.invitations import routes as invitations
from kit.mail import routes as letters
from kit.people import routes as people
from kit.records import routes as records
from kit.settings import Settings
from kit.trail import routes as trail
from kit.web.navigation import Entry
from kit.web.pages import dress
from leadership.alignment import routes as alignment
from leadership.audits import routes as audits
from leadership.comparison import routes as comparison
from leadership.consultations import routes as consultations
from leadership.db import METADATAS, PACKAGES
from leadership.drafting import routes as drafting
from leadership.help import TOPICS as HELP
from leadership.home import routes as home
from leadership.members import routes as members
from leadership.oversight import routes as oversight
from leadership.performance import routes as performance
from leadership.programme import routes as programme
from leadership.standards import routes as standards
from leadership.training import routes as training
from partnership import mounted
from partnership.access import Service, policy
from partnership.help import TOPICS as SHARED_HELP
from partnership.imports import routes as imports

NAVIGATION = (
    *comparison.NAVIGATION,
    *performance.NAVIGATION,
    *oversight.NAVIGATION,
    *audits.NAVIGATION,
    *training.NAVIGATION,
    *alignment.NAVIGATION,
    *standards.NAVIGATION,
    *imports.NAVIGATION,
    *mounted.NAVIGATION,
    *members.NAVIGATION,
    *people.NAVIGATION,
    *approvals.NAVIGATION,
    Entry("Exchange", "exchange.index"),
    *trail.NAVIGATION,
)

FINDERS = (
    *comparison.FINDERS,
    *standards.FINDERS,
    *performance.FINDERS,
    *members.FINDERS,
    *mounted.FINDERS,
    *people.FINDERS,
)


def front(_settings: Settings) -> Sequence[Source]:
    """What the front page and the weekly letter ask."""
    return (
        *performance.SOURCES,
        *oversight.SOURCES,
        *audits.SOURCES,
        *training.SOURCES,
        *standards.SOURCES,
        *consultations.SOURCES,
        *alignment.SOURCES,
        *programme.SOURCES,
        *imports.sources("official_figures"),
        *members.SOURCES,
        *mounted.SOURCES,
        *approvals.SOURCES,
        *exchange.SOURCES,
        *letters.SOURCES,
    )


def create_app(settings: Settings, database: Database) -> Flask:
    app = Flask("leadership", static_folder=None)
    dress(
        app,
        settings=settings,
        database=database,
        policy=policy().of_service(Service.LEADERSHIP),
        entries=NAVIGATION,
        front=front(settings),
        finders=FINDERS,
        topics=(*KIT_HELP, *HELP, *SHARED_HELP),
        preparing=(comparison.draw_ahead,),
    )
    for pages in _pages(settings.member):
        app.register_blueprint(pages)
    return app


def _pages(member: str) -> Sequence[Blueprint]:
    peers = Topology.load().peers_of(member)
    return (
        home.pages,
        comparison.pages,
        performance.pages,
        performance.official,
        oversight.pages,
        audits.pages,
        training.pages,
        standards.pages,
        drafting.pages,
        consultations.pages,
        alignment.pages,
        programme.pages,
        imports.make_pages(resource="official_figures"),
        *mounted.PAGES,
        members.pages,
        people.pages,
        approvals.pages,
        invitations.pages,
        exchange.make_pages(peers=peers),
        trail.make_pages(peers=peers),
        records.make_pages(metadatas=METADATAS, packages=PACKAGES),
    )
