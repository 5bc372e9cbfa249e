"""Pages of clocks: the board, one clock with its pauses, and how this area counts."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kit.access.policy import Action, Limit, Need
from kit.access.service import Scope
from kit.accounts.access import needs
from kit.accounts.actor import Actor
from kit.errors import Invalid, NotFound
from kit.front.model import Item, Kind, Source
from kit.web import door, exports, forms
from kit.web.navigation import Entry
from partnership.access import may, reach
from partnership.clocks import queries, service
from partnership.clocks.model import Rule, Unit
from partnership.clocks.queries import ClockSeen, State
from partnership.clocks.schemas import Pause, SetRule

pages = Blueprint("clocks", __name__, url_prefix="/clocks")

CLOCKS = "clocks"
GROUP = (Limit.GROUP,)
NAVIGATION = [Entry("Clocks", "clocks.index")]


@pages.get("/")
@needs(CLOCKS, Action.READ, within=GROUP)
def index() -> ResponseReturnValue:
    stopped = "stopped" in request.args
    with door.reading() as session:
        found = _board(session, door.actor(), stopped=stopped)
    return render_template(
        "partnership/clocks/templates/board.html",
        clocks=found,
        stopped=stopped,
        over=sum(each.state is State.OVER for each in found),
    )


@pages.get("/clocks.csv")
@needs(CLOCKS, Action.READ, within=GROUP)
def as_csv() -> ResponseReturnValue:
    with door.reading() as session:
        found = _board(session, door.actor(), stopped="stopped" in request.args)
    header = [
        "Clock", "Record", "State", "Left", "Started at", "Due at", "Stopped at",
        "Limit", "Unit", "Starts", "Edition", "Paused",
    ]  # fmt: skip
    rows = [
        (
            each.title, each.reference, each.state.value, each.left_in_words,
            each.started_at, each.due_at, each.stopped_at, each.limit, each.unit.value,
            each.starts, each.edition, len(each.pauses),
        )
        for each in found
    ]  # fmt: skip
    return exports.csv("clocks", header, rows)


@pages.get("/rules")
@needs(CLOCKS, Action.READ, within=GROUP)
def rules() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.rules(session)
    return render_template("partnership/clocks/templates/rules.html", rules=found)


@pages.get("/rules/<kind>")
@needs(CLOCKS, Action.APPROVE)
def ask_rule(kind: str) -> ResponseReturnValue:
    with door.reading() as session:
        rule = _rule(session, kind)
    return _rule_page(
        kind,
        forms.blank(
            limit=str(rule.limit),
            unit=rule.unit.value,
            starts=rule.starts,
            edition=rule.edition,
        ),
    )


@pages.post("/rules/<kind>")
@needs(CLOCKS, Action.APPROVE)
def set_rule(kind: str) -> ResponseReturnValue:
    form = forms.load(SetRule(), request.form)
    if not form.ok:
        return _rule_page(kind, form)
    with door.transaction() as session:
        service.set_rule(session, kind=kind, **form.data)
    flash("Clocks that begin from that day are counted so.", "success")
    return redirect(url_for("clocks.rules"))


def _rule_page(kind: str, form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        rule = _rule(session, kind)
    page = render_template(
        "partnership/clocks/templates/rule.html",
        rule=rule,
        units=[(unit.value, unit.value.capitalize()) for unit in Unit],
        form=form,
    )
    return page, form.status


def _rule(session: Session, kind: str) -> Rule:
    found = [rule for rule in queries.rules(session) if rule.kind == kind]
    if not found:
        raise NotFound
    return found[0]


@pages.get("/<uuid:clock_id>")
@needs(CLOCKS, Action.READ, within=GROUP)
def show(clock_id: UUID) -> ResponseReturnValue:
    return _clock_page(clock_id, forms.blank())


@pages.post("/<uuid:clock_id>/pause")
@needs(CLOCKS, Action.UPDATE)
def pause(clock_id: UUID) -> ResponseReturnValue:
    form = forms.load(Pause(), request.form)
    if not form.ok:
        return _clock_page(clock_id, form)
    try:
        with door.transaction() as session:
            _one(session, clock_id)
            service.pause(session, clock_id=clock_id, **form.data)
    except Invalid as fault:
        return _clock_page(clock_id, form.refused(fault))
    flash("The clock stands still until it is resumed.", "success")
    return redirect(url_for("clocks.show", clock_id=clock_id))


@pages.post("/<uuid:clock_id>/resume")
@needs(CLOCKS, Action.UPDATE)
def resume(clock_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        _one(session, clock_id)
        service.resume(session, clock_id=clock_id)
    flash("The clock runs again. Its last day has moved.", "success")
    return redirect(url_for("clocks.show", clock_id=clock_id))


@pages.post("/<uuid:clock_id>/stop")
@needs(CLOCKS, Action.UPDATE)
def stop(clock_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        _one(session, clock_id)
        service.stop(session, clock_id=clock_id)
    flash("The clock has stopped.", "success")
    return redirect(url_for("clocks.show", clock_id=clock_id))


def _clock_page(clock_id: UUID, form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        found = _one(session, clock_id)
    page = render_template(
        "partnership/clocks/templates/show.html", clock=found, form=form
    )
    return page, form.status


def _one(session: Session, clock_id: UUID) -> ClockSeen:
    """The clock, where this person may know of the record it belongs to."""
    found = queries.one(session, clock_id)
    if not _covered(session, door.actor(), [found]):
        raise NotFound
    return found


def _board(session: Session, actor: Actor, *, stopped: bool) -> list[ClockSeen]:
    return _covered(session, actor, queries.board(session, stopped=stopped))


def _covered(
    session: Session, actor: Actor, clocks: Sequence[ClockSeen]
) -> list[ClockSeen]:
    """Those whose record this person may read: a clock tells that there is one."""
    open_to = {
        resource: reach(session, actor, Action.READ, resource)
        for resource in {each.resource for each in clocks}
        if may(actor.role, resource, Action.READ)
    }
    return [
        each
        for each in clocks
        if each.resource in open_to
        and open_to[each.resource].covers(Scope(record=each.record, body=each.body))
    ]


def on_front_page(session: Session, actor: Actor) -> list[Item]:
    """Clocks that are over or due soon; those that stand still wait for nobody."""
    return [
        Item(
            kind=Kind.LATE if each.state is State.OVER else Kind.MINE,
            text=f"{each.title}: {each.reference}, {each.left_in_words}",
            href=f"/clocks/{each.id}",
            tag=each.state.value,
            at=each.started_at,
        )
        for each in _board(session, actor, stopped=False)
        if each.state in (State.OVER, State.SOON_DUE)
    ]


SOURCES = [
    Source(
        name="Clocks",
        need=Need(resource=CLOCKS, action=Action.READ, within=frozenset(GROUP)),
        look=on_front_page,
    )
]
