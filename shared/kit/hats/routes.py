"""One's own hats: see them, change the one worn, and learn why there is none."""

from typing import cast

from flask import (
    Blueprint,
    Flask,
    current_app,
    flash,
    redirect,
    render_template,
    request,
)
from flask.typing import ResponseReturnValue

from kit.access.policy import Action, Limit
from kit.accounts import access, cookie, sessions
from kit.accounts.actor import Actor
from kit.errors import NotFound
from kit.hats import queries
from kit.hats.model import ANYWHERE, Places
from kit.hats.queries import HatSeen
from kit.hats.schemas import ChooseHat
from kit.trail.service import Act, record
from kit.web import door, filters, forms

pages = Blueprint("hats", __name__)

OWN = (Limit.OWN,)


@pages.get("/account/hats")
@access.needs("own_account", Action.READ, within=OWN)
def show() -> ResponseReturnValue:
    """The roles the person holds, the one in use chosen."""
    return _page(forms.blank(hat=door.actor().hat_id))


@pages.post("/account/hats")
@access.needs("own_account", Action.UPDATE, within=OWN)
def wear() -> ResponseReturnValue:
    """Use another role from now on, in this session."""
    form = forms.load(ChooseHat(), request.form)
    if not form.ok:
        return _page(form)
    hat_id = form.data["hat"]
    try:
        with door.transaction() as session:
            sessions.wear(session, token=cookie.token() or "", hat_id=hat_id)
            worn = queries.hat(session, hat_id=hat_id)
            record(session, **_worn(worn))
    except NotFound as fault:
        return _page(form.refused({"hat": str(fault)}))
    flash(f"You now work as: {in_words(worn)}.", "success")
    return redirect("/")


def require_hat() -> ResponseReturnValue | None:
    """Before each request: tell people who hold no role today whom to ask."""
    actor = door.actor_or_nobody()
    if actor is None or actor.hat_id is not None or request.endpoint is None:
        return None
    view = current_app.view_functions[request.endpoint]
    if access.need_of(view) == access.PUBLIC:
        return None
    with door.reading() as session:
        hats = queries.hats_of(session, user_id=actor.user_id)
    page = render_template(
        "kit/hats/templates/none.html",
        hats=[(in_words(hat), hat) for hat in hats],
        contact=door.settings().contact,
    )
    return page, 403


def furnish(app: Flask, places: Places) -> None:
    """Say where hats can count in ``app``."""
    app.extensions["accord-places"] = places


def places() -> Places:
    """Where hats can count in the application that serves this request."""
    return cast("Places", current_app.extensions.get("accord-places", ANYWHERE))


def in_words(hat: HatSeen | Actor) -> str:
    """A hat as people say it, in the words of this service's roles."""
    return queries.in_words(
        door.policy(), places(), role=hat.role, agency=hat.agency, body=hat.body
    )


def _page(form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        hats = queries.hats_of(session, user_id=door.actor().user_id)
    page = render_template(
        "kit/hats/templates/choose.html",
        form=form,
        choices=[(hat.hat_id, in_words(hat)) for hat in hats if hat.counts],
        hints={hat.hat_id: _term(hat) for hat in hats if hat.until_on},
        others=[(in_words(hat), hat) for hat in hats if not hat.counts],
        contact=door.settings().contact,
    )
    return page, form.status


def _worn(hat: HatSeen) -> Act:
    detail = {"role": hat.role}
    return Act(act="hat.worn", resource="own_account", record=hat.hat_id, detail=detail)


def _term(hat: HatSeen) -> str:
    return f"Until {filters.day(hat.until_on)}"
