"""The other pages: pitches, backlog, incidents, library, settings."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.api.serving import Server, serving
from tests.ui.conftest import SAMPLES, TICKET, UI, Page, shown, told

pytestmark = [pytest.mark.loopback, pytest.mark.filterwarnings("ignore")]
Ask = Callable[..., Any]
PAGES = sorted(path.name for path in UI.glob("page_*.py"))


def test_every_page_has_its_test() -> None:
    """A page that is added here is opened below."""
    assert [
        f"page_{n}.py" for n in ("backlog", "incidents", "library", "pitches", "settings", "translate")
    ] == PAGES


@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_without_an_api(page: Page, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """With the API down each page says what to do, in one message, and none fails."""
    monkeypatch.setenv("TRANSLATOR_API_PORT", "9")
    at = page(name)
    assert len(at.error) == 1
    assert "make up" in told(at)


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Points the page to an API that has nothing yet."""
    with serving(tmp_path / "empty", "--no-auth", rate_limit="off") as made:
        yield lambda: monkeypatch.setenv("TRANSLATOR_API_PORT", str(made.port))


def test_empty_pages_teach(page: Page, empty: Callable[[], None]) -> None:
    """On the first day each page says what it is for and what to do, instead of showing nothing."""
    empty()
    assert "Start under Translate" in shown(page("page_pitches.py"))
    assert "What you will see" in shown(page("page_backlog.py"))
    assert "under Import" in shown(page("page_incidents.py"))
    at = page("page_library.py")
    assert "The memory is empty" in shown(at)


def test_pitches_are_found(page: Page, ask: Ask) -> None:
    """A stored pitch is in the list; a search that fits none says so."""
    ask("POST", "/v1/translations", {"text": TICKET})
    at = page("page_pitches.py")
    assert len(at.dataframe[0].value)
    at.text_input(key="pitches_q").set_value("zeppelin").run()
    assert not at.dataframe
    assert "Nothing fits" in shown(at)


def _batch(page: Page, ask: Ask, content: bytes) -> str:
    made = ask(
        "POST", "/v1/batches?name=backlog.csv", None, content=content, headers={"Content-Type": "text/csv"}
    )
    until = time.monotonic() + 60
    while ask("GET", f"/v1/batches/{made['id']}")["state"] == "running" and time.monotonic() < until:
        time.sleep(0.1)
    return str(made["id"])


def test_a_batch_becomes_a_table(page: Page, ask: Ask) -> None:
    """Each ticket is a row with its readiness and the one thing to do next; filters narrow it."""
    id = _batch(page, ask, (SAMPLES / "tickets" / "backlog.jira.csv").read_bytes())
    at = page("page_backlog.py", batch=id)
    at.query_params["batch"] = id
    at.run()
    assert not at.exception
    table = at.dataframe[0].value
    assert len(table) == 6
    assert list(table.columns[:3]) == ["Ticket", "Readiness", "Next"]
    assert table["Next"].map(len).min() > 0
    at.text_input(key="rows_q").set_value("invitation").run()
    assert 0 < len(at.dataframe[0].value) < 6
    assert len(at.get("download_button")) == 3
    at.text_input(key="rows_q").set_value("zeppelin").run()
    assert "No row fits" in shown(at)


def test_rows_that_came_back(page: Page, ask: Ask) -> None:
    """A column counts the past incidents of the same problem; a filter leaves the rows that have some."""
    heading, _, body = (SAMPLES / "tickets" / "login-timeout.md").read_text(encoding="utf-8").partition("\n")
    tickets = [
        {"title": heading.strip("# "), "description": body},
        {"title": "Rename a module", "description": "The tariff module has an odd name."},
    ]
    id = _batch(page, ask, json.dumps(tickets).encode())
    at = page("page_backlog.py", batch=id)
    at.query_params["batch"] = id
    at.run()
    assert list(at.dataframe[0].value["Repeats"]) == [3, 0]
    at.toggle(key="rows_again").set_value(True).run()
    assert list(at.dataframe[0].value["Repeats"]) == [3]


def test_a_row_that_cannot_be_read_says_why(page: Page, ask: Ask) -> None:
    """It stands in the table with its reason; the others are done."""
    content = b"Issue key,Summary,Description\nHARB-1,Prospects cannot sign in,Two demos failed.\nHARB-2,,\n"
    id = _batch(page, ask, content)
    at = page("page_backlog.py", batch=id)
    at.query_params["batch"] = id
    at.run()
    states = dict(zip(at.dataframe[0].value["Ticket"], at.dataframe[0].value["Readiness"], strict=True))
    assert len(states) == 2
    assert any(state.startswith("✕") for state in states.values())


