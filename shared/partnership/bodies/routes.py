"""Pages of bodies: the list as at a day, one body over time, and its changes."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Action, Limit, Need
from kit.access.service import Scope
from kit.accounts.access import needs
from kit.accounts.actor import Actor
from kit.errors import Conflict, Invalid
from kit.front.model import Item, Kind, Source
from kit.search.model import Finder
from kit.web import door, exports, forms, narrowing
from kit.web.navigation import Entry
from partnership.access import authorise, may, reach, role_name
from partnership.agencies import agency_name
from partnership.bodies import queries, schemas, service
from partnership.bodies.model import (
    BODIES,
    BodyChanged,
    BodyKind,
    Seat,
)
from partnership.bodies.queries import BodySeen
from partnership.bodies.service import Stand

pages = Blueprint("bodies", __name__, url_prefix="/bodies")

FOLDER = "partnership/bodies/templates"
# A chair tends the body it chairs; who holds the chair is not for the chair to say.
GROUP = (Limit.GROUP,)
NAVIGATION = [Entry("Bodies", "bodies.index")]
SOON = timedelta(days=60)
_STAND = ("name", "purpose", "parent_id", "minimum", "partners_needed")

Verb = Callable[[Session, BodySeen, dict[str, Any]], object]
Page = Callable[[forms.Form], ResponseReturnValue]


class Names(Mapping[str, str]):
    """The bodies of today, name by short name: where the hat of a chair can count."""

    def __getitem__(self, slug: str) -> str:
        return self._read[slug]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read)

    def __len__(self) -> int:
        return len(self._read)

    @property
    def _read(self) -> dict[str, str]:
        if "body_names" not in g:
            with door.reading() as session:
                g.body_names = queries.names(session, clock.today())
        found: dict[str, str] = g.body_names
        return found


@pages.get("/")
@needs(BODIES, Action.READ)
def index() -> ResponseReturnValue:
    form = narrowing.read(schemas.Filter(), request.args)
    with door.reading() as session:
        found = _listed(session, form)
    page = render_template(
        f"{FOLDER}/list.html",
        bodies=found,
        on=day_of(form),
        form=form,
        kinds=choices(BodyKind),
        asked=form.address,
    )
    return page, form.status


@pages.get("/bodies.csv")
@needs(BODIES, Action.READ)
def as_csv() -> ResponseReturnValue:
    with door.reading() as session:
        found = _listed(session, forms.load(schemas.Filter(), request.args))
    header = [
        "Short name", "Name", "Kind", "Part of", "First day", "Last day", "Chair",
        "Chair's agency", "Members for a quorum", "All three partners", "Purpose",
    ]  # fmt: skip
    rows = [
        (
            each.slug, each.name, each.kind.value, each.parent_name, each.from_on,
            each.until_on, each.chair.title if each.chair else None,
            each.chair.agency_name if each.chair else None, each.minimum,
            "yes" if each.partners_needed else "no", each.purpose,
        )
        for each in found
    ]  # fmt: skip
    return exports.csv("bodies", header, rows)


@pages.get("/<slug>")
@needs(BODIES, Action.READ)
def show(slug: str) -> ResponseReturnValue:
    form = narrowing.read(schemas.Filter(), request.args)
    on = day_of(form)
    with door.reading() as session:
        seen = one(session, slug, Action.READ, on)
        sitting = queries.posts(session, seen.id, on)
        turn = queries.suggested_agency(session, seen.id, on)
        ids = [post.id for post in sitting]
        full = queries.quorate(session, seen.id, ids, on=on)
        page = render_template(
            f"{FOLDER}/show.html",
            body=seen,
            on=on,
            today=clock.today(),
            posts=sitting,
            titles={post.id: post.title for post in sitting},
            others=queries.other_posts(session, seen.id, on),
            missing=[agency_name(each) for each in full.missing],
            chairs=queries.seat_history(session, seen, Seat.CHAIR),
            deputies=queries.seat_history(session, seen, Seat.DEPUTY),
            turn=agency_name(turn),
            terms=queries.terms_of_reference(session, seen.id),
            history=queries.history(session, seen.id),
            may_change=_covered(session, slug, Action.UPDATE),
            may_run=_covered(session, slug, Action.APPROVE),
            asked=form.address,
            form=form,
        )
    return page, form.status


@pages.route("/new", methods=["GET", "POST"])
@needs(BODIES, Action.CREATE)
def found() -> ResponseReturnValue:
    if request.method == "GET":
        return _stand_page(None, forms.blank(minimum=3, partners_needed="yes"))
    form = forms.load(schemas.Found(), request.form)
    if not form.ok:
        return _stand_page(None, form)
    given = dict(form.data)
    stand = _stand(given)
    try:
        with door.transaction() as session:
            service.found(session, stand=stand, by=_post(), **given)
    except Invalid as fault:
        return _stand_page(None, form.refused(fault))
    flash("The body is founded. Seat its posts next.", "success")
    return redirect(url_for("bodies.show", slug=given["slug"].strip().casefold()))


@pages.get("/<slug>/change")
@needs(BODIES, Action.UPDATE, within=GROUP)
def ask_change(slug: str) -> ResponseReturnValue:
    with door.reading() as session:
        seen = one(session, slug, Action.UPDATE)
    return _stand_page(
        seen,
        forms.blank(
            **{name: getattr(seen, name) or "" for name in _STAND[:4]},
            partners_needed="yes" if seen.partners_needed else "no",
            seen=seen.version,
        ),
    )


@pages.post("/<slug>/change")
@needs(BODIES, Action.UPDATE, within=GROUP)
def change(slug: str) -> ResponseReturnValue:
    def changed(session: Session, seen: BodySeen, given: dict[str, Any]) -> None:
        stand = _stand(given)
        service.change(session, body_id=seen.id, stand=stand, by=_post(), **given)

    def page(form: forms.Form) -> ResponseReturnValue:
        with door.reading() as session:
            return _stand_page(one(session, slug, Action.UPDATE), form)

    try:
        return _do(slug, schemas.Change(), Action.UPDATE, changed, page)
    except BodyChanged as fault:
        form = forms.load(schemas.Change(), request.form)
        return page(form.refused({"form": str(fault)}))


@pages.route("/<slug>/end", methods=["GET", "POST"])
@needs(BODIES, Action.APPROVE)
def retire(slug: str) -> ResponseReturnValue:
    def ended(session: Session, seen: BodySeen, given: dict[str, Any]) -> None:
        service.retire(session, body_id=seen.id, **given)

    return asked(slug, schemas.Retire(), Action.APPROVE, ended, f"{FOLDER}/end.html")


@pages.post("/<slug>/reopen")
@needs(BODIES, Action.APPROVE)
def reopen(slug: str) -> ResponseReturnValue:
    with door.transaction() as session:
        service.reopen(session, body_id=one(session, slug, Action.APPROVE).id)
    flash("The body goes on.", "success")
    return redirect(url_for("bodies.show", slug=slug))


@pages.route("/<slug>/terms-of-reference", methods=["GET", "POST"])
@needs(BODIES, Action.UPDATE, within=GROUP)
def agree_terms(slug: str) -> ResponseReturnValue:
    def agreed(session: Session, seen: BodySeen, given: dict[str, Any]) -> None:
        service.agree_terms(session, body_id=seen.id, by=_post(), **given)

    return asked(
        slug, schemas.AgreeTerms(), Action.UPDATE, agreed, f"{FOLDER}/terms.html"
    )


def asked(
    slug: str,
    schema: Schema,
    action: Action,
    verb: Verb,
    template: str,
    **more: object,
) -> ResponseReturnValue:
    """The form of a verb when it is asked for, and the verb when it is sent.

    ``template`` is a path and gets ``body``, ``form`` and ``more``. Raises NotFound
    for a body that is not there, or not this person's.
    """

    def page(form: forms.Form) -> ResponseReturnValue:
        with door.reading() as session:
            seen = one(session, slug, action)
        page = render_template(template, body=seen, form=form, **more)
        return page, form.status

    if request.method == "GET":
        return page(forms.blank())
    return _do(slug, schema, action, verb, page)


def _do(
    slug: str, schema: Schema, action: Action, verb: Verb, page: Page
) -> ResponseReturnValue:
    form = forms.load(schema, request.form)
    if not form.ok:
        return page(form)
    try:
        with door.transaction() as session:
            verb(session, one(session, slug, action), dict(form.data))
    except Invalid as fault:
        return page(form.refused(fault))
    except BodyChanged:
        raise
    except Conflict as fault:
        return page(form.refused({"form": str(fault)}))
    flash("It is noted, and the history shows it.", "success")
    return redirect(url_for("bodies.show", slug=slug))


def _stand_page(seen: BodySeen | None, form: forms.Form) -> ResponseReturnValue:
    today = clock.today()
    with door.reading() as session:
        others = queries.bodies(session, today)
    stale = seen is not None and str(form.values.get("seen")) != str(seen.version)
    page = render_template(
        f"{FOLDER}/stand.html",
        body=seen,
        stale=stale,
        parents=[
            (each.id, each.name)
            for each in others
            if seen is None or each.id != seen.id
        ],
        form=form,
        kinds=choices(BodyKind),
    )
    return page, 409 if stale else form.status


def _stand(given: dict[str, Any]) -> Stand:
    return Stand(**{name: given.pop(name) for name in _STAND})


def _listed(session: Session, form: forms.Form) -> list[BodySeen]:
    near = reach(session, door.actor(), Action.READ, BODIES)
    found = queries.bodies(
        session,
        day_of(form),
        kind=form.data.get("kind"),
        ended=form.data.get("ended", False),
    )
    return [each for each in found if near.covers(_scope(each.slug))]


def one(
    session: Session, slug: str, action: Action, on: date | None = None
) -> BodySeen:
    """A body as at a day, for who may do ``action`` to it; raises NotFound."""
    authorise(session, door.actor(), action, BODIES, _scope(slug))
    return queries.body(session, slug, on)


def _covered(session: Session, slug: str, action: Action) -> bool:
    actor = door.actor()
    return may(actor.role, BODIES, action) and reach(
        session, actor, action, BODIES
    ).covers(_scope(slug))


def _scope(slug: str) -> Scope:
    return Scope(record=slug, body=slug)


def day_of(form: forms.Form) -> date:
    """The day a list is asked for; today where none is named."""
    return form.data.get("on") or clock.today()


def _post() -> str:
    return role_name(door.actor().role)


def choices(of: type[StrEnum]) -> list[tuple[str, str]]:
    """The words of a closed list, as a form offers them."""
    return [(each.value, each.value.capitalize()) for each in of]


def on_front_page(session: Session, actor: Actor) -> list[Item]:
    """Empty chairs, terms that end soon and terms of reference to review."""
    today = clock.today()
    near = reach(session, actor, Action.UPDATE, BODIES)
    return [
        item
        for each in queries.bodies(session, today)
        if near.covers(_scope(each.slug))
        for item in _items(each, today)
    ]


def _items(seen: BodySeen, today: date) -> Iterator[Item]:
    def item(text: str, tag: str, due: date | None = None) -> Item:
        href = f"/bodies/{seen.slug}"
        said = f"{seen.name}: {text}"
        return Item(kind=Kind.MINE, text=said, href=href, tag=tag, due=due)

    last = seen.chair.until_on if seen.chair else None
    if seen.chair is None:
        yield item("nobody holds the chair", "No chair")
    elif last is not None and last <= today + SOON:
        yield item("the chair's term ends", "Term ends", last)
    if seen.review_on is not None and seen.review_on <= today + SOON:
        yield item("review the terms of reference", "To review", seen.review_on)


SOURCES = [
    Source(
        name="Bodies",
        need=Need(resource=BODIES, action=Action.UPDATE, within=frozenset(GROUP)),
        look=on_front_page,
    )
]
FINDERS = [
    Finder(
        name="Bodies",
        need=Need(resource=BODIES, action=Action.READ),
        find=queries.find,
    )
]
