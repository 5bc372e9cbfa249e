"""Training of three boroughs side by side: hidden said, pooled places kept apart."""

from uuid import uuid4

import pytest
import time_machine

from kit import clock
from kit.errors import Invalid
from kit.exchange.event import Event
from leadership.members import service as members
from leadership.performance.model import SpeaksForAnother
from leadership.training import queries, service
from leadership.training.events import SUMMARY_RELEASED
from leadership.training.model import DEFAULT_PENCE, AssumptionChanged
from partnership.disclosure.training import control
from partnership.training.model import Asked, Counted, CourseCount, Later, Outcomes
from tests.integration.leadership.conftest import BOROUGHS as KNOWN
from tests.integration.leadership.conftest import a_public_jwk
from tests.support.plans import a_person

LEADER = a_person("leadership_member", 31)
BOROUGHS = {slug: area for slug, (_, area) in KNOWN.items()}
LATER = Later(
    invited=40, answered=20, pairs=15,
    used={"yes": 9, "no chance": 6, "no": 5},
    questions=[
        Asked(id="know", title="I know what to look for",
              before=[0, 0, 8, 7], later=[7, 8, 0, 0]),
    ],
)  # fmt: skip


def a_quarter(source, *, guests=None, attended=40, title="Knowing the signs"):
    """A quarter of one course; ``guests`` are by home borough."""
    guests = guests or {}
    whole = Outcomes(attended=attended, no_show=6, away=5)
    homes = {slug: Outcomes(attended=guests.get(slug, 0)) for slug in BOROUGHS}
    own = attended - sum(guests.values())
    homes[source] = Outcomes(attended=own, no_show=6, away=5)
    course = CourseCount(
        code="A1", title=title, level="A", item="1", events=2, offered=60,
        outcomes=whole,
    )  # fmt: skip
    return Counted(
        period="2027-Q3", own=source, courses=[course],
        agencies={"police": Outcomes(attended=8), "education": Outcomes(
            attended=attended - 8, no_show=6, away=5)},
        homes=homes, later=LATER, levels={"A": "A: contact with children"},
    )  # fmt: skip


def told(source, content, *, version=1, area=None, period="2027-Q3", note=None):
    area = area or BOROUGHS[source]
    return Event(
        id=str(uuid4()), source=source, subject=f"training:{area}:{period}",
        type=SUMMARY_RELEASED, version=version, time=clock.now(), correlation_id="",
        causation_id=None, stream=f"{source}/leadership", epoch=1, sequence=version,
        data={
            **content, "summary_id": str(uuid4()), "area": area, "period": period,
            "released_at": clock.iso(clock.now()), "prepared_by": "Business manager",
            "released_by": "Business manager", "note": note,
        },
    )  # fmt: skip


HAVERING = told("havering", control(a_quarter("havering", guests={"redbridge": 12})))
REDBRIDGE = told(
    "redbridge",
    control(a_quarter("redbridge", guests={"havering": 2, "barking-and-dagenham": 4})),
)
BARKING = told(
    "barking-and-dagenham", control(a_quarter("barking-and-dagenham", attended=30))
)


def take(database, *events):
    with database.transaction() as session:
        service.take_summaries(session, events)


@pytest.fixture
def all_told(each_database):
    with each_database.transaction() as session:
        for slug, (name, area) in KNOWN.items():
            members.add_member(
                session, slug=slug, name=name, area_code=area, jwk=a_public_jwk()
            )
    take(each_database, HAVERING, REDBRIDGE, BARKING)
    take(each_database, HAVERING)
    return each_database


def look(database, **wanted):
    with database.reading() as session:
        return queries.view(session, **wanted)


def test_places_given_and_taken_are_counted_as_hosts_told_them(all_told):
    pooled = {each.borough: each for each in look(all_told).pooled}
    assert (pooled["Havering"].given, pooled["Redbridge"].given) == (12, 6)
    redbridge = pooled["Redbridge"]
    assert (redbridge.taken, redbridge.balance) == (12, -6)
    assert redbridge.saved == 12 * DEFAULT_PENCE
    havering = pooled["Havering"]
    assert (havering.taken, havering.taken_whole, havering.balance) == (0, False, None)


