"""Pages of the register: the list as at a day, one agency, and a file of many."""

from pathlib import Path
from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage, MultiDict

from borough.agencies import queries, schemas, service
from borough.agencies.model import COLUMNS, AgencyChanged, Entry, Kind
from borough.agencies.queries import ALL_SCHOOLS, AgencySeen
from kit import clock, scanner
from kit.access.policy import Action, Need
from kit.accounts.access import needs
from kit.accounts.actor import Actor
from kit.front.model import Item, Source
from kit.front.model import Kind as Of
from kit.search.model import Finder
from kit.web import door, exports, forms, limits, narrowing
from kit.web.narrowing import Narrowed
from partnership.asking.routes import Box, Page, asked, words_of
from partnership.imports import confined
from partnership.imports.problems import Problems, Unreadable

pages = Blueprint("agencies", __name__, url_prefix="/agencies")

ARRANGEMENTS = service.ARRANGEMENTS
FOLDER = "agencies/templates"
PER_PAGE = 100
PROBLEMS = ("Row", "Column", "Found", "What is wrong")
KINDS = [(ALL_SCHOOLS, "All schools and colleges"), *words_of(Kind)]
BOXES = (
    Box(kind="text", name="name", label="Name"),
    Box(kind="select", name="kind", label="Type", choices=words_of(Kind)),
    Box(
        kind="text",
        name="urn",
        label="URN",
        hint="Six digits, for schools and colleges only",
    ),
    Box(kind="day", name="from_on", label="First day in the arrangements"),
    Box(
        kind="day",
        name="until_on",
        label="Last day (optional)",
        hint="Leave empty while it is named",
    ),
)
LEAD = Box(
    kind="text",
    name="lead",
    label="Post that leads on safeguarding (optional)",
    hint="Such as designated safeguarding lead. Never a name.",
)


@pages.get("/")
@needs(ARRANGEMENTS, Action.READ)
def index() -> ResponseReturnValue:
    return _list_page(_asked_for(schemas.Filter(), request.args))


@pages.post("/")
@needs(ARRANGEMENTS, Action.READ)
def find() -> ResponseReturnValue:
    """What is looked for is posted: choices go back to an address, words never."""
    form = _asked_for(schemas.Sought(), request.form)
    if form.ok and not form.data["words"]:
        return redirect(url_for("agencies.index", **form.address))
    limits.spend(limits.SEARCH)
    if form.ok and exports.AS in request.form:
        return _file(form)
    return _list_page(form, sought=True)


def _asked_for(schema: Schema, asked_for: MultiDict[str, str]) -> Narrowed:
    return narrowing.read(schema, asked_for, kind=dict(KINDS), lead=("none",))


