"""The container files are kept honest without containers: what they name exists and fits together."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
import streamlit.config
import typer
import yaml

from translator import cli
from translator.settings import PREFIX, Settings, load_settings

ROOT = Path(__file__).parent.parent
OURS = ("api", "worker", "page")
# Besides settings: keys of providers, which no setting holds, and what Streamlit and PostgreSQL read.
OTHER_VARIABLES = {"OPENAI_API_KEY", "ANTHROPIC_API_KEY", "HOME"}
TYPED = {"POSTGRES_PASSWORD": "geheim", "TRANSLATOR_API_KEY": "tr_abc"}  # what a person exports


class Step(NamedTuple):
    """One instruction of a Dockerfile."""

    word: str
    rest: str


def steps(text: str) -> list[Step]:
    """The instructions of a Dockerfile in order; comments are gone, continued lines are one."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    return [Step(*line.split(maxsplit=1)) for line in joined.splitlines() if line.strip()]


DOCKERFILE = steps((ROOT / "Dockerfile").read_text(encoding="utf-8"))
COMPOSE_TEXT = (ROOT / "compose.yaml").read_text(encoding="utf-8")
SERVICES: dict[str, Any] = yaml.safe_load(COMPOSE_TEXT)["services"]
FILLED: dict[str, Any] = yaml.safe_load(
    re.sub(r"\$\{(\w+)(?::[-?][^}]*)?\}", lambda found: TYPED.get(found[1], ""), COMPOSE_TEXT)
)["services"]


def said(word: str) -> list[str]:
    """What stands behind each instruction of this name."""
    return [step.rest for step in DOCKERFILE if step.word == word]


def environment() -> dict[str, str]:
    """What ENV sets in the last stage."""
    last = max(i for i, step in enumerate(DOCKERFILE) if step.word == "FROM")
    parts = [part for step in DOCKERFILE[last:] if step.word == "ENV" for part in shlex.split(step.rest)]
    return dict(part.split("=", 1) for part in parts)


def ignored(path: str) -> bool:
    """Whether .dockerignore keeps a path out of the build: the last line that fits it or its folder wins."""
    out = False
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        pattern = re.escape(line.lstrip("!")).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
        if re.fullmatch(f"{pattern}(?:/.*)?", path):
            out = not line.startswith("!")
    return out


def parsed(arguments: list[str]) -> str:
    """The command of `translator` that these arguments call, parsed and not run; raises for a wrong one."""
    command: Any = typer.main.get_command(cli.app)
    names, rest = [], list(arguments)
    while hasattr(command, "commands"):
        names.append(rest.pop(0))
        command = command.commands[names[-1]]
    command.make_context(names[-1], rest)
    return " ".join(names)


def seconds(text: str) -> float:
    """Of a duration as compose writes it."""
    assert text.endswith("s")
    return float(text[:-1])


# --- the build ------------------------------------------------------------------------------------


def test_what_is_copied_is_there() -> None:
    """Each source of a COPY exists and reaches the build; so does every file that goes into the wheel."""
    copied = [source for rest in said("COPY") if "--from" not in rest for source in rest.split()[:-1]]
    assert {"pyproject.toml", ".ci/constraints.txt"} <= set(copied)
    for source in copied:
        assert (ROOT / source).exists(), source
        assert not ignored(source), source
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    left_out = ("__pycache__", *build["targets"]["wheel"]["exclude"])
    for folder in build["targets"]["wheel"]["only-include"]:
        assert folder in copied
        for path in (ROOT / folder).rglob("*"):
            name = path.relative_to(ROOT).as_posix()
            assert not path.is_file() or ignored(name) == any(part in name for part in left_out), name


@pytest.mark.parametrize(
    "name",
    [
        ".git/config",
        ".venv/bin/python",
        ".env",
        "translator.toml",
        "tests/conftest.py",
        ".ci/run",
        "ui/.streamlit/secrets.toml",
        "translator/api/__pycache__/app.cpython-311.pyc",
    ],
)
def test_what_is_not_copied_stays_out(name: str) -> None:
    """Nothing else of a clone is sent to the build: no history, no environment, no secret."""
    assert ignored(name)


def test_the_lock_is_installed_with_its_hashes() -> None:
    """No package comes but those of the lock, and our own without asking anybody."""
    locked, own = (rest for rest in said("RUN") if "pip install" in rest)
    assert {"--require-hashes", "--no-deps", "--only-binary"} <= set(locked.split())
    assert {"--no-deps", "--no-index", "--no-build-isolation"} <= set(own.split())


