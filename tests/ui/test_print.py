"""Paper: the sheet is one page of A4 whatever the fonts; the page itself prints whole, without controls."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.api.serving import Server
from tests.render.hostile import with_words
from tests.render.pitch_example import example_pitch
from tests.ui.browser import SHOTS, chromium, settled, streamlit
from tests.ui.conftest import SAMPLES
from translator.models import Pitch
from translator.render.one_page import as_one_page

pytestmark = [pytest.mark.loopback, pytest.mark.slow, pytest.mark.filterwarnings("ignore")]
Ask = Callable[..., Any]
TICKETS = (
    "login-timeout.md", "checkout-payment.adf.json", "month-end-report.wiki.txt", "manifest-upload.txt",
    "invoice-totals.jira2.json", "rename-tariff-module.md",
)  # fmt: skip
_PAGE = re.compile(rb"/Type\s*/Page\b")
# Where a machine has none of the fonts that are asked for, a wide one has to do.
_WIDE = "* { font-family: 'DejaVu Sans', Verdana, sans-serif !important; }"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A browser."""
    with chromium() as found:
        yield found


def _made(ask: Ask, name: str) -> dict[str, Any]:
    text = (SAMPLES / "tickets" / name).read_text(encoding="utf-8")
    made: dict[str, Any] = ask("POST", "/v1/translations", {"text": text})
    return made


def _pages(tab: Any) -> int:
    """Sheets of paper that the page takes."""
    pages = len(_PAGE.findall(tab.pdf(format="A4", prefer_css_page_size=True)))
    assert pages, "the file says nothing of its pages"
    return pages


def test_one_sheet_of_paper(browser: Any, ask: Ask) -> None:
    """The samples, a pitch with every part and one that is far too long take one sheet, in wide fonts too."""
    pitches = {name: Pitch.model_validate_json(json.dumps(_made(ask, name)["pitch"])) for name in TICKETS}
    pitches |= {"every part": example_pitch(), "too long": with_words("An endless line of words " * 400)}
    tab = browser.new_page(viewport={"width": 688, "height": 1009})  # between the margins of A4
    tab.emulate_media(media="print")
    counted = {}
    for name, pitch in pitches.items():
        sheet = as_one_page(pitch)
        for fonts in ("", _WIDE):
            tab.set_content(sheet.replace("</style>", f"{fonts}</style>"))
            assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
            counted[name, fonts] = _pages(tab)
        if name == "login-timeout.md":
            tab.set_content(sheet)
            SHOTS.mkdir(parents=True, exist_ok=True)
            tab.screenshot(path=SHOTS / "one-page-a4.png", full_page=True)
    assert counted == dict.fromkeys(counted, 1)
    tab.close()


def test_the_page_itself_prints_whole(browser: Any, ask: Ask, server: Server, tmp_path: Any) -> None:
    """Printed from the browser, the pitch is all there, from its sentence to its end, and no control is."""
    made = _made(ask, "login-timeout.md")
    with streamlit(tmp_path, server.port) as address:
        tab = browser.new_page(viewport={"width": 1280, "height": 900}, base_url=address)
        tab.goto(f"/?id={made['id']}")
        tab.locator(".tr-breath").wait_for(timeout=30_000)
        settled(tab)
        tab.emulate_media(media="print")
        for control in ("header", "input", "button", "[role=radiogroup]"):
            assert not [e for e in tab.locator(control).all() if e.is_visible()], control
        assert tab.locator(".tr-breath").is_visible()
        # What the window does not show is printed too: the page is as high as what stands in it.
        assert _pages(tab) > 1
        tab.close()
