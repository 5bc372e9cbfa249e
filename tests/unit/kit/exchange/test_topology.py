import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.exchange import contracts, topology
from kit.exchange.topology import Topology

BOROUGHS = ("havering", "barking-and-dagenham", "redbridge")
EVENTS, CONTROL = "accord.events", "accord.control"


@pytest.fixture(scope="module")
def ours() -> Topology:
    return Topology.load()


def rules() -> dict:
    return json.loads((contracts.folder() / "topology.json").read_text())


def with_members(*slugs: str) -> Topology:
    known = rules()
    known["members"] = [{"slug": slug, "kind": "borough"} for slug in slugs]
    return Topology.expand(known)


def test_a_fourth_borough_is_one_entry(ours: Topology) -> None:
    known = rules()
    known["members"].append({"slug": "fourth", "kind": "borough"})
    wider = Topology.expand(known)
    assert {queue.name for queue in wider.queues} - {
        queue.name for queue in ours.queues
    } == {"leadership.in.fourth", "fourth.in", "fourth.control"}
    assert "fourth.in" in wider.queues_for(EVENTS, "leadership.all")
    assert wider.queues_for(EVENTS, "fourth.leadership") == ("leadership.in.fourth",)


def test_leadership_has_a_queue_for_every_source(ours: Topology) -> None:
    for borough in BOROUGHS:
        assert ours.queues_for(EVENTS, f"{borough}.leadership") == (
            f"leadership.in.{borough}",
        )


def test_all_means_every_borough(ours: Topology) -> None:
    assert set(ours.queues_for(EVENTS, "leadership.all")) == {
        f"{borough}.in" for borough in BOROUGHS
    }


def test_a_borough_cannot_speak_to_all(ours: Topology) -> None:
    assert ours.queues_for(EVENTS, "havering.all") == ()


def test_borough_to_borough_reaches_that_borough_alone(ours: Topology) -> None:
    assert ours.queues_for(EVENTS, "havering.redbridge") == ("redbridge.in",)


def test_control_reaches_the_named_member_or_all(ours: Topology) -> None:
    assert ours.queues_for(CONTROL, "havering.leadership.head") == (
        "leadership.control",
    )
    assert len(ours.queues_for(CONTROL, "leadership.all.registry")) == 4


def test_queues_of_a_member_are_those_it_may_read(ours: Topology) -> None:
    assert ours.queues_of("havering") == ("havering.in", "havering.control")
    for member in ours.slugs:
        for queue in ours.queues:
            assert ours.may_read(member, queue.name) == (
                queue.name in ours.queues_of(member)
            )


@pytest.mark.parametrize(
    ("user", "exchange", "key", "allowed"),
    [
        ("havering", EVENTS, "havering.leadership", True),
        ("havering", CONTROL, "havering.leadership.head", True),
        ("havering", EVENTS, "redbridge.leadership", False),
        ("havering", EVENTS, "havering-two.leadership", False),
        ("havering", EVENTS, "x.havering.leadership", False),
        ("havering", EVENTS, "havering", False),
        ("havering", "accord.dead", "havering.leadership", False),
        ("havering", "", "havering.in", False),
        ("stranger", EVENTS, "stranger.leadership", False),
    ],
)
def test_a_member_publishes_only_its_own_keys(
    ours: Topology, user: str, exchange: str, key: str, allowed: bool
) -> None:
    assert ours.may_publish(user, exchange, key) is allowed
    assert (allowed_by_definitions(ours, user, exchange, key)) is allowed


def allowed_by_definitions(ours: Topology, user: str, exchange: str, key: str) -> bool:
    """What RabbitMQ would answer from the rights it is given."""
    made = ours.definitions(dict.fromkeys(ours.slugs, "x"))
    rights = [row for row in made["permissions"] if row["user"] == user]
    topics = [
        row
        for row in made["topic_permissions"]
        if row["user"] == user and row["exchange"] == exchange
    ]
    # Without a row for the exchange RabbitMQ would allow every key.
    return any(re.search(row["write"], exchange) for row in rights) and all(
        re.search(row["write"], key) for row in topics
    )


def test_every_member_has_a_topic_right_on_every_exchange(ours: Topology) -> None:
    made = ours.definitions(dict.fromkeys(ours.slugs, "x"))
    rows = {(row["user"], row["exchange"]) for row in made["topic_permissions"]}
    assert rows == {(slug, name) for slug in ours.slugs for name in (EVENTS, CONTROL)}


def test_reading_rights_are_for_own_queues_alone(ours: Topology) -> None:
    made = ours.definitions(dict.fromkeys(ours.slugs, "x"))
    for row in made["permissions"]:
        assert row["configure"] == "^$"
        for name in (*(queue.name for queue in ours.queues), "accord.dead", EVENTS):
            allowed = re.search(row["read"], name) is not None
            assert allowed == ours.may_read(row["user"], name)


