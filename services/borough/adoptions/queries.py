"""What this borough works to: shared items, its variations of them and its own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from borough.adoptions.model import (
    RESOURCE,
    Adoption,
    AdoptionEntry,
    Fit,
    Origin,
    Span,
    State,
    UnknownAdoption,
    address,
    spans,
)
from borough.standards import queries as standards
from borough.standards.queries import Received
from kit import clock
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.front.model import Item as FrontItem
from kit.front.model import Kind as FrontKind
from partnership.access import may
from partnership.standards.model import Details, Item, Kind, Position, find_item

REVIEW_SOON = timedelta(days=14)

Whole = TypeVar("Whole", bound="EntrySeen | AdoptionEntry")


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkingItem:
    """One item the borough works to, or would without having left it out.

    ``reason`` says why it is varied, left out or local; ``maps_to`` is the shared item
    a local one belongs to, None for ours alone and for all others.
    """

    id: str
    section: str
    text: str
    help: str = ""
    details: Details = field(default_factory=dict)
    origin: Origin = Origin.SHARED
    reason: str = ""
    maps_to: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkingSet:
    """What a borough works to on a day: one version of a standard, as it stands to it.

    ``adopted`` is False where no position was recorded: then the newest received
    version counts as it is. ``newest`` is the newest version received.
    """

    standard: str
    version: int
    title: str
    kind: str
    items: Sequence[WorkingItem]
    left_out: Sequence[WorkingItem]
    adopted: bool
    position: Position | None
    newest: int

    def item(self, identifier: str) -> WorkingItem:
        """The item of that identifier; raises UnknownItem."""
        kept = {item.id: item for item in self.items}
        find_item([Item(id=i.id, section="", text="") for i in self.items], identifier)
        return kept[identifier]


@dataclass(frozen=True, kw_only=True, slots=True)
class EntrySeen:
    """A variation or local item of a position; see :class:`model.AdoptionEntry`."""

    item_id: str
    origin: Origin
    section: str
    text: str
    help: str
    details: Mapping[str, Any]
    reason: str
    maps_to: str | None
    fit: Fit
    settled: bool
    dropped_because: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PositionSeen:
    """A position, in preparation or recorded; see :class:`model.Adoption`.

    ``span`` says when it counted or counts; None for one that is not recorded.
    """

    id: UUID
    standard: str
    standard_version: int
    number: int | None
    state: State
    position: Position
    why: str
    body: str | None
    body_name: str | None
    agreed_on: date | None
    review_on: date | None
    from_on: date
    version: int
    content: Mapping[str, Any]
    preview: str | None
    prepared_by: UUID
    prepared_by_post: str
    started_at: datetime
    submitted_at: datetime | None
    decided_by_post: str | None
    decided_at: datetime | None
    sent_back_because: str | None
    correlation_id: str | None
    entries: Sequence[EntrySeen]
    span: Span | None = None

    @property
    def href(self) -> str:
        """The path of its page."""
        return address(self.id)

    @property
    def in_preparation(self) -> bool:
        """Whether its preparer has it in hand."""
        return self.state in (State.DRAFT, State.SENT_BACK)

    @property
    def kept(self) -> Sequence[EntrySeen]:
        """Its variations and local items that were not dropped."""
        return [entry for entry in self.entries if entry.dropped_because is None]

    @property
    def review_passed(self) -> bool:
        """Whether the day to look at it again is over."""
        return self.review_on is not None and self.review_on < clock.today()


def working_set(
    session: Session, standard: str, on: date | None = None
) -> WorkingSet | None:
    """What the borough works to on a day (today where none is given).

    None where the standard was not received by then or is declined on that day.
    """
    versions = standards.versions_of(session, standard)
    return _working(versions, _recorded(session, standard), on or clock.today())


def working_sets(session: Session, kind: Kind) -> Sequence[WorkingSet]:
    """The same for every standard of a kind that is worked to today, by name."""
    recorded = _by_standard(_recorded(session))
    sets = (
        _working(versions, recorded.get(name, ()), clock.today())
        for name, versions in standards.by_standard(session, kind=kind).items()
    )
    return [each for each in sets if each is not None]


def position(
    session: Session, standard: str, on: date | None = None
) -> PositionSeen | None:
    """Where the borough stands on a day; None is "not yet"."""
    return _current(_recorded(session, standard), on or clock.today())


def positions(session: Session) -> Mapping[str, PositionSeen]:
    """Where the borough stands today on each standard it has a position on."""
    found = {
        name: _current(rows, clock.today())
        for name, rows in _by_standard(_recorded(session)).items()
    }
    return {name: each for name, each in found.items() if each is not None}


def history(session: Session, standard: str | None = None) -> Sequence[PositionSeen]:
    """Every recorded position on one standard or on all, each one's latest first."""
    return _recorded(session, standard)[::-1]


