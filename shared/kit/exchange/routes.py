"""Pages of the exchange: the journey of a release, streams, and what needs a look."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue

from kit.access.policy import Action, Limit, Need
from kit.accounts.access import needs, opens
from kit.exchange import journey as journeys
from kit.exchange import queries, waiting
from kit.front.model import Source
from kit.web import door, exports

REASONS = {
    "malformed": "It could not be read as a message of this federation.",
    "too-large": "It was larger than any message may be.",
    "unsigned": "It carried no signature we accept.",
    "wrong-purpose": "Its signature was made for another purpose.",
    "unknown-key": "It was signed with a key that no member has registered.",
    "bad-signature": "It was changed after it was signed.",
    "suspended": "Its sender is suspended.",
    "wrong-sender": "The sender, the signature and the contents differ.",
    "wrong-audience": "It was meant for somebody else.",
    "seen-again": "It had arrived before; the second copy was not used.",
    "fork": "Its sender wrote two different histories. The stream is stopped.",
    "stream-frozen": "Its stream is stopped until people have looked.",
    "unknown-epoch": "Its stream was begun anew without an announcement.",
    "old-registry": "It was an older member registry than the one in force.",
    "trail-cut": "It showed an audit trail that is shorter than it was, or forgets "
    "what its sender has shown before. Call the sender: its trail was cut or restored.",
    "trail-forked": "It showed another audit trail than its sender has shown before. "
    "Call the sender: somebody may have written its trail anew.",
}


# The pages show when, from whom and how much, and never what was in it.
METADATA = (Limit.METADATA,)

SOURCES = [
    Source(
        name="Exchange",
        need=Need(resource="exchange", action=Action.READ, within=frozenset(METADATA)),
        look=queries.on_front_page,
    )
]


def make_pages(*, peers: Sequence[str]) -> Blueprint:
    """The blueprint ``exchange``; ``peers`` are those who get what is for all."""
    pages = Blueprint("exchange", __name__, url_prefix="/exchange")
    pages.record(lambda state: state.app.extensions.update(exchange_peers=peers))
    pages.get("/", endpoint="index")(_index)
    pages.get("/refusals.csv", endpoint="refusals_csv")(_refusals_csv)
    pages.get("/journey/<correlation_id>", endpoint="journey")(_journey)
    pages.post("/waiting/<uuid:event_id>/try-again", endpoint="try_again")(_try_again)
    return pages


def _peers() -> Sequence[str]:
    return cast("Sequence[str]", current_app.extensions["exchange_peers"])


@needs("exchange", Action.READ, within=METADATA)
def _index() -> ResponseReturnValue:
    with door.reading() as session:
        return render_template(
            "kit/exchange/templates/index.html",
            sending=queries.sending(session, peers=_peers()),
            receiving=queries.receiving(session),
            backlog=queries.backlog(session),
            held=queries.held(session),
            refusals=queries.refusals(session),
            reasons=REASONS,
            may_try_again=opens("exchange.try_again", door.actor()),
        )


@needs("exchange", Action.READ, within=METADATA)
def _refusals_csv() -> ResponseReturnValue:
    with door.reading() as session:
        rows = queries.refusals(session)
    header = ["Reason", "Queue", "Sender", "SHA-256", "Times", "First", "Last"]
    return exports.csv(
        "refusals",
        header,
        [
            [r.reason, r.queue, r.user, r.hash, r.times, r.first_at, r.last_at]
            for r in rows
        ],
    )


# A journey shows no content, so whoever has its address may follow it.
@needs("front_page", Action.READ)
def _journey(correlation_id: str) -> ResponseReturnValue:
    with door.reading() as session:
        found = journeys.journey(session, correlation_id, peers=_peers())
    return render_template("kit/exchange/templates/journey.html", journey=found)


@needs("exchange", Action.UPDATE, within=METADATA)
def _try_again(event_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        waiting.try_again(session, event_id)
    flash("It will be tried again within seconds.", "success")
    return redirect(url_for("exchange.index"))
