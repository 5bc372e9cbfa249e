"""Pages of a return's steps: sent for sign-off, signed, sent back, reopened."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.agency_answers import service as answering
from borough.agency_answers.routes import OWN, crumbs
from borough.self_assessments import schemas as steps
from borough.self_assessments import service as assessing
from borough.self_assessments.model import RETURNS, TOOLS, ReturnChanged
from borough.self_assessments.routes import a_return
from kit.access.policy import Action
from kit.accounts.access import needs
from kit.web import door
from partnership.asking.routes import Box, Page, asked

pages = Blueprint(
    "sign_off", __name__, url_prefix="/self-assessments/returns/<uuid:return_id>"
)


@pages.route("/send", methods=["GET", "POST"])
@needs(RETURNS, Action.UPDATE, within=OWN)
def send(return_id: UUID) -> ResponseReturnValue:
    intro = "Somebody else of your agency, of a senior post, looks at it and signs it."
    return _step(return_id, "Send for sign-off", intro, service_step=answering.send)


@pages.route("/sign", methods=["GET", "POST"])
@needs(RETURNS, Action.UPDATE, within=OWN)
def sign(return_id: UUID) -> ResponseReturnValue:
    intro = "You sign for your agency. The partnership then sees every answer."
    return _step(return_id, "Sign off and return", intro, service_step=assessing.sign)


@pages.route("/send-back", methods=["GET", "POST"])
@needs(RETURNS, Action.UPDATE, within=OWN)
def send_back(return_id: UUID) -> ResponseReturnValue:
    intro = "It goes back to those who answer for your agency."
    return _step(return_id, "Send back", intro, service_step=assessing.send_back)


@pages.route("/reopen", methods=["GET", "POST"])
@needs(TOOLS, Action.UPDATE)
def reopen(return_id: UUID) -> ResponseReturnValue:
    intro = "The agency can change its answers, and somebody signs them off anew."
    return _step(return_id, "Reopen", intro, service_step=assessing.reopen)


def _step(
    return_id: UUID, title: str, intro: str, *, service_step: Callable[..., None]
) -> ResponseReturnValue:
    """One step forward with a post, or back with a reason."""
    back = service_step in (assessing.send_back, assessing.reopen)
    box = (
        Box(kind="area", name="because", label="Why", hint="The agency reads this.")
        if back
        else Box(kind="text", name="post", label="Your post", hint="Never a name")
    )

    def look(session: Session) -> Page:
        found = a_return(session, return_id)
        return Page(
            title=f"{title}: {found.name}",
            crumbs=crumbs(session, found),
            intro=intro,
            boxes=[box],
            button=title,
            seen=found.version,
            now=[("State", found.state.value)],
        )

    def stepped(session: Session, given: dict[str, Any]) -> None:
        service_step(session, return_id=return_id, by=door.actor(), **given)

    schema = steps.Because() if back else steps.Posted()
    return asked(
        look, schema, stepped, stale=ReturnChanged, said="It is done.",
        to=url_for("agency_answers.show", return_id=return_id),
    )  # fmt: skip
