"""What a model is asked: the core, a framing, a repair; each redacted as a whole before it is a request."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple, Protocol

from translator.llm.base import Estimate, ModelRequest
from translator.material import as_it_stands, choices_told, profile_of, reading_choices
from translator.model_session import Session
from translator.models import Draft, Finding
from translator.parts import sentences_of
from translator.redaction import Redacted
from translator.replies import Reply, reply_schema

CORE = (
    "one_breath", "moment.customer", "moment.task", "moment.when", "moment.wrong", "moment.effect",
    "note.moment", "note.scope", "note.finish", "bet.constraint", "bet.bet", "bet.outcome", "lever",
)  # fmt: skip
FRAMING = ("problem.0", "problem.1", "change", "objection")
_CORE_TOKENS, _FRAMING_TOKENS = 1600, 700
_DATA_ENDS = "\n</data>"  # in the shared prompt; no text of a ticket holds it, see `material`


class Rendered(Protocol):
    """A prompt with its variables put in."""

    @property
    def system(self) -> str:
        """What the model is told once and for all."""
        ...

    @property
    def user(self) -> str:
        """The ticket, then the task."""
        ...

    @property
    def prompt_ids(self) -> tuple[str, ...]:
        """The files it was made from, each with the start of its sha-256."""
        ...


class Prompts(Protocol):
    """The prompt files."""

    def render(self, name: str, variables: Mapping[str, str]) -> Rendered:
        """The prompt `name`: "core", "core-reading", "framing", "repair"."""
        ...

    def render_alone(self, name: str, variables: Mapping[str, str]) -> Rendered:
        """The prompt `name` without what those share: "judge"."""
        ...


class Planned(NamedTuple):
    """A request that would be made, and what it would take at most."""

    request: ModelRequest
    estimate: Estimate


class Asked(NamedTuple):
    """A request, and what its answer is about."""

    request: ModelRequest
    places: dict[str, str]  # the name of a part in the answer → its place in the draft
    choices: dict[str, tuple[str, ...]] | None = None  # of the reading, where one is asked for


class Requests:
    """Makes the requests of pitches with one set of prompts for one model."""

    def __init__(self, prompts: Prompts, model: str) -> None:
        self._prompts = prompts
        self._model = model

    def core(self, session: Session, base: Draft) -> Asked:
        """The claims of the pitch; with the reading of the ticket, where the cues do not settle it."""
        places = {place: place for place in CORE}
        if base.note.moment.status == "claim":
            return self._asked(session, "core", places, base, {})
        index = session.request.index
        told = {"reading_choices": choices_told(index)}
        return self._asked(session, "core-reading", places, base, told, reading_choices(index))

    def framing(self, session: Session, stakeholder: str, draft: Draft) -> Asked | None:
        """One stakeholder's version; None where there is no moment to tell."""
        prefix = f"framing:{stakeholder}."
        current = dict(sentences_of(draft))
        open_to_words = (n for n in FRAMING if (s := current.get(prefix + n)) and s.status != "blank")
        places = {name: prefix + name for name in open_to_words}
        if not places:
            return None
        index = session.request.index
        profile = profile_of(index.stakeholder(stakeholder), index)
        return self._asked(session, "framing", places, draft, {"profile": profile}, purpose=prefix[:-1])

    def repair(
        self, session: Session, places: Sequence[str], draft: Draft, findings: Sequence[Finding]
    ) -> Asked:
        """The failing places with what is wrong with each."""
        # A place such as "framing:sales.change" is no name that every provider's schemas take.
        named = {place.replace(":", "."): place for place in places}
        current = dict(sentences_of(draft))
        failing = []
        for name, place in named.items():
            failing.append(f"{name}: {as_it_stands(current[place])}")
            failing += [f"  wrong: {f.message} {f.fix}" for f in findings if f.where == place]
        return self._asked(session, "repair", named, draft, {"failing": "\n".join(failing)})

    def again(self, session: Session, asked: Asked, reply: Reply) -> Asked:
        """The same question with what was wrong with the answer."""
        problems = "\n".join(f"- {problem}" for problem in reply.problems)
        told = f"\n\nYour last reply could not be used:\n{problems}\nAnswer again."
        request = asked.request
        user = request.user + session.redactor.redact(told)
        return asked._replace(request=replace(request, purpose=f"re-ask:{request.purpose}", user=user))

    def _asked(
        self,
        session: Session,
        name: str,
        places: dict[str, str],
        draft: Draft,
        more: Mapping[str, str],
        choices: dict[str, tuple[str, ...]] | None = None,
        *,
        purpose: str = "",
    ) -> Asked:
        variables = {**session.shared.variables, **more, "schema": _shape(list(places), choices)}
        if name != "repair":
            variables["parts"] = ", ".join(places)
            current = dict(sentences_of(draft))
            lines = (f"{name}: {as_it_stands(current[place])}" for name, place in places.items())
            variables["base"] = "\n".join(lines)
        rendered = self._prompts.render(name, variables)
        session.prompts += [p for p in rendered.prompt_ids if p not in session.prompts]
        request = ModelRequest(
            purpose=purpose or name.partition("-")[0],
            system=session.masked(rendered.system),
            user=_masked(rendered.user, session),
            schema=reply_schema(list(places), choices),
            max_tokens=_FRAMING_TOKENS if name == "framing" else _CORE_TOKENS,
            model=self._model,
            prompts=rendered.prompt_ids,
        )
        return Asked(request, places, choices)


def _masked(user: str, session: Session) -> Redacted:
    """The user message redacted. What all calls of the pitch share is redacted once: it is most of it."""
    shared, mark, task = user.partition(_DATA_ENDS)
    return session.masked(shared + mark) + session.redactor.redact(task)


def _shape(names: Sequence[str], choices: Mapping[str, Sequence[str]] | None) -> str:
    """The shape of the answer for a model to read; the schema itself, with its ids, is far longer."""
    part = {"text": "…", "evidence": ["id"], "status": "claim | assumption | proposed"}
    shape: dict[str, object] = {}
    if choices is not None:
        shape["reading"] = dict.fromkeys(choices, 'id or ""')
    shape["parts"] = {names[0]: part, **dict.fromkeys(names[1:], "the same, or null")}
    return json.dumps(shape, ensure_ascii=False)
