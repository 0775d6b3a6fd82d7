"""Secrets and personal data that would be shown to every reader of the pitch."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from translator.checks.rule import Check, Hit
from translator.checks.subject import Subject

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
_EMAIL = re.compile(
    r"(?<![\w.+/:-])([\w.+-]{1,64})@((?:[A-Za-z0-9-]{1,63}\.){1,6}[A-Za-z]{2,24})\b"
)
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


def secret(subject: Subject) -> Iterator[Hit]:
    """Keys, tokens and passwords in anything that is rendered."""
    seen: set[str] = set()
    for part in subject.parts:
        for name, letters, pattern in _SHAPES:
            if not any(some in part.text for some in letters):
                continue
            for match in pattern.finditer(part.text):
                if match.group() not in seen:
                    seen.add(match.group())
                    yield Hit(f"{name} stands in the text.", part, *match.span())
        if "=" not in part.text and ":" not in part.text:
            continue
        for match in _ASSIGNED.finditer(part.text):
            value = match.group(2)
            if value not in seen and _looks_secret(match.group(1), value):
                seen.add(value)
                yield Hit("a password or key stands in the text.", part, *match.span(2))


def _looks_secret(sign: str, value: str) -> bool:
    """Whether an assigned value is one: prose after a colon ("token: expired") is not."""
    if _PLACEHOLDER.match(value) or "needed" in value:
        return False
    mixed = bool(_LETTER.search(value) and _DIGIT.search(value))
    odd = bool(re.search(r"[^\w.:/-]", value)) and bool(_LETTER.search(value))
    return (mixed or odd) and (len(value) >= 8 or (sign == "=" and len(value) >= 6))


def personal_data(subject: Subject) -> Iterator[Hit]:
    """E-mail addresses, phone numbers, bank accounts and cards in anything that is rendered."""
    seen: set[str] = set()
    for part in subject.parts:
        long_number = _LONG_NUMBER.search(part.text) is not None
        for name, pattern, holds in _PERSONAL:
            if not ("@" in part.text if pattern is _EMAIL else long_number):
                continue
            for match in pattern.finditer(part.text):
                if match.group() not in seen and holds(match):
                    seen.add(match.group())
                    yield Hit(f"{name} stands in the text.", part, *match.span())


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


_PERSONAL: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], bool]], ...] = (
    ("an e-mail address", _EMAIL, lambda m: m.group(1).lower() not in _SHARED_BOX),
    ("a phone number", _PHONE, lambda m: 9 <= sum(c.isdigit() for c in m.group()) <= 15),
    ("a bank account", _IBAN, lambda m: _iban_holds(m.group())),
    ("a card number", _CARD, lambda m: _luhn_holds(m.group())),
)

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
