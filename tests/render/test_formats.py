"""HTML, Atlassian documents and Slack messages: the same parts as the Markdown, and nothing smuggled in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.render.adf_structure import faults
from tests.render.hostile import HOSTILE, with_words
from tests.render.pitch_example import example_pitch
from translator.models import Pitch
from translator.render.adf import LONGEST, as_adf
from translator.render.escape import web_address
from translator.render.html import as_html
from translator.render.markdown import as_markdown
from translator.render.slack import as_slack

# In the order in which a reader meets them, in every format.
PARTS = (
    "In live demos", "The ticket:", "Planning note", "Moment:", "Proof:", "From constraint to outcome",
    "For Sales", "You may hear:", "The story, with data", "Questions", "Evidence", "Technical note",
    "Before this goes out", "Made by the offline engine",
)  # fmt: skip
VOID = {"meta", "hr", "img", "br", "link", "input"}


class Page(HTMLParser):
    """What a browser makes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open and "title" not in self.open:
            self.words += data


def adf_words(node: dict[str, Any]) -> str:
    """The words of a document in order."""
    title = node.get("attrs", {}).get("title", "")
    return title + node.get("text", "") + "".join(map(adf_words, node.get("content", [])))


def slack_texts(pitch: Pitch) -> list[str]:
    """The texts of the blocks of a message."""
    blocks = json.loads(as_slack(pitch))["blocks"]
    return [block["text"]["text"] for block in blocks if "text" in block]


def _words_of(pitch: Pitch) -> Iterator[tuple[str, str]]:
    yield "md", as_markdown(pitch)
    yield "html", Page(as_html(pitch)).words
    yield "adf", adf_words(json.loads(as_adf(pitch)))
    yield "slack", "\n".join(slack_texts(pitch))


def test_every_format_has_the_same_parts_in_the_same_order() -> None:
    """A reader of one format misses nothing that a reader of another sees."""
    for name, words in _words_of(example_pitch()):
        places = [words.find(part) for part in PARTS]
        assert -1 not in places, (name, PARTS[places.index(-1)])
        assert places == sorted(places), name


def test_a_blank_cannot_be_overlooked() -> None:
    """What is missing stands out in every format."""
    blank = "[owner needed — ask engineering]"
    assert f'<strong class="blank">{blank}</strong>' in as_html(example_pitch())
    assert f'"text":"{blank}","marks":[{{"type":"strong"}}]' in as_adf(example_pitch())
    assert f"*{blank}*" in "\n".join(slack_texts(example_pitch()))


def test_the_page_is_whole_and_alone() -> None:
    """The page loads and runs nothing, closes what it opens, prints on A4, and knows dark and light."""
    page = as_html(example_pitch())
    parsed = Page(page)
    assert parsed.open == []
    assert not {"script", "img", "link", "iframe", "form", "object"} & set(parsed.tags)
    assert "size: A4" in page
    assert "prefers-color-scheme: dark" in page
    assert "url(" not in page
    assert "@import" not in page
    # A closed fold would be missing on paper.
    assert page.count("<details") == page.count("<details open>") > 0


def test_every_reference_of_the_page_leads_to_quoted_words() -> None:
    """Each link inside the page has its target on it."""
    attributes = Page(as_html(example_pitch())).attributes
    links = {value[1:] for name, value in attributes if name == "href" and value.startswith("#")}
    assert links
    assert links <= {value for name, value in attributes if name == "id"}


def test_the_document_is_valid() -> None:
    """Jira takes it: what may stand in what, no empty text, no mark beside code."""
    assert list(faults(json.loads(as_adf(example_pitch())))) == []


@pytest.mark.parametrize(
    "words", [HOSTILE, "", " ", "a" * 5_000, "x\n" * 300, "[number needed: x]", "\ud800"]
)
def test_no_words_become_markup(words: str) -> None:
    """Whatever a ticket says shows as its words and does nothing."""
    pitch = with_words(words)
    parsed = Page(as_html(pitch))
    assert not {"script", "img", "b", "i"} & set(parsed.tags)
    assert parsed.open == []
    assert not [name for name, _ in parsed.attributes if name.startswith("on")]
    assert list(faults(json.loads(as_adf(pitch)))) == []
    for text in slack_texts(pitch)[1:]:  # Slack reads no markup in the header
        assert not re.search(r"<(?!https?:|mailto:)", text), text
        assert not re.search(r"&(?!amp;|lt;|gt;)", text), text


