import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import select

from borough.wiring import SERVICE
from kit import clock
from kit.mail import carriers, postman, queries, service
from kit.mail.model import Fault, Letter
from kit.settings import SettingsWrong
from tests.support.certificates import Authority
from tests.support.mail import PASSWORD, Desk, mail_server
from tests.support.settings import some_settings

TO = "sam@example.org"
SENDER = "Accord <accord@havering.example>"


class Carrying:
    """A carrier that does as it is told."""

    def __init__(self, *faults):
        self.faults = list(faults)
        self.letters = []

    def carry(self, letter):
        if self.faults:
            raise carriers.NotCarried(self.faults.pop(0))
        self.letters.append(letter)


@pytest.fixture
def database(any_database, tmp_path):
    made = any_database("havering", SERVICE.metadatas)
    service.open_office(made, with_mail(tmp_path))
    return made


def with_mail(folder, url="smtp://127.0.0.1:25", **more):
    return some_settings("havering", folder, mail_url=url, mail_from=SENDER, **more)


def post(database, **changes):
    letter = {"to": TO, "subject": "Something waits", "body": "See http://a.example"}
    with database.transaction() as session:
        return service.post(session, **(letter | changes))


def one_round(database, carrier):
    stop = threading.Event()
    postman.Postman(
        database=database, carrier=carrier, sender=SENDER, stop=stop, pause=0
    ).round()


def letters(database):
    with database.reading() as session:
        found = list(session.scalars(select(Letter)))
        session.expunge_all()
    return found


def test_a_letter_is_sent_once_and_its_words_are_forgotten(database):
    carrier = Carrying()
    assert post(database) is True
    one_round(database, carrier)
    one_round(database, carrier)
    (sent,) = carrier.letters
    assert (sent["To"], sent["Subject"]) == (TO, "Something waits")
    assert "http://a.example" in sent.get_content()
    (row,) = letters(database)
    assert row.sent_at is not None
    assert row.body is None
    assert sent["Message-ID"] == f"<{row.id}@havering.example>"


def test_a_letter_of_a_transaction_that_failed_is_never_sent(database):
    with suppress(ZeroDivisionError), database.transaction() as session:
        service.post(session, to=TO, subject="Something waits", body="See")
        raise ZeroDivisionError
    assert letters(database) == []


def test_without_mail_nothing_is_stored_and_the_page_can_say_so(any_database, tmp_path):
    database = any_database("havering", SERVICE.metadatas)
    service.open_office(database, some_settings("havering", tmp_path))
    assert post(database) is False
    assert letters(database) == []


def test_a_short_absence_of_the_server_is_one_try(database):
    carrier = Carrying(Fault.NO_CONNECTION, Fault.BUSY)
    post(database)
    one_round(database, carrier)
    assert len(carrier.letters) == 1
    assert letters(database)[0].attempts == 1


def test_a_failed_try_is_counted_and_made_again_later(database):
    carrier = Carrying(Fault.NOT_LET_IN)
    post(database)
    one_round(database, carrier)
    (row,) = letters(database)
    assert (row.attempts, row.fault) == (1, Fault.NOT_LET_IN)
    one_round(database, carrier)
    assert carrier.letters == []
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        one_round(database, carrier)
    assert len(carrier.letters) == 1
    assert letters(database)[0].fault is None


def test_after_three_days_a_letter_is_given_up_with_its_reason(database):
    post(database)
    moment, tries = clock.now(), 0
    while letters(database)[0].failed_at is None:
        moment += timedelta(hours=4, minutes=1)
        with time_machine.travel(moment):
            one_round(database, Carrying(*[Fault.NO_CONNECTION] * 9))
        tries += 1
    (row,) = letters(database)
    assert row.failed_at - row.created_at < timedelta(days=3, hours=5)
    assert row.attempts == tries > 10
    assert row.body is None
    with database.reading() as session:
        assert queries.given_up(session) == 1
        assert queries.troubled(session)[0].fault is Fault.NO_CONNECTION


def test_what_is_refused_for_good_is_not_asked_again(database):
    post(database)
    one_round(database, Carrying(Fault.ADDRESS_REFUSED))
    assert letters(database)[0].failed_at is not None


def test_a_fault_in_one_letter_does_not_keep_others_back(database):
    class Clumsy(Carrying):
        def carry(self, letter):
            if letter["Subject"] == "Odd":
                raise ZeroDivisionError
            super().carry(letter)

    carrier = Clumsy()
    post(database, subject="Odd")
    post(database)
    one_round(database, carrier)
    assert [letter["Subject"] for letter in carrier.letters] == ["Something waits"]
    assert {row.fault for row in letters(database)} == {Fault.UNEXPECTED, None}


def test_two_postmen_never_send_the_same_letter(database):
    post(database)
    with database.reading() as session:
        (due,) = queries.due(session, limit=9)
    takes = []
    for _ in range(2):
        with database.transaction() as session:
            takes.append(service.take(session, letter_id=due.id, attempts=due.attempts))
    assert takes[0] is not None
    assert takes[1] is None


