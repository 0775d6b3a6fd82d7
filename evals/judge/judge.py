"""Lets a model answer the rubrics, one request for each text.

A request whose reply cannot be trusted or did not come leaves all its items unscored, never guessed; a run
with too many of those fails at the gate.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from evals.judge.asking import Asked, ask, prompt_id
from evals.judge.texts import Text, texts_of
from evals.judge.verdicts import Verdict, read_verdicts
from evals.rubric import Criterion, Rubric, rubric_of
from evals.scene import Item, Scene, one_line
from evals.yaml_files import broken
from translator.errors import BudgetExhausted, ProviderError, ReplayMiss, TranslatorError
from translator.llm.base import Deadline, Gateway
from translator.models import Model

_SECONDS = 180.0  # for one request with all its repeats after an error


class Judged(Model):
    """What a judge said to one question about one text."""

    case: str
    rubric: str
    stakeholder: str  # "": the whole pitch
    criterion: str
    text: str  # sha-256 of the text judged
    judge: str  # see `judge_name`
    repeat: int  # 0: the first time it was asked
    verdict: Literal["yes", "no"] | None  # None: unscored
    quote: str = ""  # words of the text, or "" for a no
    why: str = ""  # it is unscored


class Judge:
    """One model that answers these rubrics. Remembers all it said in `judged`.

    `gating` holds "rubric/criterion" of what decides; all else is shown with weight 0. The gateway serves
    requests that name `model`. Once the budget is spent or a recording is missing nothing more is asked.
    """

    def __init__(
        self, gateway: Gateway, rubrics: Sequence[Rubric], model: str = "", gating: Collection[str] = ()
    ) -> None:
        self.rubrics = tuple(rubrics)
        self.judged: list[Judged] = []
        self._gateway = gateway
        self._model = model or gateway.model
        self._gating = frozenset(gating)
        self._ended: TranslatorError | None = None

    @property
    def name(self) -> str:
        """See `judge_name`."""
        return judge_name(self._model, self.rubrics)

    async def scene(self, scene: Scene) -> dict[str, list[Item]]:
        """Rubric id → an item for each question about the pitch, and about each framing of it.

        Raises nothing of the gateway's: see `raise_ended`.
        """
        texts = list(texts_of(scene.case.id, scene.pitch, self.rubrics))
        told = await asyncio.gather(*(self.text(text) for text in texts))
        items: dict[str, list[Item]] = {rubric.id: [] for rubric in self.rubrics}
        for text, said in zip(texts, told, strict=True):
            items[text.rubric] += self._items(text, said)
        return items

    async def text(self, text: Text, *, repeat: int = 0) -> list[Judged]:
        """What the judge says to each question about one text."""
        asked = ask(text, rubric_of(text.rubric, self.rubrics), self._model, repeat=repeat)
        said, why = await self._said(asked)
        judged = []
        for name, criterion in asked.criteria.items():
            verdict = said.get(name)
            judged.append(
                Judged(
                    case=text.case, rubric=text.rubric, stakeholder=text.stakeholder, criterion=criterion.id,
                    text=text.sha256, judge=self.name, repeat=repeat,
                    verdict=None if verdict is None else "yes" if verdict.yes else "no",
                    quote=verdict.quote if verdict else "",
                    why="" if verdict else why or "no usable verdict",
                )
            )  # fmt: skip
        self.judged += judged
        return judged

    def raise_ended(self) -> None:
        """Raise the BudgetExhausted or ReplayMiss that ended the judging, if one did."""
        if self._ended is not None:
            raise self._ended

    async def _said(self, asked: Asked) -> tuple[dict[str, Verdict], str]:
        """The verdicts that can be used, or why there are none."""
        if self._ended is not None:
            return {}, self._ended.code
        try:
            reply = await self._gateway.complete(asked.request, Deadline(_SECONDS))
        except (BudgetExhausted, ReplayMiss) as error:
            self._ended = self._ended or error
            return {}, error.code
        except ProviderError as error:
            return {}, error.code
        verdicts = read_verdicts(reply.text, [*asked.criteria, *asked.known], asked.shown)
        for name, right in asked.known.items():
            verdict = verdicts.pop(name, None)
            if verdict is None or verdict.yes != right:
                return {}, "a question with a known answer was answered wrongly"
        return verdicts, ""

    def _items(self, text: Text, said: Iterable[Judged]) -> list[Item]:
        criteria = {c.id: c for c in rubric_of(text.rubric, self.rubrics).questions(text.stakeholder)}
        return [self._item(one, criteria[one.criterion]) for one in said]

    def _item(self, one: Judged, criterion: Criterion) -> Item:
        gates = f"{one.rubric}/{one.criterion}" in self._gating
        fell = one.verdict != "yes"
        return Item(
            criterion="-".join(filter(None, (one.rubric, one.stakeholder, one.criterion))),
            score=None if one.verdict is None else float(one.verdict == "yes"),
            wanted=one_line(criterion.ask) if fell else "",
            found=one_line(one.why or one.quote or "no") if fell else "",
            weight=criterion.weight if gates else 0.0,
        )


async def judge_scene(
    scene: Scene,
    rubrics: Sequence[Rubric],
    gateway: Gateway,
    *,
    model: str = "",
    gating: Collection[str] = (),
) -> dict[str, list[Item]]:
    """Rubric id → the items of one scene, by a judge of its own. Raises BudgetExhausted, ReplayMiss."""
    judge = Judge(gateway, rubrics, model, gating)
    items = await judge.scene(scene)
    judge.raise_ended()
    return items


def judge_name(model: str, rubrics: Iterable[Rubric]) -> str:
    """How verdicts tell who gave them: the model, the prompt and what was asked.

    "openai/gpt-4o rubric.v1@0123456789ab framing@… pitch@…": verdicts of another name are another judge's.
    """
    return " ".join((model, prompt_id(), *sorted(r.fingerprint for r in rubrics)))


def write_judged(path: Path, judged: Iterable[Judged]) -> None:
    """Keep verdicts, one on each line, in an order of their own."""
    lines = sorted(json.dumps(one.model_dump(), sort_keys=True, ensure_ascii=False) for one in judged)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def read_judged(path: Path) -> list[Judged]:
    """The verdicts of a file. Raises MalformedInput with the line of the first that cannot be read."""
    step = "Run the suite with --judge-model again."
    try:
        lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line]
    except (OSError, UnicodeError) as error:
        raise broken(getattr(error, "strerror", None) or "it is not text", str(path), step) from None
    judged = []
    for number, line in enumerate(lines, start=1):
        try:
            judged.append(Judged.model_validate_json(line))
        except ValidationError as error:
            raise broken(error.errors()[0]["msg"].lower(), f"{path}:{number}", step) from None
    return judged
