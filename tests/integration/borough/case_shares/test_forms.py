"""What agencies wrote on reporting forms is a part that can be shared."""

from types import SimpleNamespace

import pytest

from borough.case_shares.model import Part
from borough.shared_cases import queries as copies
from borough.shared_cases import service as copying
from kit.errors import Invalid
from tests.support.gathering import Gathering

WROTE = "Seen at the clinic in spring"


@pytest.fixture
def gathering(sharing):
    here = sharing.here
    return Gathering(
        SimpleNamespace(
            detailed=here.case, do=here.do, look=here.look, database=here.database
        )
    )


def test_what_was_sent_is_read_question_by_question(sharing, gathering):
    gathering.send(gathering.ask(), said={"part-story": WROTE})
    sharing.sent(gathering.case_id, parts=[Part.FORMS])
    sharing.carry()
    [copy] = sharing.there.copies()
    sharing.there.do(copying.accept, shared_id=copy.id)
    found = sharing.there.look(copies.part, sharing.there.one, copy.id, "forms")
    [record] = [each for each in found if each["answer"] == WROTE]
    assert record["agency"] == "Health provider"
    assert record["question"]
    assert record["section"]


def test_what_is_only_saved_is_not_shared(sharing, gathering):
    gathering.fill(gathering.ask(), said={"part-story": WROTE})
    with pytest.raises(Invalid) as fault:
        sharing.prepared(gathering.case_id, parts=[Part.FORMS])
    assert "something is written down" in fault.value.fields["parts"]
