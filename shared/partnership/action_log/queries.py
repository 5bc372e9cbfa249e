"""Read the action log of a body: its plans' actions, and those its meetings raised."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from kit.access.service import Reach
from kit.clock import london_day
from partnership.action_log.model import Raised
from partnership.actions import queries as actions
from partnership.bodies.queries import BodySeen
from partnership.brag.model import What
from partnership.brag.queries import ActionSeen, ChangeSeen, EvidenceSeen, Filter
from partnership.meetings import queries as meetings
from partnership.meetings.queries import Line

_CLOSING = (What.CLOSE_ASKED, What.CLOSE_REFUSED, What.CLOSED, What.REOPENED)
_SAYING = (What.NOTE, What.BRAG, What.FAILED)
EVERYTHING = Filter()


@dataclass(frozen=True, kw_only=True, slots=True)
class LogLine:
    """An action in the log.

    ``meeting`` is where it was raised, None for one that a plan brought; ``update`` is
    the last that was said of how it goes; ``closing`` the last step towards its close.
    """

    action: ActionSeen
    meeting: Line | None
    item_id: UUID | None
    update: ChangeSeen | None
    evidence: Sequence[EvidenceSeen]
    closing: ChangeSeen | None

    @property
    def raised_on(self) -> date:
        """The day of the meeting that raised it, else when it was written down."""
        return self.meeting.day if self.meeting else london_day(self.action.opened_at)

    @property
    def asked(self) -> ChangeSeen | None:
        """Who asked the body to close it and why, while that waits."""
        return self.closing if self.action.close_asked_at else None

    @property
    def left_open(self) -> ChangeSeen | None:
        """Why the body did not agree to close it, when it was asked last."""
        return self._last(What.CLOSE_REFUSED)

    @property
    def closed_by(self) -> str:
        """The reference of the decision that closed it; nothing while it is open."""
        closed = self._last(What.CLOSED)
        return closed.after if closed and self.action.closed_at else ""

    def _last(self, what: What) -> ChangeSeen | None:
        return self.closing if self.closing and self.closing.what is what else None


def log(
    session: Session,
    body: BodySeen,
    *,
    seen: Reach | None = None,
    wanted: Filter = EVERYTHING,
) -> list[LogLine]:
    """The actions of a body by reference, as many as a person may see; ten questions.

    ``wanted`` may narrow them by state, agency or what needs a look.
    """
    raised = _raised(session, body.id)
    own = replace(wanted, body=body.slug, also=frozenset(raised))
    said = _latest(session, own, seen)
    evidence = actions.evidence(session, seen=seen, wanted=own)
    return [
        LogLine(
            action=each,
            meeting=raised[each.id][0] if each.id in raised else None,
            item_id=raised[each.id][1] if each.id in raised else None,
            update=said[each.id].get("update"),
            closing=said[each.id].get("closing"),
            evidence=evidence.get(each.id, ()),
        )
        for each in actions.everything(session, seen=seen, wanted=own)
    ]


def _raised(session: Session, body_id: UUID) -> Mapping[UUID, tuple[Line, UUID | None]]:
    lines = {each.id: each for each in meetings.calendar(session, body_id=body_id)}
    rows = session.scalars(select(Raised).where(Raised.meeting_id.in_(lines)))
    return {row.action_id: (lines[row.meeting_id], row.item_id) for row in rows}


def _latest(
    session: Session, wanted: Filter, seen: Reach | None
) -> Mapping[UUID, Mapping[str, ChangeSeen]]:
    """The last update, and the last step towards closing, of each action."""
    found: dict[UUID, dict[str, ChangeSeen]] = defaultdict(dict)
    for each in actions.changes(
        session, seen=seen, wanted=wanted, what=(*_CLOSING, *_SAYING)
    ):
        about = "closing" if each.what in _CLOSING else "update"
        if about == "closing" or each.reason:
            found[each.action_id].setdefault(about, each)
    return found
