"""Characters that carry a number, and text folded so that one set of patterns reads them all.

Folding never changes the length, so offsets in folded text are offsets in the text itself.
"""

from __future__ import annotations

import re
import unicodedata

FRACTIONS: dict[str, float] = {
    "½": 1 / 2, "¼": 1 / 4, "¾": 3 / 4, "⅓": 1 / 3, "⅔": 2 / 3, "⅛": 1 / 8, "⅕": 1 / 5,
}  # fmt: skip
FRACTION_CHARS = "".join(FRACTIONS)

ODD_DIGIT = "①"  # stands for every numeric character that is neither 0-9 nor a fraction
DIGIT_CLASS = f"0-9{FRACTION_CHARS}{ODD_DIGIT}"

_SPACES = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000"
_LOOKALIKES: dict[str, str] = {
    **dict.fromkeys(_SPACES, " "),
    "’": "'", "‐": "-", "‑": "-", "−": "-", "％": "%", "﹪": "%", "⁄": "/", "·": " ", "\u00ad": "-",
}  # fmt: skip


def fold(text: str) -> str:
    """The text, same length, with decimal digits of every script as 0-9 and odd numerals as ①.

    Typographic spaces, hyphens, minus signs and apostrophes become their plain forms.
    """
    if text.isascii():
        return text
    table = {ord(ch): _folded(ch) for ch in set(text) if not ch.isascii()}
    return text.translate(table)


def _folded(ch: str) -> str:
    if ch in FRACTIONS:
        return ch
    decimal = unicodedata.decimal(ch, None)
    if decimal is not None:
        return str(decimal)
    if ch.isnumeric():
        return ODD_DIGIT
    return _LOOKALIKES.get(ch, ch)


DIGIT_RUN = re.compile(f"[{DIGIT_CLASS}]+")
