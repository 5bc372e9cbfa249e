"""The comparison pages say what was released, and say what they do not know."""

import re

import pytest
from sqlalchemy import event

from leadership.members import service as members
from leadership.performance import service
from leadership.standards import service as standards
from partnership.figures import service as figures
from tests.integration.leadership.conftest import a_public_jwk
from tests.support.released import AREAS, a_first_version, a_return, an_observation


def an_area(code, name, level="authority", region="E13000002", neighbours=()):
    return {
        "code": code,
        "old_code": None,
        "name": name,
        "level": level,
        "region": region if level == "authority" else None,
        "neighbours": list(neighbours),
    }


BESIDE = [
    an_area("E92000001", "England", "country"),
    an_area("E12000007", "London", "region"),
    an_area("E09000016", "Havering"),
    an_area("E09000002", "Barking and Dagenham"),
    an_area("E09000026", "Redbridge"),
]


@pytest.fixture
def published(database, three_boroughs):
    """The indicator set is published and the areas are known."""
    with database.transaction() as session:
        standards.draft_indicator_set(session)
        standards.publish_indicator_set(session, version=1, published_by="x")
        figures.learn_areas(session, BESIDE)


def release(database, *events):
    with database.transaction() as session:
        service.take_observations(session, events)


def publish(database, period, values, indicator="CP03"):
    rows = [
        {
            "area": area,
            "numerator": part,
            "denominator": whole,
            "value": 100 * part / whole,
            "code": None,
        }
        for area, (part, whole) in values.items()
    ]
    with database.transaction() as session:
        figures.record_published(
            session, indicator=indicator, period=period, values=rows
        )


