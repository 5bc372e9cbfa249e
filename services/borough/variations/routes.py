"""Vary a shared item or leave it out, add our own, keep or drop what was carried."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema
from sqlalchemy.orm import Session

from borough.adoptions import queries, service
from borough.adoptions.model import RESOURCE, ChangedMeanwhile, UnknownEntry, Words
from borough.adoptions.queries import EntrySeen, PositionSeen
from borough.adoptions.routes import crumbs
from borough.standards import queries as standards
from borough.standards.queries import Received
from borough.variations import schemas
from kit.access.policy import Action
from kit.accounts.access import needs
from kit.errors import Invalid
from kit.web import door, forms
from partnership.asking.routes import Box, Look, Page, asked
from partnership.standards.model import Item, Kind, find_item, sections
from partnership.standards.routes import (
    detail_rows,
    item_boxes,
    item_values,
    new_values,
)
from partnership.standards.schemas import take_details

pages = Blueprint("variations", __name__, url_prefix="/adoptions/records")

ITEM = "/<uuid:adoption_id>/items/<item_id>"
ENTRY = "/<uuid:adoption_id>/entries/<item_id>"

Verb = Callable[[Session, dict[str, Any]], object]


def _why(label: str = "Why?") -> Box:
    return Box(
        kind="area", name="reason", label=label, rows=3,
        hint="The leadership group and the other boroughs may read it.",
    )  # fmt: skip


@pages.route(ITEM, methods=["GET", "POST"])
@needs(RESOURCE, Action.UPDATE)
def vary(adoption_id: UUID, item_id: str) -> ResponseReturnValue:
    kind = _kind(adoption_id)

    def look(session: Session) -> Page:
        found, version = _held(session, adoption_id)
        shared = find_item(version.items, item_id)
        ours = _entry(found, item_id)
        return Page(
            title=f"Word {item_id} our own way",
            crumbs=crumbs(session, found),
            told=_shared(kind, shared),
            boxes=[*item_boxes(kind, placed=False), _why("Why do we vary it?")],
            button="Keep our words",
            values=_values(shared, ours),
            seen=found.version,
            now=_now(ours),
        )

    def varied(session: Session, given: dict[str, Any]) -> None:
        service.vary(
            session, adoption_id=adoption_id, item_id=item_id, seen=given.pop("seen"),
            words=_words(kind, given), by=door.actor(),
        )  # fmt: skip

    return _asked(look, schemas.varied(kind), varied, adoption_id)


@pages.route(f"{ITEM}/leave-out", methods=["GET", "POST"])
@needs(RESOURCE, Action.UPDATE)
def leave_out(adoption_id: UUID, item_id: str) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        found, version = _held(session, adoption_id)
        return Page(
            title=f"Leave {item_id} out",
            crumbs=crumbs(session, found),
            intro=find_item(version.items, item_id).text,
            boxes=[_why("Why do we leave it out?")],
            button="Leave it out",
            seen=found.version,
            now=_now(_entry(found, item_id)),
        )

    def left_out(session: Session, given: dict[str, Any]) -> None:
        service.leave_out(
            session,
            adoption_id=adoption_id,
            item_id=item_id,
            by=door.actor(),
            **given,
        )

    return _asked(look, schemas.Reasoned(), left_out, adoption_id)


@pages.route("/<uuid:adoption_id>/local", methods=["GET", "POST"])
@needs(RESOURCE, Action.UPDATE)
def add_local(adoption_id: UUID) -> ResponseReturnValue:
    kind = _kind(adoption_id)

    def look(session: Session) -> Page:
        found, version = _held(session, adoption_id)
        return Page(
            title="Add an item of our own",
            crumbs=crumbs(session, found),
            boxes=_local_boxes(kind, version),
            button="Add it",
            values=new_values(kind),
            seen=found.version,
            now=[("Items kept beside the shared ones", len(found.kept))],
        )

    def added(session: Session, given: dict[str, Any]) -> None:
        service.add_local(
            session, adoption_id=adoption_id, by=door.actor(), **_local(kind, given)
        )

    return _asked(look, schemas.local(kind), added, adoption_id)


@pages.route(f"{ENTRY}/change", methods=["GET", "POST"])
@needs(RESOURCE, Action.UPDATE)
def change_local(adoption_id: UUID, item_id: str) -> ResponseReturnValue:
    kind = _kind(adoption_id)

    def look(session: Session) -> Page:
        found, version = _held(session, adoption_id)
        ours = _must_have(found, item_id)
        return Page(
            title=f"Change {item_id}",
            crumbs=crumbs(session, found),
            boxes=_local_boxes(kind, version),
            button="Save",
            values={**_of_entry(ours), "maps_to": ours.maps_to or ""},
            seen=found.version,
            now=_now(ours),
        )

    def changed(session: Session, given: dict[str, Any]) -> None:
        service.change_local(
            session,
            adoption_id=adoption_id,
            item_id=item_id,
            by=door.actor(),
            **_local(kind, given),
        )

    return _asked(look, schemas.local(kind), changed, adoption_id)


@pages.post(f"{ENTRY}/keep")
@needs(RESOURCE, Action.UPDATE)
def keep(adoption_id: UUID, item_id: str) -> ResponseReturnValue:
    form = forms.load(schemas.Kept(), request.form)
    if not form.ok:
        raise Invalid("Look at the record again.")
    with door.transaction() as session:
        service.keep(
            session,
            adoption_id=adoption_id,
            item_id=item_id,
            by=door.actor(),
            **form.data,
        )
    flash(f"{item_id} is kept as it is.", "success")
    return redirect(url_for("adoptions.record", adoption_id=adoption_id))


@pages.route(f"{ENTRY}/drop", methods=["GET", "POST"])
@needs(RESOURCE, Action.UPDATE)
def drop(adoption_id: UUID, item_id: str) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        found, _ = _held(session, adoption_id)
        ours = _must_have(found, item_id)
        return Page(
            title=f"Drop what we keep on {item_id}",
            crumbs=crumbs(session, found),
            intro=f"{ours.text} The words stay in the record, with your reason.",
            boxes=[_why("Why is it dropped?")],
            button="Drop it",
            seen=found.version,
            now=_now(ours),
        )

    def dropped(session: Session, given: dict[str, Any]) -> None:
        service.drop(
            session, adoption_id=adoption_id, item_id=item_id, seen=given["seen"],
            because=given["reason"], by=door.actor(),
        )  # fmt: skip

    return _asked(look, schemas.Reasoned(), dropped, adoption_id)


def _asked(
    look: Look, schema: Schema, verb: Verb, adoption_id: UUID
) -> ResponseReturnValue:
    return asked(
        look, schema, verb, stale=ChangedMeanwhile,
        said="It is kept. Nothing has left.",
        to=url_for("adoptions.record", adoption_id=adoption_id),
    )  # fmt: skip


def _local_boxes(kind: Kind, version: Received) -> list[Box]:
    shared = [(item.id, f"{item.id} {item.text[:80]}") for item in version.items]
    maps_to = Box(
        kind="select", name="maps_to", label="Shared item it belongs to",
        hint="Leave it at “Choose” where it is ours alone", choices=shared,
    )  # fmt: skip
    return [*item_boxes(kind, sections(version.items)), maps_to, _why()]


def _held(session: Session, adoption_id: UUID) -> tuple[PositionSeen, Received]:
    found = queries.record(session, adoption_id)
    return found, standards.version(session, found.standard, found.standard_version)


def _kind(adoption_id: UUID) -> Kind:
    with door.reading() as session:
        word = _held(session, adoption_id)[1].kind
    return Kind(word) if word in set(Kind) else Kind.INDICATOR_SET


def _entry(found: PositionSeen, item_id: str) -> EntrySeen | None:
    return next((e for e in found.entries if e.item_id == item_id), None)


def _must_have(found: PositionSeen, item_id: str) -> EntrySeen:
    ours = _entry(found, item_id)
    if ours is None:
        raise UnknownEntry
    return ours


def _words(kind: Kind, given: dict[str, Any]) -> Words:
    details = take_details(kind, given)
    return Words(
        text=given["text"],
        help=given["help"],
        reason=given["reason"],
        details=details,
    )


def _local(kind: Kind, given: dict[str, Any]) -> dict[str, Any]:
    words = _words(kind, given)
    same = ("seen", "section", "maps_to")
    return {"words": words, **{name: given[name] for name in same}}


def _values(shared: Item, ours: EntrySeen | None) -> dict[str, Any]:
    return item_values(shared) if ours is None else _of_entry(ours, shared)


def _of_entry(ours: EntrySeen, shared: Item | None = None) -> dict[str, Any]:
    return {
        **(shared.details if shared else {}),
        **ours.details,
        "section": ours.section,
        "text": ours.text,
        "help": ours.help,
        "reason": ours.reason,
    }


def _shared(kind: Kind, shared: Item) -> list[tuple[str, object]]:
    words: list[tuple[str, object]] = [("Shared words", shared.text)]
    if shared.help:
        words.append(("Shared help", shared.help))
    return [*words, *detail_rows(kind, shared.details)]


def _now(ours: EntrySeen | None) -> list[tuple[str, object]]:
    return [("Our words", ours.text if ours else "None kept"),
            ("Why", ours.reason if ours else None)]  # fmt: skip
