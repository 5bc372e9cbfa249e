"""Audits, self-assessments and training at steps no visitor comes to alone, marked.

An agency grades a case before anybody moderates it, signs a return before it is shared,
and has a place before somebody else takes it: each needs another person first.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from borough.agency_answers import service as answering
from borough.agency_answers.model import Said
from borough.agency_answers.service import File
from borough.audit_alerts import service as alerts
from borough.audit_findings import service as findings
from borough.audit_plan import service as planning
from borough.audit_plan.model import Kind, Source
from borough.case_audits import queries as cases
from borough.case_audits import service as auditing
from borough.case_audits.model import Grade, Verdict
from borough.held_returns import queries as copies
from borough.held_returns.model import digest_of
from borough.held_returns.service import take as take_copies
from borough.section_returns import queries as shares
from borough.section_returns import service as sharing
from borough.self_assessments import queries as assessments
from borough.self_assessments import service as assessing
from borough.self_assessments.model import Kind as Duty
from kit import clock
from kit.accounts.actor import Actor
from kit.accounts.service import create_user
from kit.db import Database
from kit.exchange.event import Event
from tests.support.canaries import EMAIL, NAME, STORY
from tests.support.plans import MANAGER

TODAY = clock.today()
LATER, LONG_AGO = TODAY + timedelta(days=60), TODAY - timedelta(days=90)
PDF = File(name=f"{NAME}.pdf", media_type="application/pdf", content=b"%PDF-1.7 x")


@dataclass
class Practice:
    """Marked people of one agency, and verbs that read well below."""

    database: Database
    officer: Actor
    chief: Actor

    @classmethod
    def of(cls, database: Database) -> "Practice":
        """Two people of the police, with accounts: one acts, one signs off."""
        return cls(database, *(_account(database, one) for one in ("officer", "chief")))

    def do(self, verb: Any, *, by: Actor = MANAGER, **given: Any) -> Any:
        """One verb, in a transaction of its own."""
        with self.database.transaction() as session:
            session.info["actor"] = by
            return verb(session, by=by, **given)

    def look(self, query: Any, *args: Any, **given: Any) -> Any:
        """One query, in a reading of its own."""
        with self.database.reading() as session:
            return query(session, *args, **given)


def _account(database: Database, called: str) -> Actor:
    email, role = f"{called}.{EMAIL}", "partner_representative"
    given: dict[str, Any] = {"email": email, "name": NAME, "role": role}
    with database.transaction() as session:
        user_id = create_user(session, **given, agency="police")
    return Actor(user_id=user_id, **given, agency="police")


@dataclass(frozen=True, kw_only=True)
class Steps:
    """Pages with a form, for who manages and for the agency; a share to approve."""

    manager: list[str]
    partner: list[str]
    share: str


def plant(here: Practice) -> Steps:
    """Make them in a borough that works to the tools of the demonstration."""
    forms, graded = _audit(here)
    answers, returned, share = _self_assessment(here)
    return Steps(
        manager=[*graded, *returned, *_schedule(here), _copy(here)],
        partner=[*forms, *answers],
        share=share,
    )


def _planned(here: Practice) -> UUID:
    made: UUID = here.do(
        planning.plan, theme=NAME, kind=Kind.MULTI, year=TODAY.year, quarter=1,
        source=Source.DATA, because=STORY,
    )  # fmt: skip
    return made


def _schedule(here: Practice) -> list[str]:
    """An audit that can begin, be changed, dropped and reported; one to do again."""
    ahead, done = _planned(here), _planned(here)
    here.do(planning.report, audit_id=done, seen=1, again_on=LATER)
    steps = [f"/audits/{ahead}/{step}" for step in ("change", "report", "drop")]
    return [f"/case-audits/of/{_planned(here)}", *steps, f"/audits/{done}/again"]


def _audit(here: Practice) -> tuple[list[str], list[str]]:
    """A form to fill in, one that was stopped, and one that was handed in."""
    audit_id = here.do(
        auditing.open_audit, planned_id=_planned(here), standard="case-audit",
        method=STORY, cohort=STORY, due_on=LATER,
    )  # fmt: skip
    open_one, stopped, done = (_form(here, audit_id) for _ in range(3))
    alert = here.do(alerts.raise_alert, by=here.officer, tool_id=stopped.id)
    for number, _ in here.look(cases.audit, audit_id).graded:
        here.do(
            auditing.save, by=here.officer, tool_id=done.id, domain=number, seen=0,
            verdict=Verdict(grade=Grade.GOOD, shown_by=STORY),
        )  # fmt: skip
    seen = here.look(cases.tool, done.id).version
    here.do(auditing.complete, by=here.officer, tool_id=done.id, seen=seen, post=NAME)
    finding = here.do(findings.add, audit_id=audit_id, domain=None, text=STORY)
    form = f"/case-audits/forms/{open_one.id}"
    return (
        [f"{form}/grades/1", f"{form}/views", f"{form}/complete", form],
        [
            *(f"/audit-alerts/{alert}/{step}" for step in ("take", "finish")),
            f"/audit-grades/forms/{done.id}/1",
            f"/audit-grades/cases/{done.case_id}/1",
            *(
                f"/audit-findings/findings/{finding}/{step}"
                for step in ("change", "action", "recommendation")
            ),
            f"/audit-grades/{audit_id}/close",
            f"/case-audits/{audit_id}/cases/new",
            f"/case-audits/{audit_id}/meeting",
            f"/case-audits/forms/{done.id}",
        ],
    )


def _form(here: Practice, audit_id: UUID) -> Any:
    """The form of a case of its own."""
    case_id = here.do(auditing.add_case, audit_id=audit_id, agencies=["police"])
    found = here.look(cases.all_tools, audit_id)
    return next(each for each in found if each.case_id == case_id)


def _asked(here: Practice) -> UUID:
    cycle_id = here.do(
        assessing.open_cycle, kind=Duty.SECTION_11, title=NAME, standard="section-11",
        opens_on=LONG_AGO, due_on=LATER,
    )  # fmt: skip
    made: UUID = here.do(assessing.invite, cycle_id=cycle_id, agency="police")
    return made


def _self_assessment(here: Practice) -> tuple[list[str], list[str], str]:
    """A return to answer, one to be shared, one that was shared."""
    begun, returned, shared = (_asked(here) for _ in range(3))
    evidence = here.do(
        answering.add_evidence, by=here.officer, return_id=begun, title=NAME,
        dated_on=LONG_AGO, expires_on=None, serves=["S01"], file=PDF,
    )  # fmt: skip
    for each in (returned, shared):
        _sign(here, each)
    waits, goes = _consent(here, returned), _consent(here, shared)
    base = "/self-assessments/returns"
    answers = [
        f"{base}/{begun}/questions/S01",
        f"{base}/{begun}/evidence/new",
        f"{base}/{begun}/evidence/{evidence}",
        f"{base}/{begun}/send",
        f"{base}/{_sent(here)}/send-back",
        f"{base}/{_sent(here)}/sign",
        f"/section-returns/of/{shared}",
    ]
    managed = [
        f"/section-returns/shares/{waits}/send-back",
        f"/moderation/{returned}/S02/score",
        f"/moderation/{returned}/S03/action",
        f"{base}/{returned}/reopen",
    ]
    return answers, managed, f"/section-returns/shares/{goes}"


def _sent(here: Practice) -> UUID:
    """A return that waits for its signature."""
    made = _asked(here)
    _answer(here, made)
    return made


def _answer(here: Practice, return_id: UUID) -> None:
    """Answer every question with marks, and send it for sign-off."""
    said = Said(score=1, not_applicable=False, narrative=STORY)
    for each in here.look(assessments.asked_of, return_id):
        here.do(
            answering.save, by=here.officer, return_id=return_id, question=each.id,
            seen=0, said=said,
        )  # fmt: skip
    _move(here, answering.send, return_id, by=here.officer)


def _sign(here: Practice, return_id: UUID) -> None:
    """Answer it and let somebody else sign it off."""
    _answer(here, return_id)
    _move(here, assessing.sign, return_id, by=here.chief)


def _move(here: Practice, verb: Any, return_id: UUID, *, by: Actor) -> None:
    seen = here.look(assessments.the_return, return_id).version
    here.do(verb, by=by, return_id=return_id, seen=seen, post=NAME)


def _consent(here: Practice, return_id: UUID) -> UUID:
    core = here.look(sharing.core_of, return_id)
    found = here.look(assessments.the_return, return_id)
    version = here.look(assessments.cycle, found.cycle_id).standard_version
    made: UUID = here.do(
        sharing.consent, by=here.chief, return_id=return_id, seen=digest_of(core),
        boroughs=here.look(shares.offered, "section-11", version), post=NAME,
    )  # fmt: skip
    return made


def _copy(here: Practice) -> str:
    """What another borough shared, with marks in it."""
    of = here.look(shares.shares)[0]
    assert of.core is not None
    core = {**of.core, "agency_name": NAME}
    data = {
        "return_id": str(clock.new_id()), "withdrawn": False, "core": core,
        "digest": digest_of(core), "consented_by": NAME, "released_by": NAME,
        "consented_on": TODAY.isoformat(), "released_at": clock.iso(clock.now()),
    }  # fmt: skip
    told = Event(
        id=str(clock.new_id()), source="redbridge", subject="section-return:planted",
        type="uk.accord.audits.return.shared.v1", version=1, time=clock.now(),
        data=data, correlation_id="planted", causation_id=None,
        stream="redbridge/havering", epoch=1, sequence=1,
    )  # fmt: skip
    with here.database.transaction() as session:
        take_copies(session, [told])
    found = here.look(copies.copies)
    return f"/held-returns/{found[0].id}/use"
