"""Pages of documents: the list, one with its versions, sign-off and assurance."""

from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO
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
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from sqlalchemy.orm import Session
from werkzeug.datastructures import FileStorage

from borough.documents import queries, schemas, service
from borough.documents.model import DocumentChanged, Kind, Opinion, Verdict
from borough.documents.queries import DocumentSeen, VersionSeen
from borough.documents.service import Words
from kit import clock, scanner
from kit.access.policy import Action, Limit, Need
from kit.accounts.access import needs
from kit.accounts.actor import Actor
from kit.errors import NotAllowed
from kit.front.model import Item, Source
from kit.front.model import Kind as Of
from kit.search.model import Finder
from kit.web import door, exports, forms, limits
from partnership.agencies import STATUTORY, agency_name
from partnership.asking.routes import (
    Box,
    Look,
    Page,
    Prepare,
    Verb,
    asked,
    post_of_actor,
    words_of,
)

pages = Blueprint("documents", __name__, url_prefix="/documents")

ARRANGEMENTS = service.ARRANGEMENTS
FOLDER = "documents/templates"
OWN = (Limit.OWN,)
SOON = timedelta(days=60)
_PER_LINE = "One to a line"
_ASIDE = ("seen", "kind", "title")
WORDS = (
    Box(kind="area", name="text", label="Text (or attach a file)", rows=12),
    Box(kind="file", name="file", label="File (optional)", hint="PDF or Word, 10 MB"),
    Box(kind="area", name="change", label="What is new in this version?", rows=2),
    Box(kind="day", name="review_on", label="To be reviewed by (optional)"),
    Box(kind="area", name="purposes", label="Purposes (optional)", hint=_PER_LINE),
    Box(kind="area", name="approaches", label="Approaches (optional)", hint=_PER_LINE),
    Box(kind="area", name="intelligence", label="Inputs (optional)", hint=_PER_LINE),
    Box(kind="area", name="options", label="Options (optional)", hint=_PER_LINE),
    Box(
        kind="text",
        name="preferred",
        label="Preferred option (optional)",
        hint="In the same words as above",
    ),
)

SIGN = (
    Box(
        kind="radios",
        name="verdict",
        label="What does your agency say?",
        choices=[
            (Verdict.SIGNED.value, "We sign it off"),
            (Verdict.REFUSED.value, "We refuse it, and it goes back as a draft"),
        ],
    ),
    Box(kind="text", name="post", label="Post you sign as", hint="Never a name"),
    Box(kind="area", name="reason", label="Reason, if you refuse", rows=3),
)


@pages.get("/")
@needs(ARRANGEMENTS, Action.READ)
def index() -> ResponseReturnValue:
    form = forms.load(schemas.Filter(), request.args)
    on = form.data.get("on") or clock.today()
    with door.reading() as session:
        found = queries.documents(session)
    page = render_template(
        f"{FOLDER}/list.html", form=form, on=on, today=clock.today(), documents=found
    )
    return page, form.status


@pages.get("/documents.csv")
@needs(ARRANGEMENTS, Action.READ)
def as_csv() -> Response:
    header = [
        "Document", "Kind", "Version", "State", "In force from", "Until",
        "To be reviewed by", "What is new",
    ]  # fmt: skip
    with door.reading() as session:
        found = queries.documents(session)
    rows = [
        (
            each.title, each.kind.value, v.number, v.state.value, v.published_on,
            v.until_on, v.review_on, v.change,
        )
        for each in found
        for v in each.versions
    ]  # fmt: skip
    return exports.csv("documents", header, rows)


@pages.get("/<uuid:document_id>")
@needs(ARRANGEMENTS, Action.READ)
def show(document_id: UUID) -> str:
    with door.reading() as session:
        seen = queries.document(session, document_id)
    return render_template(
        f"{FOLDER}/show.html",
        document=seen,
        today=clock.today(),
        waits=[agency_name(each) for each in seen.versions[0].waits_for],
        may_sign=_may_sign(seen, door.actor()),
    )


@pages.get("/<uuid:document_id>/assurance.csv")
@needs(ARRANGEMENTS, Action.READ)
def assurance_csv(document_id: UUID) -> Response:
    with door.reading() as session:
        seen = queries.document(session, document_id)
    rows = [
        (each.given_on, each.post, each.scope, each.opinion.value, each.text)
        for each in seen.assurance
    ]
    header = ["Given on", "Post", "Scope", "Opinion", "Statement"]
    return exports.csv("assurance", header, rows)


