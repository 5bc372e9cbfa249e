from datetime import UTC, datetime
from uuid import UUID

from borough.standards import queries
from borough.standards.consumers import STANDARD_PUBLISHED, standards_published
from kit.exchange.event import Event
from partnership.figures import queries as figures
from tests.support.boroughs import a_definition


def published(version, *definitions):
    return Event(
        id=UUID(int=version),
        source="leadership",
        type=STANDARD_PUBLISHED,
        subject="indicator-set",
        version=version,
        time=datetime(2026, 11, 21, 9, 0, tzinfo=UTC),
        data={
            "standard": "indicator-set",
            "kind": "indicator_set",
            "version": version,
            "title": "Indicator set",
            "summary": "What every borough counts, and how.",
            "effective_from": "2026-12-01",
            "published_at": "2026-11-21T09:00:00.000000Z",
            "indicators": list(definitions),
        },
        correlation_id="c",
        causation_id=None,
        stream="leadership/all",
        epoch=1,
        sequence=version,
    )


def receive(database, *events):
    with database.transaction() as session:
        standards_published(session, events)


def works_to(database):
    with database.reading() as session:
        return {each.id: each.standard_version for each in figures.indicators(session)}


def test_a_published_standard_is_kept_and_worked_to(borough):
    event = published(2, a_definition("AS01"), a_definition("IC01", 2))
    receive(borough.database, event)
    assert works_to(borough.database) == {"AS01": 2, "IC01": 2}
    with borough.database.reading() as session:
        (standard,) = queries.versions(session)
    assert standard.version == 2
    assert [one.id for one in standard.indicators] == ["AS01", "IC01"]


def test_the_same_standard_again_changes_nothing(borough):
    event = published(2, a_definition("AS01"))
    receive(borough.database, event, event)
    receive(borough.database, event)
    with borough.database.reading() as session:
        assert len(queries.versions(session)) == 1


def test_an_older_version_that_arrives_late_is_kept_but_not_worked_to(borough):
    receive(borough.database, published(3, a_definition("AS01")))
    receive(borough.database, published(2, a_definition("OLD1")))
    assert works_to(borough.database) == {"AS01": 3}
    with borough.database.reading() as session:
        assert [one.version for one in queries.versions(session)] == [3, 2]


def test_the_page_teaches_what_each_indicator_means(app, analyst):
    assert "No standard has arrived yet" in analyst.get("/standards/").text
    receive(app.extensions["accord"].database, published(1, a_definition("AS01")))
    page = analyst.get("/standards/").text
    assert "What AS01 counts." in page
    assert "as01 counted ÷ as01 group" in page
    assert "1 to 7 are hidden" in page
    table = analyst.get("/standards/1/indicators.csv")
    assert "AS01,Title of AS01" in table.text
    assert analyst.get("/standards/9").status_code == 404
