"""A finding of a case audit; it tells of cases, so it stays in this borough."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL, SPECIAL_CATEGORY
from kit.errors import Conflict
from partnership.bodies.model import Identified


class FindingChanged(Conflict):
    """Somebody else changed this finding since you opened it."""

    code = "finding-changed"


class AuditFindingRow(Identified, Base):
    """One finding, numbered within its audit; ``domain`` is None for all of it."""

    __tablename__ = "audit_findings_finding"
    __table_args__ = (UniqueConstraint("audit_id", "number"),)

    audit_id: Mapped[UUID] = mapped_column(
        ForeignKey("case_audits_audit.id"), info=OFFICIAL
    )
    number: Mapped[int] = mapped_column(info=OFFICIAL)
    domain: Mapped[int | None] = mapped_column(info=OFFICIAL)
    text: Mapped[str] = mapped_column(Text, info=SPECIAL_CATEGORY)
    made_by: Mapped[str] = mapped_column(String(80), info=PERSONAL)
    made_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)


class FindingActionRow(Base):
    """An action of a plan that a finding led to."""

    __tablename__ = "audit_findings_action"

    finding_id: Mapped[UUID] = mapped_column(
        ForeignKey("audit_findings_finding.id"), primary_key=True, info=OFFICIAL
    )
    action_id: Mapped[UUID] = mapped_column(primary_key=True, info=OFFICIAL)


class FindingRecommendationRow(Base):
    """A recommendation of a review that a finding led to."""

    __tablename__ = "audit_findings_recommendation"

    finding_id: Mapped[UUID] = mapped_column(
        ForeignKey("audit_findings_finding.id"), primary_key=True, info=OFFICIAL
    )
    recommendation_id: Mapped[UUID] = mapped_column(primary_key=True, info=OFFICIAL)
