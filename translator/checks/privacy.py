"""Secrets and personal data that would be shown to every reader of the pitch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from translator.checks.rule import Check, Hit
from translator.checks.subject import Part, Subject
from translator.redaction import Sensitive, personal, secrets


def secret(subject: Subject) -> Iterator[Hit]:
    """Keys, tokens and passwords in anything that is rendered."""
    yield from _shown(subject, secrets)


def personal_data(subject: Subject) -> Iterator[Hit]:
    """E-mail addresses, phone numbers, bank accounts and cards in anything that is rendered."""
    yield from _shown(subject, personal)


def _shown(subject: Subject, find: Callable[[str], Iterable[Sensitive]]) -> Iterator[Hit]:
    """Each value once; the value itself is never repeated in a finding."""
    seen: set[str] = set()
    first: dict[str, Part] = {}  # framings repeat sentences
    for part in subject.parts:
        first.setdefault(part.text, part)
    for part in first.values():
        for item in find(part.text):
            value = part.text[item.start : item.end]
            if value not in seen:
                seen.add(value)
                yield Hit(f"{item.name} stands in the text.", part, item.start, item.end)


CHECKS: tuple[Check, ...] = (
    Check(
        "secret", "must",
        "A key in a note that is passed around is a key given away.",
        "Take it out of the ticket as well, and have it replaced: it has been seen.",
        secret,
    ),
    Check(
        "personal-data", "must",
        "A note for planning is no place for a person's address, number or account.",
        "Say who it is by role: a trial customer, a buyer, the admin.",
        personal_data,
    ),
)  # fmt: skip
