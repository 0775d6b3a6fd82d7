"""What goes in and out of the command line: files, standard input, terminals and pipes."""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, NoReturn

import typer

from translator.errors import FileUnusable, InputTooLarge
from translator.instructions import without_orders

if TYPE_CHECKING:
    from translator.models import Pitch
    from translator.render import Renderer

FormatName = Literal["md", "json"]
INPUT_LIMIT = 4_000_000  # bytes of a ticket or an export
PITCH_LIMIT = 64_000_000  # bytes of a pitch, which holds its ticket more than once


class Problem(NamedTuple):
    """A ticket of many that gave no pitch. `line` counts from 1."""

    line: int
    message: str


# --- in -------------------------------------------------------------------------------------------


def read_input(file: str | None, *, limit: int = INPUT_LIMIT) -> tuple[bytes, str]:
    """The bytes of a file, or of standard input for "-" and None, and the place to name in errors.

    Never holds more than `limit` bytes. Raises FileUnusable or InputTooLarge.
    """
    if file is None or file == "-":
        place = "standard input"
        payload = sys.stdin.buffer.read(limit + 1)
    else:
        place = file
        try:
            with open(file, "rb") as stream:
                payload = stream.read(limit + 1)
        except (OSError, ValueError) as error:
            raise unusable(file, "read", error) from None
    if len(payload) > limit:
        raise InputTooLarge(
            f"the input is larger than {limit:,} bytes.",
            place=place,
            next_step="Hand in one ticket, without its attachments.",
        )
    return payload, place


def unusable(file: str | Path, verb: str, error: Exception) -> FileUnusable:
    """The error for a file that the system would not let us read or write."""
    reason = getattr(error, "strerror", None) or str(error)
    return FileUnusable(
        f"the file cannot be {verb} ({reason}).",
        place=str(file),
        next_step="Check the name and its permissions.",
    )


# --- out ------------------------------------------------------------------------------------------


def say(line: str) -> None:
    """A line on standard error, for people; nobody reading it is no error."""
    with contextlib.suppress(OSError):
        print(line, file=sys.stderr, flush=True)


