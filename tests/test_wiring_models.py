"""Settings joined with models: what a gateway is built from, where requests go, prompts of a pack."""

from __future__ import annotations

import asyncio
import shutil
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from tests.llm.writer import answer
from translator.errors import PackInvalid, SettingInvalid
from translator.intake import read_parts
from translator.llm.fake import ScriptedModel
from translator.offline import OfflineEngine
from translator.prompts import PromptLibrary
from translator.settings import Settings, load_settings
from translator.wiring import App, build
from translator.wiring_models import destination, gateway_options, prompt_library

PROMPTS = Path(__file__).parents[1] / "prompts"
MODEL = "openai/writer-1"


def settings(**flags: object) -> Settings:
    """The settings with these flags and no other source."""
    return load_settings(toml_path=None, environ={}, flags=flags).settings


@pytest.mark.parametrize(
    ("flags", "place"),
    [
        ({"model": MODEL}, "openai"),
        ({"model": MODEL, "fallback": ["openai/other"]}, "openai"),
        ({"model": MODEL, "fallback": ["anthropic/x", "anthropic/y"]}, "openai or anthropic"),
        ({"model": MODEL, "api_base": "http://ada:hunter2@127.0.0.1:8000/v1"}, "127.0.0.1:8000"),
        ({"model": MODEL, "api_base": "https://llm.example", "fallback": ["groq/z"]}, "llm.example or groq"),
        ({"model": MODEL, "replay": "replies"}, ""),
    ],
)
def test_where_requests_go(flags: dict[str, object], place: str) -> None:
    """The receipt names hosts and providers, never a user or a password; a replay goes nowhere."""
    assert destination(settings(**flags)) == place


def test_what_a_gateway_is_built_from(tmp_path: Path) -> None:
    """Prices, budgets and files follow the settings; the files stand in data_dir."""
    options = gateway_options(
        settings(
            model=MODEL,
            deadline=10,
            budget_run=2,
            model_price_input=1,
            model_price_output=4,
            data_dir=str(tmp_path),
        )
    )
    assert (options.prices, options.budget_run, options.attempt_seconds) == ((1.0, 4.0), 2.0, 10.0)
    assert options.cache_file is not None
    assert options.spend_file is not None
    assert {options.cache_file.parent, options.spend_file.parent} == {tmp_path}
    assert gateway_options(settings(model=MODEL, model_cache=False)).cache_file is None


@pytest.mark.parametrize("flags", [{"engine": "llm"}, {"replay": "x"}])
def test_a_model_that_is_not_named(flags: dict[str, object]) -> None:
    """The error says which setting to give."""
    with pytest.raises(SettingInvalid, match="Set model"):
        build(load_settings(toml_path=None, environ={}, flags=flags)).engine  # noqa: B018


def test_the_engine_follows_the_settings() -> None:
    """No model, an offline engine; a gateway handed in is used whatever the settings say."""
    loaded = load_settings(toml_path=None, environ={}, flags={"engine": "offline", "model": MODEL})
    assert isinstance(build(loaded).engine, OfflineEngine)
    assert App(loaded, gateway=ScriptedModel(answer)).engine.name == "llm"


def test_a_plan_sends_nothing_and_offline_there_is_none() -> None:
    """A dry run asks the model nothing; its requests are those of the real run."""
    loaded = load_settings(toml_path=None, environ={}, flags={"incidents": "off"})
    ticket = read_parts(
        "Sign-in fails in demos", "Prospects are thrown out of live demos. Two failed last month."
    )

    async def course(app: App) -> list[str]:
        now = datetime(2026, 3, 1, tzinfo=UTC)
        keys = [plan.request.key for plan in await app.plan(ticket, now=now)]
        pitch = await app.translate(ticket, now=now)
        assert [call.key for call in pitch.receipt.calls][:1] == keys[:1]
        return keys

    model = ScriptedModel(answer)
    app = App(loaded, gateway=model)
    assert len(asyncio.run(course(app))) == 4
    assert asyncio.run(course(build(loaded))) == []


def test_prompts_of_a_pack(tmp_path: Path) -> None:
    """A pack's own version of a prompt stands in the place of the built-in one, with its hash."""
    folder = tmp_path / "prompts"
    folder.mkdir()
    text = (PROMPTS / "system.v1.md").read_text(encoding="utf-8") + "\nWrite as a harbour master would.\n"
    (folder / "system.v1.md").write_text(text, encoding="utf-8")
    digest = sha256(text.encode()).hexdigest()
    (folder / "index.yaml").write_text(f"system: {{version: 1, sha256: {digest}}}\n", encoding="utf-8")
    ours = prompt_library([tmp_path, tmp_path / "no-prompts"])
    assert "harbour master" in ours.current("system").text
    assert ours.current("core") == PromptLibrary.builtin().current("core")
    (folder / "system.v1.md").write_text(f"{text}edited", encoding="utf-8")
    with pytest.raises(PackInvalid, match="hash"):
        prompt_library([tmp_path])
    shutil.rmtree(folder)
    assert prompt_library([tmp_path]).current("system") == PromptLibrary.builtin().current("system")
