"""The guard on sockets bites."""

import socket
import urllib.request

import pytest

from tests.support.loopback import ReachedOut, only_this_machine

ELSEWHERE = "192.0.2.1"  # kept for documentation (RFC 5737)


def test_a_connection_elsewhere_is_refused_and_told():
    with only_this_machine() as tried:
        with pytest.raises(ReachedOut):
            socket.create_connection((ELSEWHERE, 80), timeout=1)
        with pytest.raises(ReachedOut):
            urllib.request.urlopen(f"http://{ELSEWHERE}/")
    assert tried == [(ELSEWHERE, 80)] * 2


def test_this_machine_can_be_reached():
    with socket.create_server(("127.0.0.1", 0)) as server, only_this_machine() as tried:
        for host in ("127.0.0.1", "localhost"):
            socket.create_connection((host, server.getsockname()[1])).close()
    assert tried == []


def test_every_test_is_guarded(request):
    assert "_only_this_machine" in request.fixturenames
