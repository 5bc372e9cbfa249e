"""People as an administrator tends them, and what waits for a second person."""

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

from kit.access.policy import Action, Need
from kit.accounts import access, sessions
from kit.data_classes import DataClass
from kit.errors import Conflict, Invalid, NotFound
from kit.hats import queries as hat_queries
from kit.hats.model import SamePerson
from kit.hats.routes import in_words, places
from kit.invitations.routes import (
    issued_page,
    role_of,
    tell_second_people,
)
from kit.people import queries, service
from kit.people.model import IdentityCheck
from kit.people.queries import Listing, Standing
from kit.people.schemas import AskReset, Find, GiveRole
from kit.search.model import Finder
from kit.second_step import queries as steps
from kit.web import door, exports, forms, limits
from kit.web.navigation import Entry

pages = Blueprint("people", __name__)

NAVIGATION = (Entry("People", "people.index"),)
FINDERS = (
    Finder(
        name="People",
        need=Need(resource="people", action=Action.READ),
        find=queries.find,
    ),
)


@pages.get("/people")
@access.needs("people", Action.READ)
def index() -> ResponseReturnValue:
    """Everybody with an account, or those of one standing."""
    standing = _standing()
    page = max(1, request.args.get("page", 1, type=int))
    with door.reading() as session:
        found = queries.listing(session, standing=standing, page=page)
    return _list_page(found, standing=standing, form=forms.blank())


@pages.post("/people")
@access.needs("people", Action.READ)
def search() -> ResponseReturnValue:
    """People by part of their name or address; posted, so that no address tells."""
    limits.spend(limits.SEARCH)
    form = forms.load(Find(), request.form)
    if not form.ok:
        return _list_page(None, standing=Standing.ALL, form=form)
    as_file = form.data["form"] == "csv"
    with door.reading() as session:
        size = None if as_file else queries.A_PAGE
        found = queries.listing(session, term=form.data["term"], size=size)
    if as_file:
        return _file(found)
    return _list_page(found, standing=Standing.ALL, form=form)


@pages.get("/people.csv")
@access.needs("people", Action.READ)
def export() -> Response:
    """The list of one standing as a file."""
    with door.reading() as session:
        found = queries.listing(session, standing=_standing(), size=None)
    return _file(found)


@pages.get("/people/<uuid:user_id>")
@access.needs("people", Action.READ)
def show(user_id: UUID) -> ResponseReturnValue:
    """One person: their account, their roles, and what an administrator can do."""
    return _person_page(user_id, forms.blank())


@pages.get("/people/<uuid:user_id>/roles.csv")
@access.needs("people", Action.READ)
def export_roles(user_id: UUID) -> Response:
    """Every role a person holds or held, as a file."""
    with door.reading() as session:
        held = queries.roles_of(session, user_id=user_id)
    header = ["Role", "First day", "Last day", "State", "Given by", "Agreed by"]
    rows = [
        [
            *(in_words(one.hat), one.hat.from_on, one.hat.until_on),
            *(one.hat.state.value, one.given_by, one.agreed_by),
        ]
        for one in held
    ]
    return exports.csv("roles.csv", header, rows, holds=DataClass.PERSONAL)


@pages.post("/people/<uuid:user_id>/roles")
@access.needs("people", Action.CREATE)
def give_role(user_id: UUID) -> ResponseReturnValue:
    """Give a person another role."""
    form = forms.load(GiveRole(), request.form)
    if not form.ok:
        return _person_page(user_id, form)
    by = door.actor()
    try:
        with door.transaction() as session:
            role = role_of(form.data["role"])
            given = {**form.data, "role": role, "places": places()}
            service.give_role(session, user_id=user_id, **given, by=by)
            if role.confirmed:
                tell_second_people(session)
    except Invalid as fault:
        return _person_page(user_id, form.refused(fault))
    except SamePerson as fault:
        return _person_page(user_id, form.refused({"role": str(fault)}))
    waits = " It counts once a second person agreed." if role.confirmed else ""
    flash(f"The role is given.{waits}", "success")
    return _to(user_id)


@pages.get("/people/roles/<uuid:hat_id>/end")
@access.needs("people", Action.UPDATE)
def ask_end_role(hat_id: UUID) -> ResponseReturnValue:
    """Whether to take a role away."""
    return _end_page(hat_id, forms.blank())


@pages.post("/people/roles/<uuid:hat_id>/end")
@access.needs("people", Action.UPDATE)
def end_role(hat_id: UUID) -> ResponseReturnValue:
    """Take a role away at once."""
    try:
        with door.transaction() as session:
            user_id = service.end_hat(
                session, hat_id=hat_id, by=door.actor(), administrators=_keepers()
            )
    except Conflict as fault:
        return _end_page(hat_id, forms.blank().refused({"form": str(fault)}))
    flash("The role has ended.", "success")
    return _to(user_id)


@pages.get("/people/<uuid:user_id>/close")
@access.needs("people", Action.UPDATE)
def ask_close(user_id: UUID) -> ResponseReturnValue:
    """Whether to close an account."""
    return _close_page(user_id, forms.blank())


