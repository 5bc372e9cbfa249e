"""Pages of plans: totals that add up, one plan, and what its letters mean."""

from collections.abc import Callable, Collection
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Action, Limit
from kit.access.service import WHOSE, Scope
from kit.accounts.access import needs
from kit.errors import Conflict, Invalid, NotFound
from kit.web import door, exports, forms, narrowing
from kit.web.narrowing import Narrowed
from kit.web.navigation import Entry
from partnership.access import reach
from partnership.actions import queries as actions
from partnership.actions import service as doing
from partnership.actions.schemas import Added
from partnership.agencies import AGENCIES
from partnership.bodies import queries as bodies
from partnership.brag.model import COLOURS, Brag, Split, Word
from partnership.brag.queries import Filter
from partnership.charts import stacked
from partnership.plans import queries, service
from partnership.plans.model import SOURCE_WORDS, PlanChanged
from partnership.plans.queries import PlanSeen, Totals, Words
from partnership.plans.schemas import Changed, Listed, Opened, Worded
from partnership.themes import queries as themes

pages = Blueprint("plans", __name__, url_prefix="/plans")

ACTIONS = service.ACTIONS
WITHIN = (Limit.OWN, Limit.GROUP)
GROUP = (Limit.GROUP,)
NAVIGATION = [Entry("Plans", "plans.index")]
TEMPLATES = "partnership/plans/templates"


@pages.get("/")
@needs(ACTIONS, Action.READ, within=WITHIN)
def index() -> ResponseReturnValue:
    with door.reading() as session:
        owners = bodies.names(session, clock.today(), ended=True)
        form = _filters(owners)
        found, part = _totals(session, form)
        words = queries.wording(session).of()
        known = themes.themes(session)
    page = render_template(
        f"{TEMPLATES}/list.html",
        form=form,
        totals=found,
        part=part,
        words=words,
        chart=_chart(found, words),
        sources=[("", "All"), *((s.value, w) for s, w in SOURCE_WORDS.items())],
        themes=[("", "All"), *((each.id, each.title) for each in known)],
        owners=[("", "All"), *owners.items()],
        on=form.data.get("on"),
        csv_address=url_for("plans.as_csv", **form.address),
    )
    return page, form.status


@pages.get("/plans.csv")
@needs(ACTIONS, Action.READ, within=WITHIN)
def as_csv() -> ResponseReturnValue:
    with door.reading() as session:
        owners = bodies.names(session, clock.today(), ended=True)
        found, _ = _totals(session, _filters(owners))
        words = queries.wording(session).of()
    states = [words[brag].tag for brag in Brag]
    header = ["Plan", "Title", "Source", "Body", *states, "All", "Embedded (%)"]
    rows = [
        (
            each.plan.ref,
            each.plan.title,
            each.plan.source_word,
            each.plan.body,
            *_numbers(each.split),
        )
        for each in found.lines
    ]
    overall = (
        "All known",
        f"{len(found.unknown)} plans are not known and left out",
        None,
        None,
        *_numbers(found.overall),
    )
    return exports.csv("plans", header, [*rows, overall])


