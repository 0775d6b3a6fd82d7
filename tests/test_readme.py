"""The README is true: its tables match the code, its commands run, its links lead somewhere."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from tests.readme_tables import PARTS, README, ROOT, main, parts_of, regenerated, table

TEXT = README.read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)
API = "127.0.0.1:8080"
COPIED = ("translator", "prompts", "ui", "evals", "tests", ".ci", "pyproject.toml", "README.md", "Makefile")


@pytest.mark.parametrize("name", PARTS)
def test_a_generated_part_is_fresh(name: str) -> None:
    """What stands between the markers is what the code says now."""
    assert parts_of(TEXT)[name].strip() == PARTS[name]().strip(), "stale: run `make docs`"


def test_every_marker_has_its_part() -> None:
    """Each part stands in the README once, and no marker is left without its pair."""
    assert list(parts_of(TEXT)) == list(PARTS)
    assert len(re.findall(r"^<!-- (?:generated|end): ", TEXT, re.MULTILINE)) == 2 * len(PARTS)


def test_a_stale_part_is_told_and_repaired(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The generator names a part that was edited by hand, changes nothing unasked, then repairs it."""
    copy = tmp_path / "README.md"
    edited = TEXT.replace("| 130 | stopped with Ctrl-C |", "| 131 | stopped by hand |")
    assert edited != TEXT
    copy.write_text(edited, encoding="utf-8")
    monkeypatch.setattr("tests.readme_tables.README", copy)
    assert main([]) == 1
    assert "exit-codes" in capsys.readouterr().err
    assert copy.read_text(encoding="utf-8") == edited
    assert main(["--write"]) == 0
    assert copy.read_text(encoding="utf-8") == regenerated(TEXT)


def test_a_cell_cannot_break_its_table() -> None:
    """A bar and a line break inside a cell stay inside it."""
    html = MarkdownIt("commonmark").enable("table").render(table(("a", "b"), [("x|y", "one\ntwo")]))
    assert re.findall(r"<td>(.*?)</td>", html) == ["x|y", "one two"]


def test_tables_are_valid_markdown() -> None:
    """Every line with bars outside a code block is a row of a table, as wide as its head."""
    tokens = MarkdownIt("commonmark").enable("table").parse(TEXT)
    inside = set()
    for token in tokens:
        if token.map and token.type in ("table_open", "fence"):
            inside |= set(range(*token.map))
    lines = TEXT.splitlines()
    assert [n + 1 for n, line in enumerate(lines) if line.startswith("|") and n not in inside] == []
    rows = re.compile(r"(?<!\\)\|")
    for token in tokens:
        if token.type == "table_open" and token.map:
            widths = {len(rows.findall(lines[n])) for n in range(*token.map) if lines[n]}
            assert len(widths) == 1, lines[token.map[0]]


def test_every_link_leads_somewhere() -> None:
    """A relative link names a file of this clone."""
    links = re.findall(r"\]\((?!https?:|#)([^)]+)\)", TEXT)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_every_make_target_is_told() -> None:
    """The README names each target of the Makefile but `help`, and none that is not there."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE)) - {"help"}
    told = set(re.findall(r"`make ([a-z]+)", TEXT))
    assert told == targets


def test_the_readme_names_no_machine() -> None:
    """No path of somebody's machine and no address but the loopback ones stands in it."""
    assert re.findall(r"(?<![\w.])/(?:home|root|work|tmp|Users|opt)/\S*", TEXT) == []
    assert set(re.findall(r"https?://([\w.-]+)", TEXT)) == {"127.0.0.1"}


# --- the commands ---------------------------------------------------------------------------------


def script(path: Path, body: str) -> None:
    """An executable shell script."""
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this clone whose .venv runs the copy; `make` there only says what it would do."""
    home = tmp_path_factory.mktemp("readme") / "clone"
    junk = shutil.ignore_patterns("__pycache__", ".*_cache")
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, home / name, ignore=junk)
        else:
            shutil.copy2(source, home / name)
    bin_folder = home / ".venv" / "bin"
    bin_folder.mkdir(parents=True)
    python = f"PYTHONPATH={shlex.quote(str(home))} exec {shlex.quote(sys.executable)}"
    script(bin_folder / "translator", f'{python} -m translator "$@"')
    (bin_folder / "activate").write_text(f"PATH={shlex.quote(str(bin_folder))}:$PATH\n", encoding="utf-8")
    if real := shutil.which("make"):
        script(bin_folder / "make", f'exec {shlex.quote(real)} --dry-run "$@"')
    return home


def environment(clone: Path) -> dict[str, str]:
    """The variables a block gets: a shell's own, with the tools of the copy in front."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("TRANSLATOR_", "PYTHON"))}
    data = {"TRANSLATOR_DATA_DIR": str(clone.parent / "data")}
    return kept | data | {"PATH": f"{clone / '.venv' / 'bin'}:{os.environ.get('PATH', '')}"}


@pytest.fixture(scope="module")
def served(clone: Path) -> Iterator[str]:
    """The address at which the API of the copy answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    serve = [sys.executable, "-m", "translator", "serve", "--no-auth", "--port", str(port)]
    server = subprocess.Popen(serve, cwd=clone, env=environment(clone) | {"PYTHONPATH": "."})
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert server.poll() is None, "the API stopped at its start"
            time.sleep(0.1)
        yield f"127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.mark.slow
@pytest.mark.loopback
def test_every_command_runs(clone: Path, served: str) -> None:
    """Each shell block ends with exit 0, in the order of the README and in one folder."""
    if missing := [tool for tool in ("bash", "curl", "make") if not shutil.which(tool)]:
        pytest.skip(f"not on this machine: {', '.join(missing)}")
    assert len(BLOCKS) > 5
    for block in BLOCKS:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", block.replace(API, served)],
            cwd=clone, env=environment(clone), capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{block}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    pitch = (clone / "pitch.md").read_text(encoding="utf-8")
    assert "**Review date:** 12 January 2027" in pitch, "q1 of the example no longer asks for the date"
    assert '"one_breath":' in (clone / "translation.json").read_text(encoding="utf-8")
