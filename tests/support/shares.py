"""A second person who lets milestones go that somebody proposed to share."""

from partnership.sharing import queries, service
from partnership.sharing.model import ShareState
from tests.support.plans import a_person

SECOND = a_person("business_manager", 71)


def let_go(database, *, by=SECOND):
    """Release all that waits; gives how many proposals that were."""
    with database.transaction() as session:
        waiting = [
            each
            for each in queries.shares(session)
            if each.state is ShareState.AWAITING_APPROVAL
        ]
        for each in waiting:
            service.release(session, share_id=each.id, by=by, seen=each.preview)
    return len(waiting)
