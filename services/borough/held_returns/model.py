"""Copies of returns that other boroughs signed, and what makes two of them the same.

The shared core of a return is the agency's answers to questions that are asked in the
same words everywhere, and a list of its evidence without the files. Its digest is
SHA-256 over JSON with sorted keys: two boroughs that show the same digest hold the
same core.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import JSON, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from borough.agency_answers.model import Said
from borough.db import Base
from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL
from kit.db import Choice
from kit.errors import Invalid
from partnership.bodies.model import Identified

Core = Mapping[str, Any]


class Verdict(StrEnum):
    """What a borough did with what it was sent."""

    TAKEN = "taken"
    DECLINED = "declined"
    DELETED = "deleted"


VERDICT_WORDS: Mapping[Verdict, str] = {
    Verdict.TAKEN: "Holds it",
    Verdict.DECLINED: "Declined: it does not work to this standard, and kept nothing",
    Verdict.DELETED: "Deleted it",
}


class CoreDiffers(Invalid):
    """The content does not have the digest it came with."""

    code = "core-differs"


class HeardRow(Base):
    """The last that another borough said of one of its returns; no word of content."""

    __tablename__ = "section_returns_heard"

    source: Mapped[str] = mapped_column(String(40), primary_key=True, info=OFFICIAL)
    return_id: Mapped[UUID] = mapped_column(primary_key=True, info=OFFICIAL)
    number: Mapped[int] = mapped_column(info=OFFICIAL)
    verdict: Mapped[Verdict] = mapped_column(Choice(Verdict), info=OFFICIAL)


class CopyRow(Identified, Base):
    """One version of another borough's return; nothing here changes what it says.

    ``core`` is None once it was withdrawn.
    """

    __tablename__ = "section_returns_copy"
    __table_args__ = (UniqueConstraint("source", "return_id", "number"),)

    source: Mapped[str] = mapped_column(String(40), info=OFFICIAL)
    return_id: Mapped[UUID] = mapped_column(info=OFFICIAL)
    number: Mapped[int] = mapped_column(info=OFFICIAL)
    standard: Mapped[str] = mapped_column(String(60), info=OFFICIAL)
    standard_version: Mapped[int] = mapped_column(info=OFFICIAL)
    agency_name: Mapped[str] = mapped_column(String(160), info=OFFICIAL)
    core: Mapped[dict[str, Any] | None] = mapped_column(JSON, info=PERSONAL)
    digest: Mapped[str] = mapped_column(String(64), info=OFFICIAL)
    consented_post: Mapped[str] = mapped_column(String(120), info=PERSONAL)
    consented_on: Mapped[date] = mapped_column(info=OFFICIAL)
    released_post: Mapped[str] = mapped_column(String(120), info=PERSONAL)
    released_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    received_at: Mapped[datetime] = mapped_column(default=clock.now, info=OFFICIAL)
    withdrawn_at: Mapped[datetime | None] = mapped_column(info=OFFICIAL)


def digest_of(core: Core) -> str:
    """SHA-256 of a core as JSON with sorted keys, in hexadecimal."""
    return sha256(orjson.dumps(core, option=orjson.OPT_SORT_KEYS)).hexdigest()


def answers_in(core: Core | None) -> dict[str, Said]:
    """The answers of a core by question; none of one that was withdrawn."""
    return {
        each["item"]: Said(
            score=each["score"],
            not_applicable=each["not_applicable"],
            narrative=each["narrative"],
        )
        for each in (core or {}).get("answers", ())
    }
