"""A learning review: its kind, its three independent flags, and how it is published.

Learning can be shared before a body has ratified a review, and a review can be
published although nobody ratified it: each of the three has a date of its own.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL, PUBLIC, SPECIAL_CATEGORY
from kit.db import Choice
from kit.errors import Conflict, Invalid, NotAllowed

DRAFT = "reviews_draft"
PUBLISHED = "reviews_published"
# The clock of a practice review, by the word of its definition.
PRACTICE_CLOCK = "practice-review"
# Those of its publication: the copy to the panel before it, the year it stays public.
COPY_CLOCK = "review-copy"
PUBLIC_CLOCK = "review-public"


class ReviewKind(StrEnum):
    """Which kind of review it is."""

    RAPID = "rapid-review"
    PRACTICE = "practice-review"
    LOCAL = "local-learning-review"
    MANAGED = "managed-review"
    LEARNING_PRACTICE = "learning-practice-review"
    SERIOUS_CASE = "serious-case-review"
    PEER = "peer-review"
    INDEPENDENT = "independent-review"
    PROACTIVE = "proactive-review"


KIND_WORDS: Mapping[ReviewKind, str] = {
    ReviewKind.RAPID: "Rapid review",
    ReviewKind.PRACTICE: "Local child safeguarding practice review",
    ReviewKind.LOCAL: "Local learning review",
    ReviewKind.MANAGED: "Managed review",
    ReviewKind.LEARNING_PRACTICE: "Learning practice review",
    ReviewKind.SERIOUS_CASE: "Serious case review (before 2018)",
    ReviewKind.PEER: "Peer review",
    ReviewKind.INDEPENDENT: "Independent review",
    ReviewKind.PROACTIVE: "Proactive review of cases of concern",
}


class Flag(StrEnum):
    """What has happened to a review's learning; none waits for another."""

    LEARNING_SHARED = "learning-shared"
    RATIFIED = "ratified"
    PUBLISHED = "published"


class ReviewChanged(Conflict):
    """Somebody changed this review while you were writing."""

    code = "review-changed"


class ReviewClosed(Conflict):
    """This review is closed."""

    code = "review-closed"


class NothingToPublish(Conflict):
    """Nobody proposed a text to publish."""

    code = "nothing-to-publish"


class AlreadyPublished(Conflict):
    """This review is published."""

    code = "already-published"


class NotSet(Conflict):
    """This was not noted of the review, so there is nothing to withdraw."""

    code = "flag-not-set"


class OwnProposal(NotAllowed):
    """Somebody else must agree to publish: not the person who proposed the text."""

    code = "own-proposal"


