"""The page of an audit and its repeats: how agreed grades spread each time."""

from uuid import UUID

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from borough.audit_grades import queries
from borough.audit_grades.queries import Repeat
from borough.audit_plan import queries as planning
from borough.audit_plan.queries import PlannedSeen
from borough.case_audits.model import FINDINGS, OVERALL_WORDS, Grade
from kit.access.policy import Action, Limit
from kit.accounts.access import needs
from kit.web import door, exports
from partnership.access import authorise
from partnership.charts import stacked

pages = Blueprint("audit_trends", __name__, url_prefix="/audit-trends")

WITHIN = (Limit.GROUP, Limit.PSEUDONYMISED)
# Letters stand on the bars, so that nobody needs the colours to tell parts apart.
PARTS = (
    stacked.Part("O", "#0f7a52"),
    stacked.Part("G", "#1d70b8"),
    stacked.Part("R", "#54319f"),
    stacked.Part("I", "#942514"),
)


@pages.get("/<uuid:planned_id>")
@needs(FINDINGS, Action.READ, within=WITHIN)
def show(planned_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        planned = _looked(session, planned_id)
        found = queries.repeats(session, planned_id)
    titles = _titles(found)
    return render_template(
        "audit_trends/templates/show.html",
        planned=planned,
        repeats=found,
        drawn=_drawn(found),
        spreads=[
            (t, [(e.planned.when, e.spreads[t]) for e in found if t in e.spreads])
            for t in titles
        ],
        words=[grade.words for grade in Grade],
    )


@pages.get("/<uuid:planned_id>/grades.csv")
@needs(FINDINGS, Action.READ, within=WITHIN)
def as_csv(planned_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        _looked(session, planned_id)
        found = queries.repeats(session, planned_id)
    header = ["Domain", "Audit", *(g.words for g in Grade), "n", "Does not apply"]
    rows: list[tuple[exports.Cell, ...]] = [
        (
            title, each.planned.when, *each.spreads[title].counts.values(),
            each.spreads[title].n, each.spreads[title].not_applicable,
        )
        for title in _titles(found)
        for each in found
        if title in each.spreads
    ]  # fmt: skip
    return exports.csv("audit-repeats", header, rows)


def _looked(session: Session, planned_id: UUID) -> PlannedSeen:
    found = planning.audit(session, planned_id)
    authorise(session, door.actor(), Action.READ, FINDINGS, found.scope)
    return found


def _titles(found: list[Repeat]) -> list[str]:
    return list(dict.fromkeys(title for each in found for title in each.spreads))


def _drawn(found: list[Repeat]) -> Markup | None:
    """The case overall, each time; nothing where no audit can be laid beside it."""
    told = [each for each in found if OVERALL_WORDS in each.spreads]
    if not told:
        return None
    return stacked.draw(
        PARTS,
        [
            stacked.Stack(
                each.planned.when, list(each.spreads[OVERALL_WORDS].counts.values())
            )
            for each in told
        ],
        title="Agreed grades of cases overall, each time",
        description="A bar for each audit: how many cases have each grade.",
    )
