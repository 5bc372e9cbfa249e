import orjson
import pytest
from sqlalchemy import select

from kit.exchange.model import OutboxEvent
from leadership.standards import queries, service
from leadership.standards.model import (
    AlreadyPublished,
    DraftInTheWay,
    UnknownStandard,
)
from partnership.figures import queries as figures

IDS = {
    "FD04", "FD06", "FD07", "FD08", "CI01", "CP07", "CP01", "CP03", "CP04", "CL01",
    "CL05", "CL06", "WF02", "WF04", "WF05", "WF06", "WF07", "AS01", "IC01", "SD01",
    "CL03", "IC03",
}  # fmt: skip


@pytest.fixture
def database(each_database):
    return each_database


def publish(session):
    version = service.draft_indicator_set(session).version
    return service.publish_indicator_set(
        session, version=version, published_by="Leadership group member"
    )


def test_publishing_teaches_this_service_the_set_and_announces_it_to_all(database):
    with database.transaction() as session:
        publish(session)
    with database.reading() as session:
        assert {one.id for one in figures.indicators(session)} == IDS
        event = session.scalars(select(OutboxEvent)).one()
        assert (event.stream, event.subject) == ("leadership/all", "indicator-set")
        data = orjson.loads(event.body)["data"]
    assert data["version"] == 1
    assert {one["id"] for one in data["indicators"]} == IDS


def test_a_published_version_never_changes(database):
    with database.transaction() as session:
        publish(session)
        for change in (
            lambda: service.reword_indicator(
                session, version=1, indicator="CP03", words={"title": "Other"}
            ),
            lambda: service.publish_indicator_set(
                session, version=1, published_by="Leadership group member"
            ),
        ):
            with pytest.raises(AlreadyPublished):
                change()
        assert queries.standard(session, 1).indicator("CP03").title != "Other"


def test_the_next_version_starts_from_the_last_and_shows_what_changed(database):
    with database.transaction() as session:
        publish(session)
        service.draft_indicator_set(session)
        service.reword_indicator(
            session, version=2, indicator="CP03", words={"title": "Repeat plans"}
        )
    with database.reading() as session:
        [change] = queries.changes(session, 2)
        assert (change.indicator, change.after) == ("CP03", "Repeat plans")
        assert queries.published_version(session) == 1
        assert queries.standard(session, 1).indicator("CP03").title != "Repeat plans"


def test_there_is_one_draft_at_a_time(database):
    with database.transaction() as session:
        service.draft_indicator_set(session)
        with pytest.raises(DraftInTheWay):
            service.draft_indicator_set(session)


def test_what_was_never_drafted_cannot_be_published(database):
    with database.transaction() as session, pytest.raises(UnknownStandard):
        service.publish_indicator_set(session, version=1, published_by="x")


def test_a_draft_sends_nothing(database):
    with database.transaction() as session:
        service.draft_indicator_set(session)
    with database.reading() as session:
        assert session.scalars(select(OutboxEvent)).all() == []
        assert figures.indicators(session) == []
