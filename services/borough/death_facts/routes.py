"""Pages on which it is written down who a child was and how they died."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.death_facts import queries, schemas, service
from borough.death_facts.model import (
    Death,
    Ethnicity,
    FactsChanged,
    Identity,
    PlaceKind,
    Sex,
)
from borough.deaths.model import CASE
from borough.deaths.routes import NAMED, crumbs, moment_of, one, opened
from kit.access.policy import Action
from kit.accounts.access import needs
from kit.clock import LONDON
from kit.web import door, limits
from partnership.asking.routes import Box, Page, asked, words_of
from partnership.death_rules.circumstances import Circumstance
from partnership.death_rules.nhs_number import WithoutNumber

pages = Blueprint("death_facts", __name__, url_prefix="/deaths")

KEPT = "What you write is locked: it opens on this case's pages only."


@pages.route("/<uuid:case_id>/child", methods=["GET", "POST"])
@needs(CASE, Action.UPDATE, within=NAMED)
def child(case_id: UUID) -> ResponseReturnValue:
    if request.method == "GET":
        opened(case_id)
    else:
        # Each try tells whether a child is known: nobody tries many.
        limits.spend(limits.SEARCH)

    def look(session: Session) -> Page:
        return _child_page(session, case_id)

    def written(session: Session, given: dict[str, Any]) -> None:
        seen, another = given.pop("seen"), given.pop("another")
        who = Identity(number=given.pop("nhs_number"), **given)
        service.write_identity(
            session,
            case_id=case_id,
            seen=seen,
            who=who,
            another=another,
            by=door.actor(),
        )

    return asked(
        look,
        schemas.Child(),
        written,
        stale=FactsChanged,
        said="It is stored, and locked.",
        to=url_for("deaths.show", case_id=case_id),
    )


@pages.route("/<uuid:case_id>/death", methods=["GET", "POST"])
@needs(CASE, Action.UPDATE, within=NAMED)
def death(case_id: UUID) -> ResponseReturnValue:
    if request.method == "GET":
        opened(case_id)

    def look(session: Session) -> Page:
        return _death_page(session, case_id)

    def written(session: Session, given: dict[str, Any]) -> None:
        seen = given.pop("seen")
        died_at = moment_of(given.pop("died_on"), given.pop("died_time"))
        known = frozenset(given.pop("known"))
        told = Death(died_at=died_at, known=known, **given)
        service.write_death(
            session, case_id=case_id, seen=seen, death=told, by=door.actor()
        )

    return asked(
        look,
        schemas.Died(),
        written,
        stale=FactsChanged,
        said="It is stored, and locked. The clocks count from the death.",
        to=url_for("deaths.show", case_id=case_id),
    )


@pages.post("/<uuid:case_id>/same/<uuid:other_id>")
@needs(CASE, Action.UPDATE, within=NAMED)
def join(case_id: UUID, other_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        service.join(session, case_id=case_id, other=other_id, by=door.actor())
    flash("It is open to you, and it is recorded.", "success")
    return redirect(url_for("deaths.show", case_id=other_id))


def _child_page(session: Session, case_id: UUID) -> Page:
    case = one(session, case_id)
    found = queries.facts(session, case_id)
    return Page(
        title="Who the child was",
        crumbs=crumbs(case),
        intro=KEPT,
        boxes=_about_child(),
        button="Save",
        values=_child(found.identity),
        seen=found.version,
        now=_now(found),
    )


def _death_page(session: Session, case_id: UUID) -> Page:
    case = one(session, case_id)
    found = queries.facts(session, case_id)
    return Page(
        title="How the child died",
        crumbs=crumbs(case),
        intro=f"{KEPT} The clocks count from the moment of death.",
        boxes=_about_death(),
        button="Save",
        values=_died(found.death),
        seen=found.version,
        now=_now(found),
    )


def _now(found: queries.Facts) -> list[tuple[str, object]]:
    """What somebody else wrote meanwhile, in short."""
    who, died = found.identity, found.death
    when = died.died_at.astimezone(LONDON).strftime("%d.%m.%Y %H:%M") if died else None
    return [("Name", f"{who.given} {who.family}" if who else None), ("Died", when)]


def _child(who: Identity | None) -> dict[str, Any]:
    if who is None:
        return {}
    return {
        "given": who.given,
        "family": who.family,
        "born_on": who.born_on,
        "nhs_number": who.number or "",
        "without": who.without.value if who.without else "",
        "sex": who.sex.value,
        "ethnicity": who.ethnicity.value,
        "address": who.address,
        "postcode": who.postcode,
    }


def _died(death: Death | None) -> dict[str, Any]:
    if death is None:
        return {}
    moment = death.died_at.astimezone(LONDON)
    return {
        "died_on": moment.date(),
        "died_time": moment.strftime("%H:%M"),
        "place": death.place.value,
        "where": death.where,
        "known": [each.value for each in death.known],
        "cause": death.cause,
        "story": death.story,
    }


def _about_child() -> list[Box]:
    return [
        Box(kind="text", name="given", label="First names"),
        Box(kind="text", name="family", label="Surname"),
        Box(kind="day", name="born_on", label="Day of birth"),
        Box(
            kind="text", name="nhs_number", label="NHS number",
            hint="10 digits, such as 999 000 0018",
        ),
        Box(
            kind="select", name="without", label="Why there is no NHS number",
            hint="Leave it where you entered the number",
            choices=words_of(WithoutNumber),
        ),
        Box(kind="radios", name="sex", label="Sex", choices=words_of(Sex)),
        Box(
            kind="select", name="ethnicity", label="Ethnicity",
            choices=words_of(Ethnicity),
        ),
        Box(kind="area", name="address", label="Address"),
        Box(kind="text", name="postcode", label="Postcode"),
        Box(
            kind="checks", name="another", label="If we say that this child is known",
            choices=[("yes", "It is another child")],
        ),
    ]  # fmt: skip


def _about_death() -> list[Box]:
    return [
        Box(kind="day", name="died_on", label="Day of death"),
        Box(
            kind="text", name="died_time", label="Time of death",
            hint="For example 16:00. Where it is not known, when it was confirmed",
        ),
        Box(
            kind="radios", name="place", label="Kind of place",
            choices=words_of(PlaceKind),
        ),
        Box(kind="text", name="where", label="Place", hint="For example the hospital"),
        Box(
            kind="checks", name="known", label="What is known",
            hint="Tick all that apply. It decides which forms are asked for, and "
            "whether agencies must answer together",
            choices=words_of(Circumstance),
        ),
        Box(kind="text", name="cause", label="Suspected cause"),
        Box(kind="area", name="story", label="Circumstances", rows=8),
    ]  # fmt: skip
