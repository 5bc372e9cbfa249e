"""Files that leave with a share in pieces, and are put together where it is read."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from joserfc.util import urlsafe_b64decode

from borough.case_shares import service
from borough.case_shares.model import OnlyWhoPrepared, SharedMeanwhile, StepSkipped
from borough.share_files import queries as leaving
from borough.share_files.events import SHARE_PIECE
from borough.share_files.model import MOST, TooMany, UnknownFile
from borough.share_files.service import File
from borough.shared_cases import queries as copies
from borough.shared_cases import service as copying
from borough.shared_files.model import ComingRow, NotAPiece, PieceRow, Stands
from kit import pieces
from kit.errors import Invalid, NotFound
from kit.notices import queries as notices
from tests.support.case_sharing import HERE, THERE, THIRD

NAME, PDF = "Chronology of Ella.pdf", "application/pdf"
CONTENT = b"%PDF-1.7 " + bytes(range(256)) * 3000  # three pieces


def a_file(**more):
    return File(**{"name": NAME, "media": PDF, "content": CONTENT, **more})


@pytest.fixture
def case_id(sharing):
    return sharing.here.case()


def add(sharing, case_id, share_id, *, by=None, **more):
    sharing.here.do(
        service.add_file, case_id=case_id, share_id=share_id, file=a_file(**more), by=by
    )


def approve(sharing, case_id, share_id):
    sharing.here.do(
        service.approve, case_id=case_id, share_id=share_id, by=sharing.here.other,
        seen=sharing.share(case_id, share_id).digest,
    )  # fmt: skip


@pytest.fixture
def sent(sharing, case_id):
    """A share with a file that was sealed; nothing was brought yet."""
    share_id = sharing.prepared(case_id)
    add(sharing, case_id, share_id)
    approve(sharing, case_id, share_id)
    return share_id


def said(sharing):
    return [m for m in sharing.said(HERE, THERE) if m.type == SHARE_PIECE]


def bring_all_but(sharing, *left):
    """Bring what Havering said, except for these pieces."""
    for message in sharing.said(HERE, THERE):
        if message.type != SHARE_PIECE or message.data["index"] not in left:
            sharing.apply(THERE, message)
        sharing.brought[f"{HERE}/{THERE}"] = message.sequence
    sharing.carry()


def copy_of(sharing):
    [found] = sharing.there.copies()
    return sharing.there.look(copies.one, sharing.there.one, found.id)


def read(sharing):
    """The file as the one reader opens it."""
    copy = copy_of(sharing)
    [file] = copy.files
    return sharing.there.look(copies.file, sharing.there.one, copy.id, file.id)


def test_a_file_is_read_by_the_one_it_is_for_and_by_nobody_else(sharing, case_id, sent):
    sharing.carry()
    copy = copy_of(sharing)
    [file] = copy.files
    with pytest.raises(NotFound):
        read(sharing)
    sharing.there.do(copying.accept, shared_id=copy.id)
    assert read(sharing) == (NAME, PDF, CONTENT)
    with pytest.raises(NotFound):
        sharing.there.look(copies.file, sharing.there.other, copy.id, file.id)


def test_pieces_are_of_few_sizes_and_tell_nothing(sharing, sent):
    found = said(sharing)
    assert [each.data["index"] for each in found] == [0, 1, 2]
    lengths = {len(each.data["piece"]) * 3 // 4 - pieces.TAG for each in found}
    assert lengths == {256 * 1024}
    sealed = [urlsafe_b64decode(each.data["piece"].encode()) for each in found]
    assert not any(CONTENT[at : at + 9] in each for each in sealed for at in (0, 9))


def test_it_says_how_many_pieces_are_here_until_all_are(sharing, sent):
    bring_all_but(sharing, 1)
    [file] = copy_of(sharing).files
    assert (file.here, file.pieces, file.stands) == (2, 3, Stands.COMING)
    sharing.there.do(copying.accept, shared_id=copy_of(sharing).id)
    with pytest.raises(NotFound):
        read(sharing)
    late = said(sharing)[1]
    for _ in range(2):
        sharing.apply(THERE, late)
    assert read(sharing)[2] == CONTENT


def test_pieces_that_come_before_their_share_are_kept_for_it(sharing, sent):
    for message in reversed(sharing.said(HERE, THERE)):
        sharing.apply(THERE, message)
        sharing.brought[f"{HERE}/{THERE}"] = 99
    assert copy_of(sharing).files[0].stands is Stands.WHOLE


def test_a_changed_piece_is_never_opened_and_both_are_told(sharing, case_id, sent):
    bring_all_but(sharing, 1)
    sharing.there.do(copying.accept, shared_id=copy_of(sharing).id)
    wrong = said(sharing)[1]
    other = {**wrong.data, "piece": said(sharing)[0].data["piece"]}
    sharing.apply(THERE, replace(wrong, data=other))
    sharing.carry()
    [file] = copy_of(sharing).files
    assert file.stands is Stands.BROKEN
    with pytest.raises(NotFound):
        read(sharing)
    assert sharing.share(case_id, sent).answer_reason == "broken"
    for borough, words in (
        (sharing.there, "could not be put together"),
        (sharing.here, "share it again"),
    ):
        told = borough.look(notices.everything, borough.one.user_id)
        assert any(words in each.text for each in told)


def test_a_recall_deletes_files_and_pieces_and_the_certificate_counts_them(
    sharing, case_id, sent
):
    bring_all_but(sharing, 2)
    sharing.here.do(service.recall, case_id=case_id, share_id=sent)
    sharing.carry()
    share = sharing.share(case_id, sent)
    assert share.files_gone == 1
    sharing.apply(THERE, said(sharing)[2])  # it comes too late, and is not kept
    with sharing.there.database.reading() as session:
        assert session.query(ComingRow).count() == session.query(PieceRow).count() == 0


def test_only_who_prepared_it_adds_files_and_somebody_else_approves(sharing, case_id):
    share_id = sharing.prepared(case_id)
    with pytest.raises(OnlyWhoPrepared):
        add(sharing, case_id, share_id, by=sharing.here.other)
    add(sharing, case_id, share_id)
    before = sharing.share(case_id, share_id).digest
    add(sharing, case_id, share_id, name="Another.pdf")
    with pytest.raises(SharedMeanwhile):
        sharing.here.do(
            service.approve, case_id=case_id, share_id=share_id, seen=before,
            by=sharing.here.other,
        )  # fmt: skip
    [_, second] = sharing.here.look(leaving.files, share_id)
    sharing.here.do(
        service.remove_file, case_id=case_id, share_id=share_id, file_id=second.id
    )
    assert sharing.share(case_id, share_id).digest == before
    approve(sharing, case_id, share_id)
    with pytest.raises(StepSkipped):
        add(sharing, case_id, share_id)


@pytest.mark.parametrize("verb", [approve, "cancel"])
def test_what_left_or_will_not_leave_is_not_kept_here(sharing, case_id, verb):
    share_id = sharing.prepared(case_id)
    add(sharing, case_id, share_id)
    if verb == "cancel":
        sharing.here.do(service.cancel, case_id=case_id, share_id=share_id)
    else:
        verb(sharing, case_id, share_id)
    [file] = sharing.here.look(leaving.files, share_id)
    assert (file.name, file.is_here) == (NAME, False)
    with pytest.raises(UnknownFile):
        sharing.here.look(leaving.content, share_id, file.id)


def test_too_many_and_too_large_files_are_refused_with_what_may_leave(sharing, case_id):
    share_id = sharing.prepared(case_id)
    for content in (b"", b"x" * (pieces.LARGEST + 1)):
        with pytest.raises(Invalid) as fault:
            add(sharing, case_id, share_id, content=content)
        assert "10 MB" in fault.value.fields["file"]
    for _ in range(MOST):
        add(sharing, case_id, share_id, content=b"%PDF-")
    with pytest.raises(TooMany):
        add(sharing, case_id, share_id, content=b"%PDF-")


@pytest.mark.parametrize(
    "wrong",
    [
        {"index": 40},
        {"index": -1},
        {"piece": "AAAA"},
        {"piece": "A" * 400_000},
        {"piece": "no base64"},
        {"file_id": "019ab333-4444-7555-8666-777788889999"},
    ],
)
def test_what_is_no_piece_of_a_file_of_this_share_is_refused(sharing, sent, wrong):
    bring_all_but(sharing, 0)
    message = said(sharing)[0]
    with pytest.raises(Invalid):
        sharing.apply(THERE, replace(message, data={**message.data, **wrong}))


def test_one_borough_cannot_make_another_keep_files_without_end(sharing, sent):
    message = said(sharing)[0]
    for number in range(MOST):
        data = {
            **message.data,
            "file_id": f"019ab333-4444-7555-8666-00000000000{number}",
        }
        sharing.apply(THIRD, replace(message, data=data))
    with pytest.raises(NotAPiece):
        sharing.apply(THIRD, message)


def test_pieces_whose_share_never_comes_are_deleted_in_the_end(sharing, sent, travel):
    for message in said(sharing)[:2]:
        sharing.apply(THERE, message)
    for days, left in ((90, 2), (1, 0)):
        travel.shift(timedelta(days=days))
        sharing.there.run(copying.sweep)
        with sharing.there.database.reading() as session:
            assert session.query(PieceRow).count() == left


def test_nothing_of_a_file_is_readable_in_a_database(sharing, sent):
    sharing.carry()
    sharing.there.do(copying.accept, shared_id=copy_of(sharing).id)
    assert read(sharing)[2] == CONTENT
    for borough in (sharing.here, sharing.there):
        file = Path(str(borough.database.engine.url.database))
        for each in file.parent.glob(f"{file.name}*"):
            held = each.read_bytes()
            assert NAME.encode() not in held
            assert CONTENT[:64] not in held
