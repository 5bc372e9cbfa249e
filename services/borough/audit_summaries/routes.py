"""Pages on which a summary of audits is counted, approved by a second person, sent."""

from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from borough.audit_summaries import queries, service
from borough.audit_summaries.model import TOOLS
from borough.audit_summaries.queries import SummarySeen
from borough.case_audits.model import Grade
from borough.releases.routes import Pages, furnish
from kit.access.policy import Action, Limit, Need
from kit.accounts.access import needs, opens
from kit.front.model import Source
from kit.web import door, exports, forms

pages = Blueprint("audit_summaries", __name__, url_prefix="/audit-summaries")

FOLDER = "audit_summaries/templates"
GROUP = (Limit.GROUP,)
SOURCES = [
    Source(
        name="Summaries of audits",
        need=Need(resource=TOOLS, action=Action.CREATE),
        look=queries.on_front_page,
    )
]
GRADE_WORDS = [grade.words for grade in Grade]
SCORE_WORDS = ["Score 3", "Score 2", "Score 1", "Score 0"]


@pages.get("/")
@needs(TOOLS, Action.READ, within=GROUP)
def index() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.summaries(session, only_released=_reads_what_left())
    return render_template(f"{FOLDER}/list.html", summaries=found)


@pages.get("/summaries.csv")
@needs(TOOLS, Action.READ, within=GROUP)
def list_csv() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.summaries(session, only_released=_reads_what_left())
    header = ["Begun", "Number", "State", "Prepared by", "Decided by"]
    rows = [
        (
            each.started_at, each.number, each.state.value,
            each.prepared_by_post, each.decided_by_post,
        )
        for each in found
    ]  # fmt: skip
    return exports.csv("summaries-of-audits", header, rows)


@pages.post("/")
@needs(TOOLS, Action.CREATE)
def start() -> ResponseReturnValue:
    with door.transaction() as session:
        made = service.start(session, by=door.actor())
    return redirect(url_for("audit_summaries.show", summary_id=made))


@pages.get("/<uuid:summary_id>")
@needs(TOOLS, Action.READ, within=GROUP)
def show(summary_id: UUID) -> ResponseReturnValue:
    return _show_page(summary_id, None)


def _reads_what_left() -> bool:
    """Whether this person sees what left, and nothing that is still in preparation."""
    return not opens("audit_summaries.start", door.actor())


def _looked(summary_id: UUID) -> SummarySeen:
    with door.reading() as session:
        return queries.summary(session, summary_id, only_released=_reads_what_left())


def _show_page(summary_id: UUID, form: forms.Form | None) -> ResponseReturnValue:
    found = _looked(summary_id)
    actor = door.actor()
    page = render_template(
        f"{FOLDER}/show.html",
        given=found,
        form=form or forms.blank(note=found.note or ""),
        mine=found.prepared_by == actor.user_id,
        may_prepare=opens("audit_summaries.start", actor),
        may_approve=opens("audit_summaries.approve", actor),
        grade_words=GRADE_WORDS,
        score_words=SCORE_WORDS,
    )
    return page, form.status if form else 200


@pages.get("/<uuid:summary_id>/summary.csv")
@needs(TOOLS, Action.READ, within=GROUP)
def as_csv(summary_id: UUID) -> ResponseReturnValue:
    content = _looked(summary_id).content
    header = [
        "Audit or cycle", "When", "Domain or section", "Best", "Second", "Third",
        "Last", "Better half", "Other half", "About how many",
    ]  # fmt: skip
    audits = [
        (each["theme"], each["quarter"], row)
        for each in content["case_audits"]
        for row in each["domains"]
    ]
    cycles = [
        (each["title"], each["due_on"], row)
        for each in content["self_assessments"]
        for row in each["sections"]
    ]
    rows: list[tuple[exports.Cell, ...]] = [
        (
            of, when, row["title"], *map(_number, row["counts"]),
            _number(row["upper"]), _number(row["lower"]), row["band"],
        )
        for of, when, row in (*audits, *cycles)
    ]  # fmt: skip
    return exports.csv("audits-as-told", header, rows)


def _number(count: int | None) -> exports.Cell:
    return "hidden" if count is None else count


furnish(
    Pages(blueprint=pages, way=service.WAY, approve=service.approve, show=_show_page),
)