@pages.get("/versions/<uuid:version_id>/file")
@needs(ARRANGEMENTS, Action.READ)
def file(version_id: UUID) -> Response:
    with door.reading() as session:
        return sent(*queries.file_of(session, version_id))


def sent(name: str, media: str, content: bytes) -> Response:
    """A file to take away: never shown inside a page of ours."""
    return send_file(
        BytesIO(content), mimetype=media, as_attachment=True, download_name=name
    )


@pages.route("/new", methods=["GET", "POST"])
@needs(ARRANGEMENTS, Action.CREATE)
def begin() -> ResponseReturnValue:
    boxes = (
        Box(kind="select", name="kind", label="Kind", choices=words_of(Kind)),
        Box(kind="text", name="title", label="Title"),
        *WORDS,
    )

    def look(_session: Session) -> Page:
        intro = "It stays a draft until all three lead partners have signed it off."
        return _page("Begin a document", boxes, intro=intro)

    def verb(session: Session, given: dict[str, Any]) -> None:
        given.pop("seen")
        service.begin(session, by=post_of_actor(), **given)

    return _asked(look, schemas.Begin(), verb, "The draft is kept.", _worded)


@pages.post("/<uuid:document_id>/next")
@needs(ARRANGEMENTS, Action.CREATE)
def begin_next(document_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        service.begin_next(session, document_id=document_id, by=post_of_actor())
    flash("The next version is begun as a copy of the last.", "success")
    return redirect(url_for("documents.show", document_id=document_id))


@pages.route("/versions/<uuid:version_id>/write", methods=["GET", "POST"])
@needs(ARRANGEMENTS, Action.UPDATE)
def write(version_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        seen = queries.version(session, version_id)
        lines = {
            box: "\n".join(seen.lines[kind]) for kind, box in schemas.BOXES.items()
        }
        return _page(
            f"Write version {seen.number} of {seen.title}",
            WORDS,
            values={
                "text": seen.text,
                "change": seen.change,
                "review_on": seen.review_on or "",
                "preferred": seen.preferred,
                **lines,
            },
            seen=seen.version,
            now=[("State", seen.state.value), ("Text", seen.text), *lines.items()],
            intro=f"It has the file {seen.file_name}." if seen.file_name else "",
        )

    def verb(session: Session, given: dict[str, Any]) -> None:
        given["seen"] = given["seen"] or 0
        service.write(session, version_id=version_id, by=post_of_actor(), **given)

    return _asked(look, schemas.Write(), verb, "The draft is kept.", _worded)


@pages.post("/versions/<uuid:version_id>/send")
@needs(ARRANGEMENTS, Action.UPDATE)
def send(version_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        seen = queries.version(session, version_id)
        read = request.form.get("seen", type=int) or seen.version
        service.send(session, version_id=version_id, seen=read)
    flash("It is out for sign-off by the three lead partners.", "success")
    return redirect(url_for("documents.show", document_id=seen.document_id))


@pages.route("/versions/<uuid:version_id>/sign", methods=["GET", "POST"])
@needs(ARRANGEMENTS, Action.APPROVE, within=OWN)
def sign(version_id: UUID) -> ResponseReturnValue:
    actor = door.actor()

    def look(session: Session) -> Page:
        seen = queries.version(session, version_id)
        if actor.agency not in STATUTORY:
            raise NotAllowed("Only the three safeguarding partners sign off.")
        return _page(
            f"Sign off version {seen.number} of {seen.title}",
            SIGN,
            intro=f"You sign for: {agency_name(actor.agency)}. Each of the three "
            "signs for itself, in any order, and a different person for each.",
            seen=seen.version,
            now=[("State", seen.state.value), ("Text", seen.text)],
        )

    def verb(session: Session, given: dict[str, Any]) -> None:
        service.sign(session, version_id=version_id, by=actor, **given)

    return _asked(look, schemas.Sign(), verb, "What you said is noted.")


@pages.route("/versions/<uuid:version_id>/publish", methods=["GET", "POST"])
@needs(ARRANGEMENTS, Action.UPDATE)
def publish(version_id: UUID) -> ResponseReturnValue:
    box = Box(kind="day", name="on", label="In force and public from")

    def look(session: Session) -> Page:
        seen = queries.version(session, version_id)
        return _page(
            f"Publish version {seen.number} of {seen.title}",
            [box],
            intro="From that day anybody can read it without signing in. The version "
            "before it stays in the history.",
            seen=seen.version,
            now=[("State", seen.state.value)],
        )

    def verb(session: Session, given: dict[str, Any]) -> None:
        service.publish(session, version_id=version_id, **given)

    return _asked(look, schemas.Publish(), verb, "It is published.")


@pages.route("/<uuid:document_id>/assurance", methods=["GET", "POST"])
@needs(ARRANGEMENTS, Action.CREATE)
def assure(document_id: UUID) -> ResponseReturnValue:
    boxes = (
        Box(kind="text", name="post", label="Post that says so", hint="Never a name"),
        Box(kind="area", name="scope", label="What was looked at", rows=3),
        Box(kind="radios", name="opinion", label="Opinion", choices=words_of(Opinion)),
        Box(kind="area", name="text", label="Statement (optional)"),
        Box(kind="day", name="given_on", label="Given on"),
    )

    def look(session: Session) -> Page:
        seen = queries.document(session, document_id)
        return _page(f"Assurance on {seen.title}", boxes)

    def verb(session: Session, given: dict[str, Any]) -> None:
        given.pop("seen")
        by = post_of_actor()
        service.assure(session, document_id=document_id, by=by, **given)

    return _asked(look, schemas.Assure(), verb, "The statement is noted.")


def _page(title: str, boxes: Any, **more: Any) -> Page:  # noqa: ANN401 - what Page takes
    crumbs = [
        ("Arrangements", url_for("arrangements.index")),
        ("Documents", url_for("documents.index")),
    ]
    return Page(title=title, crumbs=crumbs, boxes=boxes, button="Save", **more)


def _asked(
    look: Look, schema: Schema, verb: Verb, said: str, prepare: Prepare = dict
) -> ResponseReturnValue:
    to = url_for("documents.index")
    return asked(
        look, schema, verb, stale=DocumentChanged, said=said, to=to, prepare=prepare
    )


def _worded(data: Mapping[str, Any]) -> dict[str, Any]:
    """A form with what it says of a version as ``words``; its file is scanned."""
    given = dict(data)
    aside = {name: given.pop(name) for name in _ASIDE if name in given}
    attached = given.pop("file")
    lines = schemas.lines_of(given)
    file = None if attached is None else _taken(attached)
    return {**aside, "words": Words(**given, lines=lines, file=file)}


def _taken(attached: FileStorage) -> tuple[str, bytes]:
    limits.spend(limits.UPLOAD)
    with attached.stream:
        content = attached.read()
    scanner.scan(door.settings().scanner, content)
    return Path(attached.filename or "file").name, content


def _may_sign(seen: DocumentSeen, actor: Actor) -> bool:
    """Whether a version waits for this person's agency."""
    return (
        actor.agency is not None
        and actor.agency in seen.versions[0].waits_for
        and door.policy().allows(actor.role, ARRANGEMENTS, Action.APPROVE)
    )


def on_front_page(session: Session, actor: Actor) -> list[Item]:
    """What waits for one's own signature, and what is due for review."""
    today = clock.today()
    found = queries.documents(session)
    items = [
        Item(
            kind=Of.MINE,
            text=f"{each.title}, version {each.versions[0].number}",
            href=f"/documents/{each.id}",
            tag="To sign off",
        )
        for each in found
        if actor.agency is not None and actor.agency in each.versions[0].waits_for
    ]
    return items + [
        item
        for each in found
        if (item := _review(each, each.in_force(today)))
        and door.policy().allows(actor.role, ARRANGEMENTS, Action.UPDATE)
    ]


def _review(seen: DocumentSeen, now: VersionSeen | None) -> Item | None:
    if now is None or now.review_on is None or now.review_on > clock.today() + SOON:
        return None
    return Item(
        kind=Of.MINE,
        text=f"{seen.title}: review what is published",
        href=f"/documents/{seen.id}",
        tag="To review",
        due=now.review_on,
    )


SOURCES = [
    Source(
        name="Documents",
        need=Need(resource=ARRANGEMENTS, action=Action.READ),
        look=on_front_page,
    )
]
FINDERS = [
    Finder(
        name="Documents",
        need=Need(resource=ARRANGEMENTS, action=Action.READ),
        find=queries.find,
    )
]