def words(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def test_before_anything_is_published_the_page_says_where_to_start(leader):
    assert "Publish the indicator set first" in leader.get("/performance/").text


def test_without_releases_official_figures_are_shown_and_nothing_is_zero(
    leader, database, published
):
    publish(database, "2025", {"E92000001": (15130, 61840)})
    page = words(leader.get("/performance/CP03"))
    assert "No borough has released this indicator yet" in page
    assert "24.5" in page
    assert "not released" in page
    assert not re.search(r"\b0(\.0)?%?\b(?! to 17)", page.split("The figures")[1])


def test_three_boroughs_and_london_and_england_stand_in_one_table(
    leader, database, published
):
    for source, value in (
        ("havering", 23.1),
        ("barking-and-dagenham", 17.0),
        ("redbridge", 15.1),
    ):
        release(database, an_observation(source=source, value=value))
    publish(database, "2025", {"E92000001": (245, 1000), "E12000007": (192, 1000)})
    table = words(leader.get("/performance/CP03")).split("The figures")[1]
    for value in ("23.1", "17.0", "15.1", "24.5", "19.2"):
        assert value in table
    overview = words(leader.get("/performance/"))
    assert "23.1" in overview
    assert "Too few figures to say" in overview


def test_a_hidden_figure_is_a_word(leader, database, published):
    hidden = {"status": "suppressed", "numerator": None, "value": None}
    release(database, an_observation(**hidden))
    assert "hidden (small number)" in words(leader.get("/performance/CP03"))
    assert "hidden (small number)" in words(leader.get("/performance/"))
    table = leader.get("/performance/CP03/figures.csv").get_data(as_text=True)
    assert "Havering,2025,released,suppressed,,," in table


def test_a_restated_figure_shows_its_first_value_and_the_reason(
    leader, database, published
):
    restated = an_observation(
        2, value=25.0, history=[a_first_version(12.5)], reason="Late records"
    )
    release(database, restated)
    page = words(leader.get("/performance/CP03"))
    assert "restated; first released as 12.5" in page
    assert "Late records" in page


def test_the_rules_are_printed_under_the_chart_and_follow_the_choice(
    leader, database, published
):
    release(
        database,
        *(an_observation(value=float(y % 7), period=str(y)) for y in range(2013, 2026)),
    )
    assert "one of 7 or more in a row" in words(leader.get("/performance/CP03"))
    assert "one of 8 or more in a row" in words(leader.get("/performance/CP03?run=8"))


def test_the_address_holds_the_choices(leader, database, published):
    release(
        database,
        *(an_observation(value=20.0, period=str(year)) for year in range(2013, 2026)),
        an_observation(source="redbridge", value=15.0),
    )
    page = words(
        leader.get("/performance/CP03?analysed=redbridge&first=2020&last=2022")
    )
    assert "Redbridge beside the others" in page or "Official figures" in page
    table = page.split("The figures")[1].split("Each borough")[0]
    assert "2019-20" in table
    assert "2022-23" not in table


def test_a_choice_that_makes_no_sense_is_named_and_the_page_still_shows(
    leader, published
):
    page = leader.get("/performance/CP03?run=2")
    assert page.status_code == 422
    assert "Choose a run of 6, 7 or 8 points" in page.text
    assert leader.get("/performance/CP03?utm_source=mail").status_code == 200


def test_the_form_goes_to_the_chosen_indicator_with_its_choices(leader, published):
    answer = leader.get("/performance/choose?indicator=FD06&run=8&boroughs=havering")
    assert answer.headers["Location"] == "/performance/FD06?run=8&boroughs=havering"


def test_an_unknown_indicator_is_not_here(leader, published):
    assert leader.get("/performance/XX99").status_code == 404


def test_each_borough_says_how_fresh_it_is(leader, database, published):
    with database.transaction() as session:
        late = a_return(source="redbridge", released_at="2026-01-05T10:00:00Z")
        service.take_returns(session, [a_return(), late])
    page = words(leader.get("/performance/CP03"))
    assert "21 November 2026 at 10:00am by Business manager" in page
    assert "Nothing has arrived" in page


def test_authorities_are_placed_in_a_funnel_and_a_table(leader, database, published):
    many(database, authorities=40, periods=["2025"])
    release(database, an_observation(numerator=60.0, denominator=200.0, value=30.0))
    page = leader.get("/performance/CP03")
    assert "43 authorities as a table" in page.text
    assert "over-dispersion" in words(page).lower()
    table = leader.get("/performance/CP03/authorities.csv").get_data(as_text=True)
    assert "E09000016,Havering,2025,60.0,200.0,30.0," in table


def test_too_few_authorities_make_no_funnel(leader, database, published):
    publish(database, "2025", {"E09000016": (10, 100)})
    assert "too few to tell what is unusual" in words(leader.get("/performance/CP03"))


def test_an_administrator_sees_no_figure(administrator, published):
    for path in ("/performance/", "/performance/CP03", "/performance/CP03/figures.csv"):
        assert administrator.get(path).status_code == 403


def many(database, *, authorities, periods, indicators=("CP03",)):
    """Official figures of so many made-up authorities beside the real areas."""
    codes = [f"E0800{number:04d}" for number in range(authorities)]
    with database.transaction() as session:
        figures.learn_areas(
            session, [an_area(code, f"Authority {code}") for code in codes]
        )
        everywhere = [*codes, *(area["code"] for area in BESIDE)]
        figures.record_all_published(
            session,
            [
                {
                    "indicator": indicator,
                    "period": period,
                    "values": [
                        {
                            "area": code,
                            "numerator": 20.0 + place % 60,
                            "denominator": 250.0 + place,
                            "value": 10.0,
                            "code": None,
                        }
                        for place, code in enumerate(everywhere)
                    ],
                }
                for indicator in indicators
                for period in periods
            ],
        )


def test_the_page_asks_at_most_twelve_questions_however_much_there_is(
    leader, database, published
):
    """150 authorities, 20 indicators, 13 years, and boroughs that released all."""
    periods = [str(year) for year in range(2013, 2026)]
    names = [
        "FD04", "FD06", "FD07", "FD08", "CI01", "CP07", "CP01", "CP03", "CP04", "CL01",
        "CL05", "CL06", "WF02", "WF04", "WF05", "WF06", "WF07", "AS01", "IC01", "SD01",
    ]  # fmt: skip
    many(database, authorities=147, periods=periods, indicators=names)
    release(
        database,
        *(
            an_observation(indicator=name, period=period, source=source)
            for name in names
            for period in periods
            for source in AREAS
        ),
    )
    for path in ("/performance/CP03", "/performance/"):
        asked = questions(database, lambda path=path: leader.get(path))
        assert 0 < len(asked) <= 12, asked


def questions(database, work):
    asked = []

    def note(_connection, _cursor, statement, *_rest):
        if not statement.startswith(("BEGIN", "PRAGMA")):
            asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    work()
    event.remove(database.engine, "before_cursor_execute", note)
    return asked


def test_a_federation_of_many_shows_six_and_offers_all(leader, database, published):
    with database.transaction() as session:
        for number in range(20):
            members.add_member(
                session,
                slug=f"borough-{number}",
                name=f"Borough {number}",
                area_code=f"E0800{number:04d}",
                jwk=a_public_jwk(),
            )
    page = leader.get("/performance/CP03").text
    assert page.count('name="boroughs"') == 23
    assert page.count(" checked") == 6
