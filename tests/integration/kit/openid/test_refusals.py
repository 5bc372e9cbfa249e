"""What a provider, or somebody who plays one, may answer without being believed."""

import time

import pytest

from kit.openid.queries import linked_with
from kit.openid.tokens import Identity
from tests.support.provider import CLIENT, NAME


def refused(browser, trail, reason):
    """Nobody is let in, and the trail says why."""
    answer = browser.go()
    assert answer.status_code == 403
    assert "We could not check who you are" in answer.text
    assert browser.client.get("/").status_code == 302
    act, detail = trail()[-1]
    return (act, detail["reason"]) == ("sign-in.refused", reason)


def twisted(provider, **claims):
    """Change claims; None leaves one out."""

    def twist(said):
        changed = {**said, **claims}
        return {name: value for name, value in changed.items() if value is not None}

    provider.twist = twist


@pytest.mark.parametrize("algorithm", ["RS256", "ES256", "Ed25519"])
def test_each_good_signature_lets_in(browser, linked_jo, provider, algorithm):
    provider.algorithm = algorithm
    assert browser.go().location == "/"


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_asvs_6_8_2_unsigned_and_symmetric_tokens_are_refused(
    browser, linked_jo, provider, trail, algorithm
):
    provider.algorithm = algorithm
    assert refused(browser, trail, "algorithm")


def test_asvs_6_8_2_a_provider_cannot_ask_for_a_weak_algorithm(
    browser, linked_jo, provider, trail
):
    weak = {"id_token_signing_alg_values_supported": ["none", "HS256"]}
    provider.publish = lambda said: {**said, **weak}
    provider.algorithm = "HS256"
    assert refused(browser, trail, "algorithm")


def test_asvs_6_8_2_a_signature_of_another_key_is_refused(
    browser, linked_jo, provider, trail
):
    browser.go()
    browser.client.post("/sign-out")
    provider.forge()
    assert refused(browser, trail, "signature")


def test_asvs_6_8_2_a_changed_token_is_refused(browser, linked_jo, provider, trail):
    provider.spoils = True
    assert refused(browser, trail, "signature")


def test_new_keys_of_the_provider_are_learned(browser, linked_jo, provider):
    browser.go()
    browser.client.post("/sign-out")
    provider.new_keys()
    assert browser.go().location == "/"


def test_asvs_10_5_1_another_nonce_is_refused(browser, linked_jo, provider, trail):
    twisted(provider, nonce="of-another-sign-in")
    assert refused(browser, trail, "nonce")


def test_asvs_10_5_1_a_missing_nonce_is_refused(browser, linked_jo, provider, trail):
    twisted(provider, nonce=None)
    assert refused(browser, trail, "nonce")


def test_asvs_10_5_1_a_token_of_an_earlier_sign_in_is_refused(
    browser, linked_jo, provider, trail
):
    kept = []
    provider.twist = lambda said: kept.append(said) or said
    browser.go()
    browser.client.post("/sign-out")
    provider.twist = lambda said: kept[0]
    assert refused(browser, trail, "nonce")


def test_asvs_10_5_2_people_are_known_by_subject_never_by_address(
    browser, linked_jo, provider
):
    twisted(provider, email="other@example.org", name="Another Name")
    assert browser.go().location == "/"
    browser.client.post("/sign-out")
    twisted(provider, sub="somebody-else", email="jo.archer@example.org")
    answer = browser.go()
    assert answer.status_code == 403
    assert f"Your account at {NAME} opens nothing here" in answer.text


def test_asvs_6_8_1_the_same_subject_of_another_provider_is_somebody_else(
    linked_jo, database
):
    elsewhere = Identity(issuer="https://other.example", subject="7f3c-jo")
    with database.reading() as session:
        assert linked_with(session, identity=elsewhere) is None


@pytest.mark.parametrize("subject", [None, "", 7, "s" * 256])
def test_a_token_without_a_usable_subject_is_refused(
    browser, linked_jo, provider, trail, subject
):
    twisted(provider, sub=subject)
    assert refused(browser, trail, "claim")


def test_asvs_10_5_3_metadata_of_another_issuer_is_refused(browser, provider):
    for issuer in (f"{provider.issuer}/", "https://login.example/tenant", ""):
        provider.publish = lambda said, issuer=issuer: {**said, "issuer": issuer}
        assert browser.client.get("/sign-in/provider").status_code == 503


@pytest.mark.parametrize(
    "name", ["authorization_endpoint", "token_endpoint", "jwks_uri"]
)
@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/x", "http://127.0.0.1:9/x", "file:///etc/hosts"]
)
def test_asvs_10_5_3_metadata_that_points_elsewhere_is_refused(
    browser, provider, name, elsewhere
):
    provider.publish = lambda said: {**said, name: elsewhere}
    answer = browser.client.get("/sign-in/provider")
    if answer.status_code == 303:  # this one is not needed before the way back
        answer = browser.go()
    assert answer.status_code == 503


def test_asvs_10_5_3_a_token_of_another_issuer_is_refused(
    browser, linked_jo, provider, trail
):
    twisted(provider, iss="https://login.example/tenant")
    assert refused(browser, trail, "issuer")


def test_a_return_that_names_another_issuer_is_refused(
    browser, linked_jo, provider, trail
):
    back = browser.set_out().replace("%2Ftenant", "%2Fother")
    assert browser.client.get(back).status_code == 403
    assert trail()[-1][1]["reason"] == "other-issuer"
    provider.says_its_name = False
    assert refused(browser, trail, "other-issuer")
    assert provider.token_forms == []


@pytest.mark.parametrize(
    "audience", ["another-client", ["another-client"], [CLIENT, "another-client"], []]
)
def test_asvs_10_5_4_a_token_for_another_audience_is_refused(
    browser, linked_jo, provider, trail, audience
):
    twisted(provider, aud=audience, azp=CLIENT)
    assert refused(browser, trail, "audience")


def test_asvs_10_5_4_a_token_bought_by_another_client_is_refused(
    browser, linked_jo, provider, trail
):
    twisted(provider, azp="another-client")
    assert refused(browser, trail, "audience")


def test_a_token_that_ran_out_is_refused(browser, linked_jo, provider, trail):
    twisted(provider, exp=int(time.time()) - 120)
    assert refused(browser, trail, "expired")


@pytest.mark.parametrize("claim", ["iss", "aud", "exp", "iat"])
def test_a_token_that_leaves_out_what_it_must_say_is_refused(
    browser, linked_jo, provider, trail, claim
):
    twisted(provider, **{claim: None})
    answer = browser.go()
    assert answer.status_code == 403
    assert trail()[-1][0] == "sign-in.refused"


def test_a_token_of_tomorrow_is_refused(browser, linked_jo, provider, trail):
    twisted(provider, iat=int(time.time()) + 86_400)
    assert refused(browser, trail, "claim")


def test_an_answer_without_a_token_is_refused(browser, linked_jo, provider, trail):
    provider.withholds = True
    assert refused(browser, trail, "claim")


def test_no_redirect_of_the_provider_is_followed(browser, provider):
    provider.moved = True
    assert browser.client.get("/sign-in/provider").status_code == 503
    assert provider.asked == ["/tenant/.well-known/openid-configuration"]
