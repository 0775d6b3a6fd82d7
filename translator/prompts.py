"""The prompts: versioned files with declared variables, rendered by langchain-core.

A file's text uses `$name`; braces are ordinary characters there. langchain-core's own f-string format
puts values in as they are and never reads them again, so the text is turned into that format once,
at load. prompts/README.md has the rules that are checked here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import NamedTuple

import yaml

from translator.errors import InternalError, PackInvalid
from translator.text import shorten

SYSTEM = "system"  # stands alone in the system message of every call
SHARED = "shared"  # opens the user message of every call: the prefix that providers cache
ALONE = ("judge",)  # neither of the two stands before these
DATA = "\n<data>\n"  # in a prompt that stands alone: what is before it is the system message
INDEX = "index.yaml"
MAX_BYTES = 200_000  # one file

_FRONT = re.compile(r"---\n(.*?\n)---\n(.*)\Z", re.DOTALL)
_VARIABLE = re.compile(r"\$([a-z][a-z0-9_]*)")
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,40}")
_FIELDS = ("id", "version", "purpose", "variables", "output")


class Prompt(NamedTuple):
    """One version of one prompt."""

    name: str
    version: int
    sha256: str  # of the file, line ends as \\n
    purpose: str
    variables: Mapping[str, str]  # name → what it holds
    text: str  # with `$name` where a variable goes
    place: str  # the file, for messages

    @property
    def id(self) -> str:
        """What a pitch stores of it: `core.v1@<first 12 of the hash>`."""
        return f"{self.name}.v{self.version}@{self.sha256[:12]}"


class Rendered(NamedTuple):
    """The two messages of one call and the prompts they were made from."""

    system: str
    user: str
    prompt_ids: tuple[str, ...]


class PromptLibrary:
    """The current version of each prompt of a folder.

    `base` is the library a company's own prompts stand on: a prompt the folder does not have comes
    from there, and one it does have must declare the same variables. Raises PackInvalid with file and
    line for anything that cannot be used.
    """

    def __init__(self, folder: Traversable, base: PromptLibrary | None = None) -> None:
        self._prompts: dict[str, Prompt] = dict(base._prompts) if base else {}
        for prompt in _load(folder):
            before = self._prompts.get(prompt.name) if base else None
            if base and before is None:
                raise PackInvalid(
                    f"there is no prompt “{prompt.name}” to replace.",
                    place=prompt.place,
                    next_step=f"Prompts are: {', '.join(base.names)}.",
                )
            if before and set(before.variables) != set(prompt.variables):
                raise PackInvalid(
                    f"“{prompt.name}” must have the variables {', '.join(before.variables) or 'none'}.",
                    place=prompt.place,
                    next_step="Use each of them, and no other.",
                )
            self._prompts[prompt.name] = prompt
        missing = [name for name in (SYSTEM, SHARED) if name not in self._prompts]
        if missing:
            raise PackInvalid(
                f"there is no prompt “{missing[0]}”, which every call needs.",
                place=str(folder / INDEX),
                next_step="Add its file and its line in the index.",
            )
        for name in ALONE:
            if name in self._prompts:
                _check_alone(self._prompts[name])

    @classmethod
    def builtin(cls) -> PromptLibrary:
        """The prompts that ship with the product. Works from a wheel and from a clone."""
        package = files("translator")
        bundled = package / "_bundled" / "prompts"
        return cls(bundled if bundled.is_dir() else Path(str(package)).parent / "prompts")

    @property
    def names(self) -> tuple[str, ...]:
        """The prompts there are, by name."""
        return tuple(self._prompts)

    def current(self, name: str) -> Prompt:
        """The current version. Raises InternalError for a prompt there is not."""
        if name not in self._prompts:
            raise InternalError(f"There is no prompt “{name}”.")
        return self._prompts[name]

    def render(self, name: str, variables: Mapping[str, str]) -> Rendered:
        """The messages of one call: system, then the shared block with the task `name` after it.

        Every value appears as it was given, whatever characters it has. Raises InternalError where the
        variables are not exactly those the three prompts declare.
        """
        used = [self.current(SYSTEM), self.current(SHARED), self.current(name)]
        system, shared, task = (prompt.text for prompt in used)
        return self._rendered(name, used, system, f"{shared}\n\n{task}", variables)

    def render_alone(self, name: str, variables: Mapping[str, str]) -> Rendered:
        """The messages of a call that needs neither the common system message nor the shared block.

        See `render` for the rest.
        """
        prompt = self.current(name)
        system, _, data = prompt.text.partition(DATA)
        return self._rendered(name, [prompt], system, DATA.lstrip() + data, variables)

    def _rendered(
        self, name: str, used: list[Prompt], system: str, user: str, variables: Mapping[str, str]
    ) -> Rendered:
        from langchain_core.prompts import ChatPromptTemplate

        declared = {variable for prompt in used for variable in prompt.variables}
        if declared != set(variables):
            wrong = ", ".join(sorted(declared ^ set(variables)))
            raise InternalError(f"The prompt “{name}” was given other variables than it declares: {wrong}.")
        chat = ChatPromptTemplate.from_messages(
            [("system", _f_string(system)), ("human", _f_string(user))], template_format="f-string"
        )
        first, second = chat.format_messages(**variables)
        return Rendered(str(first.content), str(second.content), tuple(p.id for p in used))


def _check_alone(prompt: Prompt) -> None:
    """Raise PackInvalid where strangers' words would stand in the system message."""
    before, found, _ = prompt.text.partition(DATA)
    if not found or _VARIABLE.search(before):
        raise PackInvalid(
            f"“{prompt.name}” must say first what to do, then a line <data>, and use its variables after it.",
            place=prompt.place,
            next_step="Put the line <data> before the first variable.",
        )


