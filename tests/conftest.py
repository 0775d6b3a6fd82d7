"""What every test gets: no network, repeatable examples, and the real tickets where present."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

ROOT = Path(__file__).parent.parent
pytest_plugins = ["tests.databases", "tests.cli.stocked"]
LOOPBACK = {"127.0.0.1", "::1", "localhost"}

# No deadline: machines that run this share their cores, and a slow second is no fault of the code.
settings.register_profile("here", deadline=None)
# The same examples at every run of the gate: it never fails by chance on someone else's change.
settings.register_profile("gate", deadline=None, derandomize=True)
settings.load_profile("gate" if os.environ.get("CI") else "here")


class NetworkBlocked(AssertionError):
    """A test tried to reach a host. AssertionError, so that no `except OSError` swallows it."""


@pytest.fixture(autouse=True)
def _own_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test reads or changes the incidents of whoever runs it."""
    monkeypatch.setenv("TRANSLATOR_DATA_DIR", str(tmp_path / "data"))


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every internet socket; tests marked `loopback` may reach this machine."""
    loopback = request.node.get_closest_marker("loopback") is not None

    def refuse(address: object) -> None:
        host = address[0] if isinstance(address, tuple) else address
        if loopback and host in LOOPBACK:
            return
        hint = "" if loopback else "; mark the test `loopback` if it means this machine"
        raise NetworkBlocked(f"a test may not reach {host!r}{hint}")

    def guarded(name: str) -> Callable[..., Any]:
        real = getattr(socket.socket, name)

        def method(self: socket.socket, *args: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6):
                refuse(args[-1])
            return real(self, *args)

        return method

    for name in ("connect", "connect_ex", "bind", "sendto"):
        monkeypatch.setattr(socket.socket, name, guarded(name))
    look_up = socket.getaddrinfo

    def getaddrinfo(host: Any, *args: Any, **named: Any) -> Any:
        refuse(host)
        return look_up(host, *args, **named)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real tickets beside this clone; not ours to copy, so a clone may lack it."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("real tickets are not at hand: there is no shared/data beside this clone")
    return folder
