"""Need to know: a role opens the door, and these rows open or close one record."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice, SharedBase
from kit.errors import Conflict, Invalid, NotAllowed

# How long one record stays open in an emergency, and how soon somebody looks at why.
EMERGENCY = timedelta(hours=4)
REVIEW_WORKING_DAYS = 5
SHORTEST_REASON = 20
# How lately who they are must have been proved by those who open in an emergency.
FRESH_PROOF = timedelta(minutes=15)


class NotFresh(NotAllowed):
    """Prove again who you are, then open the record."""

    code = "not-fresh"


class OwnReview(NotAllowed):
    """Somebody else must review this: not the person who opened the record."""

    code = "own-review"


class AlreadyReviewed(Conflict):
    """This was reviewed already."""

    code = "already-reviewed"


class ConflictKind(StrEnum):
    """Why somebody must not work on a record."""

    OWN_PATIENT = "own patient or client"
    RELATIVE = "relative or friend"
    OWN_TEAM = "own team"
    OTHER = "other"


class Finding(StrEnum):
    """What a review says of an opening in an emergency."""

    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not justified"


class Assignment(SharedBase):
    """One person may work on one record, for a purpose, from when to when."""

    __tablename__ = "access_assignment"
    __table_args__ = (Index(None, "user_id", "resource", "record"),)

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    user_id: Mapped[UUID] = mapped_column(ForeignKey("account_user.id"), info=PERSONAL)
    resource: Mapped[str] = mapped_column(String(40), info=OFFICIAL)
    record: Mapped[str] = mapped_column(String(80), info=OFFICIAL)
    purpose: Mapped[str] = mapped_column(String(80), info=OFFICIAL)
    given_by: Mapped[UUID | None] = mapped_column(info=PERSONAL)
    from_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    until_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)


class DeclaredConflict(SharedBase):
    """A person must not see one record, until somebody else lifts it."""

    __tablename__ = "access_conflict"
    __table_args__ = (Index(None, "user_id", "resource", "record"),)

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    user_id: Mapped[UUID] = mapped_column(ForeignKey("account_user.id"), info=PERSONAL)
    resource: Mapped[str] = mapped_column(String(40), info=OFFICIAL)
    record: Mapped[str] = mapped_column(String(80), info=OFFICIAL)
    kind: Mapped[ConflictKind] = mapped_column(Choice(ConflictKind), info=PERSONAL)
    declared_by: Mapped[UUID] = mapped_column(info=PERSONAL)
    declared_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    lifted_by: Mapped[UUID | None] = mapped_column(info=PERSONAL)
    lifted_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)

    def lift(self, *, by: UUID) -> None:
        """Let the person see the record again.

        Raises OwnReview for the person themselves, Conflict when it is lifted.
        """
        if self.lifted_at is not None:
            raise Conflict("This conflict of interest was lifted already.")
        if by == self.user_id:
            raise OwnReview("Somebody else must lift your conflict of interest.")
        self.lifted_by, self.lifted_at = by, clock.now()


class EmergencyAccess(SharedBase):
    """One record opened in an emergency: by whom, why, until when, and what was found.

    ``reason`` is what the person typed, for the reviewer's eyes only.
    """

    __tablename__ = "access_emergency"
    __table_args__ = (Index(None, "user_id", "resource", "record"),)

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    user_id: Mapped[UUID] = mapped_column(ForeignKey("account_user.id"), info=PERSONAL)
    resource: Mapped[str] = mapped_column(String(40), info=OFFICIAL)
    record: Mapped[str] = mapped_column(String(80), info=OFFICIAL)
    reason: Mapped[str] = mapped_column(Text, info=PERSONAL)
    opened_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    ends_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    reviewed_by: Mapped[UUID | None] = mapped_column(info=PERSONAL)
    reviewed_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    finding: Mapped[Finding | None] = mapped_column(Choice(Finding), info=PERSONAL)

    def review(self, *, by: UUID, finding: Finding) -> None:
        """Say whether it was right.

        Raises OwnReview for who opened it, AlreadyReviewed.
        """
        if self.reviewed_at is not None:
            raise AlreadyReviewed
        if by == self.user_id:
            raise OwnReview
        self.reviewed_by, self.reviewed_at, self.finding = by, clock.now(), finding


def checked_reason(reason: str) -> str:
    """A reason for an emergency, trimmed; raises Invalid when it says too little."""
    said = reason.strip()
    if len(said) < SHORTEST_REASON:
        fault = f"Say why in {SHORTEST_REASON} characters or more"
        raise Invalid(fault, fields={"reason": fault})
    return said
