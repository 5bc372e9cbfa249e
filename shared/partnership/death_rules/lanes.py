"""Lanes of a panel's agenda: which deaths are looked at together.

Panels look at deaths in hospital soon after birth in a lane of their own, and may look
at deaths of one kind together in a themed panel, to which the six weeks do not apply
(Child Death Review guidance 2018).
"""

from collections.abc import Collection
from enum import StrEnum

from partnership.death_rules.circumstances import Circumstance
from partnership.death_rules.scope import AgeBand


class Lane(StrEnum):
    """A part of a panel's agenda."""

    NEONATAL = "neonatal"
    THEMED = "themed"
    OTHER = "other deaths"


class Theme(StrEnum):
    """What the deaths of a themed panel have in common."""

    SUICIDE = "suicide and self-harm"
    SUDDEN = "sudden unexpected death"
    TRAUMA = "injuries and collisions"
    CARDIAC = "heart conditions"
    CONGENITAL = "congenital and genetic conditions"
    ASTHMA = "asthma and anaphylaxis"
    EPILEPSY = "epilepsy"
    INFECTION = "infection"
    VIOLENCE = "violence among young people"


def lane(band: AgeBand | None, known: Collection[Circumstance]) -> Lane:
    """The lane a case belongs to unless a theme takes it."""
    newborn = band is AgeBand.FIRST_MONTH or Circumstance.NEWBORN in known
    return Lane.NEONATAL if newborn else Lane.OTHER
