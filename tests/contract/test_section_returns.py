"""A return one borough shares is what the contract says, and others eat and answer."""

import json

import pytest

from borough.held_returns import queries as held
from borough.held_returns.model import digest_of
from borough.section_returns import queries as shares
from borough.section_returns import service as sharing
from borough.wiring import SERVICE
from tests.contract.crossing import TYPE_PREFIX, announced, carry, problems
from tests.contract.messages import EXAMPLES
from tests.support.self_assessments import DIRECTOR, PDF, an_assessing_borough

SHARED = "audits.return.shared.v1"
ANSWERED = "audits.return.answered.v1"


@pytest.fixture
def home(sqlite_database):
    return an_assessing_borough(sqlite_database("havering", SERVICE.metadatas))


@pytest.fixture
def there(sqlite_database):
    return an_assessing_borough(sqlite_database("redbridge", SERVICE.metadatas))


@pytest.fixture
def shared(home):
    """A return that was shared, and then withdrawn."""
    made = home.returned(home.cycle())
    home.share(made, "redbridge")
    home.do(sharing.withdraw, return_id=made, post="Chief nurse", by=DIRECTOR)
    return made


def test_a_share_and_a_withdrawal_are_what_the_contract_says(home, shared):
    sent = [e for e in announced(home.database) if e["type"] == TYPE_PREFIX + SHARED]
    assert [e["data"]["withdrawn"] for e in sent] == [False, True]
    assert [problems(each) for each in sent] == [[], []]


def test_another_borough_eats_it_and_answers_as_the_contract_says(home, there, shared):
    handled = carry(home.database, SERVICE.handlers, there.database)
    assert handled == [TYPE_PREFIX + SHARED]
    answers = announced(there.database)
    assert [e["type"] for e in answers] == [TYPE_PREFIX + ANSWERED] * 2
    assert [e["data"]["verdict"] for e in answers] == ["taken", "deleted"]
    assert [problems(each) for each in answers] == [[], []]
    [copy] = there.look(held.copies)
    assert copy.core is None
    assert carry(there.database, SERVICE.handlers, home.database)
    [told] = home.look(shares.answered, shared)
    assert told.number == 2


def test_the_digest_of_the_example_is_that_of_its_core():
    file = EXAMPLES / SHARED / "valid" / "one-agencys-answers.json"
    example = json.loads(file.read_text())
    assert digest_of(example["core"]) == example["digest"]


def test_no_file_is_part_of_what_leaves(home, shared):
    assert PDF.content.decode() not in str(announced(home.database))
