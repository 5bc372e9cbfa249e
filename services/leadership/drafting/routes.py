"""Pages of standards of items: draft, item by item, compare versions, publish."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields
from sqlalchemy.orm import Session

from kit.access.policy import Action
from kit.accounts.access import needs, opens
from kit.errors import Invalid
from kit.web import door, exports, forms
from leadership.drafting import schemas
from leadership.standards import queries, service
from leadership.standards.model import (
    RESOURCE,
    AlreadyPublished,
    StandardChanged,
    UnknownStandard,
)
from leadership.standards.queries import VersionSeen
from partnership.asking.routes import Box, Look, Page, Verb, asked
from partnership.standards.model import Item, Kind, find_item, sections
from partnership.standards.routes import (
    detail_rows,
    item_boxes,
    item_values,
    items_table,
    new_values,
)
from partnership.standards.schemas import item_schema, take_details

pages = Blueprint("drafting", __name__, url_prefix="/standards/of")

AT = "/<standard>/<int:version>"
ITEM = f"{AT}/items/<item_id>"


@pages.post("/<standard>/draft")
@needs(RESOURCE, Action.CREATE)
def draft(standard: str) -> ResponseReturnValue:
    with door.transaction() as session:
        version = service.draft(session, standard=standard, by=door.actor())
    flash(f"Version {version} is drafted. Nobody else sees it yet.", "success")
    return redirect(_at(standard, version))


@pages.route("/new", methods=["GET", "POST"])
@needs(RESOURCE, Action.CREATE)
def begin() -> ResponseReturnValue:
    kinds = [(kind.value, kind.words) for kind in schemas.OFFERED]

    def look(_: Session) -> Page:
        return Page(
            title="Begin another standard",
            crumbs=_crumbs(),
            boxes=[
                Box(kind="radios", name="kind", label="Kind", choices=kinds),
                Box(kind="text", name="title", label="Title"),
            ],
            button="Begin its draft",
        )

    def begun(session: Session, given: dict[str, Any]) -> None:
        service.begin(session, by=door.actor(), **given)

    return asked(
        look, schemas.Begun(), begun, stale=StandardChanged,
        said="Its first draft is begun. Add its items.", to=url_for("standards.index"),
    )  # fmt: skip


@pages.get(AT)
@needs(RESOURCE, Action.READ)
def show(standard: str, version: int) -> ResponseReturnValue:
    with door.reading() as session:
        seen = _one(session, standard, version)
        versions = _open_to_me(queries.versions_of(session, standard))
        changes = queries.difference(session, standard, old=version - 1, new=version)
    return render_template(
        "drafting/templates/show.html",
        seen=seen,
        versions=versions,
        changes=changes,
        details=_details(seen),
        may_draft=opens("drafting.draft", door.actor()),
        may_publish=opens("drafting.publish", door.actor()),
    )


@pages.get("/<standard>/from/<int:old>/to/<int:new>")
@needs(RESOURCE, Action.READ)
def compare(standard: str, old: int, new: int) -> ResponseReturnValue:
    with door.reading() as session:
        return render_template(
            "drafting/templates/compare.html",
            before=_one(session, standard, old),
            seen=_one(session, standard, new),
            changes=queries.difference(session, standard, old=old, new=new),
        )


@pages.get(f"{AT}/items.csv")
@needs(RESOURCE, Action.READ)
def as_csv(standard: str, version: int) -> ResponseReturnValue:
    with door.reading() as session:
        seen = _one(session, standard, version)
    header, rows = items_table(seen.kind, seen.items)
    return exports.csv(f"{standard}-version-{version}", header, rows)


@pages.route(f"{AT}/describe", methods=["GET", "POST"])
@needs(RESOURCE, Action.UPDATE)
def describe(standard: str, version: int) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        seen = _draft(session, standard, version)
        return Page(
            title="What the draft says of itself",
            crumbs=_crumbs(seen),
            boxes=[
                Box(kind="text", name="title", label="Title"),
                Box(kind="area", name="summary", label="What it is for"),
                Box(kind="day", name="effective_from", label="In effect from"),
            ],
            button="Save in the draft",
            values={
                "title": seen.title,
                "summary": seen.summary,
                "effective_from": seen.effective_from,
            },
            seen=seen.revision,
            now=[("Title", seen.title), ("What it is for", seen.summary)],
        )

    def described(session: Session, given: dict[str, Any]) -> None:
        service.describe(session, **given)

    return _asked(look, schemas.Described(), described, standard, version)


@pages.route(f"{AT}/add", methods=["GET", "POST"])
@needs(RESOURCE, Action.UPDATE)
def add(standard: str, version: int) -> ResponseReturnValue:
    seen = _looked(standard, version)

    def look(session: Session) -> Page:
        now = _draft(session, standard, version)
        return Page(
            title="Add an item",
            crumbs=_crumbs(now),
            boxes=item_boxes(now.kind, sections(now.items)),
            button="Add it to the draft",
            values=new_values(now.kind),
            seen=now.revision,
            now=[("Items", len(now.items))],
        )

    def added(session: Session, given: dict[str, Any]) -> None:
        details = take_details(seen.kind, given)
        service.add_item(session, details=details, **given)

    schema = item_schema(seen.kind, seen=fields.Integer(required=True))
    return _asked(look, schema, added, standard, version)


@pages.route(ITEM, methods=["GET", "POST"])
@needs(RESOURCE, Action.UPDATE)
def change(standard: str, version: int, item_id: str) -> ResponseReturnValue:
    kind = _looked(standard, version).kind

    def look(session: Session) -> Page:
        seen = _draft(session, standard, version)
        item = find_item(seen.items, item_id)
        return Page(
            title=f"Reword {item_id}",
            crumbs=_crumbs(seen),
            boxes=item_boxes(kind, sections(seen.items)),
            button="Save in the draft",
            values=item_values(item),
            seen=seen.revision,
            now=_now(kind, item),
        )

    def changed(session: Session, given: dict[str, Any]) -> None:
        details = take_details(kind, given)
        service.change_item(session, item_id=item_id, details=details, **given)

    schema = item_schema(kind, seen=fields.Integer(required=True))
    return _asked(look, schema, changed, standard, version)


@pages.post(f"{ITEM}/move")
@needs(RESOURCE, Action.UPDATE)
def move(standard: str, version: int, item_id: str) -> ResponseReturnValue:
    form = forms.load(schemas.Moved(), request.form)
    if not form.ok:
        raise Invalid("Choose up or down.")
    with door.transaction() as session:
        service.move_item(
            session, standard=standard, version=version, item_id=item_id,
            by=door.actor(), **form.data,
        )  # fmt: skip
    return redirect(_at(standard, version, item_id))


@pages.route(f"{ITEM}/remove", methods=["GET", "POST"])
@needs(RESOURCE, Action.UPDATE)
def remove(standard: str, version: int, item_id: str) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        seen = _draft(session, standard, version)
        item = find_item(seen.items, item_id)
        return Page(
            title=f"Remove {item_id}",
            crumbs=_crumbs(seen),
            intro=item.text,
            boxes=[
                Box(
                    kind="area", name="reason", label="Why does it go?",
                    hint="Every borough reads this beside the version.", rows=3,
                )
            ],
            button="Remove it from the draft",
            seen=seen.revision,
            now=[("Item", item.text)],
        )  # fmt: skip

    def removed(session: Session, given: dict[str, Any]) -> None:
        service.remove_item(session, item_id=item_id, **given)

    return _asked(look, schemas.Removed(), removed, standard, version)


@pages.route(f"{AT}/publish", methods=["GET", "POST"])
@needs(RESOURCE, Action.APPROVE)
def publish(standard: str, version: int) -> ResponseReturnValue:
    form = forms.blank()
    if request.method == "POST":
        form = forms.load(schemas.Published(), request.form)
        if form.ok:
            try:
                with door.transaction() as session:
                    service.publish(
                        session, standard=standard, version=version,
                        seen=form.data["seen"], by=door.actor(),
                    )  # fmt: skip
            except (Invalid, StandardChanged) as fault:
                form = form.refused({"form": str(fault)})
            else:
                flash("It is published and on its way to every borough.", "success")
                return redirect(_at(standard, version))
    return _publish_page(standard, version, form)


def _publish_page(standard: str, version: int, form: forms.Form) -> ResponseReturnValue:
    with door.reading() as session:
        seen = _one(session, standard, version)
        changes = queries.difference(session, standard, old=version - 1, new=version)
    page = render_template(
        "drafting/templates/publish.html",
        seen=seen,
        changes=changes,
        details=_details(seen),
        mine=seen.changed_by == door.actor().user_id,
        form=form,
    )
    return page, form.status


def _asked(
    look: Look, schema: Schema, verb: Verb, standard: str, version: int
) -> ResponseReturnValue:
    def done(session: Session, given: dict[str, Any]) -> None:
        at = {"standard": standard, "version": version, "by": door.actor()}
        verb(session, {**given, **at})

    return asked(
        look, schema, done, stale=StandardChanged, said="The draft is changed.",
        to=_at(standard, version),
    )  # fmt: skip


def _looked(standard: str, version: int) -> VersionSeen:
    with door.reading() as session:
        return _one(session, standard, version)


def _one(session: Session, standard: str, version: int) -> VersionSeen:
    """A version this person may see; raises UnknownStandard."""
    seen = queries.version_of(session, standard, version)
    if seen.is_indicator_set or not _open_to_me([seen]):
        raise UnknownStandard
    return seen


def _open_to_me(versions: Sequence[VersionSeen]) -> list[VersionSeen]:
    """Drafts are for those who may change them."""
    may_change = opens("drafting.describe", door.actor())
    return [each for each in versions if may_change or not each.is_draft]


def _draft(session: Session, standard: str, version: int) -> VersionSeen:
    seen = _one(session, standard, version)
    if not seen.is_draft:
        raise AlreadyPublished
    return seen


def _details(seen: VersionSeen) -> dict[str, list[tuple[str, str]]]:
    return {item.id: detail_rows(seen.kind, item.details) for item in seen.items}


def _now(kind: Kind, item: Item) -> list[tuple[str, object]]:
    words: list[tuple[str, object]] = [
        ("Section", item.section), ("Words", item.text), ("Help", item.help)
    ]  # fmt: skip
    return [*words, *detail_rows(kind, item.details)]


def _at(standard: str, version: int, item_id: str | None = None) -> str:
    return url_for("drafting.show", standard=standard, version=version, _anchor=item_id)


def _crumbs(seen: VersionSeen | None = None) -> list[tuple[str, str]]:
    found = [("Standards", url_for("standards.index"))]
    if seen is not None:
        words = f"{seen.title}, version {seen.version}"
        found.append((words, _at(seen.standard, seen.version)))
    return found
