"""The page of the golden thread, with what hangs loose at either end."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.reviews import queries as reviews
from borough.reviews.model import DRAFT
from borough.reviews.routes import NAMED, NEED
from borough.thread import queries
from borough.thread.queries import Strand, Thread
from kit.access.policy import Action
from kit.accounts.access import needs
from kit.accounts.actor import Actor
from kit.front.model import Item, Kind, Source
from kit.web import door, exports, forms
from partnership.access import may, reach
from partnership.actions.queries import ACTIONS
from partnership.brag.queries import ActionSeen

pages = Blueprint("thread", __name__, url_prefix="/golden-thread")


@pages.get("/")
@needs(DRAFT, Action.READ, within=NAMED)
def index() -> ResponseReturnValue:
    with door.reading() as session:
        seen = reach(session, door.actor(), Action.READ, DRAFT)
        known = reviews.reviews(session, seen=seen)
        # What is no reference of theirs filters nothing, and stands in no link.
        asked_for = request.args.get("review")
        ref = next((each.ref for each in known if each.ref == asked_for), None)
        found = _thread(session, door.actor(), ref)
    return render_template(
        "thread/templates/index.html",
        thread=found,
        form=forms.blank(review=ref or ""),
        refs=[("", "All"), *((each.ref, f"{each.ref} {each.title}") for each in known)],
        csv_address=url_for("thread.as_csv", review=ref),
    )


@pages.get("/golden-thread.csv")
@needs(DRAFT, Action.READ, within=NAMED)
def as_csv() -> ResponseReturnValue:
    with door.reading() as session:
        found = _thread(session, door.actor(), request.args.get("review") or None)
    header = [
        "Review", "Number", "Recommendation", "Answer", "Action", "State", "Indicator",
        "Impact", "Seen on",
    ]  # fmt: skip
    rows = [
        _line(each, action)
        for each in found.strands
        for action in each.actions or (None,)
    ]
    loose = [_line(None, each) for each in found.loose_actions]
    return exports.csv("golden-thread", header, [*rows, *loose])


def _line(strand: Strand | None, action: ActionSeen | None) -> list[exports.Cell]:
    """A line of the file: a recommendation with one of its actions, or either alone."""
    acted = [action.ref, action.word.tag] if action else [None, None]
    if strand is None:
        return [None, None, None, None, *acted, None, None, None]
    said = strand.recommendation
    return [
        strand.review.ref, said.number, said.text, said.answer_word, *acted,
        said.indicator, said.impact, said.impact_on,
    ]  # fmt: skip


def _thread(session: Session, actor: Actor, ref: str | None) -> Thread:
    return queries.thread(
        session,
        seen=reach(session, actor, Action.READ, DRAFT),
        seen_actions=reach(session, actor, Action.READ, ACTIONS),
        ref=ref,
    )


def _on_front_page(session: Session, actor: Actor) -> list[Item]:
    """Recommendations that nobody has turned into an action."""
    if not may(actor.role, ACTIONS, Action.READ):
        return []
    return [
        Item(
            kind=Kind.MINE,
            tag="Without action",
            text=f"Recommendation {each.recommendation.number} of {each.review.ref}",
            href=f"/recommendations/of/{each.review.id}",
        )
        for each in _thread(session, actor, None).without_action
    ]


SOURCES = [Source(name="Recommendations", need=NEED, look=_on_front_page)]
