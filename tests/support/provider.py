"""An OpenID provider of our own for tests: it does it right, until told otherwise."""

import hashlib
import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from secrets import compare_digest, token_urlsafe
from threading import Semaphore
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import ECKey, Key, KeySet, OctKey, OKPKey, RSAKey
from joserfc.jws import JWSRegistry
from werkzeug.serving import make_server

CLIENT, SECRET = "accord-at-havering", "a-client-secret-of-the-tests"
BACK = "http://127.0.0.1:8001/sign-in/provider/back"
NAME = "Havering Council"
JO = {"sub": "7f3c-jo", "name": "Jo Archer", "email": "jo@example.org"}

Claims = dict[str, Any]


def _same(value: Claims) -> Claims:
    return value


@dataclass
class Provider:
    """What it says and keeps; tests change its fields to make it misbehave.

    ``person`` is who signs in there. ``twist`` changes the claims of an id token,
    ``publish`` its discovery document, before they are sent. While ``answers`` is not
    set, it keeps everybody waiting.
    """

    issuer: str = ""
    back: str = BACK
    person: Claims = field(default_factory=lambda: dict(JO))
    algorithm: str = "RS256"
    says_its_name: bool = True
    asks_first: bool = False
    moved: bool = False
    fails: bool = False
    spoils: bool = False
    withholds: bool = False
    twist: Callable[[Claims], Claims] = _same
    publish: Callable[[Claims], Claims] = _same
    refuses: str = ""
    keys: dict[str, Key] = field(default_factory=dict)
    published: dict[str, Key] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    token_forms: list[dict[str, str]] = field(default_factory=list)
    answers: threading.Event = field(default_factory=threading.Event)
    waiting: Semaphore = field(default_factory=lambda: Semaphore(0))

    def __post_init__(self) -> None:
        self.answers.set()
        self.keys = self.published = _keys(1)

    def new_keys(self) -> None:
        """Sign with other keys from now on, as providers do now and then."""
        self.keys = self.published = _keys(2)

    def forge(self) -> None:
        """Sign with keys of one's own that claim to be the published ones."""
        self.keys = {
            name: key.import_key({**key.as_dict(private=True), "kid": true.kid})
            for (name, key), true in zip(
                _keys(3).items(), self.published.values(), strict=True
            )
        }

    def wait_until_asked(self, times: int) -> None:
        """Wait for so many requests while it keeps everybody waiting."""
        for _ in range(times):
            assert self.waiting.acquire(timeout=10)

    def id_token(self, claims: Claims) -> str:
        """Signed as told; ``none`` and ``HS256`` are what an attacker would send."""
        if self.algorithm == "none":
            signed = self._sign("RS256", self.keys["RS256"], claims)
            unsigned = _text(b'{"alg":"none"}')
            return f"{unsigned}.{signed.split('.')[1]}."
        if self.algorithm == "HS256":
            return self._sign("HS256", OctKey.import_key(SECRET), claims)
        token = self._sign(self.algorithm, self.keys[self.algorithm], claims)
        if not self.spoils:
            return token
        header, _, signature = token.split(".")
        others = json.dumps({**claims, "sub": "somebody-else"}).encode()
        return f"{header}.{_text(others)}.{signature}"

    def _sign(self, algorithm: str, key: Key, claims: Claims) -> str:
        header = {"alg": algorithm, "kid": key.kid or "secret"}
        return jwt.encode(
            header, claims, key, registry=JWSRegistry(algorithms=[algorithm])
        )


@cache
def _keys(_number: int) -> dict[str, Key]:
    return {
        "RS256": RSAKey.generate_key(2048, auto_kid=True),
        "ES256": ECKey.generate_key("P-256", auto_kid=True),
        "Ed25519": OKPKey.generate_key("Ed25519", auto_kid=True),
    }


