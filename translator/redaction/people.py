"""Names of people: those the caller knows, and those a ticket marks as such."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise

from translator.redaction.spans import Sensitive

_TOKEN = re.compile(r"\w+")
_GAP = re.compile(r"[\s.,'’_-]{1,3}")  # between two words of one name
_NO_WORD = 7  # letters from which on a part of a name is no other word, even in lower case
_SHORTEST_PART = 3  # letters: "Li" alone is too many other things
_SUFFIXES = frozenset("jr sr ii iii iv phd md".split())
_PARTICLES = frozenset("van von der den de del della di da dos el la le al bin ibn ten ter zu".split())
# Names that are words as well: alone they are left, in a full name they go.
_ALSO_WORDS = frozenset(
    """
    april art august autumn bank baker banks bell berg best bill black blue booth brook brown case
    chance chase christian cook cooper cross day dean drew duke east faith field fields fisher ford
    forest fox frank gene grace grant gray green guy hall hand harbor hill hope hunter ivy jack jean joy
    june justice king knight lake lane last lee light lily long love major mark marsh mason may miles
    mill miller new north olive page parker paris park patience penny pike plant porter post potter
    power price prince ray read reed rich river rob robin rock rose ruby sage self short sky smart smith
    snow south star stone storm street strong summer sunny taylor temple test tom trent turner unique
    user victor wade walker wall ward waters west white will wills win winter wood woods young admin
    root system service support data
    """.split()
)
_NOBODY = frozenset(
    """
    unassigned unknown anonymous automation automatic bot monitoring nobody none system admin
    administrator root user customer team teams group platform support service services engineering
    billing security sales product data backend frontend infrastructure infra ops sre oncall on-call api
    server client internal external staff management department office company desk help community
    project release steps expected actual description summary environment version error usage parameter
    web ui writer reader impact note notes update edit internet see the this that it we when after
    before all everyone folks guys in advance again very much so for and or but if mon tue wed thu fri
    sat sun monday tuesday wednesday thursday friday saturday sunday jan feb mar apr jun jul aug sep oct
    nov dec january february march june july september october november december
    """.split()
)

_UPPER = r"[^\W\d_a-z]"  # also lower case beyond ASCII; `_name_like` looks at each word
_PART = rf"(?:{_UPPER}\.|[JS]r\.|{_UPPER}[\w'’-]{{0,30}})"
_FULL = rf"{_PART}(?:[ ](?:(?:van|von|der|den|de|del|di|da|la|le|al|bin)[ ]){{0,2}}{_PART}){{0,3}}"
_LABELLED = re.compile(
    r"(?:(?<=[\s\"'|*\[({,>\\])|^)(?i:(?:reported|reviewed|approved|acked|tested|signed-off|co-authored"
    r"|suggested|filed|opened|raised|requested|assigned|escalated)[ -](?:by|to)|reporter|assignee|author"
    r"|displayname|cc|full[ _]?name|contact(?=[\"'*]{0,3}:)|requester|submitter)\b"
    rf"[\"'*]{{0,3}}[ ]?[:=]?[\"'*]{{0,3}}[ ]?[\"'*]{{0,3}}(?P<name>{_FULL})(?![\w/])",
    re.MULTILINE,
)
_SIGNED = re.compile(
    r"(?im)^[ \t>]*+(?:(?:many |best |kind |warm )?(?:thanks|thank you|regards|wishes)|cheers|best|sincerely"
    r"|br|rgds|thx|--)"
    rf"(?:[,!.][ \t]*|[ \t]*(?=\r?\n))(?:\r?\n[ \t>]*)?[-–—~]?[ ]?(?-i:(?P<name>{_FULL}))[ \t]*$"
)
_MENTION = re.compile(r"(?<![\w@./`\"'\\^{};&:-])@(?P<name>[A-Za-z][\w-]{1,38}+)(?![\w/(@=^]|:/|\.[A-Za-z])")
_MAILBOX = re.compile(r"[<(\[](?=(?:mailto:)?[\w.+-]{1,64}+@\w)")  # "Nadia Okonkwo <nadia@…>"
_LOOK_BACK = 60  # characters
_INNER_CAPITAL = re.compile(r"(?<=\w)(?<!Mc)(?<!Mac)(?<!\bDe)(?<!\bDi)(?<!\bLa)(?<!\bLe)(?<!\bDu)[A-Z]")
_NAME_LETTERS = re.compile(r"[^\W\d_][\w'’-]*\.?")
_OBJECT = re.compile(r"(?=[a-f]*\d)[0-9a-f]{5,8}$")  # "Block;@ecb8c4": an address in memory
_JIRA_MENTION = re.compile(r"\[~(?:accountid:)?(?P<name>[\w.:@-]{2,80})\]")
_NOT_PEOPLE = frozenset(
    """
    here channel everyone all team media import keyframes charset supports page layer container include
    mixin extend use param params return returns throws throw type types see link linkplain code
    deprecated since author version todo property prop private public protected override default example
    typedef template interface dataclass staticmethod classmethod abstractmethod wraps cached latest
    next beta alpha canary angular babel vue nestjs aws-sdk google microsoft testing-library inheritdoc
    internal readonly async ignore test before after beforeeach aftereach nullable notnull tailwind
    apply inheritdocs options packages date exception value line docroot ignored rpath serial
    """.split()
)
_TO_SOMEBODY = re.compile(
    r"(?i)(?:^|[\s,(])(?:cc|ping|thanks|thank you|hi|hey|hello|ask|asked|fyi|assign\w*)[ :,]{0,2}$"
)
_SAYING = re.compile(r"(?i)[ ,:]{1,2}(?:can|could|please|would|do you|said|says|wrote|thanks|fyi)\b")


class KnownNames:
    """Names and handles handed in by the caller, found in any case and spacing.

    Of a name of several words each word is found alone as well, where it is written like a name and
    is no English word.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._by_first: dict[str, set[tuple[str, ...]]] = {}
        self._alone: set[str] = set()
        for name in names:
            words = tuple(word.casefold() for word in _TOKEN.findall(name))
            if len(words) == 1 and (len(words[0]) < _SHORTEST_PART or words[0] in _NOBODY | _ALSO_WORDS):
                continue
            self._add(words)
            if len(words) > 1:
                self._add_parts(words)

    def found(self, text: str) -> Iterator[Sensitive]:
        """Where the names stand; may overlap."""
        if not self._by_first:
            return
        for token in _TOKEN.finditer(text):
            word = token.group().casefold()
            end = self._end_of_name(text, token, word) if word in self._by_first else 0
            if not end and word in self._alone and (len(word) >= _NO_WORD or token.group()[0].isupper()):
                end = token.end()
            if end:
                yield Sensitive("NAME", "a name", token.start(), end)

    def _end_of_name(self, text: str, begin: re.Match[str], first: str) -> int:
        """Where the longest name that begins with this word ends; 0 for none."""
        names = self._by_first[first]
        if names == {(first,)}:
            return begin.end()
        tokens = list(islice(_TOKEN.finditer(text, begin.start()), max(map(len, names))))
        words = tuple(token.group().casefold() for token in tokens)
        fitting = [n for n in names if words[: len(n)] == n and _close(text, tokens[: len(n)])]
        if not fitting:
            return 0
        size = max(map(len, fitting))
        end = tokens[size - 1].end()
        return end + (words[size - 1] in _SUFFIXES and text[end : end + 1] == ".")

    def _add(self, words: tuple[str, ...]) -> None:
        if words:
            self._by_first.setdefault(words[0], set()).add(words)

    def _add_parts(self, words: tuple[str, ...]) -> None:
        plain = tuple(word for word in words if word not in _SUFFIXES)
        if len(plain) > 1:
            self._add(plain)
            self._add((plain[-1], *plain[:-1]))  # "Okonkwo, Nadia"
            self._add((plain[0], plain[-1]))
        self._alone.update(
            word
            for word in plain
            if len(word) >= _SHORTEST_PART
            and word not in _PARTICLES | _ALSO_WORDS | _NOBODY
            and word.isalpha()
        )