def _f_string(text: str) -> str:
    doubled = text.replace("{", "{{").replace("}", "}}")
    return _VARIABLE.sub(r"{\1}", doubled)


def _load(folder: Traversable) -> list[Prompt]:
    """The current version of each prompt in the folder's index."""
    place = str(folder / INDEX)
    entries = _mapping(place, _root(place, _text(folder / INDEX)))
    prompts = []
    for name, entry in entries.items():
        at = f"{place}:{entry.start_mark.line + 1}"
        if not _NAME.fullmatch(name):
            raise PackInvalid("a prompt's name is lower-case letters.", place=at, next_step="Rename it.")
        fields = _mapping(place, entry)
        if set(fields) != {"version", "sha256"}:
            raise PackInvalid(
                f"“{name}” must have version and sha256, and nothing else.",
                place=at,
                next_step=f"Write it like this: {name}: {{version: 1, sha256: …}}",
            )
        prompt = _prompt(folder, name, _whole(at, fields["version"]))
        if prompt.sha256 != str(fields["sha256"].value):
            raise PackInvalid(
                f"{name}.v{prompt.version}.md is not the file whose hash stands here.",
                place=at,
                next_step=f"Undo the edit and write a new version, or put sha256: {prompt.sha256}",
            )
        prompts.append(prompt)
    return prompts


def _prompt(folder: Traversable, name: str, version: int) -> Prompt:
    path = folder / f"{name}.v{version}.md"
    place, content = str(path), _text(path)
    match = _FRONT.match(content)
    if match is None:
        raise PackInvalid(
            "there is no front matter.",
            place=f"{place}:1",
            next_step=f"Open the file with --- and the fields {', '.join(_FIELDS)}, then ---.",
        )
    front, text = match.groups()
    fields = _mapping(place, _root(place, front, first_line=1), first_line=1)
    if set(fields) != set(_FIELDS):
        odd = ", ".join(sorted(set(fields) ^ set(_FIELDS)))
        raise PackInvalid(
            f"the front matter must have {', '.join(_FIELDS)}; missing or unknown: {shorten(odd, 80)}.",
            place=f"{place}:1",
            next_step="Add what is missing, remove what is unknown.",
        )
    if fields["id"].value != name or _whole(f"{place}:1", fields["version"]) != version:
        raise PackInvalid(
            "id and version are not those of the file's name.",
            place=f"{place}:{fields['id'].start_mark.line + 2}",
            next_step=f"Write id: {name} and version: {version}.",
        )
    variables = _mapping(place, fields["variables"], first_line=1)
    text_starts = content.count("\n", 0, match.start(2)) + 1
    for used in _VARIABLE.finditer(text):
        if used.group(1) not in variables:
            raise PackInvalid(
                f"the text uses ${used.group(1)}, which the front matter does not declare.",
                place=f"{place}:{text_starts + text.count(chr(10), 0, used.start())}",
                next_step="Declare it under variables, or remove it.",
            )
    unused = set(variables) - {used.group(1) for used in _VARIABLE.finditer(text)}
    for variable in sorted(unused):
        raise PackInvalid(
            f"the variable “{variable}” is declared and never used.",
            place=f"{place}:{variables[variable].start_mark.line + 2}",
            next_step=f"Use ${variable} in the text, or remove it.",
        )
    told = {variable: str(node.value) for variable, node in variables.items()}
    purpose = str(fields["purpose"].value)
    digest = sha256(content.encode()).hexdigest()
    return Prompt(name, version, digest, purpose, told, text.strip("\n"), place)


def _text(path: Traversable) -> str:
    """The file with line ends as \\n, so that its hash is the same on every system."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PackInvalid(
            f"the file cannot be read: {error.strerror or error}.",
            place=str(path),
            next_step="Each prompt of the index needs its file, <name>.v<version>.md.",
        ) from error
    if len(content) > MAX_BYTES:
        raise PackInvalid(
            f"the file has {len(content):,} bytes; {MAX_BYTES:,} are read at most.",
            place=str(path),
            next_step="Shorten it.",
        )
    try:
        return content.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise PackInvalid(
            "the file is not UTF-8 text.", place=str(path), next_step="Save it as UTF-8."
        ) from error


def _root(place: str, text: str, first_line: int = 0) -> yaml.Node:
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1 + first_line}" if mark else ""
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise PackInvalid(
            f"this is not YAML: {problem}.",
            place=place + line,
            next_step="Check indentation, quotes and colons there.",
        ) from error
    if node is None:
        raise PackInvalid("there is nothing in it.", place=place, next_step="Add a prompt.")
    return node


def _mapping(place: str, node: yaml.Node, first_line: int = 0) -> dict[str, yaml.Node]:
    """The fields of a mapping. Nodes rather than values: they know their line."""
    at = f"{place}:{node.start_mark.line + 1 + first_line}"
    if not isinstance(node, yaml.MappingNode):
        raise PackInvalid("this must be fields with values.", place=at, next_step="Write name: value.")
    fields: dict[str, yaml.Node] = {}
    for key, value in node.value:
        name = str(key.value)
        if name in fields:
            raise PackInvalid(f"“{name}” is there twice.", place=at, next_step="Keep one of them.")
        fields[name] = value
    return fields


def _whole(at: str, node: yaml.Node) -> int:
    if not isinstance(node, yaml.ScalarNode) or not re.fullmatch(r"[1-9]\d{0,5}", node.value):
        raise PackInvalid("a version is a whole number from 1.", place=at, next_step="Write version: 1.")
    return int(node.value)