def test_queues_lose_nothing(ours: Topology) -> None:
    made = ours.definitions(dict.fromkeys(ours.slugs, "x"))
    for queue in made["queues"]:
        assert queue["durable"]
        assert queue["arguments"]["x-queue-type"] == "quorum"
        assert not any("ttl" in name or "length" in name for name in queue["arguments"])
        if queue["name"] != "accord.dead":
            assert queue["arguments"]["x-single-active-consumer"] is True
            assert queue["arguments"]["x-delivery-limit"] == 20
            assert queue["arguments"]["x-overflow"] == "reject-publish"
            assert queue["arguments"]["x-dead-letter-strategy"] == "at-least-once"
            assert queue["arguments"]["x-dead-letter-exchange"] == "accord.dead"


def test_no_user_is_an_administrator(ours: Topology) -> None:
    made = ours.definitions(dict.fromkeys(ours.slugs, "x"))
    assert all(user["tags"] == [] for user in made["users"])


def test_definitions_hold_no_password(ours: Topology) -> None:
    secret = "correct horse battery staple"
    made = ours.definitions(dict.fromkeys(ours.slugs, secret))
    assert secret not in json.dumps(made)
    hashes = {user["password_hash"] for user in made["users"]}
    assert len(hashes) == len(ours.slugs), "the same password gives different hashes"
    assert all(topology.password_fits(secret, hashed) for hashed in hashes)
    assert not any(topology.password_fits("another", hashed) for hashed in hashes)


def test_definitions_want_a_password_for_every_member(ours: Topology) -> None:
    with pytest.raises(ValueError, match="leadership"):
        ours.definitions(dict.fromkeys(BOROUGHS, "x"))


def test_rabbitmqs_own_example_of_a_hash() -> None:
    # rabbitmq.com, "Credentials and Passwords": password test12, salt 908D C60A.
    salt = bytes.fromhex("908DC60A")
    assert (
        topology.hash_password("test12", salt=salt)
        == "kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30+P6tENUV2POR"
    )


def test_it_survives_being_written_down(ours: Topology) -> None:
    assert Topology.parse(ours.dump()) == ours


@pytest.mark.parametrize("slug", ["a.b", "Havering", "", "all", "accord", "a b", "-a"])
def test_a_slug_that_would_blur_keys_is_refused(slug: str) -> None:
    with pytest.raises(ValueError, match="slug"):
        with_members(slug)


def test_two_members_of_one_slug_are_refused() -> None:
    with pytest.raises(ValueError, match="same slug"):
        with_members("one", "one")


def test_a_queue_must_begin_with_its_readers_slug() -> None:
    known = rules()
    known["queues"][0]["name"] = "in.{each}"
    with pytest.raises(ValueError, match="reader"):
        Topology.expand(known)


@pytest.mark.parametrize(
    ("pattern", "key", "fits"),
    [
        ("a.b", "a.b", True),
        ("a.*", "a.b", True),
        ("a.*", "a", False),
        ("a.*", "a.b.c", False),
        ("#", "", True),
        ("#", "a.b.c", True),
        ("a.#", "a", True),
        ("a.#.c", "a.b.b.c", True),
        ("a.#.c", "a.c", True),
        ("a.#.c", "a.b", False),
        ("*.a", "a", False),
    ],
)
def test_topic_patterns(pattern: str, key: str, *, fits: bool) -> None:
    assert matches(pattern, key) is fits


WORDS = st.lists(st.sampled_from(["a", "b", "ab"]), min_size=1, max_size=5)
PATTERNS = st.lists(st.sampled_from(["a", "b", "*", "#"]), min_size=1, max_size=5)


@given(pattern=PATTERNS, words=WORDS)
def test_topic_patterns_agree_with_their_regular_expression(
    pattern: list[str], words: list[str]
) -> None:
    parts = {"*": r"\.[^.]+", "#": r"(\.[^.]+)*"}
    expression = "".join(parts.get(part, rf"\.{part}") for part in pattern)
    wanted = re.fullmatch(expression, "." + ".".join(words)) is not None
    assert matches(".".join(pattern), ".".join(words)) is wanted


def matches(pattern: str, key: str) -> bool:
    binding = topology.Binding(exchange=EVENTS, key=pattern)
    queue = topology.Queue(name="q.in", reader="q", bindings=(binding,))
    one = Topology(
        vhost="v",
        members=(),
        exchanges=(EVENTS,),
        dead_letters="dead",
        delivery_limit=1,
        queues=(queue,),
    )
    return one.queues_for(EVENTS, key) == ("q.in",)


def test_an_instance_that_is_not_on_the_broker_has_no_peers(ours: Topology) -> None:
    assert ours.peers_of("thurrock") == ()
    assert set(ours.peers_of("havering")) == {*BOROUGHS[1:], "leadership"}
