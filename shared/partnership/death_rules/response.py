"""When agencies answer a death together and at once: the joint agency response.

Triggers after the Child Death Review guidance 2018 and "Sudden unexpected death in
infancy and childhood" (Kennedy, 2016).
"""

from collections.abc import Collection
from enum import StrEnum

from partnership.death_rules.circumstances import Circumstance


class Trigger(StrEnum):
    """Why a joint agency response begins."""

    EXTERNAL = "an external cause"
    SUDDEN = "sudden, with no cause apparent at once"
    DETAINED = "in custody or detained under the Mental Health Act"
    SUSPICIOUS = "it may not have been natural"
    UNATTENDED = "a stillbirth that no professional attended"


_WHY = {
    Trigger.EXTERNAL: {
        Circumstance.VEHICLE,
        Circumstance.DROWNING,
        Circumstance.FALL,
        Circumstance.FIRE,
        Circumstance.POISONING,
        Circumstance.SUBSTANCE,
        Circumstance.SELF_HARM,
        Circumstance.VIOLENCE,
        Circumstance.OTHER_INJURY,
    },
    Trigger.SUDDEN: {Circumstance.SUDDEN, Circumstance.ASLEEP},
    Trigger.DETAINED: {Circumstance.CUSTODY, Circumstance.DETAINED},
    Trigger.SUSPICIOUS: {Circumstance.SUSPICIOUS, Circumstance.VIOLENCE},
}


def triggers(
    known: Collection[Circumstance], *, unattended_stillbirth: bool = False
) -> list[Trigger]:
    """Why agencies must answer this death together; empty where nothing asks for it.

    A stillbirth that nobody attended asks for it, though it is no death to review
    unless the child is found to have lived.
    """
    found = [trigger for trigger, asks in _WHY.items() if asks & set(known)]
    return [*found, Trigger.UNATTENDED] if unattended_stillbirth else found
