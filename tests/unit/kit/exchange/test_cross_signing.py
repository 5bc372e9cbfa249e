"""A member's own word for its sealing key, and the number people read out."""

from dataclasses import replace

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import OKPKey

from kit.exchange import cross_signing, trust
from kit.exchange.keys import SigningKey, public_jwk
from kit.exchange.trust import Refused, ToldKey, Typ

SIGNING = OKPKey.generate_key("Ed25519")
OURS = SigningKey(SIGNING.thumbprint(), SIGNING)
# RFC 8037, appendix A.6 and A.2: keys everybody knows.
SEALING_JWK = {
    "kty": "OKP",
    "crv": "X25519",
    "x": "3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08",
}
SIGNING_JWK = {
    "kty": "OKP",
    "crv": "Ed25519",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
}


def told(jwk=SEALING_JWK, *, member="havering", key=OURS):
    return ToldKey(
        kid=cross_signing.thumbprint(jwk),
        jwk=jwk,
        cross_sig=cross_signing.cross_sign(member, jwk, key=key),
    )


def another_key():
    key = OKPKey.generate_key("X25519")
    return {name: key.as_dict(private=False)[name] for name in ("kty", "crv", "x")}


def refused(one, *, member="havering", signing=None):
    with pytest.raises(Refused):
        cross_signing.check(one, member=member, signing=signing or public_jwk(OURS))


def test_a_members_word_counts_for_its_key():
    one = told()
    assert cross_signing.check(one, member="havering", signing=public_jwk(OURS))


def test_it_counts_for_no_other_key_member_or_signer():
    one, other = told(), another_key()
    refused(replace(one, jwk=other, kid=cross_signing.thumbprint(other)))
    refused(replace(one, jwk=other))
    refused(one, member="redbridge")
    refused(one, signing=SIGNING_JWK)


@pytest.mark.parametrize("word", ["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."])
def test_no_word_is_no_word(word):
    refused(replace(told(), cross_sig=word))


def test_a_word_given_for_something_else_does_not_count():
    said = {"member": "havering", "kid": told().kid, "jwk": SEALING_JWK, "made_at": "x"}
    raw = orjson.dumps(said)
    for typ in (Typ.BUNDLE, Typ.CONTROL, Typ.KEY):
        word = trust.sign(raw, typ=typ, key=OURS).decode()
        refused(replace(told(), cross_sig=word))


def test_the_fingerprint_is_eight_groups_of_five_digits_and_always_the_same():
    groups = cross_signing.fingerprint(sealing=SEALING_JWK, signing=SIGNING_JWK)
    assert [len(group) for group in groups] == [5] * 8
    assert "".join(groups).isdecimal()
    shuffled = dict(reversed(SEALING_JWK.items()))
    assert groups == cross_signing.fingerprint(
        sealing={**shuffled, "kid": "more"}, signing=SIGNING_JWK
    )


@given(st.sampled_from(["sealing", "signing"]))
def test_another_key_of_either_kind_has_another_fingerprint(which):
    known = {"sealing": SEALING_JWK, "signing": SIGNING_JWK}
    other = {**known, which: another_key()}
    assert cross_signing.fingerprint(**known) != cross_signing.fingerprint(**other)
