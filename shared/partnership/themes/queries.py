"""Look at themes, and at the records that have them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from partnership.themes.model import TaggedRow, ThemeRow


@dataclass(frozen=True, kw_only=True, slots=True)
class Theme:
    """One theme."""

    id: UUID
    slug: str
    title: str


def themes(session: Session) -> Sequence[Theme]:
    """Every theme, by its title."""
    rows = session.scalars(select(ThemeRow).order_by(ThemeRow.title))
    return [Theme(id=row.id, slug=row.slug, title=row.title) for row in rows]


def of_records(
    session: Session, *, resource: str, records: Collection[UUID]
) -> Mapping[UUID, Sequence[Theme]]:
    """The themes of these records by record, each by its title."""
    rows = session.execute(
        select(TaggedRow.record, ThemeRow.id, ThemeRow.slug, ThemeRow.title)
        .join(ThemeRow, ThemeRow.id == TaggedRow.theme)
        .where(TaggedRow.resource == resource, TaggedRow.record.in_(records))
        .order_by(ThemeRow.title)
    )
    found: dict[UUID, list[Theme]] = defaultdict(list)
    for record, theme_id, slug, title in rows:
        found[record].append(Theme(id=theme_id, slug=slug, title=title))
    return found


def records_with(theme: UUID, *, resource: str) -> Select[UUID]:
    """The records of a kind that have a theme, for statements of others."""
    return select(TaggedRow.record).where(
        TaggedRow.theme == theme, TaggedRow.resource == resource
    )
