"""Pages of what other boroughs shared: answer it, read it, give it back."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.case_shares.model import FILES, PARTS
from borough.coordinators import queries as coordinators
from borough.pins import queries as pins
from borough.share_contents.queries import in_words
from borough.shared_cases import queries, schemas, service
from borough.shared_cases.model import DECLINED, READ, SHARES, WHY, StepSkipped
from borough.shared_cases.queries import SharedSeen
from kit.access.policy import Action, Limit, Need
from kit.accounts.access import needs
from kit.data_classes import DataClass
from kit.front.model import Source
from kit.trail import service as trail
from kit.web import door, exports, limits
from kit.web.navigation import Entry
from partnership.asking.routes import Box, Page, asked

pages = Blueprint("shared_cases", __name__, url_prefix="/shared-cases")

FOLDER = "shared_cases/templates"
NAMED = (Limit.NAMED,)
NEED = Need(resource=SHARES, action=Action.READ, within=frozenset(NAMED))
NAVIGATION = (Entry("Cases shared with us", "shared_cases.index"),)
SOURCES = (Source(name="Cases shared with us", need=NEED, look=queries.on_front_page),)


@pages.get("/")
@needs(SHARES, Action.READ, within=NAMED)
def index() -> ResponseReturnValue:
    with door.reading() as session:
        actor = door.actor()
        return render_template(
            f"{FOLDER}/list.html",
            shared=queries.shared(session, actor),
            code=coordinators.own_code(session, actor.user_id),
            post=coordinators.post(),
        )


@pages.get("/shared-cases.csv")
@needs(SHARES, Action.READ, within=NAMED)
def as_csv() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.shared(session, door.actor())
    header = ["Called", "From", "State", "Until", "Came", "Fault"]
    rows = [
        (e.code, e.origin_name, e.state.value, e.expires_on, e.arrived_at, e.fault)
        for e in found
    ]
    return exports.csv("shared-cases", header, rows, holds=DataClass.PERSONAL)


@pages.get("/<uuid:shared_id>")
@needs(SHARES, Action.READ, within=NAMED)
def show(shared_id: UUID) -> ResponseReturnValue:
    with door.reading() as session:
        found = _one(session, shared_id)
    mine = found.user_id == door.actor().user_id
    return render_template(
        f"{FOLDER}/show.html", shared=found, mine=mine, declined=DECLINED, why=WHY
    )


@pages.get("/<uuid:shared_id>/parts/<any(identity, circumstances, professionals, "
           "triage, review, forms):name>")  # fmt: skip
@needs(SHARES, Action.READ, within=NAMED)
def part(shared_id: UUID, name: str) -> ResponseReturnValue:
    with door.reading() as session:
        found = _one(session, shared_id)
        records: Sequence[Any] = queries.part(session, door.actor(), shared_id, name)
    # The receipt to the other borough is made of this row: before the page is sent.
    trail.record_at_once(
        door, act=READ, resource=SHARES, record=shared_id, detail={"kind": name}
    )
    return render_template(
        f"{FOLDER}/part.html", shared=found, title=PARTS[name], found=in_words(records)
    )


@pages.get("/<uuid:shared_id>/files/<uuid:file_id>")
@needs(SHARES, Action.READ, within=NAMED)
def file(shared_id: UUID, file_id: UUID) -> ResponseReturnValue:
    limits.spend(limits.EXPORT)
    with door.reading() as session:
        _one(session, shared_id)
        name, media, content = queries.file(session, door.actor(), shared_id, file_id)
    trail.record_at_once(
        door, act=READ, resource=SHARES, record=shared_id, detail={"kind": FILES}
    )
    # Never shown inside the site: what somebody brought may hold anything.
    return send_file(
        BytesIO(content), mimetype=media, as_attachment=True, download_name=name
    )


@pages.post("/<uuid:shared_id>/accept")
@needs(SHARES, Action.UPDATE, within=NAMED)
def accept(shared_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        service.accept(session, shared_id=shared_id, by=door.actor())
    return _done(shared_id, "You took it. Each look at it is told to where it is from.")


@pages.route("/<uuid:shared_id>/decline", methods=["GET", "POST"])
@needs(SHARES, Action.UPDATE, within=NAMED)
def decline(shared_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        return Page(
            title="Decline this share",
            crumbs=_crumbs(_one(session, shared_id)),
            intro="The copy here is destroyed, and the other borough is told.",
            boxes=[
                Box(kind="radios", name="reason", label="Why?",
                    choices=list(DECLINED.items())),
            ],
            button="Decline it",
        )  # fmt: skip

    def declined(session: Session, given: dict[str, Any]) -> None:
        service.decline(session, shared_id=shared_id, by=door.actor(), **given)

    return asked(
        look, schemas.Refused(), declined, stale=StepSkipped,
        said="It is declined, and the copy is destroyed.",
        to=url_for("shared_cases.show", shared_id=shared_id),
    )  # fmt: skip


@pages.post("/<uuid:shared_id>/give-back")
@needs(SHARES, Action.UPDATE, within=NAMED)
def give_back(shared_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        service.give_back(session, shared_id=shared_id, by=door.actor())
    return _done(shared_id, "The copy is destroyed, and a certificate is on its way.")


@pages.post("/<uuid:shared_id>/try-again")
@needs(SHARES, Action.UPDATE, within=NAMED)
def try_again(shared_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        opens = service.try_again(session, shared_id=shared_id, by=door.actor())
    if opens:
        flash("It opens now, and its coordinator is told.", "success")
    else:
        flash("It still cannot be opened.", "info")
    return redirect(url_for("shared_cases.index"))


@pages.route("/<uuid:shared_id>/elsewhere", methods=["GET", "POST"])
@needs(SHARES, Action.UPDATE, within=NAMED)
def ask_elsewhere(shared_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        found = _one(session, shared_id)
        third = [
            (peer.slug, peer.name)
            for peer in pins.peers(session)
            if peer.slug != found.origin
        ]
        return Page(
            title="Ask that a third borough gets it too",
            crumbs=_crumbs(found),
            intro=f"You cannot pass it on. {found.origin_name} is asked to share it "
            "with them itself, and decides.",
            boxes=[Box(kind="select", name="borough", label="Borough", choices=third)],
            button="Ask for it",
        )

    def wanted(session: Session, given: dict[str, Any]) -> None:
        service.ask_elsewhere(session, shared_id=shared_id, by=door.actor(), **given)

    return asked(
        look, schemas.Wanted(), wanted, stale=StepSkipped,
        said="The borough it came from is asked.",
        to=url_for("shared_cases.show", shared_id=shared_id),
    )  # fmt: skip


def _one(session: Session, shared_id: UUID) -> SharedSeen:
    return queries.one(session, door.actor(), shared_id)


def _crumbs(found: SharedSeen) -> list[tuple[str, str]]:
    here = url_for("shared_cases.show", shared_id=found.id)
    return [
        ("Cases shared with us", url_for("shared_cases.index")),
        (f"Share {found.code}", here),
    ]


def _done(shared_id: UUID, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for("shared_cases.show", shared_id=shared_id))
