"""Verbs of standards: draft the next version, change it, publish it to all."""

from collections.abc import Mapping
from datetime import date
from importlib import resources
from itertools import count
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from kit import clock
from kit.accounts.actor import Actor
from kit.errors import Invalid
from kit.exchange.outbox import announce
from kit.trail import service as trail
from leadership.standards.events import (
    ITEMS_PUBLISHED,
    STANDARD_PUBLISHED,
    items_published,
    standard_published,
)
from leadership.standards.model import (
    INDICATOR_SET,
    PREFIXES,
    RESOURCE,
    SHIPPED,
    AlreadyPublished,
    DraftInTheWay,
    StandardState,
    StandardVersion,
    UnknownStandard,
)
from partnership.access import role_name
from partnership.figures.service import learn_indicators
from partnership.standards.model import Details, Item, Kind, find_item, read_items


def draft_indicator_set(session: Session) -> StandardVersion:
    """Open the draft of the next version of the indicator set.

    The first one starts from the set the product ships, each later one from the
    version before it. Raises DraftInTheWay.
    """
    last = _last(session)
    if last is not None and last.state is StandardState.DRAFT:
        raise DraftInTheWay
    draft = _shipped() if last is None else _next(last)
    session.add(draft)
    session.flush()
    _note(session, "standard.drafted", draft.version)
    return draft


def reword_indicator(
    session: Session, *, version: int, indicator: str, words: Mapping[str, Any]
) -> None:
    """Change words of one indicator of a draft.

    Raises UnknownStandard, UnknownIndicator and AlreadyPublished.
    """
    _version(session, version).reword(indicator, words)
    _note(session, "standard.reworded", version, indicator=indicator)


def redate(
    session: Session, *, version: int, effective_from: date, summary: str
) -> None:
    """Change when a draft takes effect and what it is for."""
    standard = _version(session, version)
    standard.redate(effective_from=effective_from, summary=summary)
    _note(session, "standard.redated", version)


def publish_indicator_set(
    session: Session, *, version: int, published_by: str
) -> StandardVersion:
    """Publish a drafted version: work to it here, and announce it to every borough.

    Raises UnknownStandard and AlreadyPublished.
    """
    standard = _version(session, version)
    standard.publish(published_by=published_by)
    learn_indicators(session, standard.indicators, version=version)
    announce(
        session,
        audience="all",
        type=STANDARD_PUBLISHED,
        subject=standard.standard,
        version=version,
        data=standard_published(standard),
    )
    _note(session, "standard.published", version)
    return standard


def draft(session: Session, *, standard: str, by: Actor) -> int:
    """Open the draft of the next version of a standard of items; returns its number.

    The first one starts from what the product ships. Raises DraftInTheWay and
    UnknownStandard.
    """
    last = _last(session, standard)
    if last is not None and last.state is StandardState.DRAFT:
        raise DraftInTheWay
    row = _next(last) if last is not None else _shipped_items(standard)
    row.changed_by = by.user_id
    session.add(row)
    _noted(session, row, "standard.drafted")
    return row.version


def begin(session: Session, *, kind: Kind, title: str, by: Actor) -> str:
    """Open the empty first draft of another standard of a kind; returns its name.

    Raises Invalid for an indicator set: there is one.
    """
    if kind is Kind.INDICATOR_SET:
        fault = "There is one indicator set"
        raise Invalid(fault, fields={"kind": fault})
    stem = kind.value.replace("_", "-")
    taken = set(session.scalars(select(StandardVersion.standard)))
    name = next(n for n in map(f"{stem}-{{}}".format, count(2)) if n not in taken)
    row = _empty(name, kind, title)
    row.changed_by = by.user_id
    session.add(row)
    _noted(session, row, "standard.drafted")
    return name


def describe(
    session: Session, *, standard: str, version: int, seen: int, title: str,
    summary: str, effective_from: date, by: Actor,
) -> None:  # fmt: skip
    """Change what a draft says of itself.

    Raises UnknownStandard, AlreadyPublished and StandardChanged.
    """
    row = _held(session, standard, version, seen)
    row.describe(
        title=title, summary=summary, effective_from=effective_from, by=by.user_id
    )
    _noted(session, row, "standard.described")


def add_item(
    session: Session, *, standard: str, version: int, seen: int, section: str,
    text: str, help: str, details: Details, by: Actor,
) -> str:  # fmt: skip
    """Add an item under an identifier no item ever had; returns it.

    Raises as ``describe``, and Invalid.
    """
    row = _held(session, standard, version, seen)
    identifier = _next_item(session, row)
    item = Item(id=identifier, section=section, text=text, help=help, details=details)
    row.put(item, by=by.user_id)
    _noted(session, row, "standard.item-added", identifier)
    return identifier


def change_item(
    session: Session, *, standard: str, version: int, seen: int, item_id: str,
    section: str, text: str, help: str, details: Details, by: Actor,
) -> None:  # fmt: skip
    """Word an item anew; raises as ``add_item``, and UnknownItem."""
    row = _held(session, standard, version, seen)
    find_item(read_items(row.items), item_id)
    item = Item(id=item_id, section=section, text=text, help=help, details=details)
    row.put(item, by=by.user_id)
    _noted(session, row, "standard.item-reworded", item_id)


