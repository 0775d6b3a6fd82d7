"""A server that speaks as much Redis as counting a moving window takes.

It knows the two scripts that `limits` sends and does in Python what they do in Lua, which it does not run.
"""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
from collections.abc import Iterator
from hashlib import sha1
from typing import Any


class _Redis(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.lists: dict[bytes, list[float]] = {}
        self.scripts: dict[bytes, bytes] = {}
        self.lock = threading.Lock()


class _Conversation(socketserver.StreamRequestHandler):
    server: _Redis

    def handle(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            while line := self.rfile.readline():
                words = []
                for _ in range(int(line[1:])):
                    size = int(self.rfile.readline()[1:])
                    words.append(self.rfile.read(size + 2)[:-2])
                self.wfile.write(self.answer([words[0].upper(), *words[1:]]))

    def answer(self, words: list[bytes]) -> bytes:
        match words:
            case [b"HELLO", *_]:
                return b"%1\r\n$5\r\nproto\r\n:3\r\n"
            case [b"CLIENT", *_]:
                return b"+OK\r\n"
            case [b"SCRIPT", b"LOAD", text]:
                name = sha1(text).hexdigest().encode()
                self.server.scripts[name] = text
                return b"$40\r\n%s\r\n" % name
            case [b"EVALSHA", name, b"1", key, *values]:
                if name not in self.server.scripts:
                    return b"-NOSCRIPT No matching script. Please use EVAL.\r\n"
                with self.server.lock:
                    return self.run(self.server.scripts[name], key, [float(v) for v in values])
        return b"-ERR unknown command\r\n"

    def run(self, script: bytes, key: bytes, values: list[float]) -> bytes:
        times = self.server.lists.setdefault(key, [])
        if b"lpush" in script:
            now, limit, expiry, amount = values
            at = int(limit - amount)
            if at < len(times) and times[at] >= now - expiry:
                return b"_\r\n"
            times[:0] = [now] * int(amount)
            del times[int(limit) :]
            return b":1\r\n"
        recent = [t for t in times if t >= values[0]]
        if not recent:
            return b"_\r\n"
        oldest = repr(recent[-1]).encode()
        return b"*2\r\n$%d\r\n%s\r\n:%d\r\n" % (len(oldest), oldest, len(recent))


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """The URL of a server that runs as long as the block."""
    server: Any = _Redis()
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"redis://127.0.0.1:{server.server_address[1]}/0"
    finally:
        server.shutdown()
        with contextlib.suppress(OSError):
            server.socket.shutdown(socket.SHUT_RDWR)
        server.server_close()
        thread.join(5)
