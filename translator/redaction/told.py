"""What a word beside it gives away: one-time codes, backup codes, seeds, passwords in other languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from translator.redaction.spans import Sensitive

_NAMED = (
    r"(?:OTPs?|otp|m?TAN|(?i:one[- ]?time[- ](?:code|pin|pass(?:word|code))|pass ?codes?|pin(?:[ -]?codes?)?"
    r"|(?:log-?in|sign-?in|verification|confirmation|security|sms|2fa|mfa|two-factor|auth(?:entication|ori[sz]ation)?"
    r"|access|door|unlock|your|my)[ -]codes?|(?:bestätigungs|sicherheits|verifizierungs|zugangs)code"
    r"|código de (?:verificación|acceso|verificação|acesso)|code de (?:vérification|connexion)|验证码))"
)
_NO_CODE = (
    r"(?![\w%]|[.,:]\d|[ ]?(?:%|(?i:ms|s|secs?|seconds?|minutes?|min|hours?|days?|times|users?|customers?"
    r"|rows|lines|attempts?|digits?|characters?|requests?|errors?|mails?|messages?|codes?|of|out of|to|eur"
    r"|usd|percent|per)\b))"
)
_DIGITS = r"(?:[A-Z]-)?(?:\d{3}[ -]\d{3}|\d{4,8})"
_ONE_TIME = re.compile(
    rf"(?<![\w-]){_NAMED}(?:[ ](?:of|for|to)[ ](?:the[ ]|my[ ]|our[ ])?\w+)?[\"'`]?[ ]{{0,2}}"
    rf"(?:(?i:is|was|said|lautet|war|es|est|é)\b|[:=：是])?[ ]{{0,2}}[\"'`“(]?(?P<code>{_DIGITS}){_NO_CODE}"
)
_YOUR_CODE = re.compile(
    rf"(?<![\w.,-])(?P<code>{_DIGITS}) (?:is|as|for) (?:your|the|my) (?:[\w-]+ ){{0,3}}?"
    r"(?i:codes?|pin|otp|passcode)\b"
)
_CODES = re.compile(r"\b(?i:backup|recovery|scratch|rescue|emergency|reserve)[ _-](?i:codes?|keys?)\b")
_BACKUP = re.compile(
    r"(?P<gap>(?:[\s,;:|*•=\"'`–-]|\d{1,2}[.)]\s|(?:is|are|was|were)\b){1,8})"
    r"(?P<code>[A-Za-z0-9]{4,12}(?:[ -][A-Za-z0-9]{4,12}){0,7})"
)
_DATE = re.compile(r"(?:19|20)\d\d(?:-\d\d)?")
_SEED = re.compile(
    r"\b(?i:seed|recovery|mnemonic|secret|wallet|backup)(?:[ _-](?i:phrase|words?))?[\"']?[ ]{0,2}"
    r"(?:[:=(]|\bis\b|\bwas\b)?[ ]{0,2}[\"'`“]?(?P<words>[a-z]{3,8}(?:[ ,]{1,2}[a-z]{3,8}){11,23})(?![a-z])"
)
_IN_PROSE = frozenset("the and for was are has not but can may its our his her who".split())
_ABROAD = re.compile(
    r"(?<![\w+/])(?i:passwort|kennwort|mot de passe|contraseña|contrasena|senha|wachtwoord|пароль|密码|密碼"
    r"|口令|パスワード)(?![A-Za-z])[ \t]{0,2}(?i:lautet|ist|war|es|est|é|era|是|は)?[ \t]{0,2}"
    r"[:：=]?[ \t]{0,2}[\"'“`「]?"
    r"(?P<code>[^\s\"'`,;<>()“”|。，」]{6,200}+)"
)
_PAIR_OF_BOTH = re.compile(
    r"(?<![\w/])(?:admin\w*|root|demo\w*|sa|login|user\w*|ops|support|test\w{0,8}) ?/ ?"
    r"(?P<code>(?=[^\s/]{0,40}[A-Za-z])(?=[^\s/]{0,40}\d)(?=[^\s/]{0,40}[!@#$%^&*?])[^\s/,;<>()\"'`]{6,40})(?!/)"
)
_TELLING = """
code pin otp tan seed phrase mnemonic passwort kennwort passe contrase senha wachtwoord пароль 密 口令 パス
backup recovery scratch 验证
""".split()


def told(text: str) -> Iterator[Sensitive]:
    """Codes and passwords that are short or made of words, and known only by what is said of them."""
    lowered = text.lower()
    if any(map(lowered.__contains__, _TELLING)):
        for pattern in (_ONE_TIME, _YOUR_CODE):
            for match in pattern.finditer(text):
                if not _DATE.fullmatch(match["code"]):
                    yield Sensitive("SECRET", "a one-time code", *match.span("code"))
        for match in _CODES.finditer(text):
            yield from _backup_codes(text, match.end())
        for match in _SEED.finditer(text):
            if _IN_PROSE.isdisjoint(match["words"].replace(",", " ").split()):
                yield Sensitive("SECRET", "a seed phrase", *match.span("words"))
        for match in _ABROAD.finditer(text):
            if any(c.isdigit() for c in match["code"]):
                yield Sensitive("SECRET", "a password", *match.span("code"))
    if "/" in text:
        for match in _PAIR_OF_BOTH.finditer(text):
            yield Sensitive(
                "SECRET",
                "a password",
                match.start("code"),
                match.start("code") + len(match["code"].rstrip(".")),
            )


def _backup_codes(text: str, at: int) -> Iterator[Sensitive]:
    """The codes that follow each other from here on."""
    while (match := _BACKUP.match(text, at)) is not None:
        code = match["code"]
        digits = sum(c.isdigit() for c in code)
        letters = sum(c.isalpha() for c in code)
        pieces = re.split(r"[ -]", code)
        listed = len(pieces) > 1 and len(set(map(len, pieces))) == 1
        if (
            not digits
            or not ((listed and letters) or digits >= 8 or (letters and digits >= 2))
            or _DATE.match(code)
        ):
            # "8f3a-91bc and": the words that follow a code are no part of it.
            return
        yield Sensitive("SECRET", "a backup code", *match.span("code"))
        at = match.end()
