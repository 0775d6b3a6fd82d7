"""A judge's reply: one verdict for each sentence it was shown, read strictly.

A verdict that is not exactly as it was asked for is no opinion. Nothing that a judge writes is handed on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from translator.grounding.sources import SourceTexts
from translator.replies import LONGEST_REPLY
from translator.reply_json import Fields, closed_object, last_list

_LIST, _ID, _QUOTE, _CARRIED = "verdicts", "id", "quote", "carried"


def verdict_schema(ids: Sequence[str]) -> dict[str, Any]:
    """The JSON Schema of a reply about these sentences: strict mode of providers accepts it as it is."""
    # The quotation comes first: a model that has looked for the words decides better.
    verdict = closed_object(
        {
            _ID: {"type": "string", "enum": list(ids)},
            _QUOTE: {"type": "string", "description": "exact words of the evidence; empty for no"},
            _CARRIED: {"type": "string", "enum": ["yes", "no"]},
        }
    )
    return closed_object({_LIST: {"type": "array", "items": verdict}})


def read_verdicts(text: str, shown: Mapping[str, Sequence[str]]) -> dict[str, bool]:
    """Id → whether its words carry the sentence; an id without a usable verdict is absent.

    `shown` gives for each id the words as the judge saw them. The last verdict on a sentence counts, also
    where it cannot be used: then there is none. A yes needs a quotation that stands in those words. Raises
    nothing.
    """
    usable: dict[str, bool] = {}
    for given in last_list(text, _LIST) if len(text) <= LONGEST_REPLY else ():
        if not isinstance(given, Fields):
            continue
        name = given.get(_ID)
        if not isinstance(name, str) or name not in shown:
            continue
        usable.pop(name, None)
        verdict = _verdict(given, shown[name])
        if verdict is not None:
            usable[name] = verdict
    return usable


def _verdict(given: Fields, words: Sequence[str]) -> bool | None:
    quote, carried = given.get(_QUOTE), given.get(_CARRIED)
    if given.clashing or not isinstance(quote, str) or carried not in ("yes", "no"):
        return None
    if carried == "no":
        return False
    return True if SourceTexts({str(n): said for n, said in enumerate(words)}).contains(quote) else None
