"""Two versions of a pitch side by side, and the way from each value to its source."""

from __future__ import annotations

import asyncio
import time

import pytest

from tests.review.conftest import LATER, NOW, TITLE
from translator.evidence_view import EvidenceRow, evidence_rows
from translator.intake import read_parts
from translator.models import Pitch, Sentence
from translator.part_names import part_name
from translator.parts import map_sentences, sentences_of
from translator.pitch_diff import PitchDiff, as_markdown, pitch_diff
from translator.pitch_sources import sources_of
from translator.wiring import App

CHANGE = "framing:sales.change"


@pytest.fixture(scope="module")
def answered(app: App, pitch: Pitch) -> Pitch:
    """The third version: a part edited, then a question answered."""
    after = asyncio.run(app.edit(pitch, {CHANGE: "Sales can promise a demo again."}, by="Ines", now=LATER))
    question = next(q for q in after.draft.questions if q.fills == "review_date")
    return asyncio.run(app.answer(after, {question.id: "1 September 2026"}, by="Ines", now=LATER))


def test_equal_versions(pitch: Pitch) -> None:
    """Nothing differs, and the Markdown says so."""
    diff = pitch_diff(pitch, pitch)
    assert not diff.parts
    assert not diff.number.changed
    assert "read the same" in as_markdown(diff)


def test_a_difference_is_told(pitch: Pitch, answered: Pitch) -> None:
    """The edited part with its changed words, the answer, and the question and finding it settled."""
    diff = pitch_diff(pitch, answered)
    assert diff.versions == (1, 3)
    rows = {row.where: row for row in diff.parts}
    assert {CHANGE, "note.review_date"} <= rows.keys()
    row = rows[CHANGE]
    assert row.name == "For Sales: what changes"
    assert row.after == "Sales can promise a demo again."
    assert [row.after[a:b] for a, b in row.came]
    assert [a.text for a in diff.answers] == ["1 September 2026"]
    assert [q.fills for q in diff.settled] == ["review_date"]
    assert "no-review-date" in {f.check for f in diff.mended}
    shown = as_markdown(diff)
    assert shown.startswith("# Version 1 → 3\n")
    assert "**For Sales: what changes**" in shown
    assert "1 September 2026 (Ines)" in shown


def test_spans_mark_the_words_that_changed(pitch: Pitch) -> None:
    """What both versions share is not marked; everything else is."""
    was = dict(sentences_of(pitch.draft))["bet.outcome"].plain
    now = was.replace(was.split()[0], "Buyers", 1) + " Always."

    def change(where: str, sentence):  # type: ignore[no-untyped-def]
        return sentence.model_copy(update={"plain": now}) if where == "bet.outcome" else sentence

    after = pitch.model_copy(update={"version": 2, "draft": map_sentences(pitch.draft, change)})
    (row,) = pitch_diff(pitch, after).parts
    assert [row.before[a:b] for a, b in row.gone] == [was.split()[0]]
    assert [row.after[a:b] for a, b in row.came] == ["Buyers", "Always."]
    assert "**Buyers**" in as_markdown(pitch_diff(pitch, after))


def test_other_words_are_marked_as_a_whole(pitch: Pitch) -> None:
    """Where next to nothing is shared, a shared "a" is no landmark; a blank is one word."""

    def told(words: str) -> Pitch:
        def named(where: str, sentence: Sentence) -> Sentence:
            return sentence.model_copy(update={"plain": words}) if where == "note.effect" else sentence

        return pitch.model_copy(update={"draft": map_sentences(pitch.draft, named)})

    (row,) = pitch_diff(told("The ticket describes a fault."), told("Forty runs a week.")).parts
    assert (row.gone, row.came) == (((0, len(row.before)),), ((0, len(row.after)),))
    blank = told("Failed demos: [number needed: demos — ask sales] today.")
    (row,) = pitch_diff(blank, told("Failed demos: [number needed: calls — ask support] today.")).parts
    assert [row.before[a:b] for a, b in row.gone] == ["[number needed: demos — ask sales]"]


def test_the_number_is_told_on_its_own(app: App) -> None:
    """A reading that an answer brought shows as blank → reading."""
    before = asyncio.run(app.translate(read_parts(TITLE, "Prospects cannot sign in during a demo."), now=NOW))
    question = next(q for q in before.draft.questions if q.fills == "number.today")
    after = asyncio.run(app.answer(before, {question.id: "24 a month"}, by="support", now=LATER))
    diff = pitch_diff(before, after)
    assert diff.number.today == ("", "24 a month")
    assert "- today: blank → 24 a month" in as_markdown(diff)


