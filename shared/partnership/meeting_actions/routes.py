"""The meeting view of a body's actions: marked changes, and the word on each close."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Action, Limit
from kit.access.service import WHOSE, Scope
from kit.accounts.access import needs
from kit.data_classes import DataClass
from kit.errors import Conflict, Invalid
from kit.web import door, exports, forms
from partnership.access import may, reach
from partnership.action_log.routes import HEADER, row_of
from partnership.actions.queries import ACTIONS
from partnership.agencies import STATUTORY, agency_name
from partnership.bodies import queries as bodies
from partnership.bodies.routes import choices
from partnership.brag.model import Brag, Changed
from partnership.decisions.model import DECISIONS, Position
from partnership.decisions.routes import said
from partnership.meeting_actions import queries, schemas, service
from partnership.meeting_actions.model import Choice, Chosen
from partnership.meeting_actions.queries import View
from partnership.meetings.routes import one
from partnership.plans import queries as plans

pages = Blueprint("meeting_actions", __name__, url_prefix="/meetings")

FOLDER = "partnership/meeting_actions/templates"
WITHIN = (Limit.OWN, Limit.GROUP)
GROUP = (Limit.GROUP,)
PARTNERS = [(agency, agency_name(agency)) for agency in STATUTORY]


@pages.get("/<uuid:meeting_id>/actions")
@needs(ACTIONS, Action.READ, within=WITHIN)
def show(meeting_id: UUID) -> ResponseReturnValue:
    return _page(meeting_id, forms.blank())


@pages.get("/<uuid:meeting_id>/actions.csv")
@needs(ACTIONS, Action.READ, within=WITHIN)
def as_csv(meeting_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = _view(session, meeting_id)
    since = f"Since {found.last.day:%-d %B %Y}" if found.last else "Since last meeting"
    rows = [(*row_of(each.line), "; ".join(each.told)) for each in found.marked]
    name = f"actions-{found.line.body_slug}-{found.line.day:%Y-%m-%d}"
    return exports.csv(name, [*HEADER, since], rows, holds=DataClass.PERSONAL)


@pages.post("/<uuid:meeting_id>/actions")
@needs(DECISIONS, Action.CREATE, within=GROUP)
def settle(meeting_id: UUID) -> ResponseReturnValue:
    ids, schema = schemas.about(request.form)
    form = forms.load(schema, request.form)
    if not form.ok:
        return _page(meeting_id, form)
    given = dict(form.data)
    try:
        with door.transaction() as session:
            one(session, meeting_id, Action.READ)
            made = service.settle(
                session,
                meeting_id=meeting_id,
                positions=said(given),
                chosen=[found for each in ids if (found := _chosen(given, each))],
                by=door.actor(),
            )
    except Changed as fault:
        return _page(meeting_id, form.refused({"form": str(fault)}), fault.status)
    except Invalid as fault:
        return _page(meeting_id, form.refused(fault))
    except Conflict as fault:
        return _page(meeting_id, form.refused({"form": str(fault)}))
    flash("It is noted." if made is None else "The decision is recorded.", "success")
    return redirect(url_for("meeting_actions.show", meeting_id=meeting_id))


def _chosen(given: Mapping[str, Any], action_id: UUID) -> Chosen | None:
    choice = given[f"choice-{action_id}"]
    if choice is None:
        return None
    return Chosen(
        action_id=action_id,
        version=given[f"version-{action_id}"],
        choice=choice,
        note=given[f"note-{action_id}"],
    )


def _page(
    meeting_id: UUID, form: forms.Form, status: int | None = None
) -> tuple[str, int]:
    with door.reading() as session:
        found = _view(session, meeting_id)
        near = reach(session, door.actor(), Action.READ, ACTIONS)
        words = plans.wording(session).of()
        body = bodies.body_of(session, found.line.body_id, found.line.day)
        may_decide = _may_decide(session, found)
    page = render_template(
        f"{FOLDER}/show.html",
        meeting=found.line,
        view=found,
        states=[(brag.value, words[brag], found.split.at(brag)) for brag in Brag],
        partners=PARTNERS if body.partners_needed else [],
        positions=choices(Position),
        choices=choices(Choice),
        may_decide=may_decide,
        begun=found.line.day <= clock.today(),
        part=near.limits & WHOSE,
        form=form,
    )
    return page, status or form.status


def _view(session: Session, meeting_id: UUID) -> View:
    line = one(session, meeting_id, Action.READ).line
    near = reach(session, door.actor(), Action.READ, ACTIONS)
    return queries.view(session, line, seen=near)


def _may_decide(session: Session, found: View) -> bool:
    """Whether this person may take down what the body says of its actions."""
    actor, slug = door.actor(), found.line.body_slug
    return all(
        may(actor.role, resource, action)
        and reach(session, actor, action, resource).covers(Scope(record="", body=slug))
        for resource, action in (
            (DECISIONS, Action.CREATE),
            (ACTIONS, Action.UPDATE),
        )
    )
