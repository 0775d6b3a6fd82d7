"""Who can write, and whether the model is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.client import Api
from tests.llm.stub_server import refused, said, serving
from translator.errors import ModelKeyInvalid, ModelUnavailable
from translator.llm.fake import ScriptedModel, Slow

MODEL, JUDGE = "openai/writer-1", "openai/judge-1"
KEY = "harbourgate7731northdeck"


def test_without_a_model_the_offline_engine_writes(tmp_path: Path) -> None:
    """It is the only one; there is nobody to ask, and the answer says which setting would change that."""
    api = Api(tmp_path)
    told = api("GET", "/v1/engines").json()
    assert (told["chosen"], [(e["name"], e["writes"]) for e in told["items"]]) == (
        "auto",
        [("offline", True)],
    )
    answer = api("POST", "/v1/engines/test", {"ask": "model"})
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed-input")
    assert "setting model" in answer.json()["next_step"]


@pytest.mark.parametrize(
    ("flags", "writes"), [({}, "llm"), ({"engine": "llm"}, "llm"), ({"engine": "offline"}, "offline")]
)
def test_the_model_of_the_settings(tmp_path: Path, flags: dict[str, str], writes: str) -> None:
    """Its name, its judge and the host that tickets go to; neither name nor password of the address."""
    address = f"http://ana:{KEY}@models.example:4000/v1"
    api = Api(tmp_path, model=MODEL, judge_model=JUDGE, api_base=address, **flags)
    answer = api("GET", "/v1/engines")
    assert [e["name"] for e in answer.json()["items"] if e["writes"]] == [writes]
    model = answer.json()["items"][1]
    assert (model["model"], model["judge"], model["problem"]) == (MODEL, JUDGE, "")
    assert {model["destination"], model["judge_destination"]} == {"models.example:4000"}
    assert KEY not in answer.text
    assert "ana" not in answer.text


def test_settings_that_do_not_go_together(tmp_path: Path) -> None:
    """The engine is listed with its problem and the next step; a test tells the same."""
    api = Api(tmp_path, model=MODEL, model_price_input="1")
    model = api("GET", "/v1/engines").json()["items"][1]
    assert "half known" in model["problem"]
    tested = api("POST", "/v1/engines/test", {}).json()
    assert (tested["status"], tested["message"]) == ("failed", model["problem"])
    assert "model_price_output" in tested["next_step"]


def test_recordings_are_not_asked(tmp_path: Path) -> None:
    """What answers from recordings is said to, and nothing is sent."""
    api = Api(tmp_path, model=MODEL, replay=str(tmp_path))
    assert api("GET", "/v1/engines").json()["items"][1]["recorded"] is True
    tested = api("POST", "/v1/engines/test", {}).json()
    assert (tested["status"], tested["model"]) == ("not asked", MODEL)


def test_a_model_that_is_asked(tmp_path: Path) -> None:
    """It answers, fails or is late; each is told, and no word of a ticket went out."""
    down = ModelUnavailable("it is down.", next_step="Start it.")
    model = ScriptedModel(["ready", down, Slow(60, "late")], model="fake/one", price=0.01)
    api = Api(tmp_path, gateway=model, deadline="1")
    assert [e["model"] for e in api("GET", "/v1/engines").json()["items"]] == ["", "fake/one"]
    good, bad, late = (api("POST", "/v1/engines/test", {"ask": "model"}).json() for _ in range(3))
    assert (good["status"], good["model"], good["cost"], good["code"]) == ("answered", "fake/one", 0.01, "")
    assert (bad["status"], bad["code"], bad["message"], bad["next_step"]) == (
        "failed",
        "model-unavailable",
        "it is down.",
        "Start it.",
    )
    assert (late["status"], late["code"]) == ("failed", "deadline-exceeded")
    assert 900 < late["milliseconds"] < 5_000
    assert {(r.purpose, r.user.text, r.max_tokens) for r in model.requests} == {("test", "Say: ready", 16)}


def test_the_judge_is_asked_by_name(tmp_path: Path) -> None:
    """It is the judge's model that gets the request; without a judge the answer says what to set."""
    model = ScriptedModel(["ready"])
    assert Api(tmp_path / "a", gateway=model)("POST", "/v1/engines/test", {"ask": "judge"}).status_code == 422
    api = Api(tmp_path / "b", gateway=model, judge_model=JUDGE)
    assert api("POST", "/v1/engines/test", {"ask": "judge"}).json()["status"] == "answered"
    assert [r.model for r in model.requests] == [JUDGE]


@pytest.mark.loopback
def test_over_the_wire(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A provider that answers is timed, one that refuses the key is told without it, and once each."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    answers = [said("ready"), refused(401, f"the key {KEY} is not known")]
    with serving(lambda request, number: answers[number - 1]) as stub:
        api = Api(tmp_path, model=MODEL, api_base=stub.url)
        good, bad = (api("POST", "/v1/engines/test", {}) for _ in range(2))
    assert good.json()["status"] == "answered"
    assert good.json()["milliseconds"] < 10_000
    assert (bad.json()["status"], bad.json()["code"]) == ("failed", ModelKeyInvalid.code)
    assert "OPENAI_API_KEY" in bad.json()["next_step"]
    assert KEY not in good.text + bad.text
    assert len(stub.requests) == 2


def test_who_may_ask(tmp_path: Path) -> None:
    """Looking needs read; a test costs something and needs write."""
    api = Api(tmp_path, gateway=ScriptedModel(["ready"]))
    reader, writer = api.new_key("read"), api.new_key("write")
    assert api("GET", "/v1/engines", key=reader).status_code == 200
    refusal = api("POST", "/v1/engines/test", {}, key=reader)
    assert (refusal.status_code, refusal.json()["code"]) == (403, "scope-missing")
    assert api("POST", "/v1/engines/test", {}, key=writer).json()["status"] == "answered"
