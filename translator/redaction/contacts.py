"""E-mail addresses, phone numbers, bank accounts and cards, by shape and check digits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from translator.redaction.spans import Sensitive

_EMAIL = re.compile(
    r"(?<![\w.+/@-])(?P<box>[\w.+-]{1,64}+)(?:@|%40)(?P<host>(?:[^\W_][\w-]{0,62}\.){1,6}[^\W\d_]{2,24})(?![\w@])"
)
# Mailboxes of a role belong to nobody; "git@" is how repositories are addressed.
_SHARED_BOX_TEXT = """
support info sales help helpdesk noreply no-reply donotreply do-not-reply admin billing
security hello team contact ops dev git postmaster abuse press jobs office
"""
_SHARED_BOX = frozenset(_SHARED_BOX_TEXT.split())
_HASH = re.compile(r"[0-9a-f]*\d[0-9a-f]*$")
_PHONE = re.compile(
    r"(?<![\w.:+-])\+[1-9]\d{0,2}[ .-]?(?:\(\d{1,4}\)[ .-]?)?"
    r"\d{1,5}(?:[ .-]?\d{2,5}){1,5}(?![\w:-])"
    r"|(?<![\w.:-])(?:\(\d{3}\) ?|\d{3}-)\d{3}-\d{4}(?![\w.:-]?\d|[A-Za-z:-])"
    # "00" for the plus; four places throughout are a dump of memory.
    r"|(?<![\w.:+-])00[1-9]\d(?! \d{4} \d{4} \d{4})[ -]\d{1,4}[ -]?\d{3,8}(?:[ -]\d{2,4}){0,3}"
    r"(?![\w.:-]?\d)"
)
_LABELLED = re.compile(
    r"(?i)(?<![A-Za-z])(?:tel(?:ephone)?|(?:tele|cell|mobile|home|work)?[ _-]?phone|mobile|cell|fax|whatsapp"
    r"|call me at)(?:[ _-]?(?:no|number|nr))?(?: (?:of|at|for) (?:the |our |my )?\w+)?"
    r"[\"'`]?[ ]?[.:=|]{0,2}[ ]?[\"'`]?[ ]?"
    r"(?P<number>\(?\+?\d[\d ()./-]{7,20}\d)(?![\w:-])"
)
_DATE = re.compile(r"(?:19|20)\d\d[-./]\d\d?[-./]\d\d?|\d\d?[-./]\d\d?[-./](?:19|20)\d\d")
_ACCOUNT = re.compile(r"(?<![A-Za-z0-9])(?P<country>[A-Z]{2})\d\d(?:[ -]?[A-Z0-9]){11,30}")
# ISO 13616 registry: country and length of its accounts.
_LENGTHS_TEXT = """
AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18
FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20
LU20 LV21 LY25 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SD18
SE24 SI19 SK24 SM27 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20
"""
_LENGTHS = {entry[:2]: int(entry[2:]) for entry in _LENGTHS_TEXT.split()}
_CARD = re.compile(
    r"(?<![\w.-])(?:4\d{3}|5[0-8]\d\d|6[023457]\d\d|2[2-7]\d\d|35[2-8]\d)([ -]?)\d{4}\1\d{4}\1\d{4}"
    r"(?![\w]|[.-]\d)"
    r"|(?<![\w.-])3[47]\d\d([ -]?)\d{6}\2\d{5}(?![\w]|[.-]\d)"
    r"|(?<![\w.-])3(?:0[0-5]|[689]\d)\d([ -]?)\d{6}\3\d{4}(?![\w]|[.-]\d)"
)
# Who somebody is, where the text says when they were born; and the numbers that are given to people.
_DAY = (
    r"(?:(?:19|20)\d\d[-./]\d\d?[-./]\d\d?|\d\d?[-./]\d\d?[-./](?:19|20)\d\d"
    r"|\d\d? [A-Z][a-z]{2,8} (?:19|20)\d\d)"
)
_BORN = re.compile(
    r"[^\W\d_a-z][\w'’-]{1,30}(?: [^\W\d_a-z][\w'’-]{0,30}){1,3},? {0,2}\(?"
    rf"(?i:born(?: on)?|geb\.|geboren(?: am)?|née? le)[ ]?[:=|]?[ ]?{_DAY}"
    rf"|(?<=[ \"'|:(,])(?i:date of birth|d\.?o\.?b\.?|birth ?date|birthday)[\"']?[ ]?[:=|]?[ ]?[\"']?{_DAY}"
    rf"|^(?i:date of birth|d\.?o\.?b\.?|birth ?date|birthday)[ ]?[:=|]?[ ]?{_DAY}",
    re.MULTILINE,
)
_PERSONAL_NUMBER = re.compile(
    r"\b(?i:patient|insur(?:ance|ed)|social security|ssn|passport|id card|tax id|national insurance|nhs"
    r"|medicare|health card|versicherten|personnel|driving licen[cs]e)[ _-]?(?i:no\.?|numbers?|nr\.?|id)?"
    r"[\"']?[ ]?[:=|#]?[ ]?[\"']?"
    r"(?P<number>[A-Z]{0,3}\d[A-Z0-9]{0,12}(?:[ -][A-Z0-9]{0,4}\d[A-Z0-9]{0,8}){0,5})(?![\w])"
)
_DIGIT = re.compile(r"\d")
_LONG_NUMBER = re.compile(r"\d(?:[ ()./-]{0,2}\d){7}|[A-Z]{2}\d\d[ -]?[A-Z0-9]{4}")
_PERSONAL_DIGITS = 6
_BIRTH = re.compile(r"(?i)b[io]r(?:n|th)|geb|dob|d\.o\.b|née? le")
_LABEL = re.compile(r"(?i)tel|phone|mobile|cell|fax|whatsapp|call")


def personal(text: str) -> Iterator[Sensitive]:
    """E-mail addresses of persons, phone numbers, bank accounts and cards."""
    if "@" in text or "%40" in text:
        for match in _EMAIL.finditer(text):
            if _is_persons(text, match):
                yield Sensitive("EMAIL", "an e-mail address", *match.span())
    if _BIRTH.search(text):
        for match in _BORN.finditer(text):
            yield Sensitive("NAME", "a person and a date of birth", *match.span())
    for match in _PERSONAL_NUMBER.finditer(text):
        if _digits(match["number"]) >= _PERSONAL_DIGITS:
            yield Sensitive("ACCOUNT", "a number given to a person", *match.span("number"))
    if not _LONG_NUMBER.search(text):
        return
    for match in _PHONE.finditer(text):
        if 9 <= _digits(match.group()) <= 15:
            yield Sensitive("PHONE", "a phone number", *match.span())
    if _LABEL.search(text):
        for match in _LABELLED.finditer(text):
            number = match.group("number")
            if 9 <= _digits(number) <= 15 and not _DATE.search(number):
                yield Sensitive("PHONE", "a phone number", *match.span("number"))
    for match in _ACCOUNT.finditer(text):
        size = _account_size(match.group())
        if size:
            yield Sensitive("ACCOUNT", "a bank account", match.start(), match.start() + size)
    for match in _CARD.finditer(text):
        if _luhn_holds(match.group()):
            yield Sensitive("CARD", "a card number", *match.span())


def _is_persons(text: str, match: re.Match[str]) -> bool:
    if match.group("box").lower() in _SHARED_BOX:
        return False
    # "https://deploy:word@host" is a password, "Session@5e91993f.connect" an object of Java.
    before = text[max(0, match.start() - 80) : match.start()]
    in_address = (
        before.endswith(":") and "://" in before and not re.search(r"\s", before[before.rfind("://") :])
    )
    return not in_address and not _HASH.match(match.group("host").partition(".")[0])


def _digits(written: str) -> int:
    return len(_DIGIT.findall(written))


def _account_size(written: str) -> int:
    """How many characters of `written` are an account whose check digits hold; 0 for none."""
    size = _LENGTHS.get(written[:2], 0)
    taken = 0
    for place, character in enumerate(written):
        taken += character.isalnum()
        if taken == size:
            compact = "".join(c for c in written[: place + 1] if c.isalnum())
            return place + 1 if _iban_holds(compact) else 0
    return 0


def _iban_holds(compact: str) -> bool:
    """The check of ISO 7064 (mod 97-10) over the account with its first four places at the end."""
    if not 2 <= int(compact[2:4]) <= 98:
        return False
    return int("".join(str(int(c, 36)) for c in compact[4:] + compact[:4])) % 97 == 1


def _luhn_holds(written: str) -> bool:
    """The check digit of ISO/IEC 7812 (Luhn)."""
    digits = [int(c) for c in written if c.isdigit()][::-1]
    doubled = (sum(divmod(2 * d, 10)) for d in digits[1::2])
    return len(set(digits)) > 1 and (sum(digits[::2]) + sum(doubled)) % 10 == 0
