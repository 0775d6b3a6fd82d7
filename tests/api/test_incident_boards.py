"""Repeats over time and warning signs over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.api.client import Api

RAW = {"content-type": "application/octet-stream"}
SAMPLES = Path(__file__).parents[2] / "translator" / "samples" / "incidents.jsonl"


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Api:
    """The API with the sample incidents; other workspaces are empty."""
    made = Api(tmp_path_factory.mktemp("boards"))
    made("POST", "/v1/incidents/import", content=SAMPLES.read_bytes(), headers=RAW).raise_for_status()
    return made


def _stored(api: Api, key: str, number: int, title: str, fix: str = "", **more: Any) -> None:
    at = f"2026-0{1 + number % 3}-10T09:00:00Z"
    incident = {
        "source": "manual",
        "source_id": f"INC-{number}",
        "title": title,
        "sections": [{"kind": "fix", "text": fix}] if fix else [],
        "started": {"at": at, "precision": "minute", "zone_known": True, "written": at},
    }
    api("PUT", f"/v1/incidents/manual:INC-{number}", incident | more, key=key).raise_for_status()


def test_every_incident_is_counted(api: Api) -> None:
    """The counts of the months are those of all; names that have no line are counted together."""
    every = api("GET", "/v1/incidents/repeats").json()
    assert (every["counted"], every["undated"]) == (28, 0)  # and two of planned work
    assert sum(month["count"] for month in every["months"]) == every["counted"]
    assert "sign in" in [line["shown"] for line in every["lines"]]
    two = api("GET", "/v1/incidents/repeats?lines=1&limit=1").json()
    assert sum(month["count"] for month in two["months"]) == every["counted"]
    assert {month["name"] for month in two["months"]} == {two["lines"][0]["name"], None}
    assert [row["name"] for row in two["recurring"]] == [every["recurring"][0]["name"]]
    for row in every["recurring"]:
        assert row["count"] >= 2
        assert row["incidents"]


def test_a_service_is_spelled_as_its_incidents_do(api: Api) -> None:
    """Counted whatever its case; shown as the newest incident writes it."""
    key = api.new_key(workspace="services")
    for number, name in enumerate(("Payments API", "payments api")):
        _stored(api, key, number, f"Payments fail {number}", services=[name])
    found = api("GET", "/v1/incidents/repeats?by=service", key=key).json()
    assert [(row["shown"], row["count"], row["last"]) for row in found["recurring"]] == [
        ("payments api", 2, "2026-02")
    ]


def test_signs_follow_what_is_stored(api: Api) -> None:
    """A sign is shown with its sentence; an incident that is changed or deleted shows it no more."""
    key = api.new_key(workspace="signs")

    def restarts() -> list[str]:
        board = api("GET", "/v1/incidents/warning-signs", key=key).json()
        assert board["complete"] is True
        (sign,) = (row for row in board["items"] if row["id"] == "restarts")
        assert sign["count"] == len(sign["incidents"])
        return [row["key"] for row in sign["incidents"]]

    assert restarts() == []
    fix = "The on-call engineer rebooted the queue host."
    for number in range(3):
        _stored(api, key, number, f"Orders wait, part {number}", fix)
    _stored(api, key, 3, "Planned work on the queue", fix, kind="maintenance")
    assert restarts() == ["INC-2", "INC-1", "INC-0"]
    _stored(api, key, 1, "Orders wait, part 1", "The queue was made longer.")
    api("DELETE", "/v1/incidents/INC-2", key=key).raise_for_status()
    assert restarts() == ["INC-0"]
    shown = api("GET", "/v1/incidents/warning-signs", key=key).json()
    assert shown["incidents"] == 2
    assert fix in str(shown["items"])


def test_the_board_agrees_with_pitches(api: Api) -> None:
    """The sign that a pitch quotes from an incident is on the board with that incident."""
    ticket = (SAMPLES.parent / "tickets" / "login-timeout.md").read_text(encoding="utf-8")
    pitch = api.translated(ticket)["pitch"]
    quoted = [line["plain"] for line in pitch["draft"]["note"]["proof"] if "Warning sign" in line["plain"]]
    board = api("GET", "/v1/incidents/warning-signs").json()
    assert quoted
    for line in quoted:
        (sign,) = (row for row in board["items"] if f"Warning sign, {row['says']}" in line)
        assert any(row["key"] in line for row in sign["incidents"])
    assert board["incidents"] == 28


@pytest.mark.parametrize("query", ["repeats?by=month", "repeats?lines=0", "warning-signs?limit=3"])
def test_what_is_not_asked_so(api: Api, query: str) -> None:
    """A parameter that is wrong or unknown is told."""
    answer = api("GET", f"/v1/incidents/{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "malformed-request")
