"""Keys of issuers that nobody has listed: strings drawn by chance, and what stands around them.

Commit ids, digests, UUIDs, ids of objects, file names, names in code and base64 of files look alike and stay:
they are known by their alphabet, by the word before them, or by being made of words.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator
from itertools import pairwise

from translator.redaction.spans import Sensitive

_RUN = re.compile(
    r"(?<![A-Za-z0-9+/_.~%@$-])[A-Za-z0-9](?:[A-Za-z0-9_-]|[.~](?=[A-Za-z0-9])){15,400}+(?![/+])"
)
_ADDRESS = re.compile(r"\b[A-Za-z][A-Za-z0-9+.-]{1,20}://[^\s\"'<>`|\\\])}]{8,2000}+")
_USER = re.compile(r"://(?P<value>[A-Za-z0-9_.~-]{16,200})@")
_SEGMENT = re.compile(r"/(?P<value>[^/?#;=\s]{1,400}+)")
_QUERY = re.compile(r"[?&#](?P<name>[\w.-]{1,40})=(?P<value>[^&#\s]{16,400}+)")
_PIECES = re.compile(r"[_.~-]+")
_ALNUM = re.compile(r"[A-Za-z0-9]+")
_HEX = re.compile(r"[0-9a-f]+$|[0-9A-F]+$")
_HEAD = re.compile(r"[A-Za-z]{1,12}\d?|v\d{1,2}")
_HEADS = 4
_VERSION = re.compile(r"v\d$")
_VENDOR = 5  # letters of a vendor's short name before a version: "oak_v1_…"
_PARTED = re.compile(r"[\s\"'<>`|]")
_HARMLESS_HEADS = frozenset("cache idempotency partition primary foreign".split())
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_SMALL = re.compile(r"[a-z]+")
_DIGIT = re.compile(r"\d")
_CAPITAL = re.compile(r"[A-Z]")
_STRETCH = re.compile(r"[a-z]+|[A-Z]+|[0-9]+|[^A-Za-z0-9]+")  # characters of one class
_CAMEL = re.compile(r"[a-z]*+(?:[A-Z][a-z]++|\d++)++")
_LETTERS = re.compile(r"[A-Za-z]+")
_FILE = re.compile(r"\.(?!\d)[a-z0-9]{1,5}$")
# The first letters of pictures, fonts, archives, PDF and JSON in base64.
OF_A_FILE = re.compile(
    r"iVBORw0KGgo|R0lGOD|/?9j/|JVBERi0|UEsDB|d09GM|AAABAA|T2dnUw|H4sI|Qk[0-3]|SUkq|PHN2Zy|eyJ|AAAA"
)
# A word that says what a random string is when it stands right before it.
EXPLAINED = re.compile(
    r"(?:\b(?i:sha-?\d{0,3}|md5|h1|integrity|digest|base64,?|checksum|commit|etag|ids?|nonce|salt|cursor|hash"
    r"|fingerprint|ray|trace|span|uu?id|guid|ref|reference|revision|video|channel|nanoid|cuid|ulid)"
    r"|(?i:[ _-]ids?(?:-\d)?)|[a-z]I[dD]s?|(?i:idempotency|cache|surrogate|partition|sort)[ _-]?(?i:key))"
    r"(?:[\W_]{1,6}(?:W/\")?|[ ](?:is|was|of)[ ])$"
)
# What objects are called in a prefix: "cus_NffrFeUfNV2Hib" names a customer and opens nothing.
_OBJECTS = frozenset(
    """
    account acct action agent art asst attempt audit batch bill block board booking branch brand build call
    card cart case cert ch change charge chatcmpl chunk ci cluster cm cmpl col com comment commit contact
    conv conversation coupon cs css cu cus cust customer db deploy deployment device di dispute do doc
    document domain dp dpl draft edge entity env error ev event evt ex execution feature field file flow
    form fr fragment ft gen group hash host iam id ii img in incident index inst instance int inv invoice
    issue item job label layer li line link list loc location log mandate media mem merchant message method
    mi mod msg ne node note notification obj object offer op option or ord order org page para participant
    party patient pay payment payout person pi pl plan pm po point pod policy post price proc process prod
    product profile project promo pull qt queue quote rate ray re rec receipt record ref refund region reg
    release report req request resp response result revision rm room route row rs rule run scenario sched
    screen search seg segment seti sg shift ship si site sku snap snapshot source sp span src stage state
    step store story stream sub subscription svc task team tenant test thread ticket toolu topic tr trace
    track trip tx txn txr upload us usage user usr value variant vehicle vendor version video view vm vol
    vpc vs week wf worker workflow workspace ws zone
    """.split()
)
_SECRET_WORDS = frozenset("sk key secret token tok pat auth apikey pwd pass refresh".split())
_STAGES = frozenset("live test prod production sandbox staging pk api access int bot dev".split())
# What stands before a secret in an address: a link that signs somebody in, a hook that takes what comes.
_DOORS = frozenset(
    """
    reset password-reset reset-password passwordreset recover activate activation invite invitation invites
    magic magic-link magiclink link login signin sso verify verification confirm unsubscribe optout share
    shared s t k hook hooks webhook webhooks incoming inbound in trigger callback catch notify token key
    auth access private secret services
    """.split()
)
# After such a piece the next is the id of a thing, also "…/document/d/…".
_NAMED_THERE = ("s", "commit", "blob", "tree", "raw", "media")
_HOOKS = frozenset("hook hooks webhook webhooks incoming inbound trigger callback catch".split())
_OPEN_NAMES = re.compile(
    r"(?i)(?:^|[_.-])(?:id|ids|cursor|page|after|before|v|ver|version|hash|etag|ref|utm_\w+|next|since|sha|commit"
    r"|trace|span|file|name|q|query)$|Id$"
)
_HINT = re.compile(
    r"(?i)(?:secrets?|tokens?|tkn|credentials?|creds|passwords?|passphrase|passwort|hmac|jwt|cookie|seed|webhook"
    r"|(?:api|access|licen[cs]e|signing|recovery|auth|our|private|encryption|the) ?-?key|keys? for"
    r"|session ?ids?)\b[^\n]{0,40}$"
)
_HINTS = "secret token tkn cred pass hmac jwt cookie seed webhook key session".split()
# The hint leads to the value itself, with nothing between that could be the value's own noun.
_LEADS = re.compile(
    r"(?i)(?:secrets?|tokens?|tkn|credentials?|creds|passphrase|jwt|api[ _-]?key|access key|signing key|seed"
    r"|session[ _-]?ids?|webhook)"
    r"(?: (?:for|of) (?:the |our |a |this )?[\w-]+(?: [\w-]+)?)?[ \t]{0,2}"
    r"(?:(?:is|was|to|value|es|est|ist|lautet|é)\b|[:=>,])?[ \t]{0,2}[\"'`“(]?$"
)
_LOOK_BACK = 72  # characters
_LED = 48  # characters: a hint that leads to the value, with what it is for
_RIGHT_BEFORE = 28  # characters: the word that a random string follows, and the signs between
_ALONE = 20  # characters from which a string without any word around it is taken
_SHORTEST = 16
_SHORTEST_HOOK = 6
_LONGEST = 200  # a longer one is data
_CHANGES = 0.25  # share of neighbours of unlike class; drawn by chance 0.6
_DISTINCT = 14  # different characters from which a long run may be drawn
_DISTINCT_IN_HEX = 8
_SURE = 0.55  # the same, from which no words can be in it
_SMALL_LETTERS = 2.4  # in a row, on average; drawn by chance 1.7, in CamelCase from 3.5
# The pairs of letters that English words are made of, by how often they occur.
_PAIRS = frozenset(
    """
    th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha as ou io le ve co me de
    hi ri ro ic ne ea ra ce li ch ll be ma si om ur ca el ta la ns di fo ho pe ec pr no ct us ac ot il tr
    ly nc et ut ss so rs un lo wa ge ie wh ee wi em ad ol rt po we na ul ni ts mo ow pa im mi ai sh ir su
    id os iv ia am fi ci vi pl ig tu ev ld ry mp fe bl ab gh ty op wo sa ay ex ke fr oo av ag if ap gr od
    bo sp rd do uc bu ei ov by rm ep tt oc fa ef cu rn sc gi da yo cr cl du ga qu ue ff ba ey ls va um pp
    up lu go ht ru ug ds lt pi rc
    """.split()
)
_PAIRS_LEAST = 8
_PAIRS_OF_WORDS = 0.65  # share from which a run is made of words
_PAIRS_IN_CASES = 0.5  # the same where small letters stand in rows, as in CamelCase


def drawn(text: str) -> Iterator[Sensitive]:
    """Random strings that open something, by their prefix, their place in an address, or alone."""
    lowered = text.lower()
    speaks = any(map(lowered.__contains__, _HINTS))
    for match in _RUN.finditer(text):
        start, end = match.span()
        run = match.group().rstrip("._~-")
        if not _DIGIT.search(run) or not _LETTERS.search(run) or text[end : end + 1] == ":":
            continue
        if not speaks and run.isalnum() and (run.islower() or run.isupper()):
            continue  # letters of one case open something only where a word says so
        if _is_key(run, text[max(0, start - _LOOK_BACK) : start], speaks=speaks):
            yield Sensitive("SECRET", "a long random value", start, start + len(run))
    if "://" in text:
        for match in _ADDRESS.finditer(text):
            yield from _in_address(match.group(), match.start())


def _is_key(run: str, before: str, *, speaks: bool) -> bool:
    """`speaks`: whether the text has a word of secrets at all."""
    if len(run) > _LONGEST or OF_A_FILE.match(run):
        return False
    *heads, last = _with_heads(run)
    if _UUID.search(run):
        return speaks and _UUID.fullmatch(run) is not None and _LEADS.search(before[-_LED:]) is not None
    random = by_chance(last)
    if not random and not mixed_by_chance(last):
        return False
    if "://" in before and not _PARTED.search(before, before.rfind("://")):
        return False  # addresses are read apart
    leads = speaks and _LEADS.search(before[-_LED:]) is not None
    if (not leads and EXPLAINED.search(before[-_RIGHT_BEFORE:])) or (not heads and _FILE.search(run)):
        return False
    words = {head.lower() for head in heads}
    if leads or (words & _SECRET_WORDS and not words & _HARMLESS_HEADS):
        return True
    if words & _STAGES:
        return random or not _HEX.match(last)
    if len(heads) == 2 and _VERSION.match(heads[1]) and len(heads[0]) <= _VENDOR:
        return random or len(last) >= 2 * _SHORTEST
    if heads and heads[-1].lower() in _OBJECTS:
        return False
    if speaks and not _HEX.match(last) and _HINT.search(before):
        return True
    return random and len(last) >= (_SHORTEST if heads else _ALONE)


def _with_heads(run: str) -> list[str]:
    """The words that lead a run, and the random rest; the rest is "" where there is none.

    "hgk_live_4fQz…" → hgk, live, 4fQz…; base64 for addresses keeps its dashes.
    """
    if run.isalnum():
        return [run]
    pieces = _PIECES.split(run)
    at = 0
    heads: list[str] = []
    while at < len(pieces) - 1 and len(heads) < _HEADS and _HEAD.fullmatch(pieces[at]):
        heads.append(pieces[at])
        at += 1
    # Where the rest begins in the run: after the heads and what parts them.
    place = 0
    for head in heads:
        place = run.index(head, place) + len(head)
    rest = run[place:].lstrip("_.~-")
    if "." in rest or len(rest) < _SHORTEST:
        longest = max(_ALNUM.findall(rest), key=len, default="")
        rest = longest if len(longest) >= _SHORTEST and "." not in run[place:].rpartition(longest)[2] else ""
    return [*heads, rest]


def _in_address(address: str, start: int) -> Iterator[Sensitive]:
    user = _USER.search(address)
    if user and (by_chance(user["value"]) or mixed_by_chance(user["value"])):
        yield _at(start + user.start("value"), user["value"])
    path = address.find("/", address.find("://") + 3)
    if path < 0:
        return
    host = address[:path].lower()
    query = min((at for at in (address.find("?"), address.find("#")) if at >= 0), default=len(address))
    seen = {"hooks"} if re.search(r"://hooks?\.", host) else set[str]()
    previous = ""
    for match in _SEGMENT.finditer(address, path, query):
        value = match["value"].rstrip(".,;:!")
        if len(value) >= _SHORTEST_HOOK and _opens(value, previous, seen):
            yield _at(start + match.start("value"), value)
        previous = value.lower()
        seen.add(previous)
    for match in _QUERY.finditer(address, query):
        value = match["value"].rstrip(".,;:!)")
        if by_chance(_bare(value)) and not _OPEN_NAMES.search(match["name"]):
            yield _at(start + match.start("value"), value)


def _opens(value: str, previous: str, seen: set[str]) -> bool:
    """Whether a piece of a path is a secret: behind a door's word, or random with no word that names it."""
    bare = _bare(value)
    if seen & _HOOKS:
        if _UUID.fullmatch(value):
            return True
        if "hooks" in seen and _shuffled(bare):
            return True
    if previous in _DOORS and (by_chance(bare) or mixed_by_chance(bare)):
        return True
    if seen & _HOOKS and (by_chance(bare) or (mixed_by_chance(bare) and not _HEX.match(bare))):
        return True
    if _FILE.search(value) or previous.endswith(_NAMED_THERE) or previous == "d":
        return False
    return by_chance(bare) and len(bare) >= 24


