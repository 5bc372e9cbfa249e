"""The registry says which key speaks for what."""

import pytest

from kit.exchange import keys, trust
from kit.exchange.trust import Reason, Refused, Typ
from tests.support.federation import Trusted, a_key


def test_a_registry_from_before_there_were_trail_keys_is_read():
    registry = Trusted(trail_keys={}).registry
    assert all(not member.trail_keys for member in registry.members.values())
    assert all(len(member.keys) == 1 for member in registry.members.values())


def test_a_key_for_a_use_not_known_here_speaks_for_nothing():
    root, sealing = a_key(), a_key()
    entry = {"use": "sealing", "kid": sealing.kid, "jwk": keys.public_jwk(sealing)}
    member = {"slug": "havering", "name": "H", "status": "active", "keys": [entry]}
    raw = trust.sign_registry({"version": 1, "members": [member]}, root)
    registry = trust.read_registry(raw, anchor=root.key)
    for typ in Typ:
        with pytest.raises(Refused) as told:
            registry.owner_of(sealing.kid, typ=typ)
        assert told.value.reason == Reason.UNKNOWN_KEY


def test_each_key_of_a_member_speaks_for_its_own_use_only():
    trusted = Trusted()
    signing, trail = trusted.keys["havering"], trusted.trail_keys["havering"]
    registry = trusted.registry
    assert registry.owner_of(signing.kid, typ=Typ.CONTROL)[0].slug == "havering"
    assert registry.owner_of(trail.kid, typ=Typ.TRAIL)[0].slug == "havering"
    for kid, typ in ((trail.kid, Typ.BUNDLE), (signing.kid, Typ.TRAIL)):
        with pytest.raises(Refused):
            registry.owner_of(kid, typ=typ)