def print_text(text: str) -> None:
    """Text on standard output. A reader that has gone, as in `| head`, ends the program quietly."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _end_quietly()


def print_json(value: Any) -> None:
    """Indented JSON on standard output."""
    print_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n")


def _end_quietly() -> NoReturn:
    # The interpreter flushes standard output once more at its end; that must not fail either.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise typer.Exit(0)


class Outputs:
    """Where the pitches of one run go. Made before any work, so that a wrong name costs nothing."""

    def __init__(self, files: Sequence[str], output_format: FormatName, width: int, quiet: bool) -> None:
        self._width = width
        self._quiet = quiet
        self._format = _renderer("name", output_format)
        self._targets = [(Path(file), _target(file)) for file in files]

    def write(self, pitches: Sequence[Pitch], problems: Sequence[Problem], *, many: bool) -> None:
        """Write every target, or standard output where none was named.

        `many`: the input could hold several tickets, so the document says so even for one. Raises
        FileUnusable.
        """
        if not self._targets:
            self._print(pitches, problems, many)
        for path, renderer in self._targets:
            if renderer is not None:
                self._save(path, _document(renderer, pitches, problems, many))
                continue
            _make_folder(path)
            for name, pitch in zip(_names(pitches), pitches, strict=True):
                self._save(path / (name + self._format.suffix), _alone(self._format, pitch))

    def _save(self, path: Path, text: str) -> None:
        write_file(path, text)
        if not self._quiet:
            say(f"wrote {path}")

    def _print(self, pitches: Sequence[Pitch], problems: Sequence[Problem], many: bool) -> None:
        if self._format.name == "md" and sys.stdout.isatty():
            self._show(pitches)
        else:
            print_text(_document(self._format, pitches, problems, many))

    def _show(self, pitches: Sequence[Pitch]) -> None:
        from rich.console import Console
        from rich.markdown import Markdown

        console = Console()
        width = min(console.width, self._width)
        try:
            console.print(Markdown(_markdown(pitches, anchors=False)), width=width)
        except BrokenPipeError:
            _end_quietly()


def write_file(path: Path, text: str) -> None:
    """Replace the file as a whole or not at all. Raises FileUnusable."""
    write_pieces(path, (text,))


def write_pieces(path: Path, pieces: Iterable[str]) -> int:
    """Like `write_file`, one piece at a time; returns how many there were."""
    count = 0
    part: Path | None = None
    try:
        target = path.resolve()  # a link stays a link; what it leads to is replaced
        if not path.exists() or path.is_file():  # a pipe or a device cannot be replaced
            part = target.with_name(f".{target.name}.{os.getpid()}.part")
        with (part or path).open("wb") as stream:
            for piece in pieces:
                stream.write(piece.encode("utf-8", "replace"))
                count += 1
        if part is not None:
            os.replace(part, target)
            part = None
    except OSError as error:
        raise unusable(path, "written", error) from None
    finally:
        if part is not None:
            with contextlib.suppress(OSError):
                part.unlink()
    return count


def _target(file: str) -> Renderer | None:
    """What to write there; None for a folder that gets a file for each pitch."""
    path = Path(file)
    if path.is_dir() or file.endswith(("/", os.sep)):
        _require_folder(path.parent, path)
        return None
    renderer = _renderer("suffix", _ending(path), path)
    _require_folder(path.parent, path)
    return renderer


def _ending(path: Path) -> str:
    """The ending that names a format: ".page.html" before ".html"."""
    from translator.render import RENDERERS

    fits = [r.suffix for r in RENDERERS if path.name.lower().endswith(r.suffix)]
    return max(fits, key=len, default=path.suffix.lower())


def _require_folder(folder: Path, path: Path) -> None:
    if not folder.is_dir():
        raise FileUnusable(
            f"the folder {folder} does not exist.",
            place=str(path),
            next_step="Make it, or choose another.",
        )


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(exist_ok=True)
    except OSError as error:
        raise unusable(path, "made", error) from None


def _renderer(by: Literal["name", "suffix"], value: str, path: Path | None = None) -> Renderer:
    from translator.render import RENDERERS

    for renderer in RENDERERS:
        if getattr(renderer, by) == value:
            return renderer
    known = " or ".join(renderer.suffix for renderer in RENDERERS)
    raise typer.BadParameter(
        f"{path} has no known ending; name a file in {known}, or a folder with / at its end.",
        param_hint="-o",
    )


def _alone(renderer: Renderer, pitch: Pitch) -> str:
    """One pitch; in Markdown its next step is a command. Other formats go to people without one."""
    return _markdown([pitch], anchors=True) if renderer.name == "md" else renderer.render(pitch)


def _document(renderer: Renderer, pitches: Sequence[Pitch], problems: Sequence[Problem], many: bool) -> str:
    if not many and len(pitches) == 1 and not problems:
        return _alone(renderer, pitches[0])
    if renderer.name == "md":
        return _markdown(pitches, anchors=True)
    if renderer.name != "json":
        raise typer.BadParameter(
            f"a file in {renderer.suffix} holds one pitch; name a folder with / at its end.", param_hint="-o"
        )
    document = {
        "schema": "translator.pitches/1",
        "pitches": [pitch.model_dump(mode="json", by_alias=True) for pitch in pitches],
        "problems": [problem._asdict() for problem in problems],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _markdown(pitches: Sequence[Pitch], *, anchors: bool) -> str:
    """Pitches one after another, parted by a rule and named by their tickets."""
    from translator.render.back_matter import TITLE_SHOWN
    from translator.render.escape import inline
    from translator.render.markdown import as_markdown
    from translator.text import shorten

    if len(pitches) == 1:
        return as_markdown(pitches[0], anchors="" if anchors else None, command=True)
    parts = []
    for number, (name, pitch) in enumerate(zip(_names(pitches), pitches, strict=True), start=1):
        key = f"{inline(pitch.ticket.key)}: " if pitch.ticket.key else ""
        title = inline(shorten(without_orders(pitch.ticket.title), TITLE_SHOWN))
        heading = f"_Ticket {number} of {len(pitches)} — {key}{title}_"
        body = as_markdown(pitch, anchors=f"{name}-" if anchors else None, command=True)
        parts.append(f"{heading}\n\n{body}")
    return "\n---\n\n".join(parts)


def _names(pitches: Iterable[Pitch]) -> list[str]:
    """A file name without ending for each pitch: its ticket's key, or a number; none twice."""
    names: list[str] = []
    taken: set[str] = set()
    for number, pitch in enumerate(pitches, start=1):
        key = re.sub(r"[^a-z0-9]+", "-", (pitch.ticket.key or "").lower())[:80].strip("-")
        name = wanted = key or f"ticket-{number}"
        while name in taken:
            name = f"{wanted}-{number}"
            wanted = name
        taken.add(name)
        names.append(name)
    return names
