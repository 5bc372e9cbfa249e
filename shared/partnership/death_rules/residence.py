"""Whose panel reviews a death: that of the area in which the child normally lived."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, kw_only=True, slots=True)
class Lived:
    """An area in which a child normally lived, and from which day."""

    area: str
    since: date


class Duty(StrEnum):
    """What the area that heard of a death has to do."""

    REVIEW = "review it here"
    OFFER = "offer it to the panel of the child's home"
    AGREE = "agree with the panel of the child's home who leads"


def home(lived: Iterable[Lived], *, on: date) -> str | None:
    """The area in which a child lived on a day; None where no residence is known.

    A residence recorded as beginning later says nothing of that day, unless it is all
    that is known.
    """
    ordered = sorted(lived, key=lambda each: each.since)
    before = [each for each in ordered if each.since <= on]
    found = before[-1:] or ordered[:1]
    return found[0].area if found else None


def duty(*, here: str, home: str | None, placed_by: str | None = None) -> Duty:
    """What this area has to do with a death it heard of.

    ``placed_by`` is the authority that looked after the child. Where it placed the
    child outside its own area both panels agree explicitly who leads (Child Death
    Review guidance 2018).
    """
    if placed_by is not None and placed_by != home:
        return Duty.AGREE
    return Duty.REVIEW if home in (None, here) else Duty.OFFER
