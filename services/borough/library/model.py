"""A finding of a review, in words that tell nobody who the child is."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit import clock
from kit.data_classes import OFFICIAL

# Under which findings are given themes.
FINDINGS = "review_findings"


class FindingRow(Base):
    """One finding; everybody reads it once its review's learning is shared."""

    __tablename__ = "library_finding"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    review_id: Mapped[UUID] = mapped_column(
        ForeignKey("reviews_review.id"), index=True, info=OFFICIAL
    )
    text: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    added_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
