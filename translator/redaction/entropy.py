"""Keys that nothing names: long runs that look drawn by chance.

Commit ids, digests, UUIDs, base64 of text or images, class names and paths are no such runs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from math import log2

from translator.redaction.drawn import EXPLAINED, OF_A_FILE, of_text
from translator.redaction.spans import Sensitive

_RUN = re.compile(r"(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{20,}+={0,2}")
_HINTED = re.compile(
    r"(?i)(?:secrets?|tokens?|credentials?|passwords?|passphrase|hmac"
    r"|(?:api|access|licen[cs]e|signing|our|private|the) key)\b[^\n]{0,40}$"
)
# Base64 has "/" and "+" or "-" and "_", never both, and seldom many "/".
_PATH = re.compile(r"[/+][^_-]*+[_-]|[_-][^/+]*+[/+]|(?:[^/]*+/){4}")
_NUMBERED = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-|[0-9a-f]{24}")  # a UUID or digest with letters before it
_SHORTEST_ALONE = 32  # characters, where no word near by speaks of a key
_SLACK = 0.1  # what a word near by makes up for
_LONGEST = 128  # a longer one is data
_BITS = 3.9  # per character; English words joined have about 3.5
_CHANGES = 0.38  # share of neighbours of unlike class; drawn by chance 0.6
_SMALL = re.compile(r"[a-z]+")
_SMALL_LETTERS = 2.7  # in a row, on average; drawn by chance 1.7, words in CamelCase from 3.5
_LOOK_BACK = 80  # characters


def high_entropy(text: str) -> Iterator[Sensitive]:
    """Runs of 20 to 128 characters in upper case, lower case and digits that no word explains."""
    for match in _RUN.finditer(text):
        run = match.group()
        if len(run) > _LONGEST or _PATH.search(run) or _NUMBERED.search(run):
            continue
        before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
        if OF_A_FILE.match(run) or EXPLAINED.search(before):
            continue
        hinted = _HINTED.search(before) is not None
        if (hinted or len(run) >= _SHORTEST_ALONE) and _by_chance(run, _SLACK if hinted else 0.0):
            yield Sensitive("SECRET", "a long random value", *match.span())


def _by_chance(run: str, slack: float) -> bool:
    classes = [_class(c) for c in run.rstrip("=")]
    if not {"upper", "lower", "digit"} <= set(classes):
        return False
    changes = sum(a != b for a, b in pairwise(classes)) / (len(classes) - 1)
    small = _SMALL.findall(run)
    return (
        changes >= _CHANGES - slack
        and len("".join(small)) <= (_SMALL_LETTERS + 5 * slack) * len(small)
        and _bits(run) >= _BITS
        and not of_text(run)
    )


def _class(character: str) -> str:
    if character.isdigit():
        return "digit"
    if character.isalpha():
        return "upper" if character.isupper() else "lower"
    return "sign"


def _bits(run: str) -> float:
    """Shannon entropy per character."""
    size = len(run)
    return -sum(n / size * log2(n / size) for n in Counter(run).values())
