"""Notice that a form came after its session ran out, and bring it back afterwards.

Kept only where time alone ended the session, lately, and the form carries the token
of that browser's forms: what another site sends is not kept. Files, passwords and
codes never are.
"""

import re
from uuid import UUID

from flask import (
    Flask,
    Response,
    current_app,
    g,
    has_request_context,
    redirect,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import validate_csrf
from werkzeug.exceptions import HTTPException
from wtforms import ValidationError

from kit.accounts import access, cookie, sessions
from kit.unsaved import service
from kit.unsaved.model import (
    KEPT_FOR,
    MOST_CHARACTERS,
    MOST_FIELDS,
)
from kit.unsaved.service import Unsaved
from kit.web import door

_OF_SIGNING_IN = frozenset({"accounts", "account", "second_step", "password_reset"})
_NEVER = re.compile(r"password|secret|token|(^|_)code$|^present$|^next$", re.I)


def register(app: Flask) -> None:
    """Watch every request of ``app``; after the one that says who is asking."""
    app.before_request(keep_what_ran_out)
    app.after_request(_settle)


def keep_what_ran_out() -> ResponseReturnValue | None:
    """Before each request: a form without a session that still lasts is kept."""
    sent = cookie.token()
    nobody = cookie.standing() is None
    if request.method != "POST" or not nobody or not sent or not _is_kept_here():
        return None
    with door.reading() as session:
        user_id = sessions.lately_ran_out(session, token=sent)
    if user_id is None:
        return None
    return redirect(url_for("accounts.sign_in", next=keep(user_id)), 303)


def keep(user_id: UUID) -> str:
    """Keep this request's form for its person; returns the page it was typed on."""
    page, fields = _page(), _fields()
    if fields and _is_kept_here() and _is_ours():
        with door.transaction() as session:
            g.unsaved_token = service.keep(
                session,
                user_id=user_id,
                secret_key=door.settings().secret_key,
                page=page,
                action=request.path,
                fields=fields,
            )
    return page


def mine() -> Unsaved | None:
    """What the signed-in person typed before, in this browser; asked once a request."""
    if "unsaved" not in g:
        g.unsaved = _look()
    found: Unsaved | None = g.unsaved
    return found


def is_waiting() -> bool:
    """Whether this browser holds a token: for people who have yet to sign in."""
    return bool(request.cookies.get(_cookie()))


def typed_here() -> dict[str, str | list[str]]:
    """What was typed on this page, by field: a form begins with it again."""
    found = mine() if has_request_context() else None
    if found is None or found.page.partition("?")[0] != request.path:
        return {}
    values: dict[str, list[str]] = {}
    for name, text in found.fields:
        values.setdefault(name, []).append(text)
    return {name: each[0] if len(each) == 1 else each for name, each in values.items()}


def _look() -> Unsaved | None:
    actor, token = door.actor_or_nobody(), request.cookies.get(_cookie())
    if actor is None or not token:
        return None
    with door.reading() as session:
        return service.give_back(
            session,
            user_id=actor.user_id,
            secret_key=door.settings().secret_key,
            token=token,
        )


def _settle(response: Response) -> Response:
    """Hand out the token, or forget the text once its form was sent again."""
    token = g.get("unsaved_token")
    secure = door.settings().public_url.startswith("https")
    if token:
        response.set_cookie(
            _cookie(),
            token,
            max_age=KEPT_FOR,
            secure=secure,
            httponly=True,
            samesite="Lax",
            path="/",
        )
    elif _was_sent_again(response):
        with door.transaction() as session:
            service.throw_away(session, user_id=door.actor().user_id)
        response.delete_cookie(
            _cookie(), secure=secure, httponly=True, samesite="Lax", path="/"
        )
    return response


def _was_sent_again(response: Response) -> bool:
    if request.method != "POST" or response.status_code >= 500 or not is_waiting():
        return False
    found = mine()
    return found is not None and request.path in {
        found.action,
        url_for("unsaved.throw_away"),
    }


def _is_kept_here() -> bool:
    return request.endpoint is not None and request.blueprint not in _OF_SIGNING_IN


def _is_ours() -> bool:
    try:
        validate_csrf(request.form.get("csrf_token"))
    except ValidationError:
        return False
    return True


def _fields() -> list[tuple[str, str]]:
    """The form's texts, without what must not be kept; none of a form too large."""
    fields = [
        (name, text)
        for name, text in request.form.items(multi=True)
        if not _NEVER.search(name)
    ]
    characters = sum(len(name) + len(text) for name, text in fields)
    fits = len(fields) <= MOST_FIELDS and characters <= MOST_CHARACTERS
    return fields if fits else []


def _page() -> str:
    """Where the form was typed: a page that opens by a link."""
    site = request.host_url.rstrip("/")
    came_from = request.referrer or ""
    if came_from.startswith(f"{site}/"):
        path = access.local_path(came_from.removeprefix(site))
        if _opens(path.partition("?")[0]):
            return path
    return request.path if _opens(request.path) else "/"


def _opens(path: str) -> bool:
    routes = current_app.url_map.bind("")
    try:
        routes.match(path, method="GET")
    except HTTPException:
        return False
    return True


def _cookie() -> str:
    settings = door.settings()
    return f"{cookie.prefix(settings.public_url)}text-{settings.member}"
