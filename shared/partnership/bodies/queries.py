"""Look at bodies as at a day: which there are, who sits, who chairs, who is missing."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from kit import clock
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.errors import NotFound
from kit.search.model import Hit, Term
from partnership.access import may
from partnership.agencies import STATUTORY, agency_name
from partnership.bodies.model import (
    BODIES,
    Basis,
    Body,
    BodyKind,
    BodyPost,
    ChairTerm,
    Gap,
    Part,
    Quorum,
    Seat,
    Standing,
    TermsOfReference,
    next_in_rotation,
    quorum,
    standing_on,
    timeline,
)

INDEPENDENT = "Independent"
Copied = TypeVar("Copied")


@dataclass(frozen=True, kw_only=True, slots=True)
class TermSeen:
    """A post's term in a seat, or a gap, which has no post."""

    id: UUID | None = None
    post_id: UUID | None = None
    title: str = ""
    agency: str | None = None
    agency_name: str = ""
    seat: Seat
    basis: Basis | None = None
    from_on: date
    until_on: date | None

    @property
    def is_gap(self) -> bool:
        """Whether nobody held the seat."""
        return self.id is None


@dataclass(frozen=True, kw_only=True, slots=True)
class BodySeen:
    """A body as it stood on a day; ``chair`` held the chair on that day."""

    id: UUID
    slug: str
    kind: BodyKind
    name: str
    purpose: str
    parent_id: UUID | None
    parent_slug: str | None
    parent_name: str | None
    minimum: int
    partners_needed: bool
    from_on: date
    until_on: date | None
    ended_because: str | None
    version: int
    chair: TermSeen | None
    review_on: date | None
    names: Sequence[tuple[date, str]]

    def name_on(self, day: date) -> str:
        """What it was called on a day; its first name before that."""
        begun = [name for since, name in self.names if since <= day]
        return begun[-1] if begun else self.names[0][1]


@dataclass(frozen=True, kw_only=True, slots=True)
class PostSeen:
    """A post on a body; ``deputies`` stand in for it, ``seats`` it holds on the day."""

    id: UUID
    title: str
    agency: str | None
    agency_name: str
    part: Part
    from_on: date
    until_on: date | None
    stands_in_for: UUID | None
    seats: Sequence[Seat] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class StandingSeen:
    """One entry of a body's history."""

    from_on: date
    name: str
    purpose: str
    parent_name: str | None
    minimum: int
    partners_needed: bool
    reason: str
    written_by: str
    written_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class TermsSeen:
    """One version of the terms of reference."""

    number: int
    text: str
    agreed_on: date
    review_on: date | None
    written_by: str


def bodies(
    session: Session, on: date, *, kind: BodyKind | None = None, ended: bool = False
) -> list[BodySeen]:
    """The bodies that existed on a day, by kind and name; ``ended`` ones too if asked.

    A body is given as it stood on that day, or on its own last day before it.
    """
    everything = _everything(session)
    chairs = _chairs(session, everything.values(), on)
    reviews = _reviews(session, on)
    seen = [
        _seen(body, everything, _as_at(body, on), chairs, reviews)
        for body in everything.values()
        if (body.holds(on) or (ended and body.from_on <= on))
        and kind in (None, body.kind)
    ]
    kinds = list(BodyKind)
    return sorted(seen, key=lambda each: (kinds.index(each.kind), each.name.casefold()))


def body(session: Session, slug: str, on: date | None = None) -> BodySeen:
    """One body as it stands today, or stood on another day; raises NotFound.

    One that has ended is given as on its last day.
    """
    return body_of(
        session, session.scalar(select(Body.id).where(Body.slug == slug)), on
    )


def body_of(session: Session, body_id: UUID | None, on: date | None = None) -> BodySeen:
    """The same by its id; raises NotFound."""
    day = on or clock.today()
    everything = _everything(session)
    if body_id not in everything:
        raise NotFound("There is no such body.")
    found = everything[body_id]
    at = _as_at(found, day)
    chairs = _chairs(session, [found], day)
    return _seen(found, everything, at, chairs, _reviews(session, at))


def names(session: Session, on: date, *, ended: bool = False) -> dict[str, str]:
    """Name by slug of a day's bodies, by kind and name; of ``ended`` ones if asked."""
    return {each.slug: each.name for each in bodies(session, on, ended=ended)}


