"""Measures come in, observations follow."""

import pytest

from kit.db import SharedBase
from kit.errors import Invalid
from partnership.figures import queries, service
from partnership.figures.queries import Level, Origin
from partnership.figures.service import MeasureRow

HAVERING, REDBRIDGE = "E09000016", "E09000026"
REREFERRALS = {
    "id": "FD06",
    "position": 1,
    "title": "Re-referrals within 12 months",
    "definition": "Referrals within 12 months of an earlier one.",
    "numerator": "rereferrals",
    "denominator": "referrals",
    "denominator_lag": 0,
    "unit": "percent",
    "decimals": 1,
    "polarity": "lower",
    "supplier": "Local authority",
    "frequency": "annual",
    "year_end": "31 March",
    "source": "DfE",
    "disclosure_class": "published",
    "part_of": None,
}


@pytest.fixture
def database(any_database):
    database = any_database("havering", [SharedBase.metadata])
    with database.transaction() as session:
        service.learn_indicators(session, [REREFERRALS], version=1)
    return database


def record(database, *rows, own_area=HAVERING):
    with database.transaction() as session:
        measures = [MeasureRow(*row) for row in rows]
        return service.record_measures(session, measures, own_area=own_area)


def counted(referrals, rereferrals, area=HAVERING, period="2025"):
    return (
        ("referrals", area, period, referrals, None),
        ("rereferrals", area, period, rereferrals, None),
    )


def observed(database, **narrowing):
    with database.reading() as session:
        return [
            (row.area, row.period, row.origin, row.value, row.code, row.version)
            for row in queries.observations(session, **narrowing)
        ]


def test_an_observation_follows_from_its_measures(database):
    record(database, *counted(400.0, 100.0), *counted(200.0, 10.0, REDBRIDGE))
    assert observed(database) == [
        (HAVERING, "2025", Origin.OWN, 25.0, None, 1),
        (REDBRIDGE, "2025", Origin.PUBLISHED, 5.0, None, 1),
    ]


def test_the_version_rises_only_when_something_changed(database):
    record(database, *counted(400.0, 100.0))
    assert record(database, *counted(400.0, 100.0)) == 0
    assert observed(database)[0][-1] == 1
    assert record(database, ("rereferrals", HAVERING, "2025", 120.0, None)) == 1
    assert observed(database) == [(HAVERING, "2025", Origin.OWN, 30.0, None, 2)]


def test_a_code_replaces_a_value_and_is_never_zero(database):
    record(database, *counted(400.0, 100.0))
    record(database, ("rereferrals", HAVERING, "2025", None, "c"))
    assert observed(database) == [(HAVERING, "2025", Origin.OWN, None, "c", 2)]


def test_one_code_after_another_is_a_change(database):
    record(database, *counted(400.0, 100.0))
    for code in ("c", "x"):
        assert record(database, ("rereferrals", HAVERING, "2025", None, code)) == 1
        assert observed(database)[0][-2] == code


def test_an_area_of_another_member_is_published_for_leadership(database):
    record(database, *counted(400.0, 100.0), own_area=None)
    assert observed(database)[0][2] is Origin.PUBLISHED


def test_a_new_definition_recomputes_and_leaves_nothing_wrong_standing(database):
    record(database, *counted(400.0, 100.0))
    with database.transaction() as session:
        changed = REREFERRALS | {"numerator": "something_else"}
        service.learn_indicators(session, [changed], version=2)
    assert observed(database) == [(HAVERING, "2025", Origin.OWN, None, ":", 2)]
    with database.transaction() as session:
        service.learn_indicators(session, [REREFERRALS], version=3)
    assert observed(database) == [(HAVERING, "2025", Origin.OWN, 25.0, None, 3)]


def test_new_words_alone_change_no_observation(database):
    record(database, *counted(400.0, 100.0))
    with database.transaction() as session:
        changed = REREFERRALS | {"title": "Referred again"}
        service.learn_indicators(session, [changed], version=2)
    assert observed(database)[0][-1] == 1
    with database.reading() as session:
        (indicator,) = queries.indicators(session)
    assert (indicator.title, indicator.standard_version) == ("Referred again", 2)


def test_an_indicator_that_left_the_set_is_gone(database):
    with database.transaction() as session:
        service.learn_indicators(session, [REREFERRALS | {"id": "FD99"}], version=2)
    with database.reading() as session:
        assert [row.id for row in queries.indicators(session)] == ["FD99"]


