"""Look through what reviews found: by kind, theme, year and words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.library.model import FINDINGS, FindingRow
from borough.reviews import queries as reviews
from borough.reviews.model import ReviewKind
from borough.reviews.queries import ReviewSeen
from kit.accounts.actor import Actor
from kit.errors import NotFound
from kit.search.model import Hit, Term
from partnership.themes import queries as themes
from partnership.themes.queries import Theme


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One finding with its review and themes."""

    id: UUID
    text: str
    review: ReviewSeen
    themes: Sequence[Theme]


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """The filters of the library; None lets everything through."""

    kind: ReviewKind | None = None
    theme: UUID | None = None
    year: int | None = None
    words: str | None = None

    def lets(self, finding: Finding) -> bool:
        """Whether a finding is among what is wanted."""
        found = finding.review
        given = {theme.id for theme in finding.themes}
        term = Term.read(self.words or "")
        titles = (theme.title for theme in finding.themes)
        return (
            self.kind in (None, found.kind)
            and self.year in (None, found.opened_on.year)
            and (self.theme is None or self.theme in given)
            and term.in_(finding.text, found.title, found.ref, *titles)
        )


def library(session: Session, wanted: Wanted | None = None) -> Sequence[Finding]:
    """The findings all may read, the latest review's first; three queries."""
    known = {each.id: each for each in reviews.shared(session)}
    wanted = wanted or Wanted()
    return [each for each in _findings(session, known) if wanted.lets(each)]


def of_review(session: Session, review: ReviewSeen) -> Sequence[Finding]:
    """The findings of one review, shared or not; the caller asks who may see it."""
    return _findings(session, {review.id: review})


def shared_reviews(session: Session) -> Sequence[ReviewSeen]:
    """The reviews the library holds, the latest first."""
    return reviews.shared(session)


def shared_review(session: Session, review_id: UUID) -> ReviewSeen:
    """One review of the library; raises NotFound where its learning is not shared."""
    for each in reviews.shared(session):
        if each.id == review_id:
            return each
    raise NotFound


def find(session: Session, _actor: Actor, term: Term) -> list[Hit]:
    """Findings by their words, themes and reviews."""
    return [
        Hit(
            text=each.text[:120],
            href=f"/learning-library/{each.review.id}",
            about=f"{each.review.ref} {each.review.title}",
        )
        for each in library(session, Wanted(words=" ".join(term.words)))
    ]


def _findings(session: Session, known: Mapping[UUID, ReviewSeen]) -> Sequence[Finding]:
    rows = session.scalars(
        select(FindingRow)
        .where(FindingRow.review_id.in_(known))
        .order_by(FindingRow.added_at, FindingRow.id)
    ).all()
    tagged = themes.of_records(
        session, resource=FINDINGS, records=[row.id for row in rows]
    )
    order = {review_id: place for place, review_id in enumerate(known)}
    return [
        Finding(
            id=row.id,
            text=row.text,
            review=known[row.review_id],
            themes=tagged.get(row.id, ()),
        )
        for row in sorted(rows, key=lambda row: order[row.review_id])
    ]