def _shuffled(value: str) -> bool:
    """Whether a short piece changes between letters and digits as no word does: "b3x9k2q"."""
    if not value.isalnum() or value.isdigit() or value.isalpha():
        return False
    changes = sum(a.isdigit() != b.isdigit() for a, b in pairwise(value))
    return changes >= 3


def _bare(value: str) -> str:
    return value.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=").rstrip("=")


def _at(start: int, value: str) -> Sensitive:
    return Sensitive("SECRET", "a secret in an address", start, start + len(value))


def by_chance(run: str) -> bool:
    """Whether small letters, capitals and digits follow each other as only chance makes them."""
    size = len(run)
    if not _SHORTEST <= size <= _LONGEST or len(set(run)) < min(size // 2, _DISTINCT):
        return False
    stretches = len(_STRETCH.findall(run))
    if stretches - 1 < _CHANGES * (size - 1) or not (_DIGIT.search(run) and _CAPITAL.search(run)):
        return False
    small = _SMALL.findall(run)
    if not small or _UUID.search(run) or _CAMEL.fullmatch(run):
        return False
    in_rows = len("".join(small)) > _SMALL_LETTERS * len(small)
    if stretches - 1 < _SURE * (size - 1) and _of_words(run, _PAIRS_IN_CASES if in_rows else _PAIRS_OF_WORDS):
        return False
    return not of_text(run)


def mixed_by_chance(run: str) -> bool:
    """The same for letters of one case with digits, hexadecimal as well."""
    size = len(run)
    if not _SHORTEST <= size <= _LONGEST or not run.isalnum() or run.isdigit() or run.isalpha():
        return False
    if not (run.islower() or run.isupper()):
        return by_chance(run)
    if len(_STRETCH.findall(run)) < 3 or len(set(run)) < _DISTINCT_IN_HEX:
        return False
    return _HEX.match(run) is not None or not _of_words(run)


def _of_words(run: str, share: float = _PAIRS_OF_WORDS) -> bool:
    """Whether neighbouring letters make the pairs of words: nine of ten do, and by chance three."""
    pairs = [
        run[at : at + 2].lower() in _PAIRS
        for letters in _LETTERS.finditer(run)
        for at in range(letters.start(), letters.end() - 1)
    ]
    return len(pairs) >= _PAIRS_LEAST and sum(pairs) > share * len(pairs)


def of_text(run: str) -> bool:
    """Whether it is base64 of plain text."""
    bare = run.rstrip("=")
    try:
        plain = b64decode(bare[: len(bare) // 4 * 4], validate=True)
    except (Error, ValueError):
        return False
    return all(9 <= byte < 127 for byte in plain)
