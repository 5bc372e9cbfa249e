"""A case whose agencies are asked for reporting forms, with verbs that read well."""

from borough.death_triage import service as triage
from borough.form_answers import queries as reading_answers
from borough.form_answers import service as answers
from borough.form_chasing import service as chasing
from borough.professionals import service as professionals
from borough.professionals.model import Part
from borough.reporting_forms import queries, service
from kit import clock
from kit.accounts.actor import Actor
from kit.accounts.service import create_user
from kit.notices import queries as notices
from partnership.access import Role

HEALTH = "health-provider"


class Gathering:
    """A triaged case with one professional, and people of agencies to ask."""

    def __init__(self, cases) -> None:
        self.cases = cases
        self.case_id = cases.detailed()
        cases.do(triage.triage, case_id=self.case_id, seen=0, response=True)
        self.nurse = self.knew(HEALTH)
        self.asked = self.of_agency(HEALTH)

    def knew(self, agency: str):
        return self.cases.do(
            professionals.add, case_id=self.case_id, part=Part.HEALTH_VISITOR,
            agency=agency, name="Nora Visitor",
        )  # fmt: skip

    def of_agency(self, agency: str) -> Actor:
        """Somebody who speaks for an agency; each time another person."""
        with self.cases.database.transaction() as session:
            user_id = create_user(
                session, email=f"{clock.new_id()}@example.org", name="P",
                role=Role.PARTNER_REPRESENTATIVE, agency=agency,
            )  # fmt: skip
        return Actor(
            user_id=user_id, name="P", role=Role.PARTNER_REPRESENTATIVE,
            email="p@example.org", agency=agency,
        )  # fmt: skip

    def ask(self, *, forms=("main",), professional=None, person=None):
        return self.cases.do(
            service.ask, case_id=self.case_id, forms=forms,
            professional_id=professional or self.nurse,
            person_id=(person or self.asked).user_id,
        )  # fmt: skip

    def one(self, request_id):
        [found] = [each for each in self.all() if each.id == request_id]
        return found

    def all(self):
        return self.cases.look(queries.of_case, self.case_id)

    def seen_by(self, person, request_id):
        return self.cases.look(queries.given, person, request_id)

    def save(self, request_id, number=1, *, by=None, answers_given=None, nothing=False):
        _, version = self.cases.look(reading_answers.said, request_id)
        self.cases.do(
            answers.save, by=by or self.asked, request_id=request_id, number=number,
            seen=version, answers=answers_given or {}, nothing=nothing,
        )  # fmt: skip

    def fill(self, request_id, *, by=None, said=None):
        """Answer the sections that ``said`` speaks to; of others nothing is known."""
        for number, section in enumerate(self.one(request_id).sections, start=1):
            words = {each.word for each in section.questions}
            given = {word: text for word, text in (said or {}).items() if word in words}
            self.save(request_id, number, by=by, answers_given=given, nothing=not given)

    def send(self, request_id, *, by=None, said=None):
        self.fill(request_id, by=by, said=said)
        _, version = self.cases.look(reading_answers.said, request_id)
        self.cases.do(
            answers.send, by=by or self.asked, request_id=request_id, seen=version
        )

    def check(self, verb, request_id, **more):
        seen = self.one(request_id).version
        self.cases.do(
            verb, case_id=self.case_id, request_id=request_id, seen=seen, **more
        )

    def told(self, person):
        found = self.cases.look(notices.everything, person.user_id)
        return [each.text for each in found]

    def deeds(self, request_id):
        return [each.deed for each in self.cases.look(queries.deeds, request_id)]

    def chase(self):
        with self.cases.database.transaction() as session:
            return chasing.chase(session)
