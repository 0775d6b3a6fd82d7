"""Small pieces of HTML that several pages show; every text through `escape.text`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from escape import one_line, text


def heading(title: str, about: str = "") -> str:
    """The title of a page, and one line about it."""
    told = f'<p class="soft">{text(about)}</p>' if about else ""
    return f'<div class="tr"><h1 class="tr-title">{text(title)}</h1>{told}</div>'


def part(title: str, about: str = "") -> str:
    """The title of a part of a page, and a small line about it."""
    told = f"<p><small>{text(about)}</small></p>" if about else ""
    return f'<div class="tr"><h2>{text(title)}</h2>{told}</div>'


def line(words: str, *, soft: bool = False) -> str:
    """One paragraph."""
    return f'<div class="tr"><p{" class=soft" if soft else ""}>{text(words)}</p></div>'


def chips(*words: str, first: str = "", links: Mapping[str, str] | None = None) -> str:
    """Short facts in a row; empty ones are left out. `first` stands out; `links`: words → a place below."""
    shown = f'<span class="tr-chip first">{text(one_line(first))}</span>' if first else ""
    for word in (w for w in words if w):
        place = (links or {}).get(word)
        tag, lead = ("a", f' href="#{text(place)}"') if place else ("span", "")
        shown += f'<{tag} class="tr-chip"{lead}>{text(one_line(word))}</{tag}>'
    return f'<div class="tr tr-chips">{shown}</div>'


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """Names with their values; a name without a value is left out."""
    shown = "".join(f"<dt>{text(name)}</dt><dd>{text(value)}</dd>" for name, value in rows if value)
    return f'<div class="tr"><dl>{shown}</dl></div>'


def empty(title: str, *lines: str) -> str:
    """What a place without content teaches."""
    told = "".join(f"<p>{text(words)}</p>" for words in lines)
    return f'<div class="tr tr-empty"><h3>{text(title)}</h3>{told}</div>'


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A short table; long ones are for `st.dataframe`."""
    names = "".join(f"<th>{text(name)}</th>" for name in head)
    body = "".join(f"<tr>{''.join(f'<td>{text(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f'<table class="tr-table"><thead><tr>{names}</tr></thead><tbody>{body}</tbody></table>'


def tag(words: str, *, strong: bool = False) -> str:
    """A short word in a frame before a line."""
    return f'<span class="tr-tag tr-lead{" tr-must" if strong else ""}">{text(words)}</span>'
