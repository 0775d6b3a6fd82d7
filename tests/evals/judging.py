"""A scripted judge: it answers questions as it is told, those with a known answer rightly."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from evals.judge.texts import Text
from evals.rubric import Criterion, Rubric
from translator.llm.base import ModelRequest

WORDS = "Opening: Shoppers pay and get no confirmation.\nNumber: 47 tickets in October → under 5 tickets."
TEXT = Text("a-case", "pitch", "", WORDS)
Says = Callable[[str], dict[str, object]]  # question → its verdict without an id

YES: dict[str, object] = {"quote": "Shoppers pay", "verdict": "yes"}
NO: dict[str, object] = {"quote": "", "verdict": "no"}


def criterion(id: str, ask: str, weight: float = 1.0) -> Criterion:
    """A question with the evidence and examples that a rubric needs."""
    return Criterion(id=id, weight=weight, ask=ask, evidence="the words", good=("good",), bad=("bad",))


RUBRIC = Rubric(
    id="pitch",
    about="pitch",
    title="Two questions",
    criteria=(criterion("person", "Is a person named?", 2.0), criterion("number", "Is there a number?")),
)


def asked(request: ModelRequest) -> dict[str, str]:
    """Id → question, as the request holds them."""
    return dict(re.findall(r"^(q\d+)\. (.*)$", request.user.text, re.MULTILINE))


def answering(says: Says, *, canaries: bool = True) -> Callable[[ModelRequest], str]:
    """A script that answers each question by `says`, and those with a known answer rightly if `canaries`."""

    def answer(request: ModelRequest) -> str:
        verdicts = []
        for id, question in asked(request).items():
            known = re.match(r"Do the words “(.*?)” stand in the text\?", question)
            if canaries and known:
                told: dict[str, object] = {"quote": known.group(1), "verdict": "yes"}
            elif canaries and question.startswith("Does the text"):
                told = NO
            else:
                told = says(question)
            verdicts.append({"id": id, **told})
        return json.dumps({"verdicts": verdicts})

    return answer
