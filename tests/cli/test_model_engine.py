"""`translate` with a model, from the shell's side: recorded replies, a provider on this machine, errors."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import TICKET, Run
from tests.llm.stub_server import Answer, Stub, refused, said, serving
from tests.llm.writer import SENTENCE, answer, reply
from translator.intake import read
from translator.llm.fake import ScriptedModel
from translator.llm.gateway import build_gateway
from translator.models import Pitch
from translator.settings import load_settings
from translator.wiring import App
from translator.wiring_models import gateway_options

ROOT = Path(__file__).parents[2]
MODEL = "openai/writer-1"
NAMED = ("--model", MODEL)


def recorded(folder: Path, *tickets: str) -> Path:
    """A folder of recordings for these tickets, made with a scripted model."""
    flags = {"model": MODEL, "record": folder, "model_cache": False, "incidents": "off"}
    loaded = load_settings(toml_path=None, environ={}, flags={**flags, "data_dir": str(folder / "data")})
    model = ScriptedModel(answer, model=MODEL, price=0.002)
    gateway = build_gateway(gateway_options(loaded.settings), lambda name, options: model)
    app = App(loaded, gateway=gateway)
    for text in tickets:
        ticket = read(text.encode()).tickets[0]
        asyncio.run(app.translate(ticket, now=datetime(2026, 3, 1, tzinfo=UTC)))
    return folder


@pytest.fixture
def replies(tmp_path: Path) -> Path:
    """Recordings for the ticket of these tests."""
    return recorded(tmp_path / "replies", TICKET)


# --- recordings: the whole way through, without a provider ---------------------------------------------


def test_a_recorded_model_writes_and_the_run_says_so(run: Run, ticket: Path, replies: Path) -> None:
    """The pitch holds the model's sentence; one line tells who wrote how much."""
    result = run("translate", ticket, *NAMED, "--replay", replies, "-o", "pitch.json")
    assert result.code == 0
    pitch = Pitch.model_validate_json(Path("pitch.json").read_bytes())
    assert pitch.draft.note.moment.plain == SENTENCE
    assert (pitch.provenance.engine, pitch.provenance.model) == ("llm", MODEL)
    assert pitch.receipt.destinations == ()
    assert {call.source for call in pitch.receipt.calls} == {"recording"}
    last = result.err.splitlines()[-1]
    assert last.startswith(f"{MODEL} wrote ")
    assert last.endswith(f"; {len(pitch.receipt.calls)} recorded replies")


def test_quiet_says_nothing(run: Run, ticket: Path, replies: Path) -> None:
    """With --quiet standard error stays empty."""
    result = run("translate", ticket, *NAMED, "--replay", replies, "--quiet")
    assert (result.code, result.err) == (0, "")


def test_the_same_recordings_make_the_same_pitch(run: Run, ticket: Path, replies: Path) -> None:
    """Two replays differ in the time they were made, and in nothing else."""
    made = []
    for name in ("a.json", "b.json"):
        run("translate", ticket, *NAMED, "--replay", replies, "-o", name)
        made.append(json.loads(Path(name).read_bytes()))
        made[-1]["provenance"].pop("created")
    assert made[0] == made[1]


def test_another_ticket_is_a_miss(run: Run, replies: Path) -> None:
    """A request without a recording ends in one line that says what to do."""
    result = run("translate", "-", *NAMED, "--replay", replies, stdin="# Export fails\n\nAdmins wait.")
    assert result.code == 5
    assert "no recording of core" in result.only_line
    assert "--record" in result.only_line
    assert result.only_line.endswith("[replay-miss]")


def test_many_tickets_keep_their_order(run: Run, tmp_path: Path) -> None:
    """Pitches made at once come out in the order of their tickets; a miss is one line among them."""
    rows = "\n".join(f"DEMO-{n},Search hangs,Agents wait for search {n} times a day." for n in range(1, 7))
    export = f"Issue key,Summary,Description\n{rows}\n"
    tickets = read(export.encode(), reader="jira_csv").tickets
    folder = tmp_path / "many"
    flags = {"model": MODEL, "record": folder, "incidents": "off", "data_dir": str(tmp_path / "d")}
    loaded = load_settings(toml_path=None, environ={}, flags=flags)
    model = ScriptedModel(answer, model=MODEL)
    app = App(loaded, gateway=build_gateway(gateway_options(loaded.settings), lambda name, options: model))
    for one in tickets[:-1]:
        asyncio.run(app.translate(one, now=datetime(2026, 3, 1, tzinfo=UTC)))
    result = run("translate", "-", *NAMED, "--replay", folder, "--json", stdin=export)
    document = json.loads(result.out)
    assert [p["ticket"]["key"] for p in document["pitches"]] == [f"DEMO-{n}" for n in range(1, 6)]
    assert [p["line"] for p in document["problems"]] == [6]
    assert result.code == 5
    assert "DEMO-6" in result.err


