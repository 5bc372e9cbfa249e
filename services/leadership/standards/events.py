"""The messages that carry a published standard to every borough."""

from typing import Any

from kit import clock
from leadership.standards.model import StandardVersion

STANDARD_PUBLISHED = "uk.accord.standards.standard.published.v1"
ITEMS_PUBLISHED = "uk.accord.standards.standard.published.v2"


def standard_published(standard: StandardVersion) -> dict[str, Any]:
    """The whole published version, as the contract has it.

    Raises ValueError for a draft: what is not published has no message.
    """
    if standard.published_at is None:
        raise ValueError("A draft is not announced")
    return {
        "standard": standard.standard,
        "kind": standard.kind,
        "version": standard.version,
        "title": standard.title,
        "summary": standard.summary,
        "effective_from": standard.effective_from.isoformat(),
        "published_at": clock.iso(standard.published_at),
        "indicators": standard.indicators,
    }


def items_published(standard: StandardVersion) -> dict[str, Any]:
    """The whole published version of a standard of items; ValueError for a draft."""
    if standard.published_at is None:
        raise ValueError("A draft is not announced")
    return {
        "standard": standard.standard,
        "kind": standard.kind,
        "version": standard.version,
        "title": standard.title,
        "summary": standard.summary,
        "effective_from": standard.effective_from.isoformat(),
        "published_at": clock.iso(standard.published_at),
        "items": standard.items,
        "removed": standard.removed,
    }
