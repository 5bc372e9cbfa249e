"""Pages of panel meetings: their agenda, who comes, and what came of each case."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from sqlalchemy.orm import Session

from borough.deaths import queries as cases
from borough.deaths.routes import moment_of
from borough.panel_packs import queries as packs
from borough.panels import queries, schemas, service
from borough.panels.model import KEPT_DAYS, PACK, MeetingChanged, Outcome
from kit.access.model import ConflictKind
from kit.access.policy import Action, Limit
from kit.accounts.access import needs
from kit.clock import LONDON
from kit.data_classes import DataClass
from kit.hats import queries as hats
from kit.people import queries as people
from kit.web import door, exports, forms
from kit.web.navigation import Entry
from partnership.access import Role, may
from partnership.asking.routes import Box, Look, Page, Verb, asked, words_of
from partnership.death_rules.lanes import Lane, Theme

pages = Blueprint("panels", __name__, url_prefix="/panels")

# A panel member reads their own meetings, and of those pseudonyms only.
THEIRS = (Limit.NAMED, Limit.PSEUDONYMISED)
NAVIGATION = [Entry("Child death panel", "panels.index")]


@pages.get("/")
@needs(PACK, Action.READ, within=THEIRS)
def index() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.meetings(session, door.actor())
    return render_template("panels/templates/list.html", meetings=found)


@pages.get("/<uuid:meeting_id>")
@needs(PACK, Action.READ, within=THEIRS)
def show(meeting_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        actor = door.actor()
        meeting = queries.meeting(session, actor, meeting_id)
        prepares = may(actor.role, PACK, Action.CREATE)
        return render_template(
            "panels/templates/show.html",
            meeting=meeting,
            prepares=prepares,
            agenda=queries.agenda(session, actor, meeting_id),
            pack=packs.pack(session, actor, meeting_id) if prepares else None,
            readable=len(packs.readable(session, actor, meeting_id)),
            members=_members(session, meeting_id) if prepares else [],
            lanes=list(Lane),
        )


@pages.get("/<uuid:meeting_id>/agenda.csv")
@needs(PACK, Action.UPDATE)
def as_csv(meeting_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        actor = door.actor()
        queries.meeting(session, actor, meeting_id, Action.UPDATE)
        found = queries.agenda(session, actor, meeting_id).items
    rows = [(each.code, each.lane.value, each.outcome.value) for each in found]
    return exports.csv(
        "agenda", ["Case", "Lane", "Outcome"], rows, holds=DataClass.SPECIAL_CATEGORY
    )


@pages.route("/new", methods=["GET", "POST"])
@needs(PACK, Action.CREATE)
def plan() -> ResponseReturnValue:
    def look(_session: Session) -> Page:
        return Page(
            title="Plan a panel meeting",
            crumbs=_crumbs(),
            boxes=_boxes(),
            button="Plan it",
            values={"kept_days": KEPT_DAYS},
        )

    def planned(session: Session, given: dict[str, Any]) -> None:
        service.plan(session, by=door.actor(), **_when(given))

    return asked(
        look,
        schemas.Planned(),
        planned,
        stale=MeetingChanged,
        said="The meeting is planned.",
        to=url_for("panels.index"),
    )


@pages.route("/<uuid:meeting_id>/change", methods=["GET", "POST"])
@needs(PACK, Action.CREATE)
def change(meeting_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        meeting = queries.meeting(session, door.actor(), meeting_id, Action.CREATE)
        at = meeting.at.astimezone(LONDON)
        return Page(
            title="Plan the meeting anew",
            crumbs=_crumbs(meeting_id),
            boxes=_boxes(),
            button="Save",
            values={
                "on": at.date(), "time": f"{at:%H:%M}", "kept_days": meeting.kept_days,
                "theme": meeting.theme.value if meeting.theme else "",
            },
            seen=meeting.version,
            now=[("Days the pack stays open", meeting.kept_days)],
        )  # fmt: skip

    def changed(session: Session, given: dict[str, Any]) -> None:
        by = door.actor()
        service.change(session, meeting_id=meeting_id, by=by, **_when(given))

    return _asked(meeting_id, look, schemas.Changed(), changed, "It is planned anew.")


def _boxes() -> list[Box]:
    return [
        Box(kind="day", name="on", label="Day of the meeting"),
        Box(kind="text", name="time", label="Time it begins", hint="Such as 14:00"),
        Box(
            kind="select", name="theme", label="Theme", choices=words_of(Theme),
            hint="Leave it for a meeting without a themed lane",
        ),
        Box(
            kind="text", name="kept_days", label="Days the pack stays open",
            hint="After the meeting. Then nobody reads it, and its texts are destroyed",
        ),
    ]  # fmt: skip


def _when(given: dict[str, Any]) -> dict[str, Any]:
    at = moment_of(given.pop("on"), given.pop("time"))
    return {**given, "at": at}


@pages.route("/<uuid:meeting_id>/cases/new", methods=["GET", "POST"])
@needs(PACK, Action.CREATE)
def add(meeting_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        actor = door.actor()
        meeting = queries.meeting(session, actor, meeting_id, Action.CREATE)
        found = cases.cases(session, actor)
        theme = Box(
            kind="checks", name="themed", label="Themed lane",
            choices=[("yes", "It belongs to the theme of this meeting")],
            hint="Its six weeks then stand still until the meeting",
        )  # fmt: skip
        case = Box(
            kind="select", name="case_id", label="Case",
            choices=[(str(each.id), each.code) for each in found],
            hint="Those that are open to you",
        )  # fmt: skip
        return Page(
            title="Put a case on the agenda",
            crumbs=_crumbs(meeting_id),
            boxes=[case, theme] if meeting.theme else [case],
            button="Put it on the agenda",
        )

    def added(session: Session, given: dict[str, Any]) -> None:
        service.add(session, meeting_id=meeting_id, by=door.actor(), **given)

    return _asked(meeting_id, look, schemas.Added(), added, "It is on the agenda.")


@pages.post("/<uuid:meeting_id>/cases/<uuid:item_id>/remove")
@needs(PACK, Action.CREATE)
def remove(meeting_id: UUID, item_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        service.remove(session, item_id=item_id, by=door.actor())
    flash("The case is off the agenda.", "success")
    return _back(meeting_id)


@pages.route("/<uuid:meeting_id>/cases/<uuid:item_id>/decide", methods=["GET", "POST"])
@needs(PACK, Action.CREATE)
def decide(meeting_id: UUID, item_id: UUID) -> ResponseReturnValue:
    def look(_session: Session) -> Page:
        return Page(
            title="What the panel came to",
            crumbs=_crumbs(meeting_id),
            intro="Reviewed, the clock of its panel stops. Sent back, the case waits "
            "for agencies again.",
            boxes=[
                Box(
                    kind="radios", name="outcome", label="Outcome",
                    choices=[
                        each for each in words_of(Outcome)
                        if each[0] != Outcome.WAITING.value
                    ],
                )
            ],
            button="Save",
        )  # fmt: skip

    def decided(session: Session, given: dict[str, Any]) -> None:
        service.decide(session, item_id=item_id, by=door.actor(), **given)

    return _asked(meeting_id, look, schemas.Decided(), decided, "It is noted.")


@pages.route("/<uuid:meeting_id>/members/new", methods=["GET", "POST"])
@needs(PACK, Action.CREATE)
def invite(meeting_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        found = hats.holders(session, role=Role.CDOP_PANEL)
        named = people.names(session, user_ids=found)
        return Page(
            title="Invite a panel member",
            crumbs=_crumbs(meeting_id),
            intro="They are told, and read the pack of this meeting and no other.",
            boxes=[
                Box(
                    kind="select", name="user_id", label="Panel member",
                    choices=[(str(i), name) for i, name in sorted(named.items())],
                )
            ],
            button="Invite them",
        )  # fmt: skip

    def done(session: Session, given: dict[str, Any]) -> None:
        service.invite(session, meeting_id=meeting_id, by=door.actor(), **given)

    return _asked(meeting_id, look, schemas.Invited(), done, "They are invited.")


@pages.post("/<uuid:meeting_id>/members/<uuid:assignment_id>/end")
@needs(PACK, Action.CREATE)
def uninvite(meeting_id: UUID, assignment_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        service.uninvite(
            session,
            meeting_id=meeting_id,
            assignment_id=assignment_id,
            by=door.actor(),
        )
    flash("The meeting is closed to them.", "success")
    return _back(meeting_id)


@pages.post("/<uuid:meeting_id>/end")
@needs(PACK, Action.CREATE)
def end(meeting_id: UUID) -> ResponseReturnValue:
    seen = forms.load(schemas.Ended(), request.form).data.get("seen", 0)
    with door.transaction() as session:
        service.end(session, meeting_id=meeting_id, seen=seen, by=door.actor())
    flash("The meeting is over. The days of its pack run from today.", "success")
    return _back(meeting_id)


@pages.route(
    "/<uuid:meeting_id>/cases/<uuid:item_id>/conflict", methods=["GET", "POST"]
)
@needs(PACK, Action.READ, within=THEIRS)
def declare_conflict(meeting_id: UUID, item_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        queries.meeting(session, door.actor(), meeting_id)
        box = Box(
            kind="radios", name="kind", label="Why you must not read of it",
            choices=words_of(ConflictKind),
        )  # fmt: skip
        return Page(
            title="Declare a conflict of interest",
            crumbs=_crumbs(meeting_id),
            intro="Its page leaves your pack at once. Somebody else lifts it before "
            "you see it again.",
            boxes=[box],
            button="Declare it",
        )

    def declared(session: Session, given: dict[str, Any]) -> None:
        service.declare_conflict(session, item_id=item_id, by=door.actor(), **given)

    said = "Declared. The page is closed to you from now on."
    return _asked(meeting_id, look, schemas.Declared(), declared, said)


def _members(session: Session, meeting_id: UUID) -> list[tuple[UUID, str]]:
    given = queries.invited(session, meeting_id)
    named = people.names(session, user_ids={each.user_id for each in given})
    return [(each.id, named.get(each.user_id, "")) for each in given]


def _asked(
    meeting_id: UUID, look: Look, schema: Schema, verb: Verb, said: str
) -> ResponseReturnValue:
    to = url_for("panels.show", meeting_id=meeting_id)
    return asked(look, schema, verb, stale=MeetingChanged, said=said, to=to)


def _back(meeting_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("panels.show", meeting_id=meeting_id))


def _crumbs(meeting_id: UUID | None = None) -> list[tuple[str, str]]:
    first = [("Child death panel", url_for("panels.index"))]
    if meeting_id is None:
        return first
    return [*first, ("Meeting", url_for("panels.show", meeting_id=meeting_id))]
