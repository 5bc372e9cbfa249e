"""What signed-in people were refused becomes a row, before they are told."""

from flask import current_app, request
from sqlalchemy.exc import SQLAlchemyError

from kit import logs
from kit.access.policy import Need
from kit.accounts.access import need_of
from kit.errors import AccordError, NotAllowed, NotFound
from kit.trail.model import OPAQUE, TRAIL, Outcome
from kit.trail.service import record_at_once
from kit.web import door

DENIED = "access.denied"


def note(error: AccordError) -> None:
    """Write down that this person was refused what they asked for.

    What is not there is written down like what is not theirs: the two look the same
    to them, and take as long. The refusal stands even where it cannot be written.
    """
    if not isinstance(error, NotAllowed | NotFound) or door.actor_or_nobody() is None:
        return
    endpoint = request.endpoint or ""
    try:
        record_at_once(
            door,
            act=DENIED,
            resource=_resource(endpoint),
            record=_record(),
            outcome=Outcome.REFUSED,
            detail={"endpoint": endpoint, "reason": error.code},
        )
    except SQLAlchemyError:
        logs.get_logger(__name__).exception("a refusal could not be written")


def _resource(endpoint: str) -> str:
    view = current_app.view_functions.get(endpoint)
    need = need_of(view) if view else None
    return need.resource if isinstance(need, Need) else TRAIL


def _record() -> str | None:
    """The id in the address, where it has one."""
    asked = [str(value) for value in (request.view_args or {}).values()]
    return next((each for each in asked if OPAQUE.fullmatch(each)), None)
