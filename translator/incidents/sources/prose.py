"""Markup of any kind as plain text, and long Markdown as the told sections of an incident."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

from translator.errors import MalformedInput
from translator.intake.decode import clean
from translator.intake.formats import pieces_of
from translator.intake.html_text import html_pieces
from translator.intake.parts import Gap, LeftOut, Part, Piece, collapsed

Kept: TypeAlias = Part | Gap  # a piece of what a record tells

TEXT_LIMIT = 200_000  # characters of one section
_MARKUP = re.compile(r"[*_`#|<>\[\]{}~&\\\n]|  ")
_HTML = re.compile(r"<(?:p|br|div|ul|ol|li|strong|b|em|a|h[1-6]|small)\b[^<>]*>", re.IGNORECASE)


def plain(body: object, notes: list[str], *, reader: str | None = None) -> str:
    """The words of a body (text in any markup, or an ADF object) without its markup.

    What is over `TEXT_LIMIT` is left out, and said in `notes`.
    """
    if isinstance(body, str) and not _MARKUP.search(body):
        return limited(clean(body).strip(), notes)
    return limited(text_of(pieces(body, notes, reader=reader)), notes)


def pieces(body: object, notes: list[str], *, reader: str | None = None) -> list[Kept]:
    """The pieces of a body; what could not be read is said in `notes`."""
    if isinstance(body, dict):
        reader = None
    elif not isinstance(body, str):
        return []
    elif reader is None and _HTML.search(body[:4_000]):
        body = limited(body, notes)
        return _kept(html_pieces(clean(body)), notes)
    try:
        _, found, said = pieces_of(body, reader=reader)
    except MalformedInput as error:
        notes.append(error.message)
        return []
    notes.extend(said)
    notes.extend(
        f"{p.characters:,} characters were left out: {p.reason}." for p in found if isinstance(p, Gap)
    )
    return _kept(found, notes)


def _kept(found: Iterable[Piece], notes: list[str]) -> list[Kept]:
    """The pieces without those that a reader would not see, which are said in `notes`."""
    kept: list[Kept] = []
    for piece in found:
        if isinstance(piece, LeftOut):
            notes.append(f"Text {piece.what} in the source was left out.")
        else:
            kept.append(piece)
    return kept


def text_of(found: Iterable[Kept]) -> str:
    """The pieces as text: one a paragraph, list items a line each. Images are left out."""
    out: list[str] = []
    listed = False
    for piece in found:
        if isinstance(piece, Gap) or piece.kind == "media":
            continue
        text = clean(piece.text).strip("\n") if piece.kind in ("code", "log", "table") else _words(piece)
        if not text.strip():
            continue
        if out:
            out.append("\n" if listed and piece.kind == "list_item" else "\n\n")
        out.append(f"- {text}" if piece.kind == "list_item" else text)
        listed = piece.kind == "list_item"
    return "".join(out)


def _words(piece: Part) -> str:
    return collapsed(clean(piece.text))


def limited(text: str, notes: list[str]) -> str:
    """The text, cut at `TEXT_LIMIT` with a note that says how much is gone."""
    if len(text) <= TEXT_LIMIT:
        return text
    notes.append(f"{len(text) - TEXT_LIMIT:,} characters of a text of {len(text):,} were left out.")
    return text[:TEXT_LIMIT].rstrip()
