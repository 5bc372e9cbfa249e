"""Invite people, agree as a second person, and the page an invitation opens."""

from uuid import UUID

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from kit import logs
from kit.access.policy import Action, Role
from kit.accounts import access
from kit.data_classes import DataClass
from kit.errors import Conflict, Invalid
from kit.hats import queries as hats
from kit.hats.model import SamePerson
from kit.hats.routes import places
from kit.invitations import queries, service
from kit.invitations.model import InvitationState
from kit.invitations.queries import InvitationSeen
from kit.invitations.schemas import Accept, Invite
from kit.invitations.service import Issued
from kit.notices.service import tell_roles
from kit.web import door, exports, forms, limits

pages = Blueprint("invitations", __name__)

# Words for addresses of the list; a state's own words have spaces.
STATES = {
    "unfinished": queries.UNFINISHED,
    "accepted": (InvitationState.ACCEPTED,),
    "withdrawn": (InvitationState.WITHDRAWN,),
}


@pages.get("/people/invitations")
@access.needs("people", Action.READ)
def index() -> ResponseReturnValue:
    """The invitations of one state, those not finished first of all."""
    state, found = _chosen()
    return render_template(
        "kit/invitations/templates/list.html",
        invitations=[(one, in_words(one)) for one in found],
        state=state,
        states=list(STATES),
        most=queries.SHOWN,
    )


@pages.get("/people/invitations.csv")
@access.needs("people", Action.READ)
def export() -> Response:
    """The same list as a file."""
    state, found = _chosen()
    header = ["Name", "E-mail", "Role", "State", "Invited by", "Invited", "Good until"]
    rows = [
        [
            *(one.name, one.email, in_words(one), one.state.value),
            *(one.inviter, one.invited_at, one.expires_at),
        ]
        for one in found
    ]
    return exports.csv(
        f"invitations-{state}.csv", header, rows, holds=DataClass.PERSONAL
    )


@pages.get("/people/invite")
@access.needs("people", Action.CREATE)
def new() -> ResponseReturnValue:
    """The form for an invitation."""
    return _form_page(forms.blank())


@pages.post("/people/invite")
@access.needs("people", Action.CREATE)
def invite() -> ResponseReturnValue:
    """Invite somebody, and show the link once."""
    limits.spend(limits.INVITE)
    form = forms.load(Invite(), request.form)
    if not form.ok:
        return _form_page(form)
    try:
        with door.transaction() as session:
            given = {**form.data, "role": role_of(form.data["role"])}
            issued = service.invite(session, **given, by=door.actor(), places=places())
            if issued.token is None:
                tell_second_people(session)
    except Invalid as fault:
        return _form_page(form.refused(fault))
    except SamePerson as fault:
        return _form_page(form.refused({"email": str(fault)}))
    return issued_page(issued, email=form.data["email"], name=form.data["name"])


@pages.post("/people/invitations/<uuid:invitation_id>/again")
@access.needs("people", Action.CREATE)
def send_again(invitation_id: UUID) -> ResponseReturnValue:
    """Make a new link, and show it once."""
    limits.spend(limits.INVITE)
    with door.transaction() as session:
        issued = service.send_again(session, invitation_id=invitation_id)
        found = queries.invitation(session, invitation_id=invitation_id)
    return issued_page(issued, email=found.email, name=found.name)


@pages.post("/people/invitations/<uuid:invitation_id>/withdraw")
@access.needs("people", Action.UPDATE)
def withdraw(invitation_id: UUID) -> ResponseReturnValue:
    """Close an invitation."""
    with door.transaction() as session:
        service.withdraw(session, invitation_id=invitation_id, by=door.actor())
    flash("The invitation is withdrawn. Its link no longer works.", "success")
    return redirect(url_for("invitations.index"))


@pages.post("/people/invitations/<uuid:invitation_id>/approve")
@access.needs("case_role_grants", Action.APPROVE)
def approve(invitation_id: UUID) -> ResponseReturnValue:
    """Agree as a second person, and show the link once."""
    with door.transaction() as session:
        issued = service.approve(session, invitation_id=invitation_id, by=door.actor())
        found = queries.invitation(session, invitation_id=invitation_id)
    return issued_page(issued, email=found.email, name=found.name)


