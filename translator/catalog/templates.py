"""Rules for the catalog's own phrases: which placeholders they may hold, and no typed number.

A phrase of the catalog ends up in pitches. A number in it would be a number that no ticket states.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter
from typing import NamedTuple

from translator.catalog.models import PLACEHOLDERS
from translator.text import shorten

TASK_PLACEHOLDERS: frozenset[str] = frozenset({"verb", "gerund", "noun", "nouns"})


class PhraseRule(NamedTuple):
    """Which fields of a section are composed into sentences, and the placeholders they may hold."""

    fields: tuple[str, ...]
    placeholders: frozenset[str] = frozenset()


PHRASES: dict[str, PhraseRule] = {
    "tasks": PhraseRule(("verb", "gerund", "noun", "nouns")),
    "failures": PhraseRule(("happens", "fact", "cured", "measure"), TASK_PLACEHOLDERS),
    "sayings": PhraseRule(("happens", "fact", "cured", "measure"), TASK_PLACEHOLDERS),
    "personas": PhraseRule(("plural", "singular")),
    "moments": PhraseRule(("phrase",)),
    "warnings": PhraseRule(("says",)),
    "stakeholders": PhraseRule(
        (
            "decision",
            "cares_about",
            "avoid",
            "stake",
            "stake_internal",
            "change",
            "ask",
            "objection",
            "proof_from",
        ),
        PLACEHOLDERS,
    ),
    "glossary": PhraseRule(("forms", "moment")),
    "chains": PhraseRule(("pain", "effect", "outcome", "constraint", "result")),
}


class PhraseProblem(NamedTuple):
    """What is wrong with a phrase, and what to do about it."""

    message: str
    next_step: str
    unknown: str = ""  # the placeholder that nobody knows; "" for any other problem


_FROM_TWO = (
    "zero|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
# For lower-case text. "one" stands for a thing as often as for a count; where it counts
# nothing it is let through, as is the "double" of a double charge.
NUMBER_WORD = re.compile(
    r"\d|[²³¹¼-¾⁰-₉⅐-↋①-⓿❶-➓㉈-㊿]"
    r"|\b(?=[a-z])(?:"
    r"(?<!\bno )(?<!this )(?<!that )(?<!\bthe )(?<!\beach )(?<!every )(?<!which )"
    r"(?<!right )(?<!wrong )one\b(?! of\b| another\b| by one\b|\s*[.,;:!?)]|\s*$)"
    rf"|(?:{_FROM_TWO}|hundred|thousand)(?:fold)?\b"
    r"|(?:hundred|thousand|million|billion|trillion|dozen|couple)s?\b"
    r"|(?:half|halves|halved|thirds|twice|thrice)\b|a third of\b|quarters? of\b"
    r"|(?:doubl|tripl|quadrupl)(?:e|es|ed|ing)\b(?![- ](?:charg|book|click|check))"
    r"|once (?:a|an|per|every)\b)"
)
_PLURAL_VERB = re.compile(r"(\{personas\} |\bthey |\bwho )?\{(happens|cured)\}")


def phrase_problems(text: str, allowed: frozenset[str]) -> Iterator[PhraseProblem]:
    """What keeps `text` out of a pitch: a typed number, or a placeholder it may not hold."""
    number = NUMBER_WORD.search(text.lower())
    if number:
        yield PhraseProblem(
            f"“{number.group()}” is a number; a phrase of the catalog may not state one: "
            f"“{shorten(text, 80)}”.",
            "Say it without a number; the pitch puts in the numbers of the ticket.",
        )
    if "{" not in text and "}" not in text:
        return
    try:
        parts = [(name, spec, how) for _, name, spec, how in Formatter().parse(text)]
    except ValueError:
        yield PhraseProblem(f"a brace is not closed or not opened in “{shorten(text, 80)}”.", _names(allowed))
        return
    for name, spec, how in parts:
        if name is None:
            continue
        if spec or how or name not in allowed:
            shown = name + (f"!{how}" if how else "") + (f":{spec}" if spec else "")
            yield PhraseProblem(f"unknown placeholder {{{shown}}}.", _names(allowed), shown)
    for match in _PLURAL_VERB.finditer(text):
        if match.group(1) is None:
            yield PhraseProblem(
                f"{{{match.group(2)}}} is a plural verb and has no plural subject before it.",
                f"Write “{{personas}} {{{match.group(2)}}}”.",
            )


def _names(allowed: frozenset[str]) -> str:
    if not allowed:
        return "This text holds no placeholders."
    return "Placeholders here: " + ", ".join(f"{{{name}}}" for name in sorted(allowed)) + "."
