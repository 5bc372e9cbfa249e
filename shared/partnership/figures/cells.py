"""Single figures: reading them from text, dividing them, showing them."""

import re
from decimal import ROUND_HALF_UP, Decimal

from partnership.figures.model import Code, Unit

MULTIPLIER = {
    Unit.PERCENT: 100,
    Unit.PER_10000: 10_000,
    Unit.RATIO: 1,
    Unit.COUNT: 1,
}
UNIT_LABELS = {
    Unit.PERCENT: "%",
    Unit.PER_10000: "per 10,000 children",
    Unit.RATIO: "per worker",
    Unit.COUNT: "children or cases",
}
CODE_LABELS = {
    Code.CONFIDENTIAL: "Confidential",
    Code.NOT_APPLICABLE: "Not applicable",
    Code.NOT_AVAILABLE: "Not available",
    Code.LOW_RELIABILITY: "Low reliability",
    Code.ROUNDS_TO_ZERO: "Rounds to 0",
    Code.MISSING: "Missing",
}
LARGEST = 1e12
_NUMBER = re.compile(r"\d+(\.\d+)?", re.ASCII)
_CODES = {code.value: code for code in Code}


def read(text: str) -> tuple[float | None, Code | None]:
    """A figure or the code that stands for it; a blank is ``Code.MISSING``.

    Codes are those of the Department for Education's statistics (c, z, x, u, low
    and :). Raises ValueError with a sentence saying what to write instead.
    """
    wanted = text.strip()
    if _NUMBER.fullmatch(wanted):
        value = float(wanted)
        if value > LARGEST:
            raise ValueError("this number is too large to be a count of children")
        return value, None
    if not wanted:
        return None, Code.MISSING
    code = _CODES.get(wanted)
    if code is None:
        raise ValueError(_what_to_write(wanted))
    return None, code


def _what_to_write(text: str) -> str:
    if _NUMBER.fullmatch(text.replace(",", "").replace(" ", "")):
        return "write the number without commas or spaces"
    if _NUMBER.fullmatch(text.removesuffix("%").strip()):
        return "write the number without a percent sign"
    if _NUMBER.fullmatch(text.removeprefix("-").strip()):
        return "a figure cannot be below zero"
    return "write a number, or one of the codes c, z, x, u, low or :"


def rate(
    numerator: float | None, denominator: float | None, unit: Unit
) -> float | None:
    """Numerator over denominator in the unit's terms, unrounded; None if unknown.

    A count is the numerator itself. Multiplied before it is divided, so that a
    result such as 20.35 is the double nearest to it and rounds as on paper.
    """
    if numerator is None:
        return None
    if unit is Unit.COUNT:
        return numerator
    if not denominator:
        return None
    return numerator * MULTIPLIER[unit] / denominator


def shown(value: float, decimals: int) -> str:
    """A value rounded half up, as official statistics round; "12.5", never "12.50"."""
    step = Decimal(1).scaleb(-decimals)
    return str(Decimal(str(value)).quantize(step, ROUND_HALF_UP))


def published_measure(numerator: str, unit: Unit) -> str:
    """The measure that holds an indicator's value as published, beside its counts.

    Counts for regions and the country are published rounded, so a value worked out
    from them differs in the last digit from the one worked out before rounding.
    """
    return f"{numerator}:{unit.value}"
