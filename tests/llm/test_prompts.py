"""The prompt library: strict at load, and nothing in a value is ever read as a template."""

from __future__ import annotations

import re
import shutil
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translator.errors import InternalError, PackInvalid
from translator.prompts import INDEX, SHARED, SYSTEM, PromptLibrary

FOLDER = Path(__file__).parent.parent.parent / "prompts"
BUILTIN = PromptLibrary.builtin()
TASKS = ("core", "framing", "repair")
LONGEST_SYSTEM = 900  # tokens; a token of English is about 3.9 characters here, measured with o200k


def _variables(task: str) -> dict[str, str]:
    return {v: f"value of {v}" for name in (SHARED, task) for v in BUILTIN.current(name).variables}


@pytest.mark.parametrize("task", TASKS)
def test_every_variable_stands_in_the_message(task: str) -> None:
    """Each value is in the user message and none in the system message; nothing is left unfilled."""
    variables = _variables(task)
    rendered = BUILTIN.render(task, variables)
    for value in variables.values():
        assert value in rendered.user
    assert "$" not in rendered.user + rendered.system
    assert rendered.prompt_ids == tuple(BUILTIN.current(n).id for n in (SYSTEM, SHARED, task))
    assert all(re.fullmatch(r"[a-z]+\.v\d+@[0-9a-f]{12}", prompt) for prompt in rendered.prompt_ids)


def test_all_calls_of_a_pitch_share_their_beginning() -> None:
    """The system message and the block of material are the same letters in every call."""
    rendered = [BUILTIN.render(task, _variables(task)) for task in TASKS]
    assert len({r.system for r in rendered}) == 1
    block = rendered[0].user.split("</data>")[0]
    assert all(r.user.startswith(block + "</data>") for r in rendered)
    assert "value of examples" in block


TRICKY = st.lists(
    st.sampled_from(
        ["{", "}", "{{x}}", "{ticket}", "{0}", "{a!r:>9}", "{% x %}", "$name", "$ticket", "${ticket}",
         "$$", "%s",
         "«n1»", "{{#a}}", "\\", "\n", "</data>", "é", "\x00"]
    ) | st.text(max_size=8)
).map("".join)  # fmt: skip


@given(st.sampled_from(TASKS), st.data())
def test_a_value_comes_out_as_it_went_in(task: str, data: st.DataObject) -> None:
    """Braces, dollars, slots and template syntax of every dialect in a value change nothing."""
    variables = {name: data.draw(TRICKY, label=name) for name in _variables(task)}
    expected = "\n\n".join(
        re.sub(r"\$([a-z_]+)", lambda m: variables[m.group(1)], BUILTIN.current(name).text)
        for name in (SHARED, task)
    )
    assert BUILTIN.render(task, variables).user == expected


@pytest.mark.parametrize("change", [{"ticket": None}, {"colour": "red"}])
def test_other_variables_than_declared_are_refused(change: dict[str, str | None]) -> None:
    """A missing or an unknown variable is our mistake and never reaches a model."""
    given_ = {k: v for k, v in {**_variables("core"), **change}.items() if v is not None}
    with pytest.raises(InternalError, match=next(iter(change))):
        BUILTIN.render("core", given_)


def test_an_unknown_prompt_is_refused() -> None:
    """There is no silent default."""
    with pytest.raises(InternalError, match="poem"):
        BUILTIN.render("poem", {})


