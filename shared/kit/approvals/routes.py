"""Propose case roles; see what waits for a second person, and agree or refuse."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kit.access.policy import Action, Need
from kit.accounts import access
from kit.approvals import queries
from kit.approvals.schemas import Propose
from kit.errors import Invalid
from kit.front.model import Source
from kit.hats import service as hats
from kit.hats.model import SamePerson
from kit.hats.routes import in_words
from kit.invitations.routes import in_words as invited_to
from kit.invitations.routes import role_of, tell_second_people
from kit.people import service
from kit.web import door, forms, limits
from kit.web.navigation import Entry

pages = Blueprint("approvals", __name__)

NAVIGATION = (Entry("Approvals", "approvals.index"),)

SOURCES = (
    Source(
        name="Roles",
        need=Need(resource="case_role_grants", action=Action.APPROVE),
        look=queries.case_roles_on_front_page,
    ),
    Source(
        name="Second steps",
        need=Need(resource="people", action=Action.APPROVE),
        look=queries.resets_on_front_page,
    ),
)


@pages.get("/people/approvals")
@access.needs("approvals", Action.READ)
def index() -> ResponseReturnValue:
    """Everything that waits for a second person."""
    with door.reading() as session:
        waiting = queries.waiting(session)
    return render_template(
        "kit/approvals/templates/list.html",
        waiting=waiting,
        in_words=in_words,
        invited_to=invited_to,
    )


@pages.get("/people/case-roles/new")
@access.needs("case_role_grants", Action.CREATE)
def ask_proposal() -> ResponseReturnValue:
    """The form that proposes a case role for somebody."""
    return _proposal_page(forms.blank())


@pages.post("/people/case-roles/new")
@access.needs("case_role_grants", Action.CREATE)
def propose() -> ResponseReturnValue:
    """Give a case role that counts once a second person agrees."""
    # Each try tells whether an address has an account here: nobody tries many.
    limits.spend(limits.SEARCH)
    form = forms.load(Propose(), request.form)
    if form.ok and form.data["role"] not in dict(_case_roles()):
        form = form.refused({"role": "Choose a role"})
    if not form.ok:
        return _proposal_page(form)
    try:
        with door.transaction() as session:
            service.propose_role(
                session,
                email=form.data["email"],
                role=role_of(form.data["role"]),
                by=door.actor(),
            )
            tell_second_people(session)
    except Invalid as fault:
        return _proposal_page(form.refused(fault))
    except SamePerson as fault:
        return _proposal_page(form.refused({"email": str(fault)}))
    flash("The role is proposed. It counts once a second person agreed.", "success")
    return redirect(url_for("approvals.index"))


def _case_roles() -> list[tuple[str, str]]:
    """The roles that a second person must agree to."""
    roles = door.policy().roles.values()
    return [(role.word, role.name) for role in roles if role.confirmed]


def _proposal_page(form: forms.Form) -> ResponseReturnValue:
    page = render_template(
        "kit/approvals/templates/propose.html", form=form, roles=_case_roles()
    )
    return page, form.status


@pages.post("/people/roles/<uuid:hat_id>/approve")
@access.needs("case_role_grants", Action.APPROVE)
def approve_role(hat_id: UUID) -> ResponseReturnValue:
    """Agree to a role as a second person."""
    with door.transaction() as session:
        hats.approve(session, hat_id=hat_id, by=door.actor().user_id)
    flash("You agreed. The role counts now.", "success")
    return redirect(url_for("approvals.index"))


@pages.post("/people/roles/<uuid:hat_id>/refuse")
@access.needs("case_role_grants", Action.APPROVE)
def refuse_role(hat_id: UUID) -> ResponseReturnValue:
    """Say no to a role as a second person."""
    with door.transaction() as session:
        hats.refuse(session, hat_id=hat_id, by=door.actor().user_id)
    flash("You refused the role. It will not count.", "success")
    return redirect(url_for("approvals.index"))


@pages.post("/people/second-step/<uuid:reset_id>/approve")
@access.needs("people", Action.APPROVE)
def approve_reset(reset_id: UUID) -> ResponseReturnValue:
    """Agree to a fresh second step as a second person."""
    with door.transaction() as session:
        service.approve_reset(session, reset_id=reset_id, by=door.actor())
    flash("You agreed. They set up a new second step when they sign in.", "success")
    return redirect(url_for("approvals.index"))


@pages.post("/people/second-step/<uuid:reset_id>/refuse")
@access.needs("people", Action.APPROVE)
def refuse_reset(reset_id: UUID) -> ResponseReturnValue:
    """Say no to a fresh second step as a second person."""
    with door.transaction() as session:
        service.refuse_reset(session, reset_id=reset_id, by=door.actor())
    flash("You refused. Their second step stays as it is.", "success")
    return redirect(url_for("approvals.index"))
