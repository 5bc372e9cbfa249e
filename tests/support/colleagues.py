"""Colleagues with an account in a test's database, as the actors they are."""

from uuid import UUID

import pyotp

from kit.accounts import service, sessions
from kit.accounts.actor import Actor
from kit.accounts.model import SignInMethod
from kit.db import Database
from kit.hats import queries as hats
from kit.second_step import queries as steps
from kit.second_step import service as second_step


def a_colleague(
    database: Database, name: str, role: str = "analyst", **place: str
) -> Actor:
    """An account with one role that counts; the address is made of the name."""
    email = f"{name.lower()}@example.org"
    with database.transaction() as session:
        user_id = service.create_user(
            session, email=email, name=name, role=role, **place
        )
        [hat] = hats.hats_of(session, user_id=user_id)
    return Actor(
        user_id=user_id, name=name, role=role, email=email, hat_id=hat.hat_id, **place
    )


def a_session(database: Database, user_id: UUID) -> str:
    """A fully signed-in session's token."""
    with database.transaction() as session:
        begun = sessions.start(session, user_id=user_id, method=SignInMethod.PASSWORD)
        return sessions.confirm(session, token=begun, second_step=True)


def signed_in(database: Database, token: str) -> Actor | None:
    """Who stands behind a session's token."""
    with database.reading() as session:
        standing = sessions.standing_of(session, token=token)
    return standing.actor if standing is not None else None


def a_second_step(database: Database, user_id: UUID) -> None:
    """Give a person an app, as if they had taken its secret in."""
    box = second_step.lockbox("only-for-tests-only-for-tests-only")
    here = {"user_id": user_id, "visit": "test", "box": box}
    with database.transaction() as session:
        second_step.begin(session, **here, may_replace=False)
        session.flush()
        taken_in = steps.for_app(session, **here, email="x@example.org", issuer="Test")
        assert taken_in is not None
        code = pyotp.TOTP(taken_in.groups.replace(" ", "")).now()
        second_step.finish(session, **here, typed=code, may_replace=False)


def has_second_step(database: Database, user_id: UUID) -> bool:
    with database.reading() as session:
        return steps.state(session, user_id=user_id).is_set_up
