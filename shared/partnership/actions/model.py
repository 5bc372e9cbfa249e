"""An action and what may happen to it: its states, dates, evidence and history.

Blue says that practice has changed. No verb leads there but ``confirm``: it needs
dated evidence that shows practice, and somebody of another agency than the owner's who
is not the person who proposed it.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice, SharedBase
from kit.errors import Invalid
from partnership.brag.model import (
    RECHECK_MONTHS,
    ActionClosed,
    AlreadyProposed,
    Brag,
    By,
    Changed,
    CloseNotAsked,
    NoEvidence,
    NotAnotherAgency,
    NotBlue,
    NotComplete,
    NotEmbedded,
    NothingProposed,
    Owned,
    Shows,
    What,
    is_step_back,
    iso,
    needed,
)
from partnership.clocks.model import months_after
from partnership.plans.model import REF_LENGTH


class ActionRow(SharedBase):
    """One action as it stands.

    ``due_on`` is the day first agreed, ``revised_on`` the present one where it was
    moved; ``forecast_moves`` counts how often the forecast was put off. ``version``
    rises with every row of its history.
    """

    __tablename__ = "actions_action"
    __table_args__ = (
        Index(None, "plan_id", "brag"),
        Index(None, "agency", "brag"),
        Index(None, "updated_at"),
    )

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    plan_id: Mapped[UUID] = mapped_column(ForeignKey("plans_plan.id"), info=OFFICIAL)
    ref: Mapped[str] = mapped_column(String(REF_LENGTH), unique=True, info=OFFICIAL)
    title: Mapped[str] = mapped_column(String(300), info=OFFICIAL)
    owner_post: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    agency: Mapped[str] = mapped_column(String(60), info=OFFICIAL)
    brag: Mapped[Brag] = mapped_column(Choice(Brag), info=OFFICIAL)
    due_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    revised_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    forecast_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    forecast_moves: Mapped[int] = mapped_column(info=OFFICIAL)
    recheck_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    close_asked_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    closed_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    decision_id: Mapped[UUID | None] = mapped_column(info=OFFICIAL)
    chased_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    opened_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    updated_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    version: Mapped[int] = mapped_column(info=OFFICIAL)

    changes: Mapped[list["ChangeRow"]] = relationship(
        order_by="ChangeRow.version", cascade="all, delete-orphan"
    )
    evidence: Mapped[list["EvidenceRow"]] = relationship(
        order_by="EvidenceRow.added_at", cascade="all, delete-orphan"
    )
    proposals: Mapped[list["ProposalRow"]] = relationship(
        order_by="ProposalRow.proposed_at", cascade="all, delete-orphan"
    )

    @classmethod
    def begin(
        cls, *, plan_id: UUID, ref: str, owned: Owned, brag: Brag, by: By, at: datetime
    ) -> "ActionRow":
        """A new action; raises NotEmbedded for one that would begin blue."""
        if brag is Brag.BLUE:
            raise NotEmbedded
        row = cls(
            id=clock.new_id(),
            plan_id=plan_id,
            ref=ref,
            title=owned.title,
            owner_post=owned.owner_post,
            agency=owned.agency,
            brag=brag,
            forecast_moves=0,
            opened_at=at,
            updated_at=at,
            version=0,
        )
        row._note(What.OPENED, by, at, after=brag.value)
        return row

    @property
    def due(self) -> date | None:
        """The day it is due now."""
        return self.revised_on or self.due_on

    @property
    def waiting(self) -> "ProposalRow | None":
        """The proposal that waits for a confirmation."""
        found = [each for each in self.proposals if each.ended_at is None]
        return found[-1] if found else None

    def must_be(self, version: int | None) -> None:
        """Raise Changed where the version that was seen is not the present one."""
        if version is not None and self.version != version:
            raise Changed

    def rename(self, owned: Owned, *, by: By, at: datetime) -> None:
        """Say what it is and whose; raises ActionClosed."""
        self._must_be_open()
        if owned.agency != self.agency:
            # Whoever was asked may now be the owner.
            self._withdraw(by, at, "The action went to another agency")
        was = Owned(title=self.title, owner_post=self.owner_post, agency=self.agency)
        self.title, self.owner_post = owned.title, owned.owner_post
        self.agency = owned.agency
        self._note(What.CHANGED, by, at, before=str(was), after=str(owned))

    def tell(self, text: str, *, by: By, at: datetime) -> None:
        """Note how it goes; raises Invalid for nothing."""
        self._note(What.NOTE, by, at, reason=needed(text, "note", "Write a note"))

    def mark(self, brag: Brag, *, by: By, at: datetime, reason: str = "") -> None:
        """Say how far it has come; a step back needs a reason.

        Raises NotEmbedded for blue, ActionClosed, and Invalid without a reason.
        """
        self._must_be_open()
        if brag is self.brag:
            return
        if brag is Brag.BLUE:
            raise NotEmbedded
        if is_step_back(self.brag, brag):
            reason = needed(reason, "reason", "Say why it goes back")
        self._withdraw(by, at, reason or "It is not complete any more")
        self._become(What.BRAG, brag, by, at, reason)
        self.recheck_on = None

    def set_due(self, on: date, *, by: By, at: datetime, reason: str = "") -> None:
        """Set the day it is due, or move it with a reason; raises Invalid."""
        self._must_be_open()
        before = self.due
        if on == before:
            return
        if before is None:
            self.due_on = on
        else:
            reason = needed(reason, "reason", "Say why the date moves")
            self.revised_on = on
        self._note(What.DUE, by, at, before=iso(before), after=iso(on), reason=reason)

    def set_forecast(self, on: date, *, by: By, at: datetime, reason: str = "") -> None:
        """Say when it is expected to be done, or move that with a reason."""
        self._must_be_open()
        before = self.forecast_on
        if on == before:
            return
        if before is not None:
            reason = needed(reason, "reason", "Say why the date moves")
            self.forecast_moves += on > before
        self.forecast_on = on
        self._note(
            What.FORECAST, by, at, before=iso(before), after=iso(on), reason=reason
        )

    def add_evidence(
        self, shows: Shows, *, dated_on: date, text: str, by: By, at: datetime
    ) -> None:
        """Add what shows how far it has come; raises Invalid for a day to come."""
        text = needed(text, "text", "Say what it shows and where it is kept")
        if dated_on > clock.london_day(at):
            fault = "Evidence cannot be of a day to come"
            raise Invalid(fault, fields={"dated_on": fault})
        self.evidence.append(
            EvidenceRow(
                shows=shows, dated_on=dated_on, text=text, post=by.post, added_at=at
            )
        )
        self._note(What.EVIDENCE, by, at, after=shows.value)

    def propose(self, *, asked: str, by: By, at: datetime) -> None:
        """Ask an agency other than the owner's to confirm that it is embedded.

        Raises NotComplete, NoEvidence, AlreadyProposed, ActionClosed and Invalid.
        """
        self._must_be_open()
        if self.brag is not Brag.GREEN:
            raise NotComplete
        if not self.is_evidenced:
            raise NoEvidence
        if self.waiting is not None:
            raise AlreadyProposed
        if asked == self.agency:
            fault = "Choose another agency than the owner's"
            raise Invalid(fault, fields={"asked": fault})
        self.proposals.append(
            ProposalRow(asked=asked, proposed_by=by.user_id, proposed_at=at)
        )
        self._note(What.PROPOSED, by, at, after=asked)

    @property
    def is_evidenced(self) -> bool:
        """Whether evidence shows practice, and did not fail a re-check since."""
        failed = max(
            (c.at for c in self.changes if c.what is What.FAILED), default=None
        )
        shown = [e.added_at for e in self.evidence if e.shows.practice]
        return any(failed is None or at > failed for at in shown)

    def confirm(self, *, by: By, at: datetime) -> None:
        """Make it blue, and have it checked again in six months.

        Raises NothingProposed, NotAnotherAgency, NoEvidence and ActionClosed.
        """
        proposal = self._answer(by)
        if not self.is_evidenced:
            raise NoEvidence
        proposal.end(by=by, at=at)
        self._become(What.CONFIRMED, Brag.BLUE, by, at, "")
        self.recheck_on = months_after(clock.london_day(at), RECHECK_MONTHS)

    def decline(self, *, by: By, at: datetime, reason: str) -> None:
        """Say that it is not embedded; it stays green. Raises as ``confirm`` does."""
        reason = needed(reason, "reason", "Say what is missing")
        self._answer(by).end(by=by, at=at)
        self._note(What.DECLINED, by, at, reason=reason)

    def hold(self, *, by: By, at: datetime, next_on: date | None = None) -> None:
        """Say that a re-check by others than its agency found it embedded still."""
        if self.brag is not Brag.BLUE:
            raise NotBlue
        if by.agency == self.agency:
            raise NotAnotherAgency
        day = clock.london_day(at)
        if next_on is not None and next_on <= day:
            fault = "The next check must be on a day to come"
            raise Invalid(fault, fields={"next_on": fault})
        self.recheck_on = next_on or months_after(day, RECHECK_MONTHS)
        self._note(What.HELD, by, at, after=iso(self.recheck_on))

    def fail(self, *, by: By, at: datetime, reason: str) -> None:
        """Say that a re-check failed: back to green, and open again if closed."""
        if self.brag is not Brag.BLUE:
            raise NotBlue
        reason = needed(reason, "reason", "Say what the check found")
        if self.closed_at is not None:
            self.closed_at, self.decision_id = None, None
            self._note(What.REOPENED, by, at, reason="A re-check failed")
        self._become(What.FAILED, Brag.GREEN, by, at, reason)
        self.recheck_on = None

    def ask_close(self, *, by: By, at: datetime, reason: str) -> None:
        """Ask the body to close it; until it decides, it stays open."""
        self._must_be_open()
        reason = needed(reason, "reason", "Say why")
        self.close_asked_at = at
        self._note(What.CLOSE_ASKED, by, at, reason=reason)

    def refuse_close(self, *, by: By, at: datetime, reason: str) -> None:
        """Note that the body did not agree; raises CloseNotAsked."""
        if self.close_asked_at is None:
            raise CloseNotAsked
        reason = needed(reason, "reason", "Say what the body found")
        self.close_asked_at = None
        self._note(What.CLOSE_REFUSED, by, at, reason=reason)

    def close(self, *, decision_id: UUID, ref: str, by: By, at: datetime) -> None:
        """Close it, as the decision ``ref`` says; raises ActionClosed."""
        self._must_be_open()
        self._withdraw(by, at, "The action was closed")
        self.closed_at, self.close_asked_at = at, None
        self.decision_id = decision_id
        self._note(What.CLOSED, by, at, after=ref)

    def _answer(self, by: By) -> "ProposalRow":
        self._must_be_open()
        proposal = self.waiting
        if proposal is None:
            raise NothingProposed
        of_another = by.agency is not None and by.agency != self.agency
        if not of_another or by.user_id == proposal.proposed_by:
            raise NotAnotherAgency
        return proposal

    def _withdraw(self, by: By, at: datetime, reason: str) -> None:
        proposal = self.waiting
        if proposal is not None:
            proposal.end(by=by, at=at)
            self._note(What.WITHDRAWN, by, at, reason=reason)

    def _become(self, what: What, brag: Brag, by: By, at: datetime, why: str) -> None:
        before, self.brag = self.brag, brag
        self._note(what, by, at, before=before.value, after=brag.value, reason=why)

    def _note(self, what: What, by: By, at: datetime, **said: str) -> None:
        self.version += 1
        self.updated_at = at
        self.changes.append(
            ChangeRow(
                version=self.version,
                at=at,
                what=what,
                post=by.post,
                by_id=by.user_id,
                brag=self.brag,
                due_on=self.due,
                forecast_on=self.forecast_on,
                **{"before": "", "after": "", "reason": "", **said},
            )
        )

    def _must_be_open(self) -> None:
        if self.closed_at is not None:
            raise ActionClosed


class ChangeRow(SharedBase):
    """One thing that happened, and how the action stood after it; never changed."""

    __tablename__ = "actions_change"
    __table_args__ = (Index(None, "at"),)

    action_id: Mapped[UUID] = mapped_column(
        ForeignKey("actions_action.id"), primary_key=True, info=OFFICIAL
    )
    version: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, info=OFFICIAL
    )
    at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    what: Mapped[What] = mapped_column(Choice(What), info=OFFICIAL)
    before: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    after: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    reason: Mapped[str] = mapped_column(Text, info=PERSONAL)
    post: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    by_id: Mapped[UUID] = mapped_column(info=PERSONAL)
    brag: Mapped[Brag] = mapped_column(Choice(Brag), info=OFFICIAL)
    due_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    forecast_on: Mapped[date | None] = mapped_column(info=OFFICIAL)


class EvidenceRow(SharedBase):
    """What shows how far an action has come, and where it is kept."""

    __tablename__ = "actions_evidence"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    action_id: Mapped[UUID] = mapped_column(
        ForeignKey("actions_action.id"), index=True, info=OFFICIAL
    )
    shows: Mapped[Shows] = mapped_column(Choice(Shows), info=OFFICIAL)
    dated_on: Mapped[date] = mapped_column(info=OFFICIAL)
    text: Mapped[str] = mapped_column(Text, info=PERSONAL)
    post: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    added_at: Mapped[datetime] = mapped_column(info=OFFICIAL)


class ProposalRow(SharedBase):
    """Somebody's word that an action is embedded, and the agency asked to confirm."""

    __tablename__ = "actions_proposal"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    action_id: Mapped[UUID] = mapped_column(
        ForeignKey("actions_action.id"), index=True, info=OFFICIAL
    )
    asked: Mapped[str] = mapped_column(String(60), index=True, info=OFFICIAL)
    proposed_by: Mapped[UUID] = mapped_column(info=PERSONAL)
    proposed_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    ended_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    ended_by: Mapped[UUID | None] = mapped_column(info=PERSONAL)

    def end(self, *, by: By, at: datetime) -> None:
        """It waits no more."""
        self.ended_at, self.ended_by = at, by.user_id
