"""What a borough works to: its position, its variations, or the newest as it is."""

import pytest

from borough.adoptions import queries
from borough.wiring import SERVICE
from partnership.standards.model import Kind
from tests.support.standards import published, receive


@pytest.fixture
def here(any_database):
    return any_database("havering", SERVICE.metadatas)


def test_without_a_position_the_newest_version_counts_as_it_is(here):
    receive(here, published("section-11"), published("section-11", 2))
    with here.reading() as session:
        found = queries.working_set(session, "section-11")
        assert queries.position(session, "section-11") is None
        assert [each.standard for each in queries.working_sets(
            session, Kind.SECTION_11_TOOL
        )] == ["section-11"]  # fmt: skip
    assert (found.version, found.adopted, len(found.items)) == (2, False, 20)
    assert {item.origin for item in found.items} == {"shared"}
    assert found.items[0].details["score_3"]


def test_what_was_not_received_is_not_worked_to(here):
    with here.reading() as session:
        assert queries.working_set(session, "section-11") is None
