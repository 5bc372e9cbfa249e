"""Names of a place request: sealed on the way, gone everywhere when they must go."""

import re
from base64 import urlsafe_b64decode
from dataclasses import replace
from datetime import timedelta

import orjson
import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from joserfc import jwe
from joserfc.jwk import OKPKey
from joserfc.util import urlsafe_b64encode
from sqlalchemy import select

from borough.bookings.model import Staff
from borough.offered_events import queries as offered
from borough.offers import queries as offers
from borough.offers import service as offering
from borough.places_elsewhere import service as asking
from borough.places_elsewhere.model import AskStands, CannotBeSealed
from borough.retention import service as retention
from borough.wiring import SERVICE
from kit import sealing
from kit.exchange.model import ReceivedBundle
from kit.exchange.sealing import seal_committed
from tests.support.federation import Trusted, a_delivery, a_receiver
from tests.support.places import ANOTHER, HOMES, HOST, Places
from tests.support.training import at_nine

HOME, OTHER = HOMES
MARIGOLD = Staff(name="Marigold Plant", email="marigold@school.example.org")
PERIWINKLE = Staff(name="Periwinkle Plant", email="periwinkle@school.example.org")
PLANTED = ("marigold", "periwinkle")
LATER = at_nine(40 + 37 * 31)
SEAL = re.compile(r"eyJ[\w-]+(?:\.[\w-]+){4}")
SIGNED = re.compile(r"eyJ[\w-]+\.([\w-]{100,})\.[\w-]+")
HALF_A_KEY = re.compile(r"(?<![\w-])[\w-]{43}(?![\w-])")
LOOSE = jwe.JWERegistry(algorithms=[sealing.ALG, sealing.ENC])


@pytest.fixture
def places(any_database):
    return Places.made(any_database)


def ask(places, event_id, *staff, home=HOME):
    there = places.boroughs[home]
    made = there.do(
        asking.ask, host=HOST, event_id=event_id, staff=staff, agency="education",
        partly=False,
    )  # fmt: skip
    places.deed(home, asking.approve, made, by=ANOTHER)
    return made


def bundled(places, folder):
    """Let all that the home said be signed, sent, and stored as it came."""
    trusted = Trusted()
    home, host = places.boroughs[HOME].database, places.host.database
    made = seal_committed(home, key=trusted.keys[HOME], registry=1)
    receiver = a_receiver(host, trusted.membership(host, folder))
    receiver.store([a_delivery(each.raw, user=HOME) for each in made])
    with host.reading() as session:
        assert session.scalars(select(ReceivedBundle)).all()


def texts(database):
    """Every cell of every table as text, and what signed bundles hold."""
    with database.reading() as session:
        for metadata in SERVICE.metadatas:
            for table in metadata.sorted_tables:
                for row in session.execute(select(table)):
                    yield from map(readable, row)


def readable(cell):
    if isinstance(cell, bytes):
        cell = cell.decode(errors="replace")
    text = cell if isinstance(cell, str) else orjson.dumps(cell, default=str).decode()
    return text + "".join(
        urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode(errors="replace")
        for part in SIGNED.findall(text)
    )


def found(database):
    """Which planted names stand somewhere in the clear."""
    everything = "\n".join(texts(database)).casefold()
    return {name for name in PLANTED if name in everything}


def opened(*databases):
    """All that opens with what is left: seals of any, with half-keys of any."""
    everything = "\n".join(text for each in databases for text in texts(each))
    keys = {key.thumbprint(): key for key in map(whole, halves(everything))}
    seals = set(SEAL.findall(everything))
    assert seals
    kids = {seal: header_of(seal)["kid"] for seal in seals}
    return "".join(
        jwe.decrypt_compact(seal, keys[kid], registry=LOOSE).plaintext.decode()
        for seal, kid in kids.items()
        if kid in keys
    ).casefold()


def halves(text):
    return {each for each in HALF_A_KEY.findall(text) if each[-1] in "AEIMQUYcgkosw048"}


def whole(half):
    raw = urlsafe_b64decode(half + "=")
    x = X25519PrivateKey.from_private_bytes(raw).public_key().public_bytes_raw()
    return OKPKey.import_key(
        {"kty": "OKP", "crv": "X25519", "x": urlsafe_b64encode(x).decode(), "d": half}
    )


