"""Messages, keys and secrets: lines of ASVS 5.0 that concern what crosses and is kept.

Each test is named for the requirement it shows.
"""

import base64
import re
import ssl
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from argon2 import extract_parameters

from kit import startup
from kit.accounts import passwords
from kit.exchange import bundle, sealing_keys, trust
from kit.exchange.keys import FILES, Use
from kit.exchange.rabbit import connection
from kit.exchange.trust import Reason, Refused, Typ
from kit.lockbox import CannotUnlock, Lockbox
from tests.house.tree import modules, source
from tests.support.federation import Source, Trusted, a_body
from tests.support.settings import some_settings

TRUSTED = Trusted()
ROOT = Path(__file__).parents[2]
SECRET = "k3y" * 16


def sealed(slug="havering", **more):
    return Source(TRUSTED.keys[slug], **more).seal(a_body()).raw


def refusal(raw, *, user="havering", member="leadership", opens=bundle.open_bundle):
    with pytest.raises(Refused) as caught:
        opens(raw, user=user, member=member, registry=TRUSTED.registry)
    return caught.value.reason


def with_header(raw, **changes):
    header, payload, signature = raw.split(b".")
    claimed = orjson.loads(base64.urlsafe_b64decode(header + b"==")) | changes
    forged = base64.urlsafe_b64encode(orjson.dumps(claimed)).rstrip(b"=")
    return b".".join((forged, payload, signature))


def test_asvs_8_4_1_no_borough_writes_what_is_anothers():
    foreign = Source(TRUSTED.keys["redbridge"], stream="havering/leadership")
    assert refusal(foreign.seal(a_body()).raw) == Reason.WRONG_SENDER
    assert refusal(sealed("redbridge"), user="redbridge") == Reason.WRONG_SENDER
    named = Source(TRUSTED.keys["havering"]).seal(a_body(source="redbridge"))
    assert refusal(named.raw) == Reason.WRONG_SENDER


def test_asvs_9_1_1_a_signature_is_checked_before_anything_is_read():
    raw = sealed()
    spoiled = raw[:-6] + (b"AAAAAA" if raw[-6:] != b"AAAAAA" else b"BBBBBB")
    assert refusal(spoiled) == Reason.BAD_SIGNATURE
    garbage = trust.sign(b"not json", typ=Typ.BUNDLE, key=TRUSTED.keys["havering"])
    assert refusal(garbage) == Reason.MALFORMED


@pytest.mark.parametrize("algorithm", ["none", "HS256", "EdDSA", "RS256", "ES256"])
def test_asvs_9_1_2_one_algorithm_is_listened_to(algorithm):
    assert refusal(with_header(sealed(), alg=algorithm)) == Reason.UNSIGNED


@pytest.mark.parametrize("name", ["jku", "jwk", "x5u", "x5c", "crit"])
def test_asvs_9_1_3_keys_come_from_the_registry_alone(name):
    value = TRUSTED.keys["havering"].key.as_dict() if name == "jwk" else "https://e.g"
    assert refusal(with_header(sealed(), **{name: value})) == Reason.MALFORMED


@pytest.mark.parametrize("typ", [each for each in Typ if each is not Typ.BUNDLE])
def test_asvs_9_2_2_a_signature_for_another_purpose_does_not_serve(typ):
    payload = base64.urlsafe_b64decode(sealed().split(b".")[1] + b"==")
    key = TRUSTED.keys["havering"]
    if typ is Typ.TRAIL:
        key = TRUSTED.trail_keys["havering"]
    forged = trust.sign(payload, typ=typ, key=key)
    assert refusal(forged) == Reason.WRONG_PURPOSE


def test_asvs_9_2_3_a_bundle_for_somebody_else_is_refused():
    assert refusal(sealed(stream="havering/redbridge")) == Reason.WRONG_AUDIENCE


