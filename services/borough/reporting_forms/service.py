"""Ask agencies for reporting forms, take them in, ask for more, and chase them.

Agencies must comply with a request (Children Act 2004, section 16N); there is no number
of days in law, so the clock and the ladder are this area's own.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from borough.case_people import service as case_people
from borough.death_facts import queries as facts
from borough.death_facts.model import Ethnicity, Identity, Sex
from borough.deaths import queries as cases
from borough.deaths import service as deaths
from borough.deaths.model import CASE, CaseClosed
from borough.deaths.queries import CaseSeen
from borough.form_answers.model import of_case
from borough.professionals import queries as professionals
from borough.reporting_forms.model import (
    CLOCK,
    MAIN,
    NARRATIVE,
    OUTSTANDING,
    RUNGS,
    WRITABLE,
    Deed,
    DeedRow,
    RequestRow,
    State,
    askable,
    given_row,
    writable_row,
)
from kit import clock
from kit.access import service as access
from kit.access.model import ConflictKind
from kit.access.policy import Action
from kit.accounts.actor import Actor
from kit.errors import Conflict, Invalid, NotFound
from kit.notices import service as notices
from kit.trail import service as trail
from kit.vault.service import Vault
from partnership.access import role_name
from partnership.agencies import agency_name
from partnership.clocks import queries as running
from partnership.clocks import service as clocks
from partnership.clocks.queries import ClockSeen
from partnership.clocks.queries import State as ClockState
from partnership.death_rules import reporting_forms as forms_of
from partnership.death_rules.pipeline import Stage, Waiting

NOTICE = "case"
HREF = "/reporting-forms/"
_LADDER = "The chase ladder"


def ask(
    session: Session,
    *,
    case_id: UUID,
    professional_id: UUID,
    person_id: UUID | None,
    forms: Collection[str],
    by: Actor,
) -> UUID:
    """Ask the agency of a professional for forms; returns the id.

    One person is asked, or nobody where the forms come on paper.
    What the notification or an accepted form answers already is not asked again. The
    case begins to gather. Raises NotFound, NotAllowed, CaseClosed, Conflict before
    triage, for a second request that is still out and where nothing is new, and
    Invalid for another person or form.
    """
    case = _open(session, case_id, by)
    if case.stage is Stage.NOTIFIED:
        raise Conflict("Triage comes first.")
    agency = _agency(session, case, professional_id)
    if person_id is not None:
        _check_person(session, case.id, agency, person_id)
    edition, words = _new_questions(session, case, forms)
    clock_id, due_at = _count(session, case)
    row = RequestRow(
        id=clock.new_id(), case_id=case.id, key_id=case.key_id, agency=agency,
        professional_id=professional_id, edition=edition, forms=list(forms),
        asked=words, parts=len(forms_of.asked(edition, words)), asked_at=clock.now(),
        clock_id=clock_id, due_at=due_at, version=0,
    )  # fmt: skip
    if person_id is None:
        row.ask_on_paper()
    else:
        row.give(person_id)
    session.add(row)
    if case.stage is Stage.TRIAGED:
        deaths.move(
            session, case_id=case.id, seen=case.version, stage=Stage.GATHERING, by=by
        )
    _tell(session, row, "You were asked for a reporting form")
    _note(session, row, Deed.ASKED, "reporting-form.asked", role_name(by.role))
    return row.id


def give(
    session: Session,
    *,
    case_id: UUID,
    request_id: UUID,
    seen: int,
    person_id: UUID,
    by: Actor,
) -> None:
    """Give a request to another person of the same agency, at once.

    What was saved stays. Raises NotFound, NotAllowed, CaseClosed, RequestChanged,
    WrongState, and Invalid for somebody who may not have it.
    """
    _, row = _request(session, case_id, request_id, seen, by)
    row.must_stand(*WRITABLE, State.VACANT)
    _check_person(session, case_id, row.agency, person_id)
    row.give(person_id)
    _tell(session, row, "You were asked for a reporting form")
    _note(session, row, Deed.GIVEN, "reporting-form.given", role_name(by.role))


def withdraw(
    session: Session, *, case_id: UUID, request_id: UUID, seen: int, by: Actor
) -> None:
    """Ask no longer: the form closes to the person. Raises as ``give`` does."""
    case, row = _request(session, case_id, request_id, seen, by)
    row.must_stand(*OUTSTANDING)
    row.stand(State.WITHDRAWN)
    _stop(session, row)
    _note(session, row, Deed.WITHDRAWN, "reporting-form.withdrawn", role_name(by.role))
    _if_all_in(session, case, by)


def accept(
    session: Session, *, case_id: UUID, request_id: UUID, seen: int, by: Actor
) -> None:
    """Take a checked form in; it closes to who wrote it. Raises as ``give`` does."""
    case, row = _request(session, case_id, request_id, seen, by)
    row.must_stand(State.SENT)
    row.stand(State.ACCEPTED)
    _note(session, row, Deed.ACCEPTED, "reporting-form.accepted", role_name(by.role))
    _if_all_in(session, case, by)


def send_back(
    session: Session,
    *,
    case_id: UUID,
    request_id: UUID,
    seen: int,
    wanted: str,
    by: Actor,
) -> None:
    """Ask for more; the person reads why on the form, and a new clock counts.

    Raises as ``give`` does, and Invalid where it is not said what is missing.
    """
    case, row = _request(session, case_id, request_id, seen, by)
    row.must_stand(State.SENT)
    if not wanted.strip():
        fault = "Say what more is needed"
        raise Invalid(fault, fields={"wanted": fault})
    Vault(session).put(row, wanted=wanted.strip())
    row.stand(State.RETURNED if row.person_id else State.PAPER)
    row.count_from(*_count(session, case))
    _tell(session, row, "More is asked of a reporting form that you sent")
    _note(session, row, Deed.RETURNED, "reporting-form.returned", role_name(by.role))


def note_progress(session: Session, *, request_id: UUID, done: int, by: Actor) -> None:
    """Note how many sections are answered; raises NotFound and WrongState."""
    row = _given(session, request_id, by)
    row.must_stand(*WRITABLE)
    row.done = done
    session.flush()
    trail.record(session, act="reporting-form.saved", resource=CASE, record=row.case_id)


def send(session: Session, *, request_id: UUID, by: Actor) -> None:
    """Send a form to be checked; the coordinators are told, the clock stops.

    Raises NotFound, NotAllowed and WrongState.
    """
    row = _given(session, request_id, by)
    row.must_stand(*WRITABLE)
    row.stand(State.SENT)
    _stop(session, row)
    case_people.tell_people(
        session, case_id=row.case_id, text="A reporting form came in and can be checked"
    )
    _note(session, row, Deed.SENT, "reporting-form.sent", role_name(by.role))


def step_back(
    session: Session, *, request_id: UUID, kind: ConflictKind, by: Actor
) -> None:
    """Declare a conflict of interest: every form of the case closes to this person.

    The coordinators are told that each waits for another person. Raises NotFound,
    NotAllowed and WrongState.
    """
    given_row(session, by, request_id)
    found = session.get_one(RequestRow, request_id, with_for_update=True)
    found.must_stand(*WRITABLE)
    access.declare_conflict(
        session, by=by, resource=NARRATIVE, record=str(found.case_id), kind=kind
    )
    theirs = select(RequestRow).where(
        RequestRow.case_id == found.case_id,
        RequestRow.person_id == by.user_id,
        RequestRow.state.in_(WRITABLE),
    )
    for row in session.scalars(theirs.with_for_update()).all():
        row.person_id = None
        row.stand(State.VACANT)
        post = role_name(by.role)
        _note(session, row, Deed.STEPPED_BACK, "reporting-form.stepped-back", post)
    case_people.tell_people(
        session, case_id=found.case_id, text="A reporting form waits for another person"
    )


def climb(session: Session, *, request_id: UUID, rung: int) -> bool:
    """Remind of a form by a rung of the ladder; whether that was a new one.

    A clock that stands still reminds nobody. From the third rung on the coordinators
    are told too: then a formal request can be the next step.
    """
    row = session.get_one(RequestRow, request_id, with_for_update=True)
    out = row.state in {*WRITABLE, State.VACANT}
    if not out or rung <= row.rung or not _runs(session, row):
        return False
    row.rung = rung
    _remind(session, row, RUNGS[rung - 1])
    return True


def _new_questions(
    session: Session, case: CaseSeen, forms: Collection[str]
) -> tuple[str, list[str]]:
    """The edition, and the words of the questions whose answers are not known yet."""
    known = facts.facts(session, case.id)
    allowed = {MAIN, *(each.word for each in known.asks_for(case.received_at))}
    if not forms or not set(forms) <= allowed:
        fault = "Choose from the forms that this death asks for"
        raise Invalid(fault, fields={"forms": fault})
    edition = forms_of.in_force(clock.london_day(case.received_at))
    words = forms_of.to_ask(
        edition,
        forms,
        known=_told(known.identity),
        answered=_answered(session, case.id),
    )
    if not words:
        raise Conflict("Nothing in these forms is new: it is all known already.")
    return edition.edition, words


def _answered(session: Session, case_id: UUID) -> set[str]:
    """The words of the questions that accepted forms of a case answer."""
    accepted = session.scalars(
        select(RequestRow.id).where(
            RequestRow.case_id == case_id, RequestRow.state == State.ACCEPTED
        )
    )
    said = of_case(session, case_id)
    return {word for each in accepted if each in said for word in said[each].answers}


def _out(session: Session, case_id: UUID) -> Sequence[RequestRow]:
    """The requests of a case that still wait for somebody."""
    return session.scalars(
        select(RequestRow).where(
            RequestRow.case_id == case_id, RequestRow.state.in_(OUTSTANDING)
        )
    ).all()


def _told(who: Identity | None) -> set[str]:
    """What of a child the notification says already."""
    if who is None:
        return set()
    told = {
        "sex": who.sex is not Sex.UNKNOWN,
        "ethnicity": who.ethnicity is not Ethnicity.UNKNOWN,
        "number": who.number is not None,
        "address": bool(who.address),
    }
    return {word for word, is_told in told.items() if is_told}


def _agency(session: Session, case: CaseSeen, professional_id: UUID) -> str:
    """The agency of a professional on the list, who has no request that is out."""
    listed = professionals.professionals(session, case.id)
    found = {each.id: each.agency for each in listed}
    if professional_id not in found:
        raise NotFound
    out = {row.professional_id for row in _out(session, case.id)}
    if professional_id in out:
        raise Conflict("They are asked already: that form is still out.")
    return found[professional_id]


def _check_person(
    session: Session, case_id: UUID, agency: str, person_id: UUID
) -> None:
    if person_id not in askable(session, case_id, agency):
        fault = f"Choose somebody who speaks for this agency: {agency_name(agency)}"
        raise Invalid(fault, fields={"person_id": fault})


def _count(session: Session, case: CaseSeen) -> tuple[UUID, datetime]:
    """Start a clock of a request, as this area counts it; its id and when it ends."""
    about = {"resource": CASE, "record": str(case.id)}
    clock_id = clocks.start(
        session, kind=CLOCK, reference=case.code, at=clock.now(), **about
    )
    [found] = [e for e in running.of_record(session, **about) if e.id == clock_id]
    return clock_id, found.due_at


def _clock(session: Session, row: RequestRow) -> ClockSeen:
    found = running.of_record(session, resource=CASE, record=str(row.case_id))
    return next(each for each in found if each.id == row.clock_id)


def _runs(session: Session, row: RequestRow) -> bool:
    return _clock(session, row).state is not ClockState.PAUSED


def _stop(session: Session, row: RequestRow) -> None:
    if _clock(session, row).stopped_at is None:
        clocks.stop(session, clock_id=row.clock_id)


def _remind(session: Session, row: RequestRow, deed: Deed) -> None:
    if row.person_id is not None:
        late = deed in (Deed.LATE, Deed.FORMAL)
        _tell(session, row, "A reporting form is " + ("late" if late else "due soon"))
    if deed in (Deed.LATE, Deed.FORMAL):
        text = "A reporting form is late"
        if deed is Deed.FORMAL:
            text = "A reporting form is long late: ask for it formally"
        case_people.tell_people(session, case_id=row.case_id, text=text)
    _note(session, row, deed, "reporting-form.chased", _LADDER)


def _if_all_in(session: Session, case: CaseSeen, by: Actor) -> None:
    """Once nothing is out any more, the case waits for its review meeting."""
    out = _out(session, case.id)
    if not out and (case.stage, case.waiting) == (Stage.GATHERING, Waiting.AGENCIES):
        deaths.wait_for(session, case_id=case.id, waiting=Waiting.MEETING, by=by)


def _request(
    session: Session, case_id: UUID, request_id: UUID, seen: int, by: Actor
) -> tuple[CaseSeen, RequestRow]:
    """A request of a case somebody works on, as it was seen, held until the end."""
    case = _open(session, case_id, by)
    row = session.get(RequestRow, request_id, with_for_update=True)
    if row is None or row.case_id != case.id:
        raise NotFound
    row.must_be(seen)
    return case, row


def _given(session: Session, request_id: UUID, by: Actor) -> RequestRow:
    """The request as who writes in it has it, held until the end."""
    writable_row(session, by, request_id)
    return session.get_one(RequestRow, request_id, with_for_update=True)


def _open(session: Session, case_id: UUID, by: Actor) -> CaseSeen:
    case = cases.known(session, by, case_id, Action.UPDATE)
    if not case.is_open:
        raise CaseClosed
    return case


def _tell(session: Session, row: RequestRow, text: str) -> None:
    if row.person_id is not None:
        href = f"{HREF}{row.id}"
        notices.tell(session, user_id=row.person_id, kind=NOTICE, text=text, href=href)


def _note(session: Session, row: RequestRow, deed: Deed, act: str, post: str) -> None:
    session.flush()
    session.add(DeedRow(request_id=row.id, deed=deed, post=post))
    session.flush()
    trail.record(session, act=act, resource=CASE, record=row.case_id)
