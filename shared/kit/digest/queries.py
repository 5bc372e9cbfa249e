"""Who is to be written to, and how much there is to say."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Policy
from kit.accounts import queries as accounts
from kit.accounts.actor import Actor
from kit.digest.model import Counts, Digest, Reader
from kit.front import queries as front
from kit.front.model import Kind, Line, Source
from kit.hats.queries import counting
from kit.notices import queries as notices


def readers(session: Session, *, week: str, since: datetime) -> list[Reader]:
    """Who has not had the letter of ``week``, chose no other way, and has a role.

    An account made after ``since`` begins with the week that follows.
    """
    roll, hat = accounts.roll(), counting(clock.today())
    had = select(Digest.user_id).where(Digest.week == week)
    rows = session.execute(
        select(roll, hat.c.id.label("hat_id"), hat.c.role, hat.c.agency, hat.c.body)
        .join(hat, hat.c.user_id == roll.c.id)
        .where(roll.c.active, roll.c.created_at < since, roll.c.id.not_in(had))
        .order_by(roll.c.id, hat.c.from_on, hat.c.granted_at)
    )
    others = notices.who_chose_otherwise(session)
    hats: dict[UUID, list[Actor]] = {}
    for row in rows:
        if row.id not in others:
            actor = Actor(
                user_id=row.id,
                name=row.name,
                role=row.role,
                email=row.email,
                hat_id=row.hat_id,
                agency=row.agency,
                body=row.body,
            )
            hats.setdefault(row.id, []).append(actor)
    return [
        Reader(user_id=user_id, email=worn[0].email, hats=worn)
        for user_id, worn in hats.items()
    ]


def counts(
    session: Session, *, reader: Reader, sources: Sequence[Source], policy: Policy
) -> Counts:
    """How much there is for one person, whichever of their hats it is for."""
    lines: dict[tuple[str, str], Line] = {}
    for actor in reader.hats:
        found = front.look(session, sources=sources, policy=policy, actor=actor)
        lines |= {(line.item.href, line.item.text): line for line in found.lines}
    kinds = Counter(line.kind for line in lines.values())
    waiting = [line for line in lines.values() if line.kind is not Kind.CHANGED]
    return Counts(
        waits=Counter(line.source for line in waiting),
        late=kinds[Kind.LATE],
        changed=kinds[Kind.CHANGED],
        unread=notices.unread(session, reader.user_id),
    )
