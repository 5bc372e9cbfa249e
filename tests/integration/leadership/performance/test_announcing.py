import orjson
import pytest
from sqlalchemy import select

from kit.exchange.model import OutboxEvent
from leadership.performance import service
from leadership.performance.events import AREAS_PUBLISHED, COMPARATORS_PUBLISHED
from leadership.standards import service as standards
from partnership.figures import service as figures
from partnership.figures.model import Code
from partnership.figures.service import MeasureRow

AREAS = [
    {
        "code": code,
        "old_code": None,
        "name": name,
        "level": level,
        "region": region,
        "neighbours": neighbours,
    }
    for code, name, level, region, neighbours in (
        ("E92000001", "England", "country", None, []),
        ("E12000007", "London", "region", None, []),
        ("E09000016", "Havering", "authority", "E12000007", ["E09000004"]),
        ("E09000004", "Bexley", "authority", "E12000007", []),
    )
]


@pytest.fixture
def database(each_database):
    with each_database.transaction() as session:
        standards.draft_indicator_set(session)
        standards.publish_indicator_set(session, version=1, published_by="x")
        figures.learn_areas(session, AREAS)
        record(session, "2025", 105, 454)
        record(session, "2024", 98, 426)
    return each_database


def record(session, period, second, started):
    figures.record_measures(
        session,
        [
            MeasureRow("cpp_second_or_subsequent", "E09000016", period, second, None),
            MeasureRow("cpp_started", "E09000016", period, started, None),
            MeasureRow("cpp_started", "E09000004", period, None, Code.CONFIDENTIAL),
        ],
        own_area=None,
    )


def sent(session):
    rows = session.scalars(select(OutboxEvent).order_by(OutboxEvent.id))
    bodies = [orjson.loads(row.body) for row in rows]
    wanted = (AREAS_PUBLISHED, COMPARATORS_PUBLISHED)
    return [body for body in bodies if body["type"] in wanted]


def test_areas_and_each_period_of_each_indicator_go_out_to_all(database):
    with database.transaction() as session:
        waiting = service.pending_announcement(session)
        announced = service.announce_comparators(session)
    assert waiting == announced
    assert announced.areas == 4
    assert {"CP03:2024", "CP03:2025"} <= set(announced.subjects)
    with database.reading() as session:
        events = {body["subject"]: body for body in sent(session)}
    havering = next(
        area for area in events["areas"]["data"]["areas"] if area["name"] == "Havering"
    )
    assert havering["neighbours"] == ["E09000004"]
    data = events["CP03:2025"]["data"]
    value = next(one for one in data["values"] if one["area"] == "E09000016")
    assert (value["numerator"], value["denominator"]) == (105.0, 454.0)
    assert round(value["value"], 1) == 23.1


def test_what_went_out_once_does_not_go_out_again(database):
    with database.transaction() as session:
        service.announce_comparators(session)
        before = len(sent(session))
        assert not service.pending_announcement(session).anything
        assert not service.announce_comparators(session).anything
        assert len(sent(session)) == before


def test_only_what_changed_goes_out_as_the_next_version(database):
    with database.transaction() as session:
        service.announce_comparators(session)
        before = len(sent(session))
        record(session, "2025", 106, 454)
        announced = service.announce_comparators(session)
        assert announced.areas == 0
        assert announced.subjects == ("CP03:2025",)
        [again] = sent(session)[before:]
        assert (again["subject"], again["recordversion"]) == ("CP03:2025", 2)


def test_a_code_goes_out_as_a_code_and_never_as_a_zero(database):
    with database.transaction() as session:
        service.announce_comparators(session)
        data = {body["subject"]: body["data"] for body in sent(session)}["CP03:2025"]
    bexley = [one for one in data["values"] if one["area"] == "E09000004"]
    assert all(one["value"] is None for one in bexley)
