"""What the front page and the search say of actions."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from kit.access.service import Reach
from kit.accounts.actor import Actor
from kit.front.model import Item, Kind
from kit.search.model import Hit, Term
from partnership.actions import queries as actions
from partnership.brag.model import Show

FRONT: Mapping[Show, tuple[str, str]] = {
    Show.OVERDUE: ("Overdue", "past their due date"),
    Show.STUCK: ("Stuck", "with a forecast put off twice or more"),
    Show.SILENT: ("Silent", "without an update for 60 days"),
    Show.MISSING: ("Dates missing", "started without a due date or a forecast"),
    Show.RECHECK: ("To check again", "embedded and due for a re-check"),
    Show.CONFIRM: ("To confirm", "proposed as embedded"),
    Show.CLOSE: ("To decide", "that somebody asks the body to close"),
}


def on_front_page(session: Session, actor: Actor, seen: Reach) -> list[Item]:
    """How many actions need a look, by why; each line leads to its list."""
    agency = f"&agency={actor.agency}" if actor.agency else ""
    return [
        Item(
            kind=Kind.LATE if show is Show.OVERDUE else Kind.MINE,
            tag=tag,
            text=f"{number} {'action' if number == 1 else 'actions'} {words}",
            # Who is asked to confirm is not of the action's own agency.
            href=f"/actions/?show={show.value}{'' if show is Show.CONFIRM else agency}",
        )
        for show, number in actions.counts(session, seen=seen).items()
        if number
        for tag, words in (FRONT[show],)
    ]


def find(session: Session, term: Term, seen: Reach) -> list[Hit]:
    """Actions by reference, title, owner's post or agency."""
    return [
        Hit(
            text=f"{each.ref} {each.title}",
            href=f"/actions/{each.id}",
            about=f"{each.word.tag}, {each.owner_post}, {each.agency_name}",
        )
        for each in actions.everything(session, seen=seen)
        if term.in_(each.ref, each.title, each.owner_post, each.agency_name)
    ]