def posts(session: Session, body_id: UUID, on: date) -> list[PostSeen]:
    """The posts that sit on a body on a day, each followed by its deputies."""
    rows = [row for row in _posts(session, body_id) if row.holds(on)]
    held: dict[UUID, list[Seat]] = {}
    for term in _terms(session, body_id):
        if term.holds(on):
            held.setdefault(term.post_id, []).append(term.seat)
    seen = {row.id: _post_seen(row, held.get(row.id, ())) for row in rows}
    heads = [each for each in seen.values() if each.stands_in_for not in seen]
    return [
        post
        for head in sorted(heads, key=_by_rank)
        for post in (head, *(p for p in seen.values() if p.stands_in_for == head.id))
    ]


def other_posts(session: Session, body_id: UUID, on: date) -> list[PostSeen]:
    """The posts that left a body before a day or come after it, the latest first."""
    rows = [row for row in _posts(session, body_id) if not row.holds(on)]
    return [_post_seen(row, ()) for row in rows[::-1]]


def post(session: Session, post_id: UUID) -> tuple[str, PostSeen]:
    """One post and the slug of its body; raises NotFound."""
    row = session.get(BodyPost, post_id)
    if row is None:
        raise NotFound("There is no such post.")
    return _slug(session, row.body_id), _post_seen(row, ())


def term(session: Session, term_id: UUID) -> tuple[str, TermSeen]:
    """One term and the slug of its body; raises NotFound."""
    row = session.get(ChairTerm, term_id)
    if row is None:
        raise NotFound("There is no such term.")
    return _slug(session, row.body_id), _term_seen(row, _titles(session, [row]))


def _slug(session: Session, body_id: UUID) -> str:
    return session.scalars(select(Body.slug).where(Body.id == body_id)).one()


def quorate(
    session: Session,
    body_id: UUID,
    present: Collection[UUID],
    *,
    on: date | None = None,
) -> Quorum:
    """Whether a body could decide on a day with these posts there; raises NotFound."""
    return quorum_rule(session, body_id, on or clock.today())(present)


def quorum_rule(
    session: Session, body_id: UUID, on: date
) -> Callable[[Collection[UUID]], Quorum]:
    """The same, asked once for many moments of one day; raises NotFound."""
    found = body_of(session, body_id, on)
    sitting = [row for row in _posts(session, body_id) if row.holds(on)]
    minimum, needed = found.minimum, found.partners_needed
    return partial(quorum, sitting, minimum=minimum, partners_needed=needed)


def seat_history(session: Session, seen: BodySeen, seat: Seat) -> list[TermSeen]:
    """Who held a seat from the body's first day, with the gaps, the latest first."""
    rows = [row for row in _terms(session, seen.id) if row.seat is seat]
    titles = _titles(session, rows)
    return [
        TermSeen(seat=seat, from_on=row.from_on, until_on=row.until_on)
        if isinstance(row, Gap)
        else _term_seen(row, titles)
        for row in reversed([*timeline(rows, since=seen.from_on, until=seen.until_on)])
    ]


def suggested_agency(session: Session, body_id: UUID, on: date) -> str | None:
    """Whose turn the chair is next, among the partners that sit on the body."""
    sitting = {row.agency for row in _posts(session, body_id) if row.holds(on)}
    terms = [row for row in _terms(session, body_id) if row.seat is Seat.CHAIR]
    return next_in_rotation(terms, [each for each in STATUTORY if each in sitting])


def history(session: Session, body_id: UUID) -> list[StandingSeen]:
    """How a body stood over time, the latest first."""
    every, today = _everything(session), clock.today()
    called = {each: _standing(one, today).name for each, one in every.items()}
    return [
        _copy(StandingSeen, row, parent_name=row.parent_id and called[row.parent_id])
        for row in reversed(every[body_id].standings)
    ]


def terms_of_reference(session: Session, body_id: UUID) -> list[TermsSeen]:
    """Every version of the terms of reference, the one agreed last first."""
    terms = TermsOfReference
    statement = select(terms).where(terms.body_id == body_id)
    rows = session.scalars(
        statement.order_by(terms.agreed_on.desc(), terms.number.desc())
    )
    return [_copy(TermsSeen, row) for row in rows]