def test_an_answer_keeps_the_words_of_the_model(run: Run, ticket: Path, replies: Path) -> None:
    """On a machine without model or recordings an answer fills its blank and changes nothing else."""
    run("translate", ticket, *NAMED, "--replay", replies, "-o", "pitch.json")
    before = Pitch.model_validate_json(Path("pitch.json").read_bytes())
    question = before.draft.questions[0]
    result = run("answer", "pitch.json", "--fill", f"{question.id}=12 March 2026", "--by", "support",
                 "-o", "next.json")  # fmt: skip
    assert result.code == 0, result.err
    after = Pitch.model_validate_json(Path("next.json").read_bytes())
    assert after.version == 2
    assert after.draft.note.moment.plain == SENTENCE
    assert after.provenance.written == before.provenance.written
    assert after.provenance.model == MODEL
    assert question.id not in {q.id for q in after.draft.questions}


def test_an_answer_asks_no_model_that_is_set(run: Run, ticket: Path) -> None:
    """A pitch written offline is answered offline, also where the settings name a model."""
    run("translate", ticket, "-o", "pitch.json")
    Path("translator.toml").write_text(f'engine = "llm"\nmodel = "{MODEL}"\nreplay = "nowhere"')
    assert run("answer", "pitch.json", "--fill", "q1=12 March 2026", "--by", "support").code == 0


# --- a dry run -----------------------------------------------------------------------------------------


def test_a_dry_run_shows_the_requests_that_would_be_sent(run: Run, ticket: Path, replies: Path) -> None:
    """Each request is there as it was recorded: system, user, schema and key."""
    result = run("translate", ticket, *NAMED, "--replay", replies, "--dry-run", "--json")
    document = json.loads(result.out)
    assert (result.code, document["schema"], document["model"]) == (0, "translator.requests/1", MODEL)
    requests = document["tickets"][0]["requests"]
    assert requests[0]["purpose"] == "core"
    known = json.loads((replies / f"{requests[0]['key']}.json").read_bytes())["request"]
    assert {name: requests[0][name] for name in known} == known
    assert document["total"]["requests"] == len(requests)


def test_a_dry_run_masks_as_a_real_one(run: Run, replies: Path) -> None:
    """An address and a key of the ticket stand nowhere in what would be sent."""
    text = f"{TICKET}\nTold by ada@nordhavn.example with token ghp_{'aB3dE5fG7h' * 4}."
    result = run("translate", "-", *NAMED, "--replay", replies, "--dry-run", stdin=text)
    assert result.code == 0
    assert "[EMAIL-1]" in result.out
    assert "nordhavn" not in result.out
    assert "ghp_" not in result.out
    assert result.out.rstrip().endswith("Nothing was sent.")


@pytest.mark.parametrize("flags", [(), ("--engine", "offline", *NAMED)])
def test_a_dry_run_without_a_model(run: Run, ticket: Path, flags: tuple[str, ...]) -> None:
    """Nothing would be sent, in words and in JSON."""
    assert "nothing would be sent" in run("translate", ticket, "--dry-run", *flags).out
    document = json.loads(run("translate", ticket, "--dry-run", "--json", *flags).out)
    assert (document["model"], document["total"]["requests"]) == (None, 0)


# --- settings that do not go together --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("flags", "code", "words"),
    [
        (["--engine", "llm"], 4, ["no model is set", "--model"]),
        (["--replay", "x"], 4, ["replay", "no model is set"]),
        (["--engine", "gpt"], 4, ["auto, offline, llm"]),
        ([*NAMED, "--budget", "-1"], 4, ["flag --budget", "a number from 0"]),
        ([*NAMED, "--budget", "much"], 2, ["--budget"]),
        ([*NAMED, "--deadline", "0"], 4, ["flag --deadline", "from 1 to 3600"]),
        ([*NAMED, "--replay", "nowhere"], 3, ["no such folder", "--record"]),
        ([*NAMED, "--replay", ".", "--record", "x"], 4, ["either records or replays"]),
        ([*NAMED, "--dry-run", "-o", "x.md"], 2, ["dry run"]),
    ],
)
def test_flags_that_cannot_be_used(
    run: Run, ticket: Path, flags: list[str], code: int, words: list[str]
) -> None:
    """One line with the setting to change, and the exit code of its kind."""
    result = run("translate", ticket, *flags)
    assert result.code == code, result.err
    for word in words:
        assert word in result.only_line


def test_half_a_price_is_no_price(run: Run, ticket: Path) -> None:
    """The price of reading without that of writing would understate every call."""
    Path("translator.toml").write_text(f'model = "{MODEL}"\nmodel_price_input = 1')
    result = run("translate", ticket)
    assert result.code == 4
    assert "model_price_output" in result.only_line


def test_config_show_hides_the_password_of_an_address(run: Run) -> None:
    """Also in JSON."""
    Path("translator.toml").write_text('api_base = "https://ada:hunter2@models.example/v1"')
    for flags in ((), ("--json",)):
        shown = run("config", "show", *flags).out
        assert "https://ada:***@models.example/v1" in shown
        assert "hunter2" not in shown


def test_doctor_without_a_model(run: Run) -> None:
    """No model is nothing wrong."""
    assert "ok       model: none set; the offline engine writes" in run("doctor").out


