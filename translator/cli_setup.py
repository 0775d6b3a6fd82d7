"""Setting up: settings and their origins, a folder to start from, schemas."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from translator.cli_output import print_json, print_text, say, unusable, write_file
from translator.errors import FileUnusable

if TYPE_CHECKING:
    from translator.settings import LoadedSettings

SETTINGS_FILE = "translator.toml"

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
    from translator.settings import describe, masked

    loaded = load(context, {})
    rows = describe(loaded)
    if as_json:
        values = loaded.settings.model_dump(mode="json")
        for name in ("database_url", "chroma_url", "api_base", "rate_limit_url"):
            values[name] = masked(values[name])
        values["api_key"] = "***" if values["api_key"] else ""
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
    from translator.samples import FIRST, INCIDENTS, PACK, SAMPLES, TICKETS

    samples = files("translator.samples")
    yield SETTINGS_FILE, _commented_settings()
    yield INCIDENTS, samples.joinpath(INCIDENTS).read_text(encoding="utf-8")
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
    """A settings file in which all but the pack and the incidents are comments saying the default."""
    import json

    from translator.samples import INCIDENTS
    from translator.settings import Settings

    lines = ["# Settings of translator. Environment variables (TRANSLATOR_ENGINE) and flags go first."]
    for name, field in Settings.model_fields.items():
        lines += ["", f"# {field.description}"]
        if name == "packs":
            lines.append('packs = ["pack"]')
        elif name == "incidents":
            lines.append(f'incidents = "{INCIDENTS}" # "auto": those of “translator incidents import”')
        else:
            default = "…" if field.default is None else field.default
            lines.append(f"# {name} = {json.dumps(default, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


_README = """\
# Translating tickets

Tickets of Skerryline, an invented company, to try `translator` on:

{tickets}

```
translator translate {first}
translator translate {first} --stakeholder sales -o pitch.md -o pitch.json
translator incidents import incidents.jsonl
translator incidents search "payment failed although the bank confirmed"
translator answer pitch.json --fill q1="what you know" --by support -o pitch.md -o pitch.json
translator check pitch.md --against {first}
translator catalog list stakeholders
translator doctor
```

`translator.toml` holds the settings. `pack/` is a company pack: its entries extend the built-in
catalog and replace entries with the same id. Copy it, keep what you need, and write your own.
`incidents.jsonl` holds past incidents. The settings say that pitches are proven with this file; once you
have imported your own, say `incidents = "auto"` there.
"""
