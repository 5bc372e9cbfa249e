"""Tell the other boroughs which coordinators there are, and hear theirs."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.coordinators.events import COORDINATORS_TOLD, coordinators_told
from borough.coordinators.model import SUBJECT, CoordinatorRow, ElsewhereRow, ToldRow
from borough.deaths.model import new_code
from borough.pins import queries as pins
from kit import clock
from kit.accounts import queries as accounts
from kit.errors import Invalid
from kit.exchange.event import Event
from kit.exchange.outbox import announce
from kit.hats import queries as hats
from kit.trail import service as trail
from partnership.access import Role, role_name

SHARES = "shares"
MOST = 200


def tell(session: Session) -> int:
    """Tell every other borough that heard something else last; how many were told.

    Coordinators come and go with their role: who lost it can receive nothing more.
    """
    told = _present(session)
    boroughs = [peer.slug for peer in pins.peers(session)]
    number = 0
    for borough in boroughs:
        row = session.get(ToldRow, borough, with_for_update=True)
        if row is not None and row.coordinators == told:
            continue
        if row is None:
            row = ToldRow(borough=borough, version=0)
            session.add(row)
        row.version, row.coordinators = row.version + 1, told
        _announce(session, row)
        number += 1
    return number


def hear(session: Session, events: Sequence[Event]) -> None:
    """Take what other boroughs tell; an older word changes nothing. Raises Invalid."""
    for event in events:
        told = _read(event)
        row = session.get(ElsewhereRow, event.source, with_for_update=True)
        if row is None:
            row = ElsewhereRow(borough=event.source, version=0)
        if event.version <= row.version:
            continue
        row.version, row.coordinators = event.version, told
        row.told_at = clock.parse_iso(event.data["told_at"])
        session.add(row)


def _present(session: Session) -> list[dict[str, str]]:
    """The coordinators there are now, each with an id and a pseudonym that stay."""
    roll = accounts.roll()
    holders = set(hats.holders(session, role=Role.CDOP_COORDINATOR))
    active = session.scalars(select(roll.c.id).where(roll.c.active))
    people = holders & set(active)
    rows = {row.user_id: row for row in session.scalars(select(CoordinatorRow))}
    for user_id, row in rows.items():
        if user_id in people:
            row.ended_at = None
        elif row.ended_at is None:
            row.ended_at = clock.now()
    for user_id in sorted(people - rows.keys()):
        rows[user_id] = _added(session, user_id, {row.code for row in rows.values()})
    session.flush()
    present = sorted((rows[user_id] for user_id in people), key=lambda row: row.code)
    post = role_name(Role.CDOP_COORDINATOR)
    return [
        {"coordinator_id": str(row.id), "post": post, "code": row.code}
        for row in present[:MOST]
    ]


def _added(session: Session, user_id: UUID, taken: set[str]) -> CoordinatorRow:
    code = new_code()
    while code in taken:
        code = new_code()
    row = CoordinatorRow(id=clock.new_id(), user_id=user_id, code=code)
    session.add(row)
    return row


def _announce(session: Session, row: ToldRow) -> None:
    session.flush()
    announce(
        session,
        audience=row.borough,
        type=COORDINATORS_TOLD,
        subject=SUBJECT,
        version=row.version,
        data=coordinators_told(row.coordinators),
    )
    detail: dict[str, str | int] = {
        "member": row.borough,
        "count": len(row.coordinators),
    }
    trail.record(session, act="coordinators.told", resource=SHARES, detail=detail)


def _read(event: Event) -> list[dict[str, str]]:
    try:
        return [
            {
                "coordinator_id": str(UUID(each["coordinator_id"])),
                "post": str(each["post"])[:80],
                "code": str(each["code"])[:8],
            }
            for each in event.data["coordinators"][:MOST]
        ]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Invalid("This does not tell who the coordinators are") from error
