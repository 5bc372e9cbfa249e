"""The page on which one case is taken away as a file, after a second person agreed."""

from collections.abc import Sequence
from uuid import UUID

import orjson
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

from borough.death_extracts import queries, service
from borough.death_extracts.schemas import KINDS, Take
from borough.death_extracts.service import Line
from borough.deaths.model import CASE
from borough.deaths.routes import NAMED, crumbs, one, opened
from kit.access.policy import Action
from kit.accounts.access import needs
from kit.data_classes import DataClass
from kit.web import door, exports, forms, limits

pages = Blueprint("death_extracts", __name__, url_prefix="/deaths")

FILE = "child-death-extract"
# Government security classifications (2023), as in every name of a file about people.
MARKING = "OFFICIAL-SENSITIVE"


@pages.get("/<uuid:case_id>/extracts")
@needs(CASE, Action.UPDATE, within=NAMED)
def index(case_id: UUID) -> ResponseReturnValue:
    opened(case_id)
    return _page(case_id, forms.blank())


def _page(case_id: UUID, form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        case = one(session, case_id)
        said = service.lines(session, case)
        now = service.mark(session, said)
        found = queries.extracts(session, case_id, now=now)
    page = render_template(
        "death_extracts/templates/list.html", case=case, said=said, extracts=found,
        crumbs=crumbs(case), form=form, kinds=list(KINDS.items()), marking=MARKING,
        me=door.actor().user_id,
    )  # fmt: skip
    return page, form.status


@pages.post("/<uuid:case_id>/extracts")
@needs(CASE, Action.UPDATE, within=NAMED)
def ask(case_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        service.ask(session, case_id=case_id, by=door.actor())
    flash("A second coordinator has to agree before it can be taken.", "success")
    return redirect(url_for("death_extracts.index", case_id=case_id))


@pages.post("/<uuid:case_id>/extracts/<uuid:extract_id>/agree")
@needs(CASE, Action.UPDATE, within=NAMED)
def agree(case_id: UUID, extract_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        service.agree(session, case_id=case_id, extract_id=extract_id, by=door.actor())
    flash("It can be taken for seven days.", "success")
    return redirect(url_for("death_extracts.index", case_id=case_id))


@pages.post("/<uuid:case_id>/extracts/<uuid:extract_id>/take")
@needs(CASE, Action.UPDATE, within=NAMED)
def take(case_id: UUID, extract_id: UUID) -> ResponseReturnValue:
    form = forms.load(Take(), request.form)
    if not form.ok:
        return _page(case_id, form)
    with door.transaction() as session:
        said = service.take(
            session, case_id=case_id, extract_id=extract_id, by=door.actor()
        )
    return _as_json(said) if form.data["kind"] == "json" else _as_csv(said)


def _as_csv(said: Sequence[Line]) -> Response:
    rows = [(each.part, each.name, each.value) for each in said]
    marked = [("Marking", "Class", MARKING), *rows]
    return exports.csv(
        FILE, ["Part", "Of", "Says"], marked, holds=DataClass.CASE_IDENTIFIER
    )


def _as_json(said: Sequence[Line]) -> Response:
    limits.spend(limits.EXPORT)
    lines = [{"part": e.part, "of": e.name, "says": e.value} for e in said]
    content = orjson.dumps({"class": MARKING, "lines": lines})
    name = f"{FILE}-{MARKING.lower()}.json"
    return Response(
        content,
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