@pages.post("/people/<uuid:user_id>/close")
@access.needs("people", Action.UPDATE)
def close(user_id: UUID) -> ResponseReturnValue:
    """Close an account and all it could still do."""
    try:
        with door.transaction() as session:
            service.close(
                session, user_id=user_id, by=door.actor(), administrators=_keepers()
            )
    except (Conflict, SamePerson) as fault:
        return _close_page(user_id, forms.blank().refused({"form": str(fault)}))
    flash("The account is closed.", "success")
    return _to(user_id)


@pages.post("/people/<uuid:user_id>/reopen")
@access.needs("people", Action.UPDATE)
def reopen(user_id: UUID) -> ResponseReturnValue:
    """Open a closed account again, without any role."""
    with door.transaction() as session:
        service.reopen(session, user_id=user_id)
    flash("The account is open again. It has no role yet.", "success")
    return _to(user_id)


@pages.post("/people/<uuid:user_id>/sessions/end")
@access.needs("people", Action.UPDATE)
def end_sessions(user_id: UUID) -> ResponseReturnValue:
    """Sign a person out everywhere."""
    with door.transaction() as session:
        service.end_sessions(session, user_id=user_id)
    flash("They are signed out everywhere.", "success")
    return _to(user_id)


@pages.post("/people/<uuid:user_id>/invitation")
@access.needs("people", Action.CREATE)
def invite_back(user_id: UUID) -> ResponseReturnValue:
    """Make a link by which a person chooses a new password; shown once."""
    limits.spend(limits.INVITE)
    with door.transaction() as session:
        issued = service.invite_back(session, user_id=user_id, by=door.actor())
        person = queries.person(session, user_id=user_id)
    return issued_page(issued, email=person.email, name=person.name)


@pages.get("/people/<uuid:user_id>/second-step")
@access.needs("people", Action.UPDATE)
def ask_reset_form(user_id: UUID) -> ResponseReturnValue:
    """The form that asks for a fresh second step."""
    return _reset_page(user_id, forms.blank())


@pages.post("/people/<uuid:user_id>/second-step")
@access.needs("people", Action.UPDATE)
def ask_reset(user_id: UUID) -> ResponseReturnValue:
    """Ask that a person may set up a new second step."""
    form = forms.load(AskReset(), request.form)
    if not form.ok:
        return _reset_page(user_id, form)
    try:
        with door.transaction() as session:
            service.ask_reset(session, user_id=user_id, **form.data, by=door.actor())
            tell_second_people(session, "people", "A fresh second step")
    except (Conflict, NotFound, SamePerson) as fault:
        return _reset_page(user_id, form.refused({"form": str(fault)}))
    flash("You asked for it. A second person has to agree within 72 hours.", "success")
    return _to(user_id)


def _keepers() -> list[str]:
    """The roles that tend people here; one person with such a role is always left."""
    return door.policy().roles_for("people", Action.UPDATE)


def _standing() -> Standing:
    asked = request.args.get("standing", "")
    return Standing(asked) if asked in set(Standing) else Standing.WORKING


def _to(user_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("people.show", user_id=user_id))


def _file(found: Listing) -> Response:
    header = ["Name", "E-mail", "Account", "Roles today", "Made"]
    rows = [
        [
            *(person.name, person.email, "open" if person.active else "closed"),
            "; ".join(in_words(hat) for hat in person.hats if hat.counts),
            person.created_at,
        ]
        for person in found.people
    ]
    return exports.csv("people.csv", header, rows, holds=DataClass.PERSONAL)


def _list_page(
    found: Listing | None, *, standing: Standing, form: forms.Form
) -> ResponseReturnValue:
    page = render_template(
        "kit/people/templates/list.html",
        found=found,
        standing=standing,
        form=form,
        in_words=in_words,
    )
    return page, form.status


def _person_page(user_id: UUID, form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        person = queries.person(session, user_id=user_id)
        in_use = hat_queries.places_in_use(session)
        page = render_template(
            "kit/people/templates/person.html",
            person=person,
            held=queries.roles_of(session, user_id=user_id),
            in_words=in_words,
            step=steps.state(session, user_id=user_id),
            sessions=sessions.own(session, user_id=user_id, token=""),
            resets=queries.resets(session, user_id=user_id),
            roles=list(door.policy().roles.values()),
            places=places(),
            in_use=in_use,
            form=form,
        )
    return page, form.status


def _end_page(hat_id: UUID, form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        hat = hat_queries.hat(session, hat_id=hat_id)
        person = queries.person(session, user_id=hat.user_id)
    page = render_template(
        "kit/people/templates/end.html",
        form=form,
        hat=hat,
        role=in_words(hat),
        person=person,
    )
    return page, form.status


def _close_page(user_id: UUID, form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        person = queries.person(session, user_id=user_id)
    page = render_template("kit/people/templates/close.html", form=form, person=person)
    return page, form.status


def _reset_page(user_id: UUID, form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        person = queries.person(session, user_id=user_id)
    page = render_template(
        "kit/people/templates/second_step.html",
        form=form,
        person=person,
        checks=[(check.value, check.value.capitalize()) for check in IdentityCheck],
    )
    return page, form.status
