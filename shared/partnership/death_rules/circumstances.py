"""What is known of how a child died, in fixed words that other rules read.

The words are ticked, many for one death. They say nothing of who the child was.
"""

from enum import StrEnum


class Circumstance(StrEnum):
    """One thing known about a death when it is notified or later."""

    SUDDEN = "sudden, no cause apparent at once"
    ASLEEP = "found after sleep"
    VEHICLE = "vehicle or train"
    DROWNING = "drowning"
    FALL = "fall"
    FIRE = "fire, burn or electrocution"
    POISONING = "poisoning"
    SUBSTANCE = "drugs or alcohol"
    SELF_HARM = "suicide or self-harm"
    VIOLENCE = "violence or maltreatment"
    OTHER_INJURY = "another injury or external cause"
    SUSPICIOUS = "may not be natural"
    CUSTODY = "in custody"
    DETAINED = "detained under the Mental Health Act"
    NEWBORN = "in a delivery suite or a neonatal unit"
    CONGENITAL = "genetic or congenital condition"
    LIFE_LIMITING = "life-limiting condition"
    CARDIAC = "heart condition"
    ASTHMA = "asthma or anaphylaxis"
    EPILEPSY = "epilepsy"
    DIABETES = "diabetic ketoacidosis"
    INFECTION = "infection"
    CANCER = "cancer"
    OPERATION = "operation or medical treatment"
