"""A phrase that a person approved for an earlier ticket, where it holds for this one as well.

In doubt the catalog's own saying stays: it was written to fit every ticket of its task and failure, and a
phrase of one ticket was not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from translator.catalog.index import CatalogIndex
from translator.catalog.models import Failure, Task
from translator.evidence.numbers import loose_numbers
from translator.grounding.loose import loose_dates
from translator.grounding.sources import SourceTexts
from translator.instructions import latent_instructions
from translator.models import BLANK, Remembered, Worded
from translator.offline.reading import Reading
from translator.support.words import PLAIN, root
from translator.text import WORD

_PLACE = "note.moment"  # "<persona> <what happens> <when>."
_PLAIN_WORDS = re.compile(r"[a-z]+(?:(?:[ ’'-]|, )[a-z]+){1,15}")
_LONGEST = 90  # characters
_NOWHERE = SourceTexts({})


def remembered_words(
    examples: Sequence[Remembered], reading: Reading, text: str, index: CatalogIndex
) -> Worded | None:
    """The words of the likest approved pitch for what goes wrong; None where none of them surely holds.

    `text` is the ticket's.
    """
    task, failure = reading.task, reading.failure
    if task is None or failure is None:
        return None
    for example in examples:
        same = (example.reading.get("task"), example.reading.get("failure")) == (task.id, failure.id)
        happens = _happens(example, index) if same and example.approved else ""
        if happens and happens in _said_by_catalog(task, failure, index):
            return None  # a person was content with it
        if happens and _holds(happens, task, failure, text, index):
            return Worded(
                happens=happens,
                task=task.id,
                failure=failure.id,
                source=example.ticket_key or example.translation_id,
                by=example.by,
            )
    return None


def _happens(example: Remembered, index: CatalogIndex) -> str:
    """What goes wrong, cut out between who and when; "" where the sentence is not built like that."""
    persona = index.personas.get(example.reading.get("persona", ""))
    moment = index.moments.get(example.reading.get("moment", ""))
    told = example.parts.get(_PLACE, "").strip().rstrip(".")
    if persona is None or BLANK in told or not told.lower().startswith(f"{persona.plural.lower()} "):
        return ""
    told = told[len(persona.plural) :].strip()
    return told.removesuffix(moment.phrase).strip() if moment is not None else told


def _holds(phrase: str, task: Task, failure: Failure, text: str, index: CatalogIndex) -> bool:
    """Whether the phrase is plain words about this task and failure and about nothing else.

    Each word that tells something must be one of the ticket's, or of the catalog's for the two.
    """
    if len(phrase) > _LONGEST or not _PLAIN_WORDS.fullmatch(phrase):
        return False
    if loose_numbers(phrase) or loose_dates(phrase, _NOWHERE) or latent_instructions(phrase):
        return False
    if index.persona_cues.find(phrase) or index.moment_cues.find(phrase):  # this ticket has its own
        return False
    tasks = {match.key for match, strong in index.task_cues.find(phrase) if strong}
    failures = {match.key for match, strong in index.failure_cues.find(phrase) if strong}
    if (tasks and task.id not in tasks) or (failures and failure.id not in failures):
        return False
    said = _roots(phrase) - PLAIN
    have = _roots(text) | _roots(" ".join(_catalog_words(task, failure, index)))
    return bool(said) and said <= have


def _said_by_catalog(task: Task, failure: Failure, index: CatalogIndex) -> set[str]:
    """How the catalog says what goes wrong."""
    forms = {"verb": task.verb, "gerund": task.gerund, "noun": task.noun, "nouns": task.nouns}
    saying = index.sayings.get((task.id, failure.id))
    return {failure.happens.format(**forms), saying.happens if saying is not None else ""}


def _catalog_words(task: Task, failure: Failure, index: CatalogIndex) -> list[str]:
    saying = index.sayings.get((task.id, failure.id))
    words = [task.verb, task.gerund, task.noun, task.nouns]
    for cues in (task.cues, failure.cues):
        words += [*cues.strong, *cues.weak]
    if saying is not None:
        words += [saying.happens, saying.fact, saying.cured]
    return words


def _roots(text: str) -> set[str]:
    return {root(found.group().lower()) for found in WORD.finditer(text)}
