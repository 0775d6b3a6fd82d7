"""What is counted or measured: the noun next to a number, found by word lists, not by a parser."""

from __future__ import annotations

import re

from translator.evidence.word_sets import (
    ADJECTIVE_VERBS,
    CONNECT,
    IMPERATIVES,
    IRREGULAR,
    NOUN_TOO,
    PERSONS,
    PRONOUNS_AND_MODALS,
    SINGULAR_S,
    SKIP_AFTER,
    STATISTICS,
    STOP,
    VERBS,
)

_TOKEN = re.compile(r"[^\W\d_][\w'-]*")

# Verbs that head a noun phrase as well: "crash rate", "three retries".
# Words that may stand between a noun and the number said of it.
_LINKED = re.compile(
    r"\b((?:time|times|cost|costs|price|revenue|spend|tickets|errors|minutes"
    r"|calls) (?:to|per|for) )\Z",
    re.IGNORECASE,
)
_MONEY_LEAD = re.compile(r" (?:in|worth of|of)(?= [a-z])")


def _as_noun(words: list[str]) -> str:
    """The words as a noun; nothing where they are a hash or the rest of an abbreviation."""
    readable = all(len(w) < 24 and sum(c.isdigit() for c in w) < 4 for w in words)
    return " ".join(words) if readable and any(len(w) > 2 for w in words) else ""


def noun_after(right: str, *, measured: bool, money: bool = False) -> str:
    """The noun that follows a number, lower case, at most three words; "" where none does.

    `measured` says that a unit stood between: then "of …" leads to the noun, and a verb ends it.
    """
    words: list[str] = []
    position, skipped, of = 0, 0, not measured
    if money and (lead := _MONEY_LEAD.match(right)):
        position, of = lead.end(), True
    for token in _TOKEN.finditer(right, position, 72):
        if right[position : token.start()] not in (" ", "-"):
            break
        word = token.group().lower()
        if not words and word in SKIP_AFTER and skipped < 4:
            if word in ("a", "an") and "of" not in right[: token.start()].split():
                break
            of, skipped, position = of or word == "of", skipped + 1, token.end()
            continue
        if not words and skipped and not of:
            break
        if word in STOP or (word in VERBS and not _noun_use(word, words, right, token.end())):
            break
        if words and (word.endswith("ly") or (len(words) > 1 and word.endswith(("ed", "ing")))):
            break
        if measured and not words and word.endswith("ed") and not _next_word(right, token.end()):
            break
        words.append(word)
        position = token.end()
        if is_plural(word) or len(words) == 4:
            break
    return _as_noun(words[-3:])


def _next_word(right: str, end: int) -> str:
    """The content word after `end`, lower case; "" where a function word or a stop follows."""
    follows = _TOKEN.match(right, end + 1) if right[end : end + 1] == " " else None
    word = follows.group().lower() if follows else ""
    return "" if word in STOP else word


def _noun_use(word: str, words: list[str], right: str, end: int) -> bool:
    """Whether a word that may be a verb stands here as an adjective or a noun."""
    follows = _next_word(right, end)
    if word in ADJECTIVE_VERBS and not words and follows:
        return True
    if word not in NOUN_TOO:
        return False
    return not words or not follows or follows in VERBS


def noun_before(left: str, *, measured: bool = False) -> str:
    """The noun phrase that a number is said of: "crash rate is 10%" → "crash rate"; "" for none.

    `measured` numbers are not said of people: "customers wait 10 minutes" measures no customer.
    """
    tokens = list(_TOKEN.finditer(left))
    edge, index, verbs = len(left), len(tokens) - 1, 0
    while index >= 0:
        word = tokens[index].group().lower()
        if re.search(r"[.;!?]", left[tokens[index].end() : edge]):
            return ""
        if word not in CONNECT and not word.endswith("ly"):
            participle = word.endswith("ed") and len(word) > 5
            if not (participle or word in VERBS) or _heads(word, tokens, index) or verbs:
                break
            verbs += 1
        edge, index = tokens[index].start(), index - 1
    words: list[str] = []
    while index >= 0 and len(words) < 3:
        token = tokens[index]
        word = token.group().lower()
        gap = left[token.end() : edge].strip(" ")
        if words and gap not in ("", "-"):
            break
        if word in STATISTICS or word in STOP:
            break
        if word in VERBS and not _in_phrase(word, words, index):
            break
        words.insert(0, word)
        edge, index = token.start(), index - 1
    if not words or (measured and words[-1] in PERSONS):
        return ""
    linked = _LINKED.search(left[:edge]) if len(words) == 1 else None
    return _as_noun([*linked.group(1).lower().split(), *words] if linked else words)


def _heads(word: str, tokens: list[re.Match[str]], index: int) -> bool:
    """Whether a word that may be a verb is the noun itself: "load is", not "must load"."""
    before = tokens[index - 1].group().lower() if index else ""
    return word in NOUN_TOO and before not in PRONOUNS_AND_MODALS


def _in_phrase(word: str, words: list[str], index: int) -> bool:
    """Whether a word that may be a verb is part of the phrase: "crash rate", "failed logins"."""
    if not words:
        return word in NOUN_TOO
    if word in ADJECTIVE_VERBS:
        return True
    return word in NOUN_TOO and (index > 0 or word not in IMPERATIVES)


def is_plural(word: str) -> bool:
    """Whether the word looks like a plural noun."""
    if word in IRREGULAR:
        return True
    return (
        len(word) > 3
        and word.endswith("s")
        and not word.endswith(("ss", "us", "is"))
        and word not in SINGULAR_S
    )