def test_images_are_pinned() -> None:
    """Each image has a whole version; Python's is one we support, Chroma's is that of the client."""
    stages = [rest.split() for rest in said("FROM")]
    named = {words[2] for words in stages if len(words) == 3}
    images = [words[0] for words in stages if words[0] not in named]
    images += [one["image"] for one in SERVICES.values() if "build" not in one]
    pins = dict(re.fullmatch(r"([\w/]+):(\d+(?:\.\d+)+)(?:-[\w-]+)?", image).groups() for image in images)  # type: ignore[union-attr]
    assert set(pins) == {"python", "postgres", "chromadb/chroma"}
    assert pins["python"].startswith("3.11.")
    assert f"chromadb=={pins['chromadb/chroma']} " in (ROOT / ".ci/constraints.txt").read_text("utf-8")


def test_nobody_is_root() -> None:
    """The last stage runs as a user of a number that is not 0, and compose gives no rights back."""
    last = DOCKERFILE[[step.word for step in DOCKERFILE].index("USER") :]
    assert [step.word for step in last].count("USER") == 1
    assert "FROM" not in [step.word for step in last]
    user, group = map(int, said("USER")[0].split(":"))
    (made,) = (rest for rest in said("RUN") if "useradd" in rest)
    assert min(user, group) > 0
    assert f"--uid {user} " in made
    assert f"--gid {group} " in made
    for name in OURS:
        assert not {"user", "privileged", "cap_add"} & set(SERVICES[name])
        assert SERVICES[name]["cap_drop"] == ["ALL"]


def test_the_root_is_read_only() -> None:
    """What is written goes to the volume or to /tmp, and where somebody begins is the volume."""
    (folder,) = said("VOLUME")
    assert environment()[f"{PREFIX}DATA_DIR"] == said("WORKDIR")[-1] == folder
    for name in OURS:
        assert SERVICES[name]["read_only"] is True
        assert SERVICES[name]["tmpfs"] == ["/tmp"]
    for name in ("api", "worker"):
        assert SERVICES[name]["volumes"] == [f"data:{folder}"]


# --- commands and settings ------------------------------------------------------------------------


def commands() -> list[list[str]]:
    """Every command of `translator` in the files, those of the comments too."""
    found = [json.loads(said("CMD")[0]), *(SERVICES[name]["command"] for name in ("api", "worker"))]
    assert json.loads(said("ENTRYPOINT")[0]) == ["translator"]
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8") + COMPOSE_TEXT
    for line in re.findall(r"^#.*docker (?:compose )?run (.*)$", text, re.MULTILINE):
        words = shlex.split(line.partition("<")[0])
        found.append(words[next(i for i, word in enumerate(words) if not word.startswith("-")) + 1 :])
    return found


def test_commands_exist() -> None:
    """Each command parses: the name, its options and their values."""
    assert sorted({parsed(command) for command in commands()}) == [
        "keys create", "serve", "translate", "worker",
    ]  # fmt: skip
    with pytest.raises(Exception, match="No such option"):
        parsed(["serve", "--hosts", "0.0.0.0"])


def test_the_page_is_where_it_is_started() -> None:
    """The script is the bundled one of the wheel, under the image's Python; Streamlit knows each option."""
    assert SERVICES["page"]["entrypoint"] == ["streamlit", "run"]
    script, *options = SERVICES["page"]["command"]
    python = re.search(r"python:(\d+\.\d+)", said("FROM")[0])
    assert python is not None
    bundle = f"/opt/translator/lib/python{python[1]}/site-packages/translator/_bundled/"
    assert script.startswith(bundle)
    assert (ROOT / script.removeprefix(bundle)).is_file()
    assert environment()["PATH"].startswith("/opt/translator/bin:")
    known = streamlit.config.get_config_options()
    assert [option for option in options if option[2:].partition("=")[0] not in known] == []
    # Else Streamlit looks for the address of this machine by asking a service outside, or counts its use.
    assert any(option.startswith("--browser.serverAddress=") for option in options)
    assert "--browser.gatherUsageStats=false" in options


