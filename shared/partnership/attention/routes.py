"""What the front page, the weekly letter and the search ask about actions."""

from sqlalchemy.orm import Session

from kit.access.policy import Action, Limit, Need
from kit.accounts.actor import Actor
from kit.front.model import Item, Source
from kit.search.model import Finder, Hit, Term
from partnership.access import reach
from partnership.actions.queries import ACTIONS
from partnership.attention import queries

WITHIN = (Limit.OWN, Limit.GROUP)
NEED = Need(resource=ACTIONS, action=Action.READ, within=frozenset(WITHIN))


def look(session: Session, actor: Actor) -> list[Item]:
    """What of this person's actions needs a look."""
    seen = reach(session, actor, Action.READ, ACTIONS)
    return queries.on_front_page(session, actor, seen)


def find(session: Session, actor: Actor, term: Term) -> list[Hit]:
    """Actions this person may read."""
    return queries.find(session, term, reach(session, actor, Action.READ, ACTIONS))


SOURCES = [Source(name="Actions", need=NEED, look=look)]
FINDERS = [Finder(name="Actions", need=NEED, find=find)]
