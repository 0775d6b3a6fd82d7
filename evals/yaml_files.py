"""Reads one YAML file of the suite into a strict model. Nobody else here knows YAML."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import ValidationError

from translator.errors import MalformedInput
from translator.models import Model

M = TypeVar("M", bound=Model)
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path, model: type[M], *, next_step: str) -> M:
    """What the file holds. Raises MalformedInput with file, line or field for the first thing wrong."""
    try:
        told = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except (OSError, UnicodeError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or getattr(error, "strerror", None) or str(error)
        raise broken(what, f"{path}:{mark.line + 1}" if mark else str(path), next_step) from None
    if not isinstance(told, dict):
        raise broken("it holds no mapping of fields", str(path), next_step)
    try:
        # Through JSON, so that lists become tuples and dates are read while types stay strict.
        return model.model_validate_json(json.dumps(told, default=str))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise broken(f"{field}: {first['msg'].lower()}", str(path), next_step) from None


def broken(what: str, place: str, next_step: str) -> MalformedInput:
    """The error for a file of the suite that cannot be used."""
    return MalformedInput(f"the file cannot be used: {what}.", place=place, next_step=next_step)
