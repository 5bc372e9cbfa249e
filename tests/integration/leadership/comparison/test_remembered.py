"""A comparison is remembered until anything of it changes, in whichever way."""

import re
import threading
from datetime import UTC, datetime, timedelta

import orjson
import pytest
import time_machine

from kit import clock
from kit.exchange import event, waiting
from kit.exchange.applier import Applier
from kit.exchange.model import Waiting
from kit.web import ahead
from leadership.db import METADATAS
from leadership.members import service as members
from leadership.members.model import MemberStatus
from leadership.performance import service
from leadership.performance.consumers import HANDLERS
from leadership.standards import service as standards
from partnership.figures import service as figures
from partnership.imports import service as imports
from tests.integration.leadership.conftest import a_public_jwk
from tests.support.people import client_for
from tests.support.released import (
    a_first_version,
    a_return,
    an_observation,
)
from tests.support.remembered import (
    ENGLAND,
    HAVERING,
    LONDON,
    PAGE,
    a_leadership,
    an_area,
    publish,
)

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def here(each_database, tmp_path, compiled):
    return a_leadership(each_database, tmp_path, compiled)


def released(*events):
    return lambda here: here.do(lambda s: service.take_observations(s, events))


def returned(*events):
    return lambda here: here.do(lambda s: service.take_returns(s, events))


def a_waiting_event_is_retried(here):
    one = an_observation(value=98.7, source="redbridge")
    envelope = orjson.loads(
        event.write(
            event_id=one.id,
            source=one.source,
            type=one.type,
            subject=one.subject,
            version=one.version,
            data=one.data,
            correlation_id="c",
        )
    )
    item = event.read(envelope, stream=one.stream, epoch=1, sequence=1), envelope
    here.do(lambda session: waiting.put(session, item, Waiting.RETRYING, "late"))
    with time_machine.travel(clock.now() + timedelta(hours=1)):
        Applier(
            database=here.database,
            handlers=HANDLERS,
            applied=lambda stream: None,
            stop=threading.Event(),
        ).retry_waiting()


def official_figures_are_published(here):
    here.do(lambda session: publish(session, LONDON))


def an_official_figure_is_published_anew(here):
    here.do(lambda session: publish(session, LONDON, value=33.3))
    here.page()
    here.do(lambda session: publish(session, LONDON, value=44.4))


def a_file_is_imported(here):
    text = (
        "indicator,measure,area,period,numerator,denominator,value,code,note\n"
        f",cpp_second_or_subsequent,{ENGLAND},2025,,,777,,\n"
        f",cpp_started,{ENGLAND},2025,,,1000,,\n"
    )
    imports.store_file(here.database, text.encode(), own_area=None)


def a_figure_is_corrected_by_hand(here):
    a_file_is_imported(here)
    here.page()
    here.do(
        lambda session: figures.correct_figure(
            session,
            measure="cpp_second_or_subsequent",
            area=ENGLAND,
            period="2025",
            value=555.0,
            own_area=None,
        )
    )


def an_area_is_renamed(here):
    areas = [an_area(LONDON, "Greater London", "region")]
    here.do(lambda session: publish(session, LONDON))
    here.page()
    here.do(lambda session: figures.learn_areas(session, areas))


def the_next_standard_is_published(here):
    def reword_and_publish(session):
        standards.draft_indicator_set(session)
        words = {"title": "Plans that came again"}
        standards.reword_indicator(session, version=2, indicator="CP03", words=words)
        standards.publish_indicator_set(session, version=2, published_by="x")

    here.do(reword_and_publish)


def a_member_is_entered(here):
    here.do(
        lambda session: members.add_member(
            session,
            slug="thurrock",
            name="Thurrock",
            area_code="E06000034",
            jwk=a_public_jwk(),
        )
    )


WAYS = [
    (released(an_observation(value=98.7, source="redbridge")), "98.7"),
    (
        released(an_observation(2, value=88.8, history=[a_first_version(12.5)])),
        "restated; first released as 12.5",
    ),
    (released(an_observation(period="2019", value=12.5)), "2018-19"),
    (a_waiting_event_is_retried, "98.7"),
    (returned(a_return(source="redbridge", released_by="R. Partner")), "R. Partner"),
    (returned(a_return(2, released_by="Second person")), "Second person"),
    (official_figures_are_published, "33.3"),
    (an_official_figure_is_published_anew, "44.4"),
    (a_file_is_imported, "77.7"),
    (a_figure_is_corrected_by_hand, "55.5"),
    (an_area_is_renamed, "Greater London"),
    (the_next_standard_is_published, "Plans that came again"),
    (a_member_is_entered, "Thurrock"),
]
NAMED = [
    "released", "restated", "another period", "retried", "returned", "returned again",
    "published", "published anew", "imported", "corrected", "renamed", "standard",
    "member",
]  # fmt: skip


@pytest.mark.parametrize(("change", "words"), WAYS, ids=NAMED)
def test_what_changes_is_seen_with_the_next_view(here, change, words):
    assert words not in here.page()
    assert here.page() == here.page()
    change(here)
    assert words in here.page()


def test_new_neighbours_are_seen_in_their_group(here):
    address = f"{PAGE}/authorities.csv?group=havering&year=2025"
    assert "Town 3" not in here.page(address)
    neighbours = {HAVERING: [f"E0800{number:04d}" for number in range(12)]}
    here.do(lambda session: figures.learn_neighbours(session, neighbours))
    assert "Town 3" in here.page(address)


def test_a_changed_figure_is_in_the_download_too(here):
    address = f"{PAGE}/figures.csv"
    assert "98.7" not in here.page(address)
    released(an_observation(value=98.7, source="redbridge"))(here)
    assert "98.7" in here.page(address)


