"""Text stays text: in HTML, in Streamlit's Markdown, and on the page itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from markdown_it import MarkdownIt

from tests.ui.conftest import TICKET, Page, shown
from tests.ui.payloads import HTML, MARKDOWN, PAYLOADS, UNSEEN

Ask = Callable[..., Any]
_GFM = MarkdownIt("gfm-like", {"linkify": False}).enable(["table", "strikethrough"])
_HIDDEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\u00ad\u200b-\u200f\u2028-\u202e\u2061-\u206f\ufeff]|[\U000e0000-\U000e007f]"
)


class _Reader(HTMLParser):
    """What a browser would make of some HTML: its tags, and its text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        self.tags.append("comment")


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def test_the_corpus_is_large() -> None:
    """At least sixty different payloads, of every sort."""
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 60
    assert min(len(HTML), len(MARKDOWN), len(UNSEEN)) >= 10


@pytest.mark.parametrize("payload", PAYLOADS)
def test_in_html_it_is_its_words(payload: str) -> None:
    """A browser finds no tag in it, reads the same words, and nothing stays unseen; also in an attribute."""
    import escape

    read = _read(f"<p>{escape.text(payload)}</p>")
    assert read.tags == ["p"]
    assert read.words == escape.clean(payload)
    assert not _HIDDEN.search(read.words)
    attribute = _read(f'<p title="{escape.text(payload)}">x</p>')
    assert (attribute.tags, attribute.words) == (["p"], "x")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_in_a_label_it_is_its_words(payload: str) -> None:
    """A reader of Markdown finds one paragraph of plain text, and the words are the same."""
    import escape

    label = escape.label(payload)
    tokens = _GFM.parse(label)
    assert [t.type for t in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert {c.type for c in tokens[1].children or ()} <= {"text", "text_special"}
    words = "".join(c.content for c in tokens[1].children or ())
    assert words.replace("\u2060", "") == escape.one_line(payload)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_is_replaced_after_parsing_is_kept_apart(payload: str) -> None:
    """Emoji names, directives, addresses and arrows are broken: Streamlit looks for them in finished text."""
    import escape

    words = _GFM.parse(escape.label(payload))[1].content.replace("\\", "")
    found = r":[\w+/-]+:|:\w[\w-]*\[|https?:/|\bwww\.|\w@\w|->|<-|>=|<=|~=|--"
    assert not re.search(found, words, re.IGNORECASE), words


def test_a_label_is_cut() -> None:
    """A label of a thousand words would be the page."""
    import escape

    assert len(escape.label("word " * 1000, 50).replace("\u2060", "")) <= 52
    assert escape.label("a\nb") == "a b"


@pytest.mark.loopback
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("section", ["Pitch", "Before and after", "Edit", "Review", "Share"])
def test_a_hostile_ticket_on_the_page(page: Page, ask: Ask, section: str) -> None:
    """Every payload in one ticket: each view shows it without a tag or an attribute of its own."""
    lines = "\n\n".join(
        f"Prospects see {' '.join(p.split())} when they sign in." for p in PAYLOADS if "\0" not in p
    )
    made = ask("POST", "/v1/translations", {"text": f"{TICKET}\n\n{lines}"})
    at = page(id=made["id"])
    at.session_state["section"] = section
    at.run()
    assert not at.exception
    html = shown(at)
    allowed = {
        "span",
        "div",
        "p",
        "a",
        "h2",
        "h3",
        "small",
        "ul",
        "li",
        "dl",
        "dt",
        "dd",
        "strong",
        "mark",
        "br",
    }
    allowed |= {"style", "pre", "ins", "del", "table", "thead", "tbody", "tr", "th", "td", "h1"}
    assert set(_read(html).tags) <= allowed
    tags = re.findall(r"<[a-z][^>]*>", html)
    assert not [tag for tag in tags if re.search(r"\son\w+\s*=|javascript:|\ssrc\s*=", tag, re.IGNORECASE)]
    assert not [tag for tag in tags if "href" in tag and 'href="#' not in tag]
    rules = re.findall(r"<style>(body:has.*?)</style>", html, re.DOTALL)
    assert len(rules) == (section == "Pitch")
    assert all(re.fullmatch(r"[\w#:().\- ,{};/]*", rule) for rule in rules)