@pytest.mark.parametrize(
    ("row", "starts", "then"),
    [
        ({"state": "failed", "summary": None, "error": "no text."}, "✕", "no text."),
        ({"state": "waiting", "summary": None}, "…", ""),
        (
            {"state": "done", "summary": {"must": 1, "missing": ["x"], "should": 0}},
            "!",
            "Open it: 1 finding to mend",
        ),
        (
            {
                "state": "done",
                "summary": {"must": 0, "missing": ["[owner needed — ask sales]", "b"], "should": 0},
            },
            "?",
            "owner needed — ask sales (+1 more)",
        ),
        ({"state": "done", "summary": {"must": 0, "missing": [], "should": 2}}, "✓", "2 to look at"),
        (
            {"state": "done", "summary": {"must": 0, "missing": [], "should": 0}},
            "✓ Ready",
            "Send it to review",
        ),
    ],
)
def test_readiness(row: dict[str, Any], starts: str, then: str) -> None:
    """How far a row is, by sign and word, and what comes next."""
    from batch_view import readiness

    state, told_next = readiness(row)
    assert state.startswith(starts)
    assert told_next == then


def test_incidents_are_searched_with_why(page: Page) -> None:
    """A search shows the likest first, why each matched, and which words both share."""
    at = page("page_incidents.py")
    at.text_area(key="incidents_q").set_value(
        "Prospects are thrown back to the sign-in screen during demos"
    ).run()
    html = shown(at)
    assert "Why it matched" in html
    assert 'class="lit"' in html
    at.text_area(key="incidents_q").set_value("The cafeteria ran out of soup").run()
    assert "None of 30 is alike enough" in shown(at)


def test_repeats_and_signs(page: Page) -> None:
    """Repeats are a chart and a table; signs are a board that says which incident shows them."""
    at = page("page_incidents.py")
    at.session_state["incidents_tab"] = "Repeats over time"
    at.run()
    assert not at.exception
    assert at.get("vega_lite_chart")
    assert "<td>sign in</td>" in shown(at)
    assert "28 incidents" in at.caption[0].value
    at.segmented_control(key="repeats_by").set_value("service").run()
    assert not at.exception
    assert "<td>sign in</td>" not in shown(at)
    at.session_state["incidents_tab"] = "Warning signs"
    at.run()
    html = shown(at)
    assert "People restart services" in html
    assert "INC-326" in html
    assert "of 28 incidents say so" in html


def test_incidents_are_imported_twice_without_harm(page: Page) -> None:
    """The sample incidents again: all of them are there already."""
    at = page("page_incidents.py")
    at.session_state["incidents_tab"] = "Import"
    at.run()
    at.button(key="incidents_sample").click().run()
    assert "30 already there" in at.success[0].value


