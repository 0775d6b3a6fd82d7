"""Secrets without a shape of their own: what a telling name, header or address gives away."""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator

from translator.redaction.drawn import by_chance, mixed_by_chance
from translator.redaction.spans import Sensitive

# Nothing here is found without one of these; most texts end at this question.
_TELLING = """
pass pw secret key tok tkn auth cred sig cookie sess sid jwt psk pat code :// -u --user basic mysql mariadb
redis-cli identified ldap smb sqlcmd docker
""".split()
_ASSIGNMENT = re.compile(
    r"(?<![\w.$+%-])(?P<name>[A-Za-z_][\w.-]*+)"
    r"[\"'`*\])\\]{0,4}[ \t]{0,3}(?P<sign>=>|:=|=|:|\||>|(?<=[\"']),)"
    r"[ \t]{0,3}(?:\r?\n[ \t]{1,8})?[*]{0,2}[ \t]?(?:[bru]{1,2}(?=[\"']))?"
)
# "name: DB_PASSWORD" with the value on its own: lists of variables in YAML, JSON and XML.
_LISTED = re.compile(
    r"(?<![\w-])\\?[\"']?(?:name|key|header|variable|param)\\?[\"']?\s{0,2}[:=]\s{0,2}\\?[\"']?(?P<name>[A-Za-z][\w.-]{2,60}+)"
    r"\\?[\"']?\s{0,3},?\s{0,20}\\?[\"']?(?:value|default|content)\\?[\"']?\s{0,2}[:=]\s{0,2}"
)
_VALUE = re.compile(
    r"\\{0,3}\"(?P<double>[^\"\n\\]{1,1000}+)|'(?P<single>[^'\n]{1,1000}+)|`(?P<tick>[^`\n]{1,1000}+)"
    r"|(?P<bare>(?:[^\s\"'`;,<>|&]|&(?!\w{1,30}=)){1,1000}+)"
)
_REST = re.compile(r"[^\s\"'`;,<>|&]*+")  # of a value longer than that
_SAID = re.compile(
    r"(?<![\w/.-])(?i:password|passwd|passphrase|pwd|pw)[ \t]++(?:(?:is|was|to|of)[ \t:]++)?"
    r"(?:\r?\n[ \t]{1,8})?[\"'`*“]?(?P<value>[^\s\"'`,;<>()“”|]{6,200}+)"
)
_OPTION = re.compile(
    r"(?:(?:(?<=\s)|^)(?:(?:-u|--user|--proxy-user)[ =][\"']?[\w.@+-]{1,64}:|-p[ ]?(?=[\"'])[\"'])"
    r"|\b(?:(?:mysql|mariadb|sshpass)\w{0,8}\b[^\n]{0,80}?\s-p|redis-cli\b[^\n]{0,80}?\s-a[ ]"
    r"|(?:docker|podman|helm|az|oc)\b[^\n]{0,30}?\blogin\b[^\n]{0,60}?\s-p[ ]|sqlcmd\b[^\n]{0,80}?\s-P[ ]"
    r"|ldap[a-z]{3,8}\b[^\n]{0,120}?\s-w[ ]|smb\w{3,9}\b[^\n]{0,80}?\s-U[ ][\w.\\-]{1,40}%"
    r"|(?i:identified (?:\w+ ){0,3}?by)[ ](?=[\"']))[\"']?)"
    r"(?P<value>[^\s\"']{4,200}+)",
    re.MULTILINE,
)
_LONG_OPTION = re.compile(r"--(?P<name>[a-z][\w-]*+)[ =][\"']?(?P<value>[^\s\"'`;,<>|]{4,400}+)")
_ENVIRONMENT = re.compile(
    r"(?<!\w)(?P<name>[A-Z][A-Z0-9]*_[A-Z0-9_]++)[ \t]++(?P<value>[^\s\"'`=]{8,400}+)={0,2}(?!\S)"
)
_AUTHORIZATION = re.compile(
    r"(?i:authorization)[\"']?\s{0,2}[:=]\s{0,2}[\"']?[A-Za-z][\w-]{1,20}+[ ]"
    r"(?!\w+=\w)(?P<value>[\w.~+/=:-]{16,}+)"
)
_BASIC = re.compile(
    r"\b(?:[Bb]asic|BASIC|[\"']?auth[\"']?\s{0,2}:)\s{1,2}[\"']?(?P<value>[A-Za-z0-9+/_-]{6,}+={0,2})"
)
_USERINFO = re.compile(
    r"(?<![\w+.-])[A-Za-z][\w+.-]{1,30}+://[^\s:/@\"'<>]{0,80}+:(?P<value>[^\s/\"'<>]{1,200})@"
    r"|\b(?i:oracle|sqlplus)[\w:+.-]{0,20}(?://|[ ])\w{1,40}/(?P<other>[^\s/@\"'<>]{4,100})@"
)
_COOKIES = re.compile(r"(?i:cookie)[\"']?\s{0,2}[:=]\s{0,2}(?P<list>[^\n]{1,4000})")
_COOKIE = re.compile(r"[\w.-]++=(?P<value>[^\s;\"',]{16,}+)")

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_PASSWORDS = frozenset(
    "password passwd passwort passphrase pwd pass pw psk userpassword dbpass dbpassword".split()
)
_TOKENS = frozenset(
    """
    secret token tok tkn credential credentials cred creds apikey authtoken accesstoken secretkey jwt bearer
    """.split()
)
_SESSIONS = frozenset("sessionid jsessionid phpsessid sessid sid".split())
# What may follow the word that counts: "SECRET_KEY_BASE", "DB_PASSWORD_OLD", "api_key_prod".
_QUALIFIERS = frozenset(
    """
    value base prod production live test dev staging stage old new current previous primary secondary main b64
    hex
    """.split()
)
_KINDS_OF_KEY = frozenset(
    """
    api access private secret signing signature encryption account auth app application master storage
    shared session ssh service admin deploy license hmac subscription client server root write ingest
    integration subscription functions device bot vendor
    """.split()
)
# Other keys than these sort, name or cache something; yet a random value behind them is a key in any case.
_HARMLESS_KEYS = frozenset(
    """
    primary foreign sort partition cache idempotency routing surrogate public object hash range row message
    map unique composite lookup shortcut registry translation websocket
    dictionary group storage
    """.split()
)
# "nextPageToken" pages, "<pad> token" is of a language model; neither opens a door.
_HARMLESS_TOKENS = frozenset(
    "page next continuation sync pagination cancellation stop pad eos bos unk mask".split()
)
_ADDRESS_ONLY = frozenset("key sig signature code hash".split())  # a secret only as `?sig=…`
_PLACEHOLDER = re.compile(
    r"^(?:[*•]+|[xX]+|y+|z+|\(.*|\.+|-+|_+|\$.*|%[sd({$].*|%%.*|%\w+%|<.*|\{.*|\[.*|@\w+@.*|#\{.*"
    r"|(?:your|my|the|some|new|old|test|dummy|fake|sample|example)[_-]?(?:api)?[_-]?"
    r"(?:pass(?:word)?|pwd|token|secret|key)?(?:[_-]?here)?"
    r"|(?:secret|access|api|private)[_-]?(?:access)?[_-]?(?:key|token)|change[_-]?(?:me|it)|placeholder|redacted|masked|hidden|none|null|nil|true|false|undefined|string|text"
    r"|required|missing|expired|invalid|unknown|optional|empty|wrong|password|passwd|pass|pwd|secret|token|apikey"
    r"|[A-Za-z_][\w.]*[(\[].*|\w+::.*)$",
    re.IGNORECASE,
)
# "config.dbPassword2": parts as programmers write them, which a drawn password hardly is.
_DOTTED = re.compile(
    r"^[A-Za-z]?[a-z_]{2,}(?:[A-Z][a-z_]+)*\d?"
    r"(?:\.(?:[A-Za-z]?[a-z_]{2,}(?:[A-Z][a-z_]+)*|[A-Z_]{3,})\d?)+(?:[(\[].*)?$"
)
_CODE_NAME = re.compile(
    r"^[A-Z][A-Z_]{5,}(?:_\d)?$|^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$|^[a-z]{2,}(?:[A-Z][a-z]{2,})+\d?$"
)
_PATH = re.compile(r"^(?:~|\.{1,2}|[A-Za-z]:|file:)?[/\\]{1,3}[\w.-]{0,24}(?:[/\\][\w.-]{0,24}){0,20}$")
_NO_PASSWORD = re.compile(
    r"(?i)^(?:sha-?\d+|md\d|oauth\d?|utf-?\d+|base64|argon2\w*|bcrypt|pbkdf2\w*|\w+://.*|\dfa|\d+\w{0,6})$"
)
_HARMLESS = (_PLACEHOLDER, _DOTTED, _CODE_NAME, _PATH)
_LETTER = re.compile(r"[A-Za-z]")
_DIGIT = re.compile(r"\d")
_ODD = re.compile(r"[^\w.:/@-]")


