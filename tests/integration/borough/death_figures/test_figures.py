"""What leaves of child deaths: counted, controlled, approved by another, told once."""

from datetime import datetime
from io import BytesIO

import docx
import pytest
import time_machine

from borough.death_figures import queries, service
from borough.death_figures.model import (
    Incomplete,
    MayNotApprove,
    MayNotPrepare,
    RuleChanged,
    ToldAlready,
    YearOpen,
)
from borough.returns.model import FiguresChanged, SamePerson, StepSkipped
from borough.wiring import SERVICE
from kit import pdf
from kit.clock import LONDON
from kit.errors import Invalid, NotAllowed
from partnership.death_figures.model import AGE, CATEGORY, IN_TIME, WITHIN_YEAR
from partnership.death_rules.pipeline import Stage
from tests.support.people import client_for
from tests.support.settings import some_settings
from tests.support.told_deaths import (
    AREA,
    COORDINATOR,
    MANAGER,
    OTHER_COORDINATOR,
    YEAR,
    Reviewed,
    after_the_years,
    three_years,
)


@pytest.fixture
def here(any_database):
    here = three_years(any_database("havering", SERVICE.metadatas))
    with after_the_years():
        yield here


@pytest.fixture
def nobody(sqlite_database):
    """A borough without any case."""
    with after_the_years():
        yield Reviewed(sqlite_database("havering", SERVICE.metadatas))


def test_a_pool_is_counted_from_the_cases_of_three_years(here):
    with here.database.reading() as session:
        pool = service.count(
            session, last=YEAR, years=3, member="havering", found=here.found
        )
    assert pool.notified.years == {2023: 20, 2024: 27, 2025: 23}
    assert pool.notified.splits[AGE]["first-month"] == 35
    assert pool.notified.splits[IN_TIME] == {"yes": 46, "no": 24}
    assert pool.reviewed.splits[CATEGORY] == {"c8": 46, "c6": 12, "c3": 12}
    assert pool.reviewed.splits[WITHIN_YEAR] == {"yes": 70}
    assert (pool.domains["B"], pool.themes["safe-sleeping"]) == (15, 15)


def test_deaths_another_panel_reviews_are_not_counted(here):
    here.deaths(3, home="redbridge")
    here.deaths(3, stage=Stage.TRANSFERRED)
    here.deaths(3, stage=Stage.EXCLUDED)
    with here.database.reading() as session:
        pool = service.count(
            session, last=YEAR, years=3, member="havering", found=here.found
        )
    assert pool.notified.total == 70


def test_a_second_coordinator_approves_exactly_what_was_seen(here):
    with pytest.raises(MayNotPrepare):
        here.drafted(by=MANAGER)
    with pytest.raises(YearOpen):
        here.drafted(2026)
    made, seen = here.drafted()
    given = {"summary_id": made, "seen": seen, "area": AREA}
    with pytest.raises(StepSkipped):
        here.do(service.approve, by=OTHER_COORDINATOR, **given)
    here.do(service.submit, summary_id=made, seen=seen, by=COORDINATOR, note=None)
    with pytest.raises(SamePerson):
        here.do(service.approve, by=COORDINATOR, **given)
    with pytest.raises(MayNotApprove):
        here.do(service.approve, by=MANAGER, **given)
    with pytest.raises(FiguresChanged):
        here.do(service.approve, by=OTHER_COORDINATOR, **(given | {"seen": "x"}))
    here.do(service.approve, by=OTHER_COORDINATOR, **given)
    left = here.looked(made).content
    assert left["pool"]["notified"]["total"] == 70
    assert left["pool"]["children"] == 60_000
    assert left["progress"]["steps"] == {"blue": 6, "green": 9, "amber": 7, "red": 5}


def test_a_year_is_told_once_and_of_two_drafts_one_leaves(here):
    made, seen = here.drafted()
    here.do(service.submit, summary_id=made, seen=seen, by=COORDINATOR, note=None)
    here.released()
    with pytest.raises(ToldAlready):
        here.do(
            service.approve, summary_id=made, seen=seen, by=OTHER_COORDINATOR, area=AREA
        )
    with pytest.raises(ToldAlready):
        here.drafted()


def test_a_year_that_ends_no_pool_tells_of_actions_alone(here):
    left = here.released(2024)
    assert left.content["pool"] is None
    assert left.content["progress"]["total"] == 27


def test_no_year_is_ever_in_two_sums_also_where_their_length_changes(here):
    for year in (2026, 2027, 2028):
        here.deaths(4, year=year)
    with time_machine.travel(datetime(2028, 6, 5, 9, tzinfo=LONDON), tick=False):
        assert here.released(2028).content["pool"]["notified"]["total"] == 12
    here.do(service.set_rule, smallest=10, years=5, seen=0, by=COORDINATOR)
    with time_machine.travel(datetime(2030, 6, 3, 9, tzinfo=LONDON), tick=False):
        assert here.released(2030).content["pool"] is None


