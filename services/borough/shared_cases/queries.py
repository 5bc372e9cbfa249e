"""What was shared with a person here, and what was put aside unread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from borough.case_shares.model import PARTS, Why
from borough.shared_cases.model import FAULTS, SHARES, Held, SharedRow
from borough.shared_files import queries as files
from borough.shared_files.queries import FileSeen
from kit.access.policy import Action, Limit
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import NotFound
from kit.front.model import Item, Kind
from kit.vault.service import Vault
from partnership.access import authorise, reach
from partnership.joint.queries import name_of

PAGE = "/shared-cases/"


@dataclass(frozen=True, kw_only=True, slots=True)
class SharedSeen:
    """One share of another borough; ``terms`` are empty where it cannot be read."""

    id: UUID
    origin: str
    code: str
    user_id: UUID | None
    parts: Sequence[str]
    expires_on: date | None
    state: Held
    reason: str | None
    arrived_at: datetime
    asked_back_at: datetime | None
    destroyed_at: datetime | None
    destroyed_because: Why | None
    is_readable: bool
    looks: int
    terms: Mapping[str, str] = field(default_factory=dict)
    files: Sequence[FileSeen] = ()

    @property
    def origin_name(self) -> str:
        """The borough that shared it."""
        return name_of(self.origin)

    @property
    def fault(self) -> str:
        """Why it could not be opened, in a sentence; empty where it could."""
        return FAULTS.get(self.reason or "", "")

    @property
    def part_names(self) -> list[tuple[str, str]]:
        """The parts it holds, by word and as pages call them."""
        return [(each, PARTS[each]) for each in self.parts if each in PARTS]


def shared(session: Session, actor: Actor) -> Sequence[SharedSeen]:
    """What is this person's, and what nobody can open; the latest first."""
    seen = reach(session, actor, Action.READ, SHARES)
    opened = [UUID(record) for record in seen.opened - seen.hidden]
    rows = session.scalars(
        select(SharedRow)
        .where(
            or_(
                SharedRow.id.in_(opened),
                SharedRow.user_id == actor.user_id,
                SharedRow.user_id.is_(None),
            )
        )
        .order_by(SharedRow.arrived_at.desc(), SharedRow.id)
    )
    return [_seen(row) for row in rows if str(row.id) not in seen.hidden]


def one(session: Session, actor: Actor, shared_id: UUID) -> SharedSeen:
    """One of those, with its terms; raises NotFound for any other."""
    row = session.get(SharedRow, shared_id)
    seen = reach(session, actor, Action.READ, SHARES)
    theirs = row is not None and (
        row.user_id in (actor.user_id, None) or str(row.id) in seen.opened
    )
    if row is None or not theirs or str(row.id) in seen.hidden:
        raise NotFound
    whole = row.is_readable and Limit.METADATA not in seen.limits
    if not whole:
        return _seen(row)
    came = files.files(
        session, shared_id=row.id, origin=row.origin, share_id=row.share_id
    )
    return _seen(row, Vault(session).get(row, "terms"), came)


def readable_by_code(session: Session, code: str) -> UUID | None:
    """The copy that a code calls, where it was accepted and a key here opens it."""
    row = session.scalar(select(SharedRow).where(SharedRow.code == code.upper()))
    accepted = row is not None and row.state in (Held.ACCEPTED, Held.KEPT)
    return row.id if row is not None and accepted and row.is_readable else None


def part(
    session: Session, actor: Actor, shared_id: UUID, name: str
) -> Sequence[Mapping[str, str]]:
    """The records of one part that was accepted; raises NotFound.

    That it is looked at, the door writes to the trail first.
    """
    row = _accepted(session, actor, shared_id)
    if name not in row.parts:
        raise NotFound
    found: Mapping[str, Sequence[Mapping[str, str]]] = Vault(session).get(
        row, "content"
    )
    return found[name]


def file(
    session: Session, actor: Actor, shared_id: UUID, file_id: UUID
) -> tuple[str, str, bytes]:
    """Name, media type and bytes of a file that came with it; as ``part``."""
    row = _accepted(session, actor, shared_id)
    return files.content(session, row.id, file_id)


def _accepted(session: Session, actor: Actor, shared_id: UUID) -> SharedRow:
    """What was accepted and is open to this person; raises NotFound.

    It is to the coordinator it is for, and for some hours in an emergency.
    """
    row = session.get(SharedRow, shared_id)
    scope = Scope(record=str(shared_id))
    limits = authorise(session, actor, Action.READ, SHARES, scope)
    accepted = row is not None and row.state in (Held.ACCEPTED, Held.KEPT)
    if row is None or not accepted or not row.is_readable:
        raise NotFound
    if limits:
        raise NotFound
    return row


def on_front_page(session: Session, actor: Actor) -> list[Item]:
    """Shares that wait for this person's answer."""
    return [
        Item(
            kind=Kind.MINE,
            tag="To answer",
            text=f"{each.origin_name} shared part of a case with you",
            href=f"{PAGE}{each.id}",
            at=each.arrived_at,
        )
        for each in shared(session, actor)
        if each.state is Held.ARRIVED
    ]


def _seen(
    row: SharedRow,
    terms: Mapping[str, str] | None = None,
    came: Sequence[FileSeen] = (),
) -> SharedSeen:
    names = (
        "id", "origin", "code", "user_id", "parts", "expires_on", "state", "reason",
        "arrived_at", "asked_back_at", "destroyed_at", "destroyed_because",
        "is_readable", "looks",
    )  # fmt: skip
    given = {name: getattr(row, name) for name in names}
    return SharedSeen(terms=terms or {}, files=came, **given)