def move_item(
    session: Session, *, standard: str, version: int, seen: int, item_id: str,
    steps: int, by: Actor,
) -> None:  # fmt: skip
    """Move an item up or down; raises as ``describe``, and UnknownItem."""
    row = _held(session, standard, version, seen)
    row.move(item_id, steps=steps, by=by.user_id)
    _noted(session, row, "standard.item-moved", item_id)


def remove_item(
    session: Session, *, standard: str, version: int, seen: int, item_id: str,
    reason: str, by: Actor,
) -> None:  # fmt: skip
    """Take an item out, with the reason; raises as ``describe``, and UnknownItem."""
    row = _held(session, standard, version, seen)
    row.remove(item_id, reason=reason, by=by.user_id)
    _noted(session, row, "standard.item-removed", item_id)


def hold_for_comments(
    session: Session, *, standard: str, version: int, held: bool
) -> None:
    """Say that boroughs comment on a draft, or no longer; raises AlreadyPublished."""
    row = _version(session, version, standard)
    if row.state is not StandardState.DRAFT:
        raise AlreadyPublished
    row.out_for_comments = held


def publish(
    session: Session, *, standard: str, version: int, seen: int, by: Actor
) -> None:
    """Publish a draft of items as it was looked at, and announce it to every borough.

    Raises UnknownStandard, AlreadyPublished, StandardChanged, OutForComments, OwnDraft
    and Invalid.
    """
    row = _held(session, standard, version, seen)
    row.publish_items(published_by=role_name(by.role), by=by.user_id)
    announce(
        session,
        audience="all",
        type=ITEMS_PUBLISHED,
        subject=standard,
        version=version,
        data=items_published(row),
    )
    _noted(session, row, "standard.published")


def _held(session: Session, standard: str, version: int, seen: int) -> StandardVersion:
    row = session.get(StandardVersion, (standard, version), with_for_update=True)
    if row is None:
        raise UnknownStandard
    row.must_be_seen(seen)
    return row


def _next_item(session: Session, row: StandardVersion) -> str:
    """An identifier that no version of this standard ever had."""
    versions = session.scalars(
        select(StandardVersion).where(StandardVersion.standard == row.standard)
    )
    used = {entry["id"] for each in versions for entry in [*each.items, *each.removed]}
    letter = PREFIXES[Kind(row.kind)]
    return next(n for n in map(f"{letter}{{:02}}".format, count(1)) if n not in used)


def _noted(
    session: Session, row: StandardVersion, act: str, item: str | None = None
) -> None:
    session.flush()
    detail: trail.Detail = {"version": row.version}
    if item is not None:
        detail = {**detail, "indicator": item}
    trail.record(
        session, act=act, resource=RESOURCE, record=row.standard, detail=detail
    )


def _note(session: Session, act: str, version: int, **more: str) -> None:
    trail.record(
        session,
        act=act,
        resource="standards",
        record=INDICATOR_SET,
        detail={"version": version, **more},
    )


def _last(session: Session, standard: str = INDICATOR_SET) -> StandardVersion | None:
    return session.scalars(
        select(StandardVersion)
        .where(StandardVersion.standard == standard)
        .order_by(StandardVersion.version.desc())
        .limit(1)
    ).first()


def _version(
    session: Session, version: int, standard: str = INDICATOR_SET
) -> StandardVersion:
    found = session.get(StandardVersion, (standard, version))
    if found is None:
        raise UnknownStandard
    return found


def _shipped() -> StandardVersion:
    file = resources.files("leadership.standards") / "indicator_set_v1.json"
    set_one = orjson.loads(file.read_bytes())
    return StandardVersion(
        standard=set_one["standard"],
        version=set_one["version"],
        kind=set_one["kind"],
        title=set_one["title"],
        summary=set_one["summary"],
        effective_from=date.fromisoformat(set_one["effective_from"]),
        state=StandardState.DRAFT,
        indicators=set_one["indicators"],
        drafted_at=clock.now(),
    )


def _shipped_items(standard: str) -> StandardVersion:
    if standard not in SHIPPED:
        raise UnknownStandard
    folder = resources.files("leadership.standards") / "shipped"
    first = orjson.loads((folder / f"{standard}.json").read_bytes())
    row = _empty(standard, Kind(first["kind"]), first["title"])
    row.summary, row.items = first["summary"], first["items"]
    return row


def _empty(standard: str, kind: Kind, title: str) -> StandardVersion:
    return StandardVersion(
        standard=standard,
        version=1,
        kind=kind.value,
        title=title,
        summary="",
        effective_from=clock.today(),
        state=StandardState.DRAFT,
        indicators=[],
        drafted_at=clock.now(),
    )


def _next(last: StandardVersion) -> StandardVersion:
    return StandardVersion(
        standard=last.standard,
        version=last.version + 1,
        kind=last.kind,
        title=last.title,
        summary=last.summary,
        effective_from=clock.today(),
        state=StandardState.DRAFT,
        indicators=list(last.indicators),
        items=list(last.items),
        drafted_at=clock.now(),
    )
