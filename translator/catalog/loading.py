"""One catalog out of layers of plain data: the built-in entries, then each company pack over them.

A later layer overrides an entry that has the same identity and adds the others. Where an entry is
known by an `id`, an override may be partial: the fields it gives replace the earlier ones, and a
mapping (such as `stake` or `cues`) is replaced key by key. Glossary terms, housework words, product
names and sayings are replaced whole.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import NamedTuple, cast, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from translator.catalog.models import (
    Catalog,
    Chain,
    Failure,
    GlossaryEntry,
    HouseworkWord,
    LeverName,
    Moment,
    Needle,
    Persona,
    ProductName,
    Saying,
    Stakeholder,
    Task,
    WarningSign,
)
from translator.catalog.templates import PHRASES, phrase_problems
from translator.errors import PackInvalid

BUILT_IN = "built-in"

ValuePath = tuple[str | int, ...]
Locate = Callable[[str, int, ValuePath], str]
FileOf = Callable[[str, int], str]
Entry = Mapping[str, object]


def _unlocated(section: str, index: int, path: ValuePath) -> str:
    return f"{section}[{index}]"


def _unfiled(section: str, index: int) -> str:
    return ""


class Layer(NamedTuple):
    """Entries by section. `lines(section, index, path)` is where a value stands, "file.yaml:3".

    `files(section, index)` is the file of an entry within the layer's own folder.
    """

    name: str  # BUILT_IN or the name of a pack
    sections: Mapping[str, Sequence[Entry]]
    lines: Locate = _unlocated
    files: FileOf = _unfiled


class Section(NamedTuple):
    """How the entries of one section are told apart, and what they are."""

    key: tuple[str, ...]
    model: type[BaseModel]


SECTIONS: dict[str, Section] = {
    "tasks": Section(("id",), Task),
    "failures": Section(("id",), Failure),
    "sayings": Section(("task", "failure"), Saying),
    "personas": Section(("id",), Persona),
    "moments": Section(("id",), Moment),
    "warnings": Section(("id",), WarningSign),
    "needles": Section(("id",), Needle),
    "stakeholders": Section(("id",), Stakeholder),
    "glossary": Section(("term",), GlossaryEntry),
    "housework": Section(("word",), HouseworkWord),
    "products": Section(("name",), ProductName),
    "chains": Section(("id",), Chain),
}

# section, field, the section whose ids the field names
REFERENCES: tuple[tuple[str, str, str], ...] = (
    ("tasks", "personas", "personas"),
    ("tasks", "moments", "moments"),
    ("sayings", "task", "tasks"),
    ("sayings", "failure", "failures"),
    ("failures", "needle", "needles"),
    ("failures", "chain", "chains"),
    ("failures", "fits", "tasks"),
    ("failures", "unfit", "tasks"),
    ("stakeholders", "needles", "needles"),
    ("needles", "stakeholders", "stakeholders"),
    ("moments", "persona", "personas"),
    ("glossary", "context", "tasks"),
)
# pydantic's names of the faults people make in YAML
_HOW_TO_WRITE = {
    "bool_type": "Write true or false.",
    "string_type": "Put the text in quotes.",
    "int_type": "Write a whole number.",
    "tuple_type": "Write a list: [first, second].",
    "dict_type": "Write a mapping: {word: text}.",
    "model_type": "Write a mapping: {field: value}.",
    "string_pattern_mismatch": "Use lower-case words joined by hyphens.",
}
_MAY_BE_EMPTY = {("moments", "persona")}


class _Merged:
    """One entry as all layers together give it, with the origin of every field.

    `replaced` names the layers that gave it before.
    """

    def __init__(self, layer: Layer, index: int, fields: Entry, replaced: tuple[str, ...] = ()) -> None:
        self.fields: dict[str, object] = dict(fields)
        self.first = self.last = (layer, index)
        self.replaced = replaced
        self._origins: dict[ValuePath, tuple[Layer, int]] = {}

    def override(self, layer: Layer, index: int, fields: Entry) -> None:
        self.replaced += (self.last[0].name,)
        self.last = (layer, index)
        for name, value in fields.items():
            before = self.fields.get(name)
            if isinstance(value, Mapping) and isinstance(before, Mapping):
                self.fields[name] = {**before, **value}
                self._origins.update({(name, str(key)): self.last for key in value})
            else:
                self.fields[name] = value
                self._origins[(name,)] = self.last

    def place(self, path: ValuePath) -> tuple[Layer, int]:
        """The layer and index that gave the value at `path`."""
        for known in (path[:2], path[:1]):
            if known in self._origins:
                return self._origins[known]
        return self.first

    def origin(self, section: str) -> Entry:
        """The values of its `Origin`."""
        layer, index = self.last
        if layer.name == BUILT_IN:
            return {}
        fields = sorted({str(path[0]) for path in self._origins} - {*SECTIONS[section].key})
        file = layer.files(section, index)
        return {"pack": layer.name, "file": file, "replaces": self.replaced, "fields": fields}


class _Problem(NamedTuple):
    section: str
    entry: _Merged
    path: ValuePath
    message: str
    next_step: str
    of_last: bool = False  # the place is where the entry was touched last, not where `path` came from

    def error(self, others: int) -> PackInvalid:
        layer, index = self.entry.last if self.of_last else self.entry.place(self.path)
        more = f" ({others} more in this catalog.)" if others else ""
        return PackInvalid(
            one_line(self.message),
            place=layer.lines(self.section, index, self.path),
            next_step=self.next_step + more,
        )


def build_catalog(layers: Sequence[Layer]) -> Catalog:
    """The catalog of all layers, later ones over earlier ones.

    `version` is a short SHA-256 of the canonical content: equal content, equal version. Raises
    PackInvalid for the first problem, with its file and line and how many others there are.
    """
    merged = {name: list(entries.values()) for name, entries in _merge(layers).items()}
    content = {name: [entry.fields for entry in entries] for name, entries in merged.items()}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    head = {
        "version": hashlib.sha256(canonical.encode()).hexdigest()[:12],
        "packs": [layer.name for layer in layers if layer.name != BUILT_IN],
        "origins": {name: [entry.origin(name) for entry in entries] for name, entries in merged.items()},
    }
    try:
        # JSON, because strict models take a list for a tuple only from there
        catalog = Catalog.model_validate_json(json.dumps({**head, **content}))
    except ValidationError as error:
        _raise_first(_field_problem(merged, details) for details in error.errors(include_url=False))
        raise  # only reached if pydantic reports no details
    _raise_first(_content_problems(merged))
    return catalog


def unknown_section(name: str, place: str) -> PackInvalid:
    """The error for a section no catalog has."""
    return PackInvalid(
        f"unknown section “{one_line(name)}”.", place=place, next_step=suggestion(name, SECTIONS)
    )


def one_line(text: str) -> str:
    """The text without line breaks: a message is a single line whatever a pack holds."""
    return " ".join(text.split())


def suggestion(word: str, known: Iterable[str]) -> str:
    """The known word that was probably meant, or else what the known words are."""
    names = sorted(known)
    close = get_close_matches(word, names, n=1)
    if close:
        return f"Did you mean “{close[0]}”?"
    shown = ", ".join(names[:20]) or "none"
    return f"Known: {shown}{', …' if len(names) > 20 else ''}."


def _merge(layers: Sequence[Layer]) -> dict[str, dict[tuple[str, ...], _Merged]]:
    merged: dict[str, dict[tuple[str, ...], _Merged]] = {name: {} for name in SECTIONS}
    for layer in layers:
        for section, entries in layer.sections.items():
            if section not in SECTIONS:
                raise unknown_section(section, layer.name)
            for index, fields in enumerate(entries):
                key = _identity(layer, section, index, fields)
                known = merged[section].get(key)
                if known is None:
                    merged[section][key] = _Merged(layer, index, fields)
                elif known.last[0] is layer:
                    raise PackInvalid(
                        f"“{one_line(' / '.join(key))}” stands in “{section}” more than once.",
                        place=layer.lines(section, index, ()),
                        next_step=f"It is also at {layer.lines(section, known.last[1], ())}.",
                    )
                elif SECTIONS[section].key == ("id",):
                    known.override(layer, index, fields)
                else:
                    before = (*known.replaced, known.last[0].name)
                    merged[section][key] = _Merged(layer, index, fields, before)
    return merged


def _identity(layer: Layer, section: str, index: int, fields: Entry) -> tuple[str, ...]:
    key = []
    for name in SECTIONS[section].key:
        value = fields.get(name)
        if not isinstance(value, str) or not value:
            raise PackInvalid(
                f"an entry of “{section}” has no “{name}”.",
                place=layer.lines(section, index, ()),
                next_step=f"Every entry of “{section}” needs {name}: some text.",
            )
        key.append(value)
    return tuple(key)


def _label(section: str, entry: _Merged) -> str:
    return " / ".join(str(entry.fields[name]) for name in SECTIONS[section].key)


def _raise_first(problems: Iterable[_Problem]) -> None:
    found = list(problems)
    if found:
        raise found[0].error(len(found) - 1)


def _field_problem(merged: Mapping[str, list[_Merged]], details: ErrorDetails) -> _Problem:
    section, index, *rest = details["loc"]
    entry = merged[str(section)][int(index)]
    label = _label(str(section), entry)
    path = tuple(part for part in rest if part != "[key]")
    field = str(path[-1]) if path else ""
    if details["type"] == "missing":
        others = [_label(str(section), e) for e in merged[str(section)] if e is not entry]
        meant = get_close_matches(label, others, n=1)
        step = f"If it was to change “{meant[0]}”, spell it so. " if meant else ""
        return _Problem(
            str(section),
            entry,
            path[:-1],
            f"“{label}” in “{section}” has no “{field}”.",
            f"{step}Add “{field}”; only an override of a known entry may leave fields out.",
            of_last=True,
        )
    if details["type"] == "extra_forbidden":
        known: Iterable[str] = SECTIONS[str(section)].model.model_fields
        if len(path) > 1:
            known = ("strong", "weak", "never") if path[0] == "cues" else ()
        message = f"“{label}” in “{section}” has an unknown field “{field}”."
        return _Problem(str(section), entry, path, message, suggestion(field, known))
    value = details["input"]
    if details["type"] == "literal_error":
        expected = re.findall(r"'([^']*)'", details["ctx"]["expected"])
        step = suggestion(str(value), expected)
    else:
        step = _HOW_TO_WRITE.get(details["type"], "")
    return _Problem(
        str(section),
        entry,
        path,
        f"“{label}” in “{section}”: “{'.'.join(map(str, path))}” is {json.dumps(value)[:60]}; "
        f"{details['msg'][0].lower()}{details['msg'][1:]}.",
        step,
    )


def _content_problems(merged: Mapping[str, list[_Merged]]) -> Iterator[_Problem]:
    """What the models cannot see: dangling ids, placeholders, typed numbers, missing levers."""
    known = {s: {str(e.fields.get("id")): None for e in entries} for s, entries in merged.items()}
    for section, field, target in REFERENCES:
        for entry in merged[section]:
            for path, name in _texts((field,), entry.fields.get(field, ())):
                if name in known[target] or (not name and (section, field) in _MAY_BE_EMPTY):
                    continue
                message = (
                    f"“{_label(section, entry)}” in “{section}” names “{name}”, "
                    f"which is not among the {target}."
                )
                yield _Problem(section, entry, path, message, suggestion(name, known[target]))
    for section, rule in PHRASES.items():
        for entry in merged[section]:
            for field in rule.fields:
                for path, text in _texts((field,), entry.fields.get(field, ())):
                    for problem in phrase_problems(text, rule.placeholders):
                        step = problem.next_step
                        if problem.unknown and rule.placeholders:
                            step = suggestion(problem.unknown, rule.placeholders)
                        message = f"“{_label(section, entry)}” in “{section}”: {problem.message}"
                        yield _Problem(section, entry, path, message, step)
    for entry in merged["stakeholders"]:
        for lever in get_args(LeverName):
            if lever not in cast(Mapping[str, str], entry.fields["stake"]):
                message = f"“{_label('stakeholders', entry)}” has no “{lever}” under “stake”."
                step = "Say why a change of each lever is their problem."
                yield _Problem("stakeholders", entry, ("stake",), message, step)


def _texts(path: ValuePath, value: object) -> Iterator[tuple[ValuePath, str]]:
    """Every text under a field with its path; of a mapping the values, not the keys."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts((*path, str(key)), inner)
    elif isinstance(value, Sequence):
        for index, inner in enumerate(value):
            yield from _texts((*path, index), inner)
