import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from click.testing import CliRunner
from sqlalchemy import delete, select

from accord.cli import main
from borough.wiring import SERVICE, WEEKLY
from kit.access.policy import Action, Need
from kit.accounts import service as accounts
from kit.digest import queries
from kit.digest.model import Digest, due_in, week_of
from kit.digest.weekly import Weekly
from kit.front.model import Item, Kind, Source
from kit.hats import service as hats
from kit.mail.model import Letter
from kit.mail.service import open_office
from kit.notices import service as notices
from kit.notices.model import Delivery
from partnership.access import policy
from tests.support.settings import some_settings

# 16 November 2026 is a Monday.
MONDAY_AT_SEVEN = datetime(2026, 11, 16, 7, tzinfo=UTC)
TUESDAY = MONDAY_AT_SEVEN + timedelta(days=1)
FRIDAY_BEFORE = MONDAY_AT_SEVEN - timedelta(days=3)


def an_item(text="One", kind=Kind.MINE):
    return Item(kind=kind, text=text, href="/somewhere")


class Federation:
    """A borough whose front page says what a test wants it to say."""

    def __init__(self, database, settings):
        self.database, self.settings, self.items = database, settings, []
        source = Source(
            name="Releases",
            need=Need(resource="standards", action=Action.READ),
            look=lambda _session, _actor: self.items,
        )
        self.weekly = Weekly(sources=lambda _settings: [source], policy=policy())

    def person(self, name, role="analyst"):
        with self.database.transaction() as session:
            return accounts.create_user(
                session, email=f"{name}@example.org", name=name, role=role
            )

    def write(self, since=MONDAY_AT_SEVEN):
        return self.weekly.write_all(self.settings, self.database, since=since)

    @property
    def letters(self):
        with self.database.reading() as session:
            return {
                row.recipient: (row.subject, row.body)
                for row in session.scalars(select(Letter))
            }

    def empty_letter_box(self):
        with self.database.transaction() as session:
            session.execute(delete(Letter))


@pytest.fixture
def here(any_database, tmp_path):
    """On a Tuesday, with an account made the week before."""
    database = any_database("havering", SERVICE.metadatas)
    settings = some_settings("havering", tmp_path, mail_url="file:///nowhere")
    open_office(database, settings)
    federation = Federation(database, settings)
    with time_machine.travel(FRIDAY_BEFORE):
        federation.sam = federation.person("sam")
    with time_machine.travel(TUESDAY):
        yield federation


def test_the_letter_counts_what_waits_and_has_links(here):
    here.items = [
        an_item("A secret name"),
        an_item("Another", Kind.LATE),
        an_item("News", Kind.CHANGED),
    ]
    with here.database.transaction() as session:
        notices.tell(
            session, user_id=here.sam, kind="return", text="Look", href="/returns/1"
        )
    assert here.write() == 1
    subject, body = here.letters["sam@example.org"]
    assert subject == "Havering (test): 2 things wait for you, 1 is late"
    assert "- Releases: 2" in body
    assert "Changed lately: 1 thing." in body
    assert "You have 1 unread notice:\nhttp://127.0.0.1:8001/notices/" in body
    assert "secret" not in body


def test_nothing_is_written_when_nothing_is_there(here):
    assert here.write() == 0
    assert here.letters == {}


def test_a_person_gets_one_letter_a_week_however_often_we_start(here):
    here.items = [an_item()]
    assert [here.write(), here.write()] == [1, 0]
    here.empty_letter_box()
    with time_machine.travel(MONDAY_AT_SEVEN + timedelta(days=6)):
        assert here.write() == 0
    with time_machine.travel(MONDAY_AT_SEVEN + timedelta(days=7)):
        assert here.write() == 1


def test_what_comes_later_in_the_week_waits_for_the_next_letter(here):
    here.write()
    here.items = [an_item()]
    assert here.write() == 0


def test_an_account_made_since_begins_with_the_next_week(here):
    here.items = [an_item()]
    here.person("kim")
    here.write()
    assert list(here.letters) == ["sam@example.org"]


@pytest.mark.parametrize("delivery", [Delivery.AT_ONCE, Delivery.ON_PAGES])
def test_who_chose_another_way_gets_none(here, delivery):
    here.items = [an_item()]
    with here.database.transaction() as session:
        notices.choose(session, user_id=here.sam, delivery=delivery)
    assert here.write() == 0


def test_who_has_no_role_or_a_closed_account_gets_none(here):
    here.items = [an_item()]
    with time_machine.travel(FRIDAY_BEFORE):
        closed = here.person("kim")
    with here.database.transaction() as session:
        hats.end_all(session, user_id=here.sam, by=None)
        accounts.close_user(session, user_id=closed)
    assert here.write() == 0


def test_what_two_hats_see_alike_is_counted_once(here):
    here.items = [an_item()]
    with here.database.transaction() as session:
        hats.grant(session, user_id=here.sam, role="business_manager", by=None)
        (reader,) = queries.readers(session, week="2026-W47", since=MONDAY_AT_SEVEN)
        assert [hat.role for hat in reader.hats] == ["analyst", "business_manager"]
    here.write()
    subject, _body = here.letters["sam@example.org"]
    assert subject == "Havering (test): 1 thing waits for you"


