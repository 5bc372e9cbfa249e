"""Ask every finder whose pages this person may open."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from kit.access.policy import Policy
from kit.accounts.actor import Actor
from kit.search.model import MOST, Finder, Found, Group, Term


def search(
    session: Session,
    *,
    finders: Sequence[Finder],
    policy: Policy,
    actor: Actor,
    words: str,
) -> Found:
    """What there is for one person; at most 200 hits in all."""
    term = Term.read(words)
    groups, left, more = [], MOST, False
    for finder in finders:
        if finder.need is not None and not policy.opens(actor.role, finder.need):
            continue
        hits = finder.find(session, actor, term)
        more = more or len(hits) > left
        if hits[:left]:
            groups.append(Group(name=finder.name, hits=hits[:left]))
        left -= len(hits[:left])
    return Found(groups=groups, more=more)
