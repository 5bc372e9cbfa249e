"""Ask every source that this person may open."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Policy
from kit.accounts.actor import Actor
from kit.front.model import Front, Line, Source


def look(
    session: Session, *, sources: Sequence[Source], policy: Policy, actor: Actor
) -> Front:
    """What changed, what is late and what is mine, as one person may know it."""
    today = clock.today()
    role = policy.roles.get(actor.role)
    return Front(
        about=role.about if role else "",
        lines=[
            Line(source=source.name, kind=item.kind_on(today), item=item)
            for source in sources
            if policy.opens(actor.role, source.need)
            for item in source.look(session, actor)
        ],
    )