def test_an_import_is_counted_at_once(
    page: Page, empty: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was counted before an import is counted anew after it."""
    empty()
    at = page("page_incidents.py")
    at.session_state["incidents_tab"] = "Warning signs"
    at.run()
    assert "No incident on record yet" in shown(at)
    at.session_state["incidents_tab"] = "Import"
    at.run()
    at.button(key="incidents_sample").click().run()
    at.session_state["incidents_tab"] = "Warning signs"
    at.run()
    assert "of 28 incidents say so" in shown(at)


def test_the_library_is_searched(page: Page, ask: Ask) -> None:
    """Each shelf narrows to what holds the words, and says so where none does."""
    at = page("page_library.py")
    for shelf in ("Glossary", "Needles"):
        at.session_state["library_tab"] = shelf
        at.text_input(key="library_q").set_value("").run()
        everything = len(at.dataframe[0].value)
        at.text_input(key="library_q").set_value("deploy").run()
        assert 0 < len(at.dataframe[0].value) < everything
    at.session_state["library_tab"] = "Stakeholders"
    at.text_input(key="library_q").set_value("zeppelin").run()
    assert "Nothing about “zeppelin”" in shown(at)
    at.text_input(key="library_q").set_value("").run()
    assert len(at.expander) == ask("GET", "/v1/catalog")["kinds"]["stakeholders"]


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An API with the pack of the samples, and a model that nobody answers for."""
    folder = tmp_path_factory.mktemp("packed")
    named = {"packs": str(SAMPLES / "pack"), "model": "openai/writer-1", "judge_model": "openai/judge-1"}
    named |= {"api_base": "http://127.0.0.1:9/v1", "attempts": "1"}
    with serving(folder, "--no-auth", rate_limit="off", **named) as made:
        yield made


def test_the_library_tells_what_is_ours(page: Page, packed: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each entry says where it comes from; a filter leaves what a pack adds or overrides."""
    monkeypatch.setenv("TRANSLATOR_API_PORT", str(packed.port))
    at = page("page_library.py")
    at.session_state["library_tab"] = "Glossary"
    at.run()
    everything = list(at.dataframe[0].value["Comes from"])
    assert "built-in" in everything
    at.toggle(key="library_ours").set_value(True).run()
    ours = list(at.dataframe[0].value["Comes from"])
    assert 0 < len(ours) < len(everything)
    assert all("glossary/company.yaml" in place for place in ours)
    at.session_state["library_tab"] = "Stakeholders"
    at.run()
    assert len(at.expander) == 2
    assert "built-in; skerryline@2026.1 changes example problem" in shown(at)
    assert "added by skerryline@2026.1 (stakeholders/harbour-partners.yaml)" in shown(at)
    at.session_state["library_tab"] = "Moments"
    at.run()
    assert len(at.dataframe[0].value) > 0


def test_nothing_is_ours_without_a_pack(page: Page) -> None:
    """The filter then says what a pack is, instead of showing an empty table."""
    at = page("page_library.py")
    at.session_state["library_tab"] = "Needles"
    at.toggle(key="library_ours").set_value(True).run()
    assert "Nothing of yours on this shelf" in shown(at)


def test_the_engine_is_chosen_and_tested(page: Page, packed: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings show the model and where tickets go; the choice holds elsewhere; a test tells what failed."""
    monkeypatch.setenv("TRANSLATOR_API_PORT", str(packed.port))
    monkeypatch.setenv("OPENAI_API_KEY", "harbourgate7731northdeck")
    at = page("page_settings.py")
    assert "openai/writer-1" in shown(at)
    assert "127.0.0.1:9" in shown(at)
    at.button(key="test_model").click().run()
    assert "openai/writer-1" in told(at)
    assert "harbourgate" not in told(at) + shown(at)
    at.selectbox(key="engine_of_session").set_value("offline").run()
    at.switch_page("page_translate.py").run()
    assert at.selectbox(key="engine").value == "offline"
    at.switch_page("page_settings.py").run()
    assert at.selectbox(key="engine_of_session").value == "offline"


def test_without_a_model_there_is_none_to_choose(page: Page) -> None:
    """Only engines that the server has are offered; settings say how to have a model."""
    assert page("page_translate.py").selectbox(key="engine").options == [
        "As the server is set",
        "Offline engine",
    ]
    at = page("page_settings.py")
    assert "TRANSLATOR_MODEL" in shown(at)
    assert not [button for button in at.button if button.key == "test_model"]


def test_approved_words_are_remembered(page: Page, ask: Ask) -> None:
    """An approved pitch is on the first shelf of the library."""
    made = ask("POST", "/v1/translations", {"text": TICKET})
    for revision, to in enumerate(("in review", "approved"), 1):
        ask(
            "POST",
            f"/v1/translations/{made['id']}/reviews",
            {"to": to},
            headers={"If-Match": f'"{revision}"'},
        )
    assert "Sign-in broken" in shown(page("page_library.py"))


def test_settings_show_the_connection(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is signed in, where, and that each part of the service answers."""
    at = page("page_settings.py")
    html = shown(at)
    assert "asks for no key" in html
    assert html.count("✓ ok") >= 3


def test_signing_in(page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that wants a key says so; with the key the page works, and it is forgotten at sign-out."""
    from tests.api.test_serving import new_key

    with serving(tmp_path / "keys", rate_limit="off") as made:
        monkeypatch.setenv("TRANSLATOR_API_PORT", str(made.port))
        key = new_key(made.folder, "--scope", "read", "--scope", "write")
        at = page("page_settings.py")
        assert "needs a key" in told(at)
        at.text_input(key="given_key").set_value(key)
        next(b for b in at.button if b.label == "Sign in").click().run()
        assert not at.error
        assert "read, write" in shown(at)
        assert key not in shown(at)
        assert f"tr_{key.split('_')[1]}_••••" in shown(at)
        at.button(key="sign_out").click().run()
        assert "needs a key" in told(at)