@pages.post("/people/invitations/<uuid:invitation_id>/refuse")
@access.needs("case_role_grants", Action.APPROVE)
def refuse(invitation_id: UUID) -> ResponseReturnValue:
    """Say no as a second person."""
    with door.transaction() as session:
        service.refuse(session, invitation_id=invitation_id, by=door.actor())
    flash("You refused the invitation. It is withdrawn.", "success")
    return redirect(url_for("approvals.index"))


@pages.get("/invitation/<token>")
@access.public
def show(token: str) -> ResponseReturnValue:
    """What somebody is invited to; only pressing the button uses it up."""
    # Mail scanners open links, so looking is free.
    return _welcome_page(token, forms.blank())


@pages.post("/invitation/<token>")
@access.public
def accept(token: str) -> ResponseReturnValue:
    """Make the account with its password and role; then sign in with it."""
    if door.actor_or_nobody() is not None:
        return _welcome_page(token, forms.blank())
    form = forms.load(Accept(), request.form)
    if not form.ok:
        return _welcome_page(token, form)
    try:
        with door.transaction() as session:
            user_id = service.accept(session, token=token, **form.data)
    except service.NoSuchInvitation:
        return _welcome_page(token, form)
    except (Invalid, Conflict) as fault:
        return _welcome_page(token, form.refused(_as_invalid(fault)))
    logs.get_logger(__name__).info("invitation accepted", user_id=str(user_id))
    flash("Your password is set. Sign in with it.", "success")
    return redirect(url_for("accounts.sign_in"))


def role_of(word: str) -> Role:
    """The role of this service with this word; raises Invalid for another."""
    found = door.policy().roles.get(word)
    if found is None:
        raise Invalid("Choose a role", fields={"role": "Choose a role"})
    return found


def in_words(invitation: InvitationSeen) -> str:
    """What somebody is invited to, as people say it."""
    if invitation.role is None:
        return "A new password"
    return hats.in_words(
        door.policy(),
        places(),
        role=invitation.role,
        agency=invitation.agency,
        body=invitation.body,
    )


def issued_page(issued: Issued, *, email: str, name: str) -> ResponseReturnValue:
    """The link, shown this once; or that a second person has to agree first."""
    path = service.path_of(issued.token) if issued.token else ""
    return render_template(
        "kit/invitations/templates/issued.html",
        link=f"{door.settings().public_url.rstrip('/')}{path}" if path else "",
        posted=issued.posted,
        email=email,
        name=name,
    )


def tell_second_people(
    session: Session, resource: str = "case_role_grants", what: str = "A role"
) -> None:
    """Tell those who may agree as a second person that something waits for them."""
    tell_roles(
        session,
        roles=door.policy().roles_for(resource, Action.APPROVE),
        but_not=door.actor().user_id,
        kind="approval",
        text=f"{what} waits for a second person to agree",
        href=url_for("approvals.index"),
    )


def _chosen() -> tuple[str, list[InvitationSeen]]:
    asked = request.args.get("state", "")
    state = asked if asked in STATES else next(iter(STATES))
    with door.reading() as session:
        return state, queries.invitations(session, states=STATES[state])


def _form_page(form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        in_use = hats.places_in_use(session)
    page = render_template(
        "kit/invitations/templates/invite.html",
        form=form,
        roles=list(door.policy().roles.values()),
        places=places(),
        in_use=in_use,
    )
    return page, form.status


def _welcome_page(token: str, form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.of_token(session, token=token)
    if found is None:
        return render_template("kit/invitations/templates/over.html"), 404
    if form.ok:
        form = forms.blank(name=found.name)
    page = render_template(
        "kit/invitations/templates/accept.html",
        form=form,
        invitation=found,
        role=in_words(found),
        token=token,
    )
    return page, form.status


def _as_invalid(fault: Invalid | Conflict) -> Invalid:
    return fault if isinstance(fault, Invalid) else Invalid(str(fault))
