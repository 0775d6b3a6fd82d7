"""Settings: the order of the sources, the origins, and every error with its place and next step."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from translator.errors import SettingInvalid
from translator.settings import (
    LoadedSettings,
    Settings,
    describe,
    expected,
    load_settings,
    uses_model,
)


def load(
    toml_path: Path | None = None,
    environ: dict[str, str] | None = None,
    **flags: object,
) -> LoadedSettings:
    """Load with the sources that matter to the case."""
    return load_settings(toml_path=toml_path, environ=environ or {}, flags=flags)


@pytest.fixture
def toml(tmp_path: Path) -> Any:
    """Write a settings file and give its path."""

    def write(text: str) -> Path:
        path = tmp_path / "translator.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_defaults_need_no_source() -> None:
    """Nothing given: no model and no limit, and every origin says "default"."""
    loaded = load()
    assert loaded.settings == Settings()
    assert (loaded.settings.engine, loaded.settings.model) == ("auto", "")
    assert not uses_model(loaded.settings)
    assert set(loaded.origins.values()) == {"default"}
    assert list(loaded.origins) == list(Settings.model_fields)


def test_later_sources_win_and_are_named(toml: Any) -> None:
    """File, then environment, then flag; each origin names the line, variable or flag that won."""
    path = toml('# ours\nwidth = 80\n\nformat = "json"\napi_port = 9000\n')
    loaded = load(path, {"TRANSLATOR_FORMAT": "md", "TRANSLATOR_API_PORT": "9001"}, api_port=9002)
    settings = loaded.settings
    assert (settings.width, settings.format, settings.api_port) == (80, "md", 9002)
    assert loaded.origins["width"] == f"{path}:2"
    assert loaded.origins["format"] == "environment TRANSLATOR_FORMAT"
    assert loaded.origins["api_port"] == "flag --api-port"
    assert loaded.origins["api_host"] == "default"


def test_a_relative_file_name_stays_short(toml: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The origin repeats the path as it was given, so the usual one reads translator.toml:1."""
    monkeypatch.chdir(toml("width = 80").parent)
    assert load(Path("translator.toml")).origins["width"] == "translator.toml:1"


def test_packs_are_relative_to_the_file_that_names_them(toml: Any) -> None:
    """A folder in the file is found from any working folder; an absolute one stays as it is."""
    path = toml('packs = ["packs/ours", "/srv/pack"]')
    assert load(path).settings.packs == (path.parent / "packs/ours", Path("/srv/pack"))
    assert load(path, {"TRANSLATOR_PACKS": "here"}).settings.packs == (Path("here"),)


@pytest.mark.parametrize(
    ("environ", "flags", "expect"),
    [
        ({"TRANSLATOR_STAKEHOLDERS": "sales, support"}, {}, ("sales", "support")),
        ({"TRANSLATOR_STAKEHOLDERS": "sales,,"}, {}, ("sales",)),
        ({"TRANSLATOR_STAKEHOLDERS": ""}, {}, ()),
        ({}, {"stakeholders": ["finance"]}, ("finance",)),
        ({"TRANSLATOR_STAKEHOLDERS": "sales"}, {"stakeholders": None}, ("sales",)),
        ({"TRANSLATOR_STAKEHOLDERS": "sales"}, {"stakeholders": []}, ()),
    ],
)
def test_lists(environ: dict[str, str], flags: dict[str, object], expect: tuple[str, ...]) -> None:
    """Commas part a list in the environment; empty and None mean not given, [] means none."""
    assert load(None, environ, **flags).settings.stakeholders == expect


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("deadline", "12.5", 12.5),
        ("deadline", "12", 12.0),
        ("budget_pitch", "0", 0.0),
        ("budget_day", "2.5", 2.5),
        ("model_price_output", "0.6", 0.6),
        ("model_cache", "false", False),
        ("concurrency", "16", 16),
        ("fallback", "openai/a, anthropic/b", ("openai/a", "anthropic/b")),
        ("record", "replies", Path("replies")),
        ("api_base", "http://127.0.0.1:8000/v1", "http://127.0.0.1:8000/v1"),
    ],
)
def test_settings_of_models_in_the_environment(name: str, written: str, value: object) -> None:
    """Numbers with a fraction, truth values and lists are read from text."""
    loaded = load(None, {f"TRANSLATOR_{name.upper()}": written})
    assert getattr(loaded.settings, name) == value


