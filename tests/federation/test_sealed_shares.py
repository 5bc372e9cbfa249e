"""Cases that coordinators of three boroughs share, sealed, over RabbitMQ.

One federation runs for all of it; the tests stand in the order in which they happen.
"""

import sqlite3

import pytest

from accord.private_rabbitmq import PrivateRabbitMQ
from borough.case_shares.events import SHARE_SEALED
from tests.support import canaries, five_hundred, journeys, searching_bytes
from tests.support import sealed_journey as sealed
from tests.support.case_sharing import STORY
from tests.support.journeys import BARKING, BOROUGHS, HAVERING, REDBRIDGE
from tests.support.sealed_journey import COORDINATOR, Running, coordinator
from tests.support.services import unavailable

pytestmark = [pytest.mark.rabbitmq, pytest.mark.browser, pytest.mark.long]

BROKER = "broker"
NAME = "Chronology.docx"
DOCUMENT = sealed.a_document(700_000)  # three pieces
NAMES = ("Ella", "Testname", "9990000018", STORY)


@pytest.fixture(scope="module")
def fed(tmp_path_factory, chromium):
    if not PrivateRabbitMQ.possible():
        unavailable("RabbitMQ", "rabbitmq-server is not on this machine")
    folder = tmp_path_factory.mktemp("sealed")
    with pytest.MonkeyPatch.context() as patch:
        # The broker keeps its files where temporary files are: here they are found.
        (folder / BROKER).mkdir()
        patch.setenv("TMPDIR", str(folder / BROKER))
        with journeys.running(folder, chromium) as running:
            sealed.coordinators(running)
            yield running


@pytest.fixture(scope="module")
def case_id(fed):
    """A case of Havering that is open to both its coordinators."""
    return Running.of(fed, HAVERING).case()


@pytest.fixture(scope="module")
def confirmed(fed):
    """Every borough's coordinator heard the numbers of the two others."""
    for here in BOROUGHS:
        for peer in BOROUGHS:
            if peer != here:
                sealed.confirm(fed, here, peer)


def test_nothing_can_be_chosen_for_a_borough_whose_key_nobody_confirmed(fed, case_id):
    who = coordinator(fed, HAVERING)
    who.open("/sealing-keys/")
    assert who.page.get_by_text("Nobody here has confirmed its key yet.").count() == 2
    who.open(f"/deaths/{case_id}/shares/new")
    assert who.page.locator("select option[value]:not([value=''])").count() == 0


@pytest.fixture(scope="module")
def share(fed, case_id, confirmed):
    """Two people of Havering let two parts leave for one person of Redbridge."""
    reader = sealed.sign_of(coordinator(fed, REDBRIDGE))
    who, second = (coordinator(fed, HAVERING, number) for number in (1, 2))
    path = sealed.choose(who, case_id, reader, "identity", "circumstances")
    who.told(f"Redbridge: {reader}, and nobody else")
    who.told("neither leadership nor whoever tends the broker can open it")
    for words in (*NAMES, sealed.AGREEMENT):
        who.told(words)
    assert who.page.get_by_role("button", name="Seal and send it").count() == 0
    sealed.attach(who, (NAME, DOCUMENT))
    second.open(path)
    file = second.page.get_by_role("link", name=NAME).get_attribute("href")
    assert second.page.request.get(file).body() == DOCUMENT
    sealed.send(second, path)
    who.open(path)
    who.told("It left in sealed pieces, and is not kept here")
    return path


@pytest.fixture(scope="module")
def copy(fed, share):
    """What arrived at Redbridge, and was accepted there."""
    reader = coordinator(fed, REDBRIDGE)
    path = sealed.arrived(reader)
    reader.told(sealed.AGREEMENT)
    reader.told("each look at it is told to Havering")
    assert not any(words in reader.main for words in NAMES)
    reader.press("Accept it")
    reader.told("You took it")
    return path


def test_one_coordinator_reads_and_the_borough_it_is_from_sees_who_looked(
    fed, share, copy
):
    reader, who = coordinator(fed, REDBRIDGE), coordinator(fed, HAVERING)
    who.open(share)
    who.wait("Accepted")
    reader.follow("Who the child was")
    reader.told("Testname")
    reader.open(copy)
    reader.follow("How the child died")
    reader.told(STORY)
    sealed.tell(fed)
    who.wait("looked at “How the child died”")
    who.told("looked at “Who the child was”")
    assert "Where the review stands" not in who.main


def test_a_file_comes_in_pieces_and_is_whole_at_the_end(fed, share, copy):
    reader, who = coordinator(fed, REDBRIDGE), coordinator(fed, HAVERING)
    reader.open(copy)
    reader.wait("All of it is here")
    file = reader.page.get_by_role("link", name=NAME).get_attribute("href")
    assert reader.page.request.get(file).body() == DOCUMENT
    sealed.look_again(fed, reader, "a-copy-with-a-file")
    sealed.tell(fed)
    who.open(share)
    who.wait("looked at “A file”")
    sealed.look_again(fed, who, "a-share-that-was-looked-at")