def test_what_was_undone_is_not_seen(here):
    before = here.page()

    def change_and_fail(session):
        service.take_observations(session, [an_observation(2, value=98.7)])
        publish(session, LONDON)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        here.do(change_and_fail)
    assert here.page() == before


def test_a_suspended_members_figures_stay(here):
    before = here.page()
    here.do(
        lambda session: members.change_status(
            session, slug="havering", status=MemberStatus.SUSPENDED
        )
    )
    assert here.page() == before


def test_time_alone_makes_a_borough_late(here):
    with time_machine.travel(NOON, tick=False) as now:
        states = []
        for days in (0, 99, 101, 0):
            now.move_to(NOON + timedelta(days=days))
            here.reader = client_for(here.app, "leadership_member")
            states.append("Havering Late" in here.page())
        assert states == [False, False, True, False]


def test_a_page_seen_before_asks_only_who_and_whether_it_changed(here):
    first = len(here.questions())
    again = here.questions()
    assert len(again) <= first - 6
    assert sum("performance_observation" in asked for asked in again) == 1


def test_each_choice_is_remembered_by_itself(here):
    of_seven, of_eight = here.page(), here.page(f"{PAGE}?run=8")
    assert "one of 7 or more in a row" in of_seven
    assert "one of 8 or more in a row" in of_eight
    assert (here.page(), here.page(f"{PAGE}?run=8")) == (of_seven, of_eight)


def test_a_choice_that_makes_no_sense_is_named_each_time(here):
    for _ in range(2):
        answer = here.reader.get(f"{PAGE}?run=2")
        assert answer.status_code == 422
        assert "<title" in answer.text
        assert "Error: " in answer.text.split("</title>")[0]
        assert "Choose a run of 6, 7 or 8 points" in answer.text
    assert here.reader.get(PAGE).status_code == 200


def test_links_begin_where_the_service_is_mounted(here):
    below = {"SCRIPT_NAME": "/accord"}
    mounted = here.reader.get(PAGE, environ_overrides=below).text
    at_the_root = here.reader.get(PAGE).text
    link = 'href="{}/performance/CP03/figures.csv"'
    assert link.format("/accord") in mounted
    assert link.format("") in at_the_root


def test_nothing_of_one_person_is_shown_to_another(here):
    one = client_for(here.app, "leadership_member", name="Somebody")
    other = client_for(here.app, "scrutineer", name="Another Person")
    first, second = one.get(PAGE).text, other.get(PAGE).text
    assert "Another Person" in second
    assert "Another Person" not in one.get(PAGE).text
    assert nonce_of(first) != nonce_of(second)


def nonce_of(page):
    return re.search(r'nonce="([^"]+)"', page).group(1)


def test_two_services_in_one_process_remember_apart(
    sqlite_database, tmp_path, compiled
):
    """Even where all that tells one state from another is the same for both."""
    with time_machine.travel(NOON, tick=False):
        one, other = (
            a_leadership(sqlite_database(name, METADATAS), tmp_path, compiled)
            for name in ("one", "other")
        )
        released(an_observation(value=98.7, source="redbridge"))(one)
        released(an_observation(value=11.1, source="redbridge"))(other)
        assert ("98.7" in one.page(), "98.7" in other.page()) == (True, False)
        assert ("11.1" in one.page(), "11.1" in other.page()) == (False, True)


def test_readers_at_once_see_at_least_what_was_stored_before_they_asked(here):
    """Three readers ask on and on while ten corrections come in."""
    stored, wrong, done = [100], [], threading.Event()

    def read(reader):
        while not done.is_set():
            least = stored[-1]
            table = reader.get(PAGE).text.split('id="figures"')[-1]
            seen = int(re.search(r"numeric\">(\d+)\.0", table).group(1))
            if seen < least:
                wrong.append((least, seen))

    released(an_observation(2, value=100.0))(here)
    readers = [
        threading.Thread(target=read, args=(client_for(here.app, "leadership_member"),))
        for _ in range(3)
    ]
    for reader in readers:
        reader.start()
    for number in range(1, 11):
        released(an_observation(2 + number, value=100.0 + number))(here)
        stored.append(100 + number)
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert "110.0" in here.page()


@pytest.fixture
def on_postgresql(postgresql_database, tmp_path, compiled):
    return a_leadership(
        postgresql_database("leadership", METADATAS), tmp_path, compiled
    )


@pytest.mark.postgresql
@pytest.mark.parametrize(
    ("slower", "quicker"),
    [
        (
            lambda s: service.take_observations(
                s, [an_observation(value=98.7, source="redbridge")]
            ),
            lambda s: service.take_observations(
                s, [an_observation(source="barking-and-dagenham", value=33.3)]
            ),
        ),
        (
            lambda s: service.take_returns(
                s, [a_return(source="redbridge", released_by="98.7")]
            ),
            lambda s: service.take_returns(
                s, [a_return(source="barking-and-dagenham")]
            ),
        ),
        (
            lambda s: publish(s, LONDON, value=98.7),
            lambda s: publish(s, ENGLAND),
        ),
    ],
    ids=["released", "returned", "published"],
)
def test_of_two_changes_at_once_the_slower_is_seen_too(on_postgresql, slower, quicker):
    """The slower change has the earlier moment, and neither waits for the other."""
    with on_postgresql.database.transaction() as session:
        slower(session)
        on_postgresql.do(quicker)
        assert "98.7" not in on_postgresql.page()
    assert "98.7" in on_postgresql.page()


def test_pages_are_drawn_before_the_first_reader_comes(
    each_database, tmp_path, compiled
):
    here = a_leadership(each_database, tmp_path, compiled)
    ahead.prepare(here.app)
    first = len(here.questions())
    assert first == len(here.questions())
    assert "12.5" in here.page()
