"""`translator catalog`: look at what the product knows, company packs included."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from translator.cli_output import print_json, print_text
from translator.cli_setup import load
from translator.errors import UnknownEntry

catalog = typer.Typer(
    help="Look up stakeholders, needles, glossary, checks.",
    rich_markup_mode=None,
    no_args_is_help=True,
)

# kind → section of the catalog, field that names an entry, field that says what it is
_SECTIONS = {
    "stakeholders": ("stakeholders", "id", "decision"),
    "needles": ("needles", "id", "definition"),
    "glossary": ("glossary", "term", "moment"),
    "tasks": ("tasks", "id", "verb"),
    "failures": ("failures", "id", "happens"),
    "personas": ("personas", "id", "plural"),
    "moments": ("moments", "id", "phrase"),
    "chains": ("chains", "id", "constraint"),
    "housework": ("housework", "word", "say"),
}
KINDS = (*_SECTIONS, "checks", "readers")

Kind = Annotated[str, typer.Argument(metavar="KIND", help=", ".join(KINDS) + ".")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON on standard output.")]
Packs = Annotated[
    list[Path] | None,
    typer.Option("--pack", metavar="DIR", help="Folder of a company pack. Repeatable."),
]

Entries = dict[str, tuple[str, dict[str, Any]]]  # name → what it is in a line, its fields


@catalog.command("list")
def list_entries(
    context: typer.Context,
    kind: Annotated[str | None, typer.Argument(metavar="KIND", help=", ".join(KINDS))] = None,
    as_json: AsJson = False,
    pack: Packs = None,
) -> None:
    """List the entries of a kind; without one, the kinds and how many entries each has."""
    loaded = _Catalog(context, pack)
    if kind is None:
        counts = {name: len(loaded.entries(name)) for name in KINDS}
        if as_json:
            print_json({"schema": "translator.catalog/1", "kinds": counts})
        else:
            print_text(_columns([(name, str(count)) for name, count in counts.items()]))
        return
    known = _kind(kind)
    entries = loaded.entries(known)
    if as_json:
        fields = [fields for _, fields in entries.values()]
        print_json({"schema": "translator.catalog/1", "kind": known, "entries": fields})
    else:
        print_text(_columns([(name, line) for name, (line, _) in entries.items()]))


@catalog.command("show")
def show_entry(
    context: typer.Context,
    kind: Kind,
    entry: Annotated[str, typer.Argument(metavar="ID")],
    as_json: AsJson = False,
    pack: Packs = None,
) -> None:
    """Show everything about one entry."""
    known = _kind(kind)
    entries = _Catalog(context, pack).entries(known)
    name = entry if entry in entries else _same_word(entry, entries)
    if name is None:
        raise UnknownEntry(
            f"there is no “{entry}” among the {known}.",
            next_step=_suggest(entry, list(entries), f"See “translator catalog list {known}”."),
        )
    fields = entries[name][1]
    if as_json:
        print_json({"schema": "translator.catalog/1", "kind": known, "entry": fields})
    else:
        print_text(_as_lines(fields))


class _Catalog:
    """The entries of every kind, read when asked for."""

    def __init__(self, context: typer.Context, packs: list[Path] | None) -> None:
        from translator import wiring

        self._app = wiring.build(load(context, {"packs": packs}))

    def entries(self, kind: str) -> Entries:
        """Name → (line, fields), in the order of the catalog."""
        if kind == "readers":
            from translator.intake import READERS

            return {r.name: (r.describes, {"name": r.name, "describes": r.describes}) for r in READERS}
        if kind == "checks":
            from translator.checks import CHECKS

            shown = ("id", "severity", "applies", "reason", "fix")
            return {
                c.id: (f"{c.severity}: {c.reason}", {name: getattr(c, name) for name in shown})
                for c in CHECKS
            }
        section, name, says = _SECTIONS[kind]
        return {
            getattr(entry, name): (getattr(entry, says), entry.model_dump(mode="json"))
            for entry in getattr(self._app.index.catalog, section)
        }


def _kind(given: str) -> str:
    kind = given.lower()
    for known in KINDS:
        if kind in (known, known.removesuffix("s")):
            return known
    raise UnknownEntry(
        f"there is no kind “{given}” in the catalog.",
        next_step=_suggest(kind, KINDS, f"The kinds are: {', '.join(KINDS)}."),
    )


def _same_word(wanted: str, entries: Entries) -> str | None:
    return next((name for name in entries if name.lower() == wanted.lower()), None)


def _suggest(wanted: str, known: Sequence[str], otherwise: str) -> str:
    import difflib

    close = difflib.get_close_matches(wanted.lower(), known, n=3)
    return f"Did you mean {' or '.join(f'“{name}”' for name in close)}?" if close else otherwise


def _columns(rows: Sequence[tuple[str, str]]) -> str:
    width = max((len(name) for name, _ in rows), default=0)
    return "".join(f"{name:<{width}}  {' '.join(line.split())}\n" for name, line in rows)


def _as_lines(fields: Mapping[str, Any]) -> str:
    """`name: value` lines; lists and mappings below their name, one item a line."""
    lines = []
    for name, value in fields.items():
        label = name.replace("_", " ")
        if isinstance(value, Mapping):
            items = [f"{key}: {_flat(item)}" for key, item in value.items()]
        elif isinstance(value, list):
            items = [_flat(item) for item in value]
        else:
            lines.append(f"{label}: {_flat(value)}")
            continue
        if items:
            lines += [f"{label}:", *(f"  - {item}" for item in items)]
    return "\n".join(lines) + "\n"


def _flat(value: Any) -> str:
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value) or "(none)"
    return "(none)" if value is None else json.dumps(value, ensure_ascii=False)
