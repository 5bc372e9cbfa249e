"""What a dispute is: its stages, each with a reply by a day, and how it ended."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice, SharedBase
from kit.errors import Conflict

DISPUTES = "disputes"


class Stage(StrEnum):
    """A rung of the ladder, from the lowest to the highest."""

    MANAGERS = "line managers"
    SENIOR = "senior leads"
    PARTNERS = "lead safeguarding partners"
    REVIEW = "independent review"

    @property
    def above(self) -> "Stage | None":
        """The next rung, None at the top."""
        rungs = list(Stage)
        place = rungs.index(self) + 1
        return rungs[place] if place < len(rungs) else None


class DisputeChanged(Conflict):
    """Somebody else changed this dispute since you opened the form."""

    code = "dispute-changed"


class Dispute(SharedBase):
    """A disagreement between two agencies, perhaps about a decision.

    ``open_question`` keeps what nobody has answered, such as who may dissolve the
    partnership.
    """

    __tablename__ = "disputes_dispute"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    title: Mapped[str] = mapped_column(String(200), info=PERSONAL)
    about: Mapped[str] = mapped_column(Text, info=PERSONAL)
    raised_by: Mapped[str] = mapped_column(String(40), info=OFFICIAL)
    other: Mapped[str] = mapped_column(String(40), info=OFFICIAL)
    decision_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("decisions_decision.id"), info=OFFICIAL
    )
    open_question: Mapped[str] = mapped_column(Text, default="", info=OFFICIAL)
    outcome: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    raised_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    settled_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)

    rungs: Mapped[list["Rung"]] = relationship(order_by="Rung.id")

    @property
    def rung(self) -> "Rung":
        """Where it is now."""
        return self.rungs[-1]

    def reply(self, *, text: str, post: str, at: datetime) -> None:
        """Note the reply on this rung; raises Conflict once there is one."""
        self.must_run()
        if self.rung.reply is not None:
            raise Conflict("There is a reply on this stage already.")
        self.rung.reply, self.rung.replied_by = text, post
        self.rung.replied_at = at
        self.version += 1

    def climb(self, *, because: str, at: datetime) -> "Rung":
        """Take it one rung up, skipping none; raises Conflict at the top."""
        self.must_run()
        above = self.rung.stage.above
        if above is None:
            raise Conflict("An independent review is the last stage.")
        rung = Rung(stage=above, because=because, sent_at=at, id=clock.new_id())
        self.rungs.append(rung)
        self.version += 1
        return rung

    def settle(self, *, outcome: str, at: datetime) -> None:
        """Note how it was settled; raises Conflict once it is."""
        self.must_run()
        self.outcome, self.settled_at = outcome, at
        self.version += 1

    def must_run(self) -> None:
        """Raise Conflict once it is settled."""
        if self.settled_at is not None:
            raise Conflict("This dispute is settled.")

    def must_be_seen(self, version: int | None) -> None:
        """Raise DisputeChanged for another version than the one given."""
        if version is not None and version != self.version:
            raise DisputeChanged


class Rung(SharedBase):
    """A stage a dispute reached, why, and the reply it got there."""

    __tablename__ = "disputes_rung"
    __table_args__ = (Index(None, "dispute_id"),)

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    dispute_id: Mapped[UUID] = mapped_column(
        ForeignKey("disputes_dispute.id"), info=OFFICIAL
    )
    stage: Mapped[Stage] = mapped_column(Choice(Stage), info=OFFICIAL)
    because: Mapped[str] = mapped_column(Text, info=PERSONAL)
    sent_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    reply: Mapped[str | None] = mapped_column(Text, info=PERSONAL)
    replied_by: Mapped[str | None] = mapped_column(String(120), info=PERSONAL)
    replied_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