def test_a_postman_who_dies_with_a_letter_in_hand_repeats_it(
    database, tmp_path, monkeypatch
):
    """Killed between handing over and noting it: the same letter goes once more."""
    desk = Desk()
    with mail_server(desk) as port:
        post(database)
        program = (
            "import os, signal, sys, threading\n"
            "from kit.db import Database\n"
            "from kit.mail import carriers, postman, service\n"
            "service.went = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)\n"
            "postman.Postman(database=Database(sys.argv[1], member='havering'),\n"
            "  carrier=carriers.MailServer(sys.argv[2], password=''),\n"
            "  sender='accord@havering.example', stop=threading.Event()).round()\n"
        )
        url = f"smtp://127.0.0.1:{port}"
        done = subprocess.run(
            [sys.executable, "-c", program, database.url, url],
            env=os.environ | {"PYTHONPATH": "shared"},
            check=False,
        )
        assert done.returncode == -signal.SIGKILL
        assert len(desk.letters) == 1
        with time_machine.travel(clock.now() + timedelta(minutes=6), tick=True):
            one_round(database, carriers.MailServer(url, password=""))
    first, second = desk.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert letters(database)[0].sent_at is not None


def test_letters_of_long_ago_are_forgotten(database):
    post(database)
    one_round(database, Carrying())
    later = clock.now() + timedelta(days=91)
    with time_machine.travel(later), database.transaction() as session:
        service.forget(session)
    assert letters(database) == []


@pytest.mark.parametrize("implicit", [True, False], ids=["smtps", "starttls"])
def test_a_letter_goes_by_verified_tls_with_a_password(tmp_path, implicit):
    authority = Authority.made(tmp_path, "authority")
    desk = Desk()
    with mail_server(desk, authority.issue("server"), implicit=implicit) as port:
        scheme = "smtps" if implicit else "smtp"
        address = f"{scheme}://accord@127.0.0.1:{port}"
        url = f"{address}?cacertfile={authority.certificate}"
        carriers.MailServer(url, password=PASSWORD).carry(a_letter())
        assert fault_of(url, "wrong") is Fault.NOT_LET_IN
    assert desk.recipients == [TO]


@pytest.mark.parametrize("implicit", [True, False], ids=["smtps", "starttls"])
def test_a_server_with_a_wrong_certificate_gets_nothing(tmp_path, implicit):
    theirs = Authority.made(tmp_path, "theirs")
    ours = Authority.made(tmp_path, "ours")
    desk = Desk()
    with mail_server(desk, theirs.issue("server"), implicit=implicit) as port:
        scheme = "smtps" if implicit else "smtp"
        address = f"{scheme}://accord@127.0.0.1:{port}"
        for url in (address, f"{address}?cacertfile={ours.certificate}"):
            assert fault_of(url, PASSWORD) is Fault.NOT_TRUSTED
        # The right authority, and a name the certificate was not made for.
        elsewhere = address.replace("127.0.0.1", "localhost")
        wrong_name = f"{elsewhere}?cacertfile={theirs.certificate}"
        assert fault_of(wrong_name, PASSWORD) is Fault.NOT_TRUSTED
    assert desk.letters == []


def test_a_server_elsewhere_that_offers_no_tls_gets_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(carriers, "_THIS_MACHINE", frozenset())
    desk = Desk()
    with mail_server(desk) as port:
        assert fault_of(f"smtp://127.0.0.1:{port}", "") is Fault.NO_TLS
    assert desk.letters == []


@pytest.mark.parametrize(
    ("answers", "fault"),
    [
        ({"about_addresses": ["550 Nobody"]}, Fault.ADDRESS_REFUSED),
        ({"about_addresses": ["450 Later"]}, Fault.BUSY),
        ({"about_letters": ["554 No"]}, Fault.LETTER_REFUSED),
        ({"about_letters": ["451 Later"]}, Fault.BUSY),
    ],
    ids=["no such address", "address later", "letter refused", "letter later"],
)
def test_what_a_server_answers_is_told_apart(answers, fault):
    with mail_server(Desk(**answers)) as port:
        assert fault_of(f"smtp://127.0.0.1:{port}", "") is fault


def test_a_server_that_is_away_is_a_lack_of_connection():
    with mail_server(Desk()) as port:
        pass
    assert fault_of(f"smtp://127.0.0.1:{port}", "") is Fault.NO_CONNECTION


def test_a_folder_takes_each_letter_as_a_file_of_its_own(tmp_path):
    folder = tmp_path / "let ters"
    settings = with_mail(tmp_path, url=folder.as_uri())
    carrier = carriers.carrier_for(settings)
    carrier.carry(a_letter())
    carrier.carry(a_letter())
    (file,) = folder.iterdir()
    assert file.suffix == ".eml"
    assert file.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert b"To: sam@example.org\r\n" in file.read_bytes()


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(carriers.NotCarried) as why:
        carriers.Folder(tmp_path / "taken").carry(a_letter())
    assert why.value.fault is Fault.CANNOT_WRITE


@pytest.mark.parametrize("sender", ["", "no address"])
def test_mail_without_a_sender_is_a_wrong_setting(tmp_path, sender):
    settings = some_settings(
        "havering", tmp_path, mail_url="smtp://mail.example", mail_from=sender
    )
    with pytest.raises(SettingsWrong, match="ACCORD_MAIL_FROM"):
        carriers.carrier_for(settings)


def a_letter():
    taken = service.Taken(
        id=UUID(int=7),
        recipient=TO,
        subject="Something waits",
        body="See http://a.example",
        created_at=clock.now(),
    )
    return postman.written(taken, sender=SENDER)


def fault_of(url, password):
    with pytest.raises(carriers.NotCarried) as why:
        carriers.MailServer(url, password=password).carry(a_letter())
    return why.value.fault
