"""A borough with audits under way, and people of its agencies."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from borough.audit_grades import service as grading
from borough.audit_plan import service as planning
from borough.audit_plan.model import Kind, Source
from borough.audit_summaries import queries as summaries
from borough.audit_summaries import service as summing
from borough.case_audits import queries as cases
from borough.case_audits import service as auditing
from borough.case_audits.model import Grade, Verdict
from borough.standards import service as standards
from kit import clock
from kit.access.service import Reach
from kit.db import Database
from tests.support.plans import a_person
from tests.support.standards import an_item, published

MANAGER = a_person("business_manager", 1)
OTHER_MANAGER = a_person("business_manager", 2)
NURSE = a_person("partner_representative", 11, agency="health-provider")
DIRECTOR = a_person("partner_representative", 12, agency="health-provider")
OFFICER = a_person("partner_representative", 13, agency="police")
SCRUTINEER = a_person("scrutineer", 14)
TODAY = clock.today()
LATER = TODAY + timedelta(days=60)
YEAR = TODAY + timedelta(days=365)
TOOL = "case-audit"
THEME = "Neglect of children under five"
AREA = "E09000016"
AGENCIES = ("health-provider", "police")
BY_AGENCY = {"health-provider": NURSE, "police": OFFICER}
ALL = Reach(actor=MANAGER, limits=frozenset(), hidden=frozenset(), opened=frozenset())
TWO_DOMAINS = (
    an_item(1, section="1 Need"),
    an_item(2, section="1 Need"),
    an_item(3, section="2 Help"),
)


def a_verdict(grade: Grade | None = Grade.GOOD) -> Verdict:
    """A grade with what shows it."""
    return Verdict(grade=grade, shown_by="Records of three visits.")


@dataclass
class Auditing:
    """A borough's database, with verbs that read well in tests."""

    database: Database

    def do(self, verb: Any, **given: Any) -> Any:
        """One verb of a service, in a transaction of its own."""
        with self.database.transaction() as session:
            return verb(session, **given)

    def look(self, query: Any, *args: Any, **given: Any) -> Any:
        """One query of any slice, in a reading of its own."""
        with self.database.reading() as session:
            return query(session, *args, **given)

    def receive_tool(self, version: int = 1, items: Any = TWO_DOMAINS) -> None:
        """The tool arrives from the leadership group."""
        self.do(standards.take_in, event=published(TOOL, version, *items))

    def planned(self, **more: Any) -> UUID:
        """A multi-agency audit in the schedule."""
        given = {
            "theme": THEME, "kind": Kind.MULTI, "year": 2026, "quarter": 3,
            "source": Source.DATA, "by": MANAGER, **more,
        }  # fmt: skip
        made: UUID = self.do(planning.plan, **given)
        return made

    def opened(self, planned_id: UUID | None = None) -> UUID:
        """A case audit under way."""
        made: UUID = self.do(
            auditing.open_audit,
            planned_id=planned_id or self.planned(), standard=TOOL,
            method="Six records drawn by chance.", cohort="Children under five.",
            due_on=LATER, by=MANAGER,
        )  # fmt: skip
        return made

    def case(self, audit_id: UUID, agencies: Any = AGENCIES) -> UUID:
        """A case that agencies look at."""
        made: UUID = self.do(
            auditing.add_case, audit_id=audit_id, agencies=agencies, by=MANAGER
        )
        return made

    def tool(self, case_id: UUID, agency: str = "health-provider") -> Any:
        """One agency's form on a case."""
        found = self.look(cases.all_tools)
        return next(e for e in found if (e.case_id, e.agency) == (case_id, agency))

    def grade(self, tool_id: UUID, domain: int, **more: Any) -> None:
        """Save a grade for the form's own agency."""
        tool = self.look(cases.tool, tool_id)
        given = {"verdict": a_verdict(), "seen": 0, "by": BY_AGENCY[tool.agency]}
        self.do(auditing.save, tool_id=tool_id, domain=domain, **{**given, **more})

    def completed(self, case_id: UUID, agency: str, grade: Grade = Grade.GOOD) -> UUID:
        """A form with every grade, handed in."""
        tool = self.tool(case_id, agency)
        audit = self.look(cases.audit, tool.audit_id)
        for number, _ in audit.graded:
            self.grade(tool.id, number, verdict=a_verdict(grade))
        self.do(
            auditing.complete, tool_id=tool.id, seen=self.tool(case_id, agency).version,
            post="Named nurse", by=BY_AGENCY[agency],
        )  # fmt: skip
        made: UUID = tool.id
        return made

    def agree(self, case_id: UUID, domain: int, grade: Grade, **more: Any) -> None:
        """Record what agencies agreed."""
        given = {"seen": 0, "because": "", "by": MANAGER, **more}
        self.do(grading.agree, case_id=case_id, domain=domain, grade=grade, **given)

    def settled(self, audit_id: UUID, grades: Any) -> list[UUID]:
        """As many cases as there are grades, each looked at by health and agreed."""
        made = []
        for grade in grades:
            case_id = self.case(audit_id, ["health-provider"])
            self.completed(case_id, "health-provider", grade)
            for number, _ in self.look(cases.audit, audit_id).graded:
                self.agree(case_id, number, grade)
            made.append(case_id)
        return made

    def close(self, audit_id: UUID, again_on: Any = YEAR) -> None:
        """Close a case audit."""
        seen = self.look(cases.audit, audit_id).version
        self.do(
            grading.close, audit_id=audit_id, seen=seen, again_on=again_on, by=MANAGER
        )

    def released(self) -> Any:
        """A summary that left: what left of it."""
        made = self.do(summing.start, by=MANAGER)
        seen = self.look(summaries.summary, made, only_released=False).preview
        self.do(summing.submit, summary_id=made, by=MANAGER, seen=seen, note=None)
        self.do(
            summing.approve, summary_id=made, by=OTHER_MANAGER, seen=seen, area=AREA
        )
        return self.look(summaries.summary, made, only_released=True)


def an_auditing_borough(database: Database) -> Auditing:
    """A borough that received the tool."""
    here = Auditing(database)
    here.receive_tool()
    return here
