"""Open reviews, write in them, say what happened to their learning, publish them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from borough.reviews.model import (
    COPY_CLOCK,
    DRAFT,
    PRACTICE_CLOCK,
    PUBLIC_CLOCK,
    PUBLISHED,
    Flag,
    FlagRow,
    ReviewKind,
    ReviewRow,
)
from kit import clock
from kit.access import service as access
from kit.access.policy import Action
from kit.access.service import Scope
from kit.accounts.actor import Actor
from kit.errors import Conflict, Invalid, NotFound
from kit.trail import service as trail
from partnership.access import authorise, role_name
from partnership.agencies import AGENCIES
from partnership.clocks import queries as running
from partnership.clocks import service as clocks
from partnership.clocks.queries import ClockSeen, State

PURPOSE = "learning review"


def open_review(
    session: Session,
    *,
    kind: ReviewKind,
    title: str,
    lead_agency: str,
    lead_post: str,
    by: Actor,
    body: str | None = None,
    scope: str = "",
    narrative: str = "",
    opened_at: datetime | None = None,
    from_review: UUID | None = None,
) -> UUID:
    """Open a review under the next reference of its year; a practice review's clock
    begins with it (six months, Working Together 2023).

    Raises NotAllowed, and Invalid for an agency that is none or a moment to come.
    """
    authorise(session, by, Action.CREATE, DRAFT, Scope(record="new"))
    moment = _past(opened_at or clock.now())
    row = ReviewRow(
        id=clock.new_id(),
        year=clock.london_day(moment).year,
        kind=kind,
        title=title.strip(),
        lead_agency=_agency(lead_agency),
        lead_post=lead_post.strip(),
        body=body,
        scope=scope,
        narrative=narrative,
        opened_at=moment,
        from_review=from_review,
        changed_by=role_name(by.role),
    )
    _add(session, row)
    trail.record(session, act="review.opened", resource=DRAFT, record=row.id)
    if kind is ReviewKind.PRACTICE:
        start_clock(session, review_id=row.id, kind=PRACTICE_CLOCK, at=moment)
    return row.id


def follow(
    session: Session, *, review_id: UUID, kind: ReviewKind, at: datetime, by: Actor
) -> UUID:
    """Open the review that another one decided on, under the same pseudonym."""
    row = _found(session, review_id)
    return open_review(
        session,
        kind=kind,
        title=row.title,
        lead_agency=row.lead_agency,
        lead_post=row.lead_post,
        by=by,
        body=row.body,
        opened_at=at,
        from_review=row.id,
    )


def start_clock(session: Session, *, review_id: UUID, kind: str, at: datetime) -> UUID:
    """Start a clock of a review; raises NotFound."""
    row = _found(session, review_id)
    return clocks.start(
        session,
        kind=kind,
        resource=DRAFT,
        record=str(row.id),
        reference=row.ref,
        at=at,
        body=row.body,
    )


def stop_clock(session: Session, *, review_id: UUID, kind: str, at: datetime) -> None:
    """Stop the clocks of this kind of a review; none running is no fault."""
    clocks.stop_of(session, kind=kind, resource=DRAFT, record=str(review_id), at=at)


def change(
    session: Session,
    *,
    review_id: UUID,
    seen: int,
    title: str,
    lead_agency: str,
    lead_post: str,
    body: str | None,
    scope: str,
    narrative: str,
    by: Actor,
) -> None:
    """Write in a review.

    Raises NotFound, NotAllowed, ReviewClosed, and ReviewChanged for another version
    than the present one.
    """
    row = _open(session, review_id, by)
    row.must_be(seen)
    row.title, row.lead_agency = title.strip(), _agency(lead_agency)
    row.lead_post, row.body = lead_post.strip(), body
    row.scope, row.narrative = scope, narrative
    _note(session, row, by, "review.changed")


def set_flag(
    session: Session,
    *,
    review_id: UUID,
    flag: Flag,
    on: date,
    by: Actor,
    body: str | None = None,
) -> None:
    """Say that learning was shared, or that a body ratified the review, and when."""
    row = _open(session, review_id, by)
    row.set_flag(flag, on, by_body=body)
    _keep(session, row, by, flag, on, by_body=body)
    _note(session, row, by, f"review.{flag.value}")


def withdraw_flag(
    session: Session, *, review_id: UUID, flag: Flag, reason: str, seen: int, by: Actor
) -> None:
    """Take back what was noted of a review's learning, the history of it kept.

    With publication its text is not public any more, and the year it must stay so
    stands still; that is for who may publish. Raises NotFound, NotAllowed, NotSet,
    ReviewChanged, and Invalid without a reason.
    """
    row = _open(session, review_id, by)
    if flag is Flag.PUBLISHED:
        authorise(session, by, Action.APPROVE, PUBLISHED, Scope(record=str(review_id)))
    row.must_be(seen)
    if not reason.strip():
        fault = "Say why it is withdrawn"
        raise Invalid(fault, fields={"reason": fault})
    text, body = row.published_text, row.ratified_by
    was = row.withdraw(flag)
    _keep(
        session,
        row,
        by,
        flag,
        was,
        withdrawn=True,
        reason=reason.strip(),
        by_body=body if flag is Flag.RATIFIED else None,
        text=text if flag is Flag.PUBLISHED else "",
    )
    if flag is Flag.PUBLISHED:
        _stand_still(session, row, reason=reason.strip())
    _note(session, row, by, "review.flag-withdrawn")


def propose(
    session: Session, *, review_id: UUID, text: str, seen: int, by: Actor
) -> None:
    """Propose what is published of a review; somebody else must agree to it."""
    row = _open(session, review_id, by)
    row.must_be(seen)
    row.propose(text.strip(), by=by.user_id)
    _note(session, row, by, "review.proposed")


def publish(
    session: Session,
    *,
    review_id: UUID,
    seen: int,
    on: date,
    by: Actor,
    copy_sent_on: date | None = None,
) -> None:
    """Publish what another person proposed; the clock of a practice review stops.

    Two clocks of a practice review begin then: the copy due to the panel seven working
    days before (SI 2018/789), stopped at once by the day ``copy_sent_on``, and the
    year it stays public (Working Together 2023). Raises NotFound, NothingToPublish,
    OwnProposal, ReviewChanged and Invalid.
    """
    row = _open(session, review_id, by)
    authorise(session, by, Action.APPROVE, PUBLISHED, Scope(record=str(review_id)))
    row.must_be(seen)
    if copy_sent_on is not None and copy_sent_on > on:
        fault = "The copy goes out before the review is published"
        raise Invalid(fault, fields={"copy_sent_on": fault})
    row.publish(by=by.user_id, on=on)
    stop_clock(session, review_id=row.id, kind=PRACTICE_CLOCK, at=clock.now())
    if row.kind is ReviewKind.PRACTICE:
        _start_of_publication(session, row, on, copy_sent_on)
    _keep(session, row, by, Flag.PUBLISHED, on)
    _note(session, row, by, "review.published")


def note_copy(session: Session, *, review_id: UUID, on: date, by: Actor) -> None:
    """Note when the final copy was sent to the panel; its clock stops then.

    Raises NotFound, NotAllowed, ReviewClosed, and Invalid for a day to come.
    """
    row = _open(session, review_id, by)
    if on > clock.today():
        fault = "The day must not be to come"
        raise Invalid(fault, fields={"on": fault})
    stop_clock(session, review_id=row.id, kind=COPY_CLOCK, at=_noon(on))
    _note(session, row, by, "review.copy-sent")


def close(session: Session, *, review_id: UUID, on: date, by: Actor) -> None:
    """Close a review; raises NotFound, ReviewClosed and Invalid."""
    row = _open(session, review_id, by)
    row.close(on)
    _note(session, row, by, "review.closed")


def assign(session: Session, *, review_id: UUID, user_id: UUID, by: Actor) -> None:
    """Open one review to one person; raises NotFound and NotAllowed."""
    row = _open(session, review_id, by)
    access.assign(
        session,
        user_id=user_id,
        resource=DRAFT,
        record=str(row.id),
        purpose=PURPOSE,
        by=by,
    )


def _start_of_publication(
    session: Session, row: ReviewRow, on: date, copy_sent_on: date | None
) -> None:
    known = {each.kind: each for each in _clocks(session, row)}
    if COPY_CLOCK not in known:
        start_clock(session, review_id=row.id, kind=COPY_CLOCK, at=_noon(on))
    if copy_sent_on is not None:
        sent = _noon(copy_sent_on)
        stop_clock(session, review_id=row.id, kind=COPY_CLOCK, at=sent)
    public = known.get(PUBLIC_CLOCK)
    if public is None:
        start_clock(session, review_id=row.id, kind=PUBLIC_CLOCK, at=_noon(on))
    elif public.state is State.PAUSED:
        clocks.resume(session, clock_id=public.id)


def _stand_still(session: Session, row: ReviewRow, *, reason: str) -> None:
    """Let the year in public stand still while nobody can read the review."""
    for each in _clocks(session, row):
        if each.kind == PUBLIC_CLOCK and each.stopped_at is None:
            clocks.pause(session, clock_id=each.id, reason=reason)


def _clocks(session: Session, row: ReviewRow) -> Sequence[ClockSeen]:
    return running.of_record(session, resource=DRAFT, record=str(row.id))


def _keep(
    session: Session,
    row: ReviewRow,
    by: Actor,
    flag: Flag,
    on: date,
    *,
    withdrawn: bool = False,
    reason: str = "",
    text: str = "",
    by_body: str | None = None,
) -> None:
    """Add to the history of a review's flags."""
    session.add(
        FlagRow(
            review_id=row.id,
            flag=flag,
            on=on,
            by_body=by_body,
            withdrawn=withdrawn,
            reason=reason,
            text=text,
            post=role_name(by.role),
        )
    )


