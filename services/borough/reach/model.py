"""How large each agency's workforce is in a year, as the agency told it."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from borough.db import Base
from kit.data_classes import OFFICIAL
from kit.errors import Conflict


class WorkforceChanged(Conflict):
    """Somebody else changed this number since you opened the form."""

    code = "workforce-changed"


class WorkforceRow(Base):
    """People of an agency who work with children; ``year`` begins on 1 April."""

    __tablename__ = "reach_workforce"

    agency: Mapped[str] = mapped_column(String(60), primary_key=True, info=OFFICIAL)
    year: Mapped[int] = mapped_column(primary_key=True, info=OFFICIAL)
    people: Mapped[int] = mapped_column(info=OFFICIAL)
    version: Mapped[int] = mapped_column(default=1, info=OFFICIAL)
