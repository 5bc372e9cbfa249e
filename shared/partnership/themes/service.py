"""Add themes, and give them to records."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kit.errors import Invalid
from partnership.themes.model import TaggedRow, ThemeRow, slug_of


def add(session: Session, *, title: str) -> str:
    """Add a theme; returns its slug. Raises Invalid for one that is there."""
    slug = slug_of(title)
    if not slug or session.get(ThemeRow, slug) is not None:
        fault = "There is a theme of this name" if slug else "Use letters or digits"
        raise Invalid(fault, fields={"title": fault})
    session.add(ThemeRow(slug=slug, title=title.strip()))
    session.flush()
    return slug


def give(
    session: Session, *, resource: str, record: UUID, themes: Collection[str]
) -> None:
    """Let a record have these themes and no others; raises Invalid for unknown ones."""
    known = set(session.scalars(select(ThemeRow.slug).where(ThemeRow.slug.in_(themes))))
    if known != set(themes):
        fault = "Choose from the themes"
        raise Invalid(fault, fields={"themes": fault})
    session.execute(
        delete(TaggedRow).where(
            TaggedRow.resource == resource, TaggedRow.record == record
        )
    )
    session.add_all(
        TaggedRow(theme=theme, resource=resource, record=record)
        for theme in sorted(known)
    )
    session.flush()
