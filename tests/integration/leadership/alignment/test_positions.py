"""Positions of three boroughs, from what each of them told and nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from leadership.alignment import queries
from leadership.alignment.model import NotItsRecord
from leadership.alignment.queries import Since
from leadership.members import service as members
from leadership.performance.model import SpeaksForAnother
from partnership.alignment.model import Drift, Outcome
from tests.integration.leadership.conftest import BOROUGHS, a_public_jwk
from tests.support.alignment import NAME, TODAY, a_position, joined, publish, take


@pytest.fixture
def there(each_database):
    """A leadership service with its three boroughs and one standard."""
    with each_database.transaction() as session:
        for slug, (name, area) in BOROUGHS.items():
            members.add_member(
                session, slug=slug, name=name, area_code=area, jwk=a_public_jwk()
            )
    publish(each_database)
    return each_database


def looked(database):
    with database.reading() as session:
        return queries.alignment(session)


def cells(database, standard=NAME):
    found = looked(database)
    line = next(e for e in found.lines if e.newest.standard == standard)
    names = [each.member.slug for each in found.boroughs]
    return dict(zip(names, line.cells, strict=True))


def test_agreed_difference_stands_beside_what_is_aligned(there):
    take(
        there,
        a_position(),
        a_position(source="barking-and-dagenham"),
        a_position(source="redbridge", told="varied"),
    )
    found = cells(there)
    assert {slug: cell.judged.outcome for slug, cell in found.items()} == {
        "havering": Outcome.ALIGNED,
        "barking-and-dagenham": Outcome.ALIGNED,
        "redbridge": Outcome.AGREED,
    }
    [line] = looked(there).lines
    assert line.counted == "2 adopted, 1 varied"
    assert found["redbridge"].stands.why == "Why of redbridge"
    assert found["redbridge"].stands.review_on == TODAY + timedelta(days=90)


def test_history_is_kept_and_the_highest_that_began_counts(there):
    later = (TODAY + timedelta(days=5)).isoformat()
    take(there, a_position(2, told="declined"), a_position(1))
    take(there, a_position(3, from_on=later))
    here = cells(there)["havering"]
    assert (here.stands.number, here.coming.number) == (2, 3)
    with there.reading() as session:
        history = queries.history(queries.alignment(session), NAME)
    assert sorted(told.number for _, told in history) == [1, 2, 3]


def test_taking_twice_is_once(there):
    told = a_position(told="varied")
    for _ in range(2):
        take(there, told)
    assert len(queries.history(looked(there), NAME)) == 1


def test_nobody_speaks_for_another(there):
    with pytest.raises(SpeaksForAnother):
        take(there, a_position(area="E09000026"))
    with pytest.raises(SpeaksForAnother):
        take(there, a_position(source="thurrock"))
    assert cells(there)["havering"].stands is None


def test_a_position_filed_under_another_record_is_refused(there):
    told = replace(a_position(1), version=2)
    with pytest.raises(NotItsRecord):
        take(there, told)


def test_words_nobody_knows_are_not_kept(there):
    with pytest.raises(ValueError, match="adopted with joy"):
        take(there, a_position(told="adopted", position="adopted with joy"))
    assert queries.history(looked(there), NAME) == []


def test_no_position_is_late_and_silence_is_stale(there):
    publish(there, "courses", days=61)
    joined(there, TODAY - timedelta(days=300))
    take(there, a_position(source="redbridge"))
    found = looked(there)
    assert {each.member.slug: each.stale for each in found.boroughs} == {
        "havering": True, "barking-and-dagenham": True, "redbridge": False,
    }  # fmt: skip
    late = cells(there, "courses")
    assert late["redbridge"].judged.drifts == (Drift.LATE,)
    assert late["havering"].judged.drifts == (Drift.LATE, Drift.STALE)
    assert late["havering"].outcome == "Drift"


def test_a_new_member_is_neither_late_nor_stale(there):
    publish(there, "courses", days=400)
    late = cells(there, "courses")
    assert {each.judged.outcome for each in late.values()} == {Outcome.NOT_YET}


def test_an_older_version_and_a_passed_review_are_drift(there):
    publish(there, version=2, days=61)
    passed = (TODAY - timedelta(days=1)).isoformat()
    take(there, a_position(told="varied", review_on=passed))
    drifts = cells(there)["havering"].judged.drifts
    assert drifts == (Drift.OLD_VERSION, Drift.REVIEW_PASSED)


def test_what_changed_since_a_day_is_listed_once(there):
    passed = (TODAY - timedelta(days=1)).isoformat()
    take(there, a_position(1), a_position(2, told="varied", review_on=passed))
    found = looked(there)
    listed = queries.changes(found, Since.MONTH.first_day(TODAY))
    told = [(e.what, e.before, e.after) for e in listed if e.who == "Havering"]
    assert sorted(told) == [
        ("Position", "Adopted, version 1", "Varied, version 1"),
        ("Position", "Not yet", "Adopted, version 1"),
        ("Review day passed", "", "Varied, version 1"),
    ]
    assert [e.what for e in listed if e.who == "Leadership group"] == ["Published"]
    assert queries.changes(found, TODAY + timedelta(days=1)) == []


def test_the_matrix_asks_the_database_as_often_for_many_as_for_one(there):
    asked = []

    @event.listens_for(there.engine, "before_cursor_execute")
    def _(_conn, _cursor, statement, *_):
        asked.append(statement)

    looked(there)
    few = len(asked)
    for name in ("courses", "rapid-review", "section-11"):
        publish(there, name)
    take(there, *(a_position(n) for n in range(1, 6)))
    asked.clear()
    looked(there)
    assert len(asked) == few
