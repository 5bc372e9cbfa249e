"""A written report: its cover sheet, what it looks at, and the lock when it is issued.

A report is a draft until somebody issues it. From then on no verb changes it, and its
content is kept as it was on that day with a digest over all of it.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kit import clock
from kit.data_classes import OFFICIAL
from kit.db import Choice, SharedBase
from kit.errors import Conflict, Invalid

REPORTS = "reports"


class Purpose(StrEnum):
    """What a committee is asked to do with a report."""

    DECIDE = "decide"
    DISCUSS = "discuss"
    NOTE = "note"


PURPOSE_WORDS: Mapping[Purpose, str] = {
    Purpose.DECIDE: "To decide",
    Purpose.DISCUSS: "To discuss",
    Purpose.NOTE: "To note",
}
IMPLICATIONS: Mapping[str, str] = {
    "financial": "Financial",
    "legal": "Legal",
    "diversity": "Diversity and equality",
    "other": "Other",
}
# Without these nobody can take a report to a committee.
_NEEDED: Mapping[str, str] = {
    "author_post": "the author's post",
    "sponsor_post": "the sponsor's post",
    "wards": "the wards affected",
    "recommendations": "at least one recommendation",
}


class ReportChanged(Conflict):
    """Somebody changed this report while you were writing."""

    code = "report-changed"


class Issued(Conflict):
    """This report is issued and locked. Write a new one."""

    code = "report-issued"


class NotReady(Conflict):
    """The cover sheet is not complete."""

    code = "report-not-ready"


@dataclass(frozen=True, kw_only=True, slots=True)
class Cover:
    """The sheet in front of a report; people on it are posts.

    ``recommendations``, ``background`` and ``appendices`` have one item on each line.
    An implication names the post that verified it. ``exemption`` says why a report is
    not for the public (Local Government Act 1972, schedule 12A); it is empty for one
    that is.
    """

    title: str
    committee: str
    purpose: Purpose
    author_post: str = ""
    sponsor_post: str = ""
    accountable_post: str = ""
    contact_post: str = ""
    wards: str = ""
    is_key: bool = False
    exemption: str = ""
    recommendations: str = ""
    summary: str = ""
    reasons: str = ""
    consultation: str = ""
    priorities: str = ""
    background: str = ""
    appendices: str = ""
    financial: str = ""
    financial_by: str = ""
    legal: str = ""
    legal_by: str = ""
    diversity: str = ""
    diversity_by: str = ""
    other: str = ""
    other_by: str = ""

    @property
    def lacking(self) -> Sequence[str]:
        """What must still be said before it can be issued."""
        found = [words for name, words in _NEEDED.items() if not getattr(self, name)]
        for name, words in IMPLICATIONS.items():
            if getattr(self, name) and not getattr(self, f"{name}_by"):
                found.append(f"who verified the {words.lower()} implications")
        return found


COVER = tuple(each.name for each in fields(Cover))


def items(text: str) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class ReportRow(SharedBase):
    """One report; ``content`` and ``digest`` are there from its issue on."""

    __tablename__ = "reports_report"

    id: Mapped[UUID] = mapped_column(
        primary_key=True, default=clock.new_id, info=OFFICIAL
    )
    title: Mapped[str] = mapped_column(String(200), info=OFFICIAL)
    committee: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    purpose: Mapped[Purpose] = mapped_column(Choice(Purpose), info=OFFICIAL)
    author_post: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    sponsor_post: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    accountable_post: Mapped[str] = mapped_column(String(240), info=OFFICIAL)
    contact_post: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    wards: Mapped[str] = mapped_column(String(200), info=OFFICIAL)
    is_key: Mapped[bool] = mapped_column(info=OFFICIAL)
    exemption: Mapped[str] = mapped_column(String(300), info=OFFICIAL)
    recommendations: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    summary: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    reasons: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    consultation: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    priorities: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    background: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    appendices: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    financial: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    financial_by: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    legal: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    legal_by: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    diversity: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    diversity_by: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    other: Mapped[str] = mapped_column(Text, info=OFFICIAL)
    other_by: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    as_at: Mapped[date] = mapped_column(index=True, info=OFFICIAL)
    since: Mapped[date | None] = mapped_column(info=OFFICIAL)
    snapshot_id: Mapped[UUID | None] = mapped_column(info=OFFICIAL)
    version: Mapped[int] = mapped_column(info=OFFICIAL)
    changed_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    changed_post: Mapped[str] = mapped_column(String(120), info=OFFICIAL)
    issued_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)
    content: Mapped[str | None] = mapped_column(Text, info=OFFICIAL)
    digest: Mapped[str | None] = mapped_column(String(64), info=OFFICIAL)

    @property
    def cover(self) -> Cover:
        """Its cover sheet."""
        return Cover(**{name: getattr(self, name) for name in COVER})

    @property
    def is_whole(self) -> bool:
        """Whether an issued report is what was stored."""
        return self.digest == digest_of(self.cover, self.content or "")

    def must_be(self, version: int) -> None:
        """Raise Issued, or ReportChanged where another version was seen."""
        if self.issued_at is not None:
            raise Issued
        if self.version != version:
            raise ReportChanged

    def write(
        self, cover: Cover, *, as_at: date, since: date | None, by: str, at: datetime
    ) -> None:
        """Say cover and days anew; raises Invalid for days that cannot be."""
        if as_at > clock.london_day(at):
            fault = "Choose today or a day that is past"
            raise Invalid(fault, fields={"as_at": fault})
        if since is not None and since >= as_at:
            fault = "The last report must be of an earlier day"
            raise Invalid(fault, fields={"since": fault})
        for name, value in asdict(cover).items():
            setattr(self, name, value)
        self.as_at, self.since = as_at, since
        self.version = (self.version or 0) + 1
        self.changed_at, self.changed_post = at, by

    def issue(self, content: str, *, by: str, at: datetime) -> None:
        """Lock it with its content; raises NotReady with what is lacking."""
        if self.cover.lacking:
            raise NotReady(f"Say first: {', '.join(self.cover.lacking)}.")
        self.content = content
        self.digest = digest_of(self.cover, content)
        self.issued_at = self.changed_at = at
        self.changed_post = by
        self.version += 1


def digest_of(cover: Cover, content: str) -> str:
    """SHA-256 over a cover sheet and a content, in hexadecimal."""
    sheet = json.dumps(asdict(cover), sort_keys=True, ensure_ascii=False)
    return sha256(f"{sheet}\n{content}".encode()).hexdigest()
