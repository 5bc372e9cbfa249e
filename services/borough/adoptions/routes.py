"""Pages of positions: every standard, one standard's history, and a record."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.adoptions import queries, schemas, service
from borough.adoptions.model import (
    RESOURCE,
    ChangedMeanwhile,
    State,
    UnknownAdoption,
)
from borough.adoptions.queries import PositionSeen
from borough.adoptions.service import Stand
from borough.standards import queries as standards
from borough.standards.queries import Received, UnknownStandard
from kit import clock
from kit.access.policy import Action, Need
from kit.accounts.access import needs, opens
from kit.errors import Conflict, Invalid
from kit.front.model import Source
from kit.web import door, exports, forms
from kit.web.navigation import Entry
from partnership.asking.routes import Box, Page, asked
from partnership.bodies import queries as bodies
from partnership.standards.model import Kind, Position
from partnership.standards.queries import Difference, diff
from partnership.standards.routes import detail_rows

pages = Blueprint("adoptions", __name__, url_prefix="/adoptions")

NAVIGATION = [Entry("Our positions", "adoptions.index")]
SOURCES = [
    Source(
        name="Our positions",
        need=Need(resource=RESOURCE, action=Action.READ),
        look=queries.on_front_page,
    )
]
NOT_YET = "not_yet"
STANCES = [(each.value, each.value.capitalize()) for each in Position]
HINTS = {
    Position.ADOPTED.value: "We work to it as it is, with items of our own beside it "
    "where we like.",
    Position.VARIED.value: "We work to it, but for some items in our own words or left "
    "out.",
    Position.DECLINED.value: "We do not work to it.",
}


@pages.get("/")
@needs(RESOURCE, Action.READ)
def index() -> ResponseReturnValue:
    kind, stance = request.args.get("kind", ""), request.args.get("state", "")
    with door.reading() as session:
        rows = _rows(session, kind=kind, stance=stance)
    return render_template(
        "adoptions/templates/list.html",
        rows=rows,
        form=forms.Form(values={"kind": kind, "state": stance}),
        kinds=[(each.value, each.words) for each in Kind],
        stances=[*STANCES, (NOT_YET, "Not yet")],
        filtered=bool(kind or stance),
    )


@pages.get("/positions.csv")
@needs(RESOURCE, Action.READ)
def as_csv() -> ResponseReturnValue:
    with door.reading() as session:
        rows = _rows(session, kind="", stance="")
    header = [
        "Standard", "Kind", "Newest version", "Position", "On version", "From", "Why",
        "Approved by", "Approved on", "Review on", "Varied", "Left out", "Our own",
    ]  # fmt: skip
    return exports.csv("positions", header, [_row(*each) for each in rows])


def _row(newest: Received, stands: PositionSeen | None) -> Sequence[exports.Cell]:
    first = (newest.title, newest.kind_words, newest.version)
    if stands is None:
        return (*first, "Not yet", *[None] * 9)
    counts = [
        sum(entry.origin.value == origin for entry in stands.kept)
        for origin in ("varied", "left_out", "local")
    ]
    return (
        *first, stands.position.value.capitalize(), stands.standard_version,
        stands.from_on, stands.why, stands.body_name, stands.agreed_on,
        stands.review_on, *counts,
    )  # fmt: skip


def _rows(
    session: Session, *, kind: str, stance: str
) -> list[tuple[Received, PositionSeen | None]]:
    stands = queries.positions(session)
    rows = [
        (versions[0], stands.get(name))
        for name, versions in standards.by_standard(session).items()
    ]
    return [
        (newest, each)
        for newest, each in rows
        if kind in ("", newest.kind)
        and stance in ("", each.position.value if each else NOT_YET)
    ]


@pages.get("/<standard>")
@needs(RESOURCE, Action.READ)
def show(standard: str) -> ResponseReturnValue:
    with door.reading() as session:
        versions = _versions(session, standard)
        preparing = queries.in_preparation(session).get(standard)
        return render_template(
            "adoptions/templates/standard.html",
            versions=versions,
            position=queries.position(session, standard),
            preparing=preparing if _prepares() else None,
            history=queries.history(session, standard),
            works_to=queries.working_set(session, standard),
            may_prepare=_prepares(),
        )


@pages.get("/<standard>/versions/<int:version>")
@needs(RESOURCE, Action.READ)
def show_version(standard: str, version: int) -> ResponseReturnValue:
    with door.reading() as session:
        seen = standards.version(session, standard, version)
        before = _worked_to(session, seen)
    return render_template(
        "adoptions/templates/version.html",
        seen=seen,
        before=before,
        changes=diff(before.items, seen.items) if before else Difference(),
        details={e.id: detail_rows(seen.kind, e.details) for e in seen.items},
    )


def _worked_to(session: Session, seen: Received) -> Received | None:
    """The version worked to; where that is this one, or none is, the one before."""
    stands = queries.position(session, seen.standard)
    number = stands.standard_version if stands else seen.version
    if number == seen.version:
        number -= 1
    found = standards.versions_of(session, seen.standard)
    return next((each for each in found if each.version == number), None)


@pages.get("/<standard>/worked-to")
@needs(RESOURCE, Action.READ)
def works_to(standard: str) -> ResponseReturnValue:
    with door.reading() as session:
        versions = _versions(session, standard)
        found = queries.working_set(session, standard)
    items = found.items if found else ()
    return render_template(
        "adoptions/templates/working.html",
        newest=versions[0],
        found=found,
        details={e.id: detail_rows(versions[0].kind, e.details) for e in items},
    )


@pages.get("/<standard>/worked-to.csv")
@needs(RESOURCE, Action.READ)
def works_to_csv(standard: str) -> ResponseReturnValue:
    with door.reading() as session:
        _versions(session, standard)
        found = queries.working_set(session, standard)
    header = ["Item", "Section", "Words", "Origin", "Maps to", "Why"]
    rows = [
        (e.id, e.section, e.text, e.origin.value.replace("_", " "), e.maps_to, e.reason)
        for e in ([*found.items, *found.left_out] if found else ())
    ]
    return exports.csv(f"{standard}-worked-to", header, rows)


@pages.post("/<standard>/start")
@needs(RESOURCE, Action.UPDATE)
def start(standard: str) -> ResponseReturnValue:
    form = forms.load(schemas.Started(), request.form)
    if not form.ok:
        raise Invalid("Choose a version.")
    with door.transaction() as session:
        made = service.start(session, standard=standard, by=door.actor(), **form.data)
    flash("Begun. Nothing has left, and what you work to is as it was.", "success")
    return _to(made)


@pages.get("/records/<uuid:adoption_id>")
@needs(RESOURCE, Action.READ)
def record(adoption_id: UUID) -> ResponseReturnValue:
    return _record_page(adoption_id, forms.blank())


def _record_page(adoption_id: UUID, form: forms.Form) -> ResponseReturnValue:
    actor = door.actor()
    with door.reading() as session:
        found = queries.record(session, adoption_id)
        if found.state is not State.RECORDED and not _prepares():
            raise UnknownAdoption
        version = standards.version(session, found.standard, found.standard_version)
    page = render_template(
        "adoptions/templates/record.html",
        found=found,
        version=version,
        items={item.id: item for item in version.items},
        mine=found.prepared_by == actor.user_id,
        may_prepare=_prepares(),
        may_approve=opens("adoptions.approve", actor),
        form=form,
    )
    return page, form.status


@pages.route("/records/<uuid:adoption_id>/position", methods=["GET", "POST"])
@needs(RESOURCE, Action.UPDATE)
def say(adoption_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        return _stand_page(session, queries.record(session, adoption_id))

    def said(session: Session, given: dict[str, Any]) -> None:
        seen = given.pop("seen")
        service.say(
            session,
            adoption_id=adoption_id,
            seen=seen,
            stand=Stand(**given),
            by=door.actor(),
        )

    return asked(
        look, schemas.Said(), said, stale=ChangedMeanwhile,
        said="It is kept. Nothing has left.",
        to=url_for("adoptions.record", adoption_id=adoption_id),
    )  # fmt: skip


def _stand_page(session: Session, found: PositionSeen) -> Page:
    names = ("why", "body", "agreed_on", "review_on", "from_on")
    given = {name: getattr(found, name) for name in names}
    return Page(
        title="Where we stand",
        crumbs=crumbs(session, found),
        boxes=_boxes(session),
        button="Keep it",
        values={
            "position": found.position.value,
            **{name: value for name, value in given.items() if value is not None},
        },
        seen=found.version,
        now=[("Position", found.position.value.capitalize()), ("Why", found.why)],
    )


def _boxes(session: Session) -> list[Box]:
    listed = list(bodies.names(session, clock.today()).items())
    return [
        Box(
            kind="radios", name="position", label="Our position", choices=STANCES,
            hints=HINTS,
        ),
        Box(
            kind="area", name="why", label="Why",
            hint="Needed unless it is adopted. The leadership group and the other "
            "boroughs may read it: name no child, no family and no person.",
        ),
        Box(
            kind="select", name="body", label="Body that approved it",
            hint="Needed unless it is adopted", choices=listed,
        ),
        Box(kind="day", name="agreed_on", label="Day it was approved"),
        Box(
            kind="day", name="review_on", label="Day it is looked at again",
            hint="Needed where items are varied",
        ),
        Box(kind="day", name="from_on", label="Counts from"),
    ]  # fmt: skip


@pages.post("/records/<uuid:adoption_id>/submit")
@needs(RESOURCE, Action.UPDATE)
def submit(adoption_id: UUID) -> ResponseReturnValue:
    form = forms.load(schemas.Seen(), request.form)
    if not form.ok:
        return _record_page(adoption_id, form)
    try:
        with door.transaction() as session:
            service.submit(
                session, adoption_id=adoption_id, by=door.actor(), **form.data
            )
    except (Invalid, ChangedMeanwhile) as fault:
        fields = fault.fields if isinstance(fault, Invalid) else {}
        said = fields or {"form": str(fault)}
        at = dict.fromkeys(("why", "body", "agreed_on", "review_on"), "position")
        return _record_page(adoption_id, replace(form.refused(said), anchors=at))
    flash("It waits for a second person. Nothing has left.", "success")
    return _to(adoption_id)


@pages.post("/records/<uuid:adoption_id>/send-back")
@needs(RESOURCE, Action.UPDATE)
def send_back(adoption_id: UUID) -> ResponseReturnValue:
    form = forms.load(schemas.SentBack(), request.form)
    if not form.ok:
        return _record_page(adoption_id, form)
    with door.transaction() as session:
        service.send_back(
            session, adoption_id=adoption_id, by=door.actor(), **form.data
        )
    flash("It is back in preparation. Nothing has left.", "success")
    return _to(adoption_id)


@pages.post("/records/<uuid:adoption_id>/approve")
@needs(RESOURCE, Action.APPROVE)
def approve(adoption_id: UUID) -> ResponseReturnValue:
    form = forms.load(schemas.Approved(), request.form)
    if not form.ok:
        return _record_page(adoption_id, form)
    try:
        with door.transaction() as session:
            service.approve(
                session,
                adoption_id=adoption_id,
                seen=form.data["seen"],
                area=door.settings().area_code,
                by=door.actor(),
            )
    except Conflict as fault:
        return _record_page(adoption_id, form.refused({"form": str(fault)}))
    flash("Recorded. It is on its way to the leadership group.", "success")
    return _to(adoption_id)


@pages.route("/records/<uuid:adoption_id>/discard", methods=["GET", "POST"])
@needs(RESOURCE, Action.UPDATE)
def discard(adoption_id: UUID) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        found = queries.record(session, adoption_id)
        return Page(
            title="Discard this record",
            crumbs=crumbs(session, found),
            intro="What was typed in it is thrown away. What you work to stays as it "
            "is, and nothing has left.",
            boxes=[],
            button="Discard it",
            seen=found.version,
        )

    def discarded(session: Session, given: dict[str, Any]) -> None:
        by = door.actor()
        service.discard(session, adoption_id=adoption_id, by=by, **given)

    return asked(
        look, schemas.Seen(), discarded, stale=ChangedMeanwhile, said="It is gone.",
        to=url_for("adoptions.index"),
    )  # fmt: skip


def crumbs(session: Session, found: PositionSeen) -> list[tuple[str, str]]:
    """The way to a record's page."""
    version = standards.version(session, found.standard, found.standard_version)
    return [
        ("Our positions", url_for("adoptions.index")),
        (version.title, url_for("adoptions.show", standard=found.standard)),
        ("Record", url_for("adoptions.record", adoption_id=found.id)),
    ]


def _versions(session: Session, standard: str) -> Sequence[Received]:
    found = standards.versions_of(session, standard)
    if not found:
        raise UnknownStandard
    return found


def _prepares() -> bool:
    """Whether this person sees what is still in preparation."""
    return opens("adoptions.start", door.actor())


def _to(adoption_id: UUID) -> ResponseReturnValue:
    return redirect(url_for("adoptions.record", adoption_id=adoption_id))