def marked_names(text: str) -> Iterator[Sensitive]:
    """Names after "Reported by", "cc" or a greeting at the end, and handles after "@"."""
    for pattern in (_LABELLED, _SIGNED):
        for match in pattern.finditer(text):
            size = _name_like(match.group("name"), alone=pattern is _SIGNED)
            if size:
                yield Sensitive("NAME", "a name", match.start("name"), match.start("name") + size)
    if "@" in text:
        for match in _MAILBOX.finditer(text):
            start, end = _name_before(text, match.start())
            if start < end:
                yield Sensitive("NAME", "a name", start, end)
        for match in _MENTION.finditer(text):
            if _mentions(text, match):
                yield Sensitive("NAME", "a handle", *match.span("name"))
    if "[~" in text:
        for match in _JIRA_MENTION.finditer(text):
            yield Sensitive("NAME", "a handle", *match.span("name"))


def _close(text: str, tokens: list[re.Match[str]]) -> bool:
    return all(_GAP.fullmatch(text, a.end(), b.start()) for a, b in pairwise(tokens))


def _name_before(text: str, end: int) -> tuple[int, int]:
    """Where a name of two to four words ends, counted back from `end`; an empty stretch for none."""
    before = text[max(0, end - _LOOK_BACK) : end].rstrip(" \r\n\t\"'")
    end = max(0, end - _LOOK_BACK) + len(before)
    kept = 0
    size = 0
    for word in reversed(before.rpartition("\n")[2].split(" ")[-4:]):
        bare = word.lstrip("\"'*>,:;(")
        if not (_part_of_a_name(bare) or (kept and bare in _PARTICLES)):
            break
        kept += 1
        size += len(bare) + (kept > 1)
        if bare != word:
            break
    return (end - size, end) if kept > 1 else (end, end)