def assigned(text: str) -> Iterator[Sensitive]:
    """Passwords and keys given away by what stands before them."""
    lowered = text.lower()
    if not any(map(lowered.__contains__, _TELLING)):
        return
    position = 0
    for match in _ASSIGNMENT.finditer(text):
        if match.start() >= position:
            for item in _of_assignment(text, match):
                position = item.end
                yield item
    if "value" in lowered or "default" in lowered or "content" in lowered:
        for match in _LISTED.finditer(text):
            yield from _of_assignment(text, match, "=")
    if "pass" in lowered or "pw" in lowered:
        for match in _SAID.finditer(text):
            value = match.group("value").rstrip(".:")
            if _mixed(value) and not (_harmless(value) or _NO_PASSWORD.match(value) or "=" in value[:3]):
                yield _at("a password", match.start("value"), value)
    if any(option in text for option in ("-u", "-p", "-a ", "-P ", "-w ", "-U ", " by ", " BY ")):
        for match in _OPTION.finditer(text):
            if not _harmless(match.group("value")):
                yield _at("a password", match.start("value"), match.group("value"))
    if "--" in text:
        for match in _LONG_OPTION.finditer(text):
            name = _name_of(match.group("name"))
            if name == "password" or (name == "key" and _key_like(match.group("value"))):
                value = match.group("value")
                if not _harmless(value) and _LETTER.search(value) and not value.startswith("-"):
                    yield _at("a password or key", match.start("value"), value)
    yield from _of_headers(text, lowered)


