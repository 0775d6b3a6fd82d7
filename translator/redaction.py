"""Secrets and personal data in text: where they stand, and the text without them.

Nothing here decides what may leave the machine; it only finds and masks. Values are never logged or
repeated, placeholders are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

Kind = Literal["SECRET", "EMAIL", "PHONE", "ACCOUNT", "CARD"]


class Sensitive(NamedTuple):
    """A stretch that must not be shown, and what it is in words: "a GitHub token"."""

    kind: Kind
    name: str
    start: int
    end: int


# Shapes published by the issuers of these keys; the value itself is never repeated in a finding.
_SECRETS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    # what it is · letters it cannot be without · its shape
    ("a private key", ("PRIVATE KEY",), r"-----BEGIN (?:[A-Z]{2,10} ){0,3}PRIVATE KEY"),
    (
        "an AWS access key",
        ("AKIA", "ASIA", "AGPA", "AIDA", "AROA"),
        r"\b(?:AKIA|ASIA|AGPA|AIDA|AROA)[A-Z0-9]{16}\b",
    ),
    ("a GitHub token", ("gh",), r"\b(?:gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{22,255})\b"),
    ("a GitLab token", ("glpat-",), r"\bglpat-[\w-]{20,64}"),
    ("a Slack token", ("xox",), r"\bxox[abeoprs]-[A-Za-z0-9-]{10,200}"),
    (
        "a Slack webhook",
        ("hooks.slack",),
        r"hooks\.slack\.com/services/T\w{6,20}/B\w{6,20}/\w{16,40}",
    ),
    (
        "a Stripe key",
        ("sk_", "rk_", "pk_", "whsec_"),
        r"\b(?:sk|rk|pk|whsec)_(?:(?:live|test)_)?[A-Za-z0-9]{10,120}\b",
    ),
    ("an API key", ("sk-",), r"\bsk-(?:ant-|proj-|or-)?(?=[\w-]{0,199}\d)[A-Za-z0-9_-]{20,200}"),
    ("a Google API key", ("AIza",), r"\bAIza[\w-]{35}"),
    ("an npm token", ("npm_",), r"\bnpm_[A-Za-z0-9]{30,64}\b"),
    ("a SendGrid key", ("SG.",), r"\bSG\.[\w-]{16,64}\.[\w-]{16,64}"),
    ("a signed token", ("eyJ",), r"\beyJ[\w-]{8,2000}\.eyJ[\w-]{8,4000}\.[\w-]{8,2000}"),
    (
        "a bearer token",
        ("earer ",),
        r"\b[Bb]earer\s+(?=[\w.~+/-]{0,80}\d)[\w.~+/-]{16,2000}",
    ),
    (
        "a password in an address",
        ("://",),
        r"\b[a-z][\w+.-]{1,15}://[^\s:/@]{1,64}:[^\s:/@]{3,128}@",
    ),
)
_SHAPES = tuple((name, letters, re.compile(shape)) for name, letters, shape in _SECRETS)
_HINT = re.compile("|".join(re.escape(some) for _, letters, _ in _SECRETS for some in letters))
_ASSIGNED = re.compile(
    r"(?:pass(?:word|wd|phrase)?|pwd|secret|api[_-]?key|access[_-]?key|auth[_-]?token|"
    r"client[_-]?secret|"
    r"token)[\"']?\s{0,3}(=|:)\s{0,3}[\"']?([^\s\"',;<>(){}\[\]]{6,200})",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"^(?:\*+|x+|\.+|\$.*|%.*|changeme|example|placeholder|redacted|none|null|true|false|"
    r"required|missing|expired|invalid|unknown|[a-z_.]+\(.*)$",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"(?<![\w.+/:-])([\w.+-]{1,64})@((?:[A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z]{2,24})\b")
# Mailboxes of a role belong to nobody; "git@" is how repositories are addressed.
_SHARED_BOX_TEXT = """
support info sales help helpdesk noreply no-reply donotreply do-not-reply admin billing
security hello team contact ops dev git postmaster abuse press jobs office
"""
_SHARED_BOX = frozenset(_SHARED_BOX_TEXT.split())
_PHONE = re.compile(
    r"(?<![\w.:+-])\+[1-9]\d{0,2}[ .-]?(?:\(\d{1,4}\)[ .-]?)?"
    r"\d{1,4}(?:[ .-]?\d{2,4}){2,4}(?![\w:-])"
    r"|(?<![\w.:-])(?:\(\d{3}\) ?|\d{3}-)\d{3}-\d{4}(?![\w.:-])"
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")
_CARD = re.compile(
    r"(?<![\w.-])(?:[456]\d{3}|2[2-7]\d\d)([ -]?)\d{4}\1\d{4}\1\d{4}(?![\w.-]?\d)"
    r"|(?<![\w.-])3[47]\d\d([ -]?)\d{6}\2\d{5}(?![\w.-]?\d)"
)
_LONG_NUMBER = re.compile(r"\d(?:[ ().-]{0,2}\d){7}|[A-Z]{2}\d\d ?[A-Z0-9]{4}")
_LETTER = re.compile(r"[A-Za-z]")
_DIGIT = re.compile(r"\d")


def sensitive(text: str) -> list[Sensitive]:
    """Secrets and personal data in reading order; of two that overlap the longer one."""
    found = sorted([*secrets(text), *personal(text)], key=lambda s: (s.start, -s.end))
    kept: list[Sensitive] = []
    for item in found:
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return kept


def secrets(text: str) -> Iterator[Sensitive]:
    """Keys, tokens and passwords."""
    for name, letters, pattern in _SHAPES if _HINT.search(text) else ():
        if any(some in text for some in letters):
            for match in pattern.finditer(text):
                yield Sensitive("SECRET", name, *match.span())
    if "=" in text or ":" in text:
        for match in _ASSIGNED.finditer(text):
            if _looks_secret(match.group(1), match.group(2)):
                yield Sensitive("SECRET", "a password or key", *match.span(2))


def personal(text: str) -> Iterator[Sensitive]:
    """E-mail addresses of persons, phone numbers, bank accounts and cards."""
    long_number = _LONG_NUMBER.search(text) is not None
    for kind, name, pattern, holds in _PERSONAL:
        if "@" in text if pattern is _EMAIL else long_number:
            for match in pattern.finditer(text):
                if holds(match):
                    yield Sensitive(kind, name, *match.span())


class Masker:
    """Replaces what is sensitive by placeholders such as `[EMAIL-1]`, the same one for the same value."""

    def __init__(self) -> None:
        self._placeholders: dict[str, str] = {}
        self._counts: dict[str, int] = {}

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The placeholders handed out so far, in order."""
        return tuple(self._placeholders.values())

    def mask(self, text: str) -> str:
        """The text with placeholders."""
        parts = []
        position = 0
        for item in sensitive(text):
            value = text[item.start : item.end]
            if value not in self._placeholders:
                self._counts[item.kind] = self._counts.get(item.kind, 0) + 1
                self._placeholders[value] = f"[{item.kind}-{self._counts[item.kind]}]"
            parts += [text[position : item.start], self._placeholders[value]]
            position = item.end
        return "".join([*parts, text[position:]])


