"""Pages on which part of a case is chosen, looked at, sent, followed and asked back."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.case_shares import queries, schemas, service
from borough.case_shares.model import (
    PARTS,
    LegalBasis,
    Purpose,
    SharedMeanwhile,
    State,
)
from borough.case_shares.queries import ShareSeen
from borough.coordinators import queries as coordinators
from borough.deaths.model import CASE
from borough.deaths.routes import NAMED, crumbs, one, opened
from borough.pins import queries as pins
from borough.share_contents.queries import content, in_words
from borough.share_files import queries as files
from borough.share_files.model import MOST
from borough.share_files.service import File
from kit import scanner
from kit.access.policy import Action
from kit.accounts.access import needs
from kit.data_classes import DataClass
from kit.errors import Conflict, Invalid
from kit.web import asking, door, exports, forms, limits
from kit.web.forms import Form
from partnership.asking.routes import Box, Page, asked, words_of
from partnership.papers import service as papers

pages = Blueprint("case_shares", __name__, url_prefix="/deaths")

FOLDER = "case_shares/templates"


@pages.get("/<uuid:case_id>/shares/")
@needs(CASE, Action.READ, within=NAMED)
def index(case_id: UUID) -> ResponseReturnValue:
    opened(case_id)
    with door.reading() as session:
        case = one(session, case_id, Action.READ)
        found = queries.shares(session, case_id)
        return render_template(
            f"{FOLDER}/list.html", case=case, crumbs=crumbs(case), shares=found
        )


@pages.get("/<uuid:case_id>/shares/shares.csv")
@needs(CASE, Action.READ, within=NAMED)
def as_csv(case_id: UUID) -> ResponseReturnValue:
    opened(case_id)
    with door.reading() as session:
        one(session, case_id, Action.READ)
        found = queries.shares(session, case_id)
    header = ["Borough", "Coordinator", "Purpose", "Until", "State", "Looks",
              "Last receipt"]  # fmt: skip
    rows = [
        (
            e.borough_name, e.coordinator_code, e.purpose.value, e.expires_on,
            e.state.value, len(e.looks), e.receipts_at,
        )
        for e in found
    ]  # fmt: skip
    return exports.csv("shares", header, rows, holds=DataClass.CASE_IDENTIFIER)


@pages.route("/<uuid:case_id>/shares/new", methods=["GET", "POST"])
@needs(CASE, Action.UPDATE, within=NAMED)
def prepare(case_id: UUID) -> ResponseReturnValue:
    if request.method == "GET":
        opened(case_id)

    def prepared(session: Session, given: dict[str, Any]) -> UUID:
        return service.prepare(session, case_id=case_id, by=door.actor(), **given)

    return asking.asked(
        schemas.Prepared(),
        prepared,
        lambda form, _stale: _form_page(case_id, form),
        to=lambda made: url_for("case_shares.show", case_id=case_id, share_id=made),
        said="It is prepared. Nothing has left: somebody else looks at it first.",
    )


def _form_page(case_id: UUID, form: Form) -> str:
    with door.reading() as session:
        case = one(session, case_id)
        known = coordinators.elsewhere(session)
        reasons = {peer.slug: peer.reason for peer in pins.peers(session)}
    people = [(str(e.id), e.words) for e in known if not reasons.get(e.borough, "-")]
    page = Page(
        title="Share part of the case",
        crumbs=[*crumbs(case), _list_crumb(case_id)],
        intro="One coordinator of another borough can read what you choose, until the "
        "day you choose, and nobody else. A second person here looks at it first. "
        "Missing are boroughs whose key nobody here has confirmed, and coordinators "
        "they have not told yet.",
        boxes=_boxes(people),
        button="Look at what would leave",
    )
    return page.shown(form)[0]


def _boxes(people: list[tuple[str, str]]) -> list[Box]:
    return [
        Box(
            kind="select", name="coordinator_id", label="Who may read it?",
            choices=people, hint="Ask them for the sign others know them by",
        ),
        Box(kind="radios", name="purpose", label="What for?",
            choices=words_of(Purpose)),
        Box(kind="radios", name="legal_basis", label="On what legal basis?",
            choices=words_of(LegalBasis)),
        Box(kind="text", name="agreement", label="Under which sharing agreement?",
            hint="Its title and edition. It leaves with the share"),
        Box(kind="day", name="expires_on", label="Last day on which it may be kept"),
        Box(kind="checks", name="parts", label="Which parts?",
            choices=list(PARTS.items()), hint="No more than the purpose needs"),
    ]  # fmt: skip


@pages.get("/<uuid:case_id>/shares/<uuid:share_id>")
@needs(CASE, Action.READ, within=NAMED)
def show(case_id: UUID, share_id: UUID) -> ResponseReturnValue:
    opened(case_id)
    return _share_page(case_id, share_id, forms.blank())


@pages.post("/<uuid:case_id>/shares/<uuid:share_id>/approve")
@needs(CASE, Action.UPDATE, within=NAMED)
def approve(case_id: UUID, share_id: UUID) -> ResponseReturnValue:
    form = forms.load(schemas.Approved(), request.form)
    if not form.ok:
        return _share_page(case_id, share_id, form)
    try:
        with door.transaction() as session:
            service.approve(
                session, case_id=case_id, share_id=share_id,
                seen=form.data["seen"], by=door.actor(),
            )  # fmt: skip
    except Invalid as fault:
        return _share_page(case_id, share_id, form.refused(fault))
    except Conflict as fault:
        return _share_page(case_id, share_id, form.refused({"confirm": str(fault)}))
    return _done(case_id, share_id, "It is sealed and on its way.")


@pages.post("/<uuid:case_id>/shares/<uuid:share_id>/cancel")
@needs(CASE, Action.UPDATE, within=NAMED)
def cancel(case_id: UUID, share_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        service.cancel(session, case_id=case_id, share_id=share_id, by=door.actor())
    return _done(case_id, share_id, "It is not sent.")


@pages.post("/<uuid:case_id>/shares/<uuid:share_id>/recall")
@needs(CASE, Action.UPDATE, within=NAMED)
def recall(case_id: UUID, share_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        service.recall(session, case_id=case_id, share_id=share_id, by=door.actor())
    return _done(case_id, share_id, "The other borough is asked to destroy its copy.")


@pages.route("/<uuid:case_id>/shares/<uuid:share_id>/files/new",
             methods=["GET", "POST"])  # fmt: skip
@needs(CASE, Action.UPDATE, within=NAMED)
def add_file(case_id: UUID, share_id: UUID) -> ResponseReturnValue:
    if request.method == "POST":
        limits.spend(limits.UPLOAD)

    def look(session: Session) -> Page:
        case = one(session, case_id)
        share = queries.share(session, case_id, share_id)
        back = url_for("case_shares.show", case_id=case_id, share_id=share_id)
        return Page(
            title="Add a file to what would leave",
            crumbs=[*crumbs(case), ("What would leave", back)],
            intro=f"It leaves with its name, and only {share.recipient} can open it. "
            f"At most {MOST} files of 10 MB each.",
            boxes=[Box(kind="file", name="file", label="File",
                       hint="PDF, Word or Excel")],
            button="Add it",
        )  # fmt: skip

    def added(session: Session, given: dict[str, Any]) -> None:
        service.add_file(
            session, case_id=case_id, share_id=share_id, by=door.actor(), **given
        )

    return asked(
        look, schemas.Added(), added, stale=SharedMeanwhile, prepare=_scanned,
        said="The file is added. Nothing has left.",
        to=url_for("case_shares.show", case_id=case_id, share_id=share_id),
    )  # fmt: skip


def _scanned(given: Mapping[str, Any]) -> dict[str, Any]:
    """The file, once a scanner and whoever knows what files hold looked at it."""
    upload = given["file"]
    with upload.stream:
        content = upload.read()
    scanner.scan(door.settings().scanner, content)
    looked = papers.looked_at(content)
    name = Path(upload.filename or "file").name
    return {"file": File(name=name, media=looked.format.media_type, content=content)}


@pages.get("/<uuid:case_id>/shares/<uuid:share_id>/files/<uuid:file_id>")
@needs(CASE, Action.READ, within=NAMED)
def file(case_id: UUID, share_id: UUID, file_id: UUID) -> ResponseReturnValue:
    limits.spend(limits.EXPORT)
    opened(case_id)
    with door.reading() as session:
        one(session, case_id, Action.READ)
        queries.share(session, case_id, share_id)
        name, media, content = files.content(session, share_id, file_id)
    # Never shown inside the site: what somebody brought may hold anything.
    return send_file(
        BytesIO(content), mimetype=media, as_attachment=True, download_name=name
    )


@pages.post("/<uuid:case_id>/shares/<uuid:share_id>/files/<uuid:file_id>/remove")
@needs(CASE, Action.UPDATE, within=NAMED)
def remove_file(case_id: UUID, share_id: UUID, file_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        service.remove_file(
            session, case_id=case_id, share_id=share_id, file_id=file_id,
            by=door.actor(),
        )  # fmt: skip
    return _done(case_id, share_id, "The file is taken out again.")


def _share_page(case_id: UUID, share_id: UUID, form: Form) -> tuple[str, int]:
    with door.reading() as session:
        case = one(session, case_id, Action.READ)
        share = queries.share(session, case_id, share_id)
        waits = share.state is State.WAITING
        found = content(session, case, share.parts) if waits else {}
        page = render_template(
            f"{FOLDER}/show.html",
            case=case,
            crumbs=[*crumbs(case), _list_crumb(case_id)],
            share=share,
            content={word: in_words(each) for word, each in found.items()},
            parts=PARTS,
            files=files.files(session, share_id),
            form=form,
            may_approve=waits and share.prepared_by != door.actor().user_id,
            may_add=waits and share.prepared_by == door.actor().user_id,
            refusal=_refusal(session, share) if waits else "",
        )
    return page, form.status


def _refusal(session: Session, share: ShareSeen) -> str:
    """Why nothing could be sealed to that borough now; empty where it could."""
    return pins.may_seal_to(session, share.borough)


def _list_crumb(case_id: UUID) -> tuple[str, str]:
    return "Shared parts", url_for("case_shares.index", case_id=case_id)


def _done(case_id: UUID, share_id: UUID, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("case_shares.show", case_id=case_id, share_id=share_id))
