"""What a paper is: for whom it is open, its versions, and whether it came late."""

from datetime import datetime
from enum import StrEnum
from io import BytesIO
from uuid import UUID
from zipfile import BadZipFile, ZipFile

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from kit import clock, working_days
from kit.clock import london_day
from kit.data_classes import OFFICIAL, PERSONAL, SPECIAL_CATEGORY
from kit.db import Choice, SharedBase
from kit.errors import Conflict, Invalid

RESTRICTED = "papers_restricted"
LARGEST = 10 * 1024 * 1024
# Clear working days between the paper and its meeting: as councils keep for the
# agendas of their committees (Local Government Act 1972, section 100B).
CLEAR_DAYS = 5


class Openness(StrEnum):
    """Who may read a paper."""

    OPEN = "open"
    RESTRICTED = "restricted"
    EXEMPT = "exempt"


class Timing(StrEnum):
    """When a version came, beside its meeting."""

    IN_TIME = "in time"
    LATE = "late supplement"
    AFTER = "added after the meeting began"


class Format(StrEnum):
    """What kind of file a paper is; only the first goes into a pack."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"

    @property
    def media_type(self) -> str:
        """The kind of content, as browsers know it."""
        return _MEDIA[self]


_OFFICE = "application/vnd.openxmlformats-officedocument."
_MEDIA = {
    Format.PDF: "application/pdf",
    Format.DOCX: f"{_OFFICE}wordprocessingml.document",
    Format.XLSX: f"{_OFFICE}spreadsheetml.sheet",
}
_INSIDE = {"word/document.xml": Format.DOCX, "xl/workbook.xml": Format.XLSX}


def timing(uploaded_at: datetime, starts_at: datetime) -> Timing:
    """Whether a paper came in time: five clear working days before the meeting."""
    if uploaded_at >= starts_at:
        return Timing.AFTER
    last_clear = working_days.after(uploaded_at, CLEAR_DAYS)
    return Timing.IN_TIME if last_clear < london_day(starts_at) else Timing.LATE


def format_of(content: bytes) -> Format:
    """What kind of file it is by what it holds; raises Invalid naming ``file``."""
    if len(content) > LARGEST:
        raise unusable("The file must be smaller than 10 MB")
    if content.startswith(b"%PDF-"):
        return Format.PDF
    try:
        with ZipFile(BytesIO(content)) as parts:
            names = set(parts.namelist())
    except (BadZipFile, ValueError, NotImplementedError):
        names = set()
    for name, found in _INSIDE.items():
        if name in names:
            return found
    raise unusable("Choose a PDF, Word (docx) or Excel (xlsx) file")


def unusable(fault: str) -> Invalid:
    """Why a file cannot be a paper, beside its field."""
    return Invalid(fault, fields={"file": fault})


class Paper(SharedBase):
    """One paper of a meeting, for one item or for all; its number never changes."""

    __tablename__ = "papers_paper"
    __table_args__ = (UniqueConstraint("meeting_id", "number"),)

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    meeting_id: Mapped[UUID] = mapped_column(
        ForeignKey("meetings_meeting.id"), info=OFFICIAL
    )
    item_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("meetings_agenda_item.id"), info=OFFICIAL
    )
    number: Mapped[int] = mapped_column(info=OFFICIAL)
    title: Mapped[str] = mapped_column(String(200), info=PERSONAL)
    openness: Mapped[Openness] = mapped_column(Choice(Openness), info=OFFICIAL)
    reason: Mapped[str] = mapped_column(Text, default="", info=OFFICIAL)
    withdrawn_because: Mapped[str | None] = mapped_column(Text, info=OFFICIAL)

    versions: Mapped[list["PaperVersion"]] = relationship(
        order_by="PaperVersion.number"
    )

    @property
    def is_open(self) -> bool:
        """Whether everybody who reads the meeting may read it."""
        return self.openness is Openness.OPEN

    def withdraw(self, *, reason: str) -> None:
        """Take it out of the pack; raises Conflict once withdrawn."""
        self.must_stand()
        self.withdrawn_because = reason

    def must_stand(self) -> None:
        """Raise Conflict once it is withdrawn."""
        if self.withdrawn_because is not None:
            raise Conflict("This paper was withdrawn.")


class PaperVersion(SharedBase):
    """One version of a paper as it was brought; never changed.

    ``size`` is in bytes, ``pages`` is None for a file that is not a PDF.
    """

    __tablename__ = "papers_version"
    __table_args__ = (
        UniqueConstraint("paper_id", "number"),
        Index(None, "uploaded_at"),
    )

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    paper_id: Mapped[UUID] = mapped_column(ForeignKey("papers_paper.id"), info=OFFICIAL)
    number: Mapped[int] = mapped_column(info=OFFICIAL)
    file_name: Mapped[str] = mapped_column(String(200), info=PERSONAL)
    format: Mapped[Format] = mapped_column(Choice(Format), info=OFFICIAL)
    size: Mapped[int] = mapped_column(info=OFFICIAL)
    pages: Mapped[int | None] = mapped_column(info=OFFICIAL)
    timing: Mapped[Timing] = mapped_column(Choice(Timing), info=OFFICIAL)
    because: Mapped[str] = mapped_column(Text, default="", info=OFFICIAL)
    post: Mapped[str] = mapped_column(String(120), info=PERSONAL)
    uploaded_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    # Lists never need it, and it may be large.
    content: Mapped[bytes] = mapped_column(
        LargeBinary, deferred=True, info=SPECIAL_CATEGORY
    )
