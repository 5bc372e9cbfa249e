"""Taking in comparators, entering figures by hand, targets and commentary."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from borough.performance.model import (
    Commentary,
    ComparatorsReceived,
    Supplier,
    Target,
    UnknownIndicator,
)
from kit import bulk, clock
from kit.errors import Invalid
from kit.exchange.event import Event
from kit.trail import service as trail
from partnership.agencies import AGENCIES
from partnership.figures import periods
from partnership.figures import queries as known
from partnership.figures import service as figures
from partnership.figures.model import Code

RAW = "indicators_raw"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entered:
    """One figure as typed: its counts, or the code that stands for it."""

    numerator: float | None = None
    denominator: float | None = None
    code: Code | None = None


def take_areas(session: Session, events: Sequence[Event]) -> None:
    """Know the areas as leadership published them last."""
    figures.learn_areas(session, events[-1].data["areas"])


def take_comparators(session: Session, events: Sequence[Event]) -> None:
    """Record official figures; an older version than the one here changes nothing."""
    stored = _versions(session)
    newest: dict[tuple[str, str], Event] = {}
    for event in events:
        place = (event.data["indicator"], event.data["period"])
        here = newest[place].version if place in newest else stored.get(place, 0)
        if event.version > here:
            newest[place] = event
    figures.record_all_published(session, [each.data for each in newest.values()])
    received_at = clock.now()
    bulk.upsert(
        session,
        ComparatorsReceived,
        [_receipt(each, received_at) for each in newest.values()],
        key=["indicator", "period"],
    )


def _versions(session: Session) -> Mapping[tuple[str, str], int]:
    rows = session.execute(
        select(
            ComparatorsReceived.indicator,
            ComparatorsReceived.period,
            ComparatorsReceived.version,
        )
    )
    return {(indicator, period): version for indicator, period, version in rows}


def _receipt(event: Event, received_at: datetime) -> dict[str, Any]:
    return {
        "indicator": event.data["indicator"],
        "period": event.data["period"],
        "version": event.version,
        "source": event.data["source"],
        "received_at": received_at,
    }


def enter_figure(
    session: Session, *, indicator: str, area: str, period: str, entered: Entered
) -> None:
    """Enter or correct one own figure by hand.

    A denominator that is a yearly estimate (population) is not entered here. Raises
    UnknownIndicator, and Invalid naming the field that is wrong.
    """
    definition = known.indicator(session, indicator)
    if definition is None:
        raise UnknownIndicator
    wanted = _period(period)
    _note(session, "figure.entered", indicator, {"period": wanted})
    counted = counts_its_group(definition)
    _check(entered, wants_denominator=counted, is_part=definition.unit == "percent")
    figures.correct_figure(
        session,
        measure=definition.numerator,
        area=area,
        period=wanted,
        value=entered.numerator,
        code=entered.code,
        own_area=area,
    )
    if counted and entered.denominator is not None:
        figures.correct_figure(
            session,
            measure=definition.denominator or "",
            area=area,
            period=wanted,
            value=entered.denominator,
            own_area=area,
        )


def counts_its_group(definition: known.IndicatorView) -> bool:
    """Whether the denominator is counted by the borough itself."""
    return definition.denominator is not None and not definition.denominator_lag


def _period(text: str) -> str:
    try:
        return periods.parse(text)
    except ValueError as fault:
        sentence = str(fault)
        raise Invalid(sentence, {"period": sentence}) from fault


def _check(entered: Entered, *, wants_denominator: bool, is_part: bool) -> None:
    top, bottom = entered.numerator, entered.denominator
    if entered.code is not None:
        if top is not None:
            raise _wrong("code", "Enter a number or choose a code, not both")
        return
    if top is None:
        raise _wrong("numerator", "Enter a number, or choose why there is none")
    if not wants_denominator:
        return
    if bottom is None:
        raise _wrong("denominator", "Enter how many there are in the group")
    if is_part and top > bottom:
        raise _wrong("numerator", "A part cannot be larger than its group")


def _wrong(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, {field: sentence})


def set_supplier(session: Session, *, indicator: str, agency: str | None) -> None:
    """Say which agency supplies an indicator's figures; None when nobody else does.

    Raises UnknownIndicator, and Invalid for an agency that is not known.
    """
    _must_know(session, indicator)
    if agency is None:
        session.execute(delete(Supplier).where(Supplier.indicator == indicator))
    elif agency not in AGENCIES:
        raise _wrong("agency", "Choose one of the agencies")
    else:
        row = {"indicator": indicator, "agency": agency, "set_at": clock.now()}
        bulk.upsert(session, Supplier, [row], key=["indicator"])
    _note(session, "supplier.set", indicator, {"agency": agency or "none"})


def set_target(session: Session, *, indicator: str, value: float, by: str) -> None:
    """Set the value wanted, in the indicator's unit; raises UnknownIndicator."""
    _must_know(session, indicator)
    row = {"indicator": indicator, "value": value, "set_by": by, "set_at": clock.now()}
    bulk.upsert(session, Target, [row], key=["indicator"])
    _note(session, "target.set", indicator)


def remove_target(session: Session, *, indicator: str) -> None:
    """Work without a target from now on."""
    session.execute(delete(Target).where(Target.indicator == indicator))
    _note(session, "target.removed", indicator)


def comment(session: Session, *, indicator: str, text: str, by: str) -> None:
    """Say what a figure means for practice; raises UnknownIndicator."""
    _must_know(session, indicator)
    session.add(
        Commentary(
            id=clock.new_id(),
            indicator=indicator,
            text=text,
            written_by=by,
            written_at=clock.now(),
        )
    )
    session.flush()
    _note(session, "commentary.written", indicator)


def _must_know(session: Session, indicator: str) -> None:
    if known.indicator(session, indicator) is None:
        raise UnknownIndicator


def _note(
    session: Session, act: str, indicator: str, detail: trail.Detail | None = None
) -> None:
    trail.record(session, act=act, resource=RAW, record=indicator, detail=detail)