def _name_like(written: str, *, alone: bool) -> int:
    """How many characters of `written` are a name; 0 for none. One word is a name only where it is signed."""
    words = written.split(" ")
    kept = []
    for word in words:
        if word not in _PARTICLES and not _part_of_a_name(word):
            break
        kept.append(word)
    # "Platform Team" is a team: what follows a first part that is no name belongs to it.
    if len(kept) < len(words) or len(kept) < (1 if alone else 2):
        return 0
    if len(kept) == 1 and (kept[0].lower() in _ALSO_WORDS or not kept[0][1:].islower()):
        return 0
    name = " ".join(kept)
    return len(name) if len(kept[-1]) == 2 else len(name.rstrip("."))


def _part_of_a_name(word: str) -> bool:
    """Programs have capitals inside ("MapFile") or throughout ("RM"); "McCay" and "J" are people."""
    if (
        not word[:1].isupper()
        or not _NAME_LETTERS.fullmatch(word)
        or word.rstrip(".").lower() in _NOBODY
        or word.endswith(("'s", "’s"))
    ):
        return False
    return _INNER_CAPITAL.search(word) is None


def _mentions(text: str, match: re.Match[str]) -> bool:
    """Whether "@…" calls somebody: annotations, style rules and packages are written alike."""
    name = match.group("name")
    if name.lower() in _NOT_PEOPLE or _OBJECT.match(name):
        return False
    before = text[max(0, match.start() - 24) : match.start()].rpartition("\n")[2]
    if name[0].islower():
        line_end = text.find("\n", match.end(), match.end() + 2)
        return bool(before.strip()) or not (line_end == match.end() or match.end() == len(text))
    return bool(_TO_SOMEBODY.search(before) or _SAYING.match(text, match.end()))