def header_of(seal):
    part = seal.partition(".")[0]
    return orjson.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def names_go(places):
    with places.host.database.transaction() as session:
        retention.forget(session)
    places.carry()


def test_when_names_are_deleted_no_copy_of_them_can_be_read_anywhere(places, tmp_path):
    made = places.offered(3)
    request = ask(places, made, MARIGOLD)
    places.carry()
    turned_down = ask(places, made, MARIGOLD)
    places.deed(HOME, asking.substitute, request, seat=1, staff=PERIWINKLE)
    places.deed(HOME, asking.approve, request, by=ANOTHER)
    places.carry()
    bundled(places, tmp_path)
    home, host = places.boroughs[HOME].database, places.host.database
    # The search is worth nothing if it would not find them while they are there.
    assert found(host) == {"periwinkle"}
    assert found(home) == set(PLANTED)
    assert all(name in opened(host) for name in PLANTED)
    assert opened(home) == ""
    with time_machine.travel(LATER, tick=False):
        names_go(places)
    assert found(host) == found(home) == set()
    assert opened(host, home) == ""
    for each in (request, turned_down):
        assert places.asked(HOME, each).names_deleted_at is not None


def test_no_name_or_address_is_ever_in_what_is_said(places):
    ask(places, places.offered(3), MARIGOLD)
    places.carry()
    for source, audience in [(HOME, HOST), (HOST, HOME), (HOST, OTHER)]:
        said = str([each.data for each in places.said(source, audience)]).casefold()
        assert said
        assert "marigold" not in said
    assert places.said(HOME, OTHER) == []


def test_lengths_tell_nothing_of_who_it_is(places):
    made = places.offered(9)
    short = Staff(name="A", email="a@b")
    long = Staff(name="A" * 120, email="b" * 240 + "@example.org")
    ask(places, made, short, MARIGOLD)
    ask(places, made, long, PERIWINKLE)
    one, other = places.said(HOME, HOST)
    assert len(one.data["people"]) == len(other.data["people"])


def test_an_event_said_again_keeps_its_key(places):
    made = places.offered(3)
    before = key_known(places)
    places.host.do(offering.withdraw, event_id=made)
    places.carry()
    places.offer(made)
    places.carry()
    assert key_known(places) == before
    other = places.offered(3)
    assert key_known(places, other) != before


def key_known(places, event_id=None):
    with places.boroughs[HOME].database.reading() as session:
        return next(
            each.sealing_key
            for each in offered.events(session)
            if event_id in (None, each.id)
        )


def test_a_request_that_comes_after_the_names_are_gone_is_refused_and_says_why(places):
    made = places.offered(3)
    request = ask(places, made, MARIGOLD)
    with time_machine.travel(LATER, tick=False):
        names_go(places)
        [seat] = places.asked(HOME, request).seats
        assert (seat.shown.value, seat.reason) == ("declined", "key_destroyed")
    with places.host.database.reading() as session:
        assert offers.key(session, made).private is None
    assert found(places.host.database) == set()


def test_a_key_dies_though_nobody_ever_had_a_place(places):
    made = places.offered(3)
    with time_machine.travel(LATER, tick=False):
        names_go(places)
        with places.host.database.transaction() as session:
            offering.restate_all(session)
    with places.host.database.reading() as session:
        seen = offers.key(session, made)
    assert seen.private is None
    assert seen.destroyed_at is not None


def test_names_live_until_their_day(places):
    made = places.offered(3)
    ask(places, made, MARIGOLD)
    places.carry()
    with time_machine.travel(at_nine(40) + timedelta(days=30), tick=False):
        names_go(places)
    with places.host.database.reading() as session:
        assert offers.key(session, made).private is not None
    assert found(places.host.database) == {"marigold"}


def apply_changed(places, message, **changed):
    """What a home said, with something else in it."""
    version = changed.pop("version", message.version)
    data = {**message.data, **changed}
    places.apply(HOST, replace(message, data=data, version=version))


def answer(places, home, request):
    """What the host said of a request last."""
    said = [e for e in places.said(HOST, home) if request == e.data.get("request_id")]
    return said[-1].data["seats"]


