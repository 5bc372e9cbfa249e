"""Versions of a standard: a draft can change, a published version never does."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from kit import clock
from kit.data_classes import OFFICIAL, PERSONAL, PUBLIC
from kit.db import Choice
from kit.errors import Conflict, Invalid, NotAllowed, NotFound
from leadership.db import Base
from partnership.standards.model import (
    Item,
    Kind,
    check,
    check_item,
    find_item,
    read_items,
    write_items,
)

INDICATOR_SET = "indicator-set"
RESOURCE = "standards"
# What the product comes with, by name: ``shipped/<name>.json`` beside this file.
SHIPPED = ("case-audit", "child-deaths", "courses", "rapid-review", "section-11",
           "section-175", "threshold")  # fmt: skip
PREFIXES = {
    Kind.AUDIT_TOOL: "A",
    Kind.SECTION_11_TOOL: "S",
    Kind.COURSE_STANDARD: "C",
    Kind.CHILD_DEATH_RETURN: "D",
    Kind.PROCESS: "P",
    Kind.THRESHOLD_DOCUMENT: "T",
}


class StandardState(StrEnum):
    """Where a version stands."""

    DRAFT = "draft"
    PUBLISHED = "published"


class UnknownStandard(NotFound):
    """There is no such version of this standard."""


class AlreadyPublished(Conflict):
    """This version is published and can no longer change. Draft the next one."""


class DraftInTheWay(Conflict):
    """There is already a draft of the next version. Finish that one first."""


class UnknownIndicator(NotFound):
    """This indicator is not in this version of the set."""


class NothingDefined(Invalid):
    """An indicator set needs at least one indicator before it is published."""


class StandardChanged(Conflict):
    """Somebody else changed this draft since you opened the form."""

    code = "standard-changed"


class OutForComments(Conflict):
    """Boroughs are commenting on this draft. Close the consultation first."""


class OwnDraft(NotAllowed):
    """You changed this draft last. A second person has to let it go."""


class StandardVersion(Base):
    """One version of a standard, with all it defines.

    An indicator set has ``indicators``, every other kind has ``items``; ``removed``
    gives each item that went and why. ``revision`` rises with every change of a draft,
    a form says which one it saw, and ``changed_by`` made the last one.
    """

    __tablename__ = "standards_version"

    standard: Mapped[str] = mapped_column(String(40), primary_key=True, info=PUBLIC)
    version: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, info=PUBLIC
    )
    kind: Mapped[str] = mapped_column(String(40), info=PUBLIC)
    title: Mapped[str] = mapped_column(String(200), info=PUBLIC)
    summary: Mapped[str] = mapped_column(Text, info=PUBLIC)
    effective_from: Mapped[date] = mapped_column(info=PUBLIC)
    state: Mapped[StandardState] = mapped_column(Choice(StandardState), info=OFFICIAL)
    indicators: Mapped[list[Any]] = mapped_column(JSON, info=PUBLIC)
    drafted_at: Mapped[datetime] = mapped_column(info=OFFICIAL)
    published_at: Mapped[datetime | None] = mapped_column(info=PUBLIC)
    published_by: Mapped[str | None] = mapped_column(String(80), info=PERSONAL)
    items: Mapped[list[Any]] = mapped_column(
        JSON, default=list, server_default=text("'[]'"), info=PUBLIC
    )
    removed: Mapped[list[Any]] = mapped_column(
        JSON, default=list, server_default=text("'[]'"), info=PUBLIC
    )
    revision: Mapped[int] = mapped_column(
        default=1, server_default=text("1"), info=OFFICIAL
    )
    changed_by: Mapped[UUID | None] = mapped_column(info=PERSONAL)
    out_for_comments: Mapped[bool] = mapped_column(
        default=False, server_default=false(), info=OFFICIAL
    )

    def reword(self, indicator: str, words: Mapping[str, Any]) -> None:
        """Change words of one indicator of a draft.

        Raises AlreadyPublished and UnknownIndicator.
        """
        self._must_be_a_draft()
        if indicator not in {entry["id"] for entry in self.indicators}:
            raise UnknownIndicator
        # A new list: a change inside the old one would go unseen and unsaved.
        self.indicators = [
            {**entry, **words} if entry["id"] == indicator else entry
            for entry in self.indicators
        ]

    def redate(self, *, effective_from: date, summary: str) -> None:
        """Change what a draft says of itself; raises AlreadyPublished."""
        self._must_be_a_draft()
        self.effective_from = effective_from
        self.summary = summary

    def describe(
        self, *, title: str, summary: str, effective_from: date, by: UUID
    ) -> None:
        """Change what a draft says of itself; raises AlreadyPublished."""
        self._must_be_a_draft()
        self.title, self.summary, self.effective_from = title, summary, effective_from
        self._touch(by)

    def put(self, item: Item, *, by: UUID) -> None:
        """Add an item after the last of its section, or take its words anew.

        Raises AlreadyPublished, and Invalid naming the field that cannot be used.
        """
        self._must_be_a_draft()
        check_item(Kind(self.kind), item)
        items = list(read_items(self.items))
        place = next((n for n, old in enumerate(items) if old.id == item.id), None)
        if place is not None and items[place].section == item.section:
            items[place] = item
        else:
            items = [old for old in items if old.id != item.id]
            ends = [n for n, old in enumerate(items, 1) if old.section == item.section]
            items.insert(max(ends, default=len(items)), item)
        self.items = write_items(items)
        self._touch(by)

    def move(self, identifier: str, *, steps: int, by: UUID) -> None:
        """Move an item up (below zero) or down within its section; at its end it stays.

        Raises AlreadyPublished and UnknownItem.
        """
        self._must_be_a_draft()
        items = list(read_items(self.items))
        item = find_item(items, identifier)
        places = [n for n, each in enumerate(items) if each.section == item.section]
        here = places.index(items.index(item))
        there = max(0, min(len(places) - 1, here + steps))
        items.insert(places[there], items.pop(places[here]))
        self.items = write_items(items)
        self._touch(by)

    def remove(self, identifier: str, *, reason: str, by: UUID) -> None:
        """Take an item out and keep why; raises AlreadyPublished and UnknownItem."""
        self._must_be_a_draft()
        items = read_items(self.items)
        gone = find_item(items, identifier)
        self.items = write_items(each for each in items if each is not gone)
        self.removed = [*self.removed, {"id": identifier, "reason": reason}]
        self._touch(by)

    def publish_items(self, *, published_by: str, by: UUID) -> None:
        """Close this version for ever.

        Raises AlreadyPublished, OutForComments, OwnDraft, and Invalid where the items
        cannot be published.
        """
        self._must_be_a_draft()
        check(Kind(self.kind), read_items(self.items))
        self.must_be_anothers(by)
        if self.out_for_comments:
            raise OutForComments
        self.state, self.published_by = StandardState.PUBLISHED, published_by
        self.published_at = clock.now()

    def must_be_anothers(self, by: UUID) -> None:
        """Raise OwnDraft for whoever changed the draft last."""
        if self.changed_by == by:
            raise OwnDraft

    def must_be_seen(self, revision: int) -> None:
        """Raise StandardChanged unless ``revision`` is the present one."""
        if revision != self.revision:
            raise StandardChanged

    def _touch(self, by: UUID) -> None:
        self.revision += 1
        self.changed_by = by

    def publish(self, *, published_by: str) -> None:
        """Close this version for ever; raises AlreadyPublished, NothingDefined."""
        self._must_be_a_draft()
        if not self.indicators:
            raise NothingDefined
        self.state = StandardState.PUBLISHED
        self.published_at = clock.now()
        self.published_by = published_by

    def _must_be_a_draft(self) -> None:
        if self.state is not StandardState.DRAFT:
            raise AlreadyPublished
