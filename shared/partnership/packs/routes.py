"""The pack of a meeting: on a page to print, and as one PDF."""

from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from kit import pdf
from kit.access.policy import Action
from kit.accounts.access import needs
from kit.web import door, limits
from partnership.meetings.model import MEETINGS
from partnership.meetings.queries import Whole
from partnership.meetings.routes import one
from partnership.packs import model, service
from partnership.papers import service as papers
from partnership.papers.model import Format, Openness
from partnership.papers.queries import PaperSeen
from partnership.papers.routes import seen_by_me

pages = Blueprint("packs", __name__, url_prefix="/meetings/<uuid:meeting_id>/pack")

FOLDER = "partnership/packs/templates"
# Asked for as `?part=open`: what may be given to anybody.
PART, OPEN = "part", "open"


@dataclass(frozen=True, kw_only=True, slots=True)
class InPack:
    """A paper in a pack; ``page`` is None for a file that goes beside it."""

    paper: PaperSeen
    page: int | None


@pages.get("/")
@needs(MEETINGS, Action.READ)
def show(meeting_id: UUID) -> ResponseReturnValue:
    whole, found = _read(meeting_id)
    return render_template(
        f"{FOLDER}/show.html",
        meeting=whole.line,
        items=whole.items,
        papers=found,
        only_open=_only_open(),
        missing=pdf.available(),
    )


@pages.get("/pack.pdf")
@needs(MEETINGS, Action.READ)
def as_pdf(meeting_id: UUID) -> ResponseReturnValue:
    limits.spend(limits.EXPORT)
    whole, found = _read(meeting_id)
    inside = [each for each in found if each.latest.format is Format.PDF]
    # Not a reading transaction: who read what is not open is noted in the trail.
    with door.transaction() as session:
        files = [
            papers.read(session, paper_id=each.id, by=door.actor()).content
            for each in inside
        ]
    sizes = [each.latest.pages or 0 for each in inside]
    front = _front(whole, found, dict.fromkeys((each.id for each in inside), 100))
    begins = model.starts(model.pages_of(front), sizes)
    at = dict(zip((each.id for each in inside), begins, strict=True))
    titles = [f"{each.number}. {each.title}" for each in inside]
    content = service.bound(
        _front(whole, found, at), list(zip(titles, files, strict=True))
    )
    name = f"pack-{whole.line.body_slug}-{whole.line.day:%Y-%m-%d}{_mark(found)}.pdf"
    return Response(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _front(whole: Whole, found: list[PaperSeen], at: dict[UUID, int]) -> bytes:
    html = render_template(
        f"{FOLDER}/front.html",
        meeting=whole.line,
        items=whole.items,
        papers=[InPack(paper=each, page=at.get(each.id)) for each in found],
        sensitive=bool(_mark(found)),
    )
    return pdf.write(html)


def _mark(found: list[PaperSeen]) -> str:
    """The name of a file with papers that are not open says so."""
    closed = any(each.openness is not Openness.OPEN for each in found)
    return "-official-sensitive" if closed else ""


def _read(meeting_id: UUID) -> tuple[Whole, list[PaperSeen]]:
    with door.reading() as session:
        whole = one(session, meeting_id, Action.READ)
        found = seen_by_me(session, whole.line)
    return whole, [
        each
        for each in found
        if each.withdrawn_because is None
        and (each.openness is Openness.OPEN or not _only_open())
    ]


def _only_open() -> bool:
    return request.args.get(PART) == OPEN