def test_variables_are_settings() -> None:
    """Each variable is a setting with a value it takes, or one of the few that others read."""
    for name in OURS:
        given = environment() | FILLED[name]["environment"]
        ours = {key: value for key, value in given.items() if key.startswith(PREFIX)}
        assert {key.removeprefix(PREFIX).lower() for key in ours} <= set(Settings.model_fields)
        load_settings(toml_path=None, environ=ours, flags={})
        assert set(FILLED[name]["environment"]) - set(ours) <= OTHER_VARIABLES


def test_what_must_be_exported_is_told() -> None:
    """The first lines of compose.yaml export every variable that has no default, and the page's key."""
    head = COMPOSE_TEXT.partition("x-service")[0]
    needed = set(re.findall(r"\$\{(\w+):\?", COMPOSE_TEXT))
    assert needed == {"POSTGRES_PASSWORD"}
    assert set(re.findall(r"export (\w+)=", head)) == needed | {"TRANSLATOR_API_KEY"}


# --- how they find each other -----------------------------------------------------------------------


def probe(name: str) -> list[str]:
    """The health check of a service as words; the image's own where compose has none."""
    if test := SERVICES[name].get("healthcheck", {}).get("test"):
        assert test[0] == "CMD"
        return list(test[1:])
    words = said("HEALTHCHECK")[0]
    return list(json.loads(words[words.index("[") :]))


def test_ports_agree() -> None:
    """A port is the same where it is listened on, published, asked for health, and called."""
    inner = {name: SERVICES[name]["ports"][0].rsplit(":", 1)[1] for name in ("api", "page")}
    assert all(SERVICES[name]["ports"][0].startswith("127.0.0.1:") for name in inner)
    assert said("EXPOSE") == [inner["api"]] == [str(Settings().api_port)]
    assert inner["api"] == SERVICES["page"]["environment"]["TRANSLATOR_API_PORT"]
    assert f"--server.port={inner['page']}" in SERVICES["page"]["command"]
    for name, path in (("api", "/readyz"), ("page", "/_stcore/health")):
        assert f"http://127.0.0.1:{inner[name]}{path}'" in probe(name)[-1]
    chroma = urlsplit(FILLED["api"]["environment"]["TRANSLATOR_CHROMA_URL"])
    assert probe("chroma")[-1].endswith(f"/{chroma.port}")


def test_services_find_each_other() -> None:
    """Host names are services, the account is the one PostgreSQL makes, what is waited for can be seen."""
    given, database = FILLED["api"]["environment"], FILLED["postgres"]["environment"]
    url = urlsplit(given["TRANSLATOR_DATABASE_URL"])
    assert url.hostname in SERVICES
    assert (url.username, url.password, url.path[1:]) == tuple(
        database[f"POSTGRES_{name}"] for name in ("USER", "PASSWORD", "DB")
    )
    assert urlsplit(given["TRANSLATOR_CHROMA_URL"]).hostname in SERVICES
    assert FILLED["page"]["environment"]["TRANSLATOR_API_HOST"] in SERVICES
    assert FILLED["worker"]["environment"].items() <= given.items()
    for service in SERVICES.values():
        for name, how in service.get("depends_on", {}).items():
            assert how == {"condition": "service_healthy"}
            assert "healthcheck" in SERVICES[name] or "build" in SERVICES[name]
    # Its socket answers while the folder is still being prepared.
    assert "-h" in probe("postgres")


def test_a_stop_is_heard_and_waited_for() -> None:
    """A service has an init before it, and more time to end than the settings give to its requests."""
    for name in ("api", "worker"):
        assert seconds(SERVICES[name]["stop_grace_period"]) > Settings().shutdown_timeout
    assert all(SERVICES[name]["init"] is True for name in OURS)


class _Answers(BaseHTTPRequestHandler):
    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def answering(status: int) -> Iterator[int]:
    """The port of a server that answers everything with this status."""
    server = HTTPServer(("127.0.0.1", 0), type("Answers", (_Answers,), {"status": status}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.loopback
@pytest.mark.parametrize("name", ["api", "page"])
@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False)])
def test_health_checks_tell(name: str, status: int, healthy: bool) -> None:
    """The command of a health check ends well for an answer of 200 and badly for one of 503."""
    python, option, code = probe(name)
    assert (python, option) == ("python", "-c")
    with answering(status) as port:
        here = re.sub(r"127\.0\.0\.1:\d+", f"127.0.0.1:{port}", code)
        done = subprocess.run([sys.executable, "-c", here], capture_output=True, timeout=20, check=False)
    assert (done.returncode == 0) == healthy
