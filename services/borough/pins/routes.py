"""Keys of the other boroughs: read out our number, confirm theirs, take that back."""

from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from borough.pins import queries, schemas, service
from borough.pins.model import KEYS, How, Offer, PinChanged
from borough.pins.queries import PeerSeen
from kit import lockbox
from kit.access.policy import Action, Need
from kit.accounts.access import needs
from kit.accounts.confirmation import needs_confirmation
from kit.exchange import cross_signing, keys, sealing_keys
from kit.exchange.keys import KeyFileMissing
from kit.front.model import Source
from kit.web import door, exports
from kit.web.navigation import Entry
from partnership.asking.routes import Box, Page, asked, words_of

pages = Blueprint("pins", __name__, url_prefix="/sealing-keys")

FRESH = 15  # minutes: the call in which the number is compared fits in

NAVIGATION = (Entry("Keys of the other boroughs", "pins.index"),)
SOURCES = (
    Source(
        name="Keys of the other boroughs",
        need=Need(resource=KEYS, action=Action.UPDATE),
        look=queries.on_front_page,
    ),
)


@pages.get("/")
@needs(KEYS, Action.READ)
def index() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.peers(session)
        told = queries.offered(session, door.settings().member) if found else None
    own = _own_groups()
    return render_template(
        "pins/templates/list.html",
        peers=found,
        own=own,
        differs=bool(found) and own != (told.groups if told else []),
    )


@pages.get("/keys.csv")
@needs(KEYS, Action.READ)
def as_csv() -> ResponseReturnValue:
    with door.reading() as session:
        found = queries.peers(session)
    header = ["Borough", "Key", "State", "How", "Confirmed", "Why nothing can be sent"]
    rows = [(e.name, e.kid, e.state, e.how, e.confirmed_at, e.reason) for e in found]
    return exports.csv("sealing-keys", header, rows)


@pages.route("/<slug>/confirm", methods=["GET", "POST"])
@needs(KEYS, Action.UPDATE)
@needs_confirmation(FRESH)
def confirm(slug: str) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        peer = queries.peer(session, slug)
        return _confirm_page(peer, queries.offered(session, slug))

    def verb(session: Session, given: dict[str, Any]) -> None:
        offer = queries.offered(session, slug)
        at = _asked_for(offer) if offer else 0
        service.confirm(session, peer=slug, at=at, by=door.actor(), **given)

    return asked(
        look,
        schemas.Confirm(),
        verb,
        stale=PinChanged,
        said="The key is confirmed. Cases can be sealed to it.",
        to=url_for("pins.index"),
    )


@pages.route("/<slug>/withdraw", methods=["GET", "POST"])
@needs(KEYS, Action.UPDATE)
def withdraw(slug: str) -> ResponseReturnValue:
    def look(session: Session) -> Page:
        peer = queries.peer(session, slug)
        return Page(
            title=f"Take back that the key of {peer.name} is confirmed",
            crumbs=_crumbs(),
            intro="Do this when they say that their key was lost or seen by others. "
            "Nothing can be sealed to them until a key is confirmed again.",
            boxes=[Box(kind="checks", name="sure", label="Nothing more to this key",
                       choices=[("yes", "I am sure")])],
            button="Take it back",
        )  # fmt: skip

    def verb(session: Session, _given: dict[str, Any]) -> None:
        service.withdraw(session, peer=slug, by=door.actor())

    return asked(
        look,
        schemas.Withdraw(),
        verb,
        stale=PinChanged,
        said="Nothing can be sealed to them until a key is confirmed again.",
        to=url_for("pins.index"),
    )


def _confirm_page(peer: PeerSeen, offer: Offer | None) -> Page:
    at = _asked_for(offer) if offer else 0
    groups = offer.groups if offer else []
    told = [
        (f"Group {number + 1}", "They read it out, you type it" if number == at else it)
        for number, it in enumerate(groups)
    ]
    return Page(
        title=f"Confirm the key of {peer.name}",
        crumbs=_crumbs(),
        intro="Call their coordinator on a number you know from elsewhere, or meet. "
        "Let them read their eight groups out of their own page, and compare each with "
        "the ones here. One is left out: type it as you hear it.",
        told=told,
        boxes=[
            Box(kind="text", name="group", label=f"Group {at + 1}, as they read it out",
                hint="Five digits"),
            Box(kind="radios", name="how", label="How did you compare?",
                choices=words_of(How)),
        ],
        button="All eight are the same",
    )  # fmt: skip


def _asked_for(offer: Offer) -> int:
    """Which group is typed: nobody who makes a key can know which it will be."""
    drawn = lockbox.fingerprint(
        door.settings().secret_key, purpose="group to type", text=offer.sealing.kid
    )
    return int(drawn, 16) % cross_signing.GROUPS


def _own_groups() -> list[str]:
    """Our own number, from our own key files; empty before they were made."""
    folder = door.settings().keys_dir
    try:
        sealing = sealing_keys.load(folder).public
        signing = keys.public_jwk(keys.load_signing_key(folder))
    except KeyFileMissing:
        return []
    return cross_signing.fingerprint(sealing=sealing, signing=signing)


def _crumbs() -> list[tuple[str, str]]:
    return [("Keys of the other boroughs", url_for("pins.index"))]
