"""Pages of the work programme: priorities, plans on a line of time, milestones."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from marshmallow import Schema
from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Action, Limit, Need
from kit.access.service import Scope
from kit.accounts.access import needs
from kit.accounts.actor import Actor
from kit.errors import Invalid, NotFound
from kit.front.model import Item, Source
from kit.search.model import Finder, Hit, Term
from kit.web import door, exports, forms, narrowing
from kit.web.narrowing import Narrowed
from partnership.access import may, reach
from partnership.bodies import queries as bodies
from partnership.charts import timeline
from partnership.joint import queries as joint
from partnership.joint.queries import name_of
from partnership.sharing import queries as sharing
from partnership.workplan import queries, schemas, service
from partnership.workplan.model import WORKPLAN, MilestoneChanged
from partnership.workplan.queries import DeliverySeen, MilestoneSeen

pages = Blueprint("workplan", __name__, url_prefix="/workplan")

# A chair says how the milestones of its own body stand.
GROUP = (Limit.GROUP,)
NEED = Need(resource=WORKPLAN, action=Action.READ)
TEMPLATES = "partnership/workplan/templates"


@dataclass(frozen=True, kw_only=True, slots=True)
class Adding:
    """One thing that can be added: its words, its form and its verb."""

    title: str
    schema: type[Schema]
    does: Callable[..., UUID]


ADDING = {
    "priority": Adding(
        title="Add a priority", schema=schemas.Priority, does=service.add_priority
    ),
    "delivery": Adding(
        title="Add a delivery plan", schema=schemas.Delivery, does=service.add_delivery
    ),
    "programme": Adding(
        title="Add a programme", schema=schemas.Programme, does=service.add_programme
    ),
    "milestone": Adding(
        title="Add a milestone", schema=schemas.Milestone, does=service.add_milestone
    ),
}


@pages.get("/")
@needs(WORKPLAN, Action.READ)
def index() -> ResponseReturnValue:
    form = _filters()
    with door.reading() as session:
        found = queries.deliveries(session)
        listed = _listed(session, form)
        agreed = queries.priorities(session)
        names = bodies.names(session, clock.today())
        shared = joint.joint(session)
    programmes = [each for plan in found for each in plan.programmes]
    return render_template(
        f"{TEMPLATES}/index.html",
        plans=found,
        priorities=agreed,
        milestones=listed,
        form=form,
        programmes=[("", "All"), *((each.id, each.title) for each in programmes)],
        bodies=names,
        adding=_can_add(found),
        chart=_chart(found),
        csv_address=url_for("workplan.as_csv", **form.address),
        shared=shared,
    )


@pages.get("/milestones.csv")
@needs(WORKPLAN, Action.READ)
def as_csv() -> ResponseReturnValue:
    with door.reading() as session:
        found = _listed(session, _filters())
    header = [
        "Milestone", "Programme", "Priority", "Owner", "Due", "Forecast", "Done",
        "Stands", "Led by", "Shared with", "Note",
    ]  # fmt: skip
    rows = [
        (
            e.title, e.programme, e.priority, e.owner_post, e.due_on, e.forecast_on,
            e.done_on, e.stands, e.lead_name, e.other_names, e.note,
        )
        for e in found
    ]  # fmt: skip
    return exports.csv("milestones", header, rows)


@pages.get("/shared.csv")
@needs(WORKPLAN, Action.READ)
def shared_csv() -> ResponseReturnValue:
    with door.reading() as session:
        found = joint.joint(session)
    header = [
        "Milestone", "Programme", "Owner", "Due", "Forecast", "Done", "Stands",
        "Led by", "Shared with", "Note", "Changed at", "Changed by",
    ]  # fmt: skip
    rows = [
        (
            e.title, e.programme, e.owner_post, e.due_on, e.forecast_on, e.done_on,
            e.stands, e.lead_name, e.other_names, e.note, e.changed_at, e.changed_by,
        )
        for e in found
    ]  # fmt: skip
    return exports.csv("shared-milestones", header, rows)


@pages.get("/programmes.csv")
@needs(WORKPLAN, Action.READ)
def programmes_csv() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.deliveries(session)
    header = [
        "Delivery plan", "Note", "Programme", "Body", "First day", "Last day",
        "Milestones", "Done", "Late", "Done (%)",
    ]  # fmt: skip
    rows = [
        (
            plan.title, plan.note, e.title, e.body, e.from_on, e.until_on,
            len(e.milestones) or None, e.done if e.milestones else None,
            e.late if e.milestones else None,
            None if e.progress is None else f"{e.progress:.1f}",
        )
        for plan in found
        for e in plan.programmes
    ]  # fmt: skip
    return exports.csv("programmes", header, rows)


@pages.get("/priorities.csv")
@needs(WORKPLAN, Action.READ)
def priorities_csv() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.priorities(session)
    header = ["Priority", "Shared by", "Body", "First day", "Last day"]
    rows = [(e.title, e.reference, e.body, e.from_on, e.until_on) for e in found]
    return exports.csv("priorities", header, rows)


@pages.get("/new/<kind>")
@needs(WORKPLAN, Action.CREATE, within=GROUP)
def ask(kind: str) -> ResponseReturnValue:
    return _add_page(kind, forms.blank())


@pages.post("/new/<kind>")
@needs(WORKPLAN, Action.CREATE, within=GROUP)
def add(kind: str) -> ResponseReturnValue:
    adding = _adding(kind)
    form = forms.load(adding.schema(), request.form)
    if not form.ok:
        return _add_page(kind, form)
    try:
        with door.transaction() as session:
            adding.does(session, by=door.actor(), **form.data)
    except Invalid as fault:
        return _add_page(kind, form.refused(fault))
    flash("It is added to the work programme.", "success")
    return redirect(url_for("workplan.index"))


@pages.get("/milestones/<uuid:milestone_id>")
@needs(WORKPLAN, Action.READ)
def show(milestone_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.milestone(session, milestone_id)
    return _milestone_page(found, _blank(found))


def _blank(found: MilestoneSeen) -> forms.Form:
    """The form that says how a milestone stands, as it stands now."""
    days = {"due_on": found.due_on}
    if found.forecast_on:
        days["forecast_on"] = found.forecast_on
    if found.done_on:
        days["done_on"] = found.done_on
    return forms.blank(version=found.version, note=found.note, **days)


@pages.post("/milestones/<uuid:milestone_id>")
@needs(WORKPLAN, Action.UPDATE, within=GROUP)
def tell(milestone_id: UUID) -> ResponseReturnValue:
    form, stale = _attempt(service.tell, schemas.Told(), milestone_id)
    if form.ok:
        flash("How the milestone stands is stored.", "success")
        return redirect(url_for("workplan.show", milestone_id=milestone_id))
    with door.reading() as session:
        found = queries.milestone(session, milestone_id)
    return _milestone_page(found, form, stale=stale)


@pages.post("/milestones/<uuid:milestone_id>/share")
@needs(WORKPLAN, Action.UPDATE, within=GROUP)
def share(milestone_id: UUID) -> ResponseReturnValue:
    form, stale = _attempt(service.share_with, schemas.SharedWith(), milestone_id)
    if form.ok:
        flash("Stored. Others see it once a second person agreed.", "success")
        return redirect(url_for("workplan.show", milestone_id=milestone_id))
    with door.reading() as session:
        found = queries.milestone(session, milestone_id)
    return _milestone_page(found, _blank(found), shares=form, stale=stale)


def _attempt(
    verb: Callable[..., None], schema: Schema, milestone_id: UUID
) -> tuple[forms.Form, bool]:
    """Change a milestone as the form says, or give the form back with its faults.

    True where somebody else has changed the milestone meanwhile.
    """
    form = forms.load(schema, request.form)
    if not form.ok:
        return form, False
    try:
        with door.transaction() as session:
            verb(session, milestone_id=milestone_id, by=door.actor(), **form.data)
    except Invalid as fault:
        return form.refused(fault), False
    except MilestoneChanged as fault:
        return form.refused({"form": str(fault)}), True
    return form, False


def _milestone_page(
    found: MilestoneSeen,
    form: forms.Form,
    *,
    shares: forms.Form | None = None,
    stale: bool = False,
) -> tuple[str, int]:
    """The page of a milestone, with the form that says who is to see it."""
    with door.reading() as session:
        theirs = _may_tell(session, found)
        last = sharing.latest(session, found.id)
    page = render_template(
        f"{TEMPLATES}/milestone.html",
        milestone=found,
        form=form,
        shares=shares or forms.blank(seen_by=found.others),
        asked=shares or form,
        may_tell=theirs,
        boroughs=_may_see(found) if theirs else [],
        last=last,
        stale=stale,
    )
    return page, MilestoneChanged.status if stale else (shares or form).status


def _may_see(found: MilestoneSeen) -> list[tuple[str, str]]:
    """The boroughs it can be shared with; none where that is not ours to say."""
    member = door.settings().member
    others = set(service.boroughs(member)) - {found.lead, member}
    return [(each, name_of(each)) for each in sorted(others) if found.may_be_shared]


def _add_page(kind: str, form: forms.Form) -> ResponseReturnValue:
    adding = _adding(kind)
    with door.reading() as session:
        plans = queries.deliveries(session)
        agreed = queries.priorities(session, clock.today())
        names = bodies.names(session, clock.today())
    programmes = [each for plan in plans for each in plan.programmes]
    page = render_template(
        f"{TEMPLATES}/new.html",
        kind=kind,
        title=adding.title,
        form=form,
        plans=[("", "Choose a plan"), *((each.id, each.title) for each in plans)],
        programmes=[
            ("", "Choose a programme"),
            *((each.id, each.title) for each in programmes),
        ],
        priorities=[("", "None"), *((each.id, each.title) for each in agreed)],
        bodies=[("", "None named"), *names.items()],
        boroughs=[
            (slug, name_of(slug)) for slug in service.boroughs(door.settings().member)
        ],
    )
    return page, form.status


def _adding(kind: str) -> Adding:
    if kind not in ADDING:
        raise NotFound
    return ADDING[kind]


def _can_add(plans: Sequence[DeliverySeen]) -> dict[str, str]:
    """What this person can add now: nothing goes into a plan that is not there."""
    if not may(door.actor().role, WORKPLAN, Action.CREATE):
        return {}
    kinds = ["priority", "delivery"]
    if plans:
        kinds.append("programme")
    if any(plan.programmes for plan in plans):
        kinds.append("milestone")
    return {kind: ADDING[kind].title for kind in kinds}


def _may_tell(session: Session, found: MilestoneSeen) -> bool:
    actor = door.actor()
    if not may(actor.role, WORKPLAN, Action.UPDATE):
        return False
    theirs = reach(session, actor, Action.UPDATE, WORKPLAN)
    return theirs.covers(Scope(record=str(found.id), body=found.body))


def _listed(session: Session, form: forms.Form) -> Sequence[MilestoneSeen]:
    wanted = form.data
    return queries.milestones(
        session, programme_id=wanted.get("programme"), stands=wanted.get("stands")
    )


def _filters() -> Narrowed:
    """The filters of the address; none where one of them cannot be read."""
    form = narrowing.read(schemas.Listed(), request.args)
    return form if form.ok else Narrowed()


def _chart(plans: Sequence[DeliverySeen]) -> Markup | None:
    """Delivery plans and their programmes in time; None where there are none."""
    if not plans:
        return None
    lanes = [
        timeline.Lane(
            plan.title,
            [
                timeline.Span("Delivery plan", plan.from_on, plan.until_on),
                *(
                    timeline.Span(each.title, each.from_on, each.until_on)
                    for each in plan.programmes
                ),
            ],
        )
        for plan in plans
    ]
    return timeline.draw(
        lanes,
        today=clock.today(),
        title="Delivery plans and their programmes",
        description="The table after this picture holds the same days.",
    )


def look(session: Session, actor: Actor) -> list[Item]:
    """Late milestones, and what others share, for readers of the work programme.

    Those that come soon are shown to who may say how they stand.
    """
    if not may(actor.role, WORKPLAN, Action.READ):
        return []
    found = [*queries.on_front_page(session), *joint.on_front_page(session)]
    if may(actor.role, WORKPLAN, Action.UPDATE):
        theirs = reach(session, actor, Action.UPDATE, WORKPLAN)
        found += queries.coming(session, theirs)
    return found


def find(session: Session, actor: Actor, term: Term) -> list[Hit]:
    """Milestones and priorities, for whoever may read the work programme."""
    return queries.find(session, term) if may(actor.role, WORKPLAN, Action.READ) else []


SOURCES = [Source(name="Work programme", need=NEED, look=look)]
FINDERS = [Finder(name="Work programme", need=NEED, find=find)]