def _of_assignment(text: str, match: re.Match[str], sign: str = "") -> Iterator[Sensitive]:
    before = text[match.start() - 1] if match.start() else ""
    sign = sign or match.group("sign")
    name = _name_of(match.group("name"), in_address=before in ("?", "&"))
    if not name or (sign == ">" and before != "<"):
        return
    told = _VALUE.match(text, match.end())
    if told is None:
        return
    group = told.lastgroup or "bare"
    value = told.group(group)
    quoted = group != "bare"
    if not quoted:
        value = value.removesuffix("**").rstrip(")]}").rstrip("." if sign == "=" else ".:")
    if not _harmless(value) and _value_holds(name, value, sign, quoted=quoted):
        whole = told.end(group) - told.start(group) == 1000
        rest = _REST.match(text, told.end(group)) if whole else None
        yield _at("a password or key", told.start(group), value + (rest.group() if rest else ""))


def _value_holds(name: str, value: str, sign: str, *, quoted: bool) -> bool:
    if sign == ",":
        return quoted and _mixed(value) and " " not in value and len(value) >= 6
    if name == "password":
        return _password_like(value, sign, quoted=quoted)
    if " " in value:
        return False
    if name == "key":
        return _key_like(value) or (quoted and _password_like(value, sign, quoted=False))
    if name in ("drawn", "session"):
        return mixed_by_chance(value.rstrip("=")) or by_chance(value.rstrip("="))
    return len(value) >= 12 and _key_like(value)