def _looks_secret(sign: str, value: str) -> bool:
    """Whether an assigned value is one: prose after a colon ("token: expired") is not."""
    if _PLACEHOLDER.match(value) or "needed" in value:
        return False
    mixed = bool(_LETTER.search(value) and _DIGIT.search(value))
    odd = bool(re.search(r"[^\w.:/-]", value)) and bool(_LETTER.search(value))
    return (mixed or odd) and (len(value) >= 8 or (sign == "=" and len(value) >= 6))


def _iban_holds(written: str) -> bool:
    """The check of ISO 7064 (mod 97-10) over the account with its first four places at the end."""
    compact = written.replace(" ", "")
    if not 15 <= len(compact) <= 34:
        return False
    return int("".join(str(int(c, 36)) for c in compact[4:] + compact[:4])) % 97 == 1


def _luhn_holds(written: str) -> bool:
    """The check digit of ISO/IEC 7812 (Luhn)."""
    digits = [int(c) for c in written if c.isdigit()][::-1]
    doubled = (sum(divmod(2 * d, 10)) for d in digits[1::2])
    return len(set(digits)) > 1 and (sum(digits[::2]) + sum(doubled)) % 10 == 0


_PERSONAL: tuple[tuple[Kind, str, re.Pattern[str], Callable[[re.Match[str]], bool]], ...] = (
    ("EMAIL", "an e-mail address", _EMAIL, lambda m: m.group(1).lower() not in _SHARED_BOX),
    ("PHONE", "a phone number", _PHONE, lambda m: 9 <= sum(c.isdigit() for c in m.group()) <= 15),
    ("ACCOUNT", "a bank account", _IBAN, lambda m: _iban_holds(m.group())),
    ("CARD", "a card number", _CARD, lambda m: _luhn_holds(m.group())),
)
