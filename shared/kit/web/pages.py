"""Make a Flask application look, guard, fail and log like every other of the house."""

from collections.abc import Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, get_flashed_messages
from flask.templating import Environment
from flask_wtf.csrf import CSRFProtect, generate_csrf
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

from kit.access import routes as need_to_know
from kit.access.policy import Policy
from kit.accounts import access, cookie, own_routes, routes
from kit.db import Database
from kit.exchange.own_keys import open_keys
from kit.front import routes as front_page
from kit.front.model import Source
from kit.hats import routes as hats
from kit.help import routes as help_pages
from kit.help.model import Topic
from kit.mail import routes as letters
from kit.mail.service import open_office
from kit.notices import routes as notices
from kit.openid import invited_routes as invited_by_provider
from kit.openid import own_routes as own_provider
from kit.openid import routes as provider
from kit.password_reset import routes as password_reset
from kit.search import routes as search
from kit.search.model import Finder
from kit.second_step import routes as second_step
from kit.settings import Settings
from kit.trail import routes as trail
from kit.unsaved import keeping
from kit.unsaved import routes as unsaved
from kit.vault.service import open_vault
from kit.web import (
    access_log,
    ahead,
    brand,
    door,
    errors,
    files,
    filters,
    headers,
    health,
    limits,
    navigation,
    origins,
    reports,
    statement,
)

# Files of up to 10 MB are read, with room for the form around them.
LARGEST_REQUEST = 11 * 1024 * 1024

# What everybody may look up, at the foot of every page.
FOOT = (
    navigation.Entry("Who may do what", "access.matrix"),
    navigation.Entry("Conflicts of interest", "access.conflicts"),
    navigation.Entry("Emergency access", "access.emergencies"),
    navigation.Entry("Record of processing", "records.index"),
)

_SHARED = Path(__file__).parents[2]
_PAGES = (
    need_to_know.pages,
    files.pages,
    front_page.pages,
    hats.pages,
    health.pages,
    help_pages.pages,
    letters.pages,
    notices.pages,
    invited_by_provider.pages,
    own_provider.pages,
    own_routes.pages,
    password_reset.pages,
    provider.pages,
    reports.pages,
    routes.pages,
    search.pages,
    second_step.pages,
    statement.pages,
    unsaved.pages,
)


def dress(
    app: Flask,
    *,
    settings: Settings,
    database: Database,
    policy: Policy,
    entries: Sequence[navigation.Entry] = (),
    front: Sequence[Source] = (),
    finders: Sequence[Finder] = (),
    topics: Sequence[Topic] = (),
    checks: Mapping[str, health.Check] | None = None,
    preparing: Sequence[ahead.Preparing] = (),
) -> Flask:
    """Furnish ``app`` with all that is the same in every service; returns it.

    ``policy`` says who may do what; ``entries`` are the links at the top; ``front``
    is what the front page asks and ``finders`` what the search asks; ``topics`` are
    the help pages, and ``checks`` further questions that ``/ready`` asks; ``preparing``
    is done before the first reader comes. Raises
    ValueError for a brand colour too pale to read on, and for plain HTTP on anything
    but this machine.
    """
    brand.parse(settings.brand_colour)
    transport = _transport(settings)
    # First of all: the environment is as it was when somebody first looked at it.
    _templates(app)
    door.furnish(app, door.House(settings=settings, database=database, policy=policy))
    open_office(database, settings)
    open_vault(database, settings)
    open_keys(database, settings)
    front_page.furnish(app, front)
    search.furnish(app, (*finders, *help_pages.FINDERS))
    help_pages.furnish(app, topics)
    app.extensions["accord-checks"] = dict(checks or {})
    ahead.furnish(app, preparing)
    _configure(app, settings, transport)
    _context(app, entries)
    access_log.register(app)
    headers.register(app, transport=transport)
    limits.register(app)
    origins.register(app, settings)
    errors.register(app, transport=transport)
    app.before_request(cookie.recognise)
    keeping.register(app)
    app.before_request(hats.require_hat)
    app.before_request(access.guard)
    # A browser's report carries no form; that it comes from here is checked above.
    CSRFProtect(app).exempt(reports.pages)
    for blueprint in _PAGES:
        app.register_blueprint(blueprint)
    return app


def _transport(settings: Settings) -> str:
    address = urlsplit(settings.public_url)
    if address.scheme != "https" and address.hostname not in origins.THIS_MACHINE:
        raise ValueError(
            f"ACCORD_PUBLIC_URL is {settings.public_url}: pages leave this machine "
            "over https only"
        )
    return address.scheme


def _configure(app: Flask, settings: Settings, transport: str) -> None:
    app.config.update(
        # Whatever the environment says: a debugger is a way in.
        DEBUG=False,
        TESTING=False,
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        # The slug: instances on one machine share its cookies, whatever their port.
        SESSION_COOKIE_NAME=f"{cookie.prefix(transport)}form-{settings.member}",
        SESSION_COOKIE_SECURE=transport == "https",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        # A form is good for as long as the person stays signed in.
        WTF_CSRF_TIME_LIMIT=None,
    )


class _Environment(Environment):
    """Draws pages; the words all templates share are settled before the first one."""

    def make_globals(
        self, d: MutableMapping[str, Any] | None
    ) -> MutableMapping[str, Any]:
        """A plain dictionary: Jinja compares the keys of two with every import.

        Those it chains by itself take a twentieth of a page's time for that.
        """
        return {**self.globals, **(d or {})}


def _templates(app: Flask) -> None:
    govuk = PackageLoader("govuk_frontend_jinja")
    app.jinja_environment = _Environment
    # There are more of them than Jinja keeps by itself; it would compile them over and
    # over again. None is ever made from what people type.
    app.jinja_options = {**app.jinja_options, "cache_size": -1}
    app.jinja_loader = ChoiceLoader(
        [
            PrefixLoader({"govuk_frontend_jinja": govuk}),
            FileSystemLoader(app.root_path),
            FileSystemLoader(_SHARED),
        ]
    )
    filters.register(app)
    app.jinja_env.globals.update(
        asset=files.address,
        brand_address=files.brand_address,
        csrf_token=generate_csrf,
        flashed=get_flashed_messages,
        trail_alarm=trail.alarm,
        unread_notices=notices.unread,
        may_open=access.may_open,
        navigation=navigation.drawer(app),
    )


def _context(app: Flask, entries: Sequence[navigation.Entry]) -> None:
    def words() -> dict[str, Any]:
        actor = door.actor_or_nobody()
        return {
            "actor": actor,
            "actor_role": hats.in_words(actor) if actor else "",
            "brand_colour": door.settings().brand_colour,
            "is_demonstration": door.settings().demo,
            "member_name": door.settings().name,
            "navigation_links": navigation.links(entries, actor),
            "foot_links": navigation.links(FOOT, actor),
        }

    app.context_processor(words)