@pages.get("/<uuid:plan_id>")
@needs(ACTIONS, Action.READ, within=WITHIN)
def show(plan_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        plan = _plan(session, plan_id)
        seen = reach(session, door.actor(), Action.READ, ACTIONS)
        found = actions.totals(session, seen=seen)
        lines = [line for line in found.lines if line.plan.id == plan_id]
        words = queries.wording(session).of(plan_id)
    return render_template(
        f"{TEMPLATES}/show.html",
        plan=plan,
        split=lines[0].split if lines else None,
        words=words,
        chart=_chart(Totals(lines=lines), words),
    )


@pages.get("/new")
@needs(ACTIONS, Action.CREATE)
def ask() -> ResponseReturnValue:
    return _new_page(forms.blank(counted="yes", opened_on=clock.today()))


@pages.post("/new")
@needs(ACTIONS, Action.CREATE)
def make() -> ResponseReturnValue:
    form = _owned(forms.load(Opened(), request.form))
    if not form.ok:
        return _new_page(form)
    try:
        with door.transaction() as session:
            plan_id = service.make_plan(session, by=door.actor(), **form.data)
    except Invalid as fault:
        return _new_page(form.refused(fault))
    flash("The plan is open.", "success")
    return redirect(url_for("plans.show", plan_id=plan_id))


def _new_page(form: forms.Form) -> ResponseReturnValue:
    page = render_template(
        f"{TEMPLATES}/new.html",
        form=form,
        sources=[(s.value, words) for s, words in SOURCE_WORDS.items()],
        owners=[("", "None"), *_owners().items()],
    )
    return page, form.status


@pages.get("/<uuid:plan_id>/change")
@needs(ACTIONS, Action.UPDATE, within=GROUP)
def ask_change(plan_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        plan = _plan(session, plan_id)
    form = forms.blank(
        version=plan.version,
        title=plan.title,
        source_record=plan.source_record or "",
        body_slug=plan.body or "",
    )
    return _change_page(plan, form)


@pages.post("/<uuid:plan_id>/change")
@needs(ACTIONS, Action.UPDATE, within=GROUP)
def change(plan_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        now = _plan(session, plan_id).body
    form = _owned(forms.load(Changed(), request.form), now)
    stale = False
    try:
        with door.transaction() as session:
            if form.ok:
                service.change_plan(
                    session, plan_id=plan_id, by=door.actor(), **form.data
                )
    except PlanChanged:
        stale = True
    if form.ok and not stale:
        flash("The plan is changed.", "success")
        return redirect(url_for("plans.show", plan_id=plan_id))
    with door.reading() as session:
        plan = _plan(session, plan_id)
    return _change_page(plan, form, stale=stale)


def _change_page(
    plan: PlanSeen, form: forms.Form, *, stale: bool = False
) -> ResponseReturnValue:
    page = render_template(
        f"{TEMPLATES}/change.html",
        plan=plan,
        form=form,
        stale=stale,
        owners=[("", "None"), *_owners(plan.body).items()],
    )
    return page, PlanChanged.status if stale else form.status


@pages.post("/<uuid:plan_id>/counted")
@needs(ACTIONS, Action.UPDATE, within=GROUP)
def counted(plan_id: UUID) -> ResponseReturnValue:
    return _done(plan_id, service.say_counted, "Its actions can be added now.")


@pages.post("/<uuid:plan_id>/close")
@needs(ACTIONS, Action.UPDATE, within=GROUP)
def close(plan_id: UUID) -> ResponseReturnValue:
    return _done(plan_id, service.close_plan, "The plan is closed.")


def _done(plan_id: UUID, verb: Callable[..., None], said: str) -> ResponseReturnValue:
    try:
        with door.transaction() as session:
            verb(session, plan_id=plan_id, by=door.actor())
        flash(said, "success")
    except (Conflict, Invalid) as fault:
        flash(str(fault), "warning")
    return redirect(url_for("plans.show", plan_id=plan_id))


@pages.get("/<uuid:plan_id>/actions/new")
@needs(ACTIONS, Action.CREATE)
def ask_action(plan_id: UUID) -> ResponseReturnValue:
    return _action_page(plan_id, forms.blank())


@pages.post("/<uuid:plan_id>/actions/new")
@needs(ACTIONS, Action.CREATE)
def add_action(plan_id: UUID) -> ResponseReturnValue:
    form = forms.load(Added(), request.form)
    if not form.ok:
        return _action_page(plan_id, form)
    try:
        with door.transaction() as session:
            action_id = doing.add_action(
                session, plan_id=plan_id, by=door.actor(), **form.data
            )
    except (Conflict, Invalid) as fault:
        return _action_page(plan_id, form.refused({"form": str(fault)}))
    flash("The action is added.", "success")
    return redirect(url_for("actions.show", action_id=action_id))


def _action_page(plan_id: UUID, form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        plan = _plan(session, plan_id)
    page = render_template(
        f"{TEMPLATES}/action.html",
        plan=plan,
        form=form,
        agencies=[("", "Choose an agency"), *AGENCIES.items()],
    )
    return page, form.status


@pages.get("/words")
@needs(ACTIONS, Action.READ, within=WITHIN)
def words() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.wording(session).of()
    return render_template(f"{TEMPLATES}/words.html", words=found, plan=None)


@pages.get("/words/<brag>")
@needs(ACTIONS, Action.APPROVE)
def ask_word(brag: str) -> ResponseReturnValue:
    return _ask_word(brag, None)


@pages.post("/words/<brag>")
@needs(ACTIONS, Action.APPROVE)
def word(brag: str) -> ResponseReturnValue:
    return _word(brag, None)


@pages.get("/<uuid:plan_id>/words/<brag>")
@needs(ACTIONS, Action.UPDATE, within=GROUP)
def ask_plan_word(plan_id: UUID, brag: str) -> ResponseReturnValue:
    return _ask_word(brag, plan_id)


@pages.post("/<uuid:plan_id>/words/<brag>")
@needs(ACTIONS, Action.UPDATE, within=GROUP)
def plan_word(plan_id: UUID, brag: str) -> ResponseReturnValue:
    return _word(brag, plan_id)


def _ask_word(brag: str, plan_id: UUID | None) -> ResponseReturnValue:
    with door.reading() as session:
        now = queries.wording(session).of(plan_id)[_state(brag)]
    form = forms.blank(letter=now.letter, word=now.word, meaning=now.meaning)
    return _word_page(brag, plan_id, form)


def _word(brag: str, plan_id: UUID | None) -> ResponseReturnValue:
    form = forms.load(Worded(), request.form)
    state = _state(brag)
    if not form.ok:
        return _word_page(brag, plan_id, form)
    given = {**form.data, "letter": form.data["letter"].upper()}
    try:
        with door.transaction() as session:
            service.word(
                session,
                brag=state,
                said=Word(**given),
                by=door.actor(),
                plan_id=plan_id,
            )
    except Invalid as fault:
        return _word_page(brag, plan_id, form.refused(fault))
    flash("The words are stored.", "success")
    if plan_id is None:
        return redirect(url_for("plans.words"))
    return redirect(url_for("plans.show", plan_id=plan_id))


def _word_page(
    brag: str, plan_id: UUID | None, form: forms.Form
) -> ResponseReturnValue:
    with door.reading() as session:
        plan = _plan(session, plan_id) if plan_id else None
    page = render_template(
        f"{TEMPLATES}/word.html", brag=_state(brag), plan=plan, form=form
    )
    return page, form.status


def _state(brag: str) -> Brag:
    if brag not in list(Brag):
        raise NotFound
    return Brag(brag)


def _owners(now: str | None = None) -> dict[str, str]:
    """The bodies a plan may belong to: those of today, and its own."""
    with door.reading() as session:
        found = bodies.names(session, clock.today(), ended=True)
        today = bodies.names(session, clock.today())
    own = {now: found.get(now, now)} if now else {}
    return {**own, **today}


def _owned(form: forms.Form, now: str | None = None) -> forms.Form:
    """The form, refused where its body is none of those it offers."""
    slug = form.data.get("body_slug")
    if slug is None or slug in _owners(now):
        return form
    return form.refused({"body_slug": "Choose one of the bodies"})


def _totals(session: Session, form: forms.Form) -> tuple[Totals, bool]:
    """What this person may see of all plans, and whether that is a part only."""
    seen = reach(session, door.actor(), Action.READ, ACTIONS)
    found = actions.totals(session, seen=seen, **form.data)
    return found, bool(seen.limits & WHOSE)


def _plan(session: Session, plan_id: UUID) -> PlanSeen:
    """One plan; raises NotFound where nothing in it is this person's."""
    plan = queries.plan(session, plan_id)
    seen = reach(session, door.actor(), Action.READ, ACTIONS)
    if seen.covers(Scope(record=str(plan_id), body=plan.body)):
        return plan
    wanted = Filter(plan=plan_id)
    if not actions.page_of(session, seen=seen, wanted=wanted).total:
        raise NotFound
    return plan


def _filters(owners: Collection[str]) -> Narrowed:
    """The filters of the address; a body that there is not filters nothing."""
    return narrowing.read(Listed(), request.args, body=owners)


def _numbers(split: Split | None) -> list[int | str | None]:
    if split is None:
        return ["Not known"] * (len(Brag) + 2)
    share = None if split.embedded is None else f"{split.embedded:.1f}"
    return [*(split.at(brag) for brag in Brag), split.total, share]


def _chart(totals: Totals, words: Words) -> Markup | None:
    """The plans as bars of one scale; None where there is nothing to draw."""
    if not totals.lines:
        return None
    parts = [stacked.Part(words[brag].letter, *COLOURS[brag]) for brag in Brag]
    rows = [
        stacked.Stack(
            f"{line.plan.ref} {line.plan.title}",
            None if line.split is None else [line.split.at(b) for b in Brag],
        )
        for line in totals.lines
    ]
    return stacked.draw(
        parts,
        rows,
        title="Actions of each plan by state",
        description="The table beside this picture holds the same numbers.",
    )
