"""What people said to the questions of the rubrics, and the texts that they said it about.

`evals/labels/texts/<case>.<rubric>[.<stakeholder>].txt` holds a text as it was read; `evals/labels/*.jsonl`
has a verdict on each line. A label counts for the very text it was given about, told by its sha-256, and no
other: the texts are kept, because pitches change and what was read does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import Field, ValidationError

from evals.case_files import ROOT
from evals.judge.texts import Text
from evals.rubric import Rubric, rubric_of
from evals.yaml_files import broken
from translator.errors import MalformedInput
from translator.models import Model

LABELS = ROOT / "labels"
_NEXT = "Fields and their meaning: evals/judge/labels.py."


class Label(Model):
    """One verdict of one person."""

    case: str
    rubric: str
    stakeholder: str = ""  # "": the whole pitch
    criterion: str
    verdict: Literal["yes", "no"]
    by: str = Field(min_length=1)
    note: str = ""
    text: str = Field(pattern=r"^[0-9a-f]{64}$")  # sha-256 of the text that was read


class Labelled(NamedTuple):
    """All labels of a folder, and the texts that are kept with them."""

    labels: tuple[Label, ...]
    texts: tuple[Text, ...]


def load_labels(rubrics: Sequence[Rubric], folder: Path = LABELS) -> Labelled:
    """What the folder holds. Raises MalformedInput with file and line for the first thing wrong."""
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise broken("there is no file of labels in it", str(folder), _NEXT)
    seen: set[tuple[str, str, str, str]] = set()
    labels = []
    for path in files:
        for number, line in enumerate(_lines(path), start=1):
            label = _label(line, f"{path}:{number}", tuple(rubrics))
            key = (label.text, label.stakeholder, f"{label.rubric}/{label.criterion}", label.by)
            if key in seen:
                raise broken("the same person said this before", f"{path}:{number}", _NEXT)
            seen.add(key)
            labels.append(label)
    texts = [_text(path, tuple(rubrics)) for path in sorted(folder.glob("texts/*.txt"))]
    return Labelled(tuple(labels), tuple(texts))


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    except (OSError, UnicodeError) as error:
        raise broken(getattr(error, "strerror", None) or "it is not text", str(path), _NEXT) from None


def _label(line: str, place: str, rubrics: tuple[Rubric, ...]) -> Label:
    try:
        label = Label.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "line"
        raise broken(f"{field}: {first['msg'].lower()}", place, _NEXT) from None
    known = [c.id for c in rubric_of(label.rubric, rubrics, place=place).questions(label.stakeholder)]
    if label.criterion not in known:
        raise MalformedInput(
            f"the rubric {label.rubric} has no criterion {label.criterion!r}.",
            place=place,
            next_step=f"Criteria: {', '.join(known)}.",
        )
    return label


def _text(path: Path, rubrics: tuple[Rubric, ...]) -> Text:
    case, rubric, stakeholder = (*path.name.removesuffix(".txt").split("."), "", "")[:3]
    rubric_of(rubric, rubrics, place=str(path))
    return Text(case, rubric, stakeholder, "\n".join(_lines(path)))
