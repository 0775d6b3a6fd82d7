"""A second model's opinion on what the first one wrote: does each sentence stand in the words that it cites?

It can only take away. A no becomes a finding with fixed words (see `support.doubts`), so that repair and
putting back work as they do for any other; a yes, an answer that cannot be read and none at all change
nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from translator.drafting import Drafted
from translator.errors import ProviderError, ReplayMiss
from translator.evidence import sources
from translator.grounding import catalog_words, ground
from translator.grounding.blanks import one_line
from translator.grounding.ledger import verified
from translator.instructions import latent_instructions
from translator.llm.base import Gateway, ModelRequest
from translator.material import inside_data
from translator.model_requests import Planned, Prompts
from translator.model_session import JUDGE, Session
from translator.models import Draft, Evidence, Ledger
from translator.parts import sentences_of
from translator.support import held, tellers
from translator.verdicts import read_verdicts, verdict_schema

_TOKENS, _TOKENS_A_SENTENCE = 200, 90  # of the reply: a verdict quotes twelve words at most
_SAID, _WORDS = "says", "cites"  # open a line of the prompt after the sentence's id
_STEM = re.compile(r"[a-z]+")


class _Asked(NamedTuple):
    """A request, and which places each sentence in it stands at."""

    request: ModelRequest
    places: dict[str, list[str]]  # id → places; the same sentence is asked about once

    @property
    def shown(self) -> dict[str, list[str]]:
        """Id → the words under it exactly as they leave, masked: what a quotation is held against."""
        words: dict[str, list[str]] = {name: [] for name in self.places}
        for line in self.request.user.text.splitlines():
            name, _, said = line.partition(f" {_WORDS}: ")
            if name in words:
                words[name].append(said)
        return words


class ModelJudge:
    """Behind `SecondOpinion`. Its requests name `model`, which the gateway serves beside the one that writes.

    `destination` is where they go, for the receipt ("": as the model is named).
    """

    def __init__(self, gateway: Gateway, prompts: Prompts, *, model: str, destination: str) -> None:
        self.model = model
        self.destination = destination
        self._gateway = gateway
        self._prompts = prompts

    async def hear(self, drafted: Drafted, shown: Draft, ledger: Ledger, texts: Mapping[str, str]) -> Drafted:
        """See `SecondOpinion`: one call, and none where no written sentence cites anything.

        Raises ReplayMiss; a judge that does not serve for any other reason is a note.
        """
        session = drafted.session
        if not isinstance(session, Session):
            return drafted
        current = dict(sentences_of(drafted.draft))
        claims = (place for place in drafted.written if held(place, current[place]))
        asked = self._asked(session, shown, frozenset(claims), ledger, texts)
        if asked is None:
            return drafted
        if same_family(self.model, self._gateway.model):
            session.note(
                f"judge: {self.model} is of the family of {self._gateway.model}, which wrote; it may share "
                "its mistakes"
            )
        verdicts = await self._verdicts(session, asked)
        doubts = {
            place: current[place]
            for name, carried in verdicts.items()
            if not carried
            for place in asked.places[name]
        }
        return session.reported(replace(drafted, doubts=doubts))

    def plan(self, session: Session, base: Draft, places: Collection[str]) -> list[Planned]:
        """The request about these places of the offline draft. Sends nothing."""
        request = session.request
        ledger, texts = request.ledger, sources(request.ticket)
        if request.proof is not None:
            ledger = Ledger(items=ledger.items + request.proof.evidence)
            texts |= {f"incident:{i.id}": i.text for i in request.proof.past.incidents}
        shown = ground(base, ledger, texts, known_words=catalog_words(request.index.catalog)).draft
        claims = {place for place, s in sentences_of(shown) if place in places and held(place, s)}
        asked = self._asked(session, shown, claims, ledger, texts)
        return [Planned(asked.request, self._gateway.estimate(asked.request))] if asked is not None else []

    async def _verdicts(self, session: Session, asked: _Asked) -> dict[str, bool]:
        """What the judge says of each sentence; {} where it does not serve. What is missing is noted."""
        try:
            with session.purse.paying():
                answer = await self._gateway.complete(asked.request, session.deadline)
        except ReplayMiss:
            raise
        except ProviderError as error:
            session.unjudged(asked.request, error)
            return {}
        session.answered(asked.request, answer)
        verdicts = read_verdicts(answer.text, asked.shown)
        missing = len(asked.places) - len(verdicts)
        if missing:
            session.note(f"judge: no usable opinion on {missing} of {len(asked.places)} sentences")
        return verdicts

    def _asked(
        self,
        session: Session,
        shown: Draft,
        places: Collection[str],
        ledger: Ledger,
        texts: Mapping[str, str],
    ) -> _Asked | None:
        """The question about the sentences at these places that cite something; None where none does."""
        known = verified(ledger, texts)
        quiet = {name: _without_orders(text) for name, text in texts.items()}
        standing: dict[tuple[str, ...], list[str]] = {}
        for place, sentence in sentences_of(shown):
            if place not in places:
                continue
            cited = (known[e] for e in sentence.evidence if e in known)
            carried = [e for e in cited if _read(e, quiet) == _read(e, texts)]
            words = [line for told in tellers(carried, quiet) if (line := one_line(told))]
            if words:
                standing.setdefault((one_line(sentence.plain), *words), []).append(place)
        if not standing:
            return None
        named = {f"s{number}": told for number, told in enumerate(standing, start=1)}
        variables = {"sentences": "\n".join(_lines(named)), "schema": _shape()}
        rendered = self._prompts.render_alone(JUDGE, variables)
        session.prompts += [p for p in rendered.prompt_ids if p not in session.prompts]
        request = ModelRequest(
            purpose=JUDGE,
            system=session.masked(rendered.system),
            user=session.redactor.redact(rendered.user),
            schema=verdict_schema(list(named)),
            max_tokens=_TOKENS + _TOKENS_A_SENTENCE * len(named),
            model=self.model,
            prompts=rendered.prompt_ids,
        )
        return _Asked(request, {name: standing[told] for name, told in named.items()})


def same_family(one: str, other: str) -> bool:
    """Whether two models, as LiteLLM names them, come from one provider and share the stem of their name.

    "openai/gpt-4o" and "openai/gpt-4.1-mini" do, "openai/o3" and a model of another provider do not. A name
    without a provider may be of any.
    """
    first, second = one.lower(), other.lower()
    providers = {name.partition("/")[0] for name in (first, second) if "/" in name}
    return len(providers) <= 1 and _stem(first) == _stem(second)


def _stem(name: str) -> str:
    last = name.rpartition("/")[2]
    found = _STEM.match(last.removeprefix("ft:"))
    return found.group() if found else last


def _read(item: Evidence, texts: Mapping[str, str]) -> str:
    """What stands where the item was read."""
    return texts.get(item.source, "")[item.start : item.end]


def _lines(named: Mapping[str, tuple[str, ...]]) -> Iterable[str]:
    for name, (said, *words) in named.items():
        yield f"{name} {_SAID}: {inside_data(said)}"
        yield from (f"{name} {_WORDS}: {inside_data(line)}" for line in words)


def _without_orders(text: str) -> str:
    """The text at its own length, without sentences addressed to a machine."""
    for span in latent_instructions(text):
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    return text


def _shape() -> str:
    verdict = {"id": "s1", "quote": "exact words, or empty for no", "carried": "yes | no"}
    return json.dumps({"verdicts": [verdict]}, ensure_ascii=False)
