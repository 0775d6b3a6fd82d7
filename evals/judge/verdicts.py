"""A judge's reply: one verdict for each question, read strictly.

What is not exactly as it was asked for is no verdict. Nothing that a judge writes is handed on, but words
of the judged text that it points at.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from translator.reply_json import Fields, closed_object, last_list

_LIST, _ID, _QUOTE, _VERDICT = "verdicts", "id", "quote", "verdict"
_LONGEST = 100_000  # characters of a reply
_FEWEST_WORDS = 2  # of a quotation: one word stands in any text


class Verdict(NamedTuple):
    """A yes or no, and the words of the text that it points at; "": none."""

    yes: bool
    quote: str


def verdict_schema(ids: Sequence[str]) -> dict[str, Any]:
    """The JSON Schema of a reply to these questions: strict mode of providers accepts it as it is."""
    # The quotation comes first: a model that has looked for the words decides better.
    verdict = closed_object(
        {
            _ID: {"type": "string", "enum": list(ids)},
            _QUOTE: {"type": "string", "description": "exact words of the text, or empty"},
            _VERDICT: {"type": "string", "enum": ["yes", "no"]},
        }
    )
    return closed_object({_LIST: {"type": "array", "items": verdict}})


def read_verdicts(reply: str, ids: Collection[str], shown: str) -> dict[str, Verdict]:
    """Id → its verdict; an id without a usable one is absent.

    The last verdict on a question counts, also where it cannot be used: then there is none. A yes needs a
    quotation of two words or more that stands in `shown` letter for letter, white space apart.
    Raises nothing.
    """
    words = _spaced(shown)
    usable: dict[str, Verdict] = {}
    for given in last_list(reply, _LIST) if len(reply) <= _LONGEST else ():
        name = given.get(_ID) if isinstance(given, Fields) else None
        if not isinstance(given, Fields) or not isinstance(name, str) or name not in ids:
            continue
        usable.pop(name, None)
        verdict = _verdict(given, words)
        if verdict is not None:
            usable[name] = verdict
    return usable


def _verdict(given: Fields, words: str) -> Verdict | None:
    quote, verdict = given.get(_QUOTE), given.get(_VERDICT)
    if given.clashing or not isinstance(quote, str) or verdict not in ("yes", "no"):
        return None
    quote = _spaced(quote)
    stands = _stands_in(quote, words)
    if verdict == "no":
        return Verdict(False, quote if stands else "")
    return Verdict(True, quote) if stands else None


def _stands_in(quote: str, words: str) -> bool:
    """Whether it stands there with no letter or digit next to it: punctuation may."""
    if len(quote.split()) < _FEWEST_WORDS:
        return False
    at = words.find(quote)
    while at >= 0:
        before, after = words[at - 1 : at] if at else "", words[at + len(quote) :][:1]
        if not (before.isalnum() and quote[0].isalnum()) and not (after.isalnum() and quote[-1].isalnum()):
            return True
        at = words.find(quote, at + 1)
    return False


def _spaced(text: str) -> str:
    return " ".join(text.split())