def test_the_system_prompt_is_short() -> None:
    """It is sent with every call."""
    assert len(BUILTIN.current(SYSTEM).text) / 3.7 < LONGEST_SYSTEM


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the built-in prompts to break."""
    copy = tmp_path / "prompts"
    shutil.copytree(FOLDER, copy)
    return copy


def _edit(folder: Path, name: str, before: str, after: str, *, hashed: bool = True) -> None:
    """Replace text of version 1 of a prompt, and its hash in the index too."""
    path = folder / f"{name}.v1.md"
    old = path.read_text(encoding="utf-8")
    assert before in old
    new = old.replace(before, after, 1)
    path.write_text(new, encoding="utf-8", newline="\n")
    if hashed:
        index = folder / INDEX
        text = index.read_text(encoding="utf-8")
        before_hash, after_hash = (sha256(content.encode()).hexdigest() for content in (old, new))
        index.write_text(text.replace(before_hash, after_hash), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "before", "after", "place", "message"),
    [
        ("core", "$base", "$basis", r"core\.v1\.md:\d\d$", r"\$basis"),
        ("core", "\n$base", "\nnothing", r"core\.v1\.md:6$", "“base” is declared and never used"),
        ("core", "id: core", "id: kern", r"core\.v1\.md:2$", "not those of the file"),
        ("core", "version: 1", "version: 2", r"core\.v1\.md:2$", "not those of the file"),
        ("core", "version: 1", "version: one", r"core\.v1\.md:1$", "whole number"),
        ("core", "purpose:", "purpose: x\nfoo:", r"core\.v1\.md:1$", "foo"),
        ("core", "purpose:", "purpose: x\nid: core\nfoo:", r"core\.v1\.md:\d$", "“id” is there twice"),
        ("core", "purpose: rewrites", "purpose: [", r"core\.v1\.md:\d+$", "not YAML"),
        ("core", "---\nid", "id", r"core\.v1\.md:1$", "no front matter"),
    ],
)
def test_a_broken_file_fails_at_load(
    folder: Path, name: str, before: str, after: str, place: str, message: str
) -> None:
    """Each rule of prompts/README.md is one clear line with file and line."""
    _edit(folder, name, before, after)
    with pytest.raises(PackInvalid, match=message) as failed:
        PromptLibrary(folder)
    assert re.search(place, failed.value.place)
    assert failed.value.next_step


def test_an_edited_version_is_refused(folder: Path) -> None:
    """A released version cannot change unseen; line ends alone are no change."""
    path = folder / "framing.v1.md"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert PromptLibrary(folder).current("framing").id == BUILTIN.current("framing").id
    _edit(folder, "framing", "one stakeholder", "one person", hashed=False)
    with pytest.raises(PackInvalid, match="hash") as failed:
        PromptLibrary(folder)
    assert re.search(r"index\.yaml:\d$", failed.value.place)


@pytest.mark.parametrize(
    ("index", "message"),
    [
        ("", "nothing in it"),
        ("- core", "fields with values"),
        ("core: 1", "fields with values"),
        ("core: {version: 1}", "version and sha256"),
        ("../core: {version: 1, sha256: x}", "lower-case"),
        ("poem: {version: 1, sha256: x}", "cannot be read"),
        ("core: {version: 0, sha256: x}", "whole number"),
        ("core: {version: 1, sha256: x", "not YAML"),
    ],
)
def test_a_broken_index_fails_at_load(folder: Path, index: str, message: str) -> None:
    """The index is as strict as the files."""
    (folder / INDEX).write_text(index, encoding="utf-8")
    with pytest.raises(PackInvalid, match=message):
        PromptLibrary(folder)


def test_a_folder_without_the_common_prompts_is_refused(folder: Path) -> None:
    """Every call needs the system prompt and the shared block."""
    lines = (folder / INDEX).read_text(encoding="utf-8").splitlines()
    (folder / INDEX).write_text("\n".join(line for line in lines if not line.startswith("system")))
    with pytest.raises(PackInvalid, match="system"):
        PromptLibrary(folder)


def test_a_company_can_replace_one_prompt(folder: Path) -> None:
    """A pack's own version is used, the others stay; other variables or unknown prompts are refused."""
    _edit(folder, "framing", "# Task: tell it", "# Our task: tell it")
    index = folder / INDEX
    line = next(x for x in index.read_text(encoding="utf-8").splitlines() if x.startswith("framing"))
    index.write_text(line, encoding="utf-8")
    library = PromptLibrary(folder, base=BUILTIN)
    assert "# Our task" in library.render("framing", _variables("framing")).user
    assert library.current("core") == BUILTIN.current("core")
    _edit(folder, "framing", "  schema: the shape of the answer, as an example of its JSON\n", "")
    _edit(folder, "framing", "$schema", "none")
    with pytest.raises(PackInvalid, match="must have the variables"):
        PromptLibrary(folder, base=BUILTIN)
