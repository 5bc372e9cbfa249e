"""Pages of the schedule of audits."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.audit_plan import queries, schemas, service
from borough.audit_plan.model import (
    QUARTERS,
    TOOLS,
    AuditChanged,
    Kind,
    Source,
    State,
    year_of,
    year_words,
)
from borough.audit_plan.queries import PlannedSeen
from borough.case_audits import queries as cases
from borough.recommendations import queries as recommendations
from borough.reviews import queries as reviews
from borough.reviews.routes import body_box
from kit import clock
from kit.access.policy import Action, Limit, Need
from kit.accounts.access import needs
from kit.accounts.actor import Actor
from kit.front.model import Source as FrontSource
from kit.search.model import Finder, Hit, Term
from kit.web import door, exports, forms
from kit.web.navigation import Entry
from partnership.access import authorise, reach
from partnership.asking.routes import Box, Choices, Page, asked, words_of

pages = Blueprint("audit_plan", __name__, url_prefix="/audits")

FOLDER = "audit_plan/templates"
GROUP = (Limit.GROUP,)
NEED = Need(resource=TOOLS, action=Action.READ, within=frozenset(GROUP))
NAVIGATION = [Entry("Audits", "audit_plan.index")]
SOURCES = [FrontSource(name="Audits", need=NEED, look=queries.on_front_page)]


@pages.get("/")
@needs(TOOLS, Action.READ, within=GROUP)
def index() -> ResponseReturnValue:
    with door.reading() as session:
        everything = _schedule(session)
    form, found = _listed(everything)
    page = render_template(
        f"{FOLDER}/list.html",
        audits=found,
        any_planned=bool(everything),
        due=queries.again_due(everything),
        today=clock.today(),
        form=form,
        states=[("", "All"), *words_of(State)],
        kinds=[("", "All"), *words_of(Kind)],
    )
    return page, form.status


@pages.get("/schedule.csv")
@needs(TOOLS, Action.READ, within=GROUP)
def as_csv() -> ResponseReturnValue:
    with door.reading() as session:
        everything = _schedule(session)
    _, found = _listed(everything)
    header = [
        "Theme", "Kind", "Quarter", "Owner", "Source", "State", "Late", "Repeat",
        "Reported", "To be done again by",
    ]  # fmt: skip
    rows = [
        (
            e.theme, e.kind.value, e.when, e.body, e.source.value, e.state.value,
            "yes" if e.is_late else "no", "yes" if e.again_of else "no",
            e.reported_on, e.again_on,
        )
        for e in found
    ]  # fmt: skip
    return exports.csv("audits", header, rows)


@pages.get("/<uuid:audit_id>")
@needs(TOOLS, Action.READ, within=GROUP)
def show(audit_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = one(session, audit_id)
        line = queries.line_of(session, audit_id)
        done = cases.of_planned(session, [audit_id]).get(audit_id)
    return render_template(
        f"{FOLDER}/show.html", audit=found, line=line, done=done, today=clock.today()
    )


@pages.route("/new", methods=["GET", "POST"])
@needs(TOOLS, Action.CREATE)
def begin() -> ResponseReturnValue:
    def look(session: Session) -> Page:
        return Page(
            title="Plan an audit",
            crumbs=[_home()],
            boxes=[
                *_boxes(session),
                Box(kind="radios", name="kind", label="Kind", choices=words_of(Kind)),
                Box(
                    kind="radios", name="source", label="What gave rise to it",
                    choices=words_of(Source),
                ),
                Box(
                    kind="select", name="recommendation_id", label="Recommendation",
                    hint="Where it came from one. May be left empty.",
                    choices=_recommendations(session),
                ),
            ],
            button="Plan it",
            values={"year": year_of(clock.today())},
        )  # fmt: skip

    def planned(session: Session, given: dict[str, Any]) -> None:
        service.plan(session, by=door.actor(), **given)

    return asked(
        look, schemas.Planned(), planned, stale=AuditChanged,
        said="The audit is planned.", to=url_for("audit_plan.index"),
    )  # fmt: skip


@pages.route("/<uuid:audit_id>/change", methods=["GET", "POST"])
@needs(TOOLS, Action.UPDATE)
def change(audit_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        found = one(session, audit_id)
        return Page(
            title="Change this audit",
            crumbs=crumbs_of(found),
            boxes=_boxes(session),
            button="Save",
            values={
                "theme": found.theme, "year": found.year, "quarter": found.quarter,
                "because": found.because, "body": found.body or "",
            },
            seen=found.version,
            now=[
                ("Theme", found.theme), ("Planned for", found.when),
                ("Reason", found.because), ("Owner", found.body),
            ],
        )  # fmt: skip

    def changed(session: Session, given: dict[str, Any]) -> None:
        service.change(session, audit_id=audit_id, by=door.actor(), **given)

    return asked(
        look, schemas.Changed(), changed, stale=AuditChanged, said="It is changed.",
        to=_to(audit_id),
    )  # fmt: skip


@pages.route("/<uuid:audit_id>/drop", methods=["GET", "POST"])
@needs(TOOLS, Action.UPDATE)
def drop(audit_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        found = one(session, audit_id)
        return Page(
            title="Take this audit out of the schedule",
            crumbs=crumbs_of(found),
            intro="It stays in the list as dropped, with the reason.",
            boxes=[Box(kind="area", name="because", label="Why it is not done")],
            button="Drop it",
            seen=found.version,
            now=[("State", found.state.value)],
        )

    def dropped(session: Session, given: dict[str, Any]) -> None:
        service.drop(session, audit_id=audit_id, by=door.actor(), **given)

    return asked(
        look, schemas.Dropped(), dropped, stale=AuditChanged, said="It is dropped.",
        to=_to(audit_id),
    )  # fmt: skip


@pages.route("/<uuid:audit_id>/report", methods=["GET", "POST"])
@needs(TOOLS, Action.UPDATE)
def report(audit_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        found = one(session, audit_id)
        return Page(
            title="This audit is done",
            crumbs=crumbs_of(found),
            intro="Say by when it is done again, to see whether things moved.",
            boxes=[again_box()],
            button="Say it is done",
            seen=found.version,
            now=[("State", found.state.value)],
        )

    def reported(session: Session, given: dict[str, Any]) -> None:
        service.report(session, audit_id=audit_id, by=door.actor(), **given)

    return asked(
        look, schemas.Reported(), reported, stale=AuditChanged, said="It is reported.",
        to=_to(audit_id),
    )  # fmt: skip


@pages.route("/<uuid:audit_id>/again", methods=["GET", "POST"])
@needs(TOOLS, Action.UPDATE)
def again(audit_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        found = one(session, audit_id)
        return Page(
            title="Plan this audit again",
            crumbs=crumbs_of(found),
            intro=f"The same theme, {found.theme}, so that grades can be laid side "
            "by side.",
            boxes=_when_boxes(),
            button="Plan it again",
            values={"year": year_of(clock.today())},
        )

    def planned(session: Session, given: dict[str, Any]) -> None:
        service.plan_again(session, audit_id=audit_id, by=door.actor(), **given)

    return asked(
        look, schemas.When(), planned, stale=AuditChanged, said="It is planned again.",
        to=url_for("audit_plan.index"),
    )  # fmt: skip


def one(session: Session, audit_id: UUID) -> PlannedSeen:
    """The audit, where this person may see it; raises NotFound."""
    found = queries.audit(session, audit_id)
    authorise(session, door.actor(), Action.READ, TOOLS, found.scope)
    return found


def crumbs_of(found: PlannedSeen) -> list[tuple[str, str]]:
    """The way back from a page about an audit."""
    return [_home(), (found.theme, url_for("audit_plan.show", audit_id=found.id))]


def again_box() -> Box:
    """By when an audit is done again."""
    return Box(
        kind="day", name="again_on", label="Done again by",
        hint="May be left empty. A year later is usual.",
    )  # fmt: skip


def _home() -> tuple[str, str]:
    return ("Audits", url_for("audit_plan.index"))


def _to(audit_id: UUID) -> str:
    return url_for("audit_plan.show", audit_id=audit_id)


def _boxes(session: Session) -> list[Box]:
    return [
        Box(kind="text", name="theme", label="Theme", hint="Name nobody"),
        *_when_boxes(),
        Box(kind="area", name="because", label="Why now", hint="May be left empty"),
        body_box(session, "Body that owns it", "May be left empty"),
    ]


def _when_boxes() -> list[Box]:
    this = year_of(clock.today())
    years = [(str(y), year_words(y)) for y in range(this - 1, this + 4)]
    quarters = [(str(q), f"Q{q}") for q in QUARTERS]
    return [
        Box(kind="select", name="year", label="Year", choices=years),
        Box(kind="radios", name="quarter", label="Quarter", choices=quarters),
    ]


def _recommendations(session: Session) -> Choices:
    """Recommendations this person may see, by the reference of their review."""
    found = recommendations.recommendations(session)
    refs = reviews.refs(session, [each.review_id for each in found])
    return [
        (str(e.id), f"{refs[e.review_id]}, recommendation {e.number}") for e in found
    ]


def _schedule(session: Session) -> list[PlannedSeen]:
    return queries.schedule(
        session, seen=reach(session, door.actor(), Action.READ, TOOLS)
    )


def _listed(
    found: list[PlannedSeen],
) -> tuple[forms.Form, list[PlannedSeen]]:
    form = forms.load(schemas.Listed(), request.args)
    state, kind = form.data.get("state"), form.data.get("kind")
    kept = [e for e in found if state in (None, e.state) and kind in (None, e.kind)]
    return form, kept


def _find(session: Session, actor: Actor, term: Term) -> list[Hit]:
    """Audits by theme; what they found is not searched."""
    seen = reach(session, actor, Action.READ, TOOLS)
    return [
        Hit(text=each.theme, href=f"/audits/{each.id}", about=f"Audit, {each.when}")
        for each in queries.schedule(session, seen=seen)
        if term.in_(each.theme)
    ]


FINDERS = [Finder(name="Audits", need=NEED, find=_find)]