def _of_headers(text: str, lowered: str) -> Iterator[Sensitive]:
    for match in _ENVIRONMENT.finditer(text):
        value = match.group("value")
        if _name_of(match.group("name")) and _key_like(value) and not _harmless(value):
            yield _at("a password or key", match.start("value"), value)
    if "authorization" in lowered:
        for match in _AUTHORIZATION.finditer(text):
            if _mixed(match.group("value")):
                yield _at("a key in a header", match.start("value"), match.group("value"))
    if "basic" in lowered or "auth" in lowered:
        for match in _BASIC.finditer(text):
            if _holds_user_and_password(match.group("value")):
                yield _at("a user name with password", match.start("value"), match.group("value"))
    if "://" in text and "@" in text:
        for match in _USERINFO.finditer(text):
            group = match.lastgroup or "value"
            if not _harmless(match.group(group)):
                yield _at("a password in an address", match.start(group), match.group(group))
    if "cookie" in lowered:
        for line in _COOKIES.finditer(text):
            for match in _COOKIE.finditer(line.group("list")):
                if _mixed(match.group("value")):
                    yield _at("a cookie", line.start("list") + match.start("value"), match.group("value"))


def _at(name: str, start: int, value: str) -> Sensitive:
    return Sensitive("SECRET", name, start, start + len(value))


def _name_of(name: str, *, in_address: bool = False) -> str:
    """What a name promises: "password", "key", "address" (`?sig=`), or "" for nothing secret."""
    words = [word.lower() for word in _WORDS.findall(name[-80:])]
    while words and (
        words[-1].isdigit() or words[-1] in _QUALIFIERS or (words[-1] == "v" and len(words) > 1)
    ):
        words.pop()
    if words[-3:] == ["access", "key", "id"]:
        words.pop()
    if not words:
        return ""
    last = words[-1]
    before = words[-2] if len(words) > 1 else ""
    if last in _PASSWORDS or (last.endswith(("password", "passwd")) and len(last) < 16):
        return "password"
    if last in _TOKENS:
        return "" if _HARMLESS_TOKENS.intersection(words) else "key"
    if last == "key" and before in _KINDS_OF_KEY:
        return "key"
    if last == "key" and not _HARMLESS_KEYS.intersection(words):
        return "drawn"
    if last in _SESSIONS or words[-2:] == ["session", "id"]:
        return "session"
    if last in ("auth", "pat") and name.isupper() and before:
        return "key"
    if last == "auth" and len(words) > 1 and name[0].isupper() and "-" in name:
        return "drawn"  # a header such as "X-Quill-Auth"
    if words[-2:] == ["access", "code"]:
        return "drawn"
    if last == "signature" and before == "amz":
        return "address"
    return "address" if in_address and last in _ADDRESS_ONLY else ""


def _password_like(value: str, sign: str, *, quoted: bool) -> bool:
    """Prose after a colon ("password: expired") is none."""
    if quoted:
        return len(value) >= 6 and value.count(" ") < 3 and (" " not in value or _mixed(value))
    odd = bool(_ODD.search(value) and _LETTER.search(value))
    return (_mixed(value) or odd) and len(value) >= (6 if sign == "=" else 8)


def _key_like(value: str) -> bool:
    return len(value) >= 8 and (_mixed(value) or _capitals_throughout(value))


def _capitals_throughout(value: str) -> bool:
    """Whether letters alone look drawn by chance: in CamelCase a fifth are capitals at most."""
    capitals = sum(c.isupper() for c in value)
    return len(value) >= 20 and capitals / len(value) >= 0.3 and not value.isupper()


def _mixed(value: str) -> bool:
    return bool(_LETTER.search(value) and _DIGIT.search(value))


def _harmless(value: str) -> bool:
    """Placeholders, names in code and paths."""
    if len(value) > 300:
        return False
    return bool(any(shape.match(value) for shape in _HARMLESS) or "needed" in value)


def _holds_user_and_password(value: str) -> bool:
    """Whether it is base64 of `user:password`."""
    try:
        plain = b64decode(
            value[:400] + "=" * (-len(value[:400].rstrip("=")) % 4),
            altchars=b"-_" if "-" in value or "_" in value else None,
        )
    except (Error, ValueError):
        return False
    return b":" in plain[1:] and min(plain) >= 32
