"""The people who worked with a child: their part is plain, the rest is locked."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import CASE_IDENTIFIER, OFFICIAL, SPECIAL_CATEGORY
from kit.db import Choice
from kit.errors import Conflict


class Part(StrEnum):
    """What somebody was to the child, as the notification form lists them."""

    GP = "general practitioner"
    CONSULTANT = "hospital consultant"
    NURSE = "hospital nurse"
    MIDWIFE = "midwife"
    HEALTH_VISITOR = "health visitor"
    SCHOOL_NURSE = "school nurse"
    MENTAL_HEALTH = "mental health worker"
    AMBULANCE = "ambulance clinician"
    POLICE = "police officer"
    SOCIAL_WORKER = "social worker"
    SCHOOL = "school or college"
    EARLY_YEARS = "nursery or childminder"
    HOSPICE = "hospice"
    CORONER = "coroner's officer"
    OTHER = "another professional"


class NotOnList(Conflict):
    """They are not on the list any more."""

    code = "not-on-list"


class ProfessionalRow(Base):
    """One professional; ``details`` are name, workplace and contact, locked."""

    __tablename__ = "professionals_professional"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    case_id: Mapped[UUID] = mapped_column(
        ForeignKey("deaths_case.id"), index=True, info=OFFICIAL
    )
    key_id: Mapped[UUID] = mapped_column(info=OFFICIAL)
    part: Mapped[Part] = mapped_column(Choice(Part), info=SPECIAL_CATEGORY)
    agency: Mapped[str] = mapped_column(String(60), info=SPECIAL_CATEGORY)
    details: Mapped[bytes | None] = mapped_column(LargeBinary, info=CASE_IDENTIFIER)
    added_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    ended_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)

    def end(self) -> None:
        """Take them off the list; raises NotOnList."""
        if self.ended_at is not None:
            raise NotOnList
        self.ended_at = clock.now()
