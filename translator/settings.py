"""The settings: one typed, frozen object, read once at a door, with the origin of each value.

Sources in rising order: the default, `translator.toml`, environment variables `TRANSLATOR_*`,
flags. Nothing below the doors and the wiring imports this; inner code gets values.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, NamedTuple, get_args

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from translator.errors import SettingInvalid
from translator.settings_fields import ADDRESS, NAME, RATE, REDIS, Settings

__all__ = [
    "PREFIX", "LoadedSettings", "Settings", "data_folder", "describe", "expected", "flag_of", "load_settings",
    "masked", "uses_model",
]  # fmt: skip

PREFIX = "TRANSLATOR_"
# Flags not called like their setting: one that may be repeated is named for one of its values.
_FLAGS = {"stakeholders": "--stakeholder", "packs": "--pack", "budget_pitch": "--budget"}
_LISTS = {
    "stakeholders": "a list of ids",
    "packs": "a list of folders",
    "fallback": "a list of model names",
    "cors_origins": "a list of addresses without a path",
}
_SECRET = {"api_key"}
# A pattern as a person reads it.
_IN_WORDS = {
    ADDRESS: "an address that begins with http:// or https://",
    RATE: "off, or a number for a second, minute, hour or day, as 120/minute",
    REDIS: "an address that begins with redis:// or rediss://",
    NAME: "a name of at most 63 letters, digits, dots, hyphens and underscores, the first a letter or digit",
}
# Up to the last @ of the word: a password may hold one, and a slash, though it should not.
_PASSWORD = re.compile(r"(?<=://)([^/@:\s]*):[^\s]*@")


class LoadedSettings(NamedTuple):
    """The settings, and for each name where its value came from.

    An origin reads "default", "translator.toml:3", "environment TRANSLATOR_ENGINE" or
    "flag --engine".
    """

    settings: Settings
    origins: dict[str, str]


def load_settings(
    *, toml_path: Path | None, environ: Mapping[str, str], flags: Mapping[str, object]
) -> LoadedSettings:
    """The settings from all sources, the later source winning.

    `toml_path` None means that there is no file; a path that cannot be read is an error. An empty
    environment variable and a flag of None count as not given. In the environment the values of a
    list are parted by commas. Raises SettingInvalid for an unknown name (with the closest known
    one) and for a value of the wrong type or out of range, with its place.
    """
    values: dict[str, Any] = {}
    origins = dict.fromkeys(Settings.model_fields, "default")
    if toml_path is not None:
        text = _read(toml_path)
        for name, raw in _parse(text, toml_path).items():
            place = f"{toml_path}:{_line_of(name, text)}"
            value = _checked(name, name, raw, place, strict=True)
            if name == "packs":
                value = tuple(toml_path.parent / folder for folder in value)
            elif name in ("data_dir", "record", "replay"):
                value = toml_path.parent / value
            elif name == "incidents" and value not in ("auto", "off"):
                value = str(toml_path.parent / value)
            values[name], origins[name] = value, place
    for variable, given in environ.items():
        if variable.startswith(PREFIX) and given:
            name, place = variable.removeprefix(PREFIX).lower(), f"environment {variable}"
            parsed = [p.strip() for p in given.split(",") if p.strip()] if _is_list(name) else given
            values[name] = _checked(name, variable, parsed, place, strict=False)
            origins[name] = place
    for name, value in flags.items():
        if value is not None:
            flag = flag_of(name)
            values[name] = _checked(name, flag, value, f"flag {flag}", strict=False)
            origins[name] = f"flag {flag}"
    return LoadedSettings(Settings(**values), origins)


def describe(loaded: LoadedSettings) -> list[tuple[str, str, str]]:
    """(name, value as text, origin) for each setting, in the order of the fields."""
    rows = []
    for name in Settings.model_fields:
        value = getattr(loaded.settings, name)
        shown = ", ".join(map(str, value)) if isinstance(value, tuple) else _as_written(value)
        if name in _SECRET and value:
            shown = "***"
        rows.append((name, "(none)" if value is None else masked(shown) or "(none)", loaded.origins[name]))
    return rows


def masked(text: str) -> str:
    """The text without the passwords of URLs."""
    return _PASSWORD.sub(r"\1:***@", text)


def data_folder(settings: Settings) -> Path:
    """The folder of the incident store and its indexes; it may not exist yet."""
    if settings.data_dir is not None:
        return Path(os.path.expanduser(settings.data_dir))
    import platformdirs

    return Path(platformdirs.user_data_dir("translator", appauthor=False))


def flag_of(name: str) -> str:
    """The flag of a setting, where a command has one."""
    return _FLAGS.get(name, "--" + name.replace("_", "-"))


def uses_model(settings: Settings) -> bool:
    """Whether a model is to write: by `engine`, and for "auto" by whether one is named."""
    if settings.engine == "auto":
        return bool(settings.model or settings.replay)
    return settings.engine == "llm"


def expected(name: str) -> str:
    """What a setting takes, in words: "a whole number from 40 to 200"."""
    field = Settings.model_fields[name]
    if _is_list(name):
        return _LISTS[name]
    if field.annotation is bool:
        return "true or false"
    if options := get_args(field.annotation):
        if Path in options:
            return "a folder"
        if int in options:
            return f"a whole number from {_limit(field, 'ge')} to {_limit(field, 'le')}"
        if float in options:
            return f"a number from {_limit(field, 'ge')}"
        return "one of: " + ", ".join(options)
    if field.annotation is float:
        return f"a number from {_limit(field, 'ge')} to {_limit(field, 'le')}"
    if field.annotation is int:
        return f"a whole number from {_limit(field, 'ge')} to {_limit(field, 'le')}"
    if pattern := _limit(field, "pattern"):
        return _IN_WORDS[str(pattern)]
    return "a text" if field.default == "" else "a text that is not empty"


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise SettingInvalid(
            "the file is not UTF-8 text.", place=str(path), next_step="Save it as UTF-8."
        ) from None
    except OSError as error:
        raise SettingInvalid(
            f"the settings file cannot be read ({error.strerror or error}).",
            place=str(path),
            next_step="Name a file that exists and may be read.",
        ) from None


def _parse(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise SettingInvalid(
            f"this is not TOML: {re.sub(r' [(]at .*', '', str(error))}.",
            place=f"{path}:{line.group(1) if line else text.count(chr(10)) + 1}",
            next_step='A setting is written as name = "value".',
        ) from None


def _line_of(name: str, text: str) -> int:
    """The line that sets a top-level name; looked up again because tomllib keeps no positions."""
    key = rf"[\"']?{re.escape(name)}[\"']?\s*"
    found = re.search(rf"^[ \t]*(?:{key}[=.]|\[+\s*{key}[\].])", text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else 1


def _is_list(name: str) -> bool:
    field = Settings.model_fields.get(name)
    return field is not None and isinstance(field.default, tuple)


def _limit(field: FieldInfo, bound: str) -> int | str | None:
    return next((getattr(m, bound) for m in field.metadata if hasattr(m, bound)), None)


def _checked(name: str, spelled: str, raw: Any, place: str, *, strict: bool) -> Any:
    """The value as its field's type; `spelled` is the name as its source writes it.

    Strict follows JSON's rules, where a list fills a tuple and a number never fills a text; else a
    text may also stand for a number, as in the environment.
    """
    field = Settings.model_fields.get(name)
    if field is None:
        simple = name.lower().replace("-", "_")
        close = difflib.get_close_matches(simple, Settings.model_fields, n=1)
        step = f"The settings are: {', '.join(Settings.model_fields)}."
        if close:
            step = f"Did you mean {_as_spelled(close[0], spelled)!r}?"
        raise SettingInvalid(f"there is no setting {spelled!r}.", place=place, next_step=step)
    adapter: TypeAdapter[Any] = TypeAdapter(_annotated(field))
    try:
        if strict:
            # A TOML date has no JSON form and no setting takes one: an object is always refused.
            as_json = json.dumps(raw, default=lambda date: {"date": str(date)})
            return adapter.validate_json(as_json, strict=True)
        return adapter.validate_python(raw, strict=False)
    except ValidationError:
        raise SettingInvalid(
            f"{name} cannot be {masked(_shown(raw))}.", place=place, next_step=f"Give {expected(name)}."
        ) from None


def _annotated(field: FieldInfo) -> Any:
    return Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation


def _as_spelled(name: str, like: str) -> str:
    """A setting's name written as the source writes names."""
    if like.startswith(PREFIX):
        return PREFIX + name.upper()
    return flag_of(name) if like.startswith("--") else name


def _as_written(value: object) -> str:
    """The value as translator.toml has it, without quotation marks."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _shown(value: object) -> str:
    """The value on one short line."""
    shown = json.dumps(value, ensure_ascii=False, default=str)
    return shown if len(shown) <= 60 else shown[:59] + "…"