def test_a_part_that_is_gone_comes_last(pitch: Pitch) -> None:
    """A framing of one version only is shown with its other side empty."""
    one = pitch.draft.framings[:1]
    less = pitch.model_copy(update={"version": 2, "draft": pitch.draft.model_copy(update={"framings": one})})
    gone, came = pitch_diff(pitch, less), pitch_diff(less, pitch)
    assert {row.after for row in gone.parts} == {""}
    assert {row.before for row in came.parts} == {""}
    assert all(row.where.startswith("framing:support") for row in gone.parts)


def test_a_difference_is_masked_and_escaped(app: App, pitch: Pitch) -> None:
    """What was typed cannot show a secret or act as markup."""
    says = "Use password=hunter2hunter2 <script>alert(1)</script> **now** | ok"
    after = asyncio.run(app.edit(pitch, {CHANGE: says}, by="Ines", now=LATER))
    diff = pitch_diff(pitch, after)
    assert "hunter2hunter2" not in diff.model_dump_json()
    assert "<script" not in as_markdown(diff)
    assert PitchDiff.model_validate_json(diff.model_dump_json()) == diff


def test_long_parts_are_compared_quickly(pitch: Pitch) -> None:
    """Every part rewritten at the length of a book page: still well under a second each."""

    def longer(word: str) -> Pitch:
        draft = map_sentences(
            pitch.draft,
            lambda _, s: s.model_copy(update={"plain": " ".join(f"{word}{n}" for n in range(900))}),
        )
        return pitch.model_copy(update={"draft": draft})

    start = time.perf_counter()
    assert pitch_diff(longer("a"), longer("b")).parts
    assert time.perf_counter() - start < 5


def test_each_part_has_a_name(pitch: Pitch) -> None:
    """No two parts of a pitch are called alike, and none by its place."""
    names = [part_name(where, pitch.draft) for where, _ in sentences_of(pitch.draft)]
    assert len(set(names)) == len(names)
    assert not [name for name in names if "." in name or "_" in name]


def row_of(pitch: Pitch, text: str) -> EvidenceRow:
    return next(row for row in evidence_rows(pitch) if row.words == text)


def test_a_number_leads_to_its_words(pitch: Pitch) -> None:
    """Value, place in the pitch, source, span and the sentence around it."""
    row = row_of(pitch, "3 %")
    assert row.kind == "quantity"
    assert row.source_name == "the ticket"
    assert {"one_breath", "moment.number", "moment.number.today", "framing:sales.number"} <= set(row.used_in)
    assert row.start is not None
    assert row.end is not None
    assert sources_of(pitch)[row.source][row.start : row.end] == "3 %"
    assert (row.before, row.after) == ("Sign-in failures are at ", " this month, target is under 0.5 %.")


def test_every_cited_item_has_a_row(answered: Pitch) -> None:
    """Each id that a sentence cites is there, also an answer; nothing that nobody uses is."""
    rows = {row.id: row for row in evidence_rows(answered)}
    cited = {id for _, sentence in sentences_of(answered.draft) for id in sentence.evidence}
    assert cited <= rows.keys()
    assert rows["a1"].source_name == "answered by Ines on 2 March 2026"
    assert all(row.used_in for row in rows.values())


def test_evidence_is_masked_by_its_whole_line(app: App) -> None:
    """A secret beside the words, or cut by their edge, is not shown in any of the three."""
    body = "Prospects cannot sign in during a live demo with password=hunter2hunter2 and eve@example.com."
    pitch = asyncio.run(app.translate(read_parts("Sign-in broken", body), now=NOW))
    shown = " ".join(row.model_dump_json() for row in evidence_rows(pitch))
    assert "[SECRET-1]" in shown
    assert "hunter2" not in shown
    assert "eve@example.com" not in shown


def test_an_incident_is_named(proven: Pitch) -> None:
    """What past incidents lend is told by the key people know, and a count by its formula."""
    rows = evidence_rows(proven)
    past = [row for row in rows if row.source.startswith("incident:") and not row.formula]
    assert past
    assert all(row.source_name.startswith("incident ") for row in past)
    texts = sources_of(proven)
    assert all(texts[r.source][r.start : r.end] for r in past)
    for row in rows:
        if row.formula:
            assert (row.start, row.end, row.before, row.after) == (None, None, "", "")
            used = [r.id for r in rows if row.id in r.used_in]
            assert used
