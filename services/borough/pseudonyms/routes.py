"""Pages of the pseudonym register: an entry is opened for a purpose, and recorded."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.pseudonyms import queries, schemas, service
from borough.pseudonyms.model import REGISTER, EntryChanged, Purpose, box
from borough.reviews import queries as reviews
from borough.reviews.model import DRAFT
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.access import needs
from kit.lockbox import Lockbox
from kit.trail import service as trail
from kit.web import door, forms
from partnership.access import authorise, reach
from partnership.asking.routes import Box, Page, asked, words_of

pages = Blueprint("pseudonyms", __name__, url_prefix="/pseudonyms")


@pages.get("/")
@needs(REGISTER, Action.READ)
def index() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.entries(session)
        seen = reach(session, door.actor(), Action.READ, DRAFT)
        refs = {each.id: each.ref for each in reviews.reviews(session, seen=seen)}
    return render_template("pseudonyms/templates/list.html", entries=found, refs=refs)


@pages.get("/<uuid:entry_id>")
@needs(REGISTER, Action.READ)
def ask(entry_id: UUID) -> ResponseReturnValue:
    return _ask_page(entry_id, forms.blank())


@pages.post("/<uuid:entry_id>")
@needs(REGISTER, Action.READ)
def show(entry_id: UUID) -> ResponseReturnValue:
    form = forms.load(schemas.Opened(), request.form)
    if not form.ok:
        return _ask_page(entry_id, form)
    with door.reading() as session:
        _entry(session, entry_id)
    # Before the page is sent: who has seen it is known even if the page is lost.
    trail.record_at_once(
        door,
        act="identity.read",
        resource=REGISTER,
        record=entry_id,
        purpose=form.data["purpose"].value,
    )
    with door.reading() as session:
        found = queries.identity(session, entry_id, lock=_lock())
    return render_template("pseudonyms/templates/show.html", identity=found)


def _ask_page(entry_id: UUID, form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        found = _entry(session, entry_id)
    page = Page(
        title=f"Open the entry {found.pseudonym}",
        crumbs=_crumbs(),
        intro="Your name, the time and the purpose are recorded in the audit trail.",
        boxes=[
            Box(
                kind="radios", name="purpose", label="Purpose",
                choices=words_of(Purpose),
            )
        ],
        button="Open it",
    )  # fmt: skip
    return page.shown(form)


@pages.route("/new", methods=["GET", "POST"])
@needs(REGISTER, Action.CREATE)
def write() -> ResponseReturnValue:
    def look(session: Session) -> Page:
        seen = reach(session, door.actor(), Action.READ, DRAFT)
        known = reviews.reviews(session, seen=seen)
        choices = [(str(each.id), f"{each.ref} {each.title}") for each in known]
        return Page(
            title="Add a pseudonym",
            crumbs=_crumbs(),
            intro="What you write is locked: no list, no search and no file shows it.",
            boxes=[
                Box(kind="text", name="pseudonym", label="Pseudonym"),
                Box(kind="select", name="review_id", label="Review", choices=choices),
                *_boxes(),
            ],
            button="Add it",
        )

    def written(session: Session, given: dict[str, Any]) -> None:
        service.write(session, by=door.actor(), lock=_lock(), **given)

    return asked(
        look,
        schemas.Written(),
        written,
        stale=EntryChanged,
        said="The pseudonym is in the register.",
        to=url_for("pseudonyms.index"),
    )


@pages.route("/<uuid:entry_id>/correct", methods=["GET", "POST"])
@needs(REGISTER, Action.UPDATE)
def correct(entry_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        found = _entry(session, entry_id)
        return Page(
            title=f"Write {found.pseudonym} anew",
            crumbs=_crumbs(),
            intro="What was written before is replaced. It is not shown here: open the "
            "entry first if you need it.",
            boxes=_boxes(),
            button="Replace it",
            seen=found.version,
            now=[("Written", f"{found.written_at:%d %B %Y}")],
        )

    def corrected(session: Session, given: dict[str, Any]) -> None:
        actor = door.actor()
        service.correct(session, entry_id=entry_id, by=actor, lock=_lock(), **given)

    return asked(
        look,
        schemas.Corrected(),
        corrected,
        stale=EntryChanged,
        said="The entry is replaced.",
        to=url_for("pseudonyms.index"),
    )


def _boxes() -> list[Box]:
    return [
        Box(kind="text", name="name", label="Name"),
        Box(kind="day", name="born_on", label="Date of birth"),
        Box(
            kind="text", name="number", label="Case number",
            hint="Of the children's services system. May be left empty.",
        ),
    ]  # fmt: skip


def _entry(session: Session, entry_id: UUID) -> queries.EntrySeen:
    scope = Scope(record=str(entry_id))
    authorise(session, door.actor(), Action.READ, REGISTER, scope)
    return queries.entry(session, entry_id)


def _crumbs() -> list[tuple[str, str]]:
    return [
        ("Reviews", url_for("reviews.index")),
        ("Pseudonym register", url_for("pseudonyms.index")),
    ]


def _lock() -> Lockbox:
    return box(door.settings().secret_key)