@given(st.text(max_size=200))
def test_any_text_gives_a_valid_document(words: str) -> None:
    """For every text: a document that Jira takes, a page that closes its tags, a message that fits."""
    pitch = with_words(words)
    assert list(faults(json.loads(as_adf(pitch)))) == []
    assert Page(as_html(pitch)).open == []
    _within_limits(as_slack(pitch))


def _within_limits(message: str) -> None:
    parsed = json.loads(message)
    blocks = parsed["blocks"]
    assert 1 <= len(blocks) <= 50
    assert blocks[0]["type"] == "header"
    assert 1 <= len(blocks[0]["text"]["text"]) <= 150
    for block in blocks[1:]:
        assert block["type"] in ("section", "divider")
        assert block["type"] == "divider" or 1 <= len(block["text"]["text"]) <= 3_000
    assert len(json.dumps(blocks, ensure_ascii=False)) < 13_200


def test_what_does_not_fit_is_left_out_in_whole_and_named() -> None:
    """A long pitch stays within the limits of Jira and Slack, keeps its front, and says what is missing."""
    pitch = example_pitch()
    framings = pitch.draft.framings * 30
    long = pitch.model_copy(update={"draft": pitch.draft.model_copy(update={"framings": framings})})
    document = as_adf(long)
    assert len(document) <= LONGEST + 1
    assert list(faults(json.loads(document))) == []
    _within_limits(as_slack(long))
    for words in (adf_words(json.loads(document)), "\n".join(slack_texts(long))):
        left_out = re.search(r"Left out here for length: ([^\n]*?)\._?", words)
        assert left_out
        assert "Technical note" in left_out.group(1)
        assert "For Sales" in left_out.group(1)
        assert re.search(r"Planning note\W*Moment", words)
        assert "Made by the offline engine" in words


def test_the_longest_words_still_fit() -> None:
    """Even where nothing can be left out any more, the message is one that is taken."""
    pitch = with_words("An endless sentence without a full stop " * 2_000)
    assert len(as_adf(pitch)) <= LONGEST + 1
    _within_limits(as_slack(pitch))


@pytest.mark.parametrize(
    ("url", "linked"),
    [
        ("https://jira.example/browse/HB-1", True),
        ("http://jira.example:8080/x?a=b&c=d#e", True),
        ("mailto:ana@harbour.example", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("https://jira.example@evil.example/", False),
        ("https://", False),
        ("//evil.example", False),
        ('https://x.example/"onclick="alert(1)', False),
        ("https://x.example/a b", False),
        ("https://x.example/\u202egnp.exe", False),
    ],
)
def test_a_link_leads_where_it_says(url: str, linked: bool) -> None:
    """Only web and mail addresses become links; all others are shown as words."""
    assert bool(web_address(url)) is linked
    pitch = example_pitch()
    pitch = pitch.model_copy(update={"ticket": pitch.ticket.model_copy(update={"url": url})})
    assert (("href", url) in Page(as_html(pitch)).attributes) is linked
    hrefs = re.findall(r'"href":("(?:[^"\\]|\\.)*")', as_adf(pitch))
    assert (json.dumps(url, ensure_ascii=False) in hrefs) is linked


def test_secrets_stay_masked_in_every_format() -> None:
    """An address shows as a placeholder in the headline, a question and a finding too."""
    secret = "Ask ana.berg@harbour.example first"
    pitch = example_pitch()
    first = pitch.draft.one_breath.model_copy(update={"plain": secret})
    questions = tuple(q.model_copy(update={"ask": secret}) for q in pitch.draft.questions)
    draft = pitch.draft.model_copy(update={"one_breath": first, "questions": questions})
    findings = tuple(f.model_copy(update={"message": secret, "fix": secret}) for f in pitch.findings)
    ticket = pitch.ticket.model_copy(update={"title": secret})
    pitch = pitch.model_copy(update={"draft": draft, "findings": findings, "ticket": ticket})
    for name, words in _words_of(pitch):
        assert words.replace("\\", "").count("Ask [EMAIL-1] first") >= 4, name
        assert "ana.berg" not in words, name
