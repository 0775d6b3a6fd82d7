"""`translate` with a judge, from the shell's side: recordings, a dry run, the settings, `doctor`."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import TICKET, Run
from tests.llm.stub_server import Answer, refused, said, serving
from tests.llm.writer import reply
from translator.intake import read
from translator.llm.base import ModelRequest
from translator.llm.fake import ScriptedModel
from translator.llm.gateway import build_gateway
from translator.models import Pitch
from translator.settings import load_settings
from translator.wiring import App
from translator.wiring_models import gateway_options, judge_destination

WRITER, JUDGE = "openai/writer-1", "anthropic/judge-1"
BOTH = ("--model", WRITER, "--judge-model", JUDGE)
CLAIM = "They are thrown back to the sign-in screen."


def wrote(schema: dict[str, Any], evidence: str) -> str:
    """One claim of the model's own."""
    answer = reply(schema)
    if "moment.wrong" in answer["parts"]:
        answer["parts"]["moment.wrong"] = {"text": CLAIM, "evidence": [evidence], "status": "claim"}
    return json.dumps(answer)


def refusing(schema: dict[str, Any]) -> str:
    """A no to every sentence."""
    ids = schema["properties"]["verdicts"]["items"]["properties"]["id"]["enum"]
    return json.dumps({"verdicts": [{"id": i, "quote": "", "carried": "no"} for i in ids]})


def cited(user: str) -> str:
    """The id of the ledger's line about the sign-in screen."""
    line = next(x for x in user.splitlines() if " symptom: " in x and "thrown back" in x)
    return line.partition(" ")[0]


def answers(request: ModelRequest) -> str:
    """What each of the two says."""
    schema = dict(request.schema or {})
    return refusing(schema) if request.model == JUDGE else wrote(schema, cited(request.user.text))


@pytest.fixture
def replies(tmp_path: Path) -> Path:
    """Recordings of a writer and of a judge that refuses everything."""
    folder = tmp_path / "replies"
    flags = {"model": WRITER, "judge_model": JUDGE, "record": folder, "model_cache": False,
             "incidents": "off", "data_dir": str(folder / "data")}  # fmt: skip
    loaded = load_settings(toml_path=None, environ={}, flags=flags)
    gateway = build_gateway(
        gateway_options(loaded.settings), lambda name, options: ScriptedModel(answers, model=name)
    )
    app = App(loaded, gateway=gateway)
    asyncio.run(app.translate(read(TICKET.encode()).tickets[0], now=datetime(2026, 3, 1, tzinfo=UTC)))
    return folder


def test_a_judge_takes_a_sentence_away(run: Run, ticket: Path, replies: Path) -> None:
    """The pitch stands without it, the receipt lists the call, and the last line names both models."""
    result = run("translate", ticket, *BOTH, "--replay", replies, "-o", "pitch.json")
    assert result.code == 0, result.err
    pitch = Pitch.model_validate_json(Path("pitch.json").read_bytes())
    assert pitch.draft.moment.wrong.plain != CLAIM
    assert [c.model for c in pitch.receipt.calls if c.purpose == "judge"] == [JUDGE]
    assert pitch.provenance.model == WRITER
    last = result.err.splitlines()[-1]
    assert last.startswith(f"{WRITER} wrote ")
    assert f"; judged by {JUDGE}; " in last


def test_a_recording_without_its_reply_is_a_miss(run: Run, ticket: Path, replies: Path) -> None:
    """A replay with another judge ends in one line that names the call."""
    result = run("translate", ticket, "--model", WRITER, "--judge-model", "groq/x", "--replay", replies)
    assert result.code == 5
    assert "no recording of judge by groq/x" in result.only_line


def test_a_dry_run_shows_its_request(run: Run, ticket: Path, replies: Path) -> None:
    """In words and in JSON, with whom it would go to."""
    shown = run("translate", ticket, *BOTH, "--replay", replies, "--dry-run")
    assert f"judge: to {JUDGE}; " in shown.out
    assert "here they are the offline ones" in shown.out
    document = json.loads(run("translate", ticket, *BOTH, "--replay", replies, "--dry-run", "--json").out)
    assert document["tickets"][0]["requests"][-1]["model"] == JUDGE
    alone = run("translate", ticket, "--model", WRITER, "--replay", replies, "--dry-run").out
    assert "judge" not in alone


@pytest.mark.parametrize(
    ("flags", "place"),
    [
        ({"judge_model": JUDGE}, "anthropic"),
        ({"judge_model": "openai/x"}, "openai"),
        ({"judge_model": "openai/x", "api_base": "http://ada:pw@127.0.0.1:9/v1"}, "127.0.0.1:9"),
        ({"judge_model": JUDGE, "api_base": "http://127.0.0.1:9/v1"}, "anthropic"),
        ({"judge_model": JUDGE, "replay": "x"}, ""),
    ],
)
def test_where_its_requests_go(flags: dict[str, object], place: str) -> None:
    """The address of the settings is the judge's too where it names the writer's provider."""
    loaded = load_settings(toml_path=None, environ={}, flags={"model": WRITER, **flags})
    assert judge_destination(loaded.settings) == place


def test_the_setting_comes_from_every_source(run: Run) -> None:
    """The file and the environment name it as the flag does."""
    Path("translator.toml").write_text(f'judge_model = "{JUDGE}"')
    assert JUDGE in run("config", "show").out
    loaded = load_settings(toml_path=None, environ={"TRANSLATOR_JUDGE_MODEL": "groq/x"}, flags={})
    assert loaded.settings.judge_model == "groq/x"
    assert loaded.origins["judge_model"] == "environment TRANSLATOR_JUDGE_MODEL"


def test_a_judge_without_a_writer_is_never_asked(run: Run, ticket: Path) -> None:
    """The offline engine writes from the ticket alone; `doctor` says that the judge is not used."""
    assert run("translate", ticket, "--judge-model", JUDGE).code == 0
    Path("translator.toml").write_text(f'judge_model = "{JUDGE}"')
    assert f"ok       judge model: {JUDGE} is set, and not used" in run("doctor").out


@pytest.mark.loopback
def test_doctor_asks_both_and_tells_of_one_family(run: Run) -> None:
    """One cheap call each; a judge of the writer's family is said to be one."""
    with serving(lambda request, number: said("ready")) as stub:
        Path("translator.toml").write_text(
            f'model = "{WRITER}"\njudge_model = "openai/writer-2"\napi_base = "{stub.url}"'
        )
        result = run("doctor")
    assert [r["model"] for r in stub.requests] == ["writer-1", "writer-2"]
    assert "ok       judge model: stub-1 answered in " in result.out
    assert f"of the family of {WRITER}" in result.out


@pytest.mark.loopback
def test_a_judge_whose_key_is_refused_is_a_note(run: Run, ticket: Path) -> None:
    """Also with engine llm, where a refused key of the writer is an error."""

    def answer(request: dict[str, Any], number: int) -> Answer:
        if request["model"] == "judge-2":
            return refused(401, "Incorrect API key provided")
        schema = request["response_format"]["json_schema"]["schema"]
        return said(wrote(schema, cited(request["messages"][1]["content"])))

    with serving(answer) as stub:
        Path("translator.toml").write_text(f'model = "{WRITER}"\napi_base = "{stub.url}"\nengine = "llm"')
        result = run("translate", ticket, "--judge-model", "openai/judge-2", "-o", "pitch.json")
    assert result.code == 0, result.err
    assert "note: judge: no second opinion" in result.err
    assert Pitch.model_validate_json(Path("pitch.json").read_bytes()).draft.moment.wrong.plain == CLAIM
