"""Look at what waits to leave, and at what left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit import clock
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.front.model import Item, Kind
from partnership.access import may
from partnership.joint.queries import name_of
from partnership.sharing.model import ShareRow, ShareState, UnknownShare, address

WORKPLAN = "workplan"
STATES = {
    ShareState.AWAITING_APPROVAL: "Awaiting approval",
    ShareState.RELEASED: "Released",
    ShareState.SENT_BACK: "Sent back",
    ShareState.OVERTAKEN: "Overtaken by a later version",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class ShareSeen:
    """One proposal to share, with every word that leaves in ``content``."""

    id: UUID
    milestone_id: UUID
    version: int
    state: ShareState
    content: dict[str, Any]
    preview: str
    receivers: Sequence[str]
    proposed_by: UUID
    proposed_by_post: str
    proposed_at: datetime
    decided_by_post: str | None
    decided_at: datetime | None
    sent_back_because: str | None

    @property
    def title(self) -> str:
        """What is to be done."""
        return str(self.content["title"])

    @property
    def to(self) -> str:
        """Those it goes to, as people say them."""
        return _names(self.receivers)

    @property
    def lead(self) -> str:
        """The borough that leads it, as people say it."""
        return name_of(self.content["lead"])

    @property
    def shared_with(self) -> str:
        """Those it says it is shared with, as people say them."""
        return _names(self.content["shared_with"])

    @property
    def changed_at(self) -> datetime:
        """When it was changed last."""
        return clock.parse_iso(self.content["changed_at"])

    @property
    def stands(self) -> str:
        """Where it stands, in words."""
        return STATES[self.state]

    def day(self, name: str) -> date | None:
        """One of its days: ``due_on``, ``forecast_on`` or ``done_on``."""
        text = self.content[name]
        return None if text is None else date.fromisoformat(text)


def share(session: Session, share_id: UUID) -> ShareSeen:
    """One proposal; raises UnknownShare."""
    row = session.get(ShareRow, share_id)
    if row is None:
        raise UnknownShare
    return _seen(row)


def shares(session: Session) -> Sequence[ShareSeen]:
    """Every proposal, the latest first."""
    rows = session.scalars(
        select(ShareRow).order_by(ShareRow.proposed_at.desc(), ShareRow.id.desc())
    )
    return [_seen(row) for row in rows]


def latest(session: Session, milestone_id: UUID) -> ShareSeen | None:
    """The last proposal of a milestone; None where it was never to be shared."""
    row = session.scalars(
        select(ShareRow)
        .where(ShareRow.milestone_id == milestone_id)
        .order_by(ShareRow.version.desc(), ShareRow.proposed_at.desc())
        .limit(1)
    ).first()
    return _seen(row) if row else None


def on_front_page(session: Session, actor: Actor) -> list[Item]:
    """What waits for this person's look; nobody looks at what is theirs."""
    if not may(actor.role, WORKPLAN, Action.APPROVE):
        return []
    rows = session.scalars(
        select(ShareRow).where(
            ShareRow.state == ShareState.AWAITING_APPROVAL,
            ShareRow.proposed_by != actor.user_id,
        )
    )
    return [
        Item(
            kind=Kind.MINE,
            text="A milestone waits for your approval before others see it",
            href=address(row.id),
            tag="To approve",
            at=row.proposed_at,
        )
        for row in rows
    ]


def _names(slugs: Sequence[str]) -> str:
    return ", ".join(map(name_of, slugs))


def _seen(row: ShareRow) -> ShareSeen:
    return ShareSeen(
        id=row.id,
        milestone_id=row.milestone_id,
        version=row.version,
        state=row.state,
        content=row.content,
        preview=row.preview,
        receivers=row.receivers,
        proposed_by=row.proposed_by,
        proposed_by_post=row.proposed_by_post,
        proposed_at=row.proposed_at,
        decided_by_post=row.decided_by_post,
        decided_at=row.decided_at,
        sent_back_because=row.sent_back_because,
    )
