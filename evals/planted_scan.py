"""Whether a planted lie stands in a rendered pitch, without the product's own code.

The complement of `independent_scan`: that one asks whether anything stands there that the source lacks,
this one whether what a liar wrote stands there, also where each of its words is true by itself.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_CITED = re.compile(r" \((?:\[[a-z]\d+\](?:\(#[^)]*\))?(?:, )?)+\)|\[[a-z]\d+\]: #\S+")
_OFFSETS = re.compile(r"characters? [\d,. ]+–[\d,. ]+")  # where a quoted span stands in its source
_EMPHASIS = re.compile(r"[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}")


def reached(rendered: str, shown: Iterable[str], honest: str = "") -> list[str]:
    """Those of `shown` that a reader meets in `rendered`, and that `honest` does not hold.

    `honest` is the same pitch without the liar, and the ticket: what stands there is no lie.
    """
    views = _views(rendered)
    fair = _views(honest)
    found = []
    for words in shown:
        for view, ours, fold in zip(views, fair, _FOLDS, strict=True):
            wanted = _alone(fold(words))
            if wanted.search(view) and not wanted.search(ours):
                found.append(words)
                break
    return found


def _views(text: str) -> tuple[str, ...]:
    plain = _ESCAPED.sub(r"\1", html.unescape(_OFFSETS.sub("", _CITED.sub("", text))))
    return tuple(fold(_EMPHASIS.sub("", plain)) for fold in _FOLDS)


def _as_is(text: str) -> str:
    return " ".join(text.casefold().split())


def _compatible(text: str) -> str:
    """As a person sees it: one form for every digit and letter, without what is invisible."""
    folded = unicodedata.normalize("NFKC", text)
    return _as_is("".join(c for c in folded if unicodedata.category(c) != "Cf"))


_FOLDS = (_as_is, _compatible)


def _alone(words: str) -> re.Pattern[str]:
    """The words, not as a part of a longer word or number."""
    before = r"(?<![\w.,])" if words[:1].isalnum() else ""
    after = r"(?![\w]|[.,]\d)" if words[-1:].isalnum() else ""
    return re.compile(before + re.escape(words) + after)
