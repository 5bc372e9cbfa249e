"""Pages on which two people let a record go, or somebody lets it stay."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from sqlalchemy.orm import Session

from borough.disposals import queries, schemas, service
from borough.disposals.model import DISPOSAL, RULES, Hold, NotDue
from borough.disposals.queries import RetainedSeen
from kit.access.policy import Action, Need
from kit.accounts.access import needs
from kit.front.model import Source
from kit.web import door, exports
from kit.web.filters import day
from kit.web.navigation import Entry
from partnership.asking.routes import Box, Look, Page, Verb, asked, words_of

pages = Blueprint("disposals", __name__, url_prefix="/disposals")

NAVIGATION = (Entry("Keeping and destroying", "disposals.index"),)
SOURCES = (
    Source(
        name="Keeping and destroying",
        need=Need(resource=DISPOSAL, action=Action.DISPOSE),
        look=queries.on_front_page,
    ),
)
_SURE = Box(kind="checks", name="sure", label="Please confirm",
            choices=[("yes", "I am sure")])  # fmt: skip


@pages.get("/")
@needs(DISPOSAL, Action.READ)
def index() -> ResponseReturnValue:
    actor = door.actor()
    with door.reading() as session:
        return render_template(
            "disposals/templates/list.html",
            waiting=queries.waiting(session, actor),
            holds=queries.holds(session, actor),
            destroyed=queries.destroyed(session, actor),
            rules=RULES.values(),
            me=actor.user_id,
        )


@pages.get("/disposals.csv")
@needs(DISPOSAL, Action.READ)
def as_csv() -> ResponseReturnValue:
    actor = door.actor()
    with door.reading() as session:
        found = [*queries.waiting(session, actor), *queries.destroyed(session, actor)]
    header = ["Record", "Kind", "Began", "Over", "Proposed", "Destroyed"]
    rows = [
        (e.code, e.kind, e.began_on, e.due_on, e.proposed_on, e.destroyed_at)
        for e in found
    ]
    return exports.csv("disposals", header, rows)


@pages.route("/<uuid:record>/agree", methods=["GET", "POST"])
@needs(DISPOSAL, Action.DISPOSE)
def agree(record: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        seen = queries.one(session, door.actor(), record)
        return Page(
            title=f"Destroy {seen.code}",
            crumbs=_crumbs(),
            intro="Two people must agree. After the second, nobody can read what this "
            "record holds, here or anywhere, and nothing brings it back. That it was "
            "here and when it went stays written.",
            told=_told(seen),
            boxes=[_SURE],
            button="I agree that it is destroyed",
        )

    def verb(session: Session, _given: dict[str, Any]) -> None:
        service.agree(session, record=record, by=door.actor())

    return _asked(look, schemas.Sure(), verb, "Your agreement is noted.")


@pages.route("/<uuid:record>/keep", methods=["GET", "POST"])
@needs(DISPOSAL, Action.DISPOSE)
def keep(record: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        seen = queries.one(session, door.actor(), record)
        return Page(
            title=f"Keep {seen.code} for another year",
            crumbs=_crumbs(),
            intro="It leaves the list, and is proposed again in a year.",
            told=_told(seen),
            boxes=[_SURE],
            button="Keep it",
        )

    def verb(session: Session, _given: dict[str, Any]) -> None:
        service.keep(session, record=record, by=door.actor())

    return _asked(look, schemas.Sure(), verb, "It stays for another year.")


@pages.route("/<uuid:record>/hold", methods=["GET", "POST"])
@needs(DISPOSAL, Action.UPDATE)
def hold(record: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        seen = queries.one(session, door.actor(), record)
        return Page(
            title=f"Hold {seen.code}",
            crumbs=_crumbs(),
            intro="Nothing destroys a record while anything holds it, however long "
            "its period has been over.",
            told=_told(seen),
            boxes=[Box(kind="radios", name="why", label="Why must it stay?",
                       choices=words_of(Hold))],
            button="Hold it",
        )  # fmt: skip

    def verb(session: Session, given: dict[str, Any]) -> None:
        service.place_hold(session, record=record, by=door.actor(), **given)

    return _asked(look, schemas.Place(), verb, "It is held.")


@pages.route("/holds/<uuid:hold_id>/lift", methods=["GET", "POST"])
@needs(DISPOSAL, Action.UPDATE)
def lift(hold_id: UUID) -> ResponseReturnValue:
    def look(_session: Session) -> Page:
        return Page(
            title="Lift a hold",
            crumbs=_crumbs(),
            intro="When nothing else holds the record and its period is over, it is "
            "proposed again in the night. Two people must still agree.",
            boxes=[_SURE],
            button="Lift it",
        )

    def verb(session: Session, _given: dict[str, Any]) -> None:
        service.lift_hold(session, hold_id=hold_id, by=door.actor())

    return _asked(look, schemas.Sure(), verb, "The hold is lifted.")


def _asked(look: Look, schema: Schema, verb: Verb, said: str) -> ResponseReturnValue:
    return asked(look, schema, verb, stale=NotDue, said=said, to=url_for(".index"))


def _crumbs() -> list[tuple[str, str]]:
    return [("Keeping and destroying", url_for("disposals.index"))]


def _told(seen: RetainedSeen) -> list[tuple[str, object]]:
    rule = RULES[seen.kind]
    return [
        ("What it is", seen.kind.value.capitalize()),
        ("Its time began", f"{day(seen.began_on)}, when {rule.after}"),
        ("Its time was over", day(seen.due_on)),
    ]
