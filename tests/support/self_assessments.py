"""A borough with a self-assessment under way, and people of its agencies."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from borough.agency_answers import queries as answers
from borough.agency_answers import service as answering
from borough.agency_answers.model import Said
from borough.agency_answers.service import File
from borough.held_returns.model import digest_of
from borough.section_returns import queries as shares
from borough.section_returns import service as sharing
from borough.self_assessments import queries, service
from borough.self_assessments.model import Kind
from borough.standards import service as standards
from kit import clock
from kit.db import Database
from kit.exchange.event import Event
from tests.support.plans import a_person

MANAGER = a_person("business_manager", 1)
NURSE = a_person("partner_representative", 11, agency="health-provider")
DIRECTOR = a_person("partner_representative", 12, agency="health-provider")
OFFICER = a_person("partner_representative", 13, agency="police")
TODAY = clock.today()
DUE = TODAY + timedelta(days=60)
TOOL = "section-11"
CORE = ("S01", "S02", "S03")
GOOD = Said(score=2, not_applicable=False, narrative="The board reads a report.")
WEAK = Said(score=1, not_applicable=False, narrative="A start was made.")
PDF = File(name="report.pdf", media_type="application/pdf", content=b"%PDF-1.7 x")


def an_item(identifier: str, section: str) -> dict[str, Any]:
    """One item of the tool."""
    scores = {f"score_{n}": f"What scores {n} in {identifier}" for n in range(4)}
    return {
        "id": identifier,
        "section": section,
        "text": f"Question {identifier} is asked in these words.",
        "help": "",
        "details": {"scale": "zero_to_three", **scores},
    }


ITEMS = [
    an_item("S01", "1 Commitment"),
    an_item("S02", "1 Commitment"),
    an_item("S03", "2 Training"),
]


@dataclass
class Assessing:
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

    def receive_tool(self, *, version: int = 1, items: Any = ITEMS) -> None:
        """The tool arrives from the leadership group."""
        data = {
            "standard": TOOL,
            "kind": "section_11_tool",
            "version": version,
            "title": "Section 11 self-assessment",
            "summary": "One tool for all.",
            "items": items,
            "effective_from": TODAY.isoformat(),
            "published_at": clock.iso(clock.now()),
        }
        event = Event(
            id=str(clock.new_id()), source="leadership", subject=f"standard:{TOOL}",
            type="uk.accord.standards.standard.published.v2", version=version,
            time=clock.now(), data=data, correlation_id="", causation_id=None,
            stream="leadership/all", epoch=1, sequence=version,
        )  # fmt: skip
        self.do(standards.take_in, event=event)

    def cycle(self, *, kind: Kind = Kind.SECTION_11, **more: Any) -> UUID:
        """A cycle that opened today."""
        given = {
            "title": "Self-assessment of this year", "standard": TOOL,
            "opens_on": TODAY, "due_on": DUE, "by": MANAGER, **more,
        }  # fmt: skip
        made: UUID = self.do(service.open_cycle, kind=kind, **given)
        return made

    def asked(self, cycle_id: UUID, agency: str = "health-provider") -> UUID:
        """An agency that was asked."""
        made: UUID = self.do(
            service.invite, cycle_id=cycle_id, agency=agency, by=MANAGER
        )
        return made

    def say(self, return_id: UUID, question: str, said: Said = GOOD, **more: Any):
        """Save an answer, as somebody who sees what is there."""
        known = {
            each.question: each.version
            for each in self.look(answers.answers, return_id)
        }
        given = {"seen": known.get(question, 0), "by": NURSE, **more}
        self.do(
            answering.save,
            return_id=return_id, question=question, said=said, **given,
        )  # fmt: skip

    def answer_all(self, return_id: UUID, said: Said = GOOD) -> None:
        """Answer every question that waits for one."""
        found = self.look(queries.the_return, return_id)
        for each in self.look(queries.asked_of, return_id):
            if each.id not in found.covered:
                self.say(return_id, each.id, said)

    def version(self, return_id: UUID) -> int:
        """The version a form would see."""
        seen: int = self.look(queries.the_return, return_id).version
        return seen

    def send(self, return_id: UUID, *, by: Any = NURSE) -> None:
        """Send it for sign-off."""
        seen = self.version(return_id)
        post = "Head of safeguarding"
        self.do(answering.send, return_id=return_id, seen=seen, post=post, by=by)

    def sign(self, return_id: UUID, *, by: Any = DIRECTOR) -> None:
        """Sign it off."""
        seen = self.version(return_id)
        post = "Chief nurse"
        self.do(service.sign, return_id=return_id, seen=seen, post=post, by=by)

    def returned(self, cycle_id: UUID, said: Said = GOOD) -> UUID:
        """A health provider's return, signed off."""
        made = self.asked(cycle_id)
        self.answer_all(made, said)
        self.send(made)
        self.sign(made)
        return made

    def reopen(self, return_id: UUID) -> None:
        """Let the agency change it."""
        seen, why = self.version(return_id), "A figure was wrong"
        self.do(service.reopen, return_id=return_id, seen=seen, because=why, by=MANAGER)

    def digest(self, return_id: UUID) -> str:
        """The digest of what would leave."""
        return digest_of(self.look(sharing.core_of, return_id))

    def consent(self, return_id: UUID, *boroughs: str, **more: Any) -> UUID:
        """The agency agrees to sharing."""
        given = {"seen": self.digest(return_id), "by": DIRECTOR, **more}
        made: UUID = self.do(
            sharing.consent,
            return_id=return_id, boroughs=list(boroughs), post="Chief nurse", **given,
        )  # fmt: skip
        return made

    def share(self, return_id: UUID, *boroughs: str) -> UUID:
        """It is agreed to and approved: it leaves."""
        made = self.consent(return_id, *boroughs)
        seen = self.look(shares.share, made).digest
        self.do(sharing.approve, share_id=made, seen=seen, by=MANAGER)
        return made


def an_assessing_borough(database: Database) -> Assessing:
    """A borough that has received the tool."""
    made = Assessing(database)
    made.receive_tool()
    return made
