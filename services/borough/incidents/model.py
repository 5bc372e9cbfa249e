"""A serious incident: where it happened, who leads, and what the rapid review decided.

The area in which the incident took place notifies and leads; the child's home area
helps (the national panel's questions and answers). Both days are kept, that of the
incident and that on which the authority became aware: areas count from either.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import OFFICIAL, SPECIAL_CATEGORY
from kit.db import Choice
from kit.errors import Conflict, Invalid

# The clocks of an incident, by the words of their definitions.
NOTIFY, REVIEW, REPLY = "incident-notification", "rapid-review", "panel-reply"


class Harm(StrEnum):
    """What befell a child (Children Act 2004, section 16C)."""

    DEATH = "death"
    SERIOUS_HARM = "serious harm"
    LOOKED_AFTER_DEATH = "death of a looked-after child or care leaver"


class Part(StrEnum):
    """This partnership's part: it leads where the incident took place here."""

    LEADS = "leads"
    HELPS = "helps"


class Outcome(StrEnum):
    """What a rapid review decided."""

    PRACTICE = "practice-review"
    LOCAL = "local-learning-review"
    NATIONAL = "national-review"
    NOTHING = "no-further-review"


OUTCOME_WORDS: Mapping[Outcome, str] = {
    Outcome.PRACTICE: "A local child safeguarding practice review",
    Outcome.LOCAL: "A local learning review",
    Outcome.NATIONAL: "It is put forward for a national review",
    Outcome.NOTHING: "No further review: the learning is in the rapid review",
}


class OutOfOrder(Conflict):
    """This comes later, or is recorded already."""

    code = "out-of-order"


class IncidentRow(Base):
    """One incident and its rapid review, ``review_id``, whose readers are its own."""

    __tablename__ = "incidents_incident"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    review_id: Mapped[UUID] = mapped_column(
        ForeignKey("reviews_review.id"), unique=True, info=OFFICIAL
    )
    harm: Mapped[Harm] = mapped_column(Choice(Harm), info=SPECIAL_CATEGORY)
    part: Mapped[Part] = mapped_column(Choice(Part), info=OFFICIAL)
    agency: Mapped[str] = mapped_column(String(60), info=OFFICIAL)
    incident_area: Mapped[str] = mapped_column(String(80), info=OFFICIAL)
    home_area: Mapped[str] = mapped_column(String(80), info=OFFICIAL)
    happened_on: Mapped[date] = mapped_column(info=SPECIAL_CATEGORY)
    aware_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    notified_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    sent_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    outcome: Mapped[Outcome | None] = mapped_column(Choice(Outcome), info=OFFICIAL)
    outcome_reason: Mapped[str] = mapped_column(Text, default="", info=SPECIAL_CATEGORY)
    replied_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    reply: Mapped[str] = mapped_column(Text, default="", info=SPECIAL_CATEGORY)

    def notify(self, at: datetime) -> None:
        """Note when the panel was notified; raises OutOfOrder and Invalid."""
        if self.notified_at is not None:
            raise OutOfOrder
        _after(at, self.aware_at, "The notification cannot come before being aware")
        self.notified_at = at

    def send(self, outcome: Outcome, reason: str, *, at: datetime) -> None:
        """Note what the rapid review decided and when it went to the panel."""
        if self.notified_at is None or self.sent_at is not None:
            raise OutOfOrder
        _after(
            at, self.notified_at, "The review cannot be sent before the notification"
        )
        self.sent_at, self.outcome, self.outcome_reason = at, outcome, reason

    def answer(self, reply: str, *, at: datetime) -> None:
        """Note the panel's reply; raises OutOfOrder and Invalid."""
        if self.sent_at is None or self.replied_at is not None:
            raise OutOfOrder
        _after(at, self.sent_at, "The panel cannot reply before the review was sent")
        self.replied_at, self.reply = at, reply


def _after(at: datetime, before: datetime, fault: str) -> None:
    if at < before:
        raise Invalid(fault, fields={"on": fault})
    if at > clock.now():
        fault = "The day must not be to come"
        raise Invalid(fault, fields={"on": fault})
