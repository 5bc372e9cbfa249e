"""The page on which an area sets its ladder."""

from typing import Any

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.deaths.model import CASE
from borough.deaths.routes import NAMED
from borough.form_chasing import queries, schemas, service
from borough.form_chasing.model import LadderChanged
from kit.access.policy import Action
from kit.accounts.access import needs
from kit.web import door
from partnership.asking.routes import Box, Page, asked

pages = Blueprint("form_chasing", __name__, url_prefix="/deaths")


@pages.route("/forms/ladder", methods=["GET", "POST"])
@needs(CASE, Action.CREATE, within=NAMED)
def ladder() -> ResponseReturnValue:
    def done(session: Session, given: dict[str, Any]) -> None:
        service.set_ladder(session, by=door.actor(), **given)

    return asked(
        _page,
        schemas.Set(),
        done,
        stale=LadderChanged,
        said="The ladder counts from the next hour on.",
        to=url_for("reporting_forms.outstanding"),
    )


def _page(session: Session) -> Page:
    found = queries.ladder(session)
    return Page(
        title="When forms that are out are chased",
        crumbs=[
            ("Child deaths", url_for("deaths.index")),
            ("Forms that are out", url_for("reporting_forms.outstanding")),
        ],
        intro="Working days in England. The person is also reminded on the due day. "
        "From the third reminder on the coordinators of the case are told too. No "
        "number is set in law; how long a form may take is set with the clocks.",
        boxes=[
            Box(kind="text", name="before", label="First reminder: days before"),
            Box(kind="text", name="late", label="Third reminder: days after"),
            Box(
                kind="text", name="formal", label="Last reminder: days after",
                hint="Then a formal request can be the next step",
            ),
        ],
        button="Set the ladder",
        values=found.days,
        seen=found.version,
        now=list(found.days.items()),
    )  # fmt: skip