def _noon(day: date) -> datetime:
    """Noon in London, or now where that is to come."""
    noon = datetime.combine(day, time(12), clock.LONDON).astimezone(UTC)
    return min(noon, clock.now())


def _open(session: Session, review_id: UUID, by: Actor) -> ReviewRow:
    row = _found(session, review_id)
    authorise(session, by, Action.UPDATE, DRAFT, Scope(record=str(review_id)))
    row.must_be_open()
    return row


def _found(session: Session, review_id: UUID) -> ReviewRow:
    row = session.get(ReviewRow, review_id, with_for_update=True)
    if row is None:
        raise NotFound
    return row


def _add(session: Session, row: ReviewRow) -> None:
    last = select(func.max(ReviewRow.number)).where(ReviewRow.year == row.year)
    row.number = (session.scalar(last) or 0) + 1
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError as fault:
        raise Conflict("Another review was opened just now. Send it again.") from fault


def _note(session: Session, row: ReviewRow, by: Actor, act: str) -> None:
    row.touch(post=role_name(by.role))
    session.flush()
    trail.record(session, act=act, resource=DRAFT, record=row.id)


def _agency(slug: str) -> str:
    if slug not in AGENCIES:
        fault = "Choose one of the agencies"
        raise Invalid(fault, fields={"lead_agency": fault})
    return slug


def _past(moment: datetime) -> datetime:
    if moment > clock.now():
        fault = "The day must not be to come"
        raise Invalid(fault, fields={"opened_on": fault})
    return moment
