"""The web server itself tells strangers nothing, and the log nothing of them."""

import json
import signal
import socket
import subprocess
import sys
import time

import pytest

from accord.private_programs import free_ports
from borough.wiring import SERVICE
from kit.db import Database
from tests.house.tree import ROOT
from tests.support.served import SECRET

LONGEST_START = 60.0


class Served:
    """A running server: ``ask`` sends bytes and gives all that comes back."""

    def __init__(self, port, log):
        self.port = port
        self.log = log

    def ask(self, request):
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as line:
            line.sendall(request)
            answer = b""
            while piece := line.recv(65_536):
                answer += piece
        return answer.decode("latin-1")

    def get(self, address, *headers, method="GET"):
        lines = [f"{method} {address} HTTP/1.1", "Host: 127.0.0.1", *headers]
        return self.ask("\r\n".join([*lines, "Connection: close", "", ""]).encode())

    def said(self):
        return self.log.read_text().splitlines()


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    url = f"sqlite:///{folder}/accord.sqlite"
    database = Database(url, member="havering")
    database.create_tables(SERVICE.metadatas)
    database.dispose()
    (port,) = free_ports(1)
    log = folder / "log"
    command = [sys.executable, "-m", "tests.support.served", "borough", url, str(port)]
    with log.open("wb") as file:
        process = subprocess.Popen(command, cwd=ROOT, stdout=file, stderr=file)
    server = Served(port, log)
    try:
        until_it_answers(server, process)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def until_it_answers(server, process):
    deadline = time.monotonic() + LONGEST_START
    while time.monotonic() < deadline:
        assert process.poll() is None, server.said()
        try:
            server.get("/health")
        except OSError:
            continue
        return
    raise AssertionError("The server does not answer")


def head_of(answer):
    first, *lines = answer.partition("\r\n\r\n")[0].split("\r\n")
    return first, dict(line.split(": ", 1) for line in lines)


def test_it_does_not_say_what_it_is(served):
    for address in ("/health", "/sign-in", "/nowhere", "/"):
        _, headers = head_of(served.get(address))
        assert not {"server", "x-powered-by", "via"} & {
            name.lower() for name in headers
        }


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"canary\r\n\r\n", "400"),
        (b"GET /health HTTP/9.9\r\n\r\n", "400"),
        (b"GET /health HTTP/1.1\r\ncanary header\r\n\r\n", "400"),
        (b"GET /" + b"canary" * 2_000 + b" HTTP/1.1\r\n\r\n", "400"),
        (b"GET /health HTTP/1.1\r\nX: " + b"canary" * 3_000 + b"\r\n\r\n", "400"),
        (b"GET /health HTTP/1.1\r\n" + b"X: canary\r\n" * 200 + b"\r\n", "400"),
    ],
)
def test_what_is_no_request_is_answered_shortly_and_not_repeated(
    served, request_, status
):
    answer = served.ask(request_)
    first, headers = head_of(answer)
    assert first.startswith(f"HTTP/1.1 {status}")
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["Content-Type"] == "text/plain; charset=utf-8"
    assert headers["Cache-Control"] == "no-store"
    assert "Server" not in headers
    assert "canary" not in answer
    assert "canary" not in "".join(served.said())


def test_trace_is_refused(served):
    first, headers = head_of(served.get("/sign-in", method="TRACE"))
    assert first.endswith("405 METHOD NOT ALLOWED")
    assert "TRACE" not in headers["Allow"]


def test_no_header_of_a_stranger_changes_what_is_served(served):
    spoofed = ["X-Forwarded-Proto: https", "X-Forwarded-Ssl: on", "SCRIPT_NAME: /evil"]
    assert served.get("/scheme", *spoofed).endswith("http")
    assert "Strict-Transport-Security" not in served.get("/sign-in", *spoofed)


def test_a_fault_after_the_answer_was_made_is_told_without_its_words(served):
    answer = served.get("/teardown")
    assert head_of(answer)[0].startswith("HTTP/1.1 500")
    assert "Look at how things stand" in answer
    assert SECRET not in answer


def test_a_fault_while_a_page_is_sent_ends_it(served):
    answer = served.get("/streams")
    assert "first" in answer
    assert not answer.endswith("0\r\n\r\n")
    assert SECRET not in answer


def test_every_line_of_its_log_is_ours_and_quotes_nobody(served):
    served.get("/canary-path?canary=query", "Referer: http://canary.example/")
    served.ask(b"canary\r\n\r\n")
    served.get("/streams")
    lines = [json.loads(line) for line in served.said()]
    assert {line["member"] for line in lines} == {"havering"}
    assert any(line.get("error") == "RuntimeError" for line in lines)
    text = "".join(served.said())
    assert "canary" not in text
    assert "Traceback" not in text
