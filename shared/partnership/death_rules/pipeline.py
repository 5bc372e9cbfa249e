"""The way of a case through its review: where it stands, who has it, what it waits for.

Owners and what is waited for are fixed words, so that a list may show them to those
who must not know whose death it is.
"""

from collections.abc import Mapping
from enum import StrEnum

from kit.errors import Conflict


class Stage(StrEnum):
    """Where a case stands."""

    NOTIFIED = "notified"
    TRIAGED = "triaged"
    GATHERING = "gathering information"
    MEETING = "review meeting"
    PANEL = "waiting for the panel"
    REVIEWED = "reviewed by the panel"
    SUBMITTED = "sent to the national database"
    LEARNING = "learning followed up"
    CLOSED = "closed"
    EXCLUDED = "not reviewed"
    TRANSFERRED = "handed over"


class Owner(StrEnum):
    """The post that has the next thing to do."""

    COORDINATOR = "CDOP coordinator"
    DOCTOR = "Designated doctor for child deaths"
    LEAD = "Lead health professional"
    CHAIR = "Panel chair"
    KEY_WORKER = "Key worker"


class Waiting(StrEnum):
    """What a case waits for before it can go on."""

    NOTHING = "nothing"
    DETAILS = "details of the notification"
    TRIAGE = "triage"
    AGENCIES = "reporting forms of agencies"
    POST_MORTEM = "post-mortem report"
    INQUEST = "inquest"
    POLICE = "police or criminal proceedings"
    INVESTIGATION = "another investigation"
    MEETING = "review meeting"
    PANEL = "panel meeting"
    OTHER_AREA = "another area's answer"
    ACTIONS = "actions"


class WrongStage(Conflict):
    """A case does not go from where it stands to there."""

    code = "wrong-stage"


# What may follow; a step back is for what turned out to be missing.
FOLLOWS: Mapping[Stage, frozenset[Stage]] = {
    Stage.NOTIFIED: frozenset({Stage.TRIAGED}),
    Stage.TRIAGED: frozenset({Stage.GATHERING}),
    Stage.GATHERING: frozenset({Stage.MEETING}),
    Stage.MEETING: frozenset({Stage.PANEL, Stage.GATHERING}),
    Stage.PANEL: frozenset({Stage.REVIEWED, Stage.MEETING, Stage.GATHERING}),
    Stage.REVIEWED: frozenset({Stage.SUBMITTED, Stage.PANEL}),
    Stage.SUBMITTED: frozenset({Stage.LEARNING}),
    Stage.LEARNING: frozenset({Stage.CLOSED}),
    Stage.CLOSED: frozenset({Stage.LEARNING}),
    Stage.EXCLUDED: frozenset({Stage.NOTIFIED}),
    Stage.TRANSFERRED: frozenset(),
}
# Left from any of these by its own verb, with a reason: exclusion, or a handover.
OPEN = frozenset(Stage) - {Stage.CLOSED, Stage.EXCLUDED, Stage.TRANSFERRED}
# Where the panel has reviewed a case, and it did not come back to it.
PAST_PANEL = frozenset({Stage.REVIEWED, Stage.SUBMITTED, Stage.LEARNING, Stage.CLOSED})

_FIRST: Mapping[Stage, tuple[Owner, Waiting]] = {
    Stage.NOTIFIED: (Owner.COORDINATOR, Waiting.DETAILS),
    Stage.TRIAGED: (Owner.COORDINATOR, Waiting.NOTHING),
    Stage.GATHERING: (Owner.COORDINATOR, Waiting.AGENCIES),
    Stage.MEETING: (Owner.LEAD, Waiting.MEETING),
    Stage.PANEL: (Owner.CHAIR, Waiting.PANEL),
    Stage.REVIEWED: (Owner.COORDINATOR, Waiting.NOTHING),
    Stage.SUBMITTED: (Owner.COORDINATOR, Waiting.NOTHING),
    Stage.LEARNING: (Owner.COORDINATOR, Waiting.ACTIONS),
    Stage.CLOSED: (Owner.COORDINATOR, Waiting.NOTHING),
    Stage.EXCLUDED: (Owner.COORDINATOR, Waiting.NOTHING),
    Stage.TRANSFERRED: (Owner.COORDINATOR, Waiting.NOTHING),
}


def check(now: Stage, then: Stage) -> None:
    """Raise WrongStage where a case at ``now`` cannot go to ``then``."""
    if then not in FOLLOWS[now]:
        raise WrongStage(f"A case that is {now.value} does not become {then.value}.")


def first_owner(stage: Stage) -> Owner:
    """The post that has a case when it comes to a stage."""
    return _FIRST[stage][0]


def first_waiting(stage: Stage) -> Waiting:
    """What a case waits for when it comes to a stage."""
    return _FIRST[stage][1]