def test_nobody_else_sees_that_there_is_a_share(fed, share, copy):
    for slug, number in ((REDBRIDGE, 2), (BARKING, 1), (BARKING, 2)):
        other = coordinator(fed, slug, number)
        other.open("/shared-cases/")
        other.told("Nothing is shared with you")
        for path in (share, copy, f"{copy}/parts/identity"):
            assert other.page.request.get(path).status == 404
    leader = fed.of("leadership", "leadership_administrator")
    for path in ("/shared-cases/", "/sealing-keys/", share, copy):
        assert leader.page.request.get(path).status == 404
    administrator = fed.of(REDBRIDGE, "administrator")
    for path in (copy, f"{copy}/parts/identity"):
        assert administrator.page.request.get(path).status in (403, 404)


def test_what_is_asked_back_is_destroyed_and_certified(fed, share, copy):
    who, reader = coordinator(fed, HAVERING, 2), coordinator(fed, REDBRIDGE)
    who.open(share)
    who.press("Ask it back")
    who.wait("over the other borough’s signature, with files: 1")
    who.told("The certificate says that the key of their copy was destroyed")
    sealed.look_again(fed, who, "a-share-that-is-certified")
    assert reader.page.request.get(f"{copy}/parts/identity").status == 404
    reader.open(copy)
    reader.told("it was asked back")


def test_a_share_is_declined_and_all_of_it_works_without_script(
    fed, case_id, confirmed
):
    reader = fed.no_script(BARKING, COORDINATOR)
    who = fed.no_script(HAVERING, COORDINATOR)
    path = sealed.choose(who, case_id, sealed.sign_of(reader), "review")
    sealed.send(coordinator(fed, HAVERING, 2), path)
    copy = sealed.arrived(reader)
    reader.press("Decline it")
    reader.press("Decline it")
    reader.refused("reason")
    reader.mark("reason", "conflict-of-interest")
    reader.press("Decline it")
    reader.told("It is declined, and the copy is destroyed")
    who.open(path)
    who.wait("over the other borough’s signature")
    who.told("conflict of interest")
    assert reader.page.request.get(f"{copy}/parts/review").status == 404
    for slug in (HAVERING, BARKING):
        fed.look_again(slug, COORDINATOR)


@pytest.fixture(scope="module")
def five_hundred_shares(fed, confirmed, case_id):
    """Half of them go to either borough; each case has a file of marks with it."""
    sealed.tell(fed)
    readers = (REDBRIDGE, BARKING)
    made = five_hundred.share_all(fed, HAVERING, readers)
    for slug in readers:
        five_hundred.wait_for(fed, slug, len(made) // 2)
    return made


def test_of_five_hundred_shares_no_name_number_or_date_is_found_anywhere(
    fed, five_hundred_shares
):
    assert len(five_hundred_shares) == 500
    folder = fed.demo.folder.parent
    five_hundred.back_up(fed, folder / "backups")
    broker = searching_bytes.files_below(folder / BROKER)
    ids = [str(each) for each in five_hundred_shares[-3:]]
    assert {word for word, _ in searching_bytes.found(broker, ids)} == set(ids)
    files = {*five_hundred.all_files(fed, folder / "backups"), *broker, folder / "said"}
    assert any(file.suffix == ".log" for file in files)
    assert searching_bytes.found(sorted(files), five_hundred.WORDS) == []


def test_lengths_of_what_left_are_a_few_sizes_and_no_others(fed, five_hundred_shares):
    database = fed.demo.folder / HAVERING / "accord.sqlite"
    for found in five_hundred.lengths(database).values():
        assert len(found) > 1
        assert found <= five_hundred.SIZES


def test_leadership_was_told_of_no_share(fed, five_hundred_shares):
    database = fed.demo.folder / "leadership" / "accord.sqlite"
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        streams = connection.execute("SELECT stream FROM exchange_received_stream")
        audiences = {stream.partition("/")[2] for (stream,) in streams}
    assert audiences <= {"leadership", "all"}
    ids = [str(each) for each in five_hundred_shares[:5]]
    assert searching_bytes.found([database], ids) == []


def test_what_is_sealed_anew_for_a_third_borough_is_put_aside_there(
    fed, five_hundred_shares
):
    database = fed.demo.folder / HAVERING / "accord.sqlite"
    said = (e for e in canaries.bundles(database) if e["type"] == SHARE_SEALED)
    sealed.pass_on(fed, next(said), source=REDBRIDGE, to=BARKING)
    third = coordinator(fed, BARKING)
    third.open("/shared-cases/")
    third.wait("It was not signed by the borough it came from.")
    third.told("Could not be opened")
    sealed.look_again(fed, third, "a-share-put-aside")


def test_a_key_that_leadership_swapped_is_sealed_to_by_nobody_and_all_say_so(
    fed, case_id, confirmed
):
    who, second = (coordinator(fed, HAVERING, number) for number in (1, 2))
    reader = sealed.sign_of(coordinator(fed, REDBRIDGE))
    share = sealed.choose(who, case_id, reader, "review")
    sealed.swap_key(fed, REDBRIDGE)
    for slug in (HAVERING, BARKING):
        person = coordinator(fed, slug)
        person.open("/sealing-keys/")
        person.wait("Nothing can be sealed to Redbridge. Its key changed")
    sealed.look_again(fed, person, "a-key-that-changed")
    second.open(share)
    second.told("It cannot be sealed to Redbridge now. Its key changed")
    second.mark("confirm", "yes")
    second.press("Seal and send it")
    second.refused("Nothing was sent. Its key changed")
    second.told("Waits for approval")
    who.open(f"/deaths/{case_id}/shares/new")
    assert who.page.locator("select option", has_text="Redbridge").count() == 0