def test_folders_are_relative_to_the_file_that_names_them(toml: Any) -> None:
    """Recordings named in the file are found from any working folder."""
    path = toml('replay = "replies"\nmodel = "openai/x"\nbudget_run = 1\ndeadline = 60')
    settings = load(path).settings
    assert settings.replay == path.parent / "replies"
    assert (settings.budget_run, settings.deadline) == (1.0, 60.0)


@pytest.mark.parametrize(
    ("flags", "asked"),
    [
        ({}, False),
        ({"model": "openai/x"}, True),
        ({"model": "openai/x", "engine": "offline"}, False),
        ({"engine": "llm"}, True),
        ({"replay": "replies"}, True),
        ({"fallback": ["openai/x"]}, False),
    ],
)
def test_what_asks_for_a_model(flags: dict[str, object], asked: bool) -> None:
    """With engine auto a named model is used; with offline and llm the engine decides."""
    assert uses_model(load(None, {}, **flags).settings) == asked


def test_other_environment_is_ignored() -> None:
    """Only variables with the prefix are ours."""
    assert load(None, {"PATH": "/bin", "MY_TRANSLATOR_ENGINE": "x"}).settings == Settings()


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('engin = "offline"', 1, ["no setting 'engin'", "Did you mean 'engine'?"]),
        ("\n\napi-port = 1", 3, ["no setting 'api-port'", "Did you mean 'api_port'?"]),
        ("zzz = 1", 1, ["no setting 'zzz'", "The settings are: engine, model"]),
        ("width = 80\n[server]\nport = 1", 2, ["no setting 'server'"]),
        ("width = 80\n  widht.x = 1", 2, ["no setting 'widht'", "Did you mean 'width'?"]),
        ('engine = "gpt"', 1, ['engine cannot be "gpt".', "Give one of: auto, offline, llm."]),
        ('width = "wide"', 1, ['width cannot be "wide"', "a whole number from 40 to 200"]),
        ('\nwidth = "80"', 2, ['width cannot be "80"', "a whole number"]),
        ("width = 39", 1, ["width cannot be 39", "from 40 to 200"]),
        ("width = 80.5", 1, ["width cannot be 80.5"]),
        ("width = true", 1, ["width cannot be true"]),
        ("api_port = 0", 1, ["api_port cannot be 0", "from 1 to 65535"]),
        ('api_host = ""', 1, ['api_host cannot be ""', "a text that is not empty"]),
        ("api_host = 1979-05-27", 1, ["api_host cannot be", "a text"]),
        ('stakeholders = "sales"', 1, ['stakeholders cannot be "sales"', "a list of ids"]),
        ("packs = [1]", 1, ["packs cannot be [1]", "a list of folders"]),
        ('fallback = "openai/x"', 1, ['fallback cannot be "openai/x"', "a list of model names"]),
        ('deadline = "30"', 1, ['deadline cannot be "30"', "a number from 1 to 3600"]),
        ("deadline = 0.5", 1, ["deadline cannot be 0.5", "a number from 1 to 3600"]),
        ("deadline = nan", 1, ["deadline cannot be NaN", "a number from 1 to 3600"]),
        ("budget_day = -1", 1, ["budget_day cannot be -1", "a number from 0"]),
        ("budget_run = inf", 1, ["budget_run cannot be Infinity", "a number from 0"]),
        ("model_cache = 1", 1, ["model_cache cannot be 1", "true or false"]),
        ("concurrency = 0", 1, ["concurrency cannot be 0", "a whole number from 1 to 64"]),
        ('api_base = "localhost:8000"', 1, ['cannot be "localhost:8000"', "begins with http://"]),
        ('api_base = "ftp://ada:hunter2@h"', 1, ['cannot be "ftp://ada:***@h"', "begins with http://"]),
        ("openai_key = 1", 1, ["no setting 'openai_key'"]),
        ("width = 80\nformat = md", 2, ["this is not TOML", 'name = "value"']),
        ("width = 80\nwidth = 90", 2, ["this is not TOML"]),
        ('width = 80\nformat = """', 2, ["this is not TOML"]),
    ],
)
def test_a_broken_file_is_one_clear_line(toml: Any, text: str, line: int, words: list[str]) -> None:
    """The message names file and line, what is wrong and what to write."""
    path = toml(text)
    with pytest.raises(SettingInvalid) as caught:
        load(path)
    assert caught.value.place == f"{path}:{line}"
    assert caught.value.next_step
    assert "\n" not in str(caught.value)
    for word in words:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("environ", "flags", "place", "words"),
    [
        (
            {"TRANSLATOR_ENGIN": "offline"},
            {},
            "environment TRANSLATOR_ENGIN",
            ["Did you mean 'TRANSLATOR_ENGINE'?"],
        ),
        ({"TRANSLATOR_WIDTH": "wide"}, {}, "environment TRANSLATOR_WIDTH", ["40 to 200"]),
        ({"TRANSLATOR_WIDTH": "201"}, {}, "environment TRANSLATOR_WIDTH", ['be "201"']),
        ({}, {"width": 5}, "flag --width", ["width cannot be 5"]),
        ({}, {"pack": ["x"]}, "flag --pack", ["Did you mean '--pack'?"]),
        ({}, {"stakeholders": 3}, "flag --stakeholder", ["stakeholders cannot be 3"]),
        ({}, {"engine": "x" * 500}, "flag --engine", ["…"]),
        ({}, {"budget_pitch": "much"}, "flag --budget", ["a number from 0"]),
        ({"TRANSLATOR_MODEL_CACHE": "maybe"}, {}, "environment TRANSLATOR_MODEL_CACHE", ["true or false"]),
    ],
)
def test_environment_and_flag_errors(
    environ: dict[str, str], flags: dict[str, object], place: str, words: list[str]
) -> None:
    """The place names the variable or the flag, and a suggestion is written the way it is typed."""
    with pytest.raises(SettingInvalid) as caught:
        load(None, environ, **flags)
    assert caught.value.place == place
    assert len(str(caught.value)) < 250
    for word in words:
        assert word in str(caught.value)