def record(session: Session, adoption_id: UUID) -> PositionSeen:
    """One position in whatever state; raises UnknownAdoption."""
    row = session.get(Adoption, adoption_id, options=[selectinload(Adoption.entries)])
    if row is None:
        raise UnknownAdoption
    if row.state is not State.RECORDED:
        return _seen(row, None)
    return next(e for e in _recorded(session, row.standard) if e.id == adoption_id)


def in_preparation(session: Session) -> Mapping[str, PositionSeen]:
    """The position being prepared on each standard that has one."""
    rows = session.scalars(
        select(Adoption)
        .where(Adoption.open_for.is_not(None))
        .options(selectinload(Adoption.entries))
    )
    return {row.standard: _seen(row, None) for row in rows}


def on_front_page(session: Session, actor: Actor) -> list[FrontItem]:
    """Versions that wait for a position, records to approve, reviews that are due."""
    if not may(actor.role, RESOURCE, Action.UPDATE):
        return []
    stands, open_ = positions(session), in_preparation(session)
    found = [_to_approve(each, actor) for each in open_.values()]
    for name, versions in standards.by_standard(session).items():
        stand, newest = stands.get(name), versions[0]
        if name not in open_ and _waits(stand, newest):
            found.append(
                FrontItem(
                    kind=FrontKind.MINE,
                    tag="Takes our position",
                    text=f"{newest.title}, version {newest.version}",
                    href=f"/adoptions/{name}",
                    at=newest.received_at,
                )
            )
        elif stand is not None and stand.review_on is not None:
            found.append(_review(stand, newest.title, stand.review_on))
    return [each for each in found if each is not None]


def _waits(stand: PositionSeen | None, newest: Received) -> bool:
    return stand is None or stand.standard_version < newest.version


def _to_approve(record: PositionSeen, actor: Actor) -> FrontItem | None:
    waits = record.state is State.AWAITING_APPROVAL
    mine = record.prepared_by == actor.user_id
    if waits and (mine or not may(actor.role, RESOURCE, Action.APPROVE)):
        return None
    if not waits and not mine:
        return None
    return FrontItem(
        kind=FrontKind.MINE,
        tag="To approve" if waits else "To finish",
        text="A position on a standard",
        href=record.href,
        at=record.submitted_at if waits else record.started_at,
    )


def _review(stand: PositionSeen, title: str, due: date) -> FrontItem | None:
    """A review that comes soon; the front page calls it late once its day passed."""
    if due - clock.today() > REVIEW_SOON:
        return None
    return FrontItem(
        kind=FrontKind.MINE,
        tag="Review our position",
        text=title,
        href=f"/adoptions/{stand.standard}",
        due=due,
    )


