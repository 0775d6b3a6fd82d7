"""API keys: found by id with their digest, used, revoked, listed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.storage.translation_examples import START, key
from translator.errors import UnknownKey
from translator.storage import Database

DIGEST = bytes(range(32))


def test_a_key_comes_back_with_its_digest(database: Database) -> None:
    """Every field, with and without expiry; an id that is not there finds nothing, whatever it holds."""
    keys = database.keys()
    whole = key(1, kind="service", expires=START + timedelta(days=1), last_used=START, name="nightly \ud800")
    keys.add(whole, DIGEST)
    keys.add(key(2), b"\0" * 32)
    assert keys.find("k1") == (whole.model_copy(update={"name": "nightly \ufffd"}), DIGEST)
    assert keys.find("k2") == (key(2), b"\0" * 32)
    for id in ("k3", "K1", "", "k1 ", "k\0", "\ud800", "x" * 2000):
        assert keys.find(id) is None
        keys.used(id, START)
        with pytest.raises(UnknownKey) as unknown:
            keys.revoke(id, START)
        assert unknown.value.next_step


def test_the_last_use_never_goes_back(database: Database) -> None:
    """Two processes note uses in any order: the latest stays; nothing else of the key changes."""
    keys = database.keys()
    keys.add(key(1), DIGEST)
    keys.add(key(2), DIGEST)
    for minute in (5, 3, 5):
        keys.used("k1", START + timedelta(minutes=minute))
    assert keys.find("k1") == (key(1, last_used=START + timedelta(minutes=5)), DIGEST)
    assert keys.find("k2") == (key(2), DIGEST)


def test_a_revoked_key_stays_revoked(database: Database) -> None:
    """A second revocation keeps the time of the first; the key is still listed."""
    keys = database.keys()
    keys.add(key(1), DIGEST)
    first = keys.revoke("k1", START)
    assert first == key(1, revoked=START)
    assert keys.revoke("k1", START + timedelta(days=1)) == first
    assert keys.list() == [first]


def test_lists_are_oldest_first(database: Database) -> None:
    """Of one workspace, or of all."""
    keys = database.keys()
    for number, workspace in [(3, "acme"), (1, "other"), (2, "acme")]:
        keys.add(key(number, workspace=workspace), DIGEST)
    assert [k.id for k in keys.list()] == ["k1", "k2", "k3"]
    assert [k.id for k in keys.list("acme")] == ["k2", "k3"]
    assert keys.list("absent") == []


def test_another_connection_sees_a_revocation_at_once(database: Database) -> None:
    """What one repository revokes, another one of the same database finds revoked."""
    database.keys().add(key(1), DIGEST)
    database.keys().revoke("k1", START)
    found = database.keys().find("k1")
    assert found is not None
    assert found[0].revoked == START
