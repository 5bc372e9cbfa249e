"""What pages show of actions: lines, histories, evidence, and filters of lists."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from partnership.agencies import agency_name
from partnership.brag.model import Brag, Show, Shows, What, Word
from partnership.plans.queries import PlanSeen, Wording
from partnership.themes.queries import Theme

SHOW_WORDS: Mapping[Show, str] = {
    Show.OVERDUE: "Overdue",
    Show.STUCK: "Stuck: forecast put off twice or more",
    Show.SILENT: "Silent: no update for 60 days",
    Show.MISSING: "Started, with dates missing",
    Show.RECHECK: "To check again",
    Show.CONFIRM: "To confirm as embedded",
    Show.CLOSE: "To close, if the body agrees",
}
EVIDENCE_WORDS: Mapping[Shows, str] = {
    Shows.PROGRESS_REPORT: "Progress report (does not show practice)",
    Shows.RE_AUDIT: "Re-audit result",
    Shows.DATA: "Change in the figures",
    Shows.SURVEY: "Practitioner survey or knowledge test",
    Shows.FILE_SAMPLE: "Supervision or file sample",
    Shows.FEEDBACK: "Feedback of children or families",
    Shows.POLICY_IN_USE: "Policy seen in use",
    Shows.TRAINING_TRANSFER: "Training put into practice after three months",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Filter:
    """Which actions to list; None takes all.

    ``body`` takes those of a body's plans, and beside them the actions ``also``.
    """

    plan: UUID | None = None
    brag: Brag | None = None
    agency: str | None = None
    theme: UUID | None = None
    show: Show | None = None
    body: str | None = None
    also: frozenset[UUID] = frozenset()
    closed: bool | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionSeen:
    """One action as a list shows it; ``marks`` say why somebody should look."""

    id: UUID
    ref: str
    title: str
    plan: PlanSeen
    owner_post: str
    agency: str
    brag: Brag
    word: Word
    first_due: date | None
    due: date | None
    forecast: date | None
    forecast_moves: int
    recheck_on: date | None
    opened_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    decision_id: UUID | None
    close_asked_at: datetime | None
    chased_at: datetime | None
    version: int
    marks: frozenset[Show]
    themes: tuple[Theme, ...] = ()

    @property
    def agency_name(self) -> str:
        """Its agency, as people say it."""
        return agency_name(self.agency)


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionPage:
    """One page of actions, of how many; with every plan and word, for filters."""

    actions: Sequence[ActionSeen]
    total: int
    page: int
    pages: int
    plans: Sequence[PlanSeen]
    wording: Wording


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeSeen:
    """One row of a history; ``word`` is what the state after it is called."""

    version: int
    at: datetime
    what: What
    before: str
    after: str
    reason: str
    post: str
    word: Word
    action_id: UUID
    ref: str = ""
    title: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class EvidenceSeen:
    """One piece of evidence."""

    shows: Shows
    dated_on: date
    text: str
    post: str
    added_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Whole:
    """An action with all that belongs to it, the latest first."""

    action: ActionSeen
    changes: Sequence[ChangeSeen]
    evidence: Sequence[EvidenceSeen]
    asked: str | None
    proposed_by: UUID | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Stood:
    """How one action stood at the end of a day; its words are today's."""

    ref: str
    plan: str
    title: str
    owner_post: str
    agency: str
    brag: Brag
    due: date | None
    forecast: date | None