def arrange(
    shared: Sequence[Item], kept: Sequence[Whole]
) -> tuple[list[WorkingItem], list[WorkingItem]]:
    """Shared items with what is kept beside them: what is worked to, and left out.

    Every shared item and every kept entry is in one of the two lists, once. A local
    item follows the last one of its section; in a section of its own it comes last.
    """
    by_id = {each.item_id: each for each in kept if each.origin is not Origin.LOCAL}
    items = [_worked_to(item, by_id.pop(item.id, None)) for item in shared]
    # Nothing is dropped in silence: not even a variation whose item went.
    items += [_own(each) for each in by_id.values()]
    for local in (each for each in kept if each.origin is Origin.LOCAL):
        places = [n for n, i in enumerate(items, 1) if i.section == local.section]
        items.insert(max(places, default=len(items)), _own(local))
    return (
        [item for item in items if item.origin is not Origin.LEFT_OUT],
        [item for item in items if item.origin is Origin.LEFT_OUT],
    )


def _worked_to(item: Item, entry: "EntrySeen | AdoptionEntry | None") -> WorkingItem:
    if entry is None or entry.origin is Origin.LEFT_OUT:
        return WorkingItem(
            id=item.id,
            section=item.section,
            text=item.text,
            help=item.help,
            details=item.details,
            origin=Origin.SHARED if entry is None else entry.origin,
            reason="" if entry is None else entry.reason,
        )
    return WorkingItem(
        id=item.id,
        section=item.section,
        text=entry.text,
        help=entry.help,
        details={**item.details, **entry.details},
        origin=entry.origin,
        reason=entry.reason,
    )


def _own(entry: "EntrySeen | AdoptionEntry") -> WorkingItem:
    return WorkingItem(
        id=entry.item_id,
        section=entry.section,
        text=entry.text,
        help=entry.help,
        details=dict(entry.details),
        origin=entry.origin,
        reason=entry.reason,
        maps_to=entry.maps_to,
    )


def _working(
    versions: Sequence[Received], recorded: Sequence[PositionSeen], on: date
) -> WorkingSet | None:
    stands = _current(recorded, on)
    if stands is None:
        known = [each for each in versions if clock.london_day(each.received_at) <= on]
    else:
        known = [each for each in versions if each.version == stands.standard_version]
    if not known or (stands is not None and stands.position is Position.DECLINED):
        return None
    chosen = known[0]
    items, left_out = arrange(chosen.items, stands.kept if stands else ())
    return WorkingSet(
        standard=chosen.standard,
        version=chosen.version,
        title=chosen.title,
        kind=chosen.kind,
        items=items,
        left_out=left_out,
        adopted=stands is not None,
        position=stands.position if stands else None,
        newest=versions[0].version,
    )


def _current(recorded: Iterable[PositionSeen], on: date) -> PositionSeen | None:
    return next((e for e in recorded if e.span is not None and e.span.holds(on)), None)


def _by_standard(
    recorded: Iterable[PositionSeen],
) -> dict[str, list[PositionSeen]]:
    found: dict[str, list[PositionSeen]] = {}
    for each in recorded:
        found.setdefault(each.standard, []).append(each)
    return found


def _recorded(session: Session, standard: str | None = None) -> list[PositionSeen]:
    """Recorded positions of one standard or of all, in order of number."""
    statement = (
        select(Adoption)
        .where(Adoption.state == State.RECORDED)
        .options(selectinload(Adoption.entries))
        .order_by(Adoption.standard, Adoption.number)
    )
    if standard is not None:
        statement = statement.where(Adoption.standard == standard)
    rows: dict[str, list[Adoption]] = {}
    for row in session.scalars(statement):
        rows.setdefault(row.standard, []).append(row)
    return [
        _seen(row, span)
        for of_one in rows.values()
        for row, span in zip(of_one, spans(of_one), strict=True)
    ]


def _seen(row: Adoption, span: Span | None) -> PositionSeen:
    apart = {"entries", "span"}
    names = [name for name in PositionSeen.__dataclass_fields__ if name not in apart]
    return PositionSeen(
        **{name: getattr(row, name) for name in names},
        entries=[_entry_seen(entry) for entry in row.entries],
        span=span,
    )


def _entry_seen(row: AdoptionEntry) -> EntrySeen:
    return EntrySeen(
        **{name: getattr(row, name) for name in EntrySeen.__dataclass_fields__}
    )
