"""Pages of agency summaries: all that wait, one review's, and what came."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.reviews import queries as reviews
from borough.reviews.routes import crumbs, one
from borough.summaries import queries, schemas, service
from borough.summaries.model import SUMMARIES, Completeness, SummaryChanged
from borough.summaries.queries import SummarySeen
from kit import clock
from kit.access.policy import Action, Limit, Need
from kit.access.service import Scope
from kit.accounts.access import needs
from kit.accounts.actor import Actor
from kit.front.model import Item, Kind, Source
from kit.web import door, exports
from partnership.access import authorise, reach
from partnership.agencies import AGENCIES
from partnership.asking.routes import Box, Page, asked, words_of

pages = Blueprint("summaries", __name__, url_prefix="/agency-summaries")

OWN = (Limit.OWN,)
NEED = Need(resource=SUMMARIES, action=Action.READ, within=frozenset(OWN))
# How long agencies are given unless another day is chosen.
USUAL = timedelta(days=10)


@pages.get("/")
@needs(SUMMARIES, Action.READ, within=OWN)
def index() -> ResponseReturnValue:
    found, refs = _listed()
    return render_template(
        "summaries/templates/list.html", summaries=found, refs=refs, review=None
    )


@pages.get("/of/<uuid:review_id>")
@needs(SUMMARIES, Action.CREATE)
def of_review(review_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        review = one(session, review_id)
    found, refs = _listed(review_id)
    return render_template(
        "summaries/templates/list.html", summaries=found, refs=refs, review=review
    )


@pages.get("/agency-summaries.csv")
@needs(SUMMARIES, Action.READ, within=OWN)
def as_csv() -> ResponseReturnValue:
    found, refs = _listed()
    header = [
        "Review", "Agency", "Asked", "Due", "State", "Days late", "Reminders",
        "Received",
    ]  # fmt: skip
    rows = [
        (
            refs[e.review_id], e.agency_name, e.asked_on, e.due_on, e.state, e.late,
            e.chased, e.received_on,
        )
        for e in found
    ]  # fmt: skip
    return exports.csv("agency-summaries", header, rows)


def _listed(
    review_id: UUID | None = None,
) -> tuple[Sequence[SummarySeen], dict[UUID, str]]:
    """The requests, and their reviews' references: an agency learns no more of them."""
    with door.reading() as session:
        seen = reach(session, door.actor(), Action.READ, SUMMARIES)
        found = queries.summaries(session, seen=seen, review_id=review_id)
        wanted = {each.review_id for each in found}
        refs = reviews.refs(session, wanted)
    return found, refs


@pages.route("/of/<uuid:review_id>/ask", methods=["GET", "POST"])
@needs(SUMMARIES, Action.CREATE)
def ask(review_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        review = one(session, review_id)
        here = url_for("summaries.of_review", review_id=review_id)
        return Page(
            title="Ask an agency for its summary",
            crumbs=[*crumbs(review), ("Agency summaries", here)],
            intro="The agency is told at once, and reminded on the due day, three days "
            "later and ten days later.",
            boxes=[
                Box(
                    kind="select", name="agency", label="Agency",
                    choices=list(AGENCIES.items()),
                ),
                Box(kind="day", name="due_on", label="Due on"),
            ],
            button="Ask",
            values={"due_on": clock.today() + USUAL},
        )  # fmt: skip

    def done(session: Session, given: dict[str, Any]) -> None:
        service.ask(session, review_id=review_id, by=door.actor(), **given)

    return asked(
        look,
        schemas.Asked(),
        done,
        stale=SummaryChanged,
        said="The agency is asked.",
        to=url_for("summaries.of_review", review_id=review_id),
    )


RECEIVED = [
    Box(kind="day", name="on", label="On which day"),
    Box(
        kind="radios", name="completeness", label="What came",
        choices=words_of(Completeness),
    ),
    Box(
        kind="area", name="missing", label="What is missing",
        hint="Where it came in part. Name nobody.",
    ),
]  # fmt: skip


@pages.route("/<uuid:summary_id>/received", methods=["GET", "POST"])
@needs(SUMMARIES, Action.UPDATE)
def receive(summary_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        review_id = queries.summary(session, summary_id).review_id

    def look(session: Session) -> Page:
        found = queries.summary(session, summary_id)
        scope = Scope(record=str(summary_id), agency=found.agency)
        authorise(session, door.actor(), Action.UPDATE, SUMMARIES, scope)
        return Page(
            title=f"The summary of {found.agency_name} came",
            crumbs=crumbs(one(session, review_id)),
            boxes=RECEIVED,
            button="Save",
            values={"on": clock.today()},
            seen=found.version,
            now=[("State", found.state), ("What is missing", found.missing)],
        )

    def received(session: Session, given: dict[str, Any]) -> None:
        service.receive(session, summary_id=summary_id, by=door.actor(), **given)

    return asked(
        look,
        schemas.Received(),
        received,
        stale=SummaryChanged,
        said="It is noted that the summary came.",
        to=url_for("summaries.of_review", review_id=review_id),
    )


@pages.post("/chase")
@needs(SUMMARIES, Action.CREATE)
def chase() -> ResponseReturnValue:
    with door.transaction() as session:
        number = len(service.chase(session))
    flash(
        f"{number} {'agency was' if number == 1 else 'agencies were'} reminded.",
        "success",
    )
    return redirect(url_for("summaries.index"))


def _on_front_page(session: Session, actor: Actor) -> list[Item]:
    """Summaries that did not come yet, by their due days."""
    seen = reach(session, actor, Action.READ, SUMMARIES)
    found = [
        each
        for each in queries.summaries(session, seen=seen)
        if each.received_on is None
    ]
    refs = reviews.refs(session, {each.review_id for each in found})
    return [
        Item(
            kind=Kind.MINE,
            tag=each.state,
            text=f"Summary of {each.agency_name} for {refs[each.review_id]}",
            href="/agency-summaries/",
            due=each.due_on,
        )
        for each in found
    ]


SOURCES = [Source(name="Agency summaries", need=NEED, look=_on_front_page)]
