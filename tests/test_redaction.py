"""What must not be shown: found, masked with stable placeholders, and nothing else touched."""

from __future__ import annotations

import pytest

from translator.redaction import Masker, sensitive

FOUND = [
    ("key AKIAIOSFODNN7EXAMPLE in the log", "SECRET"),
    ("Authorization: Bearer abcdef1234567890ghijk", "SECRET"),
    ("password=hunter2secret!", "SECRET"),
    ("-----BEGIN RSA PRIVATE KEY-----", "SECRET"),
    ("postgres://app:s3cretpw@db.internal/app", "SECRET"),
    ("mail ada.lovelace@customer.example today", "EMAIL"),
    ("call +49 30 1234 5678 in the morning", "PHONE"),
    ("refund to DE89 3704 0044 0532 0130 00", "ACCOUNT"),
    ("card 4111 1111 1111 1111 was refused", "CARD"),
]
LEFT_ALONE = [
    "token: expired",
    "password: required",
    "write to support@customer.example",
    "order 4111 1111 1111 1112 is late",  # fails the check digit
    "build 20260922-081407 took 12 minutes",
    "version 3.4.1, commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
    "sign-in failures 3 % on 2026-05-02",
]


@pytest.mark.parametrize(("text", "kind"), FOUND)
def test_found_and_masked(text: str, kind: str) -> None:
    """Each kind is found and its value is gone from the masked text."""
    items = sensitive(text)
    assert [i.kind for i in items] == [kind]
    masked = Masker().mask(text)
    assert f"[{kind}-1]" in masked
    assert text[items[0].start : items[0].end] not in masked


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_ordinary_text_is_left_alone(text: str) -> None:
    """What only looks like a secret stays as it is."""
    assert Masker().mask(text) == text


def test_placeholders_are_stable() -> None:
    """The same value has the same placeholder everywhere; another value has another."""
    masker = Masker()
    first = masker.mask("ada@one.example wrote, then bob@two.example")
    assert first == "[EMAIL-1] wrote, then [EMAIL-2]"
    assert masker.mask("bob@two.example again") == "[EMAIL-2] again"
    assert masker.placeholders == ("[EMAIL-1]", "[EMAIL-2]")
