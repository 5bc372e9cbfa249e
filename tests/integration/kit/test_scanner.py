"""A file passes the virus scanner, where one is set, or is not taken."""

import socket

import pytest

from kit import scanner
from tests.support.clamd import HARMFUL, a_scanner


def test_without_a_scanner_nothing_is_asked():
    scanner.scan("", HARMFUL)


def test_a_clean_file_passes_whole():
    content = bytes(range(256)) * 1_000
    with a_scanner() as (address, given):
        scanner.scan(address, content)
        scanner.scan(address, b"")
    assert given == [content, b""]


def test_a_harmful_file_is_refused():
    with a_scanner() as (address, _), pytest.raises(scanner.Infected):
        scanner.scan(address, b"a" * 70_000 + HARMFUL)


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"INSTREAM size limit exceeded. ERROR\0",
        b"stream: OK but not really\0",
        b"UNKNOWN COMMAND\0",
    ],
)
def test_what_is_no_verdict_takes_no_file(answer):
    with a_scanner(says=answer) as (address, _), pytest.raises(scanner.ScannerAway):
        scanner.scan(address, b"figures")


def test_a_scanner_that_is_away_takes_no_file():
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        with pytest.raises(scanner.ScannerAway):
            scanner.scan(f"127.0.0.1:{nobody.getsockname()[1]}", b"figures")


def test_a_scanner_that_is_silent_takes_no_file(monkeypatch):
    monkeypatch.setattr(scanner, "PATIENCE", 0.2)
    silent = socket.create_server(("127.0.0.1", 0))
    with silent, pytest.raises(scanner.ScannerAway):
        scanner.scan(f"127.0.0.1:{silent.getsockname()[1]}", b"figures")
