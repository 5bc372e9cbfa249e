"""Add themes, and give them to records."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kit.errors import Invalid
from partnership.themes.model import TaggedRow, ThemeRow, slug_of


def add(session: Session, *, title: str) -> UUID:
    """Add a theme; returns its id. Raises Invalid for one that is there."""
    slug = slug_of(title)
    known = select(ThemeRow.id).where(ThemeRow.slug == slug)
    if not slug or session.scalar(known) is not None:
        fault = "There is a theme of this name" if slug else "Use letters or digits"
        raise Invalid(fault, fields={"title": fault})
    row = ThemeRow(slug=slug, title=title.strip())
    session.add(row)
    session.flush()
    return row.id


def give(
    session: Session, *, resource: str, record: UUID, themes: Collection[UUID]
) -> None:
    """Let a record have these themes and no others; raises Invalid for unknown ones."""
    known = set(session.scalars(select(ThemeRow.id).where(ThemeRow.id.in_(themes))))
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