def test_asvs_11_1_1_every_key_has_one_purpose_and_one_file():
    files = {**FILES, Use.SEALING: sealing_keys.FILE}
    assert set(files) == set(Use)
    assert len(set(files.values())) == len(files)


def test_asvs_11_1_2_no_key_is_derived_for_a_purpose_the_tree_does_not_name():
    asked = re.compile(r"purpose=(f?[\"'][^\"']+[\"']|[A-Za-z_.]+)")
    texts = [source(file) for file in modules("services", "shared")]
    words = {word for text in texts for word in asked.findall(text)}
    assert Lockbox(SECRET, purpose="one").lock("x", about="a")
    assert words, "no module names the purpose of a derived key"
    with pytest.raises(CannotUnlock):
        Lockbox(SECRET, purpose="two").unlock(
            Lockbox(SECRET, purpose="one").lock("x", about="a"), about="a"
        )


def test_asvs_11_3_1_only_authenticated_ciphers_are_used():
    weak = re.compile(r"\b(modes\.(ECB|CBC|CTR|CFB|OFB)|TripleDES|ARC4|Blowfish)\b")
    assert [f for f in modules("services", "shared") if weak.search(source(f))] == []


def test_asvs_11_3_3_a_changed_bit_never_opens():
    box = Lockbox(SECRET, purpose="one")
    locked = base64.b64decode(box.lock("a secret", about="somebody"))
    for place in range(len(locked) * 8):
        changed = bytearray(locked)
        changed[place // 8] ^= 1 << place % 8
        with pytest.raises(CannotUnlock):
            box.unlock(base64.b64encode(changed).decode(), about="somebody")
    with pytest.raises(CannotUnlock):
        box.unlock(base64.b64encode(locked).decode(), about="somebody else")


@pytest.mark.usefixtures("strong_passwords")
def test_asvs_11_4_2_passwords_are_kept_by_argon2id_of_the_stated_strength():
    found = extract_parameters(passwords.hash_password("correct horse battery staple"))
    assert found.type.name == "ID"
    assert found.memory_cost >= 64 * 1024
    assert found.time_cost >= 3


def test_asvs_11_5_1_chance_comes_from_the_secrets_module():
    careless = re.compile(r"^\s*(import random|from random import)", re.MULTILINE)
    for file in modules("services", "shared"):
        assert not careless.search(source(file)), file


def test_asvs_12_1_1_the_broker_is_spoken_to_over_tls_1_2_or_later():
    options = connection.parameters("amqps://havering@broker.example:5671/accord", "x")
    context = options.ssl_options.context
    assert context.minimum_version >= ssl.TLSVersion.TLSv1_2
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


@pytest.mark.parametrize(
    "changes",
    [
        {"broker_url": "amqp://havering@broker.example:5672/accord"},
        {"database_url": "postgresql://accord@database.example/accord"},
        {"database_url": "postgresql://accord@database.example/a?sslmode=require"},
    ],
)
def test_asvs_12_3_1_nothing_goes_to_another_machine_in_the_open(tmp_path, changes):
    settings = some_settings("havering", tmp_path)
    before = startup.faults(settings)
    after = startup.faults(replace(settings, **changes))
    assert len(after) > len(before)


def test_asvs_13_2_3_an_account_everybody_knows_is_refused(tmp_path):
    url = "amqps://guest@broker.example:5671/accord"
    found = startup.faults(some_settings("havering", tmp_path, broker_url=url))
    assert any("guest" in fault for fault in found)


def test_asvs_15_2_1_every_package_is_pinned_with_its_hash():
    for name in ("base.txt", "dev.txt", "pip.txt", "node.txt"):
        text = (ROOT / "deploy" / "locks" / name).read_text()
        packages = re.findall(r"^([A-Za-z0-9_.\[\]-]+)==", text, re.MULTILINE)
        assert packages
        assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}", text)) >= len(packages)
        assert "://" not in re.sub(r"#.*", "", text)
