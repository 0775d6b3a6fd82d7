"""Runs the application under uvicorn: one process, or several that share one socket."""

from __future__ import annotations

import gc
import os
import socket
import sys
import tempfile
from collections.abc import Callable
from functools import partial

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from translator.api.access import loopback
from translator.api.app import create_app
from translator.errors import SettingInvalid
from translator.settings import LoadedSettings
from translator.telemetry import Telemetry

_SHARED_COUNTS = "PROMETHEUS_MULTIPROC_DIR"  # see translator.telemetry.metrics
_BACKLOG = 2048

__all__ = ["loopback", "serve"]


def serve(loaded: LoadedSettings, *, workers: int, no_auth: bool, ready: Callable[[str], None]) -> None:
    """Serve until a signal; requests under way are finished first, within `shutdown_timeout`.

    `ready` is told the address once the socket listens. Raises SettingInvalid for an address that cannot be
    listened on.
    """
    settings = loaded.settings
    with listening_on(settings.api_host, settings.api_port) as listening:
        config = uvicorn.Config(
            partial(_application, loaded, no_auth, workers),
            factory=True,
            host=settings.api_host,
            port=settings.api_port,
            workers=workers,
            log_config=None,  # see `_application`
            log_level="warning",
            access_log=False,  # ours has the id of the request and no address of a person
            server_header=False,
            backlog=_BACKLOG,
            timeout_graceful_shutdown=max(1, round(settings.shutdown_timeout)),
            # A worker answers it once it has loaded: with the default a slow machine starts it for ever.
            timeout_worker_healthcheck=60,
        )
        ready(_address(listening, settings.api_host))
        if workers == 1:
            uvicorn.Server(config).run(sockets=[listening])
            return
        with tempfile.TemporaryDirectory(prefix="translator-counts-") as folder:
            os.environ.setdefault(_SHARED_COUNTS, folder)
            # Each thread that ever ran would keep memory of its own: less of it, and no slower.
            os.environ.setdefault("MALLOC_ARENA_MAX", "2")
            with shared_out(listening) as address:
                Multiprocess(config, sockets=[address]).run()


def _application(loaded: LoadedSettings, no_auth: bool, workers: int) -> FastAPI:
    """The application of one process. At the top of the module, because worker processes look for it."""
    telemetry = Telemetry()
    telemetry.take_over_logging()
    application = create_app(loaded, no_auth=no_auth, telemetry=telemetry, processes=workers)
    # What a process needs from its start to its end is not worth looking through for garbage, ever.
    gc.freeze()
    gc.enable()
    return application


class _Address(socket.socket):
    """An address that every worker process opens for itself, instead of a socket that all of them share.

    Of one socket the first worker to wake up takes all connections that wait, and clients that keep theirs
    open stay with it: the others would have nothing to do.
    """

    def __reduce__(self) -> tuple[Callable[..., socket.socket], tuple[int, tuple[str, int]]]:
        return _opened, (int(self.family), self.getsockname()[:2])


def _opened(family: int, address: tuple[str, int]) -> _Address:
    """The address bound, not yet listened on: others may be bound to it too."""
    bound = _Address(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    if family == socket.AF_INET6:
        bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    bound.bind(address)
    return bound


def shared_out(listening: socket.socket) -> socket.socket:
    """What the workers are given: on Linux, whose kernel shares out connections, an address; else the socket.

    The socket was opened for this process alone first, so that a port in use is told.
    """
    if sys.platform != "linux":
        return listening
    family, address = int(listening.family), listening.getsockname()[:2]
    listening.close()
    return _opened(family, address)


def listening_on(host: str, port: int) -> socket.socket:
    """A socket that listens there. Raises SettingInvalid where that cannot be."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, address = found[0]
        return socket.create_server(address[:2], family=family, backlog=_BACKLOG)
    except OSError as error:
        raise SettingInvalid(
            f"the API cannot listen on {host}:{port} ({error.strerror or error}).",
            place="api_host, api_port",
            next_step="Choose another port with --port, or stop what uses this one.",
        ) from None


def _address(listening: socket.socket, host: str) -> str:
    port = listening.getsockname()[1]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
