"""A summary of audits: counts of grades and scores, as they may leave the borough.

draft -> awaiting approval -> released, or back to its preparer in between. What an
audit or a cycle once told of itself is told in the same words ever after: two
summaries of the same thing that differ would tell what each hides.
"""

from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from borough.releases.model import Named, Summary
from kit.data_classes import OFFICIAL
from kit.errors import NotAllowed, NotFound

TOOLS = "audit_tools"


class UnknownSummary(NotFound):
    """There is no such summary."""


class MayNotPrepare(NotAllowed):
    """Business managers prepare summaries of audits."""


class MayNotApprove(NotAllowed):
    """Only a business manager can approve a summary or send it back."""


NAMED = Named(
    kind="audit-summary",
    path="/audit-summaries",
    waits="A summary of audits waits for your approval",
    sent_back="A summary of audits you prepared was sent back",
    approved="A summary of audits you prepared was approved",
)


class SummaryRow(Summary, Base):
    """One summary; ``content`` is all that leaves of it and ``preview`` its digest.

    ``content`` has the fields ``case_audits``, ``self_assessments`` and ``rule`` of the
    message. ``number`` is given at release: 1, 2, 3.
    """

    __tablename__ = "audit_summaries_summary"

    number: Mapped[int | None] = mapped_column(unique=True, info=OFFICIAL)