def test_one_person_who_cannot_be_written_to_keeps_nobody_back(here):
    with time_machine.travel(FRIDAY_BEFORE):
        here.person("kim", "business_manager")

    def look(_session, actor):
        if actor.role == "analyst":
            raise ZeroDivisionError
        return [an_item()]

    source = Source(
        name="Odd", need=Need(resource="standards", action=Action.READ), look=look
    )
    weekly = Weekly(sources=lambda _settings: [source], policy=policy())
    weekly.write_all(here.settings, here.database, since=MONDAY_AT_SEVEN)
    assert list(here.letters) == ["kim@example.org"]


def test_two_processes_write_one_letter(here):
    here.items = [an_item()]
    both_have_looked = threading.Barrier(2)

    def look(_session, _actor):
        both_have_looked.wait(timeout=30)
        return [an_item()]

    source = Source(
        name="Slow", need=Need(resource="standards", action=Action.READ), look=look
    )
    weekly = Weekly(sources=lambda _settings: [source], policy=policy())
    threads = [
        threading.Thread(
            target=weekly.write_all,
            args=(here.settings, here.database),
            kwargs={"since": MONDAY_AT_SEVEN},
        )
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with here.database.reading() as session:
        assert len(session.scalars(select(Letter)).all()) == 1
        assert len(session.scalars(select(Digest)).all()) == 1


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (MONDAY_AT_SEVEN - timedelta(seconds=1), False),
        (MONDAY_AT_SEVEN, True),
        (MONDAY_AT_SEVEN + timedelta(days=2, hours=23), True),
        (MONDAY_AT_SEVEN + timedelta(days=3), False),
        # In summer London is an hour ahead of UTC.
        (datetime(2026, 6, 15, 5, 59, tzinfo=UTC), False),
        (datetime(2026, 6, 15, 6, 0, tzinfo=UTC), True),
    ],
    ids=[
        *("just before", "on Monday at seven", "on Thursday at six"),
        *("on Thursday at seven", "before in summer", "in summer"),
    ],
)
def test_the_loop_waits_for_monday_at_seven_in_london(here, moment, written):
    here.items = [an_item()]
    stop = threading.Event()
    stop.wait = lambda _seconds=None: stop.set()
    with here.database.transaction() as session:
        session.execute(delete(Digest))
    with time_machine.travel(datetime(2025, 1, 1, tzinfo=UTC)):
        here.person("kim")
    with time_machine.travel(moment):
        here.weekly.run(here.settings, here.database, stop)
    assert ("kim@example.org" in here.letters) is written


def test_weeks_are_those_of_london_and_of_the_year_they_belong_to():
    assert week_of(datetime(2027, 1, 1, tzinfo=UTC)) == "2026-W53"
    # A quarter past midnight on Monday in London, still Sunday in UTC.
    assert week_of(datetime(2026, 6, 14, 23, 15, tzinfo=UTC)) == "2026-W25"
    assert due_in(TUESDAY) == MONDAY_AT_SEVEN


def test_without_mail_the_loop_does_nothing(here, tmp_path):
    stop = threading.Event()
    stop.set()
    WEEKLY.run(some_settings("havering", tmp_path), here.database, stop)
    assert here.letters == {}


@pytest.fixture
def settings_file(tmp_path, sqlite_database):
    database = sqlite_database("havering", SERVICE.metadatas)
    with database.transaction() as session:
        user_id = accounts.create_user(
            session, email="sam@example.org", name="Sam", role="analyst"
        )
        notices.tell(
            session, user_id=user_id, kind="import", text="Look", href="/imports/"
        )
    file = tmp_path / "settings.env"
    lines = {
        "MEMBER": "havering", "NAME": "Havering", "DATABASE_URL": database.url,
        "BROKER_URL": "local:///nowhere", "BROKER_PASSWORD": "x", "KEYS_DIR": "/x",
        "REGISTRY_FILE": "/x", "ANCHOR_FILE": "/x", "SECRET_KEY": "k" * 40,
        "PORT": "8001", "PUBLIC_URL": "http://127.0.0.1:8001",
        "AREA_CODE": "E09000016", "MAIL_URL": f"file://{tmp_path}/mail",
        "MAIL_FROM": "accord@example.org",
    }  # fmt: skip
    file.write_text("".join(f"ACCORD_{key}={value}\n" for key, value in lines.items()))
    return file


def digest(settings_file, *words):
    command = ["borough", "--settings", str(settings_file), "digest", *words]
    return CliRunner().invoke(main, command)


def test_the_command_writes_this_weeks_letters_now(settings_file):
    assert "1 letter written" in digest(settings_file).output
    assert "0 letters written" in digest(settings_file).output
    assert "1 letter written" in digest(settings_file, "--again").output


def test_the_command_says_when_no_mail_is_set_up(settings_file):
    text = settings_file.read_text()
    settings_file.write_text(text.replace("ACCORD_MAIL_URL=file", "ACCORD_X=file"))
    done = digest(settings_file)
    assert done.exit_code == 1
    assert "No mail is set up" in done.output
