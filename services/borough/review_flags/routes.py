"""Pages that note what happened to a review's learning, and take that back."""

from typing import Any
from uuid import UUID

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from sqlalchemy.orm import Session

from borough.review_flags import schemas
from borough.reviews import service
from borough.reviews.model import DRAFT, Flag, ReviewChanged
from borough.reviews.routes import FLAG_WORDS, body_box, crumbs, one
from kit.access.policy import Action
from kit.accounts.access import needs
from kit.web import door
from partnership.asking.routes import Box, Look, Page, Verb, asked

pages = Blueprint("review_flags", __name__, url_prefix="/reviews")


@pages.route("/<uuid:review_id>/flag", methods=["GET", "POST"])
@needs(DRAFT, Action.UPDATE)
def flag(review_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        found = one(session, review_id)
        choices = [(f.value, w) for f, w in FLAG_WORDS.items() if f != Flag.PUBLISHED]
        return Page(
            title=f"What happened to the learning of {found.ref}",
            crumbs=crumbs(found),
            intro="Sharing, ratifying and publishing do not wait for one another.",
            boxes=[
                Box(kind="radios", name="flag", label="What happened", choices=choices),
                Box(kind="day", name="on", label="On which day"),
                body_box(
                    session, "Body that ratified it", "Only where it was ratified"
                ),
            ],
            button="Save",
        )

    def flagged(session: Session, given: dict[str, Any]) -> None:
        service.set_flag(session, review_id=review_id, by=door.actor(), **given)

    return _asked(review_id, look, schemas.Flagged(), flagged, "It is noted.")


@pages.route("/<uuid:review_id>/flag/withdraw", methods=["GET", "POST"])
@needs(DRAFT, Action.UPDATE)
def withdraw(review_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        found = one(session, review_id)
        stands = [(flag.value, FLAG_WORDS[flag]) for flag in found.flags]
        return Page(
            title=f"Withdraw what was noted of {found.ref}",
            crumbs=crumbs(found),
            intro="What was noted, and your reason, stay in the history of the review. "
            "Once publication is withdrawn nobody reads its text any more."
            if stands
            else "Nothing is noted of its learning, so there is nothing to withdraw.",
            boxes=[
                Box(
                    kind="radios", name="flag", label="What is withdrawn",
                    choices=stands,
                ),
                Box(kind="area", name="reason", label="Why it is withdrawn"),
            ] if stands else [],
            button="Withdraw",
            seen=found.version,
            now=[
                (FLAG_WORDS[flag], day) for flag, day in found.flags.items()
            ] + [("Changed by", found.changed_by)],
        )  # fmt: skip

    def withdrawn(session: Session, given: dict[str, Any]) -> None:
        service.withdraw_flag(session, review_id=review_id, by=door.actor(), **given)

    return _asked(review_id, look, schemas.Withdrawn(), withdrawn, "It is withdrawn.")


@pages.route("/<uuid:review_id>/copy-sent", methods=["GET", "POST"])
@needs(DRAFT, Action.UPDATE)
def note_copy(review_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        found = one(session, review_id)
        return Page(
            title=f"When the final copy of {found.ref} was sent",
            crumbs=crumbs(found),
            intro="To the national panel and the Secretary of State, at least seven "
            "working days before publication (SI 2018/789). Its clock stops that day.",
            boxes=[Box(kind="day", name="on", label="Sent on")],
            button="Save",
        )

    def noted(session: Session, given: dict[str, Any]) -> None:
        service.note_copy(session, review_id=review_id, by=door.actor(), **given)

    return _asked(review_id, look, schemas.CopySent(), noted, "It is noted.")


def _asked(
    review_id: UUID, look: Look, schema: Schema, verb: Verb, said: str
) -> ResponseReturnValue:
    to = url_for("reviews.show", review_id=review_id)
    return asked(look, schema, verb, stale=ReviewChanged, said=said, to=to)
