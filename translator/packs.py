"""Reads the catalog's YAML: the built-in files and a company's pack. Nobody else knows YAML.

Only the plain part of the language is read, so that a pack can be nothing but data: mappings,
lists, text, whole numbers, true, false and null. Anchors, aliases and tags are refused. As in
YAML 1.2, only `true` and `false` are truth values: a cue such as `no` stays the word it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import yaml

from translator.catalog.loading import (
    BUILT_IN,
    SECTIONS,
    Entry,
    Layer,
    ValuePath,
    one_line,
    suggestion,
    unknown_section,
)
from translator.errors import PackInvalid

BUILT_IN_FILES = ("moments.yaml", "needles.yaml", "stakeholders.yaml", "glossary.yaml")
FOLDERS = ("stakeholders", "needles", "glossary", "moments", "prompts")
MAX_BYTES = 1_000_000  # one file
MAX_FILES = 500
MAX_DEPTH = 12  # lists and mappings inside each other; the catalog needs five

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser is ten times as fast
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_PLAIN = {"": None, "~": None, "null": None, "true": True, "false": False}

_VALUE_EVENTS = (yaml.ScalarEvent, yaml.SequenceStartEvent, yaml.MappingStartEvent)


def load_builtin() -> list[Layer]:
    """The catalog that ships with the product, as one layer. Works from a wheel."""
    folder = files("translator.catalog")
    return [
        _layer(
            BUILT_IN,
            (
                _Source(f"catalog/{name}", folder.joinpath(name).read_text(encoding="utf-8"))
                for name in BUILT_IN_FILES
            ),
        )
    ]


def load_pack(directory: Path) -> Layer:
    """A company's pack: every *.yaml in the folder and in its known sub-folders, as one layer.

    The name is `name` of pack.yaml, else the folder's own, with `@version` where pack.yaml gives
    one. Raises PackInvalid with file and line for anything that cannot be used. Prompts are read
    by their own owner, not here.
    """
    if not directory.is_dir():
        raise PackInvalid(
            "there is no such folder.",
            place=str(directory),
            next_step="A pack is a folder of YAML files; `translator init` writes an example.",
        )
    try:
        paths = list(_yaml_files(directory))
    except OSError as error:
        raise PackInvalid(
            f"the folder cannot be read: {error.strerror}.",
            place=str(directory),
            next_step="Check its permissions.",
        ) from error
    if not paths:
        raise PackInvalid(
            "the folder holds no YAML file.",
            place=str(directory),
            next_step=f"Put *.yaml files in it, or in {', '.join(f'{f}/' for f in FOLDERS)}.",
        )
    if len(paths) > MAX_FILES:
        raise PackInvalid(
            f"the pack has {len(paths)} files; {MAX_FILES} are read at most.",
            place=str(directory),
            next_step="Put many entries in one file.",
        )
    name = directory.resolve().name
    sources = []
    for path in paths:
        source = _read(path, directory)
        if path.parent == directory and path.name == "pack.yaml":
            name = _pack_name(source, name)
        else:
            sources.append(source)
    return _layer(name, sources)


# --- files ----------------------------------------------------------------------------------------


class _Source(NamedTuple):
    """The text of one YAML file and the name it has in messages."""

    label: str
    text: str
    file: str = ""  # within the pack's folder


def _yaml_files(directory: Path) -> Iterator[Path]:
    for path in sorted(directory.iterdir()):
        if path.name.startswith("."):
            continue
        if not path.is_dir():
            if path.suffix in (".yaml", ".yml"):
                yield path
        elif path.name in FOLDERS:
            if path.name != "prompts":
                yield from _yaml_in(path)
        elif get_close_matches(path.name, FOLDERS, n=1) or any(_yaml_in(path)):
            raise PackInvalid(
                f"unknown folder “{path.name}” in a pack.",
                place=str(path),
                next_step=suggestion(path.name, FOLDERS),
            )


def _yaml_in(folder: Path) -> list[Path]:
    found = []
    for path in sorted(folder.iterdir()):
        if path.suffix in (".yaml", ".yml") and not path.name.startswith("."):
            found.append(path)
        elif path.is_dir() and any(path.glob("*.y*ml")):
            raise PackInvalid(
                "a folder this deep in a pack is not read.",
                place=str(path),
                next_step=f"Move its files to {folder.name}/.",
            )
    return found


def _read(path: Path, directory: Path) -> _Source:
    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(directory.resolve()):
            raise PackInvalid(
                "the link leads out of the pack's folder.",
                place=str(path),
                next_step="Put a copy of the file in the pack.",
            )
        size = real.stat().st_size
        if not real.is_file() or size > MAX_BYTES:
            raise PackInvalid(
                f"the file has {size:,} bytes; {MAX_BYTES:,} are read at most."
                if real.is_file()
                else "this is not a file.",
                place=str(path),
                next_step="Spread the entries over several files.",
            )
        inside = path.relative_to(directory).as_posix()
        return _Source(str(path), real.read_text(encoding="utf-8-sig"), inside)
    except (OSError, RuntimeError) as error:  # RuntimeError: a link that leads to itself
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise PackInvalid(
            f"the file cannot be read: {reason}.",
            place=str(path),
            next_step="Check the file and its permissions.",
        ) from error
    except UnicodeDecodeError as error:
        raise PackInvalid(
            "the file is not UTF-8 text.", place=str(path), next_step="Save it as UTF-8."
        ) from error


def _pack_name(source: _Source, folder_name: str) -> str:
    content = _parse(source)
    if not isinstance(content, dict):
        raise _not_a(source, (), "a mapping", "name: our-pack")
    known = ("name", "version", "description")
    for key, value in content.items():
        if key not in known:
            raise PackInvalid(
                f"unknown key “{one_line(key)}”.",
                place=_place(source, (key,)),
                next_step=suggestion(key, known),
            )
        if isinstance(value, (dict, list, bool)) or value is None:
            raise _not_a(source, (key,), "text", f"{key}: some text")
    name = str(content.get("name", folder_name))
    return f"{name}@{content['version']}" if "version" in content else name


# --- layers ---------------------------------------------------------------------------------------


def _layer(name: str, sources: Iterable[_Source]) -> Layer:
    """One layer of the entries of all files, which remembers where each entry came from."""
    sections: dict[str, list[Entry]] = {}
    origins: dict[str, list[tuple[_Source, int]]] = {}
    for source in sources:
        content = _parse(source)
        if content is None:  # an empty file, or one that holds comments only
            continue
        if not isinstance(content, dict):
            raise _not_a(source, (), "a mapping of sections", "glossary:")
        for section, entries in content.items():
            if section not in SECTIONS:
                raise unknown_section(section, _place(source, (section,)))
            if entries is None:
                continue
            if not isinstance(entries, list):
                raise _not_a(source, (section,), "a list of entries", f"{section}: [{{…}}]")
            for index, entry in enumerate(entries):
                if not isinstance(entry, dict):
                    raise _not_a(source, (section, index), "a mapping of fields", "- id: …")
                sections.setdefault(section, []).append(entry)
                origins.setdefault(section, []).append((source, index))

    def locate(section: str, index: int, path: ValuePath) -> str:
        source, position = origins[section][index]
        return _place(source, (section, position, *path))

    def file_of(section: str, index: int) -> str:
        return origins[section][index][0].file

    return Layer(name, sections, locate, file_of)


def _not_a(source: _Source, path: ValuePath, wanted: str, example: str) -> PackInvalid:
    name = "the file" if not path else f"“{path[0]}”"
    if len(path) > 1:
        name = f"each entry of {name}"
    return PackInvalid(
        f"{name} must hold {wanted}.",
        place=_place(source, path),
        next_step=f"Write it like this: {example}",
    )


# --- YAML -----------------------------------------------------------------------------------------


def _parse(source: _Source) -> object:
    """The file as plain values."""
    return _Reader(source).document()


def _place(source: _Source, path: ValuePath) -> str:
    """ "file.yaml:line" of the value at `path`, or of the nearest value around it.

    Lines are looked for only when there is something to report: the file is read once more for it.
    """
    lines: dict[ValuePath, int] = {}
    _Reader(source, lines).document()
    while path and path not in lines:
        path = path[:-1]
    return f"{source.label}:{lines.get(path, 1)}"


class _Reader:
    """Builds plain values out of YAML events.

    Events rather than PyYAML's own construction: duplicate keys, aliases and depth are seen while
    reading, and it takes two thirds of the time.
    """

    def __init__(self, source: _Source, lines: dict[ValuePath, int] | None = None) -> None:
        self._label = source.label
        self._lines = lines
        self._events = self._guarded(source.text)

    def document(self) -> object:
        """The only document of the file; None for an empty file."""
        value: object = None
        seen = False
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                if seen:
                    raise self._broken(event, "a second document starts", "Keep one to a file.")
                seen = True
            elif isinstance(event, yaml.NodeEvent):
                value = self._value(event, ())
        return value

    def _guarded(self, text: str) -> Iterator[yaml.Event]:
        try:
            yield from yaml.parse(text, Loader=_Loader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            where = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
            raise PackInvalid(
                f"this is not YAML: {error.problem or error.context or 'it cannot be read'}.",
                place=self._label + where,
                next_step="Check indentation, quotes and colons there.",
            ) from error
        except yaml.YAMLError as error:  # a character YAML does not allow
            problem = str(error).splitlines()[0]
            raise PackInvalid(
                f"this is not YAML: {problem}.",
                place=self._label,
                next_step="Remove the character.",
            ) from error

    def _broken(self, event: yaml.Event, message: str, step: str) -> PackInvalid:
        mark = event.start_mark
        where = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        return PackInvalid(f"{one_line(message)}.", place=self._label + where, next_step=step)

    def _mark(self, event: yaml.Event, path: ValuePath) -> None:
        if self._lines is not None and event.start_mark:
            self._lines.setdefault(path, event.start_mark.line + 1)

    def _value(self, event: yaml.Event, path: ValuePath) -> object:
        self._mark(event, path)
        if not isinstance(event, _VALUE_EVENTS) or event.anchor is not None:
            raise self._broken(event, "anchors and aliases are not read", "Write the value out.")
        if event.tag is not None:
            raise self._broken(event, f"the tag {event.tag} is not read", "Leave the tag out.")
        if isinstance(event, yaml.ScalarEvent):
            text: str = event.value
            if event.style is None or event.style == "":
                if text in _PLAIN:
                    return _PLAIN[text]
                if _INTEGER.fullmatch(text):
                    return int(text)
            return text
        if len(path) >= MAX_DEPTH:
            raise self._broken(event, "too many lists inside each other", "Flatten the entry.")
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return self._mapping(path)

    def _sequence(self, path: ValuePath) -> list[object]:
        items: list[object] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*path, len(items))))
        return items

    def _mapping(self, path: ValuePath) -> Mapping[str, object]:
        fields: dict[str, object] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self._broken(event, "a key must be text", "Put the text in quotes.")
            key = event.value
            if key in fields:
                raise self._broken(event, f"“{key}” is there more than once", "Keep one of them.")
            if event.anchor is not None or key == "<<":
                raise self._broken(event, "anchors and aliases are not read", "Write it out.")
            self._mark(event, (*path, key))
            fields[key] = self._value(next(self._events), (*path, key))
        return fields