@contextmanager
def running() -> Iterator[Provider]:
    """A provider on a free port of this machine."""
    provider = Provider()
    server = make_server("127.0.0.1", 0, _app(provider), threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.server_port}/tenant"
    # It looks this often, in seconds, whether it is to stop.
    serve = partial(server.serve_forever, poll_interval=0.02)
    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.answers.set()
        server.shutdown()
        server.server_close()
        thread.join()


def _app(provider: Provider) -> Flask:
    app = Flask("provider", static_folder=None)
    app.before_request(partial(_note, provider))
    for path, method, view in (
        ("/tenant/.well-known/openid-configuration", "GET", _discovery),
        ("/tenant/keys", "GET", _published),
        ("/tenant/authorise", "GET", _authorise),
        ("/tenant/authorise", "POST", _sign_in),
        ("/tenant/token", "POST", _token),
    ):
        app.add_url_rule(path, view.__name__, partial(view, provider), methods=[method])
    return app


def _note(provider: Provider) -> Any:
    provider.asked.append(request.path)
    if not provider.answers.is_set():
        provider.waiting.release()
        provider.answers.wait()
    if provider.moved:
        return redirect(f"{provider.issuer}/keys")
    return ("Out of order", 502) if provider.fails else None


def _discovery(provider: Provider) -> Response:
    said = {
        "issuer": provider.issuer,
        "authorization_endpoint": f"{provider.issuer}/authorise",
        "token_endpoint": f"{provider.issuer}/token",
        "jwks_uri": f"{provider.issuer}/keys",
        "authorization_response_iss_parameter_supported": True,
    }
    return jsonify(provider.publish(said))


def _published(provider: Provider) -> Response:
    keys = KeySet(list(provider.published.values()))
    return jsonify(keys.as_dict(private=False))


def _authorise(provider: Provider) -> Any:
    return _page() if provider.asks_first else redirect(_way_back(provider), 302)


def _sign_in(provider: Provider) -> Any:
    return redirect(_way_back(provider), 303)


def _token(provider: Provider) -> Any:
    provider.token_forms.append(request.form.to_dict())
    fault = provider.refuses or _fault(provider)
    if fault:
        return jsonify(error=fault), 400
    asked = provider.codes[request.form["code"]]
    answer = {"access_token": token_urlsafe(), "token_type": "Bearer"}
    if not provider.withholds:
        answer["id_token"] = provider.id_token(_claims(provider, asked["nonce"]))
    return jsonify(answer)


def _page() -> str:
    return (
        '<!doctype html><html lang="en"><head><title>Work account</title>'
        '<link rel="icon" href="data:,"></head><body><h1>Work account</h1>'
        '<form method="post"><button>Sign in as Jo</button></form></body></html>'
    )


def _way_back(provider: Provider) -> str:
    asked = request.args.to_dict()
    assert asked["client_id"] == CLIENT
    assert asked["redirect_uri"] == provider.back
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    code = token_urlsafe()
    provider.codes[code] = asked
    back = {"code": code, "state": asked["state"]}
    if provider.says_its_name:
        back["iss"] = provider.issuer
    return f"{asked['redirect_uri']}?{urlencode(back)}"


def _fault(provider: Provider) -> str:
    """What is wrong with a request for a token, by the words of RFC 6749."""
    given = request.authorization
    if given is None or (given.username, given.password) != (CLIENT, SECRET):
        return "invalid_client"
    asked = provider.codes.get(request.form.get("code", ""))
    if asked is None or asked.get("spent") or not _proved(asked["code_challenge"]):
        return "invalid_grant"
    if request.form.get("redirect_uri") != asked["redirect_uri"]:
        return "invalid_grant"
    asked["spent"] = "yes"
    return ""


def _proved(challenge: str) -> bool:
    verifier = request.form.get("code_verifier", "").encode()
    return compare_digest(_text(hashlib.sha256(verifier).digest()), challenge)


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _claims(provider: Provider, nonce: str) -> Claims:
    moment = int(time.time())
    said = {
        "iss": provider.issuer,
        "aud": CLIENT,
        "iat": moment,
        "exp": moment + 300,
        "nonce": nonce,
        **provider.person,
    }
    return provider.twist(said)
