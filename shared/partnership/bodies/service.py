"""Found, change and end bodies; seat posts and deputies; hand the chair on."""

from dataclasses import dataclass
from datetime import date
from typing import NoReturn
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kit.errors import Invalid, NotFound
from kit.trail import service as trail
from partnership.agencies import AGENCIES
from partnership.bodies.model import (
    BODIES,
    FOR_ALL_PARTNERS,
    ONE_DAY,
    SLUG,
    Basis,
    Body,
    BodyKind,
    BodyPost,
    ChairTerm,
    Part,
    Seat,
    Standing,
    TermsOfReference,
    check_days,
    would_circle,
)

LARGEST_MINIMUM = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Stand:
    """How a body is to stand: what may change in its life.

    ``minimum`` members make a quorum, and all three safeguarding partners where
    ``partners_needed``.
    """

    name: str
    purpose: str
    parent_id: UUID | None = None
    minimum: int = 3
    partners_needed: bool = True


def found(
    session: Session,
    *,
    slug: str,
    kind: BodyKind,
    stand: Stand,
    from_on: date,
    by: str,
) -> UUID:
    """Make a body that exists from ``from_on``; ``by`` is the post that does so.

    Raises Invalid naming ``slug`` (not a short name, or taken), ``parent_id``,
    ``minimum`` or ``partners_needed``.
    """
    slug = slug.strip().casefold()
    if not SLUG.fullmatch(slug):
        _refuse("slug", "Use small letters, figures and hyphens: case-review-group")
    body = Body(slug=slug, kind=kind, from_on=from_on, version=1)
    try:
        with session.begin_nested():
            session.add(body)
    except IntegrityError as error:
        fault = "There is, or was, a body with this short name"
        raise Invalid(fault, fields={"slug": fault}) from error
    _stand(session, body, stand, from_on=from_on, reason="Founded", by=by)
    session.flush()
    _note(session, "body.founded", body, kind=kind.name.lower().replace("_", "-"))
    return body.id


def change(
    session: Session,
    *,
    body_id: UUID,
    seen: int,
    stand: Stand,
    from_on: date,
    reason: str,
    by: str,
) -> None:
    """Let a body stand otherwise from a day on: rename, move, other quorum.

    ``seen`` is the version the person saw. Raises NotFound, BodyChanged, and Invalid
    naming the field that is wrong.
    """
    body = _body(session, body_id)
    body.must_be_seen(seen)
    body.must_cover("from_on", from_on)
    _stand(session, body, stand, from_on=from_on, reason=reason, by=by)
    body.version += 1
    session.flush()
    _note(session, "body.changed", body, version=body.version)


def retire(session: Session, *, body_id: UUID, until_on: date, reason: str) -> None:
    """Let a body end after a day; all of it stays to be read.

    Raises NotFound, Conflict where it has an end, Invalid naming ``until_on``.
    """
    body = _body(session, body_id)
    body.retire(until_on=until_on, reason=reason)
    session.flush()
    _note(session, "body.retired", body, to=until_on.isoformat())


def reopen(session: Session, *, body_id: UUID) -> None:
    """Take back the end of a body; raises NotFound and Conflict."""
    body = _body(session, body_id)
    body.reopen()
    session.flush()
    _note(session, "body.reopened", body)


def agree_terms(
    session: Session,
    *,
    body_id: UUID,
    text: str,
    agreed_on: date,
    review_on: date | None,
    by: str,
) -> int:
    """Note the terms of reference as agreed on a day; returns the version's number.

    Raises NotFound and Invalid naming ``agreed_on`` or ``review_on``.
    """
    body = _body(session, body_id)
    body.must_cover("agreed_on", agreed_on)
    if review_on is not None and review_on <= agreed_on:
        _refuse("review_on", "The review must come after the day they were agreed")
    last = select(func.max(TermsOfReference.number)).where(
        TermsOfReference.body_id == body_id
    )
    number = (session.scalar(last) or 0) + 1
    session.add(
        TermsOfReference(
            body_id=body_id,
            number=number,
            text=text,
            agreed_on=agreed_on,
            review_on=review_on,
            written_by=by,
        )
    )
    body.version += 1
    session.flush()
    _note(session, "body-terms.agreed", body, version=number)
    return number


def add_post(
    session: Session,
    *,
    body_id: UUID,
    title: str,
    agency: str | None,
    part: Part = Part.MEMBER,
    from_on: date,
    until_on: date | None = None,
) -> UUID:
    """Seat a post on a body; ``agency`` is None for one independent of all.

    Raises NotFound and Invalid naming ``agency``, ``from_on`` or ``until_on``.
    """
    if agency is not None and agency not in AGENCIES:
        _refuse("agency", "Choose one of the agencies")
    post = BodyPost(
        body_id=body_id,
        title=title,
        agency=agency,
        part=part,
        from_on=from_on,
        until_on=until_on,
    )
    return _seat(session, post)


def add_deputy(
    session: Session,
    *,
    post_id: UUID,
    title: str,
    from_on: date,
    until_on: date | None = None,
) -> UUID:
    """Name the post that stands in for another, with its agency and its part.

    Raises NotFound and Invalid naming ``stands_in_for``, ``from_on``, ``until_on``.
    """
    post = _post(session, post_id)
    if post.stands_in_for is not None:
        _refuse("stands_in_for", "A deputy has no deputy: name one for the post itself")
    deputy = BodyPost(
        body_id=post.body_id,
        title=title,
        agency=post.agency,
        part=post.part,
        stands_in_for=post.id,
        from_on=from_on,
        until_on=until_on,
    )
    return _seat(session, deputy)


