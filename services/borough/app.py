"""One borough's application: its slices, dressed; wiring and nothing else."""

from collections.abc import Sequence

from flask import Blueprint, Flask

from borough.agencies import routes as agencies
from borough.arrangements import routes as arrangements
from borough.db import METADATAS, PACKAGES
from borough.documents import routes as documents
from borough.funding import routes as funding
from borough.governance import routes as governance
from borough.help import TOPICS as HELP
from borough.home import routes as home
from borough.incidents import routes as incidents
from borough.library import routes as library
from borough.performance import routes as performance
from borough.pseudonyms import routes as pseudonyms
from borough.published import routes as published
from borough.recommendations import routes as recommendations
from borough.returns import routes as returns
from borough.review_flags import routes as review_flags
from borough.reviews import routes as reviews
from borough.standards import routes as standards
from borough.summaries import routes as summaries
from borough.thread import routes as thread
from kit.access import routes as access
from kit.approvals import routes as approvals
from kit.db import Database
from kit.exchange import routes as exchange
from kit.exchange.topology import Topology
from kit.front.model import Source
from kit.hats import routes as hats
from kit.hats.model import Places
from kit.help.topics import TOPICS as KIT_HELP
from kit.invitations import routes as invitations
from kit.mail import routes as letters
from kit.people import routes as people
from kit.records import routes as records
from kit.settings import Settings
from kit.trail import routes as trail
from kit.web.navigation import Entry
from kit.web.pages import dress
from partnership import mounted
from partnership.access import Service, policy
from partnership.agencies import AGENCIES
from partnership.bodies.routes import Names
from partnership.help import TOPICS as SHARED_HELP
from partnership.imports import routes as imports

# For the command line, which has no page to list bodies on.
PLACES = Places(agencies=AGENCIES)
NAVIGATION = (
    *performance.NAVIGATION,
    *imports.NAVIGATION,
    *returns.NAVIGATION,
    *governance.NAVIGATION,
    *standards.NAVIGATION,
    *mounted.NAVIGATION,
    *reviews.NAVIGATION,
    *arrangements.NAVIGATION,
    *people.NAVIGATION,
    *approvals.NAVIGATION,
    Entry("Exchange", "exchange.index"),
    *trail.NAVIGATION,
)

FINDERS = (
    *performance.FINDERS,
    *standards.FINDERS,
    *returns.FINDERS,
    *mounted.FINDERS,
    *reviews.FINDERS,
    *library.FINDERS,
    *arrangements.FINDERS,
    *agencies.FINDERS,
    *documents.FINDERS,
    *people.FINDERS,
)

# What reviews do: pages that belong together.
REVIEWING = (
    reviews.pages,
    review_flags.pages,
    incidents.pages,
    recommendations.pages,
    thread.pages,
    summaries.pages,
    library.pages,
    pseudonyms.pages,
)


def front(settings: Settings) -> Sequence[Source]:
    """What the front page and the weekly letter ask."""
    return (
        *_to_members(settings),
        *imports.sources("indicators_raw"),
        *performance.SOURCES,
        *mounted.SOURCES,
        *reviews.SOURCES,
        *summaries.SOURCES,
        *thread.SOURCES,
        *arrangements.SOURCES,
        *agencies.SOURCES,
        *documents.SOURCES,
        *approvals.SOURCES,
        *access.SOURCES,
        *exchange.SOURCES,
        *letters.SOURCES,
    )


def _to_members(settings: Settings) -> Sequence[Source]:
    """What goes to and comes from other members; nothing for an area without any."""
    if not Topology.load().peers_of(settings.member):
        return ()
    return (
        *returns.sources(settings.area_code),
        *standards.SOURCES,
        *governance.SOURCES,
    )


def create_app(settings: Settings, database: Database) -> Flask:
    app = Flask("borough", static_folder=None)
    dress(
        app,
        settings=settings,
        database=database,
        policy=policy().of_service(Service.BOROUGH),
        entries=NAVIGATION,
        front=front(settings),
        finders=FINDERS,
        topics=(*KIT_HELP, *HELP, *SHARED_HELP),
    )
    hats.furnish(app, Places(agencies=AGENCIES, bodies=Names()))
    for pages in _pages(settings.member):
        app.register_blueprint(pages)
    return app


def _pages(member: str) -> Sequence[Blueprint]:
    peers = Topology.load().peers_of(member)
    return (
        home.make_pages(peers=peers),
        performance.pages,
        returns.pages,
        standards.pages,
        governance.pages,
        imports.make_pages(resource="indicators_raw"),
        *mounted.PAGES,
        *REVIEWING,
        arrangements.pages,
        agencies.pages,
        documents.pages,
        funding.pages,
        published.pages,
        people.pages,
        approvals.pages,
        invitations.pages,
        exchange.make_pages(peers=peers),
        trail.make_pages(peers=peers),
        records.make_pages(metadatas=METADATAS, packages=PACKAGES),
    )