# --- a provider on this machine, through the real LiteLLM ----------------------------------------------


def written(request: dict[str, Any], number: int) -> Answer:
    """What the writer says, read from the schema that was asked for."""
    form = request.get("response_format")
    return said(json.dumps(reply(form["json_schema"]["schema"])) if form else "ready")


@pytest.fixture
def provider() -> Iterator[Stub]:
    """A provider that writes."""
    with serving(written) as stub:
        yield stub


@pytest.mark.loopback
def test_a_provider_is_asked_recorded_and_kept(run: Run, ticket: Path, provider: Stub) -> None:
    """A run pays and records; the next one is served from the cache, and a replay needs no server."""
    Path("translator.toml").write_text(
        f'model = "{MODEL}"\napi_base = "{provider.url}"\nmodel_price_input = 1\nmodel_price_output = 2'
    )
    first = run("translate", ticket, "--record", "replies", "-o", "first.json")
    assert first.code == 0
    calls = len(provider.requests)
    cost = calls * (120 * 1 + 30 * 2) / 1e6
    assert f"{calls} calls, {120 * calls:,} tokens read, {30 * calls} written, ${cost:.4f}" in first.err
    pitch = Pitch.model_validate_json(Path("first.json").read_bytes())
    assert pitch.receipt.destinations == (provider.url.removeprefix("http://").removesuffix("/v1"),)
    assert pitch.draft.note.moment.plain == SENTENCE
    again = run("translate", ticket)
    assert f"{calls} replies from the cache" in again.err
    assert len(provider.requests) == calls
    provider.stop()
    assert run("translate", ticket, "--replay", "replies").code == 0


@pytest.mark.loopback
def test_a_budget_too_small_is_a_note_on_an_offline_pitch(run: Run, ticket: Path, provider: Stub) -> None:
    """Nothing is sent, and the note names the setting."""
    Path("translator.toml").write_text(
        f'model = "{MODEL}"\napi_base = "{provider.url}"\nmodel_price_input = 1\nmodel_price_output = 2'
    )
    result = run("translate", ticket, "--budget", "0.0001", "-o", "pitch.md")
    assert (result.code, provider.requests) == (0, [])
    assert "budget_pitch" in result.err
    assert result.err.splitlines()[-1] == "written by the offline engine: no model answered"


@pytest.mark.loopback
def test_doctor_makes_one_cheap_call(run: Run, provider: Stub) -> None:
    """It says who answered, how fast and for how much, and sends nothing of anybody's."""
    Path("translator.toml").write_text(f'model = "{MODEL}"\napi_base = "{provider.url}"')
    out = run("doctor").out
    assert "ok       model: stub-1 answered in " in out
    assert "120 tokens read, 30 written; cost unknown" in out
    assert len(provider.requests) == 1
    assert provider.requests[0]["max_tokens"] == 16


@pytest.mark.loopback
@pytest.mark.parametrize("engine", ["auto", "llm"])
def test_a_refused_key(run: Run, ticket: Path, engine: str) -> None:
    """With engine llm one line and exit code 5; with auto the pitch is written offline and says why."""
    with serving(lambda request, number: refused(401, "Incorrect API key provided")) as stub:
        Path("translator.toml").write_text(f'model = "{MODEL}"\napi_base = "{stub.url}"')
        result = run("translate", ticket, "--engine", engine, "-o", "pitch.md")
        doctor = run("doctor")
    assert result.code == (5 if engine == "llm" else 0)
    assert "OPENAI_API_KEY" in result.err
    assert ("model-key-invalid" in result.only_line) if engine == "llm" else Path("pitch.md").exists()
    assert doctor.code == 4
    assert "problem  model: " in doctor.out


@pytest.mark.loopback
def test_a_refused_key_stops_a_batch(run: Run) -> None:
    """What would fail for every ticket is told once."""
    rows = "\n".join(f"DEMO-{n},Search hangs,Agents wait for search {n} times." for n in range(1, 13))
    with serving(lambda request, number: refused(401, "Incorrect API key provided")) as stub:
        Path("translator.toml").write_text(f'model = "{MODEL}"\napi_base = "{stub.url}"\nconcurrency = 4')
        result = run("translate", "-", "--engine", "llm",
                     stdin=f"Issue key,Summary,Description\n{rows}\n")  # fmt: skip
    assert result.code == 5
    assert "model-key-invalid" in result.only_line
    assert len(stub.requests) <= 4


# --- what is loaded ------------------------------------------------------------------------------------


def test_a_replay_loads_no_litellm(run: Run, ticket: Path, replies: Path) -> None:
    """A run from recordings costs no import of the library."""
    code = (
        "import sys; from translator.cli import main; code = main(sys.argv[1:]); "
        "sys.exit(code or 'litellm' in sys.modules)"
    )
    made = subprocess.run(
        [sys.executable, "-c", code, "translate", str(ticket), *NAMED, "--replay", str(replies)],
        capture_output=True, text=True, timeout=120, check=False, env={"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
