"""The fingerprint of a ticket's words, by which a later change of the ticket is noticed."""

from __future__ import annotations

from hashlib import sha256


def fingerprint(title: str, text: str) -> str:
    """The sha-256, in hex, of the title, a line feed and the text, as UTF-8."""
    return sha256(f"{title}\n{text}".encode("utf-8", "replace")).hexdigest()
