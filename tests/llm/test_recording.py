"""Recording and replaying: the same bytes, nothing private, and a miss is an error."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.llm.asking import SCHEMA, asked, run
from translator.errors import FileUnusable, ModelUnavailable, ReplayMiss
from translator.llm.base import Deadline, Gateway, ModelReply, ModelRequest, Usage
from translator.llm.fake import ScriptedModel
from translator.llm.recording import Recorder, Replayer

REPLY = ModelReply(
    text='{"text": "Prospects lose the demo «n3» — ó \ud800 \\u00e9"}',
    model="stub-1",
    key="",
    usage=Usage(120, 30, 100),
    cost=0.02,
    notes=("openai/x did not serve (rate-limited); openai/y did",),
)
MODEL = "openai/x"


def ask(gateway: Gateway, request: ModelRequest) -> ModelReply:
    return run(gateway.complete(request, Deadline(20)))


def record(folder: Path, request: ModelRequest, reply: ModelReply = REPLY) -> ModelReply:
    return ask(Recorder(ScriptedModel([reply], model=MODEL), folder), request)


def test_a_replay_answers_as_the_model_did(tmp_path: Path) -> None:
    """Text to the character, usage, cost, finish and notes; only the source tells that no call was made."""
    recorded = record(tmp_path / "r", asked(schema=SCHEMA))
    replayed = ask(Replayer(tmp_path / "r", MODEL), asked(schema=SCHEMA))
    assert replayed == replace(recorded, source="recording", attempts=0)
    assert recorded.key == asked(schema=SCHEMA, model=MODEL).key
    assert [path.name for path in (tmp_path / "r").iterdir()] == [f"{recorded.key}.json"]


def test_the_same_reply_is_the_same_bytes(tmp_path: Path) -> None:
    """Whoever answered and whenever: no time, source or number of attempts is in the file."""
    for folder, reply in (("a", REPLY), ("b", replace(REPLY, source="cache", attempts=3))):
        record(tmp_path / folder, asked(), reply)
    a, b = (next((tmp_path / folder).iterdir()).read_bytes() for folder in "ab")
    assert a == b


def test_a_recording_can_be_read_by_people(tmp_path: Path) -> None:
    """Versioned JSON with the request as it left, redacted, and the reply."""
    secret = "hunter2-Tr0ub4dor"
    record(tmp_path, asked(f"Sign-in fails for anna.berg@nordhavn.example, password={secret}"))
    text = next(tmp_path.iterdir()).read_text(encoding="utf-8")
    told = json.loads(text)
    assert told["schema"] == "translator.recording/1"
    assert told["request"]["model"] == MODEL
    assert "Sign-in fails for [EMAIL-1]" in told["request"]["user"]
    assert (secret in text, "anna.berg" in text, "«n3» — ó" in text) == (False, False, True)


@pytest.mark.parametrize(
    "change",
    [{"user": "Another ticket."}, {"model": "openai/y"}, {"schema": None}, {"max_tokens": 9}, {"seed": 1}],
    ids=lambda change: next(iter(change)),
)
def test_a_miss_is_an_error(change: dict[str, object], tmp_path: Path) -> None:
    """Any other request is refused, with the name of the missing file and what to do."""
    record(tmp_path, asked(schema=SCHEMA))
    with pytest.raises(ReplayMiss, match=r"\.json: no recording of core by openai/.*--record"):
        ask(Replayer(tmp_path, MODEL), asked(**{"schema": SCHEMA, **change}))


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000, b'{"schema": "translator.recording/2"}'],
    ids=["empty", "cut", "list", "null", "bytes", "deep", "of another version"],
)
def test_a_broken_recording_is_a_miss(content: bytes, tmp_path: Path) -> None:
    """It is named, and never half used."""
    recorded = record(tmp_path, asked())
    (tmp_path / f"{recorded.key}.json").write_bytes(content)
    with pytest.raises(ReplayMiss, match="cannot be read"):
        ask(Replayer(tmp_path, MODEL), asked())


def test_a_recording_of_another_request_is_a_miss(tmp_path: Path) -> None:
    """A renamed file does not answer for what it is not."""
    one = record(tmp_path, asked("One"))
    other = asked("Other", model=MODEL).key
    (tmp_path / f"{one.key}.json").rename(tmp_path / f"{other}.json")
    with pytest.raises(ReplayMiss, match="of this request"):
        ask(Replayer(tmp_path, MODEL), asked("Other"))


def test_recordings_that_nothing_asked_for_are_told(tmp_path: Path) -> None:
    """A suite can fail on what it no longer needs."""
    keys = [record(tmp_path, asked(text)).key for text in ("One", "Two")]
    replayer = Replayer(tmp_path, MODEL)
    ask(replayer, asked("One"))
    assert replayer.unused == (keys[1],)


def test_errors_are_not_recorded(tmp_path: Path) -> None:
    """A folder holds replies only, and no half-written file."""
    with pytest.raises(ModelUnavailable):
        ask(Recorder(ScriptedModel([ModelUnavailable("x")]), tmp_path), asked())
    assert list(tmp_path.iterdir()) == []


def test_no_folder() -> None:
    """A replay from nowhere and a recording to nowhere say which folder."""
    with pytest.raises(FileUnusable, match=r"nowhere.*--record"):
        Replayer(Path("nowhere"), MODEL)
    with pytest.raises(FileUnusable, match="cannot be written"):
        Recorder(ScriptedModel([]), Path("/dev/null/folder"))
