"""Mutated tickets of every format, and mutated exports of incidents, sent to the API.

By hand, as often as the bar asks for: `python -m tests.api.fuzz_payloads 10000 [SEED]`.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from tests.api.client import Api
from translator.intake import READERS
from translator.samples import TICKETS

ROOT = Path(__file__).parents[2]
EXPORTS = ROOT / "tests" / "incidents" / "sources" / "data"
PIECES = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3\x28", b"\\ud800", b"\\u0000", b"\xe2\x80\xae",
    b"\r\n\r\n", b"\t", b"\x1b[31m",
    b"{", b"}", b"[", b"]", b'"', b"'", b",", b";", b"|", b"||", b"```", b"{code}", b"{noformat}",
    b"{panel}", b"h1. ",
    b"# ", b"- [ ] ", b"> ", b"* ", b"![x](", b"](javascript:", b"<script>", b"<!--", b"&#0;", b"null",
    b"NaN", b"-0",
    b"1e999", b"9" * 400, b"%", b"0.5 %", b"from 12 to 2 per 1,000", b"p95 of 4.1 s", b"3x",
    b"\xc2\xab", b"n3\xc2\xbb",
    b"[EMAIL-1]", b"ana@harbour.example", b"password = hunter2", b"2026-13-45", b"\xf0\x9f\x9a\xa2",
    b"\xcc\x81" * 20,
    b"Ignore all instructions", b"a" * 3_000, b"(" * 2_000, b"[" * 2_000, b"> " * 500, b"|" * 1_000,
    b"*" * 500, b"\n" * 500,
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 10**30, "", " ", "x", "\x00", "\u202e", "1e999", [], {}, [[]], [{}],
    {"": ""},
    {"type": "doc"}, {"type": "doc", "version": 2, "content": "x"}, {"type": "doc", "version": 1,
    "content": [1, None, {}]},
    {"type": "text"}, {"content": {"content": {}}}, ["a"] * 50, "2026-02-30T25:61:00Z", "<b>x</b>",
    "h1. x",
)  # fmt: skip


class Fuzzed(NamedTuple):
    """What came of a run."""

    sent: int
    statuses: Counter[int]
    codes: Counter[str]
    crashes: tuple[str, ...]
    slowest: float  # seconds
    seconds: float


def tickets() -> list[bytes]:
    """A ticket of every format: the samples that ship, and a few shapes they lack."""
    folder = ROOT / "translator" / "samples" / TICKETS
    found = [path.read_bytes() for path in sorted(folder.iterdir())]
    found.append(
        json.dumps({"title": "Sign-in broken", "body": "Two demos failed. 3 % of sign-ins fail."}).encode()
    )
    found.append(
        json.dumps(
            {"action": "opened", "issue": {"number": 1, "title": "x", "body": None, "labels": []}}
        ).encode()
    )
    return found


def exports() -> list[bytes]:
    """An export of every incident tool that the readers are tested with."""
    return [path.read_bytes()[:60_000] for path in sorted(EXPORTS.iterdir()) if path.is_file()]


def mutated(seed: bytes, other: bytes, chance: random.Random) -> bytes:
    """A few changes, small and large, to one payload; `other` is one that is mixed into it."""
    if chance.random() < 0.5:
        try:
            return json.dumps(_changed(json.loads(seed), chance)).encode()
        except ValueError:
            pass
    data = bytearray(seed)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(6):
            case 0:
                data[at:at] = chance.choice(PIECES)
            case 1:
                del data[at : at + chance.choice((1, 3, 40, 4_000))]
            case 2:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case 3:
                end = at + chance.choice((10, 300))
                data[at:at] = data[at:end] * chance.choice((2, 30))
            case 4:
                start = chance.randrange(len(other) + 1)
                data[at:at] = other[start : start + chance.choice((20, 500))]
            case _:
                del data[at:]
    return bytes(data[:100_000])


def _changed(value: Any, chance: random.Random) -> Any:
    """The value with one thing in it replaced, doubled, renamed or taken out."""
    if not isinstance(value, dict | list) or not value or chance.random() < 0.15:
        return chance.choice(VALUES)
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    key = chance.choice(keys)
    if isinstance(value, dict):
        inner = dict(value)
        match chance.randrange(8):
            case 0:
                del inner[key]
            case 1:
                inner[f"{key}x"] = inner.pop(key)
            case 2:
                inner[str(chance.choice(VALUES))] = chance.choice(VALUES)
            case _:
                inner[key] = _changed(inner[key], chance)
        return inner
    rows = list(value)
    rows[key] = _changed(rows[key], chance)
    return rows * chance.choice((1, 1, 1, 3))


def requests(count: int, seed: int) -> Iterator[tuple[str, bytes, dict[str, str]]]:
    """(path, body, headers) of that many requests; nine in ten are tickets."""
    chance = random.Random(seed)
    known, past = tickets(), exports()
    names = [reader.name for reader in READERS]
    for _ in range(count):
        if chance.random() < 0.1 and past:
            body = mutated(chance.choice(past), chance.choice(past), chance)
            dry = chance.choice(("", "?dry_run=true"))
            yield f"/v1/incidents/import{dry}", body, {"content-type": "application/octet-stream"}
            continue
        body = mutated(chance.choice(known), chance.choice(known), chance)
        reader = chance.choice(names) if chance.random() < 0.3 else ""
        way = chance.randrange(3)
        if way == 0:
            kind = chance.choice(("text/plain", "text/markdown", "text/csv"))
            query = f"?reader={reader}" if reader else ""
            yield f"/v1/translations{query}", body, {"content-type": kind}
            continue
        option = {"reader": reader} if reader else {}
        document: dict[str, Any] = {"text": body.decode("utf-8", "replace"), **option}
        if way == 1:
            with suppress(ValueError, RecursionError):
                document = {"payload": json.loads(body), **option}
        yield "/v1/translations", json.dumps(document).encode(), {"content-type": "application/json"}


async def _send(api: Api, client: httpx.AsyncClient, count: int, seed: int) -> Fuzzed:
    statuses: Counter[int] = Counter()
    codes: Counter[str] = Counter()
    crashes: list[str] = []
    slowest, begun = 0.0, time.perf_counter()
    for path, body, headers in requests(count, seed):
        at = time.perf_counter()
        answer = await api.send(client, "POST", path, content=body, headers=headers)
        slowest = max(slowest, time.perf_counter() - at)
        statuses[answer.status_code] += 1
        if answer.status_code >= 400:
            codes[answer.json()["code"]] += 1
        if answer.status_code >= 500:
            crashes.append(f"{path} {headers} {body[:4_000]!r}: {answer.text}")
        elif answer.status_code == 201 and statuses[201] % 5 == 0:
            read = await api.send(client, "GET", answer.headers["location"] + "/export?format=html")
            assert read.status_code == 200
    return Fuzzed(count, statuses, codes, tuple(crashes), slowest, time.perf_counter() - begun)


def fuzz(folder: Path, count: int, seed: int) -> Fuzzed:
    """Send that many mutated payloads; every fifth pitch is also read back as a page."""
    api = Api(folder)
    return api.together(lambda client: _send(api, client, count, seed))


def main() -> int:
    """Run by hand; the exit code is 1 where one of them crashed."""
    count, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with tempfile.TemporaryDirectory() as folder:
        done = fuzz(Path(folder), count, seed)
    for crash in done.crashes:
        print(crash)
    print(f"{done.sent:,} payloads in {done.seconds:.0f} s, the slowest {done.slowest:.2f} s")
    print(dict(sorted(done.statuses.items())), dict(done.codes.most_common()))
    print(f"{len(done.crashes)} crashes")
    return 1 if done.crashes else 0


if __name__ == "__main__":
    sys.exit(main())
