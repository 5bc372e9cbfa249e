"""Pages of one meeting: when and where, its agenda, who came and who declared."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Action, Limit
from kit.access.service import Scope
from kit.accounts.access import needs
from kit.clock import LONDON
from kit.errors import Conflict, Invalid, NotFound
from kit.web import door, forms
from partnership.access import authorise, may, reach
from partnership.agencies import agency_name
from partnership.bodies.routes import choices
from partnership.meetings import queries, schemas, service
from partnership.meetings.model import (
    MEETINGS,
    Coming,
    Interest,
    MeetingChanged,
    Purpose,
    Then,
    clock_moment,
)
from partnership.meetings.queries import Line, Whole

pages = Blueprint("meetings", __name__, url_prefix="/meetings")

FOLDER = "partnership/meetings/templates"
GROUP = (Limit.GROUP,)
Verb = Callable[[Session, Whole, dict[str, Any]], object]


@pages.get("/<uuid:meeting_id>")
@needs(MEETINGS, Action.READ)
def show(meeting_id: UUID) -> ResponseReturnValue:
    return _show_page(meeting_id, forms.blank())


def _show_page(meeting_id: UUID, form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        found = one(session, meeting_id, Action.READ)
        may_change = covered(session, found.line, Action.UPDATE)
    page = render_template(
        f"{FOLDER}/show.html",
        meeting=found.line,
        whole=found,
        may_change=may_change,
        purposes=choices(Purpose),
        begun=found.line.starts_at <= clock.now(),
        missing=[agency_name(each) for each in found.quorum.missing],
        form=form,
    )
    return page, form.status


@pages.route("/<uuid:meeting_id>/move", methods=["GET", "POST"])
@needs(MEETINGS, Action.UPDATE, within=GROUP)
def move(meeting_id: UUID) -> ResponseReturnValue:
    def moved(session: Session, _found: Whole, given: dict[str, Any]) -> None:
        moment = clock_moment(given.pop("starts_on"), given.pop("at"))
        service.move(session, meeting_id=meeting_id, starts_at=moment, **given)

    with door.reading() as session:
        line = one(session, meeting_id, Action.UPDATE).line
    there = line.starts_at.astimezone(LONDON)
    now = forms.blank(
        **{name: getattr(line, name) for name in ("title", "minutes", "place")},
        starts_on=there.date(),
        at=f"{there:%H:%M}",
    )
    return asked(
        meeting_id, schemas.Move(), Action.UPDATE, moved, f"{FOLDER}/move.html", now
    )


@pages.route("/<uuid:meeting_id>/cancel", methods=["GET", "POST"])
@needs(MEETINGS, Action.UPDATE, within=GROUP)
def cancel(meeting_id: UUID) -> ResponseReturnValue:
    def cancelled(session: Session, _found: Whole, given: dict[str, Any]) -> None:
        service.cancel(session, meeting_id=meeting_id, **given)

    template = f"{FOLDER}/cancel.html"
    return asked(meeting_id, schemas.Reason(), Action.UPDATE, cancelled, template)


@pages.post("/<uuid:meeting_id>/held")
@needs(MEETINGS, Action.UPDATE, within=GROUP)
def hold(meeting_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        one(session, meeting_id, Action.UPDATE)
        service.hold(session, meeting_id=meeting_id)
    flash("It is noted that the meeting took place.", "success")
    return to(meeting_id)


@pages.route("/<uuid:meeting_id>/items/new", methods=["GET", "POST"])
@needs(MEETINGS, Action.UPDATE, within=GROUP)
def add_item(meeting_id: UUID) -> ResponseReturnValue:
    def added(session: Session, _found: Whole, given: dict[str, Any]) -> None:
        service.add_item(session, meeting_id=meeting_id, **given)

    return asked(
        meeting_id,
        schemas.AddItem(),
        Action.UPDATE,
        added,
        f"{FOLDER}/item.html",
        purposes=choices(Purpose),
    )


@pages.route(
    "/<uuid:meeting_id>/items/<uuid:item_id>/withdraw", methods=["GET", "POST"]
)
@needs(MEETINGS, Action.UPDATE, within=GROUP)
def withdraw_item(meeting_id: UUID, item_id: UUID) -> ResponseReturnValue:
    def withdrawn(session: Session, _found: Whole, given: dict[str, Any]) -> None:
        service.withdraw_item(session, item_id=item_id, **given)

    with door.reading() as session:
        of, item = queries.item(session, item_id)
    if of != meeting_id:
        raise NotFound
    template = f"{FOLDER}/withdraw.html"
    return asked(
        meeting_id, schemas.Reason(), Action.UPDATE, withdrawn, template, item=item
    )


@pages.route("/<uuid:meeting_id>/attendance", methods=["GET", "POST"])
@needs(MEETINGS, Action.UPDATE, within=GROUP)
def attend(meeting_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = one(session, meeting_id, Action.UPDATE)
    seats = found.seats

    def noted(session: Session, found: Whole, given: dict[str, Any]) -> None:
        for seat in found.seats:
            coming = given.get(f"coming-{seat.post.id}")
            if coming is not None:
                left = given.get(f"left-{seat.post.id}")
                at = clock_moment(found.line.day, left) if left else None
                _attend(session, meeting_id, seat.post.id, coming, at)

    now = {f"coming-{s.post.id}": s.coming.value for s in seats if s.coming}
    now |= {
        f"left-{s.post.id}": f"{s.left_at.astimezone(LONDON):%H:%M}"
        for s in seats
        if s.left_at
    }
    return asked(
        meeting_id,
        schemas.attendance(seat.post.id for seat in seats),
        Action.UPDATE,
        noted,
        f"{FOLDER}/attendance.html",
        forms.blank(**now),
        comings=choices(Coming),
    )


def _attend(
    session: Session,
    meeting_id: UUID,
    post_id: UUID,
    coming: Coming,
    left_at: datetime | None,
) -> None:
    try:
        service.attend(
            session,
            meeting_id=meeting_id,
            post_id=post_id,
            coming=coming,
            left_at=left_at,
        )
    except Invalid as fault:
        fields = {f"left-{post_id}": str(fault)}
        raise Invalid(str(fault), fields=fields) from fault


@pages.route("/<uuid:meeting_id>/declarations", methods=["GET", "POST"])
@needs(MEETINGS, Action.UPDATE, within=GROUP)
def declare(meeting_id: UUID) -> ResponseReturnValue:
    def declared(session: Session, _found: Whole, given: dict[str, Any]) -> None:
        service.declare(session, meeting_id=meeting_id, **given)

    return asked(
        meeting_id,
        schemas.Declare(),
        Action.UPDATE,
        declared,
        f"{FOLDER}/declare.html",
        interests=choices(Interest),
        thens=choices(Then),
    )


def asked(
    meeting_id: UUID,
    schema: Schema,
    action: Action,
    verb: Verb,
    template: str,
    now: forms.Form | None = None,
    **more: object,
) -> ResponseReturnValue:
    """The form of a verb when it is asked for, and the verb when it is sent.

    ``template`` is a path and gets ``meeting``, ``whole``, ``form`` and ``more``;
    ``now`` is the form as it is first shown. Raises NotFound for a meeting that is not
    there, or not this person's.
    """

    def page(form: forms.Form, status: int | None = None) -> ResponseReturnValue:
        with door.reading() as session:
            found = one(session, meeting_id, action)
        page = render_template(
            template,
            meeting=found.line,
            whole=found,
            stale=status is not None,
            form=form,
            **more,
        )
        return page, status or form.status

    if request.method == "GET":
        return page(now or forms.blank())
    form = forms.load(schema, request.form)
    if not form.ok:
        return page(form)
    try:
        with door.transaction() as session:
            verb(session, one(session, meeting_id, action), dict(form.data))
    except Invalid as fault:
        return page(form.refused(fault))
    except MeetingChanged as fault:
        return page(form.refused({"form": str(fault)}), fault.status)
    except Conflict as fault:
        return page(form.refused({"form": str(fault)}))
    flash("It is noted.", "success")
    return to(meeting_id)


def to(meeting_id: UUID) -> ResponseReturnValue:
    """Back to the meeting."""
    return redirect(url_for("meetings.show", meeting_id=meeting_id))


def one(session: Session, meeting_id: UUID, action: Action) -> Whole:
    """A meeting, for who may do ``action`` to it; raises NotFound."""
    found = queries.whole(session, meeting_id)
    authorise(session, door.actor(), action, MEETINGS, scope_of(found.line))
    return found


def covered(session: Session, line: Line, action: Action) -> bool:
    """Whether the person who asks may do this to a meeting."""
    actor = door.actor()
    return may(actor.role, MEETINGS, action) and reach(
        session, actor, action, MEETINGS
    ).covers(scope_of(line))


def scope_of(line: Line) -> Scope:
    """What a grant for meetings is held against."""
    return Scope(record=str(line.id), body=line.body_slug)
