"""Pages of one case's analysis: its words, categories and factors, and its end."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from sqlalchemy.orm import Session

from borough.death_analysis import queries, schemas, service
from borough.death_analysis.model import AnalysisChanged
from borough.death_meetings import queries as meetings
from borough.death_recommendations import queries as recommendations
from borough.deaths.model import CASE
from borough.deaths.routes import NAMED, YES_NO, crumbs, one, opened
from kit.access.policy import Action
from kit.accounts.access import needs
from kit.web import door, forms
from partnership.asking.routes import Box, Look, Page, Verb, asked, words_of
from partnership.death_rules.analysis import SCALE, SCALES, Domain, Factor
from partnership.death_rules.categories import TITLES

pages = Blueprint("death_analysis", __name__, url_prefix="/deaths")


@pages.get("/<uuid:case_id>/analysis")
@needs(CASE, Action.READ, within=NAMED)
def show(case_id: UUID) -> ResponseReturnValue:
    opened(case_id)
    with door.reading() as session:
        return render_template(
            "death_analysis/templates/show.html",
            case=one(session, case_id, Action.READ),
            analysis=queries.analysis(session, case_id),
            factors=queries.factors(session, case_id),
            domains=list(Domain),
            titles=TITLES,
            recommendations=recommendations.recommendations(session, case_id=case_id),
            references=recommendations.references(session, door.actor()),
        )


@pages.route("/<uuid:case_id>/analysis/words", methods=["GET", "POST"])
@needs(CASE, Action.UPDATE, within=NAMED)
def write(case_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        case, found = one(session, case_id), queries.analysis(session, case_id)
        draft = meetings.draft(session, case_id)
        first = draft if draft and not found.version else None
        return Page(
            title="What the panel found",
            crumbs=[*crumbs(case), _here(case_id)],
            intro="Begun from what the review meeting handed on." if first else "",
            boxes=_words(),
            button="Save",
            values={
                "summary": first.summary if first else found.summary,
                "learning": first.learning if first else found.learning,
                "good_practice": found.good_practice,
                "referred": ["yes"] if found.referred else [],
            },
            seen=found.version,
            now=[("Summary", found.summary), ("Learning", found.learning)],
        )

    def written(session: Session, given: dict[str, Any]) -> None:
        service.write(session, case_id=case_id, by=door.actor(), **given)

    return _asked(case_id, look, schemas.Written(), written, "It is saved.")


def _words() -> list[Box]:
    return [
        Box(kind="area", name="summary", label="Summary of the case", rows=8),
        Box(kind="area", name="learning", label="What was learnt", rows=6),
        Box(kind="area", name="good_practice", label="What was done well", rows=6),
        Box(
            kind="checks", name="referred", label="A concern was passed on",
            choices=[("yes", "To the police, the local authority or a regulator")],
        ),
    ]  # fmt: skip


@pages.route("/<uuid:case_id>/analysis/categories", methods=["GET", "POST"])
@needs(CASE, Action.UPDATE, within=NAMED)
def categorise(case_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        case, found = one(session, case_id), queries.analysis(session, case_id)
        return Page(
            title="Category of the death",
            crumbs=[*crumbs(case), _here(case_id)],
            intro="Tick each that applies. The first of them counts.",
            boxes=_categories(),
            button="Save",
            values={
                "ticked": [str(each.value) for each in found.categories],
                "override": str(found.category.value)
                if found.category and found.reason else "",
                "reason": found.reason,
            },
            seen=found.version,
            now=[("What counts", found.category_title)],
        )  # fmt: skip

    def done(session: Session, given: dict[str, Any]) -> None:
        service.categorise(session, case_id=case_id, by=door.actor(), **given)

    return _asked(case_id, look, schemas.Categorised(), done, "It is saved.")


def _categories() -> list[Box]:
    named = [(str(each.value), f"{each.value}. {TITLES[each]}") for each in TITLES]
    return [
        Box(kind="checks", name="ticked", label="Categories", choices=named),
        Box(
            kind="select", name="override", label="Another one counts", choices=named,
            hint="Leave it for the first one that applies",
        ),
        Box(kind="area", name="reason", label="Why another one counts"),
    ]  # fmt: skip


@pages.route("/<uuid:case_id>/analysis/factors/new", methods=["GET", "POST"])
@needs(CASE, Action.UPDATE, within=NAMED)
def add_factor(case_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        case = one(session, case_id)
        return Page(
            title="A factor",
            crumbs=[*crumbs(case), _here(case_id)],
            intro="Modifiable is what could be changed, here or nationally, for "
            "children to come. It does not say that this death could have been "
            "prevented.",
            boxes=_about_factor(),
            button="Add it",
        )

    def added(session: Session, given: dict[str, Any]) -> None:
        service.add_factor(session, case_id=case_id, by=door.actor(), **given)

    return _asked(case_id, look, schemas.Weighed(), added, "The factor is added.")


def _about_factor() -> list[Box]:
    weights = [(str(value), word) for value, word in SCALES[SCALE].items()]
    return [
        Box(kind="radios", name="domain", label="Domain", choices=words_of(Domain)),
        Box(
            kind="select", name="factor", label="Factor", choices=words_of(Factor),
            hint="Counted over many deaths. Choose another factor for the rest",
        ),
        Box(kind="area", name="text", label="In words"),
        Box(
            kind="radios", name="value", label="Weight", choices=weights,
            hint=f"Scale of {SCALE}",
        ),
        Box(
            kind="radios", name="modifiable", label="Could it be changed?",
            choices=YES_NO,
        ),
    ]  # fmt: skip


@pages.post("/<uuid:case_id>/analysis/factors/<uuid:factor_id>/remove")
@needs(CASE, Action.UPDATE, within=NAMED)
def remove_factor(case_id: UUID, factor_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        service.remove_factor(
            session, case_id=case_id, factor_id=factor_id, by=door.actor()
        )
    flash("The factor is gone.", "success")
    return redirect(url_for("death_analysis.show", case_id=case_id))


@pages.route("/<uuid:case_id>/analysis/finish", methods=["GET", "POST"])
@needs(CASE, Action.UPDATE, within=NAMED)
def finish(case_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        case, found = one(session, case_id), queries.analysis(session, case_id)
        box = Box(
            kind="checks", name="inadequate", label="Information",
            choices=[("yes", "Too little is known to say what could be changed")],
        )  # fmt: skip
        return Page(
            title="The panel finished the analysis",
            crumbs=[*crumbs(case), _here(case_id)],
            intro="Whether modifiable factors were identified follows from the "
            "factors. It is counted, without a word, in what leadership is told.",
            boxes=[box],
            button="Finish it",
            seen=found.version,
            now=[("State", found.state.value)],
        )

    def done(session: Session, given: dict[str, Any]) -> None:
        service.finish(session, case_id=case_id, by=door.actor(), **given)

    return _asked(case_id, look, schemas.Finished(), done, "The analysis is finished.")


@pages.post("/<uuid:case_id>/analysis/reopen")
@needs(CASE, Action.UPDATE, within=NAMED)
def reopen(case_id: UUID) -> ResponseReturnValue:
    seen = int(forms.load(schemas.Seen(), request.form).data.get("seen", 0))
    with door.transaction() as session:
        service.reopen(session, case_id=case_id, seen=seen, by=door.actor())
    flash("The analysis is a draft again.", "success")
    return redirect(url_for("death_analysis.show", case_id=case_id))


def _here(case_id: UUID) -> tuple[str, str]:
    return ("Analysis", url_for("death_analysis.show", case_id=case_id))


def _asked(
    case_id: UUID, look: Look, schema: Schema, verb: Verb, said: str
) -> ResponseReturnValue:
    if request.method == "GET":
        opened(case_id)
    to = url_for("death_analysis.show", case_id=case_id)
    return asked(look, schema, verb, stale=AnalysisChanged, said=said, to=to)
