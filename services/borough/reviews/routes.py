"""Pages of reviews: those a person may open, one review, and what is done with it."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.incidents import queries as incidents
from borough.reviews import queries, schemas, service
from borough.reviews.model import (
    DRAFT,
    KIND_WORDS,
    PUBLISHED,
    Flag,
    ReviewChanged,
    ReviewKind,
)
from borough.reviews.queries import ReviewSeen, Wanted
from kit import clock
from kit.access.policy import Action, Limit, Need
from kit.access.service import Scope
from kit.accounts.access import needs
from kit.accounts.actor import Actor
from kit.clock import LONDON
from kit.front.model import Item, Kind, Source
from kit.hats import queries as hats
from kit.people import queries as people
from kit.search.model import Finder, Hit, Term
from kit.web import door, exports, narrowing
from kit.web.narrowing import Narrowed
from kit.web.navigation import Entry
from partnership.access import Role, authorise, may, reach
from partnership.agencies import AGENCIES
from partnership.asking.routes import Box, Page, asked
from partnership.bodies import queries as bodies

pages = Blueprint("reviews", __name__, url_prefix="/reviews")

NAMED = (Limit.NAMED,)
NEED = Need(resource=DRAFT, action=Action.READ, within=frozenset(NAMED))
NAVIGATION = [Entry("Reviews", "reviews.index")]
ASSIGNABLE = (Role.PARTNER_REPRESENTATIVE, Role.GROUP_CHAIR, Role.SCRUTINEER)
# What a page of one review links to besides its own.
FLAG_WORDS = {
    Flag.LEARNING_SHARED: "Learning shared",
    Flag.RATIFIED: "Ratified",
    Flag.PUBLISHED: "Published",
}


COPY = Box(
    kind="day",
    name="copy_sent_on",
    label="Final copy sent to the panel and the Secretary of State on",
    hint="At least seven working days before it is published (SI 2018/789). Left "
    "empty, the clock for it says how far it is over.",
)


@pages.get("/")
@needs(DRAFT, Action.READ, within=NAMED)
def index() -> ResponseReturnValue:
    form, found = _listed()
    with door.reading() as session:
        seen = reach(session, door.actor(), Action.READ, DRAFT)
        every = queries.reviews(session, seen=seen)
    page = render_template(
        "reviews/templates/list.html",
        form=form,
        reviews=found,
        years=years_of(every),
        kinds=[("", "All"), *((k.value, w) for k, w in KIND_WORDS.items())],
        flag_words=FLAG_WORDS,
        csv_address=url_for("reviews.as_csv", **form.address),
    )
    return page, form.status


@pages.get("/reviews.csv")
@needs(DRAFT, Action.READ, within=NAMED)
def as_csv() -> ResponseReturnValue:
    _, found = _listed()
    header = [
        "Reference", "Kind", "Title", "Leads", "Post", "Body", "Opened",
        *FLAG_WORDS.values(), "Closed",
    ]  # fmt: skip
    rows = [
        (
            e.ref, e.kind_word, e.title, e.lead_name, e.lead_post, e.body, e.opened_on,
            *(e.flags.get(flag) for flag in Flag), e.closed_on,
        )
        for e in found
    ]  # fmt: skip
    return exports.csv("reviews", header, rows)


def _listed() -> tuple[Narrowed, list[ReviewSeen]]:
    form = narrowing.read(schemas.Listed(), request.args)
    with door.reading() as session:
        seen = reach(session, door.actor(), Action.READ, DRAFT)
        found = queries.reviews(session, seen=seen, wanted=Wanted(**form.data))
    return form, list(found)


@pages.get("/<uuid:review_id>")
@needs(DRAFT, Action.READ, within=NAMED)
def show(review_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = one(session, review_id)
        clocks = queries.clocks_of(session, review_id)
        noted = queries.flags_of(session, review_id)
        after = queries.out_of(session, review_id)
        incident_id = incidents.of_review(session, review_id)
        seen = reach(session, door.actor(), Action.READ, DRAFT)
    return render_template(
        "reviews/templates/show.html",
        review=found,
        clocks=clocks,
        noted=noted,
        incident_id=incident_id,
        after=[each for each in after if seen.covers(Scope(record=str(each.id)))],
        flag_words=FLAG_WORDS,
        may_publish=found.proposed_by != door.actor().user_id,
    )


@pages.route("/new", methods=["GET", "POST"])
@needs(DRAFT, Action.CREATE)
def open_one() -> ResponseReturnValue:
    def look(session: Session) -> Page:
        kinds = [(kind.value, word) for kind, word in KIND_WORDS.items()]
        return Page(
            title="Open a review",
            crumbs=[("Reviews", url_for("reviews.index"))],
            intro="It gets the next reference of its year. A practice review's clock "
            "of six months begins with the decision to begin.",
            boxes=[
                Box(kind="select", name="kind", label="Kind", choices=kinds),
                Box(kind="day", name="opened_on", label="Day it was decided to begin"),
                *boxes(session),
            ],
            button="Open the review",
            values={"opened_on": clock.today()},
        )

    def opened(session: Session, given: dict[str, Any]) -> None:
        moment = moment_of(given.pop("opened_on"))
        service.open_review(session, by=door.actor(), opened_at=moment, **given)

    return asked(
        look,
        schemas.Opened(),
        opened,
        stale=ReviewChanged,
        said="The review is open.",
        to=url_for("reviews.index"),
    )


@pages.route("/<uuid:review_id>/change", methods=["GET", "POST"])
@needs(DRAFT, Action.UPDATE)
def change(review_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        found = one(session, review_id)
        names = ("title", "lead_agency", "lead_post", "body", "scope", "narrative")
        return Page(
            title=f"Write in {found.ref}",
            crumbs=crumbs(found),
            boxes=boxes(session),
            button="Save",
            values={name: getattr(found, name) or "" for name in names},
            seen=found.version,
            now=[
                ("Changed by", found.changed_by),
                ("Title", found.title),
                ("Leads", f"{found.lead_post}, {found.lead_name}"),
                ("Body", found.body),
                ("What it asks", found.scope),
                ("What is known so far", found.narrative),
            ],
        )

    def changed(session: Session, given: dict[str, Any]) -> None:
        service.change(session, review_id=review_id, by=door.actor(), **given)

    return _asked(review_id, look, schemas.Changed(), changed, "The review is saved.")


@pages.route("/<uuid:review_id>/propose", methods=["GET", "POST"])
@needs(DRAFT, Action.UPDATE)
def propose(review_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        found = one(session, review_id)
        return Page(
            title=f"Propose what is published of {found.ref}",
            crumbs=crumbs(found),
            intro="Another person reads it and agrees before anybody else sees it. "
            "Name nobody, and leave out what could tell who the child is.",
            boxes=[Box(kind="area", name="text", label="The text", rows=15)],
            button="Propose",
            values={"text": found.proposed_text or ""},
            seen=found.version,
            now=[("Changed by", found.changed_by), ("Text", found.proposed_text)],
        )

    def proposed(session: Session, given: dict[str, Any]) -> None:
        service.propose(session, review_id=review_id, by=door.actor(), **given)

    said = "The text waits for somebody else to agree."
    return _asked(review_id, look, schemas.Proposed(), proposed, said)


@pages.route("/<uuid:review_id>/publish", methods=["GET", "POST"])
@needs(PUBLISHED, Action.APPROVE)
def publish(review_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        found = one(session, review_id)
        return Page(
            title=f"Publish {found.ref}",
            crumbs=crumbs(found),
            intro=f"This is what is published: {found.proposed_text or 'nothing yet'}",
            boxes=[
                Box(kind="day", name="on", label="Published on"),
                *([COPY] if found.kind is ReviewKind.PRACTICE else []),
            ],
            button="I agree: publish it",
            values={"on": clock.today()},
            seen=found.version,
            now=[("Changed by", found.changed_by), ("Text", found.proposed_text)],
        )

    def published(session: Session, given: dict[str, Any]) -> None:
        service.publish(session, review_id=review_id, by=door.actor(), **given)

    return _asked(review_id, look, schemas.Published(), published, "It is published.")


@pages.route("/<uuid:review_id>/close", methods=["GET", "POST"])
@needs(DRAFT, Action.UPDATE)
def close(review_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        found = one(session, review_id)
        return Page(
            title=f"Close {found.ref}",
            crumbs=crumbs(found),
            intro="Nothing is written in a closed review any more. Actions go on.",
            boxes=[Box(kind="day", name="on", label="Closed on")],
            button="Close the review",
            values={"on": clock.today()},
        )

    def closed(session: Session, given: dict[str, Any]) -> None:
        service.close(session, review_id=review_id, by=door.actor(), **given)

    return _asked(review_id, look, schemas.Closed(), closed, "The review is closed.")


@pages.route("/<uuid:review_id>/assign", methods=["GET", "POST"])
@needs(DRAFT, Action.UPDATE)
def assign(review_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        found = one(session, review_id)
        return Page(
            title=f"Open {found.ref} to somebody",
            crumbs=crumbs(found),
            intro="A draft is open to those who are named here, and to no one else of "
            "their role. It is recorded in the audit trail.",
            boxes=[
                Box(
                    kind="select", name="user_id", label="Person",
                    choices=_assignable(session),
                )
            ],
            button="Open it to this person",
        )  # fmt: skip

    def assigned(session: Session, given: dict[str, Any]) -> None:
        service.assign(session, review_id=review_id, by=door.actor(), **given)

    return _asked(review_id, look, schemas.Assigned(), assigned, "It is open to them.")


def years_of(found: Iterable[ReviewSeen]) -> list[tuple[str, str]]:
    """The years of these reviews as choices of a filter, the latest first."""
    years = sorted({str(each.opened_on.year) for each in found}, reverse=True)
    return [("", "All"), *((year, year) for year in years)]


def one(session: Session, review_id: UUID, action: Action = Action.READ) -> ReviewSeen:
    """The review, where this person may do this to it; raises NotFound."""
    authorise(session, door.actor(), action, DRAFT, Scope(record=str(review_id)))
    return queries.review(session, review_id)


def crumbs(review: ReviewSeen) -> list[tuple[str, str]]:
    """The way back from a page about a review."""
    here = url_for("reviews.show", review_id=review.id)
    return [("Reviews", url_for("reviews.index")), (review.ref, here)]


def boxes(session: Session) -> list[Box]:
    """What is written of any review."""
    return [
        Box(
            kind="text", name="title", label="Title",
            hint="An invented first name, such as Leo. Never the name of a child.",
        ),
        Box(
            kind="select", name="lead_agency", label="Agency that leads",
            choices=list(AGENCIES.items()),
        ),
        Box(kind="text", name="lead_post", label="Post that leads", hint="No name"),
        body_box(session, "Body that oversees it", "May be left empty"),
        Box(kind="area", name="scope", label="What it asks", hint="Questions, period"),
        Box(
            kind="area", name="narrative", label="What is known so far", rows=10,
            hint="Pseudonyms and posts only.",
        ),
    ]  # fmt: skip


def moment_of(day: date) -> datetime:
    """Noon of a day in London, or now where that is to come."""
    noon = datetime.combine(day, time(12), LONDON)
    return min(noon, clock.now()) if day == clock.today() else noon


def body_box(session: Session, label: str, hint: str) -> Box:
    """A choice of the bodies of today."""
    known = bodies.bodies(session, on=clock.today())
    choices = [(each.slug, each.name) for each in known]
    return Box(kind="select", name="body", label=label, hint=hint, choices=choices)


def _assignable(session: Session) -> list[tuple[str, str]]:
    found = {
        user_id for role in ASSIGNABLE for user_id in hats.holders(session, role=role)
    }
    named = people.names(session, user_ids=found)
    return sorted(((str(i), name) for i, name in named.items()), key=lambda p: p[1])


def _asked(review_id: UUID, *parts: Any) -> ResponseReturnValue:  # noqa: ANN401 - asked's
    look, schema, verb, said = parts
    return asked(
        look,
        schema,
        verb,
        stale=ReviewChanged,
        said=said,
        to=url_for("reviews.show", review_id=review_id),
    )


def _on_front_page(session: Session, actor: Actor) -> list[Item]:
    """Texts that wait for this person to agree to their publication."""
    if not may(actor.role, PUBLISHED, Action.APPROVE):
        return []
    seen = reach(session, actor, Action.READ, DRAFT)
    return [
        Item(
            kind=Kind.MINE,
            tag="To approve",
            text=f"What is published of {each.ref}",
            href=f"/reviews/{each.id}/publish",
            at=each.changed_at,
        )
        for each in queries.reviews(session, seen=seen)
        if each.proposed_text is not None and each.proposed_by != actor.user_id
    ]


def _find(session: Session, actor: Actor, term: Term) -> list[Hit]:
    return queries.find(session, term, reach(session, actor, Action.READ, DRAFT))


SOURCES = [Source(name="Reviews", need=NEED, look=_on_front_page)]
FINDERS = [Finder(name="Reviews", need=NEED, find=_find)]
