"""The search page: what is looked for is posted, so that it is never in an address."""

from collections.abc import Sequence
from typing import cast

from flask import Blueprint, Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue

from kit.access.policy import Action
from kit.accounts.access import needs
from kit.search import queries
from kit.search.model import MOST, Finder, Found
from kit.search.schemas import Search
from kit.web import door, forms, limits

pages = Blueprint("search", __name__, url_prefix="/search")

_FINDERS = "accord-finders"


def furnish(app: Flask, finders: Sequence[Finder]) -> None:
    """Give ``app`` the finders of its search."""
    app.extensions[_FINDERS] = tuple(finders)


@pages.get("/")
@needs("search", Action.READ)
def ask() -> ResponseReturnValue:
    """The form alone."""
    return _page(forms.blank(), None)


@pages.post("/")
@needs("search", Action.READ)
def search() -> ResponseReturnValue:
    """What was found."""
    form = forms.load(Search(), request.form)
    if not form.ok:
        return _page(form, None)
    limits.spend(limits.SEARCH)
    with door.reading() as session:
        found = queries.search(
            session,
            finders=_finders(),
            policy=door.policy(),
            actor=door.actor(),
            words=form.data["term"],
        )
    return _page(form, found)


def _finders() -> tuple[Finder, ...]:
    return cast("tuple[Finder, ...]", current_app.extensions[_FINDERS])


def _page(form: forms.Form, found: Found | None) -> ResponseReturnValue:
    policy, role = door.policy(), door.actor().role
    names = [
        finder.name
        for finder in _finders()
        if finder.need is None or policy.opens(role, finder.need)
    ]
    page = render_template(
        "kit/search/templates/search.html",
        form=form,
        found=found,
        names=list(dict.fromkeys(names)),
        most=MOST,
    )
    return page, form.status