def end_post(session: Session, *, post_id: UUID, until_on: date) -> None:
    """Let a post leave a body after a day, and any seat it holds with it.

    Terms that would begin later are refused, not lost: they are ended first. Raises
    NotFound, Conflict when it has left by then, Invalid naming ``until_on``.
    """
    post = _post(session, post_id)
    body = _body(session, post.body_id)
    held = [each for each in _terms(session, body.id) if each.post_id == post_id]
    if any(term.from_on > until_on for term in held):
        _refuse("until_on", "It holds a seat from a later day: end that first")
    post.end(until_on=until_on)
    for term in held:
        term.until_on = min(term.until_on or until_on, until_on)
    session.flush()
    _note(session, "body-post.ended", body, to=until_on.isoformat())


def start_term(
    session: Session,
    *,
    post_id: UUID,
    seat: Seat,
    basis: Basis,
    from_on: date,
    until_on: date | None = None,
    hands_over: bool = False,
) -> UUID:
    """Let a post hold a seat from a day on; returns the term's id.

    With ``hands_over`` the term that holds on that day ends the day before. Raises
    NotFound and Invalid naming ``post_id``, ``from_on`` or ``until_on``.
    """
    post = _post(session, post_id)
    body = _body(session, post.body_id)
    check_days(from_on, until_on)
    body.must_cover("from_on", from_on)
    term = ChairTerm(
        body_id=body.id,
        post_id=post_id,
        agency=post.agency,
        seat=seat,
        basis=basis,
        from_on=from_on,
        until_on=until_on,
    )
    _must_sit(post, term)
    others = [each for each in _terms(session, body.id) if each.seat is seat]
    if hands_over:
        _cut_short(others, from_on)
    term.must_be_free(others, "from_on")
    session.add(term)
    session.flush()
    _note(session, "chair-term.started", body, agency=post.agency or "independent")
    return term.id


def end_term(session: Session, *, term_id: UUID, until_on: date) -> None:
    """Set the last day of a term, earlier or later than it was.

    Raises NotFound and Invalid naming ``until_on``.
    """
    term = session.get(ChairTerm, term_id)
    if term is None:
        raise NotFound("There is no such term.")
    post = _post(session, term.post_id)
    body = _body(session, term.body_id)
    check_days(term.from_on, until_on)
    if post.until_on is not None and until_on > post.until_on:
        _refuse("until_on", "The post has left the body by then")
    wanted = ChairTerm(from_on=term.from_on, until_on=until_on)
    in_seat = [each for each in _terms(session, body.id) if each.seat is term.seat]
    wanted.must_be_free([each for each in in_seat if each is not term], "until_on")
    term.until_on = until_on
    session.flush()
    _note(session, "chair-term.ended", body, to=until_on.isoformat())


def _stand(
    session: Session,
    body: Body,
    stand: Stand,
    *,
    from_on: date,
    reason: str,
    by: str,
) -> None:
    if not 1 <= stand.minimum <= LARGEST_MINIMUM:
        _refuse("minimum", f"Enter a whole number from 1 to {LARGEST_MINIMUM}")
    if body.kind in FOR_ALL_PARTNERS and not stand.partners_needed:
        _refuse("partners_needed", f"A {body.kind.value} needs all three partners")
    # One at a time: two moves could make a circle together.
    known = session.scalars(select(Body.id).order_by(Body.id).with_for_update()).all()
    if stand.parent_id is not None and stand.parent_id not in known:
        _refuse("parent_id", "Choose one of the bodies")
    standings = session.scalars(
        select(Standing).order_by(Standing.from_on, Standing.id)
    ).all()
    if stand.parent_id is not None and would_circle(
        standings, body_id=body.id, parent_id=stand.parent_id, from_on=from_on
    ):
        _refuse("parent_id", "This body stands above the one you chose")
    session.add(
        Standing(
            body_id=body.id,
            from_on=from_on,
            name=stand.name,
            purpose=stand.purpose,
            parent_id=stand.parent_id,
            minimum=stand.minimum,
            partners_needed=stand.partners_needed,
            reason=reason,
            written_by=by,
        )
    )


def _seat(session: Session, post: BodyPost) -> UUID:
    body = _body(session, post.body_id)
    check_days(post.from_on, post.until_on)
    body.must_cover("from_on", post.from_on)
    session.add(post)
    session.flush()
    _note(session, "body-post.added", body, agency=post.agency or "independent")
    return post.id


def _must_sit(post: BodyPost, term: ChairTerm) -> None:
    if term.from_on < post.from_on:
        _refuse("from_on", "The post was not on the body yet")
    last = post.until_on
    if last is not None and (term.until_on is None or term.until_on > last):
        _refuse("until_on", "The post leaves the body before the term ends")


def _cut_short(terms: list[ChairTerm], from_on: date) -> None:
    for term in terms:
        if term.from_on < from_on and term.holds(from_on):
            term.until_on = from_on - ONE_DAY


def _terms(session: Session, body_id: UUID) -> list[ChairTerm]:
    found = select(ChairTerm).where(ChairTerm.body_id == body_id)
    return list(session.scalars(found.order_by(ChairTerm.from_on)))


def _body(session: Session, body_id: UUID) -> Body:
    # Whoever comes second waits for the first, and then sees what was done.
    body = session.get(Body, body_id, with_for_update=True)
    if body is None:
        raise NotFound("There is no such body.")
    return body


def _post(session: Session, post_id: UUID) -> BodyPost:
    post = session.get(BodyPost, post_id, with_for_update=True)
    if post is None:
        raise NotFound("There is no such post.")
    return post


def _refuse(field: str, fault: str) -> NoReturn:
    raise Invalid(fault, fields={field: fault})


def _note(session: Session, act: str, body: Body, **detail: str | int) -> None:
    trail.record(
        session,
        act=act,
        resource=BODIES,
        record=body.id,
        detail=detail or None,
    )