def test_a_seal_opens_for_no_other_request_borough_or_version(places):
    made = places.offered(9)
    [theirs, ours] = [ask(places, made, MARIGOLD), ask(places, made, PERIWINKLE)]
    seals = [each.data["people"] for each in places.said(HOME, HOST)]
    other = ask(places, made, PERIWINKLE, home=OTHER)
    [of_other] = places.said(OTHER, HOST)
    first, second = places.said(HOME, HOST)
    apply_changed(places, first, people=seals[1])
    apply_changed(places, second, version=2)
    apply_changed(places, of_other, people=seals[0])
    for home, request in [(HOME, theirs), (HOME, ours), (OTHER, other)]:
        [seat] = answer(places, home, str(request))
        assert (seat["state"], seat["reason"]) == ("refused", "not_opened")
    assert found(places.host.database) == set()


@pytest.mark.parametrize(
    "inside",
    [
        {},
        {"people": None},
        {"people": []},
        {"people": [{"seat": 2, "name": "A", "email": "a@b", "done_before": True}]},
        {"people": [{"seat": 1, "name": " ", "email": "a@b", "done_before": True}]},
        {"people": [{"seat": 1, "name": "A" * 121, "email": "a@b", "done_before": 1}]},
        {"people": [{"seat": 1, "name": 7, "email": "a@b", "done_before": True}]},
        {"people": 2 * [{"seat": 1, "name": "A", "email": "a@b", "done_before": True}]},
    ],
)
def test_what_is_not_one_person_to_each_place_is_refused(sqlite_database, inside):
    places = Places.made(sqlite_database)
    request = ask(places, places.offered(3), MARIGOLD)
    [message] = places.said(HOME, HOST)
    context = {
        "purpose": message.type,
        "home": HOME,
        "host": HOST,
        "event_id": message.data["event_id"],
        "request_id": message.data["request_id"],
        "version": str(message.version),
    }
    people = sealing.seal(inside, to=key_known(places), context=context)
    apply_changed(places, message, people=people)
    [seat] = answer(places, HOME, str(request))
    assert (seat["state"], seat["reason"]) == ("refused", "not_opened")


def test_a_place_that_was_given_stays_when_a_later_version_does_not_open(places):
    made = places.offered(3)
    request = ask(places, made, MARIGOLD)
    places.carry()
    places.deed(HOME, asking.give_up, request, seat=1)
    [_, later] = places.said(HOME, HOST)
    apply_changed(places, later, people=later.data["people"][:-1] + "!")
    [seat] = answer(places, HOME, str(request))
    assert (seat["state"], seat["reason"]) == ("confirmed", "not_opened")
    assert places.host.states(made) == ["confirmed"]


def test_nothing_is_sent_where_there_is_no_key_to_seal_to(places):
    made = places.host.event(3)
    places.offer(made)
    [message] = places.said(HOST, HOME)
    weak = {"kty": "OKP", "crv": "X25519", "x": "A" * 43}
    places.apply(HOME, replace(message, data={**message.data, "sealing_key": weak}))
    with pytest.raises(CannotBeSealed):
        ask(places, made, MARIGOLD)
    assert places.said(HOME, HOST) == []


def test_a_home_deletes_by_itself_when_its_host_is_silent(places):
    there = places.boroughs[HOME]
    made = places.offered(3)
    sent = ask(places, made, MARIGOLD)
    never_sent = there.do(
        asking.ask, host=HOST, event_id=made, staff=[PERIWINKLE], agency="education",
        partly=False,
    )  # fmt: skip
    forget = retention.forget_asked
    with there.database.transaction() as session:
        assert forget(session, now=at_nine(40) + timedelta(days=30)) == 0
    with (
        time_machine.travel(LATER, tick=False),
        there.database.transaction() as session,
    ):
        assert forget(session) == 2
        assert forget(session) == 0
    assert found(there.database) == set()
    assert opened(there.database) == ""
    for each in (sent, never_sent):
        with pytest.raises(AskStands):
            places.deed(HOME, asking.approve, each, by=ANOTHER)
    assert not places.asked(HOME, never_sent).waits_for_approval
