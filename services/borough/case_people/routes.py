"""Pages that open a case to people, and close it to them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.case_people import schemas, service
from borough.deaths.model import CASE, CaseChanged
from borough.deaths.routes import NAMED, ask, crumbs, one
from kit.access.model import ConflictKind
from kit.access.policy import Action
from kit.accounts.access import needs
from kit.hats import queries as hats
from kit.people import queries as people
from kit.web import asking, door
from partnership.access import Role
from partnership.asking.routes import Box, Page, asked, words_of

pages = Blueprint("case_people", __name__, url_prefix="/deaths")


@pages.post("/<uuid:case_id>/take")
@needs(CASE, Action.CREATE, within=NAMED)
def take(case_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        service.take(session, case_id=case_id, by=door.actor())
    flash("The case is open to you. The other coordinators were told.", "success")
    return redirect(url_for("deaths.show", case_id=case_id))


@pages.route("/<uuid:case_id>/people", methods=["GET", "POST"])
@needs(CASE, Action.UPDATE, within=NAMED)
def assign(case_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        box = Box(
            kind="select", name="user_id", label="Coordinator",
            choices=_coordinators(session),
        )  # fmt: skip
        return Page(
            title="Open the case to a coordinator",
            crumbs=crumbs(one(session, case_id)),
            intro="They are told, and it is recorded in the audit trail.",
            boxes=[box],
            button="Open it to them",
        )

    def assigned(session: Session, given: dict[str, Any]) -> None:
        service.assign(session, case_id=case_id, by=door.actor(), **given)

    return ask(case_id, look, schemas.Assigned(), assigned, "It is open to them.")


def _coordinators(session: Session) -> list[tuple[str, str]]:
    found = set(hats.holders(session, role=Role.CDOP_COORDINATOR))
    named = people.names(session, user_ids=found - {door.actor().user_id})
    return sorted(((str(i), name) for i, name in named.items()), key=lambda p: p[1])


@pages.post("/<uuid:case_id>/people/<uuid:assignment_id>/end")
@needs(CASE, Action.UPDATE, within=NAMED)
def unassign(case_id: UUID, assignment_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        service.unassign(
            session, case_id=case_id, assignment_id=assignment_id, by=door.actor()
        )
    flash("The case is closed to them.", "success")
    return redirect(url_for("deaths.index"))


@pages.route("/<uuid:case_id>/conflict", methods=["GET", "POST"])
@needs(CASE, Action.READ, within=NAMED)
def declare_conflict(case_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        box = Box(
            kind="radios", name="kind", label="Why you must not work on it",
            choices=words_of(ConflictKind),
        )  # fmt: skip
        return Page(
            title="Declare a conflict of interest",
            crumbs=crumbs(one(session, case_id, Action.READ)),
            intro="The case closes to you at once: on lists, in counts, in search and "
            "on the board of clocks. Somebody else must lift it before you see it "
            "again.",
            boxes=[box],
            button="Declare it",
        )

    def declared(session: Session, given: dict[str, Any]) -> None:
        service.declare_conflict(session, case_id=case_id, by=door.actor(), **given)

    return asked(
        look,
        schemas.Declared(),
        declared,
        stale=CaseChanged,
        said="Declared. The case is closed to you from now on.",
        to=url_for("deaths.index"),
    )


@pages.route("/emergency", methods=["GET", "POST"])
@needs("emergency_access", Action.CREATE)
def open_in_emergency() -> ResponseReturnValue:
    return in_emergency(
        "case",
        service.open_in_emergency,
        crumb=("Child deaths", url_for("deaths.index")),
        intro="For four hours, with a reason that somebody else reviews. Those who "
        "review are told at once.",
        to=lambda case_id: url_for("deaths.show", case_id=case_id),
    )


def in_emergency(
    what: str,
    verb: Callable[..., UUID],
    *,
    crumb: tuple[str, str],
    intro: str,
    to: Callable[[UUID], str],
) -> ResponseReturnValue:
    """The page on which a record is opened urgently, by its code; ``what`` it is."""
    page = Page(
        title=f"Open a {what} in an emergency",
        crumbs=[crumb],
        intro=intro,
        boxes=[
            Box(kind="text", name="code", label=f"Code of the {what}", hint="K7QF-2M"),
            Box(
                kind="area", name="reason", label="Why you must see it now",
                hint="At least 20 characters. Name nobody.",
            ),
        ],
        button="Open it",
    )  # fmt: skip

    def done(session: Session, given: dict[str, Any]) -> UUID:
        return verb(session, by=door.actor(), **given)

    return asking.asked(
        schemas.Emergency(),
        done,
        lambda form, _stale: page.shown(form)[0],
        to=to,
        said=f"The {what} is open to you for four hours. Others were told.",
    )
