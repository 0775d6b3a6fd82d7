"""What a user installs: the locks are complete and safe, and the wheel works from any folder."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from translator import __version__

ROOT = Path(__file__).parent.parent
LOCKS = {name: ROOT / ".ci" / name for name in ("constraints.txt", "constraints-dev.txt")}
PINNED = re.compile(r"^(?P<name>[a-z0-9][a-z0-9._-]*)==(?P<version>[^ ;\\]+)", re.MULTILINE)
TROJANED = {"1.82.7", "1.82.8"}  # litellm, March 2026: stole credentials when imported
IN_WHEEL = {
    "translator": "translator/",
    "prompts": "translator/_bundled/prompts/",
    "ui": "translator/_bundled/ui/",
}


def run(*command: str | Path, cwd: Path, text: str | None = None) -> str:
    """The standard output of a command that must succeed, in an environment of its own."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "TRANSLATOR_"))}
    clean["TRANSLATOR_DATA_DIR"] = str(cwd / "data")
    done = subprocess.run(
        [str(c) for c in command],
        cwd=cwd, env=clean, input=text, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    """pyproject.toml as it is."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pins(lock: str) -> dict[str, set[str]]:
    """Name → versions; two where an old and a new Python need different ones."""
    found: dict[str, set[str]] = {}
    for match in PINNED.finditer(LOCKS[lock].read_text(encoding="utf-8")):
        found.setdefault(match["name"], set()).add(match["version"])
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_hashes_and_names_no_host(lock: str) -> None:
    """Every pin carries a hash; no address or path of the machine that made the lock is left."""
    text = LOCKS[lock].read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", text)
    assert len(entries) > 50
    for entry in entries:
        assert PINNED.match(entry), entry[:80]
        assert "--hash=sha256:" in entry, entry[:80]
    assert not re.search(r"https?:|file:|index-url|find-links| @ |/tmp/|/home/", text)


@pytest.mark.parametrize("lock", LOCKS)
def test_no_trojaned_release_is_locked(lock: str) -> None:
    """The two stolen litellm releases are in no lock, and one version is."""
    assert len(pins(lock)["litellm"]) == 1
    assert not pins(lock)["litellm"] & TROJANED


def test_the_locks_satisfy_the_project(project: dict[str, Any]) -> None:
    """Each requirement is locked at a version it allows, the build backend too."""
    build = project["build-system"]["requires"]
    assert project["dependency-groups"]["build"] == build
    runtime = [*project["project"]["dependencies"], *build]
    extras = project["project"]["optional-dependencies"]
    dev = [*runtime, *extras["evals"], *extras["login"]]
    dev += [r for r in extras["dev"] if not r.startswith(project["project"]["name"])]
    for lock, wanted in (("constraints.txt", runtime), ("constraints-dev.txt", dev)):
        for requirement in map(Requirement, wanted):
            versions = pins(lock)[requirement.name.lower().replace("_", "-")]
            assert all(requirement.specifier.contains(v) for v in versions), (lock, requirement)


def test_the_developer_lock_extends_the_runtime_lock() -> None:
    """Tests run against the very versions that users get."""
    dev = pins("constraints-dev.txt")
    assert {name: dev.get(name) for name in pins("constraints.txt")} == pins("constraints.txt")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this clone, built without the network."""
    out = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir"]
    run(*build, out, ROOT, cwd=out)
    (path,) = out.glob("*.whl")
    return path


@pytest.mark.slow
def test_the_wheel_carries_everything_and_nothing_else(wheel: Path) -> None:
    """All files of translator/, with prompts/ and ui/ inside it; no other top-level name."""
    assert wheel.name == f"pitch_translator-{__version__}-py3-none-any.whl"
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {name.split("/")[0] for name in names} == {
        "translator",
        f"pitch_translator-{__version__}.dist-info",
    }
    expect = {
        bundle + path.relative_to(ROOT / folder).as_posix()
        for folder, bundle in IN_WHEEL.items()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and not {"__pycache__", "pictures"} & set(path.parts)
    }
    assert {name for name in names if name.startswith("translator/")} == expect
    assert {"translator/py.typed", "translator/_bundled/prompts/README.md"} <= expect
    assert any(re.fullmatch(r"translator/catalog/\w+\.yaml", name) for name in expect)
    assert any(name.startswith("translator/samples/") for name in expect)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of a new environment with the wheel in it, and nothing of this clone.

    The dependencies are lent by this environment through a path entry, so nothing is downloaded. A
    path entry runs no .pth file of the lent folder, so an editable install there stays unseen.
    """
    home = tmp_path_factory.mktemp("a new machine")
    run(sys.executable, "-m", "venv", "--without-pip", home / "venv", cwd=home)
    python = home / "venv" / "bin" / "python"
    packages = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home)
    lend = Path(packages.strip()) / "lent.pth"
    lend.write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", python]
    run(*pip, "install", "-q", "--no-deps", "--no-index", wheel, cwd=home)
    return python.parent


@pytest.mark.slow
def test_the_installed_wheel_is_what_runs(installed: Path, tmp_path: Path) -> None:
    """From an empty folder the import is the wheel's, and the catalog is read from it."""
    code = "import translator.packs as p; print(p.__file__); print(len(p.load_builtin()))"
    where, layers = run(installed / "python", "-c", code, cwd=tmp_path).splitlines()
    assert where.startswith(str(installed.parent))
    assert int(layers) > 0


@pytest.mark.slow
@pytest.mark.skipif(not (ROOT / "translator/cli.py").exists(), reason="there is no cli.py yet")
def test_the_installed_command_translates(installed: Path, tmp_path: Path) -> None:
    """From an empty folder the command prints its help, and a pitch for a piped ticket."""
    ticket = (ROOT / "translator/samples/tickets/login-timeout.md").read_text(encoding="utf-8")
    assert "translate" in run(installed / "translator", "--help", cwd=tmp_path)
    pitch = run(installed / "translator", "translate", "-", cwd=tmp_path, text=ticket)
    assert pitch.startswith("# "), pitch[:200]
    assert len(pitch.splitlines()) > 20
    assert not list(tmp_path.iterdir()), "a translation leaves no file behind"
