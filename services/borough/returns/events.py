"""The messages of a release: one for each cell, and one for the return as a whole."""

from collections.abc import Sequence
from typing import Any

from borough.ledger.service import Entry, Past
from borough.returns.model import Return
from kit import clock
from partnership.disclosure.model import Status

LEADERSHIP = "leadership"
OBSERVATION_RELEASED = "uk.accord.performance.observation.released.v1"
RETURN_RELEASED = "uk.accord.performance.return.released.v1"
STANDARD = "indicator-set"


def subject_of(entry: Entry) -> str:
    """The record an observation's message is about."""
    return f"{entry.indicator}:{entry.period}:{entry.area}"


def observation_released(entry: Entry, given: Return) -> dict[str, Any]:
    """One controlled cell; its raw figure and the reason for hiding stay at home."""
    return {
        "return_id": str(given.id),
        "indicator": entry.indicator,
        "period": entry.period,
        "area": entry.area,
        "status": entry.status,
        "numerator": entry.numerator,
        "denominator": entry.denominator,
        "value": entry.value,
        "rule": entry.cell.rule,
        "standard_version": given.standard_version,
        "released_at": _moment(given),
        "released_by": given.decided_by_post,
        "reason": entry.restated_because,
        "history": [_earlier(past) for past in entry.earlier],
    }


def return_released(given: Return, entries: Sequence[Entry]) -> dict[str, Any]:
    """What left together, and the digest that proves it arrived together."""
    # Canonical periods sort in time order.
    seen = sorted({entry.period for entry in entries})
    hidden = sum(entry.status == Status.SUPPRESSED for entry in entries)
    return {
        "return_id": str(given.id),
        "standard": STANDARD,
        "standard_version": given.standard_version,
        "area": given.area,
        "first_period": seen[0],
        "last_period": seen[-1],
        "cells": len(entries),
        "suppressed": hidden,
        "digest": given.digest,
        "released_at": _moment(given),
        "prepared_by": given.prepared_by_post,
        "released_by": given.decided_by_post,
        "note": given.note,
    }


def _earlier(past: Past) -> dict[str, Any]:
    return {
        "version": past.version,
        "status": past.status,
        "numerator": past.numerator,
        "denominator": past.denominator,
        "value": past.value,
        "released_at": clock.iso(past.released_at),
        "reason": past.restated_because,
    }


def _moment(given: Return) -> str:
    if given.decided_at is None:
        raise ValueError("Only a return that was approved is announced")
    return clock.iso(given.decided_at)
