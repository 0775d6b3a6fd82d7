"""Setting up: settings and their origins, a check-up, a folder to start from, schemas."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from translator import __version__
from translator.cli_output import print_json, print_text, say, unusable, write_file
from translator.errors import FileUnusable, OperatorError, TranslatorError

if TYPE_CHECKING:
    from translator.settings import LoadedSettings

SETTINGS_FILE = "translator.toml"
_OLDEST = (3, 11)

config = typer.Typer(
    help="Show the settings and where each comes from.",
    rich_markup_mode=None,
    no_args_is_help=True,
)


def load(context: typer.Context, flags: Mapping[str, object]) -> LoadedSettings:
    """The settings of this run. Raises SettingInvalid."""
    from translator.settings import load_settings

    path: Path | None = context.obj["config"]
    if path is None and Path(SETTINGS_FILE).is_file():
        path = Path(SETTINGS_FILE)
    given = {name: value for name, value in flags.items() if value not in (None, [], ())}
    return load_settings(toml_path=path, environ=os.environ, flags=given)


@config.command("show")
def show_config(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="JSON on standard output.")] = False,
) -> None:
    """Print every setting with its value and its origin."""
    from translator.settings import describe

    loaded = load(context, {})
    rows = describe(loaded)
    if as_json:
        values = loaded.settings.model_dump(mode="json")
        settings = [{"name": name, "value": values[name], "origin": origin} for name, _, origin in rows]
        print_json({"schema": "translator.config/1", "settings": settings})
        return
    name_width, value_width = (max(len(row[i]) for row in rows) for i in (0, 1))
    print_text(
        "".join(f"{name:<{name_width}}  {value:<{value_width}}  {origin}\n" for name, value, origin in rows)
    )


def schema(
    name: Annotated[Literal["pitch", "findings"], typer.Argument(help="What to describe.")] = "pitch",
) -> None:
    """Print the JSON Schema of a pitch or of findings."""
    from translator.render.json import findings_schema, pitch_schema

    print_json(pitch_schema() if name == "pitch" else findings_schema())


# --- doctor ---------------------------------------------------------------------------------------


def doctor(context: typer.Context) -> None:
    """Check that the installation works.

    Exit code 4: something is wrong.
    """
    healthy = True
    for name, test in _tests(context):
        try:
            print_text(f"ok       {name}: {test()}\n")
        except TranslatorError as error:
            healthy = False
            print_text(f"problem  {name}: {error}\n")
        except Exception as error:
            healthy = False
            print_text(f"problem  {name}: {type(error).__name__}: {error}\n")
    if not healthy:
        raise typer.Exit(OperatorError.exit_code)


def _tests(context: typer.Context) -> Iterator[tuple[str, Callable[[], str]]]:
    loaded: list[LoadedSettings] = []

    def python() -> str:
        # The package index refuses older versions, an editable or copied install does not.
        if sys.version_info < _OLDEST:
            raise OperatorError("Python 3.11 or newer is needed.", place=platform.python_version())
        return f"{platform.python_version()}, translator {__version__}"

    def data() -> str:
        from translator.packs import load_builtin

        layer = load_builtin()[0]
        return f"{sum(map(len, layer.sections.values()))} built-in entries"

    def settings() -> str:
        loaded.append(load(context, {}))
        given = sorted({o for o in loaded[0].origins.values() if o != "default"})
        return ", ".join(given) or f"defaults (no {SETTINGS_FILE} here)"

    def catalog() -> str:
        from translator import wiring

        if not loaded:
            raise OperatorError("not read, because the settings are wrong.")
        content = wiring.build(loaded[0]).index.catalog
        counts = ", ".join(
            f"{len(getattr(content, kind))} {kind}"
            for kind in ("stakeholders", "needles", "tasks", "failures", "glossary")
        )
        packs = f"; packs: {', '.join(content.packs)}" if content.packs else "; no packs"
        return f"{counts}{packs}; version {content.version}"

    def folder() -> str:
        here = Path.cwd()
        if not os.access(here, os.W_OK):
            raise OperatorError("cannot be written to; use -o with another folder.", place=str(here))
        return f"{here} can be written to"

    yield "python", python
    yield "packaged data", data
    yield "settings", settings
    yield "catalog", catalog
    yield "folder", folder


# --- init -----------------------------------------------------------------------------------------


def init(
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="Where to.")] = Path("."),
    force: Annotated[bool, typer.Option("--force", help="Overwrite what is there.")] = False,
) -> None:
    """Make a folder with settings, samples and a pack."""
    contents = dict(_scaffold())
    for name in contents:
        target = directory / name
        if os.path.lexists(target) and not force:
            raise FileUnusable(
                "the file is there already; nothing was written.",
                place=str(target),
                next_step="Choose another folder, or overwrite with --force.",
            )
    for name, text in contents.items():
        target = directory / name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unusable(target.parent, "made", error) from None
        write_file(target, text)
    say(f"wrote {len(contents)} files to {directory}")
    from translator.samples import FIRST, TICKETS

    step = "" if directory == Path(".") else f"cd {directory} && "
    say(f"next: {step}translator translate {TICKETS}/{FIRST}")


def _scaffold() -> Iterator[tuple[str, str]]:
    """File name → text, below the new folder."""
    from translator.samples import FIRST, PACK, SAMPLES, TICKETS

    samples = files("translator.samples")
    yield SETTINGS_FILE, _commented_settings()
    listed = "\n".join(f"- `{TICKETS}/{s.file}`: {s.describes}" for s in SAMPLES)
    yield "README.md", _README.format(first=f"{TICKETS}/{FIRST}", tickets=listed)
    for folder in (TICKETS, PACK):
        yield from _below(samples.joinpath(folder), folder)


def _below(folder: Traversable, name: str) -> Iterator[tuple[str, str]]:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.name.startswith((".", "_")):
            continue
        if entry.is_dir():
            yield from _below(entry, f"{name}/{entry.name}")
        else:
            yield f"{name}/{entry.name}", entry.read_text(encoding="utf-8")


def _commented_settings() -> str:
    """A settings file in which every line but the pack is a comment saying the default."""
    import json

    from translator.settings import Settings

    lines = ["# Settings of translator. Environment variables (TRANSLATOR_ENGINE) and flags go first."]
    for name, field in Settings.model_fields.items():
        lines += ["", f"# {field.description}"]
        if name == "packs":
            lines.append('packs = ["pack"]')
        else:
            lines.append(f"# {name} = {json.dumps(field.default)}")
    return "\n".join(lines) + "\n"


_README = """\
# Translating tickets

Tickets of Skerryline, an invented company, to try `translator` on:

{tickets}

```
translator translate {first}
translator translate {first} --stakeholder sales -o pitch.md -o pitch.json
translator answer pitch.json --fill q1="what you know" --by support -o pitch.md -o pitch.json
translator check pitch.md --against {first}
translator catalog list stakeholders
translator doctor
```

`translator.toml` holds the settings. `pack/` is a company pack: its entries extend the built-in
catalog and replace entries with the same id. Copy it, keep what you need, and write your own.
"""
