"""Pages of a survey: opening it, replying without an account, and its counts."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.practice_surveys import queries, schemas, service
from borough.practice_surveys.model import WORDS, SurveyClosed
from borough.self_assessments import queries as assessments
from borough.self_assessments.model import RETURNS, TOOLS, ReturnChanged
from borough.self_assessments.routes import WITHIN, crumbs_of
from borough.self_assessments.routes import one as cycle_of
from kit import clock
from kit.access.policy import Action
from kit.accounts.access import needs, public
from kit.errors import NotFound
from kit.web import door, exports, forms, limits
from partnership.access import reach
from partnership.asking.routes import Box, Page, asked

pages = Blueprint("practice_surveys", __name__, url_prefix="/practice-surveys")

FOLDER = "practice_surveys/templates"
HIDDEN = "hidden"
BOXES = (
    Box(
        kind="area", name="questions", label="Statements", rows=8,
        hint="1 to 12, each on a line of its own. People say how far they agree.",
    ),
    Box(kind="day", name="opens_on", label="Opens on"),
    Box(kind="day", name="closes_on", label="Last day for replies"),
)  # fmt: skip


@pages.get("/of/<uuid:cycle_id>")
@needs(RETURNS, Action.READ, within=WITHIN)
def show(cycle_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        cycle = cycle_of(session, cycle_id)
        survey = queries.survey(session, cycle_id)
        seen = reach(session, door.actor(), Action.READ, RETURNS)
        found = assessments.returns(session, seen=seen, cycle_id=cycle_id)
        keys = queries.keys(session, survey.id) if survey else {}
        counted = queries.counted(session, survey, found) if survey else []
    return render_template(
        f"{FOLDER}/show.html",
        cycle=cycle,
        survey=survey,
        returns=found,
        addresses={
            each: door.settings().public_url.rstrip("/")
            + url_for("practice_surveys.reply", key=key)
            for each, key in keys.items()
        },
        counted=counted,
        words=WORDS,
    )


@pages.get("/of/<uuid:cycle_id>/counts.csv")
@needs(RETURNS, Action.READ, within=WITHIN)
def as_csv(cycle_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        cycle_of(session, cycle_id)
        survey = queries.survey(session, cycle_id)
        if survey is None:
            raise NotFound
        seen = reach(session, door.actor(), Action.READ, RETURNS)
        found = assessments.returns(session, seen=seen, cycle_id=cycle_id)
        counted = queries.counted(session, survey, found)
    header = ["Agency", "Question", *WORDS.values(), "n"]
    rows = [
        (
            each.found.name,
            question,
            *(HIDDEN if row[word] is None else row[word] for word in WORDS),
            HIDDEN if each.n is None else each.n,
        )
        for each in counted
        for question, row in zip(survey.questions, each.rows, strict=True)
    ]
    return exports.csv("practitioner-survey", header, rows)


@pages.route("/of/<uuid:cycle_id>/new", methods=["GET", "POST"])
@needs(TOOLS, Action.CREATE)
def begin(cycle_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        return Page(
            title="Ask practitioners",
            crumbs=crumbs_of(cycle_of(session, cycle_id)),
            intro="Each agency is given an address of its own to hand on. Replies hold "
            "no name and no time, and are counted once the survey is over.",
            boxes=BOXES,
            button="Open the survey",
            values={"opens_on": clock.today()},
        )

    def opened(session: Session, given: dict[str, Any]) -> None:
        lines = [line.strip() for line in given.pop("questions").splitlines()]
        service.open_survey(
            session,
            cycle_id=cycle_id,
            questions=[line for line in lines if line],
            by=door.actor(),
            **given,
        )

    return asked(
        look, schemas.Opened(), opened, stale=ReturnChanged,
        said="Hand each agency its address.",
        to=url_for("practice_surveys.show", cycle_id=cycle_id),
    )  # fmt: skip


@pages.post("/of/<uuid:cycle_id>/addresses")
@needs(TOOLS, Action.UPDATE)
def give_addresses(cycle_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        by = door.actor()
        number = service.give_addresses(session, cycle_id=cycle_id, by=by)
    flash(f"{number} more {'agency has' if number == 1 else 'agencies have'} one.")
    return redirect(url_for("practice_surveys.show", cycle_id=cycle_id))


@pages.get("/<uuid:key>")
@public
def reply(key: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        survey = queries.by_key(session, key)
    return _reply_page(survey, forms.blank())


@pages.post("/<uuid:key>")
@public
def replied(key: UUID) -> ResponseReturnValue:
    limits.spend(limits.REPORT)
    with door.reading() as session:
        survey = queries.by_key(session, key)
    number = len(survey.questions)
    form = forms.load(schemas.reply_schema(number), request.form)
    if not form.ok:
        return _reply_page(survey, form)
    answers = [form.data[f"q{place}"] for place in range(1, number + 1)]
    try:
        # Past the door: the trail must not note who was signed in.
        with door.house().database.transaction() as session:
            service.reply(session, key=key, answers=answers)
    except SurveyClosed as fault:
        return _reply_page(survey, form.refused({"form": str(fault)}))
    return redirect(url_for("practice_surveys.thanks"))


def _reply_page(survey: queries.SurveySeen, form: forms.Form) -> ResponseReturnValue:
    page = render_template(
        f"{FOLDER}/reply.html",
        survey=survey,
        form=form,
        choices=list(WORDS.items()),
    )
    return page, form.status


@pages.get("/thanks")
@public
def thanks() -> ResponseReturnValue:
    return render_template(f"{FOLDER}/thanks.html")
