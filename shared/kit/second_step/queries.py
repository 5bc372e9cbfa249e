"""Look at a second step: whether there is one, and what an app must take in."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pyotp
import segno
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kit.lockbox import CannotUnlock, Lockbox
from kit.second_step.model import RecoveryCode, SecondStep, waiting_about

_QUIET = 4  # modules of white around, without which cameras do not find the picture


@dataclass(frozen=True, kw_only=True)
class State:
    """Since when a person has a second step (None: not yet), and codes left."""

    set_up_at: datetime | None
    codes_left: int

    @property
    def is_set_up(self) -> bool:
        """Whether signing in asks for a code."""
        return self.set_up_at is not None


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A QR code: squares as an SVG path, in a field ``side`` wide and high."""

    side: int
    path: str


@dataclass(frozen=True, kw_only=True)
class ForApp:
    """What an app must take in: a picture to scan, or text in groups to type."""

    picture: Picture
    groups: str


def state(session: Session, *, user_id: UUID) -> State:
    """How far a person's second step is set up."""
    row = session.get(SecondStep, user_id)
    left = select(func.count()).select_from(RecoveryCode)
    left = left.where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return State(
        set_up_at=row.set_up_at if row is not None else None,
        codes_left=session.scalar(left) or 0,
    )


def for_app(
    session: Session,
    *,
    user_id: UUID,
    visit: str,
    box: Lockbox,
    email: str,
    issuer: str,
) -> ForApp | None:
    """What the app being set up in this session must take in; None when none is."""
    row = session.get(SecondStep, user_id)
    if row is None or row.waiting_secret is None:
        return None
    try:
        secret = box.unlock(row.waiting_secret, about=waiting_about(user_id, visit))
    except CannotUnlock:
        return None
    address = pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)
    starts = range(0, len(secret), 4)
    groups = " ".join(secret[start : start + 4] for start in starts)
    return ForApp(picture=draw(address), groups=groups)


def draw(text: str) -> Picture:
    """``text`` as a QR code."""
    matrix = segno.make_qr(text, error="m").matrix
    squares = [
        f"M{column + _QUIET} {line + _QUIET}h1v1h-1z"
        for line, modules in enumerate(matrix)
        for column, dark in enumerate(modules)
        if dark
    ]
    return Picture(side=len(matrix) + 2 * _QUIET, path="".join(squares))
