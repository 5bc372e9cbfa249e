"""Categories of death, one to ten: where several apply the first one is primary.

From the child death analysis form (England, 2018).
"""

from collections.abc import Collection
from enum import IntEnum

from kit.errors import Invalid


class Category(IntEnum):
    """A cause of death as panels count it; the lower number comes first."""

    INFLICTED = 1
    SELF_HARM = 2
    TRAUMA = 3
    MALIGNANCY = 4
    ACUTE = 5
    CHRONIC = 6
    CONGENITAL = 7
    PERINATAL = 8
    INFECTION = 9
    UNEXPLAINED = 10


TITLES = {
    Category.INFLICTED: "Deliberately inflicted injury, abuse or neglect",
    Category.SELF_HARM: "Suicide or deliberate self-inflicted harm",
    Category.TRAUMA: "Trauma and other external factors",
    Category.MALIGNANCY: "Malignancy",
    Category.ACUTE: "Acute medical or surgical condition",
    Category.CHRONIC: "Chronic medical condition",
    Category.CONGENITAL: "Chromosomal, genetic and congenital anomalies",
    Category.PERINATAL: "Perinatal or neonatal event",
    Category.INFECTION: "Infection",
    Category.UNEXPLAINED: "Sudden unexpected, unexplained death",
}


def primary(ticked: Collection[Category]) -> Category:
    """The category that counts of those that apply; raises Invalid for none."""
    if not ticked:
        raise _invalid("Tick each category that applies", "categories")
    return min(ticked)


def chosen(
    ticked: Collection[Category], *, override: Category | None = None, reason: str = ""
) -> Category:
    """The category that counts, or another of those that apply, with a reason.

    Raises Invalid for no category, for one that does not apply, and without a reason.
    """
    first = primary(ticked)
    if override is None or override is first:
        return first
    if override not in ticked:
        raise _invalid("Choose one of the categories that apply", "override")
    if not reason.strip():
        raise _invalid("Say why another category counts than the first", "reason")
    return override


def _invalid(fault: str, field: str) -> Invalid:
    return Invalid(fault, fields={field: fault})
