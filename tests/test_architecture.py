"""The tree keeps the rules of `tests/architecture.py`; each rule has a planted breach to prove it bites."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests import architecture
from tests.architecture import (
    HEAVY,
    LONGEST_MODULE,
    OWNERS,
    ROOT,
    breaches,
    callee,
)


def test_the_tree_keeps_the_rules() -> None:
    """No module of this clone breaks a rule."""
    found = breaches(ROOT)
    assert not found, "\n".join(f"{b.place}: [{b.rule}] {b.message}" for b in found)


SOUND = {
    "translator/__init__.py": '__version__ = "0"',
    "translator/models.py": "from pydantic import BaseModel\nfrom datetime import datetime",
    "translator/errors.py": "import translator.models",
    "translator/text.py": "import re",
    "translator/intake/__init__.py": "from translator.intake.markdown import read",
    "translator/intake/markdown.py": "import markdown_it\nfrom . import result",
    "translator/intake/result.py": "from .. import models\nline = models.X().today",
    "translator/llm/base.py": "import time\nfrom translator.models import Pitch",
    "translator/llm/provider.py": "def call():\n    import litellm",
    "translator/packs.py": "import yaml",
    "translator/settings.py": "import tomllib\nfrom pathlib import Path",
    "translator/pipeline.py": "from translator import intake\nfrom translator.llm.base import X",
    "translator/wiring.py": "from translator import packs, settings\nfrom .llm import provider",
    "translator/cli.py": "import typer\nfrom translator import cli_output, wiring",
    "translator/cli_output.py": "import rich",
    "translator/__main__.py": "from translator.cli import main",
    "translator/api/app.py": "import fastapi\nfrom translator.settings import Settings",
    "ui/app.py": "import os\nimport streamlit\nimport client\nfrom translator.models import Pitch",
    "ui/client.py": "import httpx",
    "evals/gate.py": "from translator import wiring\nfrom evals import scorers",
    "evals/scorers.py": "from translator.checks import CHECKS",
    "evals/benchmarks/bench.py": "import time\nfrom translator.intake import read",
}

PLANTED = [
    ("unknown-unit", "translator/helpers.py", ""),
    ("unknown-unit", "translator/misc/thing.py", "x = 1"),
    ("layer-up", "translator/models.py", "from translator.text import Span"),
    ("layer-up", "translator/text.py", "def f():\n    from translator.settings import Settings"),
    ("layer-up", "translator/render/html.py", "from translator import pipeline"),
    ("layer-up", "translator/storage/tables.py", "import translator.wiring"),
    ("layer-up", "translator/pipeline.py", "from .api import app"),
    ("layer-up", "translator/pipeline.py", "import evals.scorers"),
    ("layer-up", "translator/cli.py", "import ui.app"),
    ("core-effects", "translator/text.py", "import os.path"),
    ("core-effects", "translator/models.py", "from pathlib import Path"),
    ("core-effects", "translator/checks/truth.py", "def f():\n    import random"),
    ("core-effects", "translator/text.py", "import importlib\nimportlib.import_module('socket')"),
    ("core-effects", "translator/offline/engine.py", "words = open('words.txt')"),
    ("core-effects", "translator/offline/engine.py", "print('here')"),
    ("core-clock", "translator/proof.py", "from datetime import datetime as d\nt = d.now()"),
    ("core-clock", "translator/proof.py", "import datetime\nt = datetime.datetime.utcnow()"),
    ("core-clock", "translator/proof.py", "from datetime import date\nclock = date.today"),
    ("adapters-strangers", "translator/packs.py", "from translator.settings import Settings"),
    ("adapters-strangers", "translator/llm/budget.py", "def f():\n    from .. import storage"),
    ("only-wiring-joins", "translator/pipeline.py", "from translator.llm.provider import Provider"),
    ("only-wiring-joins", "translator/jobs.py", "from translator import settings"),
    ("doors-strangers", "translator/api/app.py", "from translator.cli import main"),
    ("doors-strangers", "translator/cli_output.py", "from translator import mcp_server"),
    ("ui-imports", "ui/app.py", "from translator.pipeline import translate"),
    ("ui-imports", "ui/app.py", "import pandas"),
    ("evals-imports", "evals/gate.py", "from translator.api import app"),
    ("evals-imports", "evals/gate.py", "from translator.intake import read"),
    ("evals-imports", "evals/benchmarks/bench.py", "from translator.settings import Settings"),
    ("layer-up", "evals/gate.py", "import ui.app"),
    ("framework-owner", "translator/text.py", "import numpy"),
    ("framework-owner", "translator/intake/adf.py", "from markdown_it import MarkdownIt"),
    ("import-cycle", "translator/models.py", "def f():\n    import translator.errors"),
    ("module-length", "translator/text.py", "x = 1\n" * (LONGEST_MODULE + 1)),
    *(("framework-owner", "translator/wiring.py", f"def f(): import {name}") for name in OWNERS),
]


def plant(root: Path, files: dict[str, str]) -> None:
    """Write a tiny tree."""
    for path, code in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(code, encoding="utf-8")


def test_a_sound_tree_has_no_breach(tmp_path: Path) -> None:
    """Everything the design allows passes, so a planted breach is the only thing found below."""
    plant(tmp_path, SOUND)
    assert breaches(tmp_path) == []


@pytest.mark.parametrize(("rule", "path", "code"), PLANTED, ids=lambda v: str(v)[:48])
def test_a_planted_breach_is_found(tmp_path: Path, rule: str, path: str, code: str) -> None:
    """Each rule finds its planted breach, in the planted file, and no other rule speaks up."""
    plant(tmp_path, SOUND | {path: code})
    found = breaches(tmp_path)
    assert {b.rule for b in found} == {rule}
    assert any(b.place.split(":")[0] == path for b in found)


def test_every_rule_is_planted() -> None:
    """A rule that the checker can name has at least one planted breach."""
    source = ast.parse(Path(architecture.__file__).read_text(encoding="utf-8"))
    rules = {
        node.elts[0].value
        for outer in ast.walk(source)
        if isinstance(outer, ast.Yield)
        for node in [outer.value]
        if isinstance(node, ast.Tuple) and isinstance(node.elts[0], ast.Constant)
    }
    rules |= {
        node.args[0].value
        for node in ast.walk(source)
        if isinstance(node, ast.Call) and callee(node) == "Breach"
        if isinstance(node.args[0], ast.Constant)
    }
    assert rules == {rule for rule, _, _ in PLANTED}


def test_every_test_says_what_it_shows() -> None:
    """Each test function has a docstring of its own; ruff cannot ask this of tests alone."""
    silent = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        if not ast.get_docstring(node)
    ]
    assert silent == []


# Runs a command in a fresh interpreter, then prints the modules it loaded and its network calls.
WATCHED = """
import sys
asked = []
def hook(event, args):
    if event in ("socket.connect", "socket.getaddrinfo"):
        asked.append(event)
sys.addaudithook(hook)
from translator.cli import main
sys.argv = ["translator", *sys.argv[1:]]
code = 0
try:
    main()
except SystemExit as stop:
    code = stop.code or 0
sys.stderr.write("\\n@" + " ".join([str(code), str(len(asked)), *sys.modules]))
"""


@pytest.mark.skipif(not (ROOT / "translator/cli.py").exists(), reason="there is no cli.py yet")
@pytest.mark.parametrize("arguments", [["--help"], ["translate", "-"]], ids=" ".join)
def test_the_command_line_loads_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    """Help and an offline translation load no heavy framework and ask for no host."""
    ticket = "Sign-in fails in live demos\n\nProspects are thrown back to the sign-in page."
    run = subprocess.run(
        [sys.executable, "-c", WATCHED, *arguments],
        input=ticket, capture_output=True, text=True, cwd=tmp_path, timeout=60, check=False,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
    )  # fmt: skip
    code, asked, *loaded = run.stderr.rsplit("\n@", 1)[-1].split()
    assert (code, asked) == ("0", "0"), run.stderr
    assert not HEAVY & set(loaded)
