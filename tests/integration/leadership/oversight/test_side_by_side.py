"""Three partnerships side by side, from what each of them released and nothing else."""

import csv
import io
from datetime import date, timedelta

import pytest

from kit import clock
from leadership.members import service as members
from leadership.oversight import queries, service
from leadership.oversight.events import RETURN_RELEASED
from leadership.performance.model import SpeaksForAnother
from tests.integration.leadership.conftest import BOROUGHS, a_public_jwk
from tests.support.released import AREAS, an_event

TODAY = clock.today()


def a_return(version=1, *, source="havering", as_at=TODAY, **changes):
    data = {
        "return_id": "0190c000-0000-7000-8000-000000000001",
        "area": AREAS.get(source, "E08000015"),
        "as_at": as_at.isoformat(),
        "priorities": [],
        "plans": 5,
        "plans_uncounted": 1,
        "actions": [counted(None, "All actions", 51, 4, 17, 0)],
        "clocks": [],
        "rule": "staff/1",
        "released_at": clock.iso(clock.now()),
        "prepared_by": "Performance analyst",
        "released_by": "Business manager",
        "note": None,
    } | changes
    return an_event(RETURN_RELEASED, data, version=version, source=source)


def counted(theme, title, *numbers):
    blue, green, amber, red = numbers
    total = None if None in numbers else sum(numbers)
    return {
        "theme": theme, "title": title, "blue": blue, "green": green,
        "amber": amber, "red": red, "total": total,
    }  # fmt: skip


def a_priority(reference, title):
    return {
        "reference": reference, "title": title, "owner": None,
        "milestones": 6, "done": 4, "late": 1,
    }  # fmt: skip


@pytest.fixture
def there(each_database):
    """A leadership service with its three boroughs, on each database."""
    with each_database.transaction() as session:
        join(session)
    return each_database


@pytest.fixture
def here(database):
    with database.transaction() as session:
        join(session)
    return database


def join(session):
    for slug, (name, area) in BOROUGHS.items():
        members.add_member(
            session, slug=slug, name=name, area_code=area, jwk=a_public_jwk()
        )


def take(database, *events):
    with database.transaction() as session:
        service.take_returns(session, events)


def looked(database):
    with database.reading() as session:
        return queries.side_by_side(session)


def test_the_latest_return_of_each_borough_counts(there):
    take(there, a_return(2, plans=7), a_return(1, source="redbridge"))
    take(there, a_return(1))
    found = {one.member.slug: one.latest for one in looked(there).boroughs}
    assert found["havering"].content["plans"] == 7
    assert found["redbridge"].content["plans"] == 5
    assert found["barking-and-dagenham"] is None


def test_taking_a_return_twice_is_taking_it_once(there):
    event = a_return()
    take(there, event)
    take(there, event)
    with there.reading() as session:
        assert len(queries.history(session, source="havering")) == 1


@pytest.mark.parametrize("source", ["havering", "thurrock", "wirral"])
def test_nobody_speaks_for_another_area_and_no_stranger_is_shown(there, source):
    with pytest.raises(SpeaksForAnother):
        take(there, a_return(source=source, area="E08000015"))
    assert looked(there).is_empty
    assert [one.member.slug for one in looked(there).boroughs] == sorted(BOROUGHS)


def test_a_theme_that_one_borough_does_not_name_is_not_zero_there(there):
    neglect = counted("neglect", "Child neglect", 5, 0, 6, 0)
    take(there, a_return(actions=[counted(None, "All actions", 5, 0, 6, 0), neglect]))
    take(there, a_return(source="redbridge"))
    lines = looked(there).actions
    assert [line.title for line in lines] == ["All actions", "Child neglect"]
    assert lines[1].missing == 2


def test_two_priorities_of_one_agreement_are_two_lines(there):
    agreed = [a_priority("agreed-2019", title) for title in ("Neglect", "Adolescents")]
    take(there, a_return(priorities=agreed))
    take(there, a_return(source="redbridge", priorities=agreed[:1]))
    lines = looked(there).priorities
    assert [(line.title, line.missing) for line in lines] == [
        ("Adolescents", 2), ("Neglect", 1),
    ]  # fmt: skip


def test_a_return_older_than_four_months_is_stale(there):
    old = TODAY - queries.STALE_AFTER - timedelta(days=1)
    take(there, a_return(as_at=old), a_return(source="redbridge"))
    stale = {one.member.slug: one.stale for one in looked(there).boroughs}
    assert stale == {
        "havering": True, "redbridge": False, "barking-and-dagenham": True,
    }  # fmt: skip


def test_the_page_teaches_before_anything_came(leader, here):
    page = leader.get("/oversight/").get_data(as_text=True)
    assert "No borough has said yet how it stands" in page


def test_the_page_shows_three_boroughs_and_says_what_is_hidden(leader, here):
    hidden = counted(None, "All actions", 51, None, None, 0)
    neglect = [a_priority("neglect", "Child neglect")]
    take(here, a_return(actions=[hidden], priorities=neglect))
    take(here, a_return(source="redbridge", note="First one", as_at=date(2020, 1, 1)))
    page = leader.get("/oversight/").get_data(as_text=True)
    for words in ("Barking and Dagenham", "Nothing yet", "Stale", "Fresh",
                  "G Complete hidden", "B Embedded 51", "First one",
                  "2 of 3 say nothing of it", "<svg"):  # fmt: skip
        assert words in page


def test_the_csv_holds_every_number_and_says_hidden_where_it_is(leader, here):
    take(here, a_return(actions=[counted(None, "All actions", 51, None, None, 0)]))
    text = leader.get("/oversight/oversight.csv").get_data(as_text=True)
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff"))))
    told = {(row[2], row[4]): row[5] for row in rows if row[:1] == ["actions"]}
    assert told["Havering", "green"] == "hidden"
    assert told["Havering", "blue"] == "51"
    assert told["Redbridge", "blue"] == "not said"


def test_each_borough_has_its_history(leader, here):
    take(here, a_return(1, note="One"), a_return(2, note="Two"))
    page = leader.get("/oversight/havering").get_data(as_text=True)
    assert page.index("Two") < page.index("One")
    assert leader.get("/oversight/thurrock").status_code == 404


def test_the_front_page_says_who_told_something_and_who_did_not(leader, here):
    take(here, a_return())
    page = leader.get("/").get_data(as_text=True)
    assert "Havering said how it stands" in page
    assert "Redbridge has not said yet how it stands" in page