def test_unusable_files(tmp_path: Path) -> None:
    """A missing file, a folder and bytes that are not UTF-8 name the file and say what to do."""
    (tmp_path / "latin.toml").write_bytes(b'format = "\xe9"')
    (tmp_path / "folder").mkdir()
    for name, words in [("none.toml", "be read"), ("folder", "be read"), ("latin.toml", "UTF-8")]:
        with pytest.raises(SettingInvalid, match=words) as caught:
            load(tmp_path / name)
        assert caught.value.place == str(tmp_path / name)


def test_a_byte_order_mark_is_no_error(tmp_path: Path) -> None:
    """Editors that write a byte order mark are served."""
    (tmp_path / "t.toml").write_bytes(b'\xef\xbb\xbfwidth = 80\r\nformat = "json"\r\n')
    loaded = load(tmp_path / "t.toml")
    assert loaded.settings.width == 80
    assert loaded.origins["format"].endswith("t.toml:2")


def test_describe_has_a_row_for_each_setting(toml: Any) -> None:
    """Each row shows the value as text and where it came from."""
    path = toml('stakeholders = ["sales", "support"]')
    rows = describe(load(path))
    assert [name for name, _, _ in rows] == list(Settings.model_fields)
    assert ("stakeholders", "sales, support", f"{path}:1") in rows
    assert ("packs", "(none)", "default") in rows
    assert ("width", "100", "default") in rows
    assert ("model_cache", "true", "default") in rows
    assert ("budget_day", "(none)", "default") in rows


def test_describe_shows_no_password(toml: Any) -> None:
    """Of an address with a user in it the password is left out."""
    rows = describe(load(toml('api_base = "https://ada:hunter2@models.example/v1"')))
    assert "https://ada:***@models.example/v1" in [value for _, value, _ in rows]
    rows = describe(load(toml('database_url = "postgresql://ada:hun@ter/2@db/past"')))
    assert "postgresql://ada:***@db/past" in [value for _, value, _ in rows]


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented(name: str) -> None:
    """Each field says what it means and what it takes, for the table of settings."""
    assert Settings.model_fields[name].description
    assert "None" not in expected(name)
    assert not set(expected(name)) & set("^$[]{}\\"), "a pattern is no explanation"