def test_rows_are_kept_to_a_borough_and_a_kind_of_agency(all_told):
    found = look(all_told, borough="havering", agency="education")
    [row] = found.agencies
    assert (row.borough, row.counts["attended"]) == ("Havering", 32)
    assert len(found.pooled) == 3
    assert {row.borough for row in found.courses} == {"Havering"}


def test_what_was_told_first_stays_beside_what_was_told_last(all_told):
    again = control(a_quarter("havering", attended=48), earlier=HAVERING.data)
    take(all_told, told("havering", again, version=2, note="A register was found."))
    [one] = look(all_told, borough="havering").boroughs
    assert one.restated
    assert (one.first["counts"]["attended"], one.latest["counts"]["attended"]) == (
        40, 48,
    )  # fmt: skip


def test_what_a_place_saves_is_set_by_the_group_and_not_overwritten(all_told):
    with all_told.transaction() as session:
        service.assume(session, pence=6500, seen=0, by=LEADER)
    with pytest.raises(AssumptionChanged), all_told.transaction() as session:
        service.assume(session, pence=1, seen=0, by=LEADER)
    with pytest.raises(Invalid), all_told.transaction() as session:
        service.assume(session, pence=-1, seen=1, by=LEADER)
    found = look(all_told)
    assert (found.assumed.pence, found.assumed.version) == (6500, 1)
    assert {each.pence for each in found.pooled} == {6500}


@pytest.fixture
def filled(database, three_boroughs):
    take(database, HAVERING, REDBRIDGE)
    return database


def test_a_borough_cannot_speak_for_another(filled):
    with pytest.raises(SpeaksForAnother):
        take(filled, told("havering", HAVERING.data, area="E09000026"))


def test_what_cannot_be_read_as_a_whole_is_not_kept(filled):
    broken = {**HAVERING.data, "agencies": [{"id": "x"}]}
    with pytest.raises(KeyError):
        take(filled, told("havering", broken, version=2))
    assert not look(filled, borough="havering").boroughs[0].restated


def test_a_quarter_that_is_overdue_makes_a_borough_stale(filled):
    with time_machine.travel("2027-02-10", tick=False):
        found = {each.slug: each.stale for each in look(filled).boroughs}
    assert found == {
        "havering": False, "redbridge": False, "barking-and-dagenham": True,
    }  # fmt: skip
    with time_machine.travel("2027-06-01", tick=False), filled.reading() as session:
        tags = [each.tag for each in queries.on_front_page(session, LEADER)]
    assert tags == ["Stale", "Stale"]


def test_the_page_teaches_while_nothing_came(leader, three_boroughs):
    assert "No borough has told of its training yet" in leader.get("/training/").text


def test_the_page_shows_what_is_hidden_and_the_assumption(leader, filled):
    page = leader.get("/training/?quarter=2027-Q3&borough=havering").text
    assert "October to December 2026" in page
    assert "hidden" in page
    assert "<svg" in page
    assert "£50.00" in page
    assert "at least" in page
    assert '<option value="havering" selected>' in page
    assert "average" not in page.replace("nothing is averaged", "")
    told_csv = leader.get("/training/training.csv").text
    assert "2027-Q3,Havering,All places,,,Places offered,60" in told_csv
    assert "Police" in told_csv
    pooled = leader.get("/training/pooled.csv").text
    assert "2027-Q3,Redbridge,6,whole,12,at least,hidden,5000,60000" in pooled
    quarters = leader.get("/training/quarters.csv").text
    assert "Redbridge,2027-Q3,No-show,6" in quarters


def test_an_address_with_words_nobody_knows_shows_the_latest_quarter(leader, filled):
    page = leader.get("/training/?quarter=x&borough=y&agency=z")
    assert page.status_code == 200
    assert "October to December 2026" in page.text


def test_the_assumption_is_changed_on_a_page_and_stale_forms_are_refused(
    leader, filled
):
    assert "50.00" in leader.get("/training/assumption").text
    refused = leader.post("/training/assumption", data={"pounds": "x", "seen": "0"})
    assert refused.status_code == 422
    done = leader.post("/training/assumption", data={"pounds": "47.50", "seen": "0"})
    assert done.status_code == 302
    assert "£47.50" in leader.get("/training/").text
    stale = leader.post("/training/assumption", data={"pounds": "1", "seen": "0"})
    assert stale.status_code == 409


def test_an_administrator_does_not_see_training(administrator, filled):
    assert administrator.get("/training/").status_code == 403
