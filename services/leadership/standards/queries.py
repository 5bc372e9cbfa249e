"""Reads of standards: their versions, definitions and items, what a draft changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.front.model import Item, Kind
from kit.search.model import Hit, Term
from leadership.standards.model import (
    INDICATOR_SET,
    RESOURCE,
    SHIPPED,
    StandardState,
    StandardVersion,
    UnknownIndicator,
    UnknownStandard,
)
from partnership.access import may
from partnership.standards.model import Item as StandardItem
from partnership.standards.model import Kind as StandardKind
from partnership.standards.model import read_indicators, read_items
from partnership.standards.queries import Difference, diff

RECENT = timedelta(days=14)

UNIT_WORDS = {
    "percent": "per cent",
    "per_10000": "per 10,000 children aged 0 to 17",
    "ratio": "ratio",
    "count": "number",
}
POLARITY_WORDS = {
    "higher": "Higher is better",
    "lower": "Lower is better",
    "context": "For context: neither direction is better by itself",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Definition:
    """One indicator as a version of the set defines it."""

    id: str
    position: int
    title: str
    definition: str
    numerator: str
    denominator: str | None
    denominator_lag: int
    unit: str
    decimals: int
    polarity: str
    supplier: str
    frequency: str
    year_end: str
    source: str
    disclosure_class: str
    part_of: str | None

    @property
    def counted(self) -> str:
        """Numerator over denominator in words."""
        numerator = _words(self.numerator)
        if self.denominator is None:
            return numerator
        before = ", one year earlier" if self.denominator_lag else ""
        return f"{numerator} ÷ {_words(self.denominator)}{before}"

    @property
    def unit_words(self) -> str:
        """The unit as a reader says it."""
        return UNIT_WORDS[self.unit]

    @property
    def polarity_words(self) -> str:
        """Which direction is wanted, as a sentence."""
        return POLARITY_WORDS[self.polarity]


@dataclass(frozen=True, kw_only=True, slots=True)
class StandardView:
    """One version of the indicator set."""

    version: int
    title: str
    summary: str
    effective_from: date
    state: StandardState
    published_at: datetime | None
    published_by: str | None
    indicators: tuple[Definition, ...]

    @property
    def is_draft(self) -> bool:
        """Whether it can still change."""
        return self.state is StandardState.DRAFT

    def indicator(self, identifier: str) -> Definition:
        """One definition; raises UnknownIndicator."""
        for definition in self.indicators:
            if definition.id == identifier:
                return definition
        raise UnknownIndicator


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One word of one indicator that a version changes."""

    indicator: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True, slots=True)
class VersionSeen:
    """One version of a standard of any kind; an indicator set's definitions are items.

    ``removed`` gives the reason by item that the version before still had.
    """

    standard: str
    version: int
    kind: StandardKind
    title: str
    summary: str
    effective_from: date
    state: StandardState
    published_at: datetime | None
    published_by: str | None
    items: tuple[StandardItem, ...]
    removed: Mapping[str, str]
    revision: int
    changed_by: UUID | None
    out_for_comments: bool

    @property
    def is_draft(self) -> bool:
        """Whether it can still change."""
        return self.state is StandardState.DRAFT

    @property
    def is_indicator_set(self) -> bool:
        """Whether it has pages of its own kind."""
        return self.kind is StandardKind.INDICATOR_SET

    @property
    def href(self) -> str:
        """The path of its page."""
        if self.is_indicator_set:
            return f"/standards/{self.version}"
        return f"/standards/of/{self.standard}/{self.version}"


def newest(
    session: Session, *, kind: StandardKind | None = None
) -> Sequence[VersionSeen]:
    """The newest version of each standard, drafts included, by kind and title."""
    statement = select(StandardVersion)
    if kind is not None:
        statement = statement.where(StandardVersion.kind == kind.value)
    found: dict[str, VersionSeen] = {}
    for row in session.scalars(statement.order_by(StandardVersion.version)):
        found[row.standard] = _version_seen(row)
    kinds = list(StandardKind)
    return sorted(found.values(), key=lambda e: (kinds.index(e.kind), e.title))


def published(session: Session) -> Mapping[str, Sequence[VersionSeen]]:
    """Every published version, the newest first, by standard in order of kind."""
    found: dict[str, list[VersionSeen]] = {}
    for each in _every(session):
        if not each.is_draft:
            found.setdefault(each.standard, []).append(each)
    kinds = list(StandardKind)
    order = sorted(found.values(), key=lambda e: (kinds.index(e[0].kind), e[0].title))
    return {each[0].standard: each for each in order}


def not_begun(session: Session) -> Sequence[str]:
    """Names of the standards that the product ships and nobody drafted yet."""
    begun = set(session.scalars(select(StandardVersion.standard)))
    return [name for name in SHIPPED if name not in begun]


def versions_of(session: Session, standard: str) -> Sequence[VersionSeen]:
    """Every version of one standard, the newest first; raises UnknownStandard."""
    rows = session.scalars(
        select(StandardVersion)
        .where(StandardVersion.standard == standard)
        .order_by(StandardVersion.version.desc())
    ).all()
    if not rows:
        raise UnknownStandard
    return [_version_seen(row) for row in rows]


