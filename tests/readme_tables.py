"""Writes the generated parts of README.md: `python -m tests.readme_tables --write`.

Without --write it changes nothing and exits 1 when a part is stale. A part stands between the lines
`<!-- generated: NAME -->` and `<!-- end: NAME -->`; each is made by one function in PARTS.
"""

from __future__ import annotations

import ast
import asyncio
import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.markdown import Markdown

from tests.architecture import LAYERS, unit_of
from translator import cli
from translator.api.app import create_app
from translator.checks.table import checks_table
from translator.errors import TranslatorError
from translator.incidents.sources import SOURCES
from translator.intake import READERS
from translator.render.markdown import as_markdown
from translator.review import WAYS
from translator.samples import FIRST, INCIDENTS, SAMPLES, TICKETS
from translator.settings import PREFIX, Settings, describe, expected, flag_of, load_settings
from translator.wiring import build, build_default

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
NEEDLES_SHOWN = 2
LAYER_NAMES = ("words", "core", "adapters", "application", "doors")


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table; a bar inside a cell is escaped, a line break becomes a space."""
    lines = [[" ".join(cell.split()).replace("|", "\\|") for cell in row] for row in (head, *rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def code(text: str) -> str:
    """The text as a code span; nothing for nothing."""
    return f"`{text}`" if text else ""


# --- parts ----------------------------------------------------------------------------------------


def sample_pitch() -> str:
    """What `make pitch` shows on a terminal, up to the end of the planning note."""
    samples = ROOT / "translator/samples"
    app = build(load_settings(toml_path=None, environ={}, flags={"incidents": str(samples / INCIDENTS)}))
    (ticket,) = app.read((samples / TICKETS / FIRST).read_bytes()).tickets
    # The time is shown in the footer only, and the footer is left out here.
    pitch = asyncio.run(app.translate(ticket, now=datetime(2026, 11, 1, tzinfo=UTC)))
    markdown = as_markdown(pitch, anchors=None)
    front = re.match(r"(.*?^## Planning note\n.*?)^## ", markdown, re.DOTALL | re.MULTILINE)
    assert front is not None, "the pitch has no planning note followed by another section"
    shown = io.StringIO()
    Console(file=shown, width=100).print(Markdown(front[1]))
    lines = [line.rstrip() for line in shown.getvalue().strip("\n").splitlines()]
    return "```text\n" + "\n".join([*lines, "", "[…]"]) + "\n```\n"


def exit_codes() -> str:
    """Exit codes as the help says them, with the errors that end in each and their HTTP status."""
    errors: dict[int, list[str]] = {}
    for error in family(TranslatorError):
        named = f"`{error.code}` ({error.http_status})"
        if named not in errors.setdefault(error.exit_code, []):
            errors[error.exit_code].append(named)
    meanings = {int(c): m for c, m in re.findall(r"^ +(\d+) +(\S.*)$", cli.EPILOG, re.MULTILINE)}
    assert errors.keys() <= meanings.keys(), "an exit code of errors.py is not in the help"
    return table(
        ("exit code", "means", "error codes (HTTP status of the API)"),
        ((str(c), m, ", ".join(errors.get(c, ()))) for c, m in meanings.items()),
    )


def family(error: type[TranslatorError]) -> Iterator[type[TranslatorError]]:
    """The class and all below it, in the order they were written."""
    yield error
    for child in error.__subclasses__():
        if child.__module__.startswith("translator.errors."):
            yield from family(child)


def settings() -> str:
    """Every setting: default, what it takes, and where it can be given."""
    flags = {o for _, command in commands() for p in command.params for o in p.opts}
    defaults = {n: v for n, v, _ in describe(load_settings(toml_path=None, environ={}, flags={}))}
    rows = []
    for name, field in Settings.model_fields.items():
        flag = flag_of(name) if flag_of(name) in flags else ""
        rows.append(
            (
                code(name),
                defaults[name],
                expected(name),
                code(flag),
                code(PREFIX + name.upper()),
                field.description or "",
            )
        )
    return table(("setting", "default", "takes", "flag", "environment", "what it sets"), rows)


def commands() -> Iterator[tuple[str, Any]]:
    """(full name, command) of every command that does something, in the order of the help."""

    def below(name: str, command: Any) -> Iterator[tuple[str, Any]]:
        inner = getattr(command, "commands", None)
        if inner is None:
            yield name, command
        for child, deeper in (inner or {}).items():
            yield from below(f"{name} {child}", deeper)

    yield from below("translator", typer.main.get_command(cli.app))


def command_table() -> str:
    """Every command with its arguments, options and first line of help."""
    rows = []
    for name, command in commands():
        words, options = [name], []
        for parameter in command.params:
            if parameter.param_type_name == "argument":
                shown = parameter.metavar or parameter.name.upper()
                words.append(shown if parameter.required else f"[{shown}]")
            else:
                long = max(parameter.opts, key=len)
                value = f" {parameter.metavar}" if parameter.metavar else ""
                options.append(code(long + value))
        does = (command.help or "").split("\n\n")[0]
        rows.append((code(" ".join(words)), does, ", ".join(options)))
    return table(("command", "what it does", "options"), rows)


def stakeholders() -> str:
    """Every profile with the decision it owns and its first needles."""
    index = build_default().index
    rows = []
    for profile in index.catalog.stakeholders:
        names = [index.needles[n].name for n in profile.needles[:NEEDLES_SHOWN]]
        rows.append((profile.name, code(profile.id), profile.decision, ", ".join(names)))
    return table(("stakeholder", "id", "decides", "watches first"), rows)


def readers() -> str:
    """Every reader in order of priority, with the first sample it reads."""
    samples = {s.reader: s.file for s in reversed(SAMPLES)}
    rows = ((code(r.name), r.describes, code(samples.get(r.name, ""))) for r in READERS)
    return table(("reader", "reads", "a sample of it"), rows)


def incident_sources() -> str:
    """Every source of incidents, in order of priority."""
    return table(("source", "reads"), ((code(source.name), source.describes) for source in SOURCES))


def owners() -> str:
    """What each unit knows, by layer, with the modules of a package folded below."""
    lines: list[str] = []
    packages: list[str] = []
    units = sorted(
        (p for p in (ROOT / "translator").iterdir() if is_unit(p)),
        key=lambda p: (list(LAYERS).index(unit_of(f"translator/{p.name}")), p.name != "cli.py", p.name),
    )
    layer = -1
    for path in units:
        here = LAYERS[unit_of(f"translator/{path.name}")]
        if here != layer:
            layer = here
            lines += ["", f"**L{layer} {LAYER_NAMES[layer]}**", ""]
        name = path.name + ("/" if path.is_dir() else "")
        lines.append(f"- `{name}`: {knows(path)}")
        if path.is_dir():
            modules = [f"  - `{inner.name}`: {knows(inner)}" for inner in inside(path)]
            packages += [f"- `{name}`", *modules] if modules else []
    lines += ["", "**Beside the package**", ""]
    for folder in ("ui", "evals"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            lines.append(f"- `{path.relative_to(ROOT).as_posix()}`: {knows(path)}")
    folded = ["", "<details>", "<summary>Inside the packages</summary>", "", *packages, "", "</details>"]
    return "\n".join([*lines, *folded]).strip("\n") + "\n"


def is_unit(path: Path) -> bool:
    """Whether this is a module or package of translator/ that somebody can own."""
    return (path.is_dir() and (path / "__init__.py").exists()) or (
        path.suffix == ".py" and not path.name.startswith("__")
    )


def inside(package: Path) -> list[Path]:
    """The modules and data files of a package, sorted; the package itself is left out."""
    found = (p for p in package.iterdir() if p.suffix in (".py", ".yaml") and p.name != "__init__.py")
    return sorted(found, key=lambda p: p.name)


def knows(path: Path) -> str:
    """The first line of a docstring, or the first sentence of the comment on top of a data file."""
    file = path / "__init__.py" if path.is_dir() else path
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".yaml":
        return text.removeprefix("#").strip().split("\n")[0].split(". ")[0].rstrip(".") + "."
    said = ast.get_docstring(ast.parse(text))
    assert said, f"{file.relative_to(ROOT)} does not say what it knows"
    return said.split("\n")[0]


def routes() -> str:
    """Every request that the API answers, in the order of its documentation; one kind of catalog entry."""
    app = create_app(load_settings(toml_path=None, environ={}, flags={}), no_auth=True)
    rows = [
        (code(f"{method.upper()} {path}"), operation["summary"])
        for path, operations in app.openapi()["paths"].items()
        if not path.startswith("/v1/catalog/") or path.startswith("/v1/catalog/stakeholders")
        for method, operation in operations.items()
    ]
    return table(("request", "what it does"), rows)


def review() -> str:
    """Every step of the review, and what it takes."""
    rows = []
    for way in WAYS:
        takes = [
            words
            for words, wanted in (
                ("a person", way.person),
                ("a reason", way.why),
                ("no finding that must be mended", way.clean),
            )
            if wanted
        ]
        rows.append((way.before, way.after, ", ".join(takes)))
    return table(("from", "to", "takes"), rows)


PARTS: dict[str, Callable[[], str]] = {
    "sample-pitch": sample_pitch,
    "routes": routes,
    "review": review,
    "exit-codes": exit_codes,
    "settings": settings,
    "commands": command_table,
    "stakeholders": stakeholders,
    "readers": readers,
    "incident-sources": incident_sources,
    "checks": checks_table,
    "owners": owners,
}


# --- the file -------------------------------------------------------------------------------------

_PART = re.compile(
    r"^(?P<open><!-- generated: (?P<name>[a-z-]+) -->\n)(?P<body>.*?)(?P<close><!-- end: (?P=name) -->)$",
    re.DOTALL | re.MULTILINE,
)


def parts_of(text: str) -> dict[str, str]:
    """Name → what stands between its markers, in the order of the text."""
    return {part["name"]: part["body"] for part in _PART.finditer(text)}


def regenerated(text: str) -> str:
    """The text with every part made again. Raises KeyError for a part that nothing makes."""

    def again(part: re.Match[str]) -> str:
        # The blank lines keep the comments apart from the Markdown between them.
        return f"{part['open']}\n{PARTS[part['name']]()}\n{part['close']}"

    return _PART.sub(again, text)


def main(arguments: list[str]) -> int:
    """Write the README, or say which parts are stale."""
    old = README.read_text(encoding="utf-8")
    new = regenerated(old)
    now = parts_of(new)
    stale = [name for name, body in parts_of(old).items() if body != now[name]]
    if "--write" in arguments:
        if stale:
            README.write_text(new, encoding="utf-8")
        print(f"README.md: {', '.join(stale) or 'nothing'} written")
        return 0
    if stale:
        print(f"README.md: stale: {', '.join(stale)}; run make docs", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
