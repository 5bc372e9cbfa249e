"""Pages of the exchange: the journey of a release, streams, and what needs a look."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from kit.accounts.access import ANYONE_SIGNED_IN, allow
from kit.exchange import journey as journeys
from kit.exchange import queries, waiting
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
}


def make_pages(
    *, readers: Sequence[str], operators: Sequence[str], peers: Sequence[str]
) -> Blueprint:
    """The blueprint ``exchange``. ``readers`` see, ``operators`` may also try again.

    ``peers`` are the members that receive what this instance sends to all. The
    journey page opens to everyone signed in: it shows no content.
    """
    pages = Blueprint("exchange", __name__, url_prefix="/exchange")

    @pages.get("/")
    @allow(*readers, *operators)
    def index() -> str:
        with door.reading() as session:
            return render_template(
                "kit/exchange/templates/index.html",
                sending=queries.sending(session, peers=peers),
                receiving=queries.receiving(session),
                backlog=queries.backlog(session),
                held=queries.held(session),
                refusals=queries.refusals(session),
                reasons=REASONS,
                may_try_again=door.actor().role in map(str, operators),
            )

    @pages.get("/refusals.csv")
    @allow(*readers, *operators)
    def refusals_csv() -> ResponseReturnValue:
        with door.reading() as session:
            rows = queries.refusals(session)
        header = ["Reason", "Queue", "Sender", "SHA-256", "Times", "First", "Last"]
        return exports.csv(
            "refusals.csv",
            header,
            [
                [r.reason, r.queue, r.user, r.hash, r.times, r.first_at, r.last_at]
                for r in rows
            ],
        )

    @pages.get("/journey/<correlation_id>")
    @allow(ANYONE_SIGNED_IN)
    def journey(correlation_id: str) -> str:
        with door.reading() as session:
            found = journeys.journey(session, correlation_id, peers=peers)
        return render_template("kit/exchange/templates/journey.html", journey=found)

    @pages.post("/waiting/<uuid:event_id>/try-again")
    @allow(*operators)
    def try_again(event_id: UUID) -> ResponseReturnValue:
        with door.transaction() as session:
            waiting.try_again(session, event_id)
        flash("It will be tried again within seconds.", "success")
        return redirect(url_for("exchange.index"))

    return pages
