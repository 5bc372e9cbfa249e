"""The four states of an action, what may happen to it, and why it may not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from kit.accounts.actor import Actor
from kit.errors import Conflict, Invalid, NotAllowed
from partnership.access import Role, role_name
from partnership.agencies import agency_name

# How long an embedded action is left before somebody looks again.
RECHECK_MONTHS = 6
# An action nobody said anything about for so long is silent.
SILENT_AFTER = timedelta(days=60)
# A started action whose forecast was put off so often is stuck.
STUCK_AFTER_MOVES = 2
CHASE_EVERY = timedelta(days=7)


class Brag(StrEnum):
    """How far an action has come, the best first; blue is better than green."""

    BLUE = "blue"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Word:
    """What one state is called: a letter, a word or two, and what they mean."""

    letter: str
    word: str
    meaning: str

    @property
    def tag(self) -> str:
        """Letter and word together, so that no colour speaks alone."""
        return f"{self.letter} {self.word}"


# Red is left to each area: those who use the letters differ most about this one.
DEFAULTS: Mapping[Brag, Word] = {
    Brag.BLUE: Word("B", "Embedded", "Part of everyday practice, and shown to be"),
    Brag.GREEN: Word("G", "Complete", "Complete but not embedded"),
    Brag.AMBER: Word("A", "Started", "Started but not complete"),
    Brag.RED: Word("R", "Not worded", "This area has not said what red means"),
}


# How each is drawn: the fill, and ink that can be read on it (WCAG 2.2, 1.4.3).
COLOURS: Mapping[Brag, tuple[str, str]] = {
    Brag.BLUE: ("#1d4f91", "#ffffff"),
    Brag.GREEN: ("#00703c", "#ffffff"),
    Brag.AMBER: ("#ffbf47", "#0b0c0c"),
    Brag.RED: ("#b10e1e", "#ffffff"),
}


class What(StrEnum):
    """What happened, one word for each row of the history."""

    OPENED = "opened"
    CHANGED = "changed"
    NOTE = "note"
    BRAG = "brag"
    DUE = "due"
    FORECAST = "forecast"
    EVIDENCE = "evidence"
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    HELD = "held"
    FAILED = "failed"
    CLOSE_ASKED = "close-asked"
    CLOSE_REFUSED = "close-refused"
    CLOSED = "closed"
    REOPENED = "reopened"


class Shows(StrEnum):
    """A kind of evidence; all but a progress report can show that practice changed."""

    PROGRESS_REPORT = "progress-report"
    RE_AUDIT = "re-audit"
    DATA = "data"
    SURVEY = "survey"
    FILE_SAMPLE = "file-sample"
    FEEDBACK = "feedback"
    POLICY_IN_USE = "policy-in-use"
    TRAINING_TRANSFER = "training-transfer"

    @property
    def practice(self) -> bool:
        """Whether it shows more than that something was done."""
        return self is not Shows.PROGRESS_REPORT


class Changed(Conflict):
    """Somebody changed this action while you were writing."""

    code = "action-changed"


class NotEmbedded(Conflict):
    """Blue needs evidence that practice changed, and another agency's confirmation."""

    code = "not-embedded"


class NoEvidence(Conflict):
    """Add dated evidence first. A progress report does not show that practice changed.

    Evidence from before a failed re-check does not count again.
    """

    code = "no-evidence"


class NotComplete(Conflict):
    """Only a complete (green) action can be proposed as embedded."""

    code = "not-complete"


class NothingProposed(Conflict):
    """Nobody has proposed this action as embedded."""

    code = "nothing-proposed"


class AlreadyProposed(Conflict):
    """This action waits for a confirmation already."""

    code = "already-proposed"


class NotAnotherAgency(NotAllowed):
    """A second person, from another agency than the owner's, must confirm this."""

    code = "not-another-agency"


class NotBlue(Conflict):
    """Only an embedded (blue) action is checked again."""

    code = "not-blue"


class ActionClosed(Conflict):
    """This action is closed."""

    code = "action-closed"


class CloseNotAsked(Conflict):
    """Nobody has asked to close this action."""

    code = "close-not-asked"


@dataclass(frozen=True, slots=True)
class By:
    """Who does something: the account, the agency it speaks for, and the post."""

    user_id: UUID
    agency: str | None
    post: str


def as_by(actor: Actor, speaks_for: str | None = None) -> By:
    """Who acts, as the history keeps it: the post, and the agency it speaks for."""
    agency = actor.agency
    if agency is None and actor.role == Role.LEADERSHIP_MEMBER:
        agency = speaks_for
    words = [role_name(actor.role)]
    if agency:
        words.append(agency_name(agency))
    return By(user_id=actor.user_id, agency=agency, post=", ".join(words))


@dataclass(frozen=True, kw_only=True, slots=True)
class Owned:
    """What an action is: its words, and whose it is."""

    title: str
    owner_post: str
    agency: str

    def __str__(self) -> str:
        """As the history says it."""
        return f"{self.title} ({self.owner_post}, {self.agency})"


class Show(StrEnum):
    """Which actions need somebody to look."""

    OVERDUE = "overdue"
    STUCK = "stuck"
    SILENT = "silent"
    MISSING = "missing"
    RECHECK = "recheck"
    CONFIRM = "confirm"
    CLOSE = "close"


# From the least to the most.
LADDER = (Brag.RED, Brag.AMBER, Brag.GREEN, Brag.BLUE)


def is_step_back(before: Brag, after: Brag) -> bool:
    """Whether an action would go back."""
    return LADDER.index(after) < LADDER.index(before)


def needed(text: str, field: str, fault: str) -> str:
    """The text without the spaces around it; raises Invalid where nothing is left."""
    if not text.strip():
        raise Invalid(fault, fields={field: fault})
    return text.strip()


def iso(day: date | None) -> str:
    """A day as the history keeps it; nothing for none."""
    return day.isoformat() if day else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Split:
    """How many actions stand at each state."""

    blue: int = 0
    green: int = 0
    amber: int = 0
    red: int = 0

    @classmethod
    def of(cls, counts: Mapping[Brag, int]) -> "Split":
        """The split of these numbers by state."""
        return cls(**{brag.value: number for brag, number in counts.items()})

    def __add__(self, other: "Split") -> "Split":
        """Both together."""
        return Split.of({brag: self.at(brag) + other.at(brag) for brag in Brag})

    def at(self, brag: Brag) -> int:
        """How many stand at one state."""
        return int(getattr(self, brag.value))

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.at(brag) for brag in Brag)

    @property
    def embedded(self) -> float | None:
        """The blue among all, in per cent; None of none."""
        return 100 * self.blue / self.total if self.total else None

    @property
    def done(self) -> float | None:
        """The blue and the green among all, in per cent; None of none."""
        done = self.blue + self.green
        return 100 * done / self.total if self.total else None
