"""Set the house rules from a day on."""

from datetime import date
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from borough.courses.model import COURSES
from borough.host_rules.model import Late, RuleRow
from kit import clock
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import Invalid
from kit.trail import service as trail
from partnership.access import authorise
from partnership.agencies import AGENCIES


def set_rules(
    session: Session,
    *,
    from_on: date,
    cancel_days: int,
    close_days: int,
    hold_days: int,
    half_day_pence: int,
    full_day_pence: int,
    late_minutes: int,
    late_is: Late,
    keep_months: int,
    exempt: list[str],
    by: Actor,
) -> UUID:
    """Set the rules from a day on; events planned before keep theirs.

    Raises NotAllowed, and Invalid naming ``from_on`` or ``exempt``.
    """
    authorise(session, by, Action.APPROVE, COURSES, Scope(record="rules"))
    if from_on < clock.today():
        _refuse("from_on", "Rules begin today or later")
    if not set(exempt) <= AGENCIES.keys():
        _refuse("exempt", "Choose from the agencies")
    row = RuleRow(
        id=clock.new_id(), from_on=from_on, cancel_days=cancel_days,
        close_days=close_days, hold_days=hold_days, half_day_pence=half_day_pence,
        full_day_pence=full_day_pence, late_minutes=late_minutes, late_is=late_is,
        keep_months=keep_months, exempt=sorted(set(exempt)), set_by=by.user_id,
    )  # fmt: skip
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        fault = "Rules begin on this day already; choose another day"
        raise Invalid(fault, fields={"from_on": fault}) from error
    trail.record(session, act="house-rules.set", resource=COURSES, record=row.id)
    return row.id


def _refuse(name: str, fault: str) -> None:
    raise Invalid(fault, fields={name: fault})
