"""How a note is read: which words are for what, and whose they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translator.catalog.index import CatalogIndex
from translator.checks import run_checks, subject_of_text

ROWS = [
    ("Owner: Ana", [("owner", "Ana")]),
    ("**Owner:** Ana", [("owner", "Ana")]),
    ("**Owner**: Ana", [("owner", "Ana")]),
    ("- *Owner*: Ana", [("owner", "Ana")]),
    ("- [ ] Review date: 3 May", [("review", "3 May")]),
    ("Sales story: the Pelican deal. It hurt.",
     [("proof", "the Pelican deal."), ("proof", "It hurt.")]),
    ("| Number | 3 % |\n|---|---|\n| Owner | Ana |", [("number", "3 %"), ("owner", "Ana")]),
    ("## Finish line\nA whole demo.", [("finish", ""), ("finish", "A whole demo.")]),
    ("## Scope\n- the fix", [("scope", ""), ("scope", "the fix")]),
    ("Scope:\n- the fix\n- the alert\n\nAfterwards.",
     [("scope", ""), ("scope", "the fix"), ("scope", "the alert"), ("body", "Afterwards.")]),
    ("Owner:", [("owner", "")]),
    ("# Sign-in drops\n\nPeople wait.", [("title", "Sign-in drops"), ("body", "People wait.")]),
    ("Sign-in drops\n\nPeople wait.", [("title", "Sign-in drops"), ("body", "People wait.")]),
    ("People wait.", [("body", "People wait.")]),
    ("Warning: people wait.", [("body", "Warning: people wait.")]),
    ("> It is slow.", [("quote", "It is slow.")]),
    ("```\nx = 1\n```\nDone.", [("kept", "x = 1"), ("body", "Done.")]),
    ("## Technical note\nFix it.", [("technical", ""), ("technical", "Fix it.")]),
    ("<details><summary>Evidence</summary>\nWords.\n</details>\nEnd.",
     [("technical", "<details><summary>Evidence</summary>"), ("technical", "Words."),
      ("technical", "</details>"), ("body", "End.")]),
    ("", []),
    ("\n\n", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "parts"), ROWS)
def test_roles(text: str, parts: list[tuple[str, str]], index: CatalogIndex) -> None:
    """Each sentence has the role its label, heading or cell gives it."""
    assert [(p.role, p.text) for p in subject_of_text(text, index).parts] == parts


def test_offsets_count_in_the_line(index: CatalogIndex) -> None:
    """A finding of a note names the line, and its offsets count in that line."""
    lines = ["Sign-in drops", "", "- Effect: it hurts. Buyers see SessionManager fail."]
    found = run_checks(subject_of_text("\n".join(lines), index))
    hit = next(f for f in found if f.check == "internal-name")
    assert hit.where == "line 3"
    assert lines[2][hit.start : hit.end] == "SessionManager"


@given(st.text(max_size=200))
def test_no_text_crashes(index: CatalogIndex, text: str) -> None:
    """Any text is read and checked."""
    for finding in run_checks(subject_of_text(text, index, None, {"ticket": text})):
        assert finding.message


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    ["a ", "aA", "a-", "a.", "a/", "[", "[a needed ", "“", '"', "| a ", "- a\n", "1 2 ", "**a",
     "@a.", "a:", "<details ",
     "eyJaaaaaaaa.", "two sprints ", "users ", "+1 2", "4111 ", "DE89 ", "_a"],
)  # fmt: skip
def test_hostile_text_is_linear(unit: str, index: CatalogIndex) -> None:
    """A hundred thousand characters of one pattern do not stop the reader."""
    text = unit * (100_000 // len(unit))
    assert isinstance(run_checks(subject_of_text(text, index, None, {"ticket": "a"})), tuple)
