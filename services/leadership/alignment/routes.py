"""The alignment page: matrix, freshness, what changed, and the programme."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import TypeVar

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kit import clock, documents, pdf
from kit.access.policy import Action, Need
from kit.accounts.access import needs, opens
from kit.front.model import Source
from kit.web import door, exports, forms
from kit.web.navigation import Entry
from leadership.alignment import queries
from leadership.alignment.model import RESOURCE
from leadership.alignment.queries import SINCE, Alignment, Since
from leadership.programme import queries as programme
from leadership.standards import queries as standards
from leadership.standards.model import UnknownStandard
from partnership.alignment.model import RULES, Outcome
from partnership.alignment.queries import OUTCOMES, Cell
from partnership.standards.model import Kind

pages = Blueprint("alignment", __name__, url_prefix="/alignment")

NAVIGATION = [Entry("Alignment", "alignment.index")]
SOURCES = [
    Source(
        name="Alignment",
        need=Need(resource=RESOURCE, action=Action.READ),
        look=queries.on_front_page,
    )
]
HEADER = [
    "Standard", "Kind", "Newest version", "In effect from", "Borough", "Comes to",
    "Drift", "Position", "On version", "From", "Why", "Approved by", "Approved on",
    "Review on", "Items that differ", "Items of its own", "Last heard",
]  # fmt: skip

Word = TypeVar("Word", bound=StrEnum)


def _asked(name: str, of: type[Word]) -> Word | None:
    """A word of a closed list from the address; None for any other."""
    given = request.args.get(name, "")
    return next((each for each in of if each.value == given), None)


@pages.get("/")
@needs(RESOURCE, Action.READ)
def index() -> ResponseReturnValue:
    kind, outcome = _asked("kind", Kind), _asked("state", Outcome)
    since = _asked("period", Since) or Since.QUARTER
    with door.reading() as session:
        found = queries.alignment(session)
        rows = programme.rows(session)
    values = {"kind": kind, "state": outcome, "period": since}
    return render_template(
        "alignment/templates/matrix.html",
        found=found,
        lines=found.only(kind=kind or "", outcome=outcome or ""),
        changes=queries.changes(found, since.first_day(found.today)),
        since=since,
        form=forms.Form(values={name: each or "" for name, each in values.items()}),
        kinds=[(each.value, each.words) for each in queries.kinds(found)],
        outcomes=[(each.value, words) for each, words in OUTCOMES.items()],
        periods=[(each.value, words) for each, words in SINCE.items()],
        filtered=bool(kind or outcome),
        rules=RULES,
        programme=rows,
        drawn=programme.drawn(rows),
        may_change=opens("programme.add", door.actor()),
        no_pdf=pdf.available(),
    )


@pages.get("/alignment.csv")
@needs(RESOURCE, Action.READ)
def as_csv() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.alignment(session)
    return exports.csv("alignment", HEADER, list(_rows(found)))


def _rows(found: Alignment) -> Iterator[Sequence[exports.Cell]]:
    for line in found.lines:
        newest = line.newest
        for heard, cell in zip(found.boroughs, line.cells, strict=True):
            yield (
                newest.title, newest.kind.words, newest.version, newest.effective_from,
                heard.member.name, *_said(cell),
                clock.london_day(heard.heard_at) if heard.heard_at else None,
            )  # fmt: skip


def _said(cell: Cell) -> Sequence[exports.Cell]:
    first = (cell.outcome, ", ".join(cell.drifts), cell.stance)
    now = cell.stands
    if now is None:
        return (*first, *[None] * 8)
    return (
        *first, now.version, now.from_on, now.why, now.approved_by, now.agreed_on,
        now.review_on, len(now.variations), len(now.local),
    )  # fmt: skip


@pages.get("/changes.csv")
@needs(RESOURCE, Action.READ)
def changes_csv() -> ResponseReturnValue:
    since = _asked("period", Since) or Since.QUARTER
    with door.reading() as session:
        found = queries.alignment(session)
    header = ["Day", "Who", "Standard", "What", "Before", "After"]
    rows = [
        (each.on, each.who, each.standard, each.what, each.before, each.after)
        for each in queries.changes(found, since.first_day(found.today))
    ]
    return exports.csv(f"alignment-changes-{since.value}", header, rows)


@pages.get("/alignment.pdf")
@needs(RESOURCE, Action.READ)
def as_pdf() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.alignment(session)
        rows = programme.rows(session)
    html = render_template(
        "alignment/templates/sheet.html",
        found=found,
        programme=rows,
        language=documents.LANGUAGE,
    )
    name = f"alignment-{found.today:%Y-%m-%d}.pdf"
    return Response(
        pdf.write(html),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@pages.get("/of/<standard>")
@needs(RESOURCE, Action.READ)
def show(standard: str) -> ResponseReturnValue:
    with door.reading() as session:
        versions = _published(session, standard)
        found = queries.alignment(session)
    return render_template(
        "alignment/templates/standard.html",
        versions=versions,
        found=found,
        line=next(e for e in found.lines if e.newest.standard == standard),
        history=queries.history(found, standard),
        rules=RULES,
    )


def _published(session: Session, standard: str) -> Sequence[standards.VersionSeen]:
    found = standards.published(session).get(standard)
    if found is None:
        raise UnknownStandard
    return found
