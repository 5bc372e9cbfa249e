"""OWASP ASVS 5.0, level 2, as far as files that people send: a test for each."""

import re
import time
from contextlib import suppress

import pytest

from partnership.imports import reading
from partnership.imports.problems import Unreadable
from tests.support import hostile
from tests.support.apps import somebody
from tests.support.clamd import HARMFUL, a_scanner


@pytest.fixture
def worker(either):
    """Somebody who may bring files in."""
    return somebody(either, "imports.receive")


def upload(client, content, name="figures.csv"):
    """Send a file as browsers do: line ends and quotes in its name are encoded."""
    said = name.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")
    head = f'--cut\r\nContent-Disposition: form-data; name="file"; filename="{said}"'
    body = head.encode() + b"\r\n\r\n" + content + b"\r\n--cut--\r\n"
    kind = "multipart/form-data; boundary=cut"
    answer = client.post("/imports/new", data=body, content_type=kind)
    return client.get(answer.location) if answer.status_code == 302 else answer


def faults_of(client, page):
    """The page of an upload once it was looked at."""
    deadline = time.monotonic() + 60
    address = page.request.path
    while "Refresh" in page.headers and time.monotonic() < deadline:
        page = client.get(address)
    return page.text


def test_asvs_1_5_1_no_file_makes_its_reader_fetch(worker):
    with hostile.canary() as (address, asked):
        for content in hostile.luring(address):
            with suppress(Unreadable):
                list(reading.open_table("figures.xlsx", content).rows)
        upload(worker, hostile.linking(address), "figures.xlsx")
        assert asked == []


def test_asvs_5_2_1_a_file_over_the_limit_is_not_taken(worker):
    page = upload(worker, b"a" * (reading.LARGEST_FILE + 1))
    assert "the limit is 10 MB" in page.text
    assert upload(worker, b"a" * 12_000_000).status_code == 413


def test_asvs_5_2_2_a_file_is_what_it_holds_not_what_it_is_called(worker):
    for name, content, said in (
        ("figures.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not UTF-8"),
        ("figures.csv", hostile.a_workbook(["x"], ["y"]), "headings are not those"),
        ("figures.xlsx", b"%PDF-1.7 \xff\xfe", "not UTF-8"),
        ("figures.xlsm", hostile.a_workbook(), "Save it as .xlsx"),
        ("figures.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Save it as .xlsx"),
        ("figures.csv", b"<html><script>alert(1)</script></html>", "headings are not"),
    ):
        assert said in faults_of(worker, upload(worker, content, name)), name


def test_asvs_5_2_3_what_unpacks_too_far_is_not_unpacked(worker):
    page = upload(worker, hostile.overlapping_bomb(), "figures.xlsx")
    assert "unpacks to far more" in faults_of(worker, page)


def test_asvs_5_3_2_5_4_1_5_4_2_a_files_name_is_only_ever_shown(worker, tmp_path):
    for name in (
        "../../../etc/passwd.csv",
        "..\\..\\evil.csv",
        '"><script>alert(1)</script>.csv',
        "a\r\nSet-Cookie: x=y.csv",
        "x" * 400 + ".csv",
        "con.csv",
    ):
        page = upload(worker, b"canary;" + name.encode()[:20] + b"\n1;2\n", name)
        shown = faults_of(worker, page)
        assert "<script>alert" not in shown
        saved = worker.get(f"{page.request.path}/problems.csv")
        disposition = saved.headers["Content-Disposition"]
        assert re.fullmatch(r'attachment; filename="[A-Za-z0-9_-]+\.csv"', disposition)
        assert "Set-Cookie" not in saved.headers
    assert list(tmp_path.iterdir()) == []


def test_asvs_5_4_3_a_file_passes_the_scanner_or_is_not_taken(apps, either):
    with a_scanner() as (address, given):
        scanned = apps(either.name, scanner=address)
        client = somebody(scanned, "imports.receive")
        refused = upload(client, b"a,b\n" + HARMFUL)
        assert refused.status_code == 422
        assert "found something harmful" in refused.text
        assert upload(client, b"a,b\n1,2\n").status_code == 200
        assert len(given) == 2
    away = upload(client, b"a,b\n3,4\n")
    assert away.status_code == 503
    assert "virus scanner does not answer" in away.text
