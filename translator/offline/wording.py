"""Small rules for putting words and slots together without seams."""

from __future__ import annotations

import re

from translator.catalog.models import PLACEHOLDERS, Failure, Persona, Saying, Task
from translator.evidence.numbers import loose_numbers
from translator.models import Evidence, Sentence, Status

SLOT = re.compile(r"«([a-z]\d+)»")


def sentence(text: str, *evidence: str, status: Status = "claim") -> Sentence:
    """A sentence with tidy spacing, a capital and a full stop; slots count as evidence."""
    tidy = re.sub(r"\s+([.,;:])", r"\1", " ".join(text.split()))
    tidy = tidy[:1].upper() + tidy[1:]
    if not tidy.endswith((".", "!", "?", "”")):  # a quotation brings its own full stop
        tidy += "."
    ids = dict.fromkeys([*evidence, *SLOT.findall(tidy)])
    return Sentence(text=tidy, evidence=tuple(ids), status=status)


def quoted(item: Evidence) -> str:
    """The item as a verbatim quotation: “«e4»”."""
    return f"“«{item.id}»”"


def numberless(words: str) -> str:
    """The words if they hold no number, else nothing: a number belongs in a slot."""
    return "" if loose_numbers(words) or "«" in words else words


def _says_already(clause: str, when: str) -> bool:
    """Whether the clause holds the telling words of the moment: "broken after an update"."""
    telling = [w for w in when.split() if len(w) > 4 and w not in ("right", "after", "during")]
    return bool(telling) and all(w in clause for w in telling)


class Phrases:
    """The forms of one task going wrong in one way for one kind of person, ready for sentences."""

    def __init__(
        self,
        task: Task,
        failure: Failure,
        saying: Saying | None,
        persona: Persona,
        when: str,
        happens: str = "",  # in the words of an earlier pitch; "": in those of the catalog
    ) -> None:
        forms = {"verb": task.verb, "gerund": task.gerund, "noun": task.noun, "nouns": task.nouns}
        self.task, self.failure = task, failure
        self.personas = persona.plural
        self.persona = persona.singular
        self.happens = happens or (saying and saying.happens) or failure.happens.format(**forms)
        self.fact = (saying and saying.fact) or failure.fact.format(**forms)
        self.cured = (saying and saying.cured) or failure.cured.format(**forms)
        self.measure = (saying and saying.measure) or failure.measure.format(**forms)
        self.when = "" if _says_already(self.happens, when) else when
        self.noun = task.noun
        self._forms = forms

    def fill(self, template: str) -> str:
        """A profile's template with this moment's forms."""
        values = {name: getattr(self, name, "") for name in PLACEHOLDERS} | self._forms
        return template.format(**values)
