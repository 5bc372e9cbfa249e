"""A governance return: how the partnership stands on a day, in counts that may leave.

draft -> awaiting approval -> released, or back to its preparer in between. What was
looked at is kept as it is: a later look is another return.
"""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from borough.releases.model import Named, Summary
from kit.data_classes import OFFICIAL
from kit.errors import NotAllowed, NotFound

RETURNS = "governance"


class UnknownGovernanceReturn(NotFound):
    """There is no such return."""


class MayNotPrepare(NotAllowed):
    """Analysts and business managers prepare returns."""


class MayNotApprove(NotAllowed):
    """Only a business manager can approve a return or send it back."""


NAMED = Named(
    kind="governance-return",
    path="/governance",
    waits="A return waits for your approval",
    sent_back="A return you prepared was sent back",
    approved="A return you prepared was approved",
)


class GovernanceReturn(Summary, Base):
    """One governance return; ``content`` is all that leaves of it.

    ``content`` has the fields ``priorities``, ``plans``, ``plans_uncounted``,
    ``actions``, ``clocks`` and ``rule`` of the message; ``preview`` is its digest.
    ``number`` is given at release: 1, 2, 3.
    """

    __tablename__ = "governance_return"

    number: Mapped[int | None] = mapped_column(unique=True, info=OFFICIAL)
    as_at: Mapped[date] = mapped_column(info=OFFICIAL)
