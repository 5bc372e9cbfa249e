"""One provider: what it publishes of itself, where it signs in, what it says of a code.

The issuer is a setting and the only address anybody chose; every other comes from its
discovery document and must be at the same host (OpenID Connect Discovery 1.0, 2014).
No redirect is followed, no proxy is asked, and nobody waits long for an answer.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc.jwk import KeySet

from kit import logs
from kit.errors import Unavailable
from kit.openid.tokens import (
    Expected,
    Identity,
    NotProved,
    Reason,
    UnknownKey,
    identity_in,
    key_set,
)
from kit.settings import Settings
from kit.startup import is_this_machine

DISCOVERY = "/.well-known/openid-configuration"
BACK = "/sign-in/provider/back"
SCOPE = "openid profile email"
# Seconds to reach it, and to wait for more of an answer.
PATIENCE = (3.05, 7.0)
# Requests that may wait for the provider at once: other threads serve other pages.
WAITING = 4
A_PLACE = 1.0  # seconds to wait for a place among them
_KEPT = 3600.0  # seconds that what it published is believed without asking again
_PORTS = {"https": 443, "http": 80}
_SECRET_SENT = ("client_secret_basic", "client_secret_post")


class ProviderAway(Unavailable):
    """The provider does not answer. Try again later, or sign in with your password."""

    code = "provider-away"


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """Where to send the browser, and what only we and that browser know of it."""

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, kw_only=True)
class _Published:
    """What the provider says of itself; ``at`` is of the monotonic clock."""

    authorization: str
    token: str
    secret_sent: str
    names_itself: bool
    keys: KeySet
    at: float


class _Line(OAuth2Session):  # type: ignore[misc]  # authlib ships no types
    """Asks one host, and no other it may point to."""

    def __init__(self, issuer: str, **client: Any) -> None:  # noqa: ANN401 - authlib's
        super().__init__(default_timeout=PATIENCE, trust_env=False, **client)
        self.issuer = issuer

    def request(self, method: str, url: str, **how: Any) -> requests.Response:  # noqa: ANN401 - requests' own
        _must_be_at(self.issuer, url)
        how["allow_redirects"] = False
        answer: requests.Response = super().request(method, url, **how)
        if answer.is_redirect or answer.status_code >= 500:
            raise requests.RequestException(f"answered {answer.status_code}")
        return answer


class Provider:
    """A provider as settings name it; one for each process, used by all its threads."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is asked yet; raises ValueError for an issuer without https."""
        self.issuer = settings.openid_issuer
        self.client_id = settings.openid_client_id
        self._secret = settings.openid_client_secret
        self._back = settings.public_url + BACK
        self._published: _Published | None = None
        self._waiting = BoundedSemaphore(WAITING)
        _must_be_private(self.issuer)

    def begin(self) -> Beginning:
        """A new sign-in; raises ProviderAway."""
        published = self._known()
        state, nonce, verifier = (generate_token(48) for _ in range(3))
        with self._line(published) as line:
            address, _ = line.create_authorization_url(
                published.authorization, state=state, nonce=nonce,
                code_verifier=verifier,
            )  # fmt: skip
        return Beginning(address=address, state=state, nonce=nonce, verifier=verifier)

    def finish(
        self, *, code: str, issuer: str | None, nonce: str, verifier: str
    ) -> Identity:
        """Who came back with ``code``; ``issuer`` is what came with it, if anything.

        Raises NotProved when the provider's answer does not show it, ProviderAway.
        """
        published = self._known()
        # Whoever answers must say who it is, if it can (RFC 9207, 2022).
        if issuer != self.issuer and (issuer or published.names_itself):
            raise NotProved(Reason.OTHER_ISSUER)
        token = self._id_token(published, code, verifier)
        expected = Expected(issuer=self.issuer, client_id=self.client_id, nonce=nonce)
        try:
            return identity_in(token, published.keys, expected=expected)
        except UnknownKey:  # the provider changed keys since it was asked
            fresh = self._asked()
        try:
            return identity_in(token, fresh.keys, expected=expected)
        except UnknownKey as fault:
            raise NotProved(Reason.SIGNATURE) from fault

    def _id_token(self, published: _Published, code: str, verifier: str) -> str:
        with self._asking(), self._line(published) as line:
            try:
                answer = line.fetch_token(
                    published.token, code=code, code_verifier=verifier
                )
            except OAuthError as fault:
                raise NotProved(Reason.CODE) from fault
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise NotProved(Reason.CLAIM)
        return token

    def _known(self) -> _Published:
        published = self._published
        if published is None or time.monotonic() - published.at > _KEPT:
            return self._asked()
        return published

    def _asked(self) -> _Published:
        with self._asking(), _Line(self.issuer) as line:
            said = _json(line, self.issuer.rstrip("/") + DISCOVERY)
            self._published = _read(said, line, issuer=self.issuer)
        return self._published

    def _line(self, published: _Published) -> _Line:
        return _Line(
            self.issuer,
            client_id=self.client_id,
            client_secret=self._secret or None,
            token_endpoint_auth_method=published.secret_sent if self._secret else None,
            redirect_uri=self._back,
            scope=SCOPE,
            code_challenge_method="S256",
        )

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """While the provider is asked: whatever fails of it is the provider away."""
        if not self._waiting.acquire(timeout=A_PLACE):
            raise ProviderAway
        try:
            yield
        except (requests.RequestException, ValueError, KeyError) as fault:
            # Of an answer only its kind is told: it may quote what was sent.
            logs.get_logger(__name__).warning(
                "provider away", error=type(fault).__qualname__
            )
            raise ProviderAway from fault
        finally:
            self._waiting.release()


def _read(said: Mapping[str, Any], line: _Line, *, issuer: str) -> _Published:
    """The discovery document and the keys it names.

    Raises ValueError where another issuer speaks or an address is elsewhere.
    """
    if said["issuer"] != issuer:  # to the letter: OWASP ASVS 5.0, 10.5.3
        raise ValueError("Another issuer speaks.")
    authorization = str(said["authorization_endpoint"])
    _must_be_at(issuer, authorization)
    sent = said.get("token_endpoint_auth_methods_supported", _SECRET_SENT)
    return _Published(
        authorization=authorization,
        token=str(said["token_endpoint"]),
        secret_sent=next((way for way in _SECRET_SENT if way in sent), _SECRET_SENT[0]),
        names_itself=bool(said.get("authorization_response_iss_parameter_supported")),
        keys=key_set(_json(line, str(said["jwks_uri"]))),
        at=time.monotonic(),
    )


def _json(line: _Line, address: str) -> Mapping[str, Any]:
    answer = line.get(address, withhold_token=True)
    answer.raise_for_status()
    said = answer.json()
    if not isinstance(said, Mapping):
        raise ValueError("The provider answers with something else.")  # noqa: TRY004 - a wrong answer
    return said


def _must_be_private(address: str) -> None:
    """Raise ValueError for an address that others on the network could listen to."""
    parts = urlsplit(address)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme != "http" or not is_this_machine(parts.hostname):
        raise ValueError("A provider is asked over https only.")


def _must_be_at(issuer: str, address: str) -> None:
    """Raise ValueError for an address that is not at the issuer's host and port."""
    if _origin(address) != _origin(issuer):
        raise ValueError("The provider names an address that is not its own.")


def _origin(address: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(address)
    return parts.scheme, parts.hostname, parts.port or _PORTS.get(parts.scheme)
