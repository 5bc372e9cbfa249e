"""What a panel writes in its analysis: domains, weights of factors, what could change.

From the child death analysis form (England). A factor's weight is read by the edition
of the scale it was given in: older analyses keep the older one. Modifiable is what
could be changed by something done locally or nationally to make deaths to come less
likely; it is no verdict on whether this death could have been prevented (Child Death
Review guidance 2018).
"""

from collections.abc import Collection, Mapping
from enum import StrEnum

from kit.errors import Invalid


class Domain(StrEnum):
    """What a factor belongs to."""

    A = "A: the child"
    B = "B: the family and social environment"
    C = "C: the physical environment"
    D = "D: the services"


class Factor(StrEnum):
    """A fixed word for what is counted over many deaths; the rest is told in words."""

    SLEEP = "unsafe sleeping"
    SMOKING = "smoking"
    SUBSTANCES = "drugs or alcohol"
    VIOLENCE_HOME = "domestic abuse"
    MENTAL_HEALTH = "mental health"
    NEGLECT = "abuse or neglect"
    POVERTY = "poverty"
    HOUSING = "housing"
    LANGUAGE = "language or access"
    CONSANGUINITY = "parents who are related"
    WEIGHT = "weight of the mother"
    SUPERVISION = "supervision"
    ROADS = "roads and vehicles"
    WATER = "water"
    WEAPONS = "weapons or gangs"
    ONLINE = "the internet"
    RECOGNITION = "illness recognised late"
    TREATMENT = "access to treatment"
    TOGETHER = "services not working together"
    GUIDANCE = "guidance not followed"
    OTHER = "another factor"


class Outcome(StrEnum):
    """Whether anything was found that could be changed."""

    IDENTIFIED = "modifiable factors identified"
    NONE = "no modifiable factors identified"
    INADEQUATE = "inadequate information"


SCALE = "2018"
SCALES: Mapping[str, Mapping[int, str]] = {
    "2010": {
        0: "information not available",
        1: "none identified, or unlikely to have contributed",
        2: "may have contributed",
        3: "complete and sufficient explanation",
    },
    "2018": {
        0: "information not available",
        1: "none, or unlikely to have contributed",
        2: "may have contributed",
    },
}


def weight(scale: str, value: int) -> str:
    """What a weight means in its edition of the scale; raises Invalid."""
    try:
        return SCALES[scale][value]
    except KeyError as fault:
        said = "Choose one of the weights of this scale"
        raise Invalid(said, fields={"weight": said}) from fault


def outcome(modifiable: Collection[bool], *, inadequate: bool = False) -> Outcome:
    """What a panel came to, from whether each of its factors could be changed.

    Raises Invalid where information is called inadequate although such a factor was
    identified.
    """
    if any(modifiable):
        if inadequate:
            fault = "A modifiable factor was identified, so something is known"
            raise Invalid(fault, fields={"inadequate": fault})
        return Outcome.IDENTIFIED
    return Outcome.INADEQUATE if inadequate else Outcome.NONE
