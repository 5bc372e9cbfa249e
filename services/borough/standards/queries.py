"""Reads of the received standards: their items, and what each indicator means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.standards.model import INDICATOR_SET, StandardReceived
from kit import clock
from kit.accounts.actor import Actor
from kit.errors import NotFound
from kit.front.model import Item, Kind
from kit.search.model import Hit, Term
from partnership.standards.model import Item as StandardItem
from partnership.standards.model import Kind as StandardKind
from partnership.standards.model import read_indicators, read_items

RECENT = timedelta(days=14)

UNIT_WORDS = {
    "percent": "per cent",
    "per_10000": "per 10,000 children aged 0 to 17",
    "ratio": "ratio",
    "count": "number",
}
DIRECTION_WORDS = {
    "higher": "Higher is better",
    "lower": "Lower is better",
    "context": "For context: neither direction is better by itself",
}
CARE_WORDS = {
    "published": "Official statistics, already public: released as they are",
    "people": "Numbers of 1 to 7 are hidden, others are rounded to the nearest 5",
    "staff": "Numbers of 1 to 4 are hidden",
    "deaths": "Released only as sums of three years, never below 10",
}


class UnknownStandard(NotFound):
    """This version of the standard has not been received."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Definition:
    """One indicator as the standard defines it, in words for a page."""

    id: str
    title: str
    definition: str
    counted: str
    unit: str
    direction: str
    supplied: str
    year_end: str
    source: str
    care: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StandardView:
    """One received version."""

    version: int
    title: str
    summary: str
    effective_from: date
    published_at: datetime
    received_at: datetime
    indicators: tuple[Definition, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """One received version of a standard of any kind, with its items.

    The definitions of an indicator set are items too. ``kind`` is a word of
    :class:`partnership.standards.model.Kind`, or one this release does not know.
    ``removed`` gives the reason by item that the version before still had.
    """

    standard: str
    version: int
    kind: str
    title: str
    summary: str
    effective_from: date
    published_at: datetime
    received_at: datetime
    items: tuple[StandardItem, ...]
    removed: Mapping[str, str]

    @property
    def kind_words(self) -> str:
        """The kind as people say it."""
        return self.kind.replace("_", " ").capitalize()


def version(session: Session, standard: str, number: int) -> Received:
    """One received version of a standard; raises UnknownStandard."""
    row = session.get(StandardReceived, (standard, number))
    if row is None:
        raise UnknownStandard
    return _received(row)


def versions_of(session: Session, standard: str) -> Sequence[Received]:
    """Every received version of one standard, the newest first."""
    rows = session.scalars(
        select(StandardReceived)
        .where(StandardReceived.standard == standard)
        .order_by(StandardReceived.version.desc())
    )
    return [_received(row) for row in rows]


def by_standard(
    session: Session, *, kind: StandardKind | None = None
) -> Mapping[str, Sequence[Received]]:
    """Every received version, the newest first, by the name of its standard."""
    statement = select(StandardReceived).order_by(
        StandardReceived.kind, StandardReceived.title, StandardReceived.version.desc()
    )
    if kind is not None:
        statement = statement.where(StandardReceived.kind == kind.value)
    found: dict[str, list[Received]] = {}
    for row in session.scalars(statement):
        found.setdefault(row.standard, []).append(_received(row))
    return {
        name: sorted(each, key=lambda one: -one.version) for name, each in found.items()
    }


def _received(row: StandardReceived) -> Received:
    return Received(
        standard=row.standard,
        version=row.version,
        kind=row.kind,
        title=row.title,
        summary=row.summary,
        effective_from=row.effective_from,
        published_at=row.published_at,
        received_at=row.received_at,
        items=read_items(row.items) or read_indicators(row.indicators),
        removed={each["id"]: each["reason"] for each in row.removed},
    )


def versions(session: Session) -> Sequence[StandardView]:
    """Every received version of the indicator set, the newest first."""
    rows = session.scalars(
        select(StandardReceived)
        .where(StandardReceived.standard == INDICATOR_SET)
        .order_by(StandardReceived.version.desc())
    )
    return [_view(row) for row in rows]


def on_front_page(session: Session, _actor: Actor) -> list[Item]:
    """Versions that arrived lately."""
    since = clock.now() - RECENT
    return [
        Item(
            kind=Kind.CHANGED,
            tag="New standard",
            text=f"{one.title}, version {one.version}",
            href=f"/standards/{one.version}",
            at=one.received_at,
        )
        for one in versions(session)
        if one.received_at >= since
    ]


def find(session: Session, _actor: Actor, term: Term) -> list[Hit]:
    """Versions by their words, and the newest version's definitions."""
    known = versions(session)
    hits = [
        Hit(
            text=f"{one.title}, version {one.version}",
            href=f"/standards/{one.version}",
            about=one.summary,
        )
        for one in known
        if term.in_(one.title, one.summary, f"version {one.version}")
    ]
    definitions = known[0].indicators if known else ()
    return (
        hits
        + [
            Hit(
                text=f"{one.id} {one.title}",
                href=f"/standards/{known[0].version}#{one.id}",
                about=one.definition,
            )
            for one in definitions
            if term.in_(one.id, one.title, one.definition, one.source)
        ]
        + _found(session, term)
    )


def _found(session: Session, term: Term) -> list[Hit]:
    """Standards of items by title, and the items of each one's newest version."""
    newest = [
        versions[0]
        for name, versions in by_standard(session).items()
        if name != INDICATOR_SET
    ]
    return [
        Hit(text=one.title, href=f"/adoptions/{one.standard}", about=one.summary)
        for one in newest
        if term.in_(one.title, one.summary)
    ] + [
        Hit(
            text=f"{item.id} {item.text}",
            href=f"/adoptions/{one.standard}/versions/{one.version}#{item.id}",
            about=item.help,
        )
        for one in newest
        for item in one.items
        if term.in_(item.id, item.text, item.help)
    ]


def standard(session: Session, version: int) -> StandardView:
    """One version; raises UnknownStandard."""
    row = session.get(StandardReceived, (INDICATOR_SET, version))
    if row is None:
        raise UnknownStandard
    return _view(row)


def _view(row: StandardReceived) -> StandardView:
    return StandardView(
        version=row.version,
        title=row.title,
        summary=row.summary,
        effective_from=row.effective_from,
        published_at=row.published_at,
        received_at=row.received_at,
        indicators=tuple(_definition(entry) for entry in row.indicators),
    )


def _definition(entry: Mapping[str, Any]) -> Definition:
    return Definition(
        id=entry["id"],
        title=entry["title"],
        definition=entry["definition"],
        counted=_counted(entry),
        unit=UNIT_WORDS.get(entry["unit"], entry["unit"]),
        direction=DIRECTION_WORDS.get(entry["polarity"], entry["polarity"]),
        supplied=f"{entry['supplier']}, {entry['frequency']}",
        year_end=entry["year_end"],
        source=entry["source"],
        care=CARE_WORDS.get(entry["disclosure_class"], entry["disclosure_class"]),
    )


def _counted(entry: Mapping[str, Any]) -> str:
    numerator = str(entry["numerator"]).replace("_", " ")
    if entry["denominator"] is None:
        return numerator
    before = ", one year earlier" if entry["denominator_lag"] else ""
    return f"{numerator} ÷ {str(entry['denominator']).replace('_', ' ')}{before}"
