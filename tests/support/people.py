"""People for tests of pages: an account, a session and a client that carries it."""

from flask import Flask
from flask.testing import FlaskClient

from kit.accounts import queries, service, sessions
from kit.accounts.model import SignInMethod
from kit.web.door import House
from partnership.access import Service, policy

BOROUGH = policy().of_service(Service.BOROUGH)
LEADERSHIP = policy().of_service(Service.LEADERSHIP)


def session_for(
    app: Flask,
    role: str,
    *,
    name: str = "",
    agency: str | None = None,
    body: str | None = None,
) -> tuple[str, str]:
    """A signed-in session for ``role``: the cookie's name and its value.

    The same role in the same agency and body is the same person.
    """
    house: House = app.extensions["accord"]
    places = [slug for slug in (agency, body) if slug]
    email = f"{'.'.join([role.replace('_', '.'), *places])}@example.org"
    with house.database.transaction() as session:
        person = queries.person(session, email=email)
        user_id = (
            person.user_id
            if person
            else service.create_user(
                session,
                email=email,
                name=name or f"The {role}",
                role=role,
                agency=agency,
                body=body,
            )
        )
        begun = sessions.start(session, user_id=user_id, method=SignInMethod.PASSWORD)
        token = sessions.confirm(session, token=begun, second_step=True)
    return f"accord-{house.settings.member}", token


def client_for(
    app: Flask,
    role: str,
    *,
    name: str = "",
    agency: str | None = None,
    body: str | None = None,
) -> FlaskClient:
    """A client signed in as ``role``, whose forms need no token."""
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    cookie, token = session_for(app, role, name=name, agency=agency, body=body)
    client.set_cookie(cookie, token, domain="localhost")
    return client
