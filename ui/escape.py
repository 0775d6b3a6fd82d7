"""Text as data: whatever stood in a ticket, an incident, an answer or a pack shows as its words.

Two ways out and no third. `text` is for `st.html`; `label` for everything that Streamlit reads as Markdown:
labels, captions, messages. Text goes into HTML or a label only through here.
"""

from __future__ import annotations

import re
from html import escape

# Terminal escapes, and marks that reorder or hide the text around them.
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
    r"|[\U000e0000-\U000e007f\ud800-\udfff]"
)
# What Markdown may read, by the character after it where that tells: a screen reader says every backslash.
_PUNCTUATION = re.compile(r"([!#$&*+./<=>@\[-`{-~]|:(?!\s|$)|-(?!(?<=\w-)\u2060?\w))")
# Emoji names, bare addresses and arrows are looked for after backslashes are gone: only a character that
# nobody sees, put between, keeps them apart.
_AFTER_PARSING = re.compile(r"(?<=[:@<>=~-])(?=\S)|(?<=www)(?=\.)", re.IGNORECASE)
_JOINER = "\u2060"


def clean(value: object) -> str:
    """The text with what cannot be seen made visible as “�”; lines are kept."""
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")
    return _UNSEEN.sub("�", text)


def one_line(value: object) -> str:
    """The same on one line."""
    return clean(" ".join(str(value).split()))


def text(value: object) -> str:
    """HTML that shows exactly this text, in an element or a quoted attribute."""
    return escape(clean(value), quote=True)


def label(value: object, most: int = 300) -> str:
    """Markdown that shows exactly this text on one line, cut behind `most` characters."""
    line = one_line(value)
    if len(line) > most:
        line = line[: most - 1].rstrip() + "…"
    return _PUNCTUATION.sub(r"\\\1", _AFTER_PARSING.sub(_JOINER, line))