def find(session: Session, actor: Actor, term: Term) -> list[Hit]:
    """Bodies by any name they had, their purpose or short name."""
    if not may(actor.role, BODIES, Action.READ):
        return []
    today = clock.today()
    return [
        Hit(
            text=_standing(one, today).name,
            href=f"/bodies/{one.slug}",
            about=one.kind.value.capitalize(),
        )
        for one in _everything(session).values()
        if term.in_(one.slug, *(f"{s.name} {s.purpose}" for s in one.standings))
    ]


def _everything(session: Session) -> dict[UUID, Body]:
    """All bodies that ever were, with how they stood: a few dozen rows."""
    statement = select(Body).options(selectinload(Body.standings))
    return {one.id: one for one in session.scalars(statement)}


def _as_at(one: Body, day: date) -> date:
    """``day``, or the last or first day of a body that is nearest to it."""
    return max(one.from_on, min(day, one.until_on or day))


def _standing(one: Body, day: date) -> Standing:
    return standing_on(one.standings, day)


def _seen(
    one: Body,
    everything: Mapping[UUID, Body],
    day: date,
    chairs: Mapping[UUID, TermSeen],
    reviews: Mapping[UUID, date | None],
) -> BodySeen:
    at = _standing(one, day)
    above = everything[at.parent_id] if at.parent_id else None
    return _copy(
        BodySeen,
        one,
        name=at.name,
        purpose=at.purpose,
        parent_id=at.parent_id,
        parent_slug=above.slug if above else None,
        parent_name=_standing(above, day).name if above else None,
        minimum=at.minimum,
        partners_needed=at.partners_needed,
        chair=chairs.get(one.id),
        review_on=reviews.get(one.id),
        names=[(each.from_on, each.name) for each in one.standings],
    )


def _chairs(session: Session, of: Iterable[Body], day: date) -> dict[UUID, TermSeen]:
    ids = [one.id for one in of if one.holds(day)]
    statement = select(ChairTerm).where(
        ChairTerm.body_id.in_(ids),
        ChairTerm.seat == Seat.CHAIR,
        ChairTerm.from_on <= day,
    )
    rows = [row for row in session.scalars(statement) if row.holds(day)]
    titles = _titles(session, rows)
    return {row.body_id: _term_seen(row, titles) for row in rows}


def _reviews(session: Session, day: date) -> dict[UUID, date | None]:
    """When the terms in force on a day are to be reviewed, by body."""
    terms = TermsOfReference
    rows = session.execute(
        select(terms.body_id, terms.review_on)
        .where(terms.agreed_on <= day)
        .order_by(terms.agreed_on, terms.number)
    )
    return {row.body_id: row.review_on for row in rows}


def _posts(session: Session, body_id: UUID) -> Sequence[BodyPost]:
    statement = select(BodyPost).where(BodyPost.body_id == body_id)
    return session.scalars(statement.order_by(BodyPost.from_on, BodyPost.id)).all()


def _terms(session: Session, body_id: UUID) -> Sequence[ChairTerm]:
    statement = select(ChairTerm).where(ChairTerm.body_id == body_id)
    return session.scalars(statement.order_by(ChairTerm.from_on)).all()


def _titles(session: Session, rows: Iterable[ChairTerm]) -> dict[UUID, str]:
    ids = {row.post_id for row in rows}
    statement = select(BodyPost.id, BodyPost.title).where(BodyPost.id.in_(ids))
    return {row.id: row.title for row in session.execute(statement)}


def _by_rank(seen: PostSeen) -> tuple[bool, bool, bool, str, str]:
    """Whoever chairs first, then members before advisers, by agency and title."""
    return (
        Seat.CHAIR not in seen.seats,
        Seat.DEPUTY not in seen.seats,
        seen.part is Part.ADVISER,
        seen.agency_name,
        seen.title.casefold(),
    )


def _post_seen(row: BodyPost, seats: Sequence[Seat]) -> PostSeen:
    agency = agency_name(row.agency) or INDEPENDENT
    return _copy(PostSeen, row, agency_name=agency, seats=tuple(seats))


def _term_seen(row: ChairTerm, titles: Mapping[UUID, str]) -> TermSeen:
    agency = agency_name(row.agency) or INDEPENDENT
    return _copy(TermSeen, row, agency_name=agency, title=titles[row.post_id])


def _copy(kind: Callable[..., Copied], row: object, **given: object) -> Copied:
    """What a page may keep of a row after its transaction."""
    names = {each.name for each in fields(cast("Any", kind))} - given.keys()
    return kind(**{name: getattr(row, name) for name in names}, **given)