def version_of(session: Session, standard: str, version: int) -> VersionSeen:
    """One version of any standard; raises UnknownStandard."""
    row = session.get(StandardVersion, (standard, version))
    if row is None:
        raise UnknownStandard
    return _version_seen(row)


def difference(session: Session, standard: str, *, old: int, new: int) -> Difference:
    """What one version changes from another; nothing where ``old`` is not there."""
    before = session.get(StandardVersion, (standard, old))
    after = version_of(session, standard, new)
    return diff(_version_seen(before).items, after.items) if before else Difference()


def _every(session: Session) -> Sequence[VersionSeen]:
    rows = session.scalars(
        select(StandardVersion).order_by(
            StandardVersion.standard, StandardVersion.version.desc()
        )
    )
    return [_version_seen(row) for row in rows]


def _version_seen(row: StandardVersion) -> VersionSeen:
    return VersionSeen(
        standard=row.standard,
        version=row.version,
        kind=StandardKind(row.kind),
        title=row.title,
        summary=row.summary,
        effective_from=row.effective_from,
        state=row.state,
        published_at=row.published_at,
        published_by=row.published_by,
        items=read_items(row.items) or read_indicators(row.indicators),
        removed={each["id"]: each["reason"] for each in row.removed},
        revision=row.revision,
        changed_by=row.changed_by,
        out_for_comments=row.out_for_comments,
    )


def versions(session: Session) -> Sequence[StandardView]:
    """Every version, the newest first."""
    rows = session.scalars(
        select(StandardVersion)
        .where(StandardVersion.standard == INDICATOR_SET)
        .order_by(StandardVersion.version.desc())
    )
    return [_view(row) for row in rows]


def on_front_page(session: Session, actor: Actor) -> list[Item]:
    """The draft that waits to be published, and what was published lately."""
    since = clock.now() - RECENT
    may_draft = may(actor.role, RESOURCE, Action.UPDATE)
    return [
        Item(
            kind=Kind.MINE if one.is_draft else Kind.CHANGED,
            tag="Draft" if one.is_draft else "Published",
            text=f"{one.title}, version {one.version}",
            href=one.href,
            at=one.published_at,
        )
        for one in _every(session)
        if (one.is_draft and may_draft)
        or (one.published_at is not None and one.published_at >= since)
    ]


def find(session: Session, actor: Actor, term: Term) -> list[Hit]:
    """Versions by their words, and the items of each newest published version."""
    may_draft = may(actor.role, RESOURCE, Action.UPDATE)
    known = [one for one in _every(session) if may_draft or not one.is_draft]
    published: dict[str, VersionSeen] = {}
    for one in known:
        if not one.is_draft:
            published.setdefault(one.standard, one)
    return [
        Hit(text=f"{one.title}, version {one.version}", href=one.href)
        for one in known
        if term.in_(one.title, one.summary, f"version {one.version}")
    ] + [
        Hit(text=f"{it.id} {it.text}", href=f"{one.href}#{it.id}", about=it.help)
        for one in published.values()
        for it in one.items
        if term.in_(it.id, it.text, it.help, str(it.details.get("source", "")))
    ]


def standard(session: Session, version: int) -> StandardView:
    """One version; raises UnknownStandard."""
    row = session.get(StandardVersion, (INDICATOR_SET, version))
    if row is None:
        raise UnknownStandard
    return _view(row)


def published_version(session: Session) -> int | None:
    """The number of the newest published version; None before the first."""
    return session.scalar(
        select(StandardVersion.version)
        .where(
            StandardVersion.standard == INDICATOR_SET,
            StandardVersion.state == StandardState.PUBLISHED,
        )
        .order_by(StandardVersion.version.desc())
        .limit(1)
    )


def changes(session: Session, version: int) -> Sequence[Change]:
    """What a version changes from the one before it; all is new in the first."""
    before = session.get(StandardVersion, (INDICATOR_SET, version - 1))
    if before is None:
        return []
    old = {entry["id"]: entry for entry in before.indicators}
    new = standard(session, version)
    return [
        change
        for definition in new.indicators
        for change in _changes(old.get(definition.id, {}), definition)
    ]


def _changes(old: Mapping[str, Any], new: Definition) -> list[Change]:
    wanted = ("title", "definition", "polarity", "frequency", "supplier", "source")
    return [
        Change(
            indicator=new.id,
            what=name,
            before=str(old.get(name, "")),
            after=str(getattr(new, name)),
        )
        for name in wanted
        if old.get(name) != getattr(new, name)
    ]


def _view(row: StandardVersion) -> StandardView:
    return StandardView(
        version=row.version,
        title=row.title,
        summary=row.summary,
        effective_from=row.effective_from,
        state=row.state,
        published_at=row.published_at,
        published_by=row.published_by,
        indicators=tuple(Definition(**entry) for entry in row.indicators),
    )


def _words(measure: str) -> str:
    return measure.replace("_", " ")