class ReviewRow(Base):
    """One review, known by a reference and a pseudonym and never by a name."""

    __tablename__ = "reviews_review"
    __table_args__ = (UniqueConstraint("year", "number"),)

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    year: Mapped[int] = mapped_column(info=OFFICIAL)
    number: Mapped[int] = mapped_column(info=OFFICIAL)
    kind: Mapped[ReviewKind] = mapped_column(Choice(ReviewKind), info=OFFICIAL)
    title: Mapped[str] = mapped_column(String(200), info=OFFICIAL)
    lead_agency: Mapped[str] = mapped_column(String(60), info=OFFICIAL)
    lead_post: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    body: Mapped[str | None] = mapped_column(String(60), info=OFFICIAL)
    scope: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    narrative: Mapped[str] = mapped_column(Text, info=SPECIAL_CATEGORY)
    opened_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    from_review: Mapped[UUID | None] = mapped_column(info=OFFICIAL)
    shared_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    ratified_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    ratified_by: Mapped[str | None] = mapped_column(String(60), info=OFFICIAL)
    published_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    published_text: Mapped[str] = mapped_column(Text, default="", info=PUBLIC)
    proposed_text: Mapped[str | None] = mapped_column(Text, info=OFFICIAL)
    proposed_by: Mapped[UUID | None] = mapped_column(info=PERSONAL)
    closed_on: Mapped[date | None] = mapped_column(info=OFFICIAL)
    changed_by: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)

    @property
    def ref(self) -> str:
        """How everybody calls it, such as ``LR-2026-001``."""
        return f"LR-{self.year}-{self.number:03}"

    def must_be(self, version: int) -> None:
        """Raise ReviewChanged where the version that was seen is not this one."""
        if self.version != version:
            raise ReviewChanged

    def must_be_open(self) -> None:
        """Raise ReviewClosed for one that is closed."""
        if self.closed_on is not None:
            raise ReviewClosed

    def touch(self, *, post: str) -> None:
        """Note that somebody changed it."""
        self.changed_by, self.changed_at = post, clock.now()
        self.version += 1

    def set_flag(self, flag: Flag, on: date, *, by_body: str | None) -> None:
        """Say that learning was shared or the review ratified, and when.

        Raises Invalid for a day before it was opened or to come, for ratifying without
        naming the body, and for publishing, which two people do.
        """
        self._must_have_happened(on)
        if flag is Flag.LEARNING_SHARED:
            self.shared_on = on
        elif flag is Flag.PUBLISHED:
            raise Invalid("Propose the text to publish; somebody else agrees to it")
        elif not by_body:
            fault = "Say which body ratified it"
            raise Invalid(fault, fields={"body": fault})
        else:
            self.ratified_on, self.ratified_by = on, by_body

    def propose(self, text: str, *, by: UUID) -> None:
        """Propose the text to publish; raises AlreadyPublished."""
        if self.published_on is not None:
            raise AlreadyPublished
        self.proposed_text, self.proposed_by = text, by

    def publish(self, *, by: UUID, on: date) -> None:
        """Publish what another person proposed.

        Raises NothingToPublish, and OwnProposal for the person who proposed it.
        """
        if self.proposed_text is None:
            raise NothingToPublish
        if self.proposed_by == by:
            raise OwnProposal
        self._must_have_happened(on)
        self.published_text, self.published_on = self.proposed_text, on
        self.proposed_text = None

    def withdraw(self, flag: Flag) -> date:
        """Take a flag back, and with publication its text; returns its day.

        Raises NotSet for one that does not stand.
        """
        was = self.day_of(flag)
        if was is None:
            raise NotSet
        if flag is Flag.LEARNING_SHARED:
            self.shared_on = None
        elif flag is Flag.RATIFIED:
            self.ratified_on, self.ratified_by = None, None
        else:
            self.published_on, self.published_text = None, ""
        return was

    def day_of(self, flag: Flag) -> date | None:
        """The day of a flag, None where it does not stand."""
        return {
            Flag.LEARNING_SHARED: self.shared_on,
            Flag.RATIFIED: self.ratified_on,
            Flag.PUBLISHED: self.published_on,
        }[flag]

    def close(self, on: date) -> None:
        """Close it: nothing is changed any more; raises ReviewClosed and Invalid."""
        self.must_be_open()
        self._must_have_happened(on)
        self.closed_on = on

    def _must_have_happened(self, on: date) -> None:
        opened = clock.london_day(self.opened_at)
        if not opened <= on <= clock.today():
            fault = "Use a day from when the review was opened up to today"
            raise Invalid(fault, fields={"on": fault})


class FlagRow(Base):
    """That a flag was set or withdrawn; rows are added and never changed.

    ``on`` is the day of what happened, ``reason`` why it was withdrawn, and
    ``text`` what had been published until then: perhaps it told who a child is.
    """

    __tablename__ = "reviews_flag"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    review_id: Mapped[UUID] = mapped_column(
        ForeignKey("reviews_review.id"), index=True, info=OFFICIAL
    )
    flag: Mapped[Flag] = mapped_column(Choice(Flag), info=OFFICIAL)
    on: Mapped[date] = mapped_column("on_day", info=OFFICIAL)
    by_body: Mapped[str | None] = mapped_column(String(60), info=OFFICIAL)
    withdrawn: Mapped[bool] = mapped_column(default=False, info=OFFICIAL)
    reason: Mapped[str] = mapped_column(Text, default="", info=OFFICIAL)
    text: Mapped[str] = mapped_column(Text, default="", info=SPECIAL_CATEGORY)
    post: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    noted_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
