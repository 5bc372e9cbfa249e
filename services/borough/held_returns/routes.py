"""Pages of copies: what another borough shared, and what it answers here."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.held_returns import queries, schemas, service
from borough.held_returns.queries import CopySeen
from borough.self_assessments import queries as assessments
from borough.self_assessments.model import RETURNS, TOOLS, ReturnChanged
from borough.standards import queries as standards
from kit.access.policy import Action
from kit.accounts.access import needs
from kit.data_classes import DataClass
from kit.web import door, exports
from partnership.asking.routes import Box, Page, asked

pages = Blueprint("held_returns", __name__, url_prefix="/held-returns")

FOLDER = "held_returns/templates"


@pages.get("/<uuid:copy_id>")
@needs(RETURNS, Action.READ)
def show(copy_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        copy = queries.copy(session, copy_id)
        versions = queries.versions(session, copy)
        texts = _texts(session, copy)
        used = [e for e in assessments.returns(session) if e.copy_id == copy_id]
    return render_template(
        f"{FOLDER}/copy.html",
        copy=copy,
        core=queries.readable(copy.core),
        versions=versions,
        lines=queries.lines(copy.core, texts),
        used=used,
    )


@pages.get("/<uuid:copy_id>/copy.csv")
@needs(RETURNS, Action.READ)
def as_csv(copy_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        copy = queries.copy(session, copy_id)
        texts = _texts(session, copy)
    header = ["Number", "Question", "Score", "What shows it"]
    rows = [
        (each.item, each.text, each.score_word, each.said.narrative)
        for each in queries.lines(copy.core, texts)
    ]
    return exports.csv("held-return", header, rows, holds=DataClass.PERSONAL)


@pages.route("/<uuid:copy_id>/use", methods=["GET", "POST"])
@needs(TOOLS, Action.UPDATE)
def use(copy_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        copy = queries.copy(session, copy_id)
        here = url_for("held_returns.show", copy_id=copy_id)
        return Page(
            title="Let this copy answer here",
            crumbs=[
                ("Shared returns", url_for("section_returns.index")),
                (copy.agency_name, here),
            ],
            intro="It answers the shared questions of the agency's return in this "
            "borough. Only our own questions are then asked.",
            boxes=[
                Box(
                    kind="select", name="return_id", label="The agency's return here",
                    choices=_candidates(session, copy),
                )
            ],
            button="Let it answer",
        )  # fmt: skip

    def used(session: Session, given: dict[str, Any]) -> None:
        service.use(session, copy_id=copy_id, by=door.actor(), **given)

    return asked(
        look, schemas.Used(), used, stale=ReturnChanged,
        said="The copy answers the shared questions.",
        to=url_for("held_returns.show", copy_id=copy_id),
    )  # fmt: skip


def _candidates(session: Session, copy: CopySeen) -> list[tuple[str, str]]:
    """Returns of open cycles under the same version that rest on no copy yet."""
    open_ = {
        each.id: each
        for each in assessments.cycles(session)
        if each.is_open
        and (each.standard, each.standard_version)
        == (copy.standard, copy.standard_version)
    }
    return [
        (str(each.id), f"{each.name}, {open_[each.cycle_id].title}")
        for each in assessments.returns(session)
        if each.cycle_id in open_ and each.copy_id is None
    ]


def _texts(session: Session, copy: CopySeen) -> dict[str, str]:
    """The words of the questions, as the leadership group published them."""
    known = standards.versions_of(session, copy.standard)
    return {
        item.id: item.text
        for each in known
        if each.version == copy.standard_version
        for item in each.items
    }
