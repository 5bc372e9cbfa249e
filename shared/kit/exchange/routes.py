"""Pages of the exchange: the journey of a release, streams, and what needs a look."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast
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

from kit.accounts.access import ANYONE_SIGNED_IN, allow
from kit.exchange import journey as journeys
from kit.exchange import queries, waiting
from kit.web import door, exports

View = Callable[..., ResponseReturnValue]

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


@dataclass(frozen=True, kw_only=True)
class Audience:
    """Who may use the pages, and whom this instance sends to.

    ``readers`` see, ``operators`` may also try again; ``peers`` get what is for all.
    """

    readers: Sequence[str]
    operators: Sequence[str]
    peers: Sequence[str]


def make_pages(
    *, readers: Sequence[str], operators: Sequence[str], peers: Sequence[str]
) -> Blueprint:
    """The blueprint ``exchange``, with the words of :class:`Audience`.

    The journey page opens to everyone signed in: it shows no content.
    """
    pages = Blueprint("exchange", __name__, url_prefix="/exchange")
    audience = Audience(readers=readers, operators=operators, peers=peers)
    pages.record(lambda state: state.app.extensions.update(exchange_pages=audience))
    lookers = (*readers, *operators)
    pages.get("/", endpoint="index")(allow(*lookers)(_view(_index)))
    pages.get("/refusals.csv", endpoint="refusals_csv")(
        allow(*lookers)(_view(_refusals_csv))
    )
    pages.get("/journey/<correlation_id>", endpoint="journey")(
        allow(ANYONE_SIGNED_IN)(_view(_journey))
    )
    pages.post("/waiting/<uuid:event_id>/try-again", endpoint="try_again")(
        allow(*operators)(_view(_try_again))
    )
    return pages


def _view(function: View) -> View:
    """A view of its own to mark: who may open it differs from service to service."""

    @wraps(function)
    def view(**words: Any) -> ResponseReturnValue:  # noqa: ANN401 - the route's words
        return function(**words)

    return view


def _audience() -> Audience:
    return cast("Audience", current_app.extensions["exchange_pages"])


def _index() -> ResponseReturnValue:
    audience = _audience()
    with door.reading() as session:
        return render_template(
            "kit/exchange/templates/index.html",
            sending=queries.sending(session, peers=audience.peers),
            receiving=queries.receiving(session),
            backlog=queries.backlog(session),
            held=queries.held(session),
            refusals=queries.refusals(session),
            reasons=REASONS,
            may_try_again=door.actor().role in map(str, audience.operators),
        )


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


def _journey(correlation_id: str) -> ResponseReturnValue:
    with door.reading() as session:
        found = journeys.journey(session, correlation_id, peers=_audience().peers)
    return render_template("kit/exchange/templates/journey.html", journey=found)


def _try_again(event_id: UUID) -> ResponseReturnValue:
    with door.transaction() as session:
        waiting.try_again(session, event_id)
    flash("It will be tried again within seconds.", "success")
    return redirect(url_for("exchange.index"))
