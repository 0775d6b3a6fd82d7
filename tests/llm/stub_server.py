"""A provider on this machine: speaks OpenAI's chat completions, and fails in any way asked of it."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

PROMPT_TOKENS = 120
OUTPUT_TOKENS = 30


class Answer(NamedTuple):
    """How one request is met: bytes on the wire, after a pause; then the connection ends in a way."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    pause: float = 0.0  # seconds before the first byte
    sent: float = 1.0  # share of the body that is sent before the connection is cut
    reset: bool = False  # cut by RST before any answer
    drip: float = 0.0  # seconds before each byte of the body


def said(text: str, **extra: Any) -> Answer:
    """A good reply with this text."""
    return Answer(body=json.dumps(completion(text) | extra).encode())


def completion(text: str | None, finish: str = "stop") -> dict[str, Any]:
    """The body of a good reply."""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "stub-1",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": finish}],
        "usage": {
            "prompt_tokens": PROMPT_TOKENS,
            "completion_tokens": OUTPUT_TOKENS,
            "total_tokens": PROMPT_TOKENS + OUTPUT_TOKENS,
            "prompt_tokens_details": {"cached_tokens": 100},
        },
    }


def refused(status: int, message: str, *headers: tuple[str, str], **error: Any) -> Answer:
    """An error as OpenAI words it."""
    body = json.dumps({"error": {"message": message, "type": "error", **error}}).encode()
    return Answer(status, body, headers)


class Stub:
    """A running server. `requests` are the bodies it was sent, in order."""

    def __init__(self, answer: Callable[[dict[str, Any], int], Answer]) -> None:
        self._answer = answer
        self._stopped = threading.Event()
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.connected = 0  # connections ever made
        self.open = 0  # connections that live
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}/v1"
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def stop(self) -> None:
        """Close the door; calls that wait are let go."""
        self._stopped.set()
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        while not self._stopped.is_set():
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        self.connected += 1
        self.open += 1
        try:
            self._converse(connection)
        finally:
            self.open -= 1

    def _converse(self, connection: socket.socket) -> None:
        connection.settimeout(0.1)
        with connection, contextlib.suppress(OSError):
            while (read := self._read(connection)) is not None:
                head, body = read
                self.requests.append(json.loads(body))
                self.keys += [
                    line.split(b" ", 2)[2].decode()
                    for line in head.split(b"\r\n")
                    if line.lower().startswith(b"authorization:")
                ]
                answer = self._answer(self.requests[-1], len(self.requests))
                if not self._meet(connection, answer):
                    return

    def _read(self, connection: socket.socket) -> tuple[bytes, bytes] | None:
        data = b""
        while b"\r\n\r\n" not in data or len(data) < self._length(data):
            if self._stopped.is_set():
                return None
            try:
                more = connection.recv(65536)
            except TimeoutError:
                continue
            if not more:
                return None
            data += more
        head, _, body = data.partition(b"\r\n\r\n")
        return head, body

    @staticmethod
    def _length(data: bytes) -> int:
        head = data.partition(b"\r\n\r\n")[0]
        for line in head.split(b"\r\n"):
            if line.lower().startswith(b"content-length:"):
                return len(head) + 4 + int(line.split(b":")[1])
        return len(head) + 4

    def _meet(self, connection: socket.socket, answer: Answer) -> bool:
        """Whether the connection lives on."""
        until = time.monotonic() + answer.pause
        while time.monotonic() < until:
            if self._stopped.wait(min(0.02, answer.pause)):
                return False
        if answer.reset:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return False
        lines = [
            f"HTTP/1.1 {answer.status} Answer",
            "content-type: application/json",
            f"content-length: {len(answer.body)}",
            *(f"{name}: {value}" for name, value in answer.headers),
        ]
        head = "\r\n".join(lines).encode() + b"\r\n\r\n"
        if answer.drip:
            connection.sendall(head)
            for byte in answer.body:
                if self._stopped.wait(answer.drip):
                    return False
                connection.sendall(bytes([byte]))
            return True
        connection.sendall(head + answer.body[: int(len(answer.body) * answer.sent)])
        return answer.sent == 1.0


@contextlib.contextmanager
def serving(answer: Callable[[dict[str, Any], int], Answer]) -> Iterator[Stub]:
    """A server for as long as the block runs; `answer` gets the request and its number from 1."""
    stub = Stub(answer)
    try:
        yield stub
    finally:
        stub.stop()
