"""Pages of the catalogue: every course, one course, and the form that enters one."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.courses import queries, schemas, service
from borough.courses.model import COURSES, LEVEL_WORDS, CourseChanged, Mode, Told
from borough.courses.queries import CourseSeen
from borough.recommendations import queries as recommendations
from borough.reviews import queries as reviews
from borough.reviews.model import DRAFT
from kit.access.policy import Action, Need
from kit.accounts.access import may_open, needs
from kit.errors import Conflict, NotFound
from kit.search.model import Finder
from kit.web import door, exports, forms
from kit.web.navigation import Entry
from partnership.access import reach
from partnership.asking.routes import Box, Page, asked, words_of
from partnership.themes import queries as themes

pages = Blueprint("courses", __name__, url_prefix="/courses")

FOLDER = "courses/templates"
NAVIGATION = [Entry("Training", "courses.index")]
LEVELS = [(each.value, words) for each, words in LEVEL_WORDS.items()]


@pages.get("/")
@needs(COURSES, Action.READ)
def index() -> ResponseReturnValue:
    form, found = _listed()
    with door.reading() as session:
        offered = queries.offered(session) if may_open("courses.take") else []
        known = themes.themes(session)
    page = render_template(
        f"{FOLDER}/list.html",
        form=form,
        courses=found,
        offered=offered,
        levels=[("", "All"), *LEVELS],
        modes=[("", "All"), *words_of(Mode)],
        themes=[("", "All"), *((each.slug, each.title) for each in known)],
        asked=request.args.to_dict(),
    )
    return page, form.status


@pages.get("/courses.csv")
@needs(COURSES, Action.READ)
def as_csv() -> ResponseReturnValue:
    _, found = _listed()
    header = [
        "Code", "Title", "Group", "Group before", "How", "Minutes", "For",
        "Refreshed after months", "Theme", "Origin", "Outcomes",
    ]  # fmt: skip
    rows = [
        (
            e.code, e.title, e.level.value, e.requires, e.mode.value, e.minutes,
            e.audience, e.refresh_months, e.theme_name, e.origin, e.outcomes,
        )
        for e in found
    ]  # fmt: skip
    return exports.csv("courses", header, rows)


def _listed() -> tuple[forms.Form, list[CourseSeen]]:
    form = forms.load(schemas.Filter(), request.args)
    asked_for = dict(form.data)
    asked_for["retired"] = asked_for.get("retired") == "yes"
    with door.reading() as session:
        return form, queries.courses(session, **asked_for)


@pages.get("/<uuid:course_id>")
@needs(COURSES, Action.READ)
def show(course_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.course(session, course_id)
        lineage = _lineage(session).get(str(found.recommendation_id))
    return render_template(f"{FOLDER}/show.html", course=found, lineage=lineage)


@pages.route("/new", methods=["GET", "POST"])
@needs(COURSES, Action.CREATE)
def enter() -> ResponseReturnValue:
    def look(session: Session) -> Page:
        return _page(session, "Enter a course", values={"mode": "face to face"})

    def verb(session: Session, given: dict[str, Any]) -> None:
        given.pop("seen")
        service.enter(session, told=Told(**given), by=door.actor())

    return asked(
        look,
        schemas.Told(),
        verb,
        stale=CourseChanged,
        said="The course is in the catalogue.",
        to=url_for("courses.index"),
    )


@pages.route("/<uuid:course_id>/change", methods=["GET", "POST"])
@needs(COURSES, Action.UPDATE)
def change(course_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        seen = queries.course(session, course_id)
        names = schemas.Told().fields.keys() - {"seen"}
        values = {name: _shown(getattr(seen, name)) for name in names}
        return _page(
            session,
            f"Change {seen.code}",
            values=values,
            seen=seen.version,
            now=[
                (name.replace("_", " ").capitalize(), values[name]) for name in values
            ],
        )

    def verb(session: Session, given: dict[str, Any]) -> None:
        seen = given.pop("seen") or 0
        told = Told(**given)
        service.change(
            session, course_id=course_id, seen=seen, told=told, by=door.actor()
        )

    return asked(
        look,
        schemas.Told(),
        verb,
        stale=CourseChanged,
        said="The course is changed.",
        to=url_for("courses.show", course_id=course_id),
    )


@pages.post("/take")
@needs(COURSES, Action.CREATE)
def take() -> ResponseReturnValue:
    form = forms.load(schemas.Taken(), request.form)
    wanted = (form.data.get("standard"), form.data.get("item"))
    try:
        with door.transaction() as session:
            found = {(e.standard, e.item): e for e in queries.offered(session)}
            if wanted not in found:
                raise NotFound
            offer = found[wanted]
            course_id = service.enter(
                session,
                told=offer.told,
                by=door.actor(),
                standard=offer.standard,
                item=offer.item,
            )
    except Conflict as fault:
        flash(str(fault), "warning")
        return redirect(url_for("courses.index"))
    flash(
        "The course is in the catalogue. Say how it is taught, and how long.", "success"
    )
    return redirect(url_for("courses.change", course_id=course_id))


@pages.post("/<uuid:course_id>/retire")
@needs(COURSES, Action.UPDATE)
def retire(course_id: UUID) -> ResponseReturnValue:
    form = forms.load(schemas.Retired(), request.form)
    if not form.ok:
        raise CourseChanged
    with door.transaction() as session:
        service.retire(session, course_id=course_id, by=door.actor(), **form.data)
    flash("The catalogue is changed.", "success")
    return redirect(url_for("courses.show", course_id=course_id))


def _page(session: Session, title: str, **more: Any) -> Page:  # noqa: ANN401 - what Page takes
    return Page(
        title=title,
        crumbs=[("Training", url_for("courses.index"))],
        boxes=_boxes(session),
        button="Save",
        **more,
    )


def _boxes(session: Session) -> list[Box]:
    known = [(each.slug, each.title) for each in themes.themes(session)]
    lines = "One to a line"
    return [
        Box(kind="text", name="code", label="Code", hint="Such as B02; nobody else's"),
        Box(kind="text", name="title", label="Title"),
        Box(kind="radios", name="level", label="Group", choices=LEVELS),
        Box(kind="select", name="requires", label="Group to have done first (optional)",
            choices=LEVELS[:2]),
        Box(kind="select", name="mode", label="How it is taught",
            choices=words_of(Mode)),
        Box(kind="text", name="minutes", label="Minutes it takes",
            hint="All sessions together, such as 180"),
        Box(kind="area", name="audience", label="Who it is for (optional)", rows=2),
        Box(kind="text", name="refresh_months", label="Refreshed after (optional)",
            hint="Months; empty where it is done once"),
        Box(kind="area", name="outcomes", label="What learners can do afterwards"
            " (optional)", hint=lines),
        Box(kind="select", name="theme", label="Theme (optional)", choices=known),
        Box(kind="select", name="recommendation_id",
            label="Recommendation it came from (optional)",
            hint="Of the reviews that are open to you",
            choices=list(_lineage(session).items())),
    ]  # fmt: skip


def _lineage(session: Session) -> dict[str, str]:
    """Recommendations of reviews this person may open: id and where it stands."""
    if not door.policy().allows(door.actor().role, DRAFT, Action.READ):
        return {}
    near = reach(session, door.actor(), Action.READ, DRAFT)
    refs = {each.id: each.ref for each in reviews.reviews(session, seen=near)}
    return {
        str(each.id): f"{refs[each.review_id]}, recommendation {each.number}"
        for each in recommendations.recommendations(session)
        if each.review_id in refs
    }


def _shown(value: object) -> object:
    return "" if value is None else value


FINDERS = [
    Finder(
        name="Courses",
        need=Need(resource=COURSES, action=Action.READ),
        find=queries.find,
    )
]