def test_comparators_by_message_stand_beside_own_figures(database):
    record(database, *counted(400.0, 100.0))
    value = {"area": HAVERING, "numerator": None, "denominator": None}
    with database.transaction() as session:
        for version in (24.8, 24.8, 24.9):
            service.record_published(
                session,
                indicator="FD06",
                period="2025",
                values=[value | {"value": version, "code": None}],
            )
    assert observed(database) == [
        (HAVERING, "2025", Origin.OWN, 25.0, None, 1),
        (HAVERING, "2025", Origin.PUBLISHED, 24.9, None, 2),
    ]
    with database.reading() as session:
        lines = queries.series(session, indicators=["FD06"], areas=[HAVERING])
    (line,) = queries.one_line_each(lines)
    assert line.origin is Origin.OWN


def test_a_series_runs_in_time_order(database):
    for period in ("2025", "2023", "2024"):
        record(database, *counted(400.0, 100.0, period=period))
    with database.reading() as session:
        (line,) = queries.series(session, indicators=["FD06"], areas=[HAVERING])
        latest = queries.latest_period(session, indicator="FD06", areas=[HAVERING])
    assert [point.period for point in line.points] == ["2023", "2024", "2025"]
    assert line.latest.period == latest == "2025"


def test_a_figure_is_corrected_by_hand(database):
    record(database, *counted(400.0, 100.0))
    with database.transaction() as session:
        service.correct_figure(
            session,
            measure="rereferrals",
            area=HAVERING,
            period="2024-25",
            value=80.0,
            own_area=HAVERING,
        )
    assert observed(database) == [(HAVERING, "2025", Origin.OWN, 20.0, None, 2)]


@pytest.mark.parametrize("entry", [{}, {"value": 1.0, "code": "c"}, {"value": -1.0}])
def test_a_hand_entry_is_a_value_or_a_code(database, entry):
    with pytest.raises(Invalid), database.transaction() as session:
        service.correct_figure(
            session,
            measure="rereferrals",
            area=HAVERING,
            period="2025",
            own_area=HAVERING,
            **entry,
        )


def an_area(code=HAVERING, old_code="311", **changes):
    area = {
        "code": code,
        "old_code": old_code,
        "name": "Havering",
        "level": "authority",
        "region": "E13000002",
        "neighbours": None,
    }
    return area | changes


def test_a_file_without_neighbours_leaves_the_known_ones(database):
    with database.transaction() as session:
        service.learn_areas(session, [an_area(neighbours=[REDBRIDGE])])
        assert service.learn_areas(session, [an_area()]) == 0
        assert service.learn_areas(session, [an_area(name="Havering LB")]) == 1
    with database.reading() as session:
        area = queries.area(session, HAVERING)
    assert (area.name, area.neighbours, area.level) == (
        "Havering LB",
        (REDBRIDGE,),
        Level.AUTHORITY,
    )


def test_neighbours_are_learnt_for_known_areas(database):
    with database.transaction() as session:
        service.learn_areas(session, [an_area()])
        given = {HAVERING: [REDBRIDGE], "E09999999": []}
        assert service.learn_neighbours(session, given) == 1
        assert service.learn_neighbours(session, given) == 0


def test_an_old_code_belongs_to_the_area_with_the_latest_figures(database):
    with database.transaction() as session:
        service.learn_areas(
            session, [an_area("E10000023", "815"), an_area("E06000065", "815")]
        )
    record(database, *counted(1.0, 1.0, "E10000023", "2022"))
    record(database, *counted(1.0, 1.0, "E06000065", "2025"))
    with database.reading() as session:
        assert queries.codes_by_old_code(session) == {"815": "E06000065"}


def editions(database):
    with database.reading() as session:
        return session.execute(queries.EDITION).one().editions


def test_whatever_changes_makes_an_edition_and_nothing_else_does(database):
    value = {"area": REDBRIDGE, "value": 1.0, "code": None}
    counts = {"numerator": 1.0, "denominator": 100.0}

    def publish(session):
        service.record_published(
            session, indicator="FD06", period="2025", values=[value | counts]
        )

    changes = [
        lambda session: service.learn_areas(session, [an_area()]),
        lambda session: service.learn_neighbours(session, {HAVERING: [REDBRIDGE]}),
        lambda session: service.record_measures(
            session, [MeasureRow(*row) for row in counted(10, 5)], own_area=HAVERING
        ),
        publish,
    ]
    for change in changes:
        before = editions(database)
        for _ in range(2):
            with database.transaction() as session:
                change(session)
        assert editions(database) == before + 1
