"""Idempotency keys: of requests that come at once one claims, and the answer is kept as long as asked."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.storage.translation_examples import START
from translator.storage import Database, IdempotencyRepository, open_database
from translator.storage.base import Claim

ROOT = Path(__file__).parents[2]
KEEP, STUCK = timedelta(hours=24), timedelta(minutes=5)
FREE = "new"


def claim(
    repository: IdempotencyRepository, key: str = "k", request: str = "r", at: datetime = START
) -> Claim:
    """A claim with the times that the API uses."""
    return repository.claim(key, request=request, now=at, keep=KEEP, stuck=STUCK)


def answer(
    repository: IdempotencyRepository, token: str, body: bytes = b"", key: str = "k", status: int = 200
) -> bool:
    """Whether the answer of the claim with this token was kept."""
    return repository.answer(key, token, status=status, headers={}, body=body)


def test_the_life_of_a_key(database: Database) -> None:
    """New, in flight, answered; another body is told apart in each of the two."""
    keys = database.idempotency("acme")
    first = claim(keys)
    assert (first.outcome, bool(first.token)) == ("new", True)
    assert claim(keys) == Claim("in flight")
    assert claim(keys, request="other").outcome == "other body"
    body = bytes(range(256))
    headers = {"ETag": '"1"', "Location": "/é"}
    assert keys.answer("k", first.token, status=201, headers=headers, body=body)
    assert claim(keys) == Claim("answered", 201, headers, body)
    assert claim(keys, request="other").outcome == "other body"
    assert claim(keys, "k2").outcome == "new"


def test_a_released_key_is_free(database: Database) -> None:
    """A request that failed frees its key, also for another body; an answered key is not freed."""
    keys = database.idempotency("acme")
    keys.release("k", claim(keys).token)
    second = claim(keys, request="other")
    assert second.outcome == "new"
    assert answer(keys, second.token)
    keys.release("k", second.token)
    assert claim(keys, request="other") == Claim("answered", 200, {}, b"")
    keys.release("absent", second.token)
    assert not answer(keys, second.token, key="absent")
    assert claim(keys, "absent").outcome == "new"


def test_a_key_expires(database: Database) -> None:
    """To the second: until it is as old as asked the answer is given, then the key is free for any body."""
    keys = database.idempotency("acme")
    answer(keys, claim(keys).token, b"x")
    assert claim(keys, at=START + KEEP - timedelta(seconds=1)).outcome == "answered"
    assert claim(keys, request="other", at=START + KEEP).outcome == "new"
    assert claim(keys, at=START + KEEP).outcome == "other body"


def test_a_key_whose_process_died_is_claimed_anew(database: Database) -> None:
    """After `stuck` without an answer the next request takes over, once."""
    keys = database.idempotency("acme")
    claim(keys)
    later = START + STUCK
    assert claim(keys, at=later - timedelta(seconds=1)).outcome == "in flight"
    assert [claim(keys, at=later).outcome for _ in range(2)] == ["new", "in flight"]


@pytest.mark.parametrize("successor_first", [True, False], ids=["after", "before"])
@pytest.mark.parametrize("end", ["answer", "release"])
def test_one_given_up_for_dead_ends_nothing(database: Database, end: str, successor_first: bool) -> None:
    """Before its successor ends and after: it neither answers for it nor frees the key, whatever it sent."""
    keys = database.idempotency("acme")
    dead = claim(keys).token
    later = START + STUCK
    successor = claim(keys, request="other", at=later).token

    def late() -> None:
        if end == "answer":
            assert not answer(keys, dead, b"of the dead")
        else:
            keys.release("k", dead)

    if successor_first:
        assert answer(keys, successor, b"of the successor")
        late()
    else:
        late()
        assert claim(keys, request="other", at=later).outcome == "in flight"
        assert answer(keys, successor, b"of the successor")
    assert claim(keys, request="other", at=later) == Claim("answered", 200, {}, b"of the successor")


def test_a_clock_that_goes_back(database: Database) -> None:
    """A key claimed in what is now the future is neither stuck nor expired."""
    keys = database.idempotency("acme")
    first = claim(keys, at=START)
    assert claim(keys, at=START - timedelta(days=3)).outcome == "in flight"
    answer(keys, first.token)
    assert claim(keys, at=START - timedelta(days=3)).outcome == "answered"


def test_keys_that_expired_do_not_pile_up(database: Database) -> None:
    """A new claim takes expired keys of its workspace with it, and no others."""
    keys, other = database.idempotency("acme"), database.idempotency("other")
    for n in range(150):
        claim(keys, f"old{n}")
    claim(other, "old")
    claim(keys, "young", at=START + timedelta(hours=1))
    for n in range(2):
        claim(keys, f"new{n}", at=START + KEEP)
    with database.connections.reading() as connection:
        left = connection.exec_driver_sql("SELECT workspace, key FROM idempotency_keys").all()
    assert sorted(map(tuple, left)) == [
        ("acme", "new0"), ("acme", "new1"), ("acme", "young"), ("other", "old"),
    ]  # fmt: skip


def test_any_text_is_a_key(database: Database) -> None:
    """Long, empty and odd keys are told apart and stored; so are hashes of requests."""
    keys = database.idempotency("acme")
    odd = ["", "a\0b", "a\ufffdb", "\ud800", "x" * 5000, "x" * 5001, "é", "e\u0301", "K", "k"]
    assert [claim(keys, key).outcome for key in odd] == ["new"] * len(odd)
    assert [claim(keys, key).outcome for key in odd] == ["in flight"] * len(odd)
    assert claim(keys, "r", request="\0").outcome == "new"
    assert claim(keys, "r", request="\ufffd").outcome == "other body"


def test_duplicates_in_threads(database: Database) -> None:
    """Twenty threads claim ten keys: each key has one owner, also when it is taken over and expired."""
    together = threading.Barrier(20)

    def work(at: datetime) -> list[str]:
        keys = database.idempotency("acme")
        together.wait(timeout=60)
        return [f"{n}" for n in range(10) if claim(keys, f"k{n}", at=at).outcome == FREE]

    with ThreadPoolExecutor(20) as pool:
        for at in (START, START + STUCK, START + KEEP + STUCK):
            won = Counter(key for keys in pool.map(work, [at] * 20) for key in keys)
            assert won == {f"{n}": 1 for n in range(10)}


# Claims keys that the other claims too, and prints those it got; arguments: URL.
CLAIMER = """
import sys
from datetime import timedelta
from tests.storage.test_idempotency import claim
from translator.storage import open_database
keys = open_database(sys.argv[1], patience=60).idempotency("acme")
print("ready", flush=True)
sys.stdin.readline()
print(*[n for n in range(200) if claim(keys, f"k{n}").outcome == "new"])
"""


def test_duplicates_in_processes(new_url: Callable[[], str]) -> None:
    """Two processes claim the same two hundred keys at once: each key is new to one of them only."""
    url = new_url()
    open_database(url).close()
    claimers = [
        subprocess.Popen(
            [sys.executable, "-c", CLAIMER, url],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        )
        for _ in range(2)
    ]  # fmt: skip
    for claimer in claimers:
        assert claimer.stdout is not None
        assert claimer.stdout.readline() == "ready\n", claimer.communicate()[1]
        assert claimer.stdin is not None
    for claimer in claimers:
        assert claimer.stdin is not None
        claimer.stdin.write("go\n")
        claimer.stdin.flush()
    got = [claimer.communicate(timeout=60)[0].split() for claimer in claimers]
    assert Counter(got[0] + got[1]) == {f"{n}": 1 for n in range(200)}
    with closing(open_database(url)) as database:
        assert claim(database.idempotency("acme"), "k7").outcome == "in flight"
