"""The question that a judge is asked about one text, with two more whose answers are known.

One of the two is always a no, the other always a yes; where they stand is told by the text's hash. A judge
that follows an order in the text, such as to say yes to everything, answers one of them wrongly.
"""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from evals.judge.texts import Text
from evals.judge.verdicts import verdict_schema
from evals.rubric import Criterion, Rubric
from translator.llm.base import ModelRequest
from translator.redaction import Redacted, Redactor

PROMPT = Path(__file__).parent / "rubric.v1.md"
PURPOSE = "rubric"
_TOKENS, _TOKENS_A_QUESTION = 200, 90  # of the reply: a verdict quotes twenty words at most
_MARK = re.compile(r"<(?=\s*/?\s*text\b)", re.IGNORECASE)
_PHRASE = re.compile(r"\b[A-Za-z]{3,} [A-Za-z]{3,} [A-Za-z]{2,}\b")
_NEVER = (
    ("bread", "Does the text say how long bread has to stay in the oven?"),
    ("violin", "Does the text name the maker of a violin?"),
    ("glacier", "Does the text say how thick a glacier is?"),
    ("orchard", "Does the text say how many trees stand in an orchard?"),
    ("submarine", "Does the text say how deep a submarine can dive?"),
)


class Asked(NamedTuple):
    """A request, and what its answers are about."""

    request: ModelRequest
    criteria: dict[str, Criterion]  # id in the reply → criterion
    known: dict[str, bool]  # id in the reply → the right answer
    shown: str  # the text as it leaves, masked: what quotations are held against


@cache
def prompt_id() -> str:
    """The prompt and the start of its sha-256, as recordings and provenance tell it."""
    return f"{PROMPT.stem}@{sha256(_prompt().encode()).hexdigest()[:12]}"


def ask(text: Text, rubric: Rubric, model: str, *, repeat: int = 0) -> Asked:
    """The request about this text. `repeat` asks the same again, with another seed."""
    redactor = Redactor(text.names)
    shown = redactor.redact(_MARK.sub("‹", text.words))
    questions: list[Criterion | bool] = [*rubric.questions(text.stakeholder)]
    for answer, place in zip((False, True), _places(text, len(questions)), strict=True):
        questions.insert(place, answer)
    named = {f"q{number}": question for number, question in enumerate(questions, start=1)}
    told = "\n\n".join(f"{name}. {_told(question, text, shown)}" for name, question in named.items())
    user = redactor.redact("<text>\n") + shown + _trusted(f"\n</text>\n\nQuestions:\n\n{told}")
    request = ModelRequest(
        purpose=f"{PURPOSE}:{rubric.id}",
        system=_system(),
        user=user,
        schema=verdict_schema(list(named)),
        max_tokens=_TOKENS + _TOKENS_A_QUESTION * len(named),
        seed=7 + repeat,
        model=model,
        prompts=(prompt_id(), rubric.fingerprint),
    )
    return Asked(
        request,
        {name: q for name, q in named.items() if isinstance(q, Criterion)},
        {name: q for name, q in named.items() if isinstance(q, bool)},
        shown.text,
    )


def _told(question: Criterion | bool, text: Text, shown: Redacted) -> str:
    if question is True:
        found = _PHRASE.search(shown.text)
        words = found.group() if found else " ".join(shown.text.split()[:2])
        return f"Do the words “{words}” stand in the text?\nQuote for a yes: these words"
    if question is False:
        return f"{_impossible(text)}\nQuote for a yes: the words that say so"
    return (
        f"{question.ask}\nQuote for a yes: {question.evidence}\n"
        f"Earns a yes: {' | '.join(question.good)}\nEarns a no: {' | '.join(question.bad)}"
    )


def _impossible(text: Text) -> str:
    """A question whose answer is no: what it asks about does not occur in the text."""
    words = text.words.casefold()
    open_ = [ask for word, ask in _NEVER if word not in words]
    if not open_:
        return f"Does the text hold the code {text.sha256[:8]}?"
    return open_[int(text.sha256[:4], 16) % len(open_)]


def _places(text: Text, questions: int) -> tuple[int, int]:
    """Where the two known ones are put in."""
    drawn = int(text.sha256[4:12], 16)
    return drawn % (questions + 1), drawn // (questions + 1) % (questions + 2)


def _trusted(words: str) -> Redacted:
    """Words of ours, which hold nothing of anybody's."""
    return Redactor().redact(words)


@cache
def _system() -> Redacted:
    return _trusted(_prompt())


@cache
def _prompt() -> str:
    return PROMPT.read_text(encoding="utf-8")
