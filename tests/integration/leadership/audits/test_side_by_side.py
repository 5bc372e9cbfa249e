"""Audits of three boroughs on one scale: hidden said, nothing averaged."""

from uuid import uuid4

import pytest

from kit import clock
from kit.exchange.event import Event
from leadership.audits import queries, service
from leadership.audits.events import SUMMARY_RELEASED
from leadership.performance.model import SpeaksForAnother

FIRST, SECOND = str(uuid4()), str(uuid4())


def a_row(counts, title="Overall", **more):
    upper, lower = (
        None if None in half else sum(half) for half in (counts[:2], counts[2:])
    )
    return {
        "title": title, "asked": "shared", "counts": counts, "upper": upper,
        "lower": lower, "band": "10 to 19", **more,
    }  # fmt: skip


def an_audit(name, *rows, again_of=None, version=1):
    return {
        "id": name, "again_of": again_of, "theme": "Neglect", "quarter": "2026-27 Q3",
        "standard": "case-audit", "standard_version": version, "domains": list(rows),
    }  # fmt: skip


def a_cycle():
    row = a_row([9, 9, 0, 0], title="1 Leaders", questions=2)
    rate = {"of": "Other agencies", "invited": 12, "returned": 11, "in_time": 9}
    return {
        "id": str(uuid4()), "title": "Section 11", "kind": "section 11",
        "standard": "section-11", "standard_version": 1, "due_on": "2026-10-31",
        "rates": [rate], "sections": [row],
    }  # fmt: skip


def told(source, area, *audits, version=1, cycles=()):
    return Event(
        id=str(uuid4()), source=source, subject=f"audits:{area}", type=SUMMARY_RELEASED,
        version=version, time=clock.now(), correlation_id="", causation_id=None,
        stream=f"{source}/leadership", epoch=1, sequence=version,
        data={
            "summary_id": str(uuid4()), "area": area, "case_audits": list(audits),
            "self_assessments": list(cycles), "rule": "staff/1", "note": None,
            "released_at": clock.iso(clock.now()), "prepared_by": "Business manager",
            "released_by": "Business manager",
        },
    )  # fmt: skip


HAVERING = told(
    "havering", "E09000016", an_audit(FIRST, a_row([0, 7, None, None])),
    cycles=[a_cycle()],
)  # fmt: skip
REDBRIDGE = told(
    "redbridge", "E09000026", an_audit(SECOND, a_row([5, 6, 0, 7])), version=1
)


@pytest.fixture
def told_twice(database, three_boroughs):
    with database.transaction() as session:
        service.take_summaries(session, [HAVERING, REDBRIDGE])
        service.take_summaries(session, [HAVERING])


def look(database):
    with database.reading() as session:
        return queries.side_by_side(session)


def test_like_domains_of_one_version_stand_on_one_scale(database, told_twice):
    [block] = look(database).grades
    assert [(row.borough, row.n) for row in block.rows] == [
        ("Havering", "10 to 19"), ("Redbridge", "18"),
    ]  # fmt: skip


def test_another_version_stands_apart(database, told_twice):
    newer = an_audit(FIRST, a_row([0, 12, 0, 0]), version=2)
    with database.transaction() as session:
        later = told("havering", "E09000016", newer, version=2)
        service.take_summaries(session, [later])
    assert [each.version for each in look(database).grades] == [2, 1]


def test_an_older_summary_that_comes_late_changes_nothing(database, three_boroughs):
    newer = told(
        "havering", "E09000016", an_audit(FIRST, a_row([0, 12, 0, 0])), version=2
    )
    with database.transaction() as session:
        service.take_summaries(session, [newer])
        service.take_summaries(session, [HAVERING])
    [block] = look(database).grades
    assert block.rows[0].counts == [0, 12, 0, 0]


def test_a_repeat_stands_beside_what_it_repeats(database, three_boroughs):
    both = [
        an_audit(FIRST, a_row([0, 5, 0, 6])),
        an_audit(SECOND, a_row([0, 9, 0, 5]), again_of=FIRST),
    ]
    with database.transaction() as session:
        service.take_summaries(session, [told("havering", "E09000016", *both)])
    [moved] = look(database).movements
    assert (moved.before.counts[1], moved.after.counts[1]) == (5, 9)


def test_a_repeat_with_another_version_is_not_laid_beside(database, three_boroughs):
    both = [
        an_audit(FIRST, a_row([0, 5, 0, 6])),
        an_audit(SECOND, a_row([0, 9, 0, 5]), again_of=FIRST, version=2),
    ]
    with database.transaction() as session:
        service.take_summaries(session, [told("havering", "E09000016", *both)])
    assert look(database).movements == []


def test_a_borough_cannot_speak_for_another(database, three_boroughs):
    with database.transaction() as session, pytest.raises(SpeaksForAnother):
        service.take_summaries(session, [told("havering", "E09000026")])


def test_the_page_teaches_while_nothing_came(leader, three_boroughs):
    assert "No borough has told of its audits yet" in leader.get("/audits/").text


def test_the_page_shows_what_is_hidden_and_no_average(leader, told_twice):
    page = leader.get("/audits/").text
    assert "hidden" in page
    assert "11" in page
    assert "<svg" in page
    assert "average of" not in page
    assert (
        'Havering,"Neglect, 2026-27 Q3",0,7,hidden,hidden'
        in leader.get("/audits/audits.csv").text
    )
    assert "Section 11" in leader.get("/audits/rates.csv").text
    assert leader.get("/audits/movement.csv").status_code == 200


def test_an_administrator_does_not_see_audits(administrator, told_twice):
    assert administrator.get("/audits/").status_code == 403