def _list_page(form: Narrowed, *, sought: bool = False) -> ResponseReturnValue:
    """The list; of what was sought the first page only, for words need no second."""
    with door.reading() as session:
        found = _listed(session, form)
    last = max(1, -(-len(found) // PER_PAGE))
    page = min(max(form.data.get("page", 1), 1), last)
    shown = render_template(
        f"{FOLDER}/list.html",
        form=form,
        on=form.data.get("on") or clock.today(),
        kinds=[("", "Every type"), *KINDS],
        agencies=found[(page - 1) * PER_PAGE : page * PER_PAGE],
        total=len(found),
        page=page,
        pages=last,
        address=lambda number: url_for("agencies.index", **form.address, page=number),
        asked=form.address,
        sought=sought,
    )
    return shown, form.status


@pages.get("/agencies.csv")
@needs(ARRANGEMENTS, Action.READ)
def as_csv() -> Response:
    return _file(_asked_for(schemas.Filter(), request.args))


def _file(form: Narrowed) -> Response:
    with door.reading() as session:
        found = _listed(session, form)
    rows = [(e.name, e.kind.value, e.urn, e.lead, e.from_on, e.until_on) for e in found]
    return exports.csv("agencies", COLUMNS, rows)


@pages.get("/template.csv")
@needs(ARRANGEMENTS, Action.CREATE)
def template_csv() -> Response:
    return exports.csv("agencies-template", COLUMNS, [])


@pages.get("/<uuid:agency_id>")
@needs(ARRANGEMENTS, Action.READ)
def show(agency_id: UUID) -> str:
    with door.reading() as session:
        seen = queries.agency(session, agency_id, clock.today())
    return render_template(f"{FOLDER}/show.html", agency=seen)


@pages.route("/new", methods=["GET", "POST"])
@needs(ARRANGEMENTS, Action.CREATE)
def enter() -> ResponseReturnValue:
    def look(_session: Session) -> Page:
        return _page("Enter an agency", [*BOXES, LEAD])

    def verb(session: Session, given: dict[str, Any]) -> None:
        given.pop("seen")
        service.enter(session, entry=Entry(**given))

    return asked(
        look,
        schemas.EnteredFirst(),
        verb,
        stale=AgencyChanged,
        said="The agency is entered.",
        to=url_for("agencies.index"),
    )


@pages.route("/<uuid:agency_id>/change", methods=["GET", "POST"])
@needs(ARRANGEMENTS, Action.UPDATE)
def change(agency_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        seen = queries.agency(session, agency_id, clock.today())
        names = ("name", "kind", "urn", "from_on", "until_on")
        return _page(
            f"Change {seen.name}",
            BOXES,
            values={name: getattr(seen, name) or "" for name in names},
            seen=seen.version,
            now=_said(seen),
        )

    def verb(session: Session, given: dict[str, Any]) -> None:
        seen = given.pop("seen") or 0
        entry = Entry(**given, lead="")
        service.change(session, agency_id=agency_id, seen=seen, entry=entry)

    return asked(
        look,
        schemas.Entered(),
        verb,
        stale=AgencyChanged,
        said="The agency is changed.",
        to=url_for("agencies.show", agency_id=agency_id),
    )


@pages.route("/<uuid:agency_id>/lead", methods=["GET", "POST"])
@needs(ARRANGEMENTS, Action.UPDATE)
def name_lead(agency_id: UUID) -> ResponseReturnValue:
    boxes = [
        Box(kind="text", name="post", label="Post", hint="A job title, never a name"),
        Box(kind="day", name="from_on", label="First day"),
    ]

    def look(session: Session) -> Page:
        seen = queries.agency(session, agency_id, clock.today())
        return _page(f"Who leads on safeguarding at {seen.name}?", boxes)

    def verb(session: Session, given: dict[str, Any]) -> None:
        service.name_lead(session, agency_id=agency_id, **given)

    return asked(
        look,
        schemas.Leads(),
        verb,
        stale=AgencyChanged,
        said="The lead is entered.",
        to=url_for("agencies.show", agency_id=agency_id),
    )


@pages.get("/file")
@needs(ARRANGEMENTS, Action.CREATE)
def ask_file() -> ResponseReturnValue:
    return _file_page(forms.blank())


@pages.post("/file")
@needs(ARRANGEMENTS, Action.CREATE)
def take_file() -> ResponseReturnValue:
    limits.spend(limits.UPLOAD)
    form = forms.load(schemas.Upload(), request.form, request.files)
    if not form.ok:
        return _file_page(form)
    file: FileStorage = form.data["file"]
    name = Path(file.filename or "").name
    with file.stream:
        content = file.read()
    try:
        scanner.scan(door.settings().scanner, content)
        entries, problems = _read(name, content)
    except (Unreadable, scanner.Infected) as refusal:
        return _file_page(form.refused({"file": str(refusal)}))
    with door.transaction() as session:
        upload_id = service.keep_file(
            session,
            file_name=name,
            entries=entries,
            problems=problems.kept,
            by=door.actor().user_id,
        )
    return redirect(url_for("agencies.show_file", upload_id=upload_id))


@pages.get("/file/<uuid:upload_id>")
@needs(ARRANGEMENTS, Action.CREATE)
def show_file(upload_id: UUID) -> str:
    with door.reading() as session:
        seen = queries.upload(session, upload_id)
    changes = [
        (step.entry.name, *change) for step in seen.changed for change in step.changes
    ]
    return render_template(
        f"{FOLDER}/file.html", upload=seen, changes=changes, header=PROBLEMS
    )


@pages.post("/file/<uuid:upload_id>/store")
@needs(ARRANGEMENTS, Action.CREATE)
def store_file(upload_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        new, changed = service.store(session, upload_id=upload_id)
    flash(f"The file is stored: {new} new, {changed} changed.", "success")
    return redirect(url_for("agencies.index"))


@pages.post("/file/<uuid:upload_id>/discard")
@needs(ARRANGEMENTS, Action.CREATE)
def discard_file(upload_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        service.discard(session, upload_id=upload_id)
    flash("The file is thrown away. Nothing of it was stored.", "success")
    return redirect(url_for("agencies.ask_file"))


def _read(name: str, content: bytes) -> tuple[list[Entry], Problems]:
    """Read what somebody sent, in a process that holds nothing of ours."""
    with confined.reader() as reader:
        return schemas.read(reader.open(name, content))


def _file_page(form: forms.Form) -> ResponseReturnValue:
    page = render_template(
        f"{FOLDER}/ask_file.html", form=form, columns=COLUMNS, kinds=list(Kind)
    )
    return page, form.status


def _page(title: str, boxes: Any, **more: Any) -> Page:  # noqa: ANN401 - what Page takes
    crumbs = [
        ("Arrangements", url_for("arrangements.index")),
        ("Relevant agencies", url_for("agencies.index")),
    ]
    return Page(title=title, crumbs=crumbs, boxes=boxes, button="Save", **more)


def _said(seen: AgencySeen) -> list[tuple[str, object]]:
    return [
        ("Name", seen.name),
        ("Type", seen.kind.value),
        ("URN", seen.urn),
        ("First day", seen.from_on.isoformat()),
        ("Last day", seen.until_on and seen.until_on.isoformat()),
    ]


def _listed(session: Session, form: forms.Form) -> list[AgencySeen]:
    return queries.agencies(
        session,
        form.data.get("on") or clock.today(),
        kind=form.data.get("kind", ""),
        words=form.data.get("words", ""),
        lead=form.data.get("lead", ""),
    )


def on_front_page(session: Session, _actor: Actor) -> list[Item]:
    """How many agencies name nobody who leads on safeguarding."""
    without = len(queries.agencies(session, clock.today(), lead="none"))
    if not without:
        return []
    subject = "1 agency names" if without == 1 else f"{without} agencies name"
    return [
        Item(
            kind=Of.MINE,
            text=f"{subject} no safeguarding lead",
            href="/agencies/?lead=none",
            tag="No lead",
        )
    ]


SOURCES = [
    Source(
        name="Relevant agencies",
        need=Need(resource=ARRANGEMENTS, action=Action.UPDATE),
        look=on_front_page,
    )
]
FINDERS = [
    Finder(
        name="Relevant agencies",
        need=Need(resource=ARRANGEMENTS, action=Action.READ),
        find=queries.find,
    )
]
