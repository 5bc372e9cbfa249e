"""Pages on which a borough sees itself as the leadership group sees it."""

from collections.abc import Sequence
from uuid import UUID

import orjson
from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from borough.adoptions.model import RESOURCE
from borough.governance.model import RETURNS
from borough.standing import queries
from borough.standing.queries import PROOFS, Line
from kit.access.policy import Action, Need
from kit.accounts.access import needs, opens
from kit.exchange.evidence import Sent
from kit.front.model import Source
from kit.web import door, exports, forms
from kit.web.navigation import Entry
from partnership.alignment.model import RULES
from partnership.alignment.queries import OUTCOMES
from partnership.standards.model import Kind

pages = Blueprint("standing", __name__, url_prefix="/standing")

NAVIGATION = [Entry("Our alignment", "standing.index")]
SOURCES = [
    Source(
        name="Our alignment",
        need=Need(resource=RESOURCE, action=Action.READ),
        look=queries.on_front_page,
    )
]


@pages.get("/")
@needs(RESOURCE, Action.READ)
def index() -> ResponseReturnValue:
    kind, outcome = request.args.get("kind", ""), request.args.get("state", "")
    with door.reading() as session:
        found = queries.standing(session, member=door.settings().member)
    return render_template(
        "standing/templates/standing.html",
        found=found,
        lines=found.only(kind=kind, outcome=outcome),
        form=forms.Form(values={"kind": kind, "state": outcome}),
        kinds=[(each.value, each.words) for each in Kind],
        outcomes=[(each.value, words) for each, words in OUTCOMES.items()],
        filtered=bool(kind or outcome),
        rules=RULES,
        may_know=opens("standing.known", door.actor()),
    )


@pages.get("/standing.csv")
@needs(RESOURCE, Action.READ)
def as_csv() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.standing(session, member=door.settings().member)
    header = [
        "Standard", "Kind", "Newest version", "In effect from", "Comes to", "Drift",
        "Position", "On version", "From", "Why", "Approved by", "Approved on",
        "Review on",
    ]  # fmt: skip
    return exports.csv("our-alignment", header, [_row(each) for each in found.lines])


def _row(line: Line) -> Sequence[exports.Cell]:
    newest, now = line.newest, line.cell.stands
    first = (
        newest.title, newest.kind_words, newest.version, newest.effective_from,
        line.cell.outcome, ", ".join(line.cell.drifts), line.cell.stance,
    )  # fmt: skip
    if now is None:
        return (*first, *[None] * 6)
    return (
        *first, now.version, now.from_on, now.why, now.approved_by, now.agreed_on,
        now.review_on,
    )  # fmt: skip


@pages.get("/known")
@needs(RETURNS, Action.READ)
def known() -> ResponseReturnValue:
    type_, page = request.args.get("kind"), request.args.get("page", 1, type=int)
    with door.reading() as session:
        found = queries.known(
            session, member=door.settings().member, type=type_, page=page
        )
    return render_template(
        "standing/templates/known.html",
        found=found,
        words_of=queries.words_of,
        proofs=PROOFS,
        form=forms.Form(values={"kind": found.type or ""}),
        address=lambda number: url_for("standing.known", kind=found.type, page=number),
        most=queries.MOST,
    )


@pages.get("/known.csv")
@needs(RETURNS, Action.READ)
def known_csv() -> ResponseReturnValue:
    type_ = request.args.get("kind") or None
    with door.reading() as session:
        rows = queries.latest(session, member=door.settings().member, type=type_)
    header = [
        "Written", "What", "Record", "Version", "Digest of the event", "Stream",
        "Epoch", "Number", "Bundle", "Hash of the bundle", "Sealed", "Found",
    ]  # fmt: skip
    return exports.csv("what-leadership-knows", header, [_known_row(e) for e in rows])


def _known_row(sent: Sent) -> Sequence[exports.Cell]:
    return (
        sent.written_at, queries.words_of(sent.type), sent.subject, sent.version,
        sent.digest, sent.stream, sent.epoch, sent.sequence, sent.bundle, sent.hash,
        sent.sealed_at, PROOFS[sent.proof],
    )  # fmt: skip


@pages.get("/known/<uuid:event_id>")
@needs(RETURNS, Action.READ)
def event(event_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        sent = queries.one(session, member=door.settings().member, event_id=event_id)
    return render_template(
        "standing/templates/event.html",
        sent=sent,
        words=queries.words_of(sent.type),
        found=PROOFS[sent.proof],
        content=orjson.dumps(sent.data, option=orjson.OPT_INDENT_2).decode(),
    )
