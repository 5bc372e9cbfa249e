"""What boroughs tell of their audits is what the contract says, and no more."""

import orjson
import pytest

from borough.audit_findings import service as findings
from borough.case_audits import queries as cases
from borough.case_audits.model import Grade
from borough.wiring import SERVICE as BOROUGH
from kit.exchange import keys
from leadership.audits import queries as audits
from leadership.members import service as members
from leadership.wiring import SERVICE as LEADERSHIP
from tests.contract.crossing import TYPE_PREFIX, announced, carry, problems
from tests.support.audits import AREA, MANAGER, an_auditing_borough
from tests.support.federation import a_key

SUMMARY = "audits.summary.released.v1"


@pytest.fixture
def here(sqlite_database):
    """A borough that closed an audit of twelve cases and told of it."""
    here = an_auditing_borough(sqlite_database("havering", BOROUGH.metadatas))
    audit = here.opened()
    here.settled(audit, [Grade.GOOD] * 7 + [Grade.INADEQUATE] * 4 + [Grade.OUTSTANDING])
    here.do(findings.add, audit_id=audit, domain=1, text="Canary of a case", by=MANAGER)
    here.close(audit)
    here.released()
    return here


@pytest.fixture
def leadership(sqlite_database):
    database = sqlite_database("leadership", LEADERSHIP.metadatas)
    with database.transaction() as session:
        members.add_member(
            session, slug="havering", name="Havering", area_code=AREA,
            jwk=keys.public_jwk(a_key()),
        )  # fmt: skip
    return database


def test_a_borough_announces_what_the_contract_says(here):
    [envelope] = [
        e for e in announced(here.database) if e["type"] == TYPE_PREFIX + SUMMARY
    ]
    assert problems(envelope) == []


def test_no_case_no_finding_and_no_agency_leaves(here):
    said = orjson.dumps(announced(here.database)).decode()
    [audit] = here.look(cases.closed)
    references = here.look(cases.cases, audit.id)
    for word in (*references.values(), *map(str, references), "Canary", "visits",
                 "Six records", "health-provider"):  # fmt: skip
        assert word not in said


def test_leadership_eats_a_summary_and_eating_twice_is_once(here, leadership):
    for _ in range(2):
        handled = carry(here.database, LEADERSHIP.handlers, leadership)
        assert TYPE_PREFIX + SUMMARY in handled
    with leadership.reading() as session:
        found = audits.side_by_side(session)
    assert [each.title for each in found.grades] == ["1 Need", "2 Help", "Overall"]
    [row] = found.grades[0].rows
    assert row.counts == [None, None, None, None]
    assert row.n == "10 to 19"
