"""Pages of the programme: lay it out, add to it, change it."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kit.access.policy import Action, Need
from kit.accounts.access import needs, opens
from kit.data_classes import DataClass
from kit.front.model import Source
from kit.web import door, exports, forms
from leadership.programme import queries, schemas, service
from leadership.programme.model import (
    LANES,
    RESOURCE,
    STATES,
    AlreadyBegun,
    RowChanged,
    Said,
)
from leadership.programme.queries import RowSeen
from partnership.asking.routes import Box, Page, asked

pages = Blueprint("programme", __name__, url_prefix="/alignment/programme")

SOURCES = [
    Source(
        name="Alignment programme",
        need=Need(resource=RESOURCE, action=Action.READ),
        look=queries.on_front_page,
    )
]
LANE_CHOICES = [(each.value, words) for each, words in LANES.items()]
STATE_CHOICES = [(each.value, words) for each, words in STATES.items()]


@pages.get("/")
@needs(RESOURCE, Action.READ)
def index() -> ResponseReturnValue:
    lane, state = request.args.get("kind", ""), request.args.get("state", "")
    with door.reading() as session:
        rows = queries.rows(session)
        begun = queries.begun(session)
    shown = [
        each
        for each in rows
        if lane in ("", each.lane.value) and state in ("", each.state.value)
    ]
    return render_template(
        "programme/templates/list.html",
        rows=shown,
        drawn=queries.drawn(shown),
        begun=begun,
        form=forms.Form(values={"kind": lane, "state": state}),
        lanes=LANE_CHOICES,
        states=STATE_CHOICES,
        filtered=bool(lane or state),
        may_change=opens("programme.add", door.actor()),
    )


@pages.get("/programme.csv")
@needs(RESOURCE, Action.READ)
def as_csv() -> ResponseReturnValue:
    with door.reading() as session:
        rows = queries.rows(session)
    header = ["What", "Belongs to", "From", "Until", "State", "Late", "Post", "Note"]
    return exports.csv(
        "alignment-programme",
        header,
        [
            (
                each.title, each.lane_words, each.from_on, each.until_on,
                each.state_words, "yes" if each.is_late else "no", each.owner_post,
                each.note,
            )
            for each in rows
        ],
        holds=DataClass.PERSONAL,
    )  # fmt: skip


@pages.route("/begin", methods=["GET", "POST"])
@needs(RESOURCE, Action.UPDATE)
def begin() -> ResponseReturnValue:
    def look(_: Session) -> Page:
        return Page(
            title="Lay out the programme",
            crumbs=_crumbs(),
            intro="Three strands of nine months and a shadow year of twelve are laid "
            "out from these days, with its review and the scrutineer's report.",
            boxes=[
                Box(kind="day", name="starts_on", label="Alignment begins on"),
                Box(kind="day", name="shadow_on", label="The shadow year begins on"),
                Box(
                    kind="day",
                    name="report_on",
                    label="The scrutineer's report is due on",
                ),
            ],
            button="Lay it out",
        )

    def begun(session: Session, given: dict[str, Any]) -> None:
        service.begin(session, by=door.actor(), **given)

    return asked(
        look, schemas.Begun(), begun, stale=AlreadyBegun,
        said="The programme is laid out.", to=url_for("programme.index"),
    )  # fmt: skip


@pages.route("/add", methods=["GET", "POST"])
@needs(RESOURCE, Action.UPDATE)
def add() -> ResponseReturnValue:
    def look(_: Session) -> Page:
        return Page(
            title="Add a row",
            crumbs=_crumbs(),
            boxes=_boxes(),
            button="Add it",
            values={"state": "planned"},
        )

    def added(session: Session, given: dict[str, Any]) -> None:
        service.add(session, said=Said(**given), by=door.actor())

    return asked(
        look, schemas.Row(), added, stale=RowChanged, said="It is added.",
        to=url_for("programme.index"),
    )  # fmt: skip


@pages.route("/<uuid:row_id>/change", methods=["GET", "POST"])
@needs(RESOURCE, Action.UPDATE)
def change(row_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        return _change_page(queries.row(session, row_id))

    def changed(session: Session, given: dict[str, Any]) -> None:
        seen = given.pop("seen")
        service.change(
            session, row_id=row_id, seen=seen, said=Said(**given), by=door.actor()
        )

    return asked(
        look, schemas.Changed(), changed, stale=RowChanged, said="It is saved.",
        to=url_for("programme.index"),
    )  # fmt: skip


def _change_page(seen: RowSeen) -> Page:
    names = ("title", "from_on", "until_on", "owner_post", "note")
    given = {name: getattr(seen, name) for name in names}
    return Page(
        title="Change a row",
        crumbs=_crumbs(),
        boxes=_boxes(),
        button="Save it",
        values={
            "lane": seen.lane.value,
            "state": seen.state.value,
            **{name: value for name, value in given.items() if value is not None},
        },
        seen=seen.version,
        now=[
            ("What it is", seen.title),
            ("Belongs to", seen.lane_words),
            ("First day", seen.from_on),
            ("Last day", seen.until_on),
            ("State", seen.state_words),
            ("Post", seen.owner_post),
            ("Note", seen.note),
        ],
    )


def _boxes() -> list[Box]:
    return [
        Box(kind="text", name="title", label="What it is"),
        Box(kind="select", name="lane", label="Belongs to", choices=LANE_CHOICES),
        Box(
            kind="day", name="from_on", label="First day",
            hint="Leave it empty for a milestone, which has one day",
        ),
        Box(kind="day", name="until_on", label="Last day, or the day it is due"),
        Box(kind="radios", name="state", label="State", choices=STATE_CHOICES),
        Box(
            kind="text", name="owner_post", label="Post that sees to it",
            hint="A post and no person's name",
        ),
        Box(kind="area", name="note", label="Note", rows=3),
    ]  # fmt: skip


def _crumbs() -> list[tuple[str, str]]:
    return [
        ("Alignment", url_for("alignment.index")),
        ("Programme", url_for("programme.index")),
    ]
