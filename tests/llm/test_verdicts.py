"""A judge's reply read strictly, which models are alike, and the judge among the wrappers of a model."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from tests.llm.asking import asked, run
from translator.errors import BudgetExhausted, ModelUnavailable, PackInvalid
from translator.llm.base import Deadline, Gateway
from translator.llm.fake import Answer, ScriptedModel
from translator.llm.gateway import GatewayOptions, build_gateway
from translator.model_judge import same_family
from translator.prompts import INDEX, PromptLibrary
from translator.verdicts import read_verdicts, verdict_schema

PROMPTS = Path(__file__).parents[2] / "prompts"
WRITER, JUDGE = "openai/writer-1", "anthropic/judge-1"

SHOWN = {"s1": ["Prospects get thrown back to the “sign-in” screen."], "s2": ["Two demos failed."]}


def listed(*given: tuple[object, object, object]) -> str:
    return json.dumps({"verdicts": [{"id": i, "quote": q, "carried": c} for i, q, c in given]})


@pytest.mark.parametrize(
    ("text", "expect"),
    [
        (listed(("s1", "thrown back", "yes"), ("s2", "", "no")), {"s1": True, "s2": False}),
        (listed(("s1", 'THROWN  back to the "sign-in" screen', "yes")), {"s1": True}),
        (listed(("s1", "Two demos failed", "yes")), {}),  # stands under the other sentence
        (listed(("s1", "thrown back", "yes"), ("s1", "", "no")), {"s1": False}),
        (listed(("s1", "", "no"), ("s1", "thrown back", "yes")), {"s1": True}),
        (listed(("s1", "", "no"), ("s1", "never said", "yes")), {}),
        (listed(("s1", "", "no"), ("s1", "", "maybe")), {}),
        (f"{listed(('s1', '', 'no'))}\nOn second thought:\n{listed(('s2', '', 'no'))}", {"s2": False}),
        (f"```json\n{listed(('s2', '', 'no'))}\n```", {"s2": False}),
        (listed(("s1", None, "no"), ("s2", "", True), ([], "", "no")), {}),
    ],
)
def test_verdicts_are_read_strictly(text: str, expect: dict[str, bool]) -> None:
    """The last word on a sentence counts, of the last whole object, and a yes needs its own words."""
    assert read_verdicts(text, SHOWN) == expect


def test_the_schema_names_the_sentences() -> None:
    """Providers with strict schemas take it: everything is required and nothing may be added."""
    schema = verdict_schema(["s1", "s2"])
    verdict = schema["properties"]["verdicts"]["items"]
    assert verdict["properties"]["id"]["enum"] == ["s1", "s2"]
    for part in (schema, verdict):
        assert (part["required"], part["additionalProperties"]) == (list(part["properties"]), False)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("openai/gpt-4o", "openai/gpt-4.1-mini", True),
        ("openai/gpt-4o", "OpenAI/GPT-4o", True),
        ("openai/gpt-4o", "gpt-4o-mini", True),
        ("openai/ft:gpt-4o:acme::x1", "openai/gpt-4o", True),
        ("openai/gpt-4o", "openai/o3", False),
        ("openai/gpt-4o", "anthropic/claude-sonnet-4", False),
        ("openrouter/meta-llama/llama-3", "openrouter/mistralai/mistral-large", False),
        ("openrouter/meta-llama/llama-3", "openrouter/other/Llama-4", True),
    ],
)
def test_which_models_are_of_one_family(one: str, other: str, alike: bool) -> None:
    """By the provider and the letters that a model's name begins with."""
    assert same_family(one, other) is same_family(other, one) is alike


# --- among the wrappers ----------------------------------------------------------------------------------


class Models:
    """Scripted models by name, made as a gateway asks for them."""

    def __init__(self, price: float | None = None, **answers: Answer) -> None:
        self.made: dict[str, ScriptedModel] = {}
        self._price = price
        self._answers = answers

    def __call__(self, name: str, options: GatewayOptions) -> Gateway:
        answer = self._answers.get(name.partition("/")[2].partition("-")[0], f"from {name}")
        self.made[name] = ScriptedModel(lambda request: answer, model=name, price=self._price)
        return self.made[name]

    def counts(self) -> dict[str, int]:
        return {name: len(model.requests) for name, model in self.made.items()}


def test_a_request_goes_to_the_model_it_names() -> None:
    """The judge's to the judge, all others to the one that writes; both are closed."""
    models = Models()
    gateway = build_gateway(GatewayOptions(WRITER, judge=JUDGE), models)
    assert gateway.model == WRITER
    texts = [run(gateway.complete(asked(model=m), Deadline(5))).text for m in ("", WRITER, JUDGE)]
    assert texts == [f"from {WRITER}", f"from {WRITER}", f"from {JUDGE}"]
    run(gateway.close())
    assert all(model.closed for model in models.made.values())


