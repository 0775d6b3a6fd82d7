"""`catalog`, `schema`, `config`, `doctor`, `init`, and the words of the help."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from translator.cli_catalog import KINDS
from translator.samples import FIRST, SAMPLES


def test_version(run: Run) -> None:
    """The version is that of the package."""
    from translator import __version__

    assert run("--version").out == f"translator {__version__}\n"


def test_help_documents_the_exit_codes(run: Run) -> None:
    """Every exit code is in the help."""
    result = run("--help")
    assert result.code == 0
    for code in (0, 1, 2, 3, 4, 5, 70, 130):
        assert f"\n    {code:<3} " in result.out


@pytest.mark.parametrize("arguments", [[], ["catalog"], ["config"], ["incidents"]])
def test_no_command_shows_help(run: Run, arguments: list[str]) -> None:
    """Called without a command, the help goes to standard error."""
    result = run(*arguments)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("Usage: translator")


@pytest.mark.parametrize("kind", KINDS)
def test_catalog_lists_and_shows_every_kind(run: Run, kind: str) -> None:
    """Each kind can be listed, and each first entry shown, in words and as JSON."""
    listed = run("catalog", "list", kind)
    assert listed.code == 0
    first = json.loads(run("catalog", "list", kind, "--json").out)["entries"][0]
    name = next(first[key] for key in ("id", "term", "word", "name") if key in first)
    assert listed.out.startswith(name)
    shown = run("catalog", "show", kind, name)
    assert shown.code == 0
    assert name in shown.out
    document = json.loads(run("catalog", "show", kind, name, "--json").out)
    assert document == {"schema": "translator.catalog/1", "kind": kind, "entry": first}


def test_catalog_without_a_kind_counts(run: Run) -> None:
    """The kinds and their sizes are an overview."""
    counts = json.loads(run("catalog", "list", "--json").out)["kinds"]
    assert tuple(counts) == KINDS
    assert all(counts.values())
    assert run("catalog", "list").out.startswith("stakeholders")


def test_catalog_takes_the_singular(run: Run) -> None:
    """`show stakeholder sales` means what it says."""
    assert run("catalog", "show", "stakeholder", "Sales").out.startswith("id: sales\n")


@pytest.mark.parametrize("name", ["pitch", "findings"])
def test_schema_is_json_schema(run: Run, name: str) -> None:
    """The schema names itself and its dialect."""
    document = json.loads(run("schema", name).out)
    assert document["$id"] == f"translator.{name}/1"
    assert document["$schema"].startswith("https://json-schema.org/")
    assert document["type"] == "object"


def test_schema_describes_a_pitch_without_a_name(run: Run) -> None:
    """The pitch is what people mean."""
    assert run("schema").out == run("schema", "pitch").out


def test_config_shows_origins(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every setting is there, with the place its value comes from."""
    Path("translator.toml").write_text("\nwidth = 80\n", encoding="utf-8")
    monkeypatch.setenv("TRANSLATOR_FORMAT", "json")
    document = json.loads(run("config", "show", "--json").out)
    assert document["schema"] == "translator.config/1"
    rows = {row["name"]: (row["value"], row["origin"]) for row in document["settings"]}
    assert rows["width"] == (80, "translator.toml:2")
    assert rows["format"] == ("json", "environment TRANSLATOR_FORMAT")
    assert rows["engine"] == ("auto", "default")
    assert "translator.toml:2" in run("config", "show").out


def test_doctor_finds_nothing_wrong(run: Run) -> None:
    """A sound installation is ok in every line."""
    result = run("doctor")
    assert result.code == 0
    assert [line[:9].strip() for line in result.out.splitlines()] == ["ok"] * 9


def test_doctor_names_the_problem(run: Run) -> None:
    """A wrong pack is a problem line with file and line, the rest is still looked at."""
    Path("translator.toml").write_text('packs = ["pack"]\n', encoding="utf-8")
    Path("pack").mkdir()
    Path("pack/company.yaml").write_text("glosary: []\n", encoding="utf-8")
    result = run("doctor")
    assert result.code == 4
    problems = [line for line in result.out.splitlines() if line.startswith("problem")]
    assert len(problems) == 1
    assert "company.yaml:1" in problems[0]


def test_doctor_names_a_wrong_setting(run: Run) -> None:
    """A wrong setting is a problem line; nothing ends with a traceback."""
    Path("translator.toml").write_text("width = 1\n", encoding="utf-8")
    result = run("doctor")
    assert (result.code, result.err) == (4, "")
    assert "problem  settings: translator.toml:1" in result.out


def test_init_makes_a_folder_that_works(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands of the new folder's README work there, with its settings and its pack."""
    result = run("init", "start")
    assert (result.code, result.out) == (0, "")
    assert f"cd start && translator translate tickets/{FIRST}" in result.err
    monkeypatch.chdir("start")
    assert {p.name for p in Path("tickets").iterdir()} == {s.file for s in SAMPLES}
    assert run("doctor").code == 0
    made = run("translate", f"tickets/{FIRST}", "--stakeholder", "sales", "-o", "pitch.json")
    assert made.code == 0
    assert json.loads(Path("pitch.json").read_bytes())["provenance"]["packs"]


def test_init_settings_are_all_commented_but_two(run: Run) -> None:
    """The file shows every setting with its default; only the pack and the sample incidents are set."""
    from translator.settings import Settings

    run("init", ".")
    text = Path("translator.toml").read_text(encoding="utf-8")
    for name in Settings.model_fields:
        assert f"{name} = " in text
    rows = json.loads(run("config", "show", "--json").out)["settings"]
    assert [r["name"] for r in rows if "translator.toml" in r["origin"]] == ["packs", "incidents"]


def test_init_overwrites_nothing(run: Run) -> None:
    """One file in the way, and nothing at all is written; --force is a decision."""
    Path("README.md").write_text("mine", encoding="utf-8")
    result = run("init")
    assert (result.code, result.out) == (3, "")
    assert "README.md" in result.only_line
    assert [p.name for p in Path().iterdir()] == ["README.md"]
    assert run("init", "--force").code == 0
    assert Path("README.md").read_text(encoding="utf-8") != "mine"


def test_init_into_a_file_is_refused(run: Run) -> None:
    """A file where the folder should be is named."""
    Path("start").write_text("mine", encoding="utf-8")
    result = run("init", "start")
    assert result.code == 3
    assert "start" in result.only_line
