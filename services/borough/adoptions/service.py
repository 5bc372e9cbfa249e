"""Prepare a position, have it approved by a second person, and tell leadership."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

import orjson
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from borough.adoptions import events
from borough.adoptions.model import (
    RESOURCE,
    Adoption,
    AdoptionEntry,
    AlreadyDrafted,
    Fit,
    MayNotRecord,
    Origin,
    State,
    UnknownAdoption,
    Words,
    address,
)
from borough.standards import queries as standards
from borough.standards.queries import Received
from kit import clock, logs
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.errors import Conflict, Invalid
from kit.exchange.outbox import announce
from kit.notices import service as notices
from kit.trail import service as trail
from partnership.access import may, policy, role_name
from partnership.bodies import queries as bodies
from partnership.standards.model import (
    LOCAL,
    Item,
    Kind,
    Position,
    check_item,
    find_item,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Stand:
    """What is said of a position; ``body`` is the slug of the body that approved it."""

    position: Position
    why: str = ""
    body: str | None = None
    agreed_on: date | None = None
    review_on: date | None = None
    from_on: date | None = None


def start(session: Session, *, standard: str, version: int, by: Actor) -> UUID:
    """Begin a record of a position on a received version.

    What was kept beside the version worked to is carried into it: each variation and
    local item, and whether its shared item changed or went. Raises UnknownStandard,
    MayNotRecord and AlreadyDrafted.
    """
    _must_prepare(by)
    chosen = standards.version(session, standard, version)
    if session.scalar(select(Adoption.id).where(Adoption.open_for == standard)):
        raise AlreadyDrafted
    before = _last(session, standard)
    row = Adoption(
        standard=standard,
        standard_version=version,
        open_for=standard,
        prepared_by=by.user_id,
        prepared_by_post=role_name(by.role),
    )
    if before is not None:
        _carry(session, before, row, chosen)
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as fault:
        raise AlreadyDrafted from fault
    _note(session, row, "adoption.drafted")
    return row.id


def say(
    session: Session, *, adoption_id: UUID, seen: int, stand: Stand, by: Actor
) -> None:
    """Say where the borough stands, why, and who approved it.

    Raises UnknownAdoption, MayNotRecord, OtherStep, ChangedMeanwhile, and Invalid
    naming ``body`` or ``from_on``.
    """
    row = _held(session, adoption_id, seen, by)
    row.position, row.why = stand.position, stand.why.strip()
    row.agreed_on, row.review_on = stand.agreed_on, stand.review_on
    row.from_on = stand.from_on or clock.today()
    row.body, row.body_name = stand.body, _body_name(session, stand)
    _check_beginning(session, row)
    _changed(session, row, "adoption.said")


def vary(
    session: Session, *, adoption_id: UUID, seen: int, item_id: str, words: Words,
    by: Actor,
) -> None:  # fmt: skip
    """Word a shared item our own way; raises as ``say`` and UnknownItem, Invalid."""
    row = _held(session, adoption_id, seen, by)
    version = _version_of(session, row)
    shared = find_item(version.items, item_id)
    varied = {**shared.details, **words.details}
    check_item(
        _kind(version),
        Item(
            id=item_id,
            section=shared.section,
            text=words.text,
            help=words.help,
            details=varied,
        ),
    )
    if (words.text, words.help, varied) == (shared.text, shared.help, shared.details):
        fault = "These are the shared words. Change them, or leave the item as it is"
        raise Invalid(fault, fields={"text": fault})
    _put(session, row, shared, Origin.VARIED, words)


def leave_out(
    session: Session, *, adoption_id: UUID, seen: int, item_id: str, reason: str,
    by: Actor,
) -> None:  # fmt: skip
    """Leave a shared item out; raises as ``say`` and UnknownItem."""
    row = _held(session, adoption_id, seen, by)
    shared = find_item(_version_of(session, row).items, item_id)
    words = Words(text=shared.text, help=shared.help, reason=reason)
    _put(session, row, shared, Origin.LEFT_OUT, words)


def add_local(
    session: Session, *, adoption_id: UUID, seen: int, section: str, words: Words,
    maps_to: str | None, by: Actor,
) -> str:  # fmt: skip
    """Add an item of our own beside the shared ones; returns its identifier.

    ``maps_to`` is the shared item it belongs to, None for ours alone. Raises as
    ``say``, and UnknownItem and Invalid.
    """
    row = _held(session, adoption_id, seen, by)
    item_id = _next_local(session, row.standard)
    entry = AdoptionEntry(item_id=item_id, place=int(item_id.removeprefix(LOCAL)))
    _word_local(session, row, entry, section, words, maps_to)
    row.entries.append(entry)
    _changed(session, row, "adoption.local-added", item_id)
    return item_id


def change_local(
    session: Session, *, adoption_id: UUID, seen: int, item_id: str, section: str,
    words: Words, maps_to: str | None, by: Actor,
) -> None:  # fmt: skip
    """Word or map an item of our own anew; raises as ``add_local``, UnknownEntry."""
    row = _held(session, adoption_id, seen, by)
    _word_local(session, row, row.entry(item_id), section, words, maps_to)
    _changed(session, row, "adoption.local-changed", item_id)


def keep(
    session: Session, *, adoption_id: UUID, seen: int, item_id: str, by: Actor
) -> None:
    """Say that an entry still fits the newer version as it is.

    Raises as ``say``, UnknownEntry, and Conflict where its shared item went.
    """
    row = _held(session, adoption_id, seen, by)
    entry = row.entry(item_id)
    if entry.fit is Fit.GONE:
        raise Conflict("The shared item went: map it to another one, or drop it.")
    entry.settled = True
    _changed(session, row, "adoption.entry-kept", item_id)


def drop(
    session: Session, *, adoption_id: UUID, seen: int, item_id: str, because: str,
    by: Actor,
) -> None:  # fmt: skip
    """Drop a variation or local item with a reason; raises as ``say``, UnknownEntry."""
    row = _held(session, adoption_id, seen, by)
    entry = row.entry(item_id)
    entry.dropped_because, entry.settled = because, True
    _changed(session, row, "adoption.entry-dropped", item_id)


def submit(session: Session, *, adoption_id: UUID, seen: int, by: Actor) -> None:
    """Ask a second person to approve; what leaves is fixed from here on.

    Raises as ``say``, and Invalid naming what is still missing.
    """
    row = _held(session, adoption_id, seen, by)
    content = events.leaving(row, kind=_version_of(session, row).kind)
    digest = sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()
    row.submit(by=by.user_id, post=role_name(by.role), content=content, preview=digest)
    _note(session, row, "adoption.submitted")
    notices.tell_roles(
        session,
        roles=policy().roles_for(RESOURCE, Action.APPROVE),
        but_not=by.user_id,
        **_said(row, "A position on a standard waits for your approval"),
    )


def send_back(session: Session, *, adoption_id: UUID, because: str, by: Actor) -> None:
    """Give it back; its preparer may also take it back.

    Raises UnknownAdoption, MayNotRecord and OtherStep.
    """
    row = _row(session, adoption_id)
    if by.user_id != row.prepared_by:
        _must_approve(by)
    row.send_back(by=by.user_id, post=role_name(by.role), because=because)
    _note(session, row, "adoption.sent-back")
    if by.user_id != row.prepared_by:
        words = _said(row, "A position you prepared was sent back")
        notices.tell(session, user_id=row.prepared_by, **words)


def approve(
    session: Session, *, adoption_id: UUID, seen: str, area: str, by: Actor
) -> None:
    """Record a position and tell leadership, both or neither.

    ``seen`` is the digest of what was looked at, ``area`` the ONS code this instance
    speaks for. Raises UnknownAdoption, MayNotRecord, OtherStep, NotAsSeen and
    SecondPersonNeeded.
    """
    _must_approve(by)
    row = _row(session, adoption_id)
    last = _last(session, row.standard)
    row.record(
        by=by.user_id,
        post=role_name(by.role),
        seen=seen,
        number=(last.number or 0) + 1 if last else 1,
        correlation_id=logs.correlation_id(),
    )
    session.flush()
    announce(
        session,
        audience=events.LEADERSHIP,
        type=events.ADOPTION_RECORDED,
        subject=events.subject_of(area, row.standard),
        version=row.number or 1,
        data=events.adoption_recorded(row, area=area),
    )
    _note(session, row, "adoption.recorded")
    words = _said(row, "A position you prepared was approved")
    notices.tell(session, user_id=row.prepared_by, **words)


def discard(session: Session, *, adoption_id: UUID, seen: int, by: Actor) -> None:
    """Throw away a record that was never approved; raises as ``say``."""
    row = _held(session, adoption_id, seen, by)
    _note(session, row, "adoption.discarded")
    session.delete(row)
    session.flush()


def _carry(session: Session, before: Adoption, row: Adoption, chosen: Received) -> None:
    """Copy what was kept, with how it fits; nothing is invented, nothing lost."""
    row.position, row.why = before.position, before.why
    if before.standard_version == chosen.version:
        row.body, row.body_name = before.body, before.body_name
        row.agreed_on, row.review_on = before.agreed_on, before.review_on
    old = _version_of(session, before)
    row.entries = [each.carried(old.items, chosen.items) for each in before.kept]


def _put(
    session: Session, row: Adoption, shared: Item, origin: Origin, words: Words
) -> None:
    found = [entry for entry in row.entries if entry.item_id == shared.id]
    entry = found[0] if found else AdoptionEntry(item_id=shared.id, place=0)
    entry.write(origin, shared.section, words)
    if not found:
        row.entries.append(entry)
    _changed(session, row, f"adoption.{origin.value.replace('_', '-')}", shared.id)


def _word_local(
    session: Session, row: Adoption, entry: AdoptionEntry, section: str, words: Words,
    maps_to: str | None,
) -> None:  # fmt: skip
    version = _version_of(session, row)
    if maps_to is not None:
        find_item(version.items, maps_to)
    check_item(
        _kind(version),
        Item(
            id=entry.item_id,
            section=section,
            text=words.text,
            help=words.help,
            details=words.details,
        ),
    )
    entry.write(Origin.LOCAL, section, words, maps_to)


def _kind(version: Received) -> Kind:
    return Kind(version.kind) if version.kind in set(Kind) else Kind.INDICATOR_SET


def _version_of(session: Session, row: Adoption) -> Received:
    return standards.version(session, row.standard, row.standard_version)


def _next_local(session: Session, standard: str) -> str:
    used: Sequence[str] = session.scalars(
        select(AdoptionEntry.item_id)
        .join(Adoption)
        .where(Adoption.standard == standard, AdoptionEntry.item_id.startswith(LOCAL))
    ).all()
    return f"{LOCAL}{max((int(e.removeprefix(LOCAL)) for e in used), default=0) + 1}"


def _body_name(session: Session, stand: Stand) -> str | None:
    if stand.body is None:
        return None
    on = stand.agreed_on or clock.today()
    name = bodies.names(session, on).get(stand.body)
    if name is None:
        fault = "This body did not exist on that day"
        raise Invalid(fault, fields={"body": fault})
    return name


def _check_beginning(session: Session, row: Adoption) -> None:
    """What counted until today stays as it was told."""
    if row.from_on < clock.today() and _last(session, row.standard) is not None:
        fault = "A later position counts from today or a day to come"
        raise Invalid(fault, fields={"from_on": fault})


def _last(session: Session, standard: str) -> Adoption | None:
    return session.scalars(
        select(Adoption)
        .where(Adoption.standard == standard, Adoption.state == State.RECORDED)
        .order_by(Adoption.number.desc())
        .limit(1)
    ).first()


def _row(session: Session, adoption_id: UUID) -> Adoption:
    row = session.get(Adoption, adoption_id, with_for_update=True)
    if row is None:
        raise UnknownAdoption
    return row


def _held(session: Session, adoption_id: UUID, seen: int, by: Actor) -> Adoption:
    _must_prepare(by)
    row = _row(session, adoption_id)
    row.must_be_seen(seen)
    return row


def _changed(
    session: Session, row: Adoption, act: str, item: str | None = None
) -> None:
    row.version += 1
    _note(session, row, act, **({"indicator": item} if item else {}))


def _must_prepare(by: Actor) -> None:
    if not may(by.role, RESOURCE, Action.UPDATE):
        raise MayNotRecord


def _must_approve(by: Actor) -> None:
    if not may(by.role, RESOURCE, Action.APPROVE):
        raise MayNotRecord


def _note(session: Session, row: Adoption, act: str, **more: str) -> None:
    session.flush()
    detail: trail.Detail = {"version": row.standard_version, **more}
    trail.record(session, act=act, resource=RESOURCE, record=row.id, detail=detail)


def _said(row: Adoption, text: str) -> notices.Words:
    return {"kind": "adoption", "text": text, "href": address(row.id)}
