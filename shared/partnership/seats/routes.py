"""Pages where posts come to a body and leave it, and the chair goes round."""

from typing import Any
from uuid import UUID

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Action, Limit
from kit.accounts.access import needs
from kit.errors import NotFound
from kit.web import door, exports, forms
from partnership.agencies import AGENCIES, agency_name
from partnership.bodies import queries, service
from partnership.bodies.model import BODIES, Basis, Part, Seat
from partnership.bodies.queries import BodySeen
from partnership.bodies.routes import asked, choices, day_of, one
from partnership.bodies.schemas import Filter
from partnership.seats import schemas

pages = Blueprint("seats", __name__, url_prefix="/bodies")

FOLDER = "partnership/seats/templates"
GROUP = (Limit.GROUP,)
_NO_AGENCY = (schemas.INDEPENDENT, "Independent of all agencies")


@pages.get("/<slug>/posts.csv")
@needs(BODIES, Action.READ)
def posts_csv(slug: str) -> ResponseReturnValue:
    on = day_of(forms.load(Filter(), request.args))
    with door.reading() as session:
        seen = one(session, slug, Action.READ, on)
        sitting = queries.posts(session, seen.id, on)
        others = queries.other_posts(session, seen.id, on)
    titles = {post.id: post.title for post in (*others, *sitting)}
    header = [
        "Post", "Agency", "Sits as", "Stands in for", "Holds", "First day", "Last day"
    ]  # fmt: skip
    rows = [
        (
            each.title, each.agency_name, each.part.value,
            titles.get(each.stands_in_for) if each.stands_in_for else None,
            ", ".join(each.seats), each.from_on, each.until_on,
        )
        for each in (*sitting, *others)
    ]  # fmt: skip
    return exports.csv(f"{slug}-posts", header, rows)


@pages.get("/<slug>/chair.csv")
@needs(BODIES, Action.READ)
def chair_csv(slug: str) -> ResponseReturnValue:
    with door.reading() as session:
        seen = one(session, slug, Action.READ)
        held = [
            each for seat in Seat for each in queries.seat_history(session, seen, seat)
        ]
    header = ["Seat", "Post", "Agency", "Basis", "First day", "Last day"]
    rows = [
        (
            each.seat.value, each.title or "Nobody", each.agency_name,
            each.basis.value if each.basis else None, each.from_on, each.until_on,
        )
        for each in held
    ]  # fmt: skip
    return exports.csv(f"{slug}-chair", header, rows)


@pages.route("/<slug>/posts/new", methods=["GET", "POST"])
@needs(BODIES, Action.UPDATE, within=GROUP)
def add_post(slug: str) -> ResponseReturnValue:
    def added(session: Session, seen: BodySeen, given: dict[str, Any]) -> None:
        agency = given.pop("agency")
        given["agency"] = None if agency == schemas.INDEPENDENT else agency
        service.add_post(session, body_id=seen.id, **given)

    return asked(
        slug,
        schemas.AddPost(),
        Action.UPDATE,
        added,
        f"{FOLDER}/post.html",
        agencies=[*AGENCIES.items(), _NO_AGENCY],
        parts=choices(Part),
    )


@pages.route("/<slug>/posts/<uuid:post_id>/deputy", methods=["GET", "POST"])
@needs(BODIES, Action.UPDATE, within=GROUP)
def add_deputy(slug: str, post_id: UUID) -> ResponseReturnValue:
    def added(session: Session, _seen: BodySeen, given: dict[str, Any]) -> None:
        service.add_deputy(session, post_id=post_id, **given)

    about = _post_of(slug, post_id)
    return asked(
        slug,
        schemas.AddDeputy(),
        Action.UPDATE,
        added,
        f"{FOLDER}/deputy.html",
        post=about,
    )


@pages.route("/<slug>/posts/<uuid:post_id>/end", methods=["GET", "POST"])
@needs(BODIES, Action.UPDATE, within=GROUP)
def end_post(slug: str, post_id: UUID) -> ResponseReturnValue:
    def ended(session: Session, _seen: BodySeen, given: dict[str, Any]) -> None:
        service.end_post(session, post_id=post_id, **given)

    about = _post_of(slug, post_id)
    return asked(
        slug,
        schemas.LastDay(),
        Action.UPDATE,
        ended,
        f"{FOLDER}/end_post.html",
        post=about,
    )


@pages.route("/<slug>/chair", methods=["GET", "POST"])
@needs(BODIES, Action.APPROVE)
def start_term(slug: str) -> ResponseReturnValue:
    def started(session: Session, seen: BodySeen, given: dict[str, Any]) -> None:
        if queries.post(session, given["post_id"])[0] != seen.slug:
            raise NotFound
        service.start_term(session, **given)

    today = clock.today()
    with door.reading() as session:
        seen = one(session, slug, Action.APPROVE)
        posts = queries.posts(session, seen.id, today)
        posts += queries.other_posts(session, seen.id, today)
        turn = queries.suggested_agency(session, seen.id, today)
    return asked(
        slug,
        schemas.StartTerm(),
        Action.APPROVE,
        started,
        f"{FOLDER}/chair.html",
        posts=posts,
        turn=agency_name(turn),
        seats=choices(Seat),
        bases=choices(Basis),
    )


@pages.route("/<slug>/chair/<uuid:term_id>/end", methods=["GET", "POST"])
@needs(BODIES, Action.APPROVE)
def end_term(slug: str, term_id: UUID) -> ResponseReturnValue:
    def ended(session: Session, _seen: BodySeen, given: dict[str, Any]) -> None:
        service.end_term(session, term_id=term_id, **given)

    with door.reading() as session:
        of, term = queries.term(session, term_id)
    if of != slug:
        raise NotFound
    return asked(
        slug,
        schemas.LastDay(),
        Action.APPROVE,
        ended,
        f"{FOLDER}/end_term.html",
        term=term,
    )


def _post_of(slug: str, post_id: UUID) -> queries.PostSeen:
    with door.reading() as session:
        of, post = queries.post(session, post_id)
    if of != slug:
        raise NotFound
    return post