def test_cases_that_lack_what_is_counted_are_completed_first(here):
    here.deaths(1, band=None, stage=Stage.NOTIFIED)
    with pytest.raises(Incomplete):
        here.drafted()


def test_a_review_without_findings_of_the_panel_is_completed_first(here):
    here.found.popitem()
    with pytest.raises(Incomplete):
        here.drafted()


def test_coordinators_set_how_small_numbers_are_hidden(nobody):
    set_rule = {"smallest": 20, "years": 3}
    with pytest.raises(NotAllowed):
        nobody.do(service.set_rule, seen=0, by=MANAGER, **set_rule)
    for wrong in ({"smallest": 9, "years": 3}, {"smallest": 10, "years": 1}):
        with pytest.raises(Invalid):
            nobody.do(service.set_rule, seen=0, by=COORDINATOR, **wrong)
    nobody.do(service.set_rule, seen=0, by=COORDINATOR, **set_rule)
    with pytest.raises(RuleChanged):
        nobody.do(service.set_rule, seen=0, by=COORDINATOR, **set_rule)
    left = nobody.released()
    assert left.content["smallest"] == 20
    assert left.content["pool"]["notified"]["total"] is None


def test_who_must_act_is_asked_on_the_front_page(here):
    def asked(person):
        with here.database.reading() as session:
            return [each.tag for each in queries.on_front_page(session, person)]

    assert asked(COORDINATOR) == ["To tell"]
    made, seen = here.drafted()
    here.do(service.submit, summary_id=made, seen=seen, by=COORDINATOR, note=None)
    assert (asked(COORDINATOR), asked(OTHER_COORDINATOR)) == ([], ["To approve"])
    assert asked(MANAGER) == []
    words = {"summary_id": made, "because": "Look again"}
    here.do(service.send_back, by=OTHER_COORDINATOR, **words)
    assert asked(COORDINATOR) == ["Sent back"]


@pytest.fixture
def app(sqlite_database, tmp_path):
    with after_the_years():
        settings = some_settings("havering", tmp_path)
        yield SERVICE.create_app(settings, sqlite_database("h", SERVICE.metadatas))


def test_pages_show_what_leaves_and_readers_see_only_what_left(app):
    here = three_years(app.extensions["accord"].database)
    made, _ = here.drafted()
    coordinator = client_for(app, "cdop_coordinator")
    page = coordinator.get(f"/death-figures/{made}").text
    assert "Perinatal and congenital: all of it" in page
    assert "Ask a second person to approve" in page
    for role in ("business_manager", "analyst", "scrutineer", "cdop_panel"):
        reader = client_for(app, role)
        assert reader.get("/death-figures/").status_code == 200
        assert reader.get(f"/death-figures/{made}").status_code == 404
    left = here.released(2024)
    assert reader.get(f"/death-figures/{left.id}").status_code == 200
    rows = reader.get(f"/death-figures/{left.id}/figures.csv").text.splitlines()
    assert "April 2023 to March 2024,,Actions from reviews,All,27" in rows
    assert "2024" in coordinator.get("/death-figures/figures.csv").text


def test_a_page_says_what_is_wrong_and_keeps_what_was_typed(app):
    coordinator = client_for(app, "cdop_coordinator")
    answer = coordinator.post("/death-figures/", data={"year": "2026", "children": "5"})
    assert answer.status_code == 422
    assert "Use a number from 1,000 to 2,000,000" in answer.text
    answer = coordinator.post("/death-figures/", data={"year": "2026"})
    assert "Choose a year that is over" in answer.text
    answer = coordinator.post("/death-figures/", data={"year": "2025"})
    assert answer.status_code == 302
    answer = coordinator.get("/death-figures/rule")
    assert "The smallest number shown" in answer.text


def test_the_report_of_the_partners_says_only_what_was_approved(app):
    here = three_years(app.extensions["accord"].database)
    made, _ = here.drafted()
    reader = client_for(app, "business_manager")
    assert reader.get(f"/death-reports/{made}").status_code == 404
    left = here.released()
    page = reader.get(f"/death-reports/{left.id}").text
    for words in ("April 2022 to March 2025", "38.9 (30.3 to 49.1)", "Safe sleeping"):
        assert words in page
    written = docx.Document(
        BytesIO(reader.get(f"/death-reports/{left.id}/report.docx").data)
    )
    cells = {cell.text for t in written.tables for r in t.rows for cell in r.cells}
    assert {"Perinatal and congenital: all of it", "hidden", "70"} <= cells
    if not pdf.available():
        answer = reader.get(f"/death-reports/{left.id}/report.pdf")
        assert answer.data.startswith(b"%PDF")
