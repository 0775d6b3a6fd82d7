"""A model that answers every question well after a fixed time, over HTTP on loopback, in its own process.

    python -m evals.benchmarks.model_stub SECONDS     prints its address, serves until its input closes

It speaks OpenAI chat completions, and answers each part of the asked schema with null except for two, so that
the product has something to judge.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from typing import Any

_TEXT = "Prospects get thrown back to the sign-in screen during a live demo."
_WRITTEN = ("note.moment", "problem.0")


def answer(body: dict[str, Any]) -> dict[str, Any]:
    """The reply to a request, as OpenAI shapes it."""
    schema = body.get("response_format", {}).get("json_schema", {}).get("schema", {})
    fields = schema.get("properties", {})
    part = {"text": _TEXT, "evidence": ["e7"], "status": "claim"}
    reply: dict[str, Any] = {
        "parts": {
            name: part if name in _WRITTEN else None
            for name in fields.get("parts", {}).get("properties", _WRITTEN)
        }
    }
    if "reading" in fields:
        reply["reading"] = dict.fromkeys(fields["reading"]["properties"], "")
    text = json.dumps(reply)
    asked = sum(len(message["content"]) for message in body["messages"]) // 4
    return {
        "id": "stub",
        "object": "chat.completion",
        "created": 0,
        "model": "stub",
        "choices": [
            {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
        ],
        "usage": {"prompt_tokens": asked, "completion_tokens": len(text) // 4,
                  "total_tokens": asked + len(text) // 4},
    }  # fmt: skip


async def serve(seconds: float) -> None:
    """Serve until standard input closes."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
                length = int(head.split("content-length:")[1].split("\r\n")[0])
                body = json.loads(await reader.readexactly(length))
                await asyncio.sleep(seconds)
                told = json.dumps(answer(body)).encode()
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                    + str(len(told)).encode() + b"\r\n\r\n" + told
                )  # fmt: skip
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0, backlog=512)
    host, port = server.sockets[0].getsockname()
    print(f"http://{host}:{port}/v1", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    os._exit(0)  # open connections are nobody's any more


if __name__ == "__main__":
    asyncio.run(serve(float(sys.argv[1])))
