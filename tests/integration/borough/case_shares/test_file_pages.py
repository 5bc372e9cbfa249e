"""Pages on which files are added to a share, looked at, followed and opened."""

import io
from zipfile import ZipFile

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from borough.share_files.events import SHARE_PIECE
from borough.shared_cases.model import READ
from kit import pieces
from kit.trail import queries as trails
from tests.support.case_sharing import HERE, THERE

NAME = "Chronology of Ella.docx"


def a_document(size=0):
    """A file whose inside is what Word files begin with, of random-looking length."""
    held = io.BytesIO()
    with ZipFile(held, "w") as parts:
        parts.writestr("word/document.xml", bytes(range(256)) * (size // 256 + 1))
    return held.getvalue()


@pytest.fixture
def share(sharing, mine):
    """A share that waits, and its page."""
    case_id = sharing.here.case()
    return f"/deaths/{case_id}/shares/{sharing.prepared(case_id)}"


def add(client, share, content, name=NAME):
    # Encoded here: the client would leave a file open for what is large.
    file = FileStorage(io.BytesIO(content), filename=name)
    boundary, data = encode_multipart({"file": file})
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(f"{share}/files/new", data=data, content_type=kind)


def send(client, share):
    digest = client.get(share).text.split('name="seen" value="')[1][:64]
    return client.post(f"{share}/approve", data={"seen": digest, "confirm": "yes"})


def link_to(page, address):
    """The address of the first link that begins so."""
    return address + page.split(f'href="{address}')[1].split('"')[0]


def test_a_second_person_opens_each_file_before_it_leaves(share, mine, second):
    assert "No file leaves with it" in mine.get(share).text
    assert add(mine, share, a_document()).location == share
    page = second.get(share).text
    assert NAME in page
    assert "Add a file" not in page
    assert "Take file 1 out" not in page
    held = second.get(link_to(page, f"{share}/files/"))
    assert held.data == a_document()
    assert held.headers["Content-Disposition"].startswith("attachment")
    assert add(second, share, a_document()).status_code == 403


def test_what_is_no_document_is_refused_and_nothing_is_kept(share, mine):
    for content in (b"MZ a program", b"", b"x" * (pieces.LARGEST + 1)):
        answer = add(mine, share, content)
        assert answer.status_code in (413, 422)
    assert (
        "Choose a PDF, Word (docx) or Excel (xlsx) file"
        in add(mine, share, b"MZ a program").text
    )
    assert mine.post(f"{share}/files/new", data={}).status_code == 422
    assert "No file leaves with it" in mine.get(share).text


def test_a_file_is_taken_out_again(share, mine, second):
    add(mine, share, a_document())
    file = link_to(mine.get(share).text, f"{share}/files/")
    assert second.post(f"{file}/remove").status_code == 403
    assert mine.post(f"{file}/remove").location == share
    assert mine.get(file).status_code == 404


def test_the_reader_sees_pieces_come_and_opens_the_whole(
    sharing, share, mine, second, reader
):
    document = a_document(2 * pieces.SIZE)
    add(mine, share, document)
    assert send(second, share).status_code == 302
    assert "It left in sealed pieces" in mine.get(share).text
    said = sharing.said(HERE, THERE)
    late = [each for each in said if each.type == SHARE_PIECE][1:]
    for message in said:
        if message not in late:
            sharing.apply(THERE, message)
        sharing.brought[f"{HERE}/{THERE}"] = message.sequence
    copy = f"/shared-cases/{sharing.there.copies()[0].id}"
    page = reader.get(copy).text
    assert "and 1 file." in page
    assert NAME not in page
    reader.post(f"{copy}/accept")
    assert "1 of 3 pieces here" in reader.get(copy).text
    for message in late:
        sharing.apply(THERE, message)
    page = reader.get(copy).text
    assert "All of it is here" in page
    held = reader.get(link_to(page, f"{copy}/files/"))
    assert held.data == document
    sharing.there.sweep()
    sharing.carry()
    assert "looked at “A file”" in mine.get(share).text
    mine.post(f"{share}/recall")
    sharing.carry()
    assert "signature, with files: 1" in mine.get(share).text
    assert reader.get(link_to(page, f"{copy}/files/")).status_code == 404


def test_a_look_at_a_file_is_in_the_trail_before_it_is_sent(
    sharing, share, mine, second, reader
):
    add(mine, share, a_document())
    send(second, share)
    sharing.carry()
    found = sharing.there.copies()[0]
    copy = f"/shared-cases/{found.id}"
    reader.post(f"{copy}/accept")
    reader.get(link_to(reader.get(copy).text, f"{copy}/files/"))
    [(_, _, part)] = sharing.there.look(
        trails.done, act=READ, resource="shares", record=str(found.id)
    )
    assert part == "files"
