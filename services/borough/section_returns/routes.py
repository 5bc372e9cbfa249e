"""Pages of sharing: the agency's consent, a second person's approval, withdrawal."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.held_returns import queries as held
from borough.held_returns.model import digest_of
from borough.section_returns import queries, schemas, service
from borough.section_returns.model import SharedMeanwhile, ShareState
from borough.section_returns.queries import ShareSeen
from borough.self_assessments import queries as assessments
from borough.self_assessments.model import RETURNS, State
from borough.self_assessments.queries import ReturnSeen
from borough.self_assessments.routes import WITHIN, a_return, crumbs_of
from kit.access.policy import Action, Limit, Need
from kit.accounts.access import needs, opens
from kit.accounts.actor import Actor
from kit.data_classes import DataClass
from kit.errors import Conflict, Invalid
from kit.front.model import Item, Kind, Source
from kit.web import door, exports, forms
from partnership.access import may
from partnership.asking.routes import Box, Page, asked
from partnership.joint.queries import name_of

pages = Blueprint("section_returns", __name__, url_prefix="/section-returns")

FOLDER = "section_returns/templates"
OWN = (Limit.OWN,)
NEED = Need(resource=RETURNS, action=Action.EXPORT)


@pages.get("/")
@needs(RETURNS, Action.READ)
def index() -> ResponseReturnValue:
    shares, names, copies = _everything()
    return render_template(
        f"{FOLDER}/list.html", shares=shares, names=names, copies=copies
    )


@pages.get("/shares.csv")
@needs(RETURNS, Action.READ)
def as_csv() -> ResponseReturnValue:
    shares, names, copies = _everything()
    header = [
        "Direction", "Agency", "Borough", "Tool", "Tool version", "Version", "State",
        "Consented by", "Consented on", "Digest",
    ]  # fmt: skip
    rows: list[tuple[exports.Cell, ...]] = [
        (
            "from here", names[e.return_id], e.borough_names, e.standard,
            e.standard_version, e.number, e.state.value, e.consented_post,
            e.consented_on, e.digest,
        )
        for e in shares
    ]  # fmt: skip
    rows += [
        (
            "held here", e.agency_name, e.source_name, e.standard,
            e.standard_version, e.number,
            "withdrawn" if e.withdrawn_at else "held", e.consented_post,
            e.consented_on, e.digest,
        )
        for e in copies
    ]  # fmt: skip
    return exports.csv("shared-returns", header, rows, holds=DataClass.PERSONAL)


def _everything() -> tuple[list[ShareSeen], dict[UUID, str], list[held.CopySeen]]:
    with door.reading() as session:
        names = {each.id: each.name for each in assessments.returns(session)}
        return queries.shares(session), names, held.copies(session)


@pages.get("/of/<uuid:return_id>")
@needs(RETURNS, Action.READ, within=WITHIN)
def of_return(return_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = a_return(session, return_id)
        cycle = assessments.cycle(session, found.cycle_id)
        shares = queries.shares(session, return_id)
        answered = queries.answered(session, return_id)
    last = next((each for each in shares if each.number is not None), None)
    return render_template(
        f"{FOLDER}/of_return.html",
        found=found,
        cycle=cycle,
        shares=shares,
        answered=answered,
        last=last,
        is_held=last is not None and last.state is ShareState.RELEASED,
        may_consent=_speaks(found) and found.state is State.RETURNED,
    )


@pages.get("/of/<uuid:return_id>/consent")
@needs(RETURNS, Action.UPDATE, within=OWN)
def ask_consent(return_id: UUID) -> ResponseReturnValue:
    return _consent_page(return_id, forms.blank())


@pages.post("/of/<uuid:return_id>/consent")
@needs(RETURNS, Action.UPDATE, within=OWN)
def consent(return_id: UUID) -> ResponseReturnValue:
    form = forms.load(schemas.Consented(), request.form)
    if not form.ok:
        return _consent_page(return_id, form)
    try:
        with door.transaction() as session:
            by = door.actor()
            made = service.consent(session, return_id=return_id, by=by, **form.data)
    except Invalid as fault:
        return _consent_page(return_id, form.refused(fault))
    except SharedMeanwhile as fault:
        refused = form.refused({"form": str(fault)})
        return _consent_page(return_id, refused, status=fault.status)
    flash("It waits for a second person. Nothing has left.", "success")
    return redirect(url_for("section_returns.show", share_id=made))


def _consent_page(
    return_id: UUID, form: forms.Form, *, status: int | None = None
) -> ResponseReturnValue:
    with door.reading() as session:
        found = a_return(session, return_id)
        cycle = assessments.cycle(session, found.cycle_id)
        core = service.core_of(session, return_id)
        offered = queries.offered(session, cycle.standard, cycle.standard_version)
        declined = queries.declined_by(session, cycle.standard, cycle.standard_version)
    page = render_template(
        f"{FOLDER}/consent.html",
        found=found,
        cycle=cycle,
        core=held.readable(core),
        lines=held.lines(core, {e.id: e.text for e in cycle.questions}),
        digest=digest_of(core),
        offered=[(slug, name_of(slug)) for slug in offered],
        declined=sorted(name_of(slug) for slug in declined),
        form=form,
    )
    return page, status or form.status


@pages.get("/shares/<uuid:share_id>")
@needs(RETURNS, Action.READ, within=WITHIN)
def show(share_id: UUID) -> ResponseReturnValue:
    return _share_page(share_id, forms.blank())


def _share_page(share_id: UUID, form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        share = queries.share(session, share_id)
        found = a_return(session, share.return_id)
        cycle = assessments.cycle(session, found.cycle_id)
    page = render_template(
        f"{FOLDER}/share.html",
        share=share,
        found=found,
        cycle=cycle,
        core=held.readable(share.core),
        lines=held.lines(share.core, {e.id: e.text for e in cycle.questions}),
        may_approve=opens("section_returns.approve", door.actor())
        and share.consented_by != door.actor().user_id,
        form=form,
    )
    return page, form.status


@pages.post("/shares/<uuid:share_id>/approve")
@needs(RETURNS, Action.EXPORT)
def approve(share_id: UUID) -> ResponseReturnValue:
    form = forms.load(schemas.Approved(), request.form)
    if not form.ok:
        return _share_page(share_id, form)
    try:
        with door.transaction() as session:
            seen, by = form.data["seen"], door.actor()
            service.approve(session, share_id=share_id, seen=seen, by=by)
    except Conflict as fault:
        return _share_page(share_id, form.refused({"form": str(fault)}))
    flash("It is on its way to the boroughs named.", "success")
    return redirect(url_for("section_returns.show", share_id=share_id))


@pages.route("/shares/<uuid:share_id>/send-back", methods=["GET", "POST"])
@needs(RETURNS, Action.EXPORT)
def send_back(share_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        share = queries.share(session, share_id)
        return Page(
            title="Send this share back",
            crumbs=_crumbs(session, a_return(session, share.return_id)),
            intro="Nothing leaves. The agency can consent anew.",
            boxes=[Box(kind="area", name="because", label="What has to change?")],
            button="Send it back",
        )

    def sent(session: Session, given: Mapping[str, Any]) -> None:
        service.send_back(session, share_id=share_id, by=door.actor(), **given)

    return asked(
        look, schemas.SentBack(), sent, stale=SharedMeanwhile, said="It is sent back.",
        to=url_for("section_returns.show", share_id=share_id),
    )  # fmt: skip


@pages.route("/of/<uuid:return_id>/withdraw", methods=["GET", "POST"])
@needs(RETURNS, Action.UPDATE, within=OWN)
def withdraw(return_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        return Page(
            title="Withdraw this return",
            crumbs=_crumbs(session, a_return(session, return_id)),
            intro="Every borough it was shared with removes what it holds, and says "
            "so. Your agency's return here stays.",
            boxes=[Box(kind="text", name="post", label="Your post", hint="No name")],
            button="Withdraw it",
        )

    def withdrawn(session: Session, given: Mapping[str, Any]) -> None:
        service.withdraw(session, return_id=return_id, by=door.actor(), **given)

    return asked(
        look, schemas.Withdrawn(), withdrawn, stale=SharedMeanwhile,
        said="The boroughs are asked to delete it.",
        to=url_for("section_returns.of_return", return_id=return_id),
    )  # fmt: skip


def _speaks(found: ReturnSeen) -> bool:
    """Whether the person who asks speaks for an agency that may see this."""
    return door.actor().agency is not None and found.copy_id is None


def _crumbs(session: Session, found: ReturnSeen) -> list[tuple[str, str]]:
    cycle = assessments.cycle(session, found.cycle_id)
    here = url_for("section_returns.of_return", return_id=found.id)
    return [*crumbs_of(cycle), (f"Sharing: {found.name}", here)]


def _on_front_page(session: Session, actor: Actor) -> list[Item]:
    """Returns that wait to be shared."""
    if not may(actor.role, RETURNS, Action.EXPORT):
        return []
    return [
        Item(
            kind=Kind.MINE,
            tag="To approve",
            text="A return waits to be shared with other boroughs",
            href=f"/section-returns/shares/{each.id}",
        )
        for each in queries.shares(session)
        if each.state is ShareState.WAITING and each.consented_by != actor.user_id
    ]


SOURCES = [Source(name="Shared returns", need=NEED, look=_on_front_page)]
