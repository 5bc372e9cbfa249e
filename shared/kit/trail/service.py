"""What any verb may say to the trail: an act, with who, what and how it ended.

``record`` keeps a note that becomes a row in the same transaction as the act.
``record_at_once`` is for what has no transaction of its own: refusals, and reads of
restricted records, which are written before the page is sent.
"""

import re
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import NotRequired, Protocol, TypedDict, Unpack
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from kit import errors
from kit.accounts.actor import Actor
from kit.trail import writing
from kit.trail.model import (
    ACT,
    DETAIL,
    ERASED,
    HOST,
    LONGEST_DETAIL,
    NOBODY,
    OPAQUE,
    PURPOSE,
    TRAIL,
    WORD,
    Outcome,
    TrailRow,
)
from kit.trail.writing import Note

Detail = Mapping[str, str | int]


class Opens(Protocol):
    """What a small transaction is opened on: a Database, or the pages' door."""

    def transaction(self) -> AbstractContextManager[Session]:
        """All inside is stored together at the end, or nothing is."""


class Act(TypedDict):
    """What is told of an act.

    ``act`` is two words and a dot, ``return.released``; ``resource`` a word of the
    access matrix; ``record`` an opaque id, never a name; ``purpose`` a few lower-case
    words; ``detail`` keys of ``kit.trail.model.DETAIL`` only. ``by`` is the signed-in
    person of the page's door unless another is given; without a door it is the
    process (``host``, ``exchange``).
    """

    act: str
    resource: str
    record: NotRequired[str | UUID | None]
    outcome: NotRequired[Outcome]
    purpose: NotRequired[str | None]
    detail: NotRequired[Detail | None]
    by: NotRequired[Actor | None]


def record(session: Session, **act: Unpack[Act]) -> None:
    """Note an act (:class:`Act`); it becomes a row when this transaction commits.

    Raises ValueError for a word that is not of its shape and a key that is not on the
    list; RuntimeError in a session that stores nothing.
    """
    if session.info.get("reading"):
        raise RuntimeError("A reading stores nothing: use record_at_once.")
    writing.take(session, _note(session, act))


def record_at_once(opens: Opens, **act: Unpack[Act]) -> None:
    """Write one act in a transaction of its own, before this returns.

    ``opens`` is a Database or the module ``kit.web.door``. Raises as ``record`` does.
    Not inside another transaction of the same thread: one would wait for the other.
    """
    with opens.transaction() as session:
        record(session, **act)


def erase_detail(
    session: Session, *, n: int, purpose: str, by: Actor | None = None
) -> None:
    """Take the detail and the salt out of row ``n``; the chain still holds.

    The erasure is itself a row of the trail, with its purpose. Raises Invalid for a
    purpose of another shape, NotFound when the row has no detail (any more).
    """
    if not PURPOSE.fullmatch(purpose):
        raise errors.Invalid("Say the purpose in a few lower-case words.")
    wanted = (TrailRow.n == n) & TrailRow.detail.is_not(None)
    erased = session.execute(
        update(TrailRow)
        .where(wanted)
        .values(detail=None, salt=None)
        .returning(TrailRow.n)
    ).all()
    if not erased:
        raise errors.NotFound(f"Row {n} of the trail has no detail.")
    record(session, act=ERASED, resource=TRAIL, record=str(n), purpose=purpose, by=by)


def _note(session: Session, act: Act) -> Note:
    detail = act.get("detail")
    _check_detail(detail)
    actor_id, session_id, role = _who(session, act.get("by"))
    return Note(
        actor_id=actor_id,
        session_id=session_id,
        role=role,
        act=_checked(ACT, act["act"]),
        resource=_checked(WORD, act["resource"]),
        record=_checked_if_given(OPAQUE, act.get("record")),
        purpose=_checked_if_given(PURPOSE, act.get("purpose")),
        outcome=act.get("outcome", Outcome.DONE),
        detail=dict(detail) if detail else None,
    )


def _checked(pattern: re.Pattern[str], word: str) -> str:
    if not pattern.fullmatch(word):
        raise ValueError(f"The trail takes words like {pattern.pattern} here.")
    return word


def _checked_if_given(pattern: re.Pattern[str], word: str | UUID | None) -> str | None:
    return None if word is None else _checked(pattern, str(word))


def _check_detail(detail: Detail | None) -> None:
    for key, value in (detail or {}).items():
        if key not in DETAIL:
            raise ValueError(f"{key!r} is not in kit.trail.model.DETAIL.")
        if len(str(value)) > LONGEST_DETAIL:
            raise ValueError(f"{key!r} is too long for the trail.")


def _who(session: Session, by: Actor | None) -> tuple[str, str, str]:
    """Id, session and role of the one who acts."""
    actor: Actor | None = session.info.get("actor") if by is None else by
    if actor is not None:
        return str(actor.user_id), actor.session_id, actor.role
    # The pages' door says who is signed in, even when that is nobody.
    word = NOBODY if "actor" in session.info else session.info.get("process", HOST)
    return word, "", ""
