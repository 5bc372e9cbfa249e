"""A file is stored wholly, once, and only when someone says so."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from kit import clock
from kit.db import SharedBase
from kit.errors import Conflict, NotFound
from partnership.figures import queries as figures
from partnership.figures import service as figures_service
from partnership.imports import queries, service
from partnership.imports.model import Import, State, Upload
from partnership.imports.problems import Unreadable

HAVERING, REDBRIDGE = "E09000016", "E09000026"
HEADINGS = "indicator,measure,area,period,numerator,denominator,value,code,note\n"
POPULATION = (
    "time_period,geographic_level,country_code,country_name,region_code,region_name,"
    "old_la_code,new_la_code,la_name,age_group,population_estimate\n"
)
POPULATION_ROW = (
    "{year},Local authority,E92000001,England,E13000002,Outer London,311,E09000016,"
    "Havering,Children aged 0 to 17 years,61000"
)


@pytest.fixture
def database(any_database):
    database = any_database("havering", [SharedBase.metadata])
    with database.transaction() as session:
        figures_service.learn_areas(
            session,
            [
                {
                    "code": code,
                    "old_code": old_code,
                    "name": name,
                    "level": "authority",
                    "region": None,
                    "neighbours": [],
                }
                for code, old_code, name in (
                    (HAVERING, "311", "Havering"),
                    (REDBRIDGE, "317", "Redbridge"),
                )
            ],
        )
    return database


def a_file(referrals=1000, periods=("2024", "2025")):
    rows = [f",referrals,{HAVERING},{period},,,{referrals},,\n" for period in periods]
    return (HEADINGS + "".join(rows)).encode()


def upload(database, content):
    with database.transaction() as session:
        import_id = service.receive_file(
            session, name="figures.csv", content=content, user_id=None
        )
    service.check(database, import_id)
    return import_id


def store(database, import_id):
    with database.transaction() as session:
        return service.store(session, import_id, own_area=HAVERING)


def view(database, import_id):
    with database.reading() as session:
        return queries.one(session, import_id)


def stored(database, measure="referrals"):
    with database.reading() as session:
        return figures.stored_figures(session, measures=[measure], areas=None)


def kept_bytes(database):
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(Upload))


def test_a_checked_file_waits_and_changes_nothing_yet(database):
    import_id = upload(database, a_file())
    assert view(database, import_id).state is State.READY
    assert stored(database) == {}


def test_a_stored_file_is_in_the_figures_and_its_bytes_are_gone(database):
    import_id = upload(database, a_file())
    assert store(database, import_id) == 2
    assert stored(database) == {
        ("referrals", HAVERING, "2024"): (1000.0, None),
        ("referrals", HAVERING, "2025"): (1000.0, None),
    }
    assert view(database, import_id).state is State.STORED
    assert kept_bytes(database) == 0


def test_the_same_file_twice_changes_nothing_and_says_so(database):
    store(database, upload(database, a_file()))
    with pytest.raises(service.AlreadyStored, match=r"already stored on \d+ \w+ 20"):
        upload(database, a_file())


def test_an_older_file_may_come_back_after_another_took_its_place(database):
    store(database, upload(database, a_file(1000)))
    store(database, upload(database, a_file(1100)))
    store(database, upload(database, a_file(1000)))
    assert set(stored(database).values()) == {(1000.0, None)}


def test_a_changed_file_shows_what_it_changes(database):
    store(database, upload(database, a_file(1000, ["2023", "2024", "2025"])))
    changed = (
        a_file(1000, ["2023"])
        + (
            f",referrals,{HAVERING},2024,,,1005,,\n"
            f",referrals,{HAVERING},2025,,,,c,\n"
            f",referrals,{HAVERING},2026,,,990,,\n"
        ).encode()
    )
    told = view(database, upload(database, changed)).summary
    assert (told["new"], told["changed"], told["unchanged"]) == (1, 2, 1)
    assert [(c["period"], c["was"], c["becomes"]) for c in told["cells"]] == [
        ("2024", 1000.0, 1005.0),
        ("2025", 1000.0, "c"),
    ]


def test_a_published_file_shorter_than_the_last_of_its_kind_is_noticed(database):
    rows = [f"{POPULATION_ROW.format(year=year)}\n" for year in (2022, 2023, 2024)]
    store(database, upload(database, (POPULATION + "".join(rows)).encode()))
    shorter = upload(database, (POPULATION + rows[0].replace("61000", "9")).encode())
    assert view(database, shorter).rows_fewer == 2
    assert len(stored(database, "population_0_17")) == 3


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(a_file()[:-12], id="truncated"),
        pytest.param(a_file().replace(b"measure", b"measures"), id="renamed"),
        pytest.param(a_file() + "café\n".encode("latin-1"), id="wrongly encoded"),
        pytest.param(a_file() + b"=1+1,,,,,,,,\n", id="formula"),
        pytest.param(a_file("1 000"), id="spaces in numbers"),
        pytest.param(a_file() + a_file()[len(HEADINGS) :], id="repeated"),
    ],
)
def test_a_file_with_a_fault_is_refused_with_its_row_and_nothing_is_stored(
    database, content
):
    import_id = upload(database, content)
    assert view(database, import_id).state is State.REFUSED
    with database.reading() as session:
        problems = queries.problems(session, import_id)
    assert problems
    assert all(problem.row is not None for problem in problems)
    with pytest.raises(Conflict):
        store(database, import_id)
    assert stored(database) == {}
    assert kept_bytes(database) == 0


def test_a_file_of_fifty_megabytes_is_refused_at_once(database):
    with pytest.raises(Unreadable, match="the limit is 10 MB"):
        upload(database, b"x" * 50_000_000)
    assert kept_bytes(database) == 0


def test_a_fault_in_the_middle_of_storing_leaves_nothing(database, monkeypatch):
    import_id = upload(database, a_file())

    def fail(*arguments, **named):
        raise OSError("the disk is full")

    monkeypatch.setattr(figures_service, "_recompute_after", fail)
    with pytest.raises(OSError, match="disk"):
        store(database, import_id)
    assert stored(database) == {}
    assert view(database, import_id).state is State.READY
    monkeypatch.undo()
    assert store(database, import_id) == 2


def test_a_file_is_stored_or_thrown_away_once(database):
    first, second = upload(database, a_file()), upload(database, a_file(7))
    store(database, first)
    with pytest.raises(Conflict):
        store(database, first)
    with database.transaction() as session:
        service.discard(session, second)
    with pytest.raises(Conflict):
        store(database, second)
    assert set(stored(database).values()) == {(1000.0, None)}


def test_a_silent_check_is_given_up_and_a_lively_one_is_not(database):
    with database.transaction() as session:
        import_id = service.receive_file(
            session, name="figures.csv", content=a_file(), user_id=None
        )
        service.give_up_silent(session, import_id)
    assert view(database, import_id).state is State.CHECKING
    with database.transaction() as session:
        current = session.get_one(Import, import_id)
        current.seen_at = (
            clock.now() - service.SILENCE[State.CHECKING] - timedelta(seconds=1)
        )
    with database.transaction() as session:
        service.give_up_silent(session, import_id)
    assert view(database, import_id).state is State.REFUSED
    with database.reading() as session:
        (problem,) = queries.problems(session, import_id)
    assert "interrupted" in problem.problem
    assert kept_bytes(database) == 0


def test_a_silent_storing_makes_the_file_ready_again(database):
    import_id = upload(database, a_file())
    with database.transaction() as session:
        service.begin_storing(session, import_id)
        service.give_up_silent(session, import_id)
    assert view(database, import_id).state is State.STORING
    with database.transaction() as session:
        current = session.get_one(Import, import_id)
        current.seen_at = clock.now() - service.SILENCE[State.STORING] * 2
    with database.transaction() as session:
        service.give_up_silent(session, import_id)
    assert view(database, import_id).state is State.READY
    assert store(database, import_id) == 2


def test_progress_is_told_and_kept(database):
    told = []
    rows = "".join(
        f",referrals,{HAVERING},{year}-Q{quarter},,,{year},,\n"
        for year in range(1990, 2101)
        for quarter in (1, 2, 3, 4)
    )
    result = service.store_file(
        database,
        (HEADINGS + rows).encode(),
        own_area=HAVERING,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told[-1] == (444, 444)
    assert (result.rows, result.new) == (444, 444)


def test_nobody_finds_an_upload_that_is_not_there(database):
    with pytest.raises(NotFound):
        view(database, clock.new_id())
