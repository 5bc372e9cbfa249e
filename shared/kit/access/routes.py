"""Pages of access: the matrix, conflicts of interest, and emergency access."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kit.access import queries, service, wording
from kit.access.model import ConflictKind, Finding
from kit.access.policy import Action, Limit, Need
from kit.access.schemas import Declare, OpenInEmergency, Review
from kit.accounts.access import needs, opens
from kit.data_classes import DataClass
from kit.errors import Invalid
from kit.front.model import Source
from kit.web import door, exports, forms

pages = Blueprint("access", __name__)

OWN = (Limit.OWN,)
SOURCES = (
    Source(
        name="Emergency access",
        need=Need(resource="emergency_access", action=Action.APPROVE),
        look=queries.on_front_page,
    ),
)


@pages.get("/who-may-do-what")
@needs("access_matrix", Action.READ)
def matrix() -> ResponseReturnValue:
    """What each role may do, the reader's own first."""
    policy = door.policy()
    chosen = request.args.get("role", door.actor().role)
    role = policy.roles.get(chosen) or policy.roles[door.actor().role]
    return render_template(
        "kit/access/templates/matrix.html",
        role=role,
        roles=policy.roles.values(),
        mine=wording.of_role(policy, role.word),
        resources=policy.resources.values(),
    )


@pages.get("/who-may-do-what.csv")
@needs("access_matrix", Action.READ)
def matrix_csv() -> ResponseReturnValue:
    """The matrix in words, as a file."""
    policy = door.policy()
    header = ["Resource", *(role.name for role in policy.roles.values())]
    rows = [
        [
            each.name,
            *(wording.grant(each.grants.get(word, "")) for word in policy.roles),
        ]
        for each in policy.resources.values()
    ]
    return exports.csv("who-may-do-what", header, rows)


@pages.get("/conflicts")
@needs("conflicts", Action.READ, within=OWN)
def conflicts() -> ResponseReturnValue:
    """The conflicts of interest that stand, and the form to declare one."""
    return _conflicts_page(
        forms.blank(
            resource=request.args.get("resource", ""),
            record=request.args.get("record", ""),
        )
    )


@pages.post("/conflicts")
@needs("conflicts", Action.CREATE, within=OWN)
def declare() -> ResponseReturnValue:
    """Take a record away from the person who declares."""
    form = forms.load(Declare(), request.form)
    if form.ok and form.data["resource"] not in door.policy().resources:
        form = form.refused({"resource": "Choose what kind of record it is"})
    if not form.ok:
        return _conflicts_page(form)
    with door.transaction() as session:
        service.declare_conflict(session, by=door.actor(), **form.data)
    flash("Declared. The record is closed to you from now on.", "success")
    return redirect(url_for("access.conflicts"))


@pages.post("/conflicts/<uuid:conflict_id>/lift")
@needs("emergency_access", Action.APPROVE)
def lift(conflict_id: UUID) -> ResponseReturnValue:
    """Give a record back to somebody else."""
    with door.transaction() as session:
        service.lift_conflict(session, conflict_id=conflict_id, by=door.actor())
    flash("Lifted. The person may see the record again.", "success")
    return redirect(url_for("access.conflicts"))


def _conflicts_page(form: forms.Form) -> ResponseReturnValue:
    actor = door.actor()
    everybody = opens("access.lift", actor)
    with door.reading() as session:
        standing = queries.conflicts(
            session, user_id=None if everybody else actor.user_id
        )
    page = render_template(
        "kit/access/templates/conflicts.html",
        form=form,
        conflicts=standing,
        resources=door.policy().resources,
        kinds=[(kind.value, kind.value.capitalize()) for kind in ConflictKind],
    )
    return page, form.status


@pages.get("/emergency-access")
@needs("emergency_access", Action.READ)
def emergencies() -> ResponseReturnValue:
    """What was opened in an emergency, and what waits for review."""
    with door.reading() as session:
        found = queries.emergencies(session)
    return render_template(
        "kit/access/templates/emergencies.html",
        emergencies=found,
        resources=door.policy().resources,
    )


@pages.get("/emergency-access.csv")
@needs("emergency_access", Action.READ)
def emergencies_csv() -> ResponseReturnValue:
    """The same as a file."""
    with door.reading() as session:
        rows = queries.emergencies(session)
    header = ["Opened", "Closed", "Resource", "Record", "Review by", "Finding"]
    return exports.csv(
        "emergency-access",
        header,
        [
            [r.opened_at, r.ends_at, r.resource, r.record, r.review_by, r.finding]
            for r in rows
        ],
        holds=DataClass.PERSONAL,
    )


@pages.get("/emergency-access/new")
@needs("emergency_access", Action.CREATE)
def ask_emergency() -> ResponseReturnValue:
    """The form to open one record."""
    return _emergency_page(
        forms.blank(
            resource=request.args.get("resource", ""),
            record=request.args.get("record", ""),
        )
    )


@pages.post("/emergency-access/new")
@needs("emergency_access", Action.CREATE)
def open_in_emergency() -> ResponseReturnValue:
    """Open one record for four hours."""
    form = forms.load(OpenInEmergency(), request.form)
    if form.ok and form.data["resource"] not in _in_emergency():
        form = form.refused({"resource": "Choose what kind of record it is"})
    if not form.ok:
        return _emergency_page(form)
    try:
        with door.transaction() as session:
            service.open_in_emergency(
                session, door.policy(), by=door.actor(), **form.data
            )
    except Invalid as fault:
        return _emergency_page(form.refused(fault))
    flash("The record is open to you for four hours. Others were told.", "success")
    return redirect(url_for("access.emergencies"))


@pages.get("/emergency-access/<uuid:emergency_id>/review")
@needs("emergency_access", Action.APPROVE)
def ask_review(emergency_id: UUID) -> ResponseReturnValue:
    """Why a record was opened, and the form to judge it."""
    return _review_page(emergency_id, forms.blank())


@pages.post("/emergency-access/<uuid:emergency_id>/review")
@needs("emergency_access", Action.APPROVE)
def review(emergency_id: UUID) -> ResponseReturnValue:
    """Store what the reviewer found."""
    form = forms.load(Review(), request.form)
    if not form.ok:
        return _review_page(emergency_id, form)
    with door.transaction() as session:
        service.review_emergency(
            session, emergency_id=emergency_id, by=door.actor(), **form.data
        )
    flash("The review is stored.", "success")
    return redirect(url_for("access.emergencies"))


def _review_page(emergency_id: UUID, form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.emergency(session, emergency_id)
    page = render_template(
        "kit/access/templates/review.html",
        form=form,
        emergency=found,
        resources=door.policy().resources,
        findings=[(each.value, each.value.capitalize()) for each in Finding],
    )
    return page, form.status


def _emergency_page(form: forms.Form) -> ResponseReturnValue:
    chosen = [(word, door.policy().resources[word].name) for word in _in_emergency()]
    page = render_template(
        "kit/access/templates/emergency.html", form=form, resources=chosen
    )
    return page, form.status


def _in_emergency() -> list[str]:
    """The resources whose records this person may open in an emergency."""
    policy, role = door.policy(), door.actor().role
    return [
        word
        for word in policy.resources
        if Limit.NAMED in (policy.limits(role, word, Action.READ) or ())
    ]
