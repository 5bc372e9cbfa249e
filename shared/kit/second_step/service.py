"""Set up an app, take its codes once each, and make recovery codes.

No verb throttles: the doors count guesses first (kit.throttle). Secrets are locked
with the lockbox the door hands over; one that does not open (another secret key) is
a code that is wrong, and the log says so.
"""

import hmac
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

import pyotp
from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.orm import Session

from kit import clock, logs
from kit.accounts import passwords
from kit.errors import Conflict, Invalid, NotFound
from kit.lockbox import CannotUnlock, Lockbox
from kit.second_step.model import (
    DRIFT,
    STEP,
    Code,
    RecoveryCode,
    SecondStep,
    new_codes,
    read_code,
    waiting_about,
)

PURPOSE = "second step"
_WRONG = (
    "This code is not right, or was used before. Wait until the app shows the next "
    "one and enter that"
)


class Proof(StrEnum):
    """With what a person took the second step."""

    APP = "app"
    RECOVERY_CODE = "recovery code"


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a typed code turned out to be."""

    proof: Proof
    step: int = 0
    finder: str = ""


@dataclass(frozen=True, kw_only=True)
class MadeCode:
    """A recovery code to show once, and what is kept of it."""

    code: Code
    code_hash: str


def lockbox(secret_key: str) -> Lockbox:
    """What locks the secrets of apps."""
    return Lockbox(secret_key, purpose=PURPOSE)


def begin(
    session: Session, *, user_id: UUID, visit: str, box: Lockbox, may_replace: bool
) -> None:
    """Make a secret for an app to take in; what is set up already stays good.

    ``visit`` names the signed-in session: no other one sees the secret, not even one
    of somebody who knows the password. ``may_replace`` is whether the person took the
    present second step: without that, raises Conflict where there is one.
    """
    row = session.get(SecondStep, user_id, with_for_update=True)
    _check_replacing(row, may_replace)
    if row is None:
        row = SecondStep(user_id=user_id)
        session.add(row)
    about = waiting_about(user_id, visit)
    row.waiting_secret = box.lock(pyotp.random_base32(), about=about)


def finish(
    session: Session,
    *,
    user_id: UUID,
    visit: str,
    typed: str,
    box: Lockbox,
    may_replace: bool,
) -> None:
    """Let the waiting secret count, now that a code shows that an app has it.

    Raises Conflict when none waits, and as ``begin`` does; Invalid naming ``code``
    for a wrong one.
    """
    row = session.get(SecondStep, user_id, with_for_update=True)
    _check_replacing(row, may_replace)
    if row is None or row.waiting_secret is None:
        raise Conflict("No app is being set up here. Start again.")
    about = waiting_about(user_id, visit)
    step = _step_of(row.waiting_secret, about, typed, box)
    if step is None:
        raise Invalid(_WRONG, fields={"code": _WRONG})
    secret = box.unlock(row.waiting_secret, about=about)
    row.secret, row.waiting_secret = box.lock(secret, about=str(user_id)), None
    row.last_step, row.set_up_at = step, clock.now()


def examine(
    session: Session, *, user_id: UUID, typed: str, box: Lockbox
) -> Found | None:
    """What was typed: the app's code of this time, a recovery code, or None.

    Looking does not use it up, and may be slow: not inside a write.
    """
    row = session.get(SecondStep, user_id)
    if row is not None and row.secret is not None:
        step = _step_of(row.secret, str(user_id), typed, box)
        if step is not None:
            return Found(proof=Proof.APP, step=step)
    code = read_code(typed)
    if code is None:
        return None
    kept = session.scalar(
        select(RecoveryCode.code_hash).where(*_unused(user_id, code.finder))
    )
    if not passwords.matches(code.text, kept):
        return None
    return Found(proof=Proof.RECOVERY_CODE, finder=code.finder)


def use_up(session: Session, *, user_id: UUID, found: Found) -> bool:
    """Use a code up; False when it was used before. Of two at once, one gets in."""
    if found.proof is Proof.APP:
        won = session.execute(
            update(SecondStep)
            .where(SecondStep.user_id == user_id, SecondStep.last_step < found.step)
            .values(last_step=found.step)
            .returning(SecondStep.user_id)
        )
    else:
        won = session.execute(
            update(RecoveryCode)
            .where(*_unused(user_id, found.finder))
            .values(used_at=clock.now())
            .returning(RecoveryCode.user_id)
        )
    return won.one_or_none() is not None


def make_codes() -> list[MadeCode]:
    """Ten recovery codes, hashed: slow on purpose, so not inside a transaction."""
    codes = new_codes()
    texts = [code.text for code in codes]
    with ThreadPoolExecutor(len(codes)) as threads:
        hashes = list(threads.map(passwords.hash_password, texts))
    return [
        MadeCode(code=code, code_hash=code_hash)
        for code, code_hash in zip(codes, hashes, strict=True)
    ]


def keep_codes(session: Session, *, user_id: UUID, codes: Sequence[MadeCode]) -> None:
    """Give a person these recovery codes in place of all earlier ones."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    session.add_all(
        RecoveryCode(user_id=user_id, finder=made.code.finder, code_hash=made.code_hash)
        for made in codes
    )


def forget(session: Session, *, user_id: UUID) -> None:
    """Take a person's app and codes away, as for one who lost both.

    Whoever calls sees to it that two people agreed. Raises NotFound when nothing is
    set up.
    """
    session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user_id))
    gone = session.execute(
        delete(SecondStep)
        .where(SecondStep.user_id == user_id)
        .returning(SecondStep.user_id)
    ).one_or_none()
    if gone is None:
        raise NotFound("This person has set up no second step.")


def _check_replacing(row: SecondStep | None, may_replace: bool) -> None:
    if row is not None and row.secret is not None and not may_replace:
        raise Conflict("A second step was set up already. Sign in with it.")


def _unused(user_id: UUID, finder: str) -> tuple[ColumnElement[bool], ...]:
    return (
        RecoveryCode.user_id == user_id,
        RecoveryCode.finder == finder,
        RecoveryCode.used_at.is_(None),
    )


def _step_of(locked: str, about: str, typed: str, box: Lockbox) -> int | None:
    """The time step near this moment whose code was typed."""
    digits = "".join(letter for letter in typed if letter.isalnum())
    try:
        app = pyotp.TOTP(box.unlock(locked, about=about), interval=STEP)
    except CannotUnlock:
        # Made with another secret key, or in another session.
        logs.get_logger(__name__).error("second step unreadable")
        return None
    present = int(clock.now().timestamp()) // STEP
    for step in range(present - DRIFT, present + DRIFT + 1):
        if hmac.compare_digest(app.generate_otp(step).encode(), digits.encode()):
            return step
    return None
