"""`translator incidents` on what is on record: look up, search, delete, hand on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.stocked import HANDHELD, SAMPLE, SAMPLES
from tests.cli.test_process import _at_terminal
from translator.samples import TICKETS


def keys(out: str) -> list[str]:
    """The first word of each line."""
    return [line.split()[0] for line in out.splitlines()]


def test_list_shows_the_newest_first(stocked: Run) -> None:
    """Key, date, severity, title; how many there are is for people, on standard error."""
    result = stocked("incidents", "list", "--limit", 2)
    assert result.code == 0
    assert result.out.splitlines()[0] == (
        "INC-330  2026-10-13  SEV2  Last season's prices after the evening release"
    )
    assert result.err == "2 of 30 shown\n"


@pytest.mark.parametrize(
    ("arguments", "matches"),
    [
        (["--since", "2026-10"], lambda i: i["started_at"] >= "2026-10"),
        (["--until", "2026-02"], lambda i: i["started_at"] < "2026-03"),
        (["--since", "2026-02-11", "--until", "2026-02-11"], lambda i: i["started_at"][:10] == "2026-02-11"),
        (["--since", "2026-02-11T07:35Z"], lambda i: i["started_at"] >= "2026-02-11T07:35"),
        (["--severity", "1"], lambda i: i["severity"] == "SEV1"),
        (["--severity", "sev1", "--severity", "3"], lambda i: i["severity"] in ("SEV1", "SEV3")),
        (["--service", "Quaybox"], lambda i: "quaybox" in i["services"]),
        (["--task", "sign-in"], lambda i: i["customer_task"] == "sign-in"),
        (["--kind", "maintenance"], lambda i: i["title"].startswith("Planned maintenance")),
        (["--source", "table", "--task", "pay"], lambda i: i["customer_task"] == "pay"),
    ],
)  # fmt: skip
def test_list_filters(stocked: Run, arguments: list[str], matches: Callable[[dict[str, str]], bool]) -> None:
    """Each filter keeps exactly the sample incidents that it should."""
    samples = map(json.loads, SAMPLE.read_text(encoding="utf-8").splitlines())
    expected = {i["id"] for i in samples if matches(i)}
    assert expected
    document = json.loads(stocked("incidents", "list", *arguments, "--json").out)
    assert document["schema"] == "translator.incidents/1"
    assert document["total"] == len(expected)
    assert {i["source_id"] for i in document["incidents"]} == expected


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (["--since", "last week"], "2026-02-11", "usage"),
        (["--until", "2026-02-30"], "2026-02-30", "usage"),
        (["--until", "9999"], "9999", "usage"),
        (["--since", "2026-W05"], "--since", "usage"),
        (["--severity", "6"], "1 (worst) to 5", "usage"),
        (["--severity", "purple"], "purple", "usage"),
        (["--kind", "outage"], "maintenance", "usage"),
        (["--limit", "0"], "--limit", "usage"),
        (["--task", "sing-in"], "sign-in", "unknown-entry"),
    ],
)
def test_a_wrong_filter_is_named(stocked: Run, arguments: list[str], said: str, code: str) -> None:
    """A filter that means nothing is a mistake, not an empty answer."""
    result = stocked("incidents", "list", *arguments)
    assert result.code == 2
    assert said in result.only_line
    assert result.only_line.endswith(f"[{code}]")


def test_an_empty_answer_is_said(stocked: Run) -> None:
    """No match is no error."""
    result = stocked("incidents", "list", "--service", "no-such-service")
    assert (result.code, result.out) == (0, "")
    assert result.only_line == "none of the 30 incidents on record is like that"
    searched = stocked("incidents", "search", "anything", "--service", "no-such-service")
    assert (searched.code, searched.out) == (0, "No incident on record is like the filter.\n")


def test_list_fits_a_terminal(stocked: Run, tmp_path: Path) -> None:
    """At a terminal a long title is cut so that each incident is one line; in a pipe it is whole."""
    lines = _at_terminal(tmp_path, "incidents", "list", COLUMNS="60").decode().splitlines()
    assert len(lines) == 30
    assert max(map(len, lines)) <= 60
    assert any(line.endswith("…") for line in lines)
    assert "…" not in stocked("incidents", "list").out


def test_show_leaves_nothing_out(stocked: Run) -> None:
    """Facts, then each told part below its heading; the JSON is the record."""
    result = stocked("incidents", "show", "INC-301")
    record = next(
        r for r in map(json.loads, SAMPLE.read_text(encoding="utf-8").splitlines()) if r["id"] == "INC-301"
    )
    for name in ("title", "severity", "customer_task", "summary", "cause", "fix", "follow_up", "url"):
        assert record[name] in result.out
    document = json.loads(stocked("incidents", "show", "INC-301", "--json").out)
    assert (document["schema"], document["source_id"]) == ("translator.incident/1", "INC-301")


def test_an_unknown_key_is_named(stocked: Run) -> None:
    """A key that is not on record ends with exit code 2."""
    result = stocked("incidents", "show", "INC-999")
    assert (result.code, result.out) == (2, "")
    assert "INC-999" in result.only_line
    assert result.only_line.endswith("[unknown-incident]")


def test_incident_text_cannot_steer_the_terminal(run: Run) -> None:
    """Control characters of a record are shown, not obeyed."""
    row = json.dumps({"id": "OPS-1", "title": "Red \x1b[31malert", "text": "One.\n\x1b]0;gone\x07Two."})
    run("incidents", "import", "-", stdin=row)
    for arguments in (["list"], ["show", "OPS-1"], ["search", "red alert", "--all"]):
        result = run("incidents", *arguments)
        assert result.code == 0
        assert "\x1b" not in result.out
        assert "\x07" not in result.out


def test_search_says_what_why_and_where(stocked: Run) -> None:
    """A similar incident comes with its score, the reasons and a passage of its own words."""
    result = stocked("incidents", "search", "revenue report shows zero for operators paid in kroner")
    assert result.code == 0
    first = result.out.splitlines()[0]
    assert first.startswith("INC-301 · 2026-01-31 · Revenue report shows zero")
    assert "(score 0." in first or "(score 1.00)" in first
    assert "  why: " in result.out
    assert "  services: pilotbook" in result.out
    assert "not similar enough" not in result.out


def test_search_json(stocked: Run) -> None:
    """Scripts get every hit with its incident, score and passage."""
    text = "prospects are thrown back to the sign-in screen in demos"
    document = json.loads(stocked("incidents", "search", text, "--all", "--limit", 4, "--json").out)
    assert document["schema"] == "translator.search/1"
    assert document["searched"] == 30
    assert len(document["hits"]) == 4
    assert all(0 <= hit["score"] <= 1 for hit in document["hits"])
    assert all(hit["passage"] or not hit["incident"]["sections"] for hit in document["hits"])


def test_search_admits_that_there_is_nothing(stocked: Run) -> None:
    """What is not similar enough is not shown, unless asked for, and then marked."""
    text = "the office coffee machine leaks on the carpet"
    result = stocked("incidents", "search", text)
    assert (result.code, result.out) == (0, "No similar incident found among 30 on record.\n")
    assert "not similar enough to lean on" in stocked("incidents", "search", text, "--all").out


@pytest.mark.parametrize("source", ["file", "pipe"])
def test_search_with_a_ticket(stocked: Run, source: str) -> None:
    """A ticket finds what happened like it, from a file or a pipe."""
    given = HANDHELD if source == "file" else "-"
    result = stocked("incidents", "search", "--ticket", given, stdin=HANDHELD.read_bytes())
    assert result.code == 0
    assert result.out.startswith("INC-317 · 2026-07-25 · Passengers counted again on the pier")


def test_search_filters_before_it_looks(stocked: Run) -> None:
    """Only incidents that the filter lets through are searched and counted."""
    text = "revenue report shows zero for operators paid in kroner"
    document = json.loads(stocked("incidents", "search", text, "--until", "2026-02", "--all", "--json").out)
    assert document["searched"] == 4
    assert {hit["incident"]["source_id"] for hit in document["hits"]} <= {
        "INC-301",
        "INC-302",
        "INC-303",
        "INC-304",
    }


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        ([], "--ticket", "usage"),
        (["text", "--ticket", "ticket.md"], "one of the two", "usage"),
        ([" "], "empty", "usage"),
        (["--ticket", "nowhere.md"], "nowhere.md", "file-unusable"),
        (["--ticket", SAMPLES / TICKETS / "backlog.jira.csv"], "a search takes one", "file-unusable"),
    ],
)
def test_a_search_that_cannot_work(stocked: Run, arguments: list[str], said: str, code: str) -> None:
    """What is missing or too much is said in one line."""
    result = stocked("incidents", "search", *arguments)
    assert (result.code, result.out) == (3 if code == "file-unusable" else 2, "")
    assert said in result.only_line
    assert result.only_line.endswith(f"[{code}]")


def test_delete_is_all_or_nothing(stocked: Run) -> None:
    """One unknown key, and nothing is deleted; then the named ones are gone from list and search."""
    refused = stocked("incidents", "delete", "INC-301", "INC-999", "--yes")
    assert refused.code == 2
    assert "INC-999" in refused.only_line
    assert stocked("incidents", "show", "INC-301").code == 0
    done = stocked("incidents", "delete", "INC-301", "INC-302", "--yes")
    assert (done.code, done.err) == (0, "deleted 2 incidents\n")
    assert stocked("incidents", "show", "INC-301").code == 2
    found = stocked("incidents", "search", "revenue report shows zero for operators in kroner", "--all").out
    assert "INC-301" not in found
    assert "among 28 on record" in found


def test_delete_never_guesses_a_yes(stocked: Run) -> None:
    """Without a terminal to ask at, --yes is needed."""
    result = stocked("incidents", "delete", "INC-301", stdin="y\n")
    assert (result.code, result.out) == (2, "")
    assert "--yes" in result.only_line
    assert stocked("incidents", "show", "INC-301").code == 0


@pytest.mark.parametrize(("typed", "kept"), [("y\n", False), ("n\n", True), ("\n", True)])
def test_delete_asks_at_a_terminal(stocked: Run, typed: str, kept: bool) -> None:
    """What would go is shown first; only a yes deletes."""
    result = stocked("incidents", "delete", "INC-301", typed=typed)
    assert result.code == 0
    assert "Revenue report shows zero" in result.err
    assert ("nothing was deleted" in result.err) is kept
    assert (stocked("incidents", "show", "INC-301").code == 0) is kept


def test_export_comes_back_equal(stocked: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What is exported imports as unchanged here, and exports the same from a new store."""
    written = stocked("incidents", "export", "-o", "out.jsonl")
    assert (written.code, written.out, written.err) == (0, "", "wrote 30 incidents to out.jsonl\n")
    lines = Path("out.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 30
    assert all(line.startswith('{"schema": "translator.incident/1", ') for line in lines)
    assert "0 added, 0 changed, 30 unchanged." in stocked("incidents", "import", "out.jsonl").out
    monkeypatch.setenv("TRANSLATOR_DATA_DIR", str(tmp_path / "elsewhere"))
    assert "30 added" in stocked("incidents", "import", "out.jsonl").out
    assert stocked("incidents", "export").out.splitlines() == lines
    assert stocked("incidents", "list", "--format", "jsonl", "--limit", 1).out.splitlines() == lines[:1]


def test_reindex_says_how_many(stocked: Run) -> None:
    """Every incident is indexed again, and a search finds what it found before."""
    text = "revenue report shows zero for operators paid in kroner"
    before = stocked("incidents", "search", text, "--json").out
    result = stocked("incidents", "reindex")
    assert (result.code, result.out, result.err) == (0, "30 incidents indexed\n", "")
    assert stocked("incidents", "search", text, "--json").out == before


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["list"], 0),
        (["search", "anything"], 0),
        (["export"], 0),
        (["reindex"], 0),
        (["show", "INC-1"], 2),
        (["delete", "INC-1", "--yes"], 2),
    ],
)
def test_before_the_first_import(run: Run, tmp_path: Path, arguments: list[str], code: int) -> None:
    """Nothing on record is said, with the way to change it; no command makes a database."""
    result = run("incidents", *arguments)
    assert result.code == code
    assert "translator incidents import --help" in result.only_line
    assert not (tmp_path / "data").exists()
