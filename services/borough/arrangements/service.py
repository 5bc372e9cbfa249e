"""Name partners, let one follow another, say who speaks for them, begin phases."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.arrangements.model import (
    ARRANGEMENTS,
    Circle,
    Form,
    Part,
    PartnerRow,
    Phase,
    PhaseRow,
    PostRow,
    refuse,
)
from kit.errors import Conflict, NotFound
from kit.trail import service as trail

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Speakers:
    """The two posts of a partner; an empty title is a post not filled yet."""

    accountable: str = ""
    delegated: str = ""


def name_partner(
    session: Session,
    *,
    circle: Circle,
    form: Form,
    name: str,
    from_on: date,
    until_on: date | None = None,
    because: str,
    speakers: Speakers,
    by: str,
) -> UUID:
    """Enter a body into one of the sets; returns its id.

    Raises Invalid naming ``in_law``, ``from_on`` or ``until_on``.
    """
    row = PartnerRow(
        circle=circle,
        agency=form.agency,
        form=form,
        name=name,
        from_on=from_on,
        until_on=until_on,
        because=because,
        written_by=by,
        version=1,
    )
    _keep_partner(session, row)
    _seat(session, row, speakers)
    _note(session, "partner.named", row.id, agency=row.agency)
    return row.id


def succeed(
    session: Session,
    *,
    partner_id: UUID,
    seen: int,
    form: Form,
    name: str,
    from_on: date,
    because: str,
    speakers: Speakers,
    by: str,
    until_on: date | None = None,
) -> UUID:
    """Let another body take a partner's place from a day on; returns its id.

    The one before ends the day before, with its posts. Raises NotFound,
    ArrangementsChanged, and Invalid naming ``in_law``, ``from_on`` or ``until_on``.
    """
    former = _partner(session, partner_id)
    former.must_be_seen(seen)
    if form.agency != former.agency:
        raise refuse("in_law", "A successor takes the place of a body of its own kind")
    if from_on <= former.from_on:
        raise refuse("from_on", "The successor must begin after the body before it")
    if former.until_on is None or from_on <= former.until_on:
        former.until_on = from_on - ONE_DAY
    former.version += 1
    _end_posts(session, former, former.until_on)
    session.flush()
    new_id = name_partner(
        session,
        circle=former.circle,
        form=form,
        name=name,
        from_on=from_on,
        until_on=until_on,
        because=because,
        speakers=speakers,
        by=by,
    )
    session.get_one(PartnerRow, new_id).follows_id = former.id
    session.flush()
    return new_id


def correct(
    session: Session,
    *,
    partner_id: UUID,
    seen: int,
    name: str,
    from_on: date,
    until_on: date | None,
    because: str,
) -> None:
    """Put right what is said of a partner, or give it a last day.

    Raises NotFound, ArrangementsChanged, and Invalid naming the field.
    """
    row = _partner(session, partner_id)
    row.must_be_seen(seen)
    row.name, row.because = name, because
    row.from_on, row.until_on = from_on, until_on
    row.version += 1
    _keep_partner(session, row)
    _note(session, "partner.corrected", row.id, version=row.version)


def appoint(
    session: Session, *, partner_id: UUID, part: Part, title: str, from_on: date
) -> UUID:
    """Say which post speaks for a partner from a day on; the one before ends.

    Raises NotFound, and Invalid naming ``from_on``.
    """
    row = _partner(session, partner_id)
    if not row.holds(from_on):
        raise refuse("from_on", "The body is not a partner on this day")
    for each in _posts(session, row.id):
        if each.part is not part:
            continue
        if each.from_on >= from_on:
            raise refuse("from_on", "A later post is entered already")
        if each.until_on is None or each.until_on >= from_on:
            each.until_on = from_on - ONE_DAY
    post = PostRow(
        partner_id=row.id,
        part=part,
        title=title,
        from_on=from_on,
        until_on=row.until_on,
    )
    session.add(post)
    session.flush()
    _note(session, "partner-post.appointed", row.id, agency=row.agency)
    return post.id


def begin_phase(
    session: Session,
    *,
    phase: Phase,
    name: str,
    note: str,
    from_on: date,
    until_on: date | None,
    by: str,
) -> UUID:
    """Enter a phase of the arrangements; raises Invalid naming the field."""
    row = PhaseRow(
        phase=phase,
        name=name,
        note=note,
        from_on=from_on,
        until_on=until_on,
        written_by=by,
        version=1,
    )
    _keep_phase(session, row)
    _note(session, "phase.begun", row.id)
    return row.id


def change_phase(
    session: Session,
    *,
    phase_id: UUID,
    seen: int,
    phase: Phase,
    name: str,
    note: str,
    from_on: date,
    until_on: date | None,
    by: str,
) -> None:
    """Change a phase or give it a last day.

    Raises NotFound, ArrangementsChanged, and Invalid naming the field.
    """
    row = session.get(PhaseRow, phase_id)
    if row is None:
        raise NotFound
    row.must_be_seen(seen)
    row.phase, row.name, row.note, row.written_by = phase, name, note, by
    row.from_on, row.until_on = from_on, until_on
    row.version += 1
    _keep_phase(session, row)
    _note(session, "phase.changed", row.id, version=row.version)


def _partner(session: Session, partner_id: UUID) -> PartnerRow:
    row = session.get(PartnerRow, partner_id, with_for_update=True)
    if row is None:
        raise NotFound
    return row


def _keep_partner(session: Session, row: PartnerRow) -> None:
    with session.no_autoflush:
        others = session.scalars(
            select(PartnerRow).where(PartnerRow.circle == row.circle)
        ).all()
        row.check(each for each in others if each is not row)
        followed = {each.follows_id for each in others} - {None}
        if row.id in followed:
            _keep_followed(row)
    session.add(row)
    session.flush()


def _keep_followed(row: PartnerRow) -> None:
    if row.until_on is None:
        raise Conflict("Another body has taken its place, so it needs a last day.")


def _keep_phase(session: Session, row: PhaseRow) -> None:
    with session.no_autoflush:
        others = session.scalars(select(PhaseRow)).all()
        row.check(each for each in others if each is not row)
    session.add(row)
    session.flush()


def _seat(session: Session, row: PartnerRow, speakers: Speakers) -> None:
    titles = {
        Part.ACCOUNTABLE: speakers.accountable,
        Part.DELEGATED: speakers.delegated,
    }
    session.add_all(
        PostRow(
            partner_id=row.id,
            part=part,
            title=title,
            from_on=row.from_on,
            until_on=row.until_on,
        )
        for part, title in titles.items()
        if title
    )
    session.flush()


def _posts(session: Session, partner_id: UUID) -> list[PostRow]:
    found = select(PostRow).where(PostRow.partner_id == partner_id)
    return list(session.scalars(found))


def _end_posts(session: Session, row: PartnerRow, day: date) -> None:
    for each in _posts(session, row.id):
        if each.until_on is None or each.until_on > day:
            each.until_on = day


def _note(session: Session, act: str, record: UUID, **detail: str | int) -> None:
    trail.record(session, act=act, resource=ARRANGEMENTS, record=record, detail=detail)
