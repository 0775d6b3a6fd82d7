"""The one walk over a draft's sentences."""

from __future__ import annotations

from tests.checks.pitch_cases import good_draft
from translator.models import Sentence, Story
from translator.parts import map_sentences, sentences_of


def test_place_names() -> None:
    """Each sentence has its stable name, in the order of the fields."""
    names = [where for where, _ in sentences_of(good_draft())]
    assert names == [
        "one_breath",
        *("moment.customer", "moment.task", "moment.when", "moment.wrong", "moment.effect"),
        "moment.number",
        *("note.moment", "note.wrong", "note.proof.0", "note.proof.1", "note.effect"),
        *("note.number", "note.scope", "note.finish", "note.review_date", "note.owner"),
        *("bet.constraint", "bet.bet", "bet.outcome", "lever"),
        *("framing:sales.problem.0", "framing:sales.number", "framing:sales.change"),
        *("framing:sales.ask", "technical.fix.0", "technical.cause.0"),
    ]


def test_optional_parts_are_walked() -> None:
    """A story and an objection are found where a draft has them."""
    draft = good_draft()
    beat = Sentence(text="x")
    framing = draft.framings[0].model_copy(update={"objection": beat, "answer": beat})
    story = Story(remember=beat, prevents=beat, known=beat, worth=beat)
    draft = draft.model_copy(update={"story": story, "framings": (framing,)})
    names = {where for where, _ in sentences_of(draft)}
    assert {"story.remember", "story.worth", "framing:sales.objection"} <= names


def test_map_changes_only_what_it_should() -> None:
    """A changed sentence is put in its place; everything else is shared with the old draft."""
    draft = good_draft()

    def change(where: str, sentence: Sentence) -> Sentence:
        return Sentence(text="new") if where == "note.proof.1" else sentence

    changed = map_sentences(draft, change)
    assert changed.note.proof[1].text == "new"
    assert changed.note.proof[0] is draft.note.proof[0]
    assert changed.framings is draft.framings
    assert draft.note.proof[1].text != "new"


def test_map_without_change_is_the_same_draft() -> None:
    """Nothing is rebuilt where nothing changes."""
    draft = good_draft()
    assert map_sentences(draft, lambda _, sentence: sentence) is draft
