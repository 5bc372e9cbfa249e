"""What every kind of summary shows of itself, and to whom one waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

from borough.releases.model import Named, Summary
from borough.returns.model import IN_PREPARATION, ReturnState
from kit import clock
from kit.accounts.actor import Actor
from kit.front.model import Item, Kind

APPROVE_WITHIN = timedelta(days=7)


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """One summary with all that leaves of it; see :class:`model.Summary`."""

    id: UUID
    state: ReturnState
    content: Mapping[str, Any]
    preview: str
    note: str | None
    prepared_by: UUID
    prepared_by_post: str
    started_at: datetime
    submitted_at: datetime | None
    decided_by_post: str | None
    decided_at: datetime | None
    sent_back_because: str | None
    correlation_id: str | None

    @classmethod
    def of(cls, row: Summary) -> Self:
        """A row as it is shown; its columns are named as these fields are."""
        return cls(**{name: getattr(row, name) for name in cls.__dataclass_fields__})

    @property
    def in_preparation(self) -> bool:
        """Whether its preparer still has it in hand."""
        return self.state in IN_PREPARATION

    @property
    def moment(self) -> datetime:
        """When something happened to it last."""
        return self.decided_at or self.submitted_at or self.started_at


def waiting(seen: Seen, actor: Actor, named: Named, *, approves: bool) -> Item | None:
    """What the front page says of a summary that waits for this person.

    ``approves`` is whether they may approve what somebody else prepared.
    """
    mine = seen.prepared_by == actor.user_id
    if seen.state is ReturnState.AWAITING_APPROVAL and approves and not mine:
        text, tag = named.waits, "To approve"
    elif seen.state is ReturnState.SENT_BACK and mine:
        text, tag = named.sent_back, "Sent back"
    else:
        return None
    late = clock.now() - seen.moment > APPROVE_WITHIN
    return Item(
        kind=Kind.LATE if late else Kind.MINE,
        text=text,
        href=named.address(seen.id),
        tag=tag,
        at=seen.moment,
    )
