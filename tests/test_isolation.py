"""The test suite's own promise: no test reaches a host by accident."""

from __future__ import annotations

import contextlib
import socket
import urllib.request

import pytest


@pytest.mark.parametrize("host", ["192.0.2.1", "127.0.0.1", "example.invalid"])
def test_no_host_is_reached(host: str) -> None:
    """Connecting and name look-up are refused, loopback too; the message names the host."""
    with pytest.raises(AssertionError, match=host):
        socket.create_connection((host, 9), timeout=1)
    with socket.socket() as plain, pytest.raises(AssertionError, match=host):
        plain.connect((host, 9))


def test_swallowing_os_errors_does_not_hide_a_call() -> None:
    """Code that treats every OSError as "offline" still fails the test."""
    with pytest.raises(AssertionError), contextlib.suppress(OSError):
        urllib.request.urlopen("http://192.0.2.1/", timeout=1)


@pytest.mark.loopback
def test_a_marked_test_may_reach_this_machine_only() -> None:
    """With the `loopback` mark a server on this machine can be met; another host still cannot."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        with socket.create_connection(server.getsockname(), timeout=5) as client:
            assert client.getpeername() == server.getsockname()
        with socket.socket() as plain, pytest.raises(AssertionError, match=r"192\.0\.2\.1"):
            plain.connect(("192.0.2.1", 9))