def test_neither_stands_in_for_the_other() -> None:
    """A judge that is down is not replaced by a fallback of the writer, nor the writer by the judge."""
    models = Models(judge=ModelUnavailable("down"), writer=ModelUnavailable("down"))
    options = GatewayOptions(WRITER, fallbacks=("groq/spare-1",), judge=JUDGE, attempts=1)
    gateway = build_gateway(options, models)
    with pytest.raises(ModelUnavailable):
        run(gateway.complete(asked(model=JUDGE), Deadline(5)))
    assert models.counts() == {WRITER: 0, "groq/spare-1": 0, JUDGE: 1}
    assert run(gateway.complete(asked(model=WRITER), Deadline(5))).text == "from groq/spare-1"
    assert models.counts()[JUDGE] == 1


@pytest.mark.parametrize("judge", [WRITER, "groq/spare-1"])
def test_a_judge_that_also_writes_is_built_once(judge: str) -> None:
    """It may be the writer itself or its fallback; the writer keeps its fallback."""
    models = Models(writer=ModelUnavailable("down"))
    options = GatewayOptions(WRITER, fallbacks=("groq/spare-1",), judge=judge, attempts=1)
    gateway = build_gateway(options, models)
    assert set(models.made) == {WRITER, "groq/spare-1"}
    assert run(gateway.complete(asked(model=WRITER), Deadline(5))).text == "from groq/spare-1"
    assert run(gateway.complete(asked(model=judge), Deadline(5))).text == "from groq/spare-1"


def test_both_pay_from_one_purse() -> None:
    """The limit of the run holds for the two together."""
    gateway = build_gateway(GatewayOptions(WRITER, judge=JUDGE, budget_run=0.03), Models(price=0.02))
    run(gateway.complete(asked(model=WRITER), Deadline(5)))
    with pytest.raises(BudgetExhausted):
        run(gateway.complete(asked(model=JUDGE), Deadline(5)))


def test_its_replies_are_kept_recorded_and_replayed(tmp_path: Path) -> None:
    """Under keys of their own: the same words to the writer are another request."""
    models = Models()
    options = GatewayOptions(WRITER, judge=JUDGE, cache_file=tmp_path / "c.db", record=tmp_path / "r")
    gateway = build_gateway(options, models)
    first = [run(gateway.complete(asked(model=m), Deadline(5))) for m in (JUDGE, WRITER, JUDGE)]
    assert [reply.source for reply in first] == ["model", "model", "cache"]
    run(gateway.close())
    replayed = build_gateway(GatewayOptions(WRITER, judge=JUDGE, replay=tmp_path / "r"))
    for reply, model in zip(first, (JUDGE, WRITER), strict=False):
        again = run(replayed.complete(asked(model=model), Deadline(5)))
        assert (again.text, again.source) == (reply.text, "recording")


# --- its prompt ------------------------------------------------------------------------------------------


def test_its_prompt_stands_alone() -> None:
    """What to do is the system message, strangers' words are in the user message, and nothing is shared."""
    library = PromptLibrary.builtin()
    odd = "{x} $schema «n1» {{ticket}}"
    rendered = library.render_alone("judge", {"sentences": odd, "schema": "{}"})
    assert rendered.prompt_ids == (library.current("judge").id,)
    assert rendered.user.startswith(f"<data>\n{odd}\n</data>\n")
    assert "do these words carry this sentence?" in rendered.system
    assert "$" not in rendered.system


@pytest.mark.parametrize("wrong", [("\n<data>\n", "\n"), ("For each decide", "$sentences For each decide")])
def test_a_companys_prompt_keeps_strangers_out_of_the_system_message(
    tmp_path: Path, wrong: tuple[str, str]
) -> None:
    """A version without the line, or with a variable before it, fails at load."""
    folder = tmp_path / "prompts"
    shutil.copytree(PROMPTS, folder)
    text = (folder / "judge.v1.md").read_text(encoding="utf-8").replace(*wrong, 1)
    (folder / "judge.v1.md").write_text(text, encoding="utf-8", newline="\n")
    digest = sha256(text.encode()).hexdigest()
    (folder / INDEX).write_text(f"judge: {{version: 1, sha256: {digest}}}\n", encoding="utf-8")
    with pytest.raises(PackInvalid, match="<data>"):
        PromptLibrary(folder, base=PromptLibrary.builtin())
